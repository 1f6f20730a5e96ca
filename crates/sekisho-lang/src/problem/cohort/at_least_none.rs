use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 609,
    title: wording("at least 0 はいつも成り立つ", "at least 0 always holds"),
    meaning: wording(
        "「0 回以上」という条件です。全員が当てはまります。",
        "\"Zero times or more\" holds for everybody.",
    ),
    why: wording(
        "絞り込んだつもりの行が、何も絞っていません。",
        "A line meant to narrow the cohort narrows nothing.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where at least 0 lab has (code = "2160-0")
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where at least 2 lab has (code = "2160-0")
}"#,
    ),
};

pub fn at_least_none(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "at least 0 はいつも成り立ちます。",
            "'at least 0' always holds.",
        ),
    )
    .help(Text::new(
        "1 以上の数を書くか、この行を消してください。",
        "Write 1 or more, or remove this line.",
    ))
}
