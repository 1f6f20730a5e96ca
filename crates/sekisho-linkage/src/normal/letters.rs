//! Letters alone: NFKC (UAX #15) makes half-width kana and full-width digits and Latin the common
//! ones, and CJK compatibility ideographs the unified ones; marks that are not seen go.

use unicode_normalization::UnicodeNormalization;

/// The longest text that is looked at. A longer one is no name, date or address: it says nothing.
pub const TEXT_MAX: usize = 128;

/// NFKC, without controls, format characters, variation selectors and joiners; blanks are one
/// space, none at the ends; Latin in capitals. `None`: nothing is left, too much was there, or a
/// letter that was lost on the way or that one system made for itself (外字).
pub fn clean(text: &str) -> Option<String> {
    if text.chars().nth(TEXT_MAX).is_some() || text.contains(is_unknown) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.nfkc().filter(|c| !is_unseen(*c)) {
        match c.is_whitespace() || c.is_control() {
            true if out.is_empty() || out.ends_with(' ') => {}
            true => out.push(' '),
            false => out.extend(c.to_uppercase()),
        }
    }
    out.truncate(out.trim_end().len());
    (!out.is_empty()).then_some(out)
}

/// What a reader does not see: variation selectors (UTS #37 chooses glyphs by them), zero-width
/// marks, marks of direction (UAX #9), the soft hyphen.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}'
        | '\u{fff9}'..='\u{fffb}')
}

/// Private use, where the next system has another letter or none; the replacement character; 〓.
fn is_unknown(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' | '\u{fffd}' | '〓')
}

/// Every stroke that stands for a hyphen or is typed for a long mark.
pub fn is_stroke(c: char) -> bool {
    matches!(
        c,
        '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' | 'ー' | '─' | '━' | '﹣'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_blanks_and_what_is_not_seen_make_no_difference() {
        for (text, expect) in [
            ("ﾔﾏﾀﾞ", "ヤマダ"),
            ("Ｙａｍａｄａ", "YAMADA"),
            ("０３", "03"),
            ("山田\u{3000}\u{3000}太郎 ", "山田 太郎"),
            ("葛\u{e0100}城", "葛城"),
            ("山\u{200b}田\u{202e}", "山田"),
            ("福\u{0}田\n", "福 田"),
            ("\u{fa19}", "神"),
        ] {
            assert_eq!(clean(text).as_deref(), Some(expect), "{text:?}");
        }
    }

    #[test]
    fn nothing_and_too_much_say_nothing() {
        for text in [
            "",
            " \u{3000}",
            "\u{0}\u{1b}",
            "\u{200b}",
            "\u{e000}橋",
            "〓藤",
            "山\u{fffd}",
        ] {
            assert_eq!(clean(text), None, "{text:?}");
        }
        assert!(clean(&"山".repeat(TEXT_MAX)).is_some());
        assert_eq!(clean(&"山".repeat(TEXT_MAX + 1)), None);
        assert_eq!(clean(&"\u{fdfa}".repeat(100_000)), None);
    }
}
