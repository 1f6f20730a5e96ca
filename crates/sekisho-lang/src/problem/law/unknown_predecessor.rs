use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1602,
    title: wording("前の版が見つからない", "No such predecessor"),
    meaning: wording(
        "replaces が、同じ種類の宣言を指していないか、巡り巡って自分を指しています。",
        "'replaces' names no declaration of its own kind, or leads back to itself.",
    ),
    why: wording(
        "前の版をたどれないと、その日に効力のあった法で判断できません。",
        "Without the predecessor nothing can be judged by the law of an earlier day.",
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
  in force from 2026-12-01
  replaces our_rule_2019
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
}
standard our_rule_2026 {
  regime identified
  direct: nothing cites "内規 1"
  linking: linking(study) cites "内規 2"
  code, genome, face: nothing cites "内規 3"
  quasi, sensitive, singular: any cites "内規 4"
  free, pixel: nothing cites "内規 5"
  technical, open: any cites "内規 6"
  in force from 2026-12-01
  replaces our_rule_2024
}
"#,
    ),
};

pub fn unknown_predecessor(at: Origin, name: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("前の版「{name}」をたどれません。"),
            format!("The predecessor '{name}' can't be followed."),
        ),
    )
    .help(Text::new(
        "同じ種類の、より前の宣言の名を書いてください。",
        "Name an earlier declaration of the same kind.",
    ))
}
