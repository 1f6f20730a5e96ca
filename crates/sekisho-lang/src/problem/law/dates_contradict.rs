use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1601,
    title: wording("日付が合わない基準", "Days that contradict"),
    meaning: wording(
        "効力のある期間の終わりが始まりより前か、running studies may stay に終わりの日がありません。",
        "The days in force end before they begin, or 'running studies may stay' stands where nothing ends.",
    ),
    why: wording(
        "いつの法で判断するかを、この日付が決めます。",
        "These days decide which law a delivery is judged by.",
    ),
    example: Example::Declarations(
        r#"standard our_rule_2024 {
  regime identified
  direct: nothing cites "内規 1"
  linking: linking(study) cites "内規 2"
  code, genome, face: nothing cites "内規 3"
  quasi, sensitive, singular: any cites "内規 4"
  free, pixel: nothing cites "内規 5"
  technical, open: any cites "内規 6"
  in force from 2026-12-01 until 2026-11-30
}
"#,
    ),
    instead: Example::Declarations(
        r#"standard our_rule_2024 {
  regime identified
  direct: nothing cites "内規 1"
  linking: linking(study) cites "内規 2"
  code, genome, face: nothing cites "内規 3"
  quasi, sensitive, singular: any cites "内規 4"
  free, pixel: nothing cites "内規 5"
  technical, open: any cites "内規 6"
  in force from 2023-07-01 until 2026-11-30
  running studies may stay
}
"#,
    ),
};

pub fn dates_contradict(at: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            "この期間は成り立ちません。",
            "These days contradict each other.",
        ),
    )
    .help(Text::new(
        "in force from 始まり until 終わり と書いてください。経過措置は終わりのある期間にだけ付きます。",
        "Write in force from FIRST until LAST; only what ends can let running studies stay.",
    ))
}
