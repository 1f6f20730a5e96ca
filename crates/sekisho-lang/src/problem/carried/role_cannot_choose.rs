use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1521,
    title: wording(
        "受け取る人が選べない提供",
        "A delivery whose patients nobody may choose",
    ),
    meaning: wording(
        "この提供を取り出せる役割のどれにも、コホートが見る種類の記録について、count も extract も許されていません。",
        "No role that may extract this delivery may count or extract on a class of records that its cohort looks at.",
    ),
    why: wording(
        "だれが選ばれたかは、選んだ記録の中身を教えます。少なくとも数えてよい人でなければ、その一覧を受け取れません。",
        "Who was chosen tells what the records say that chose. Only somebody who may at least count by them may receive those people.",
    ),
    example: Example::Declarations(
        r#"access outcomes {
  allow count to analyst on administrative, laboratory as counts
    because ja "人数は少数を伏せて見せる" en "Counts are shown without small cells"
  allow extract to analyst on administrative, laboratory as coded
    because ja "符号化した形でだけ渡す" en "Only in coded form"
}

deliver first_delivery {
  study outcomes
  cohort lung_patients
  data administrative, laboratory
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as coded
  format fhir R4
}

test "who signed item 1" {
  given patient P1 {
    consent broad { signed 2024-02-01; item "1" }
  }
  at 2026-06-01
  as analyst of outcomes for outcomes_research
  expect allowed extract on laboratory of P1
}"#,
    ),
    instead: Example::Declarations(
        r#"access outcomes {
  allow count to analyst on administrative, clinical, laboratory as counts
    because ja "人数は少数を伏せて見せる" en "Counts are shown without small cells"
  allow extract to analyst on administrative, laboratory as coded
    because ja "符号化した形でだけ渡す" en "Only in coded form"
}

deliver first_delivery {
  study outcomes
  cohort lung_patients
  data administrative, laboratory
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as coded
  format fhir R4
}

test "who signed item 1" {
  given patient P1 {
    consent broad { signed 2024-02-01; item "1" }
  }
  at 2026-06-01
  as analyst of outcomes for outcomes_research
  expect allowed extract on laboratory of P1
}"#,
    ),
};

pub fn role_cannot_choose(at: Origin, delivery: &str, cohort: &str, classes: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("提供「{delivery}」を取り出せる役割には、コホート「{cohort}」が見る {classes} の記録を数える許可がありません。提供は断られます。"),
            format!("Whoever may extract '{delivery}' may not count by records of {classes}, by which the cohort '{cohort}' chooses: the delivery is refused."),
        ),
    )
    .help(Text::new(
        "access に allow count を加えるか、取り出せる種類の記録で選ぶコホートにしてください。",
        "Add an 'allow count' rule for them, or choose by records that they may extract.",
    ))
}
