use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(112);

pub fn reserved_word(word: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("「{word}」は言語の言葉なので、名前には使えません。"), format!("'{word}' is a word of the language and can't be a name.")))
        .help(Text::new("別の名前を付けてください。", "Choose another name."))
}
