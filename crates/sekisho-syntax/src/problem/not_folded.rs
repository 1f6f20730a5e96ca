use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(102);

pub fn not_folded(word: &str, folded: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("「{word}」に全角英数字や半角カナなど、別の字形の文字があります。"), format!("'{word}' has characters in another width or form (full-width letters, half-width kana).")))
        .help(Text::new(format!("「{folded}」と書いてください。同じに見える名前が二つできるのを防ぐためです。"), format!("Write '{folded}': two names must never look the same and differ.")))
        .fix(folded)
}
