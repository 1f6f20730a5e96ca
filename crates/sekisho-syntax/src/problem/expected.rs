use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use crate::words::{Word, list_en, list_ja};
use super::{SyntaxProblem, near_help, example_help};

pub static PAGE: Page = Page {
    code: 111,
    title: wording("行の書き方が違う", "The line is not written right"),
    meaning: wording(
        "行の初めは合っていますが、途中で続きの言葉が違っています。指した所に何が来るかを説明しています。",
        "The line begins well, but goes on with something that can't stand there. The message says what can.",
    ),
    why: wording(
        "一語の違いで期間や対象が変わります。読み取れた所まで採用することはしません。",
        "One word decides a period or a group of people. Sekisho never keeps just the part it could read.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where birth_date betwen 1950-01-01 and 1980-12-31 unknown exclude
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where birth_date between 1950-01-01 and 1980-12-31 unknown exclude
}"#,
    ),
};

pub fn expected(words: &[Word], found: &str, near: Option<&str>, example: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, if near.is_some() {
                    Text::new(format!("ここに「{found}」とは書けません。"), format!("'{found}' can't stand here."))
                } else if found.is_empty() {
                    Text::new(format!("行が途中で終わっています。続きは {} です。", list_ja(words)), format!("The line ends too early; {} should follow.", list_en(words)))
                } else {
                    Text::new(format!("「{found}」の所には {} が来ます。", list_ja(words)), format!("'{found}' stands where {} should be.", list_en(words)))
                })
        .help(near_help(near).unwrap_or_else(|| example_help(example)))
        .fix_if(near)
}
