use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 103,
    title: wording("等号が二つある", "Two equals signs"),
    meaning: wording(
        "比べる記号が == になっています。この言語では = 一つです。",
        "A comparison is written with ==. In this language it is one =.",
    ),
    why: wording(
        "プログラムの癖で書かれることの多い字です。ほかの行と書き方が違うと、読む人が別の意味を疑います。",
        "It comes by habit from programming. A reviewer who sees two spellings will look for two meanings.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where sex == "female" unknown exclude
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where sex = "female" unknown exclude
}"#,
    ),
};

pub fn double_equals() -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new("等しいことは = 一つで書きます。", "Equality is written with one =."))
        .help(Text::new("== を = に直してください。", "Write = instead of ==."))
        .fix("=")
}
