use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 112,
    title: wording("言語の言葉を名前にしている", "A word of the language as a name"),
    meaning: wording(
        "within や not のように、文の骨組みになる言葉は名前に使えません。",
        "Words that form sentences, such as within or not, can't be names.",
    ),
    why: wording(
        "「within within 30 days」のような行は、人にも機械にも二通りに読めます。",
        "A line such as \"within within 30 days\" can be read in two ways, by people and machines alike.",
    ),
    example: Example::Declarations(
        r#"purpose within under research"#,
    ),
    instead: Example::Declarations(
        r#"purpose internal under research"#,
    ),
};

pub fn reserved_word(word: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("「{word}」は言語の言葉なので、名前には使えません。"), format!("'{word}' is a word of the language and can't be a name.")))
        .help(Text::new("別の名前を付けてください。", "Choose another name."))
}
