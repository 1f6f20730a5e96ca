use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 305,
    title: wording("条件になっていない", "No condition"),
    meaning: wording(
        "列の名前や値だけがあり、何とどう比べるのかが書かれていません。",
        "There is only a column or a value, with nothing it is compared to.",
    ),
    why: wording(
        "「性別」だけでは、誰を選ぶのか決まりません。",
        "\"sex\" alone does not say whom to choose.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where sex
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

pub fn not_a_condition(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "これだけでは条件になりません。",
            "This alone is no condition.",
        ),
    )
    .help(Text::new(
        "= や in などで何かと比べてください。",
        "Compare it with something, by =, in, between …",
    ))
}
