//! Texts as they are compared where a difference of writing must not let anything slip through:
//! without blanks and invisible characters, in one case, in one width.

use std::borrow::Cow;

/// A code, or the name of a code system.
pub fn folded(text: &str) -> Cow<'_, str> {
    let plain = |b: u8| b.is_ascii_graphic() && !b.is_ascii_uppercase();
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    let told = text.chars().filter(|c| !is_invisible(*c));
    Cow::Owned(told.map(narrow).flat_map(char::to_lowercase).collect())
}

/// The name of a code system: its scheme and a slash at its end say nothing.
pub fn folded_system(text: &str) -> Cow<'_, str> {
    let folded = folded(text);
    let secure = folded.starts_with("https://");
    if !secure && !folded.ends_with('/') {
        return folded;
    }
    let bare = folded.trim_end_matches('/');
    Cow::Owned(match bare.strip_prefix("https://") {
        Some(rest) => format!("http://{rest}"),
        None => bare.to_owned(),
    })
}

fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// ASCII in place of its full-width twin, and one kind of hyphen.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xff01 + u32::from('!')).unwrap_or(c)
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' => '-',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_blank_nor_case_nor_width_makes_another_code() {
        for text in [
            "69548-6",
            " 69548-6",
            "69548-6\u{a0}",
            "69548\u{200b}-6",
            "６９５４８－６",
            "69548\u{2010}6",
        ] {
            assert_eq!(folded(text), "69548-6", "{text:?}");
        }
        assert_eq!(folded("LaB"), "lab");
        for system in [
            "http://varnomen.hgvs.org",
            "https://varnomen.hgvs.org/",
            "HTTP://Varnomen.HGVS.org",
        ] {
            assert_eq!(folded_system(system), "http://varnomen.hgvs.org");
        }
    }
}
