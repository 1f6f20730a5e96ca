use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1520,
    title: wording(
        "研究のデータでは選べないコホート",
        "A cohort that the study's data can't carry",
    ),
    meaning: wording(
        "コホートは、研究の data にない種類の記録を見て患者を選びます。「一件もない」ことを条件にするときは、その記録があり得る種類のすべてが要ります。",
        "The cohort chooses patients by records of a class that is not among the study's data. Where it asks that there is none, every class such a record can have is needed.",
    ),
    why: wording(
        "患者が選ばれたことは、選んだ記録の中身を教えます。倫理審査が認めていない記録で選ぶことはできないので、集計も提供も断られます。",
        "Being chosen tells what the records say that chose. The board did not approve these, so counts and deliveries of the cohort are refused.",
    ),
    example: Example::Declarations(
        r#"study outcomes {
  label ja "肺がんの治療成績" en "Outcomes of lung cancer"
  approval "2026-014" by "倫理審査委員会" from 2026-02-10 until 2029-03-31
  permission "2026-014" by "病院長" on 2026-02-20
  purpose outcomes_research
  cohort lung_patients
  data administrative, laboratory
  role analyst group "outcomes-team"
}

access outcomes {
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
        r#"study outcomes {
  label ja "肺がんの治療成績" en "Outcomes of lung cancer"
  approval "2026-014" by "倫理審査委員会" from 2026-02-10 until 2029-03-31
  permission "2026-014" by "病院長" on 2026-02-20
  purpose outcomes_research
  cohort lung_patients
  data administrative, clinical, laboratory
  role analyst group "outcomes-team"
}"#,
    ),
};

pub fn beyond_the_data(at: Origin, cohort: &str, study: &str, classes: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("コホート「{cohort}」は {classes} の記録で患者を選びますが、研究「{study}」の data にありません。集計も提供も断られます。"),
            format!("The cohort '{cohort}' chooses by records of {classes}, which are not among the data of the study '{study}': its counts and deliveries are refused."),
        ),
    )
    .help(Text::new(
        "研究の data と access に加える（倫理審査の範囲を確かめて）か、研究のデータで選べる条件に書き直してください。",
        "Add them to the study's data and access rules, if the board approved them, or choose by what the study may use.",
    ))
}
