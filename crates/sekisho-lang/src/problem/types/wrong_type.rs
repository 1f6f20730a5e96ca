use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 302,
    title: wording("列の型に合わない比べ方", "A comparison that doesn't fit the column"),
    meaning: wording(
        "日付を文字と、コードを大小で比べるなど、列の型では答えの出ない比べ方です。",
        "The comparison has no answer for a column of this type: a date against a text, say, or a code by size.",
    ),
    why: wording(
        "答えの出ない条件は、誰も選ばないか、全員を選ぶかのどちらかになります。",
        "A condition without an answer selects nobody, or everybody.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where birth_date >= "1960" unknown exclude
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where birth_date >= 1960-01-01 unknown exclude
}"#,
    ),
};

pub fn wrong_type(at: Origin, column: &str, has: &Text, takes: &Text) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{column} は{}なので、この比較はできません。", has.ja),
            format!("{column} is {}, so it can't be compared like this.", has.en),
        ),
    )
    .help(Text::new(
        format!("書けるのは: {}", takes.ja),
        format!("It takes: {}", takes.en),
    ))
}
