use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::{SyntaxProblem, near_help};

pub static PAGE: Page = Page {
    code: 109,
    title: wording("知らない宣言", "No such declaration"),
    meaning: wording(
        "行の最初の語が、宣言を始める言葉のどれでもありません。綴りの誤りのことが多いです。",
        "The first word of the line starts no declaration. Most often it is misspelt.",
    ),
    why: wording(
        "読めない宣言は丸ごと無いのと同じです。柵（guard）が綴り一つで消えることがないよう、必ず止まります。",
        "A declaration that can't be read is a declaration that isn't there. A guard must never vanish by one wrong letter, so Sekisho stops.",
    ),
    example: Example::Declarations(
        r#"cohrot women {
  from patient
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort women {
  from patient
}"#,
    ),
};

pub fn unknown_declaration(word: &str, near: Option<&str>) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("「{word}」で始まる宣言はありません。"), format!("No declaration starts with '{word}'.")))
        .help(near_help(near).unwrap_or_else(|| Text::new(
                    "宣言は purpose, class, codelist, consent, optout, guard, cohort, study, access, profile, deliver, test のどれかで始まります。",
                    "A declaration starts with purpose, class, codelist, consent, optout, guard, cohort, study, access, profile, deliver or test.",
                )))
        .fix_if(near)
}
