use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 611,
    title: wording("起点がないと決まらない", "It needs an index event"),
    meaning: wording(
        "年齢や期間は、いつの時点かが決まって初めて決まります。at 起点 がありません。",
        "An age, or a period, is settled only once a day is. There is no at INDEX.",
    ),
    why: wording(
        "「50 歳以上」は、診断時か今日かで別の患者になります。",
        "\"Fifty and over\" means other patients at diagnosis than today.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where age >= 20 years unknown exclude
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where age at onset >= 20 years unknown exclude
}"#,
    ),
};

pub fn window_needs_index(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "age や前後の期間は、起点（at 名前）がないと決まりません。",
            "An age or a period needs an index event (at NAME).",
        ),
    )
    .help(Text::new(
        "例: age at onset、within 90 days after onset",
        "For example: age at onset, within 90 days after onset",
    ))
}
