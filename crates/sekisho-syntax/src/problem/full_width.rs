use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 101,
    title: wording("全角の記号がある", "Full-width punctuation"),
    meaning: wording(
        "日本語入力のまま打った記号（｛ ： ， ＝ “ など）が、方針の文の中にあります。",
        "A mark typed with a Japanese input method (｛ ： ， ＝ “ …) stands in the policy text.",
    ),
    why: wording(
        "見た目は同じでも別の文字なので、そのまま読めば行の意味が変わりかねません。推測で読まず、正しい字を示します。",
        "It looks alike but is another character, and guessing could change what the line means. Sekisho says which mark was meant instead of guessing.",
    ),
    example: Example::Declarations(
        r#"purpose registry ｛
  label ja "登録" en "Registry"
｝"#,
    ),
    instead: Example::Declarations(
        r#"purpose registry {
  label ja "登録" en "Registry"
}"#,
    ),
};

pub fn full_width(found: char, meant: char) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("全角の記号 {found} が使われています。"), format!("'{found}' is a full-width character.")))
        .help(Text::new(format!("半角の {meant} に直してください。"), format!("Write the half-width {meant} instead.")))
        .fix(meant.to_string())
}
