//! Characters that an eye does not see, or does not tell apart from others.
//!
//! A policy is what people read: a character that changes what a machine reads and not what a person
//! sees has no place in it (Unicode Technical Report 36, "Trojan Source").

/// Zero-width characters, direction controls and fillers: nothing is seen of them.
/// A byte-order mark that opens a file is not among them; there it says how the file was saved.
pub fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e007f}')
}

/// Marks that choose another shape of the character before them (葛 and 葛 with a selector).
pub fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{180b}'..='\u{180d}' | '\u{e0100}'..='\u{e01ef}')
}

/// What a hidden character is called in Unicode's code charts.
pub fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}
