//! A path's text as tokens.

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Name(String),
    /// `%name`
    Constant(String),
    /// `$this`
    This,
    Text(String),
    Number(String),
    Sign(&'static str),
}

/// Longer ones first.
const SIGNS: [&str; 19] = [
    "!=", "<=", ">=", "=", "<", ">", "|", ".", "(", ")", "[", "]", "{", "}", ",", "+", "-", "*",
    "/",
];

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, &'static str> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '\'' => quoted(rest, '\'').map(|(text, after)| (Token::Text(text), after))?,
            '`' => quoted(rest, '`').map(|(name, after)| (Token::Name(name), after))?,
            '%' if rest[1..].starts_with('`') => {
                quoted(&rest[1..], '`').map(|(name, after)| (Token::Constant(name), after))?
            }
            '%' => {
                let (name, after) = word(&rest[1..]);
                if name.is_empty() {
                    return Err("a constant's name is missing after %");
                }
                (Token::Constant(name.to_owned()), after)
            }
            '$' => match rest.strip_prefix("$this") {
                Some(after) => (Token::This, after),
                None => return Err("of the words with $ it may hold $this only"),
            },
            '0'..='9' => number(rest),
            _ => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                Some(sign) => (Token::Sign(sign), &rest[sign.len()..]),
                None => {
                    let (name, after) = word(rest);
                    if name.is_empty() {
                        return Err("it holds a character that has no meaning here");
                    }
                    (Token::Name(name.to_owned()), after)
                }
            },
        };
        out.push(token);
        rest = after.trim_start();
    }
    Ok(out)
}

fn word(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .unwrap_or(text.len());
    text.split_at(end)
}

/// `1`, `2.5`; a dot that no digit follows is a step.
fn number(text: &str) -> (Token, &str) {
    let digits = |text: &str| {
        text.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len())
    };
    let whole = digits(text);
    let fraction = text[whole..].strip_prefix('.').map_or(0, digits);
    let end = if fraction > 0 {
        whole + 1 + fraction
    } else {
        whole
    };
    (Token::Number(text[..end].to_owned()), &text[end..])
}

/// Between two equal marks, with the escapes of FHIRPath.
fn quoted(text: &str, mark: char) -> Result<(String, &str), &'static str> {
    let mut out = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == mark {
            return Ok((out, &text[at + 1..]));
        }
        if c != '\\' {
            out.push(c);
            continue;
        }
        out.push(match chars.next().map(|(_, c)| c) {
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some(c @ ('\'' | '"' | '`' | '\\' | '/')) => c,
            _ => return Err("it holds an escape that has no meaning"),
        });
    }
    Err("a text does not end")
}
