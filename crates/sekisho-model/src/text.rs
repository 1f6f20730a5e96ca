//! A sentence in Japanese and in English, side by side.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Both readings of one sentence. Either may be empty when an author gave only one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub ja: String,
    pub en: String,
}

/// The language a reader asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    Ja,
    #[default]
    En,
}

impl Text {
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            ja: ja.into(),
            en: en.into(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.ja.is_empty() && self.en.is_empty()
    }

    /// The reader's language, or the other one when only that was written.
    pub fn get(&self, lang: Lang) -> &str {
        let (wanted, other) = match lang {
            Lang::Ja => (&self.ja, &self.en),
            Lang::En => (&self.en, &self.ja),
        };
        if wanted.is_empty() { other } else { wanted }
    }
}

/// A text as it may stand on a terminal or a page: what moves the cursor, changes colours or turns
/// the reading direction is written out (`\u001b`), so that no text of somebody else's can pass for
/// the program's own. Lines and tabs stay; the form is JSON's, so JSON stays the same value.
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, |c| c != '\n' && c != '\t' && is_hidden(c))
}

/// The same for a text that stands within one line: it can't begin another.
pub fn within_line(text: &str) -> Cow<'_, str> {
    escaped(text, is_hidden)
}

/// A text as it may stand in HTML, between tags or within a quoted attribute.
pub fn in_html(text: &str) -> String {
    let shown = visible(text);
    let mut out = String::with_capacity(shown.len());
    for c in shown.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn escaped(text: &str, hides: impl Fn(char) -> bool) -> Cow<'_, str> {
    use std::fmt::Write as _;
    if !text.contains(&hides) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if hides(c) {
            let _ = write!(shown, "\\u{:04x}", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Controls, marks of direction (UAX #9) and the line ends that only some programs know.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}' | '\u{2029}'
        )
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_act_on_a_terminal_is_written_out() {
        assert_eq!(visible("山田 a\tb\nc"), "山田 a\tb\nc");
        assert_eq!(visible("x\u{1b}[2Jy"), "x\\u001b[2Jy");
        assert_eq!(visible("x\u{202e}y\u{9b}m"), "x\\u202ey\\u009bm");
        assert_eq!(within_line("one\n  9  permit"), "one\\u000a  9  permit");
    }
}
