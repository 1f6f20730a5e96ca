use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 102,
    title: wording("名前が別の字形の文字で書かれている", "A name in another width or form"),
    meaning: wording(
        "名前に全角の英数字や半角カナが入っています。方針の名前は標準の字形（NFKC）に揃えます。",
        "A name holds full-width letters or digits, or half-width kana. Names in a policy keep to one standard form (NFKC).",
    ),
    why: wording(
        "「ＡＢＣ」と「ABC」が別の研究になれば、一方だけに許可が付いても人の目では分かりません。",
        "If ＡＢＣ and ABC were two studies, a permission given to only one of them could not be seen by eye.",
    ),
    example: Example::Declarations(
        r#"purpose ＡＩ開発 under research"#,
    ),
    instead: Example::Declarations(
        r#"purpose AI開発 under research"#,
    ),
};

pub fn not_folded(word: &str, folded: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("「{word}」に全角英数字や半角カナなど、別の字形の文字があります。"), format!("'{word}' has characters in another width or form (full-width letters, half-width kana).")))
        .help(Text::new(format!("「{folded}」と書いてください。同じに見える名前が二つできるのを防ぐためです。"), format!("Write '{folded}': two names must never look the same and differ.")))
        .fix(folded)
}
