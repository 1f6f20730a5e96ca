use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 304,
    title: wording("上限と下限が逆", "Bounds the wrong way round"),
    meaning: wording(
        "between の左の値が右の値より大きくなっています。",
        "The left value of between is larger than the right one.",
    ),
    why: wording(
        "このままでは一人も当てはまりません。気づかないまま「対象者なし」と報告されます。",
        "Nobody fits. Unnoticed, it would be reported as \"no such patients\".",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where age at onset between 75 years and 50 years unknown exclude
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where age at onset between 50 years and 75 years unknown exclude
}"#,
    ),
};

pub fn bounds_swapped(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "between の下限が上限より大きくなっています。",
            "The lower bound of 'between' is above the upper one.",
        ),
    )
    .help(Text::new(
        "二つの値を入れ替えてください。",
        "Swap the two values.",
    ))
}
