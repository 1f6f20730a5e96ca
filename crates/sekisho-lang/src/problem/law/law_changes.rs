use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Day, Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1604,
    title: wording("期間の途中で変わる法", "The law changes meanwhile"),
    meaning: wording(
        "承認や提供の期間の途中に、名指した基準・既定の組・法的根拠の効力のない日があります。",
        "Within the days of the approval or delivery there are days on which the standard, preset or legal basis is not in force.",
    ),
    why: wording(
        "その日からは、通っていた規則が何も通さなくなります。前もって新しい版に合わせてください。",
        "From that day the rule lets nothing pass. Meet the new version beforehand.",
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
  in force from 2023-07-01 until 2027-03-31
}

profile coded {
  label ja "符号化" en "Coded"
  satisfies our_rule_2024
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding, type Quantity, type code, type boolean: keep
    "Patient.gender": keep
    "Patient.birthDate": year
  }
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
  in force from 2023-07-01 until 2027-03-31
}
standard our_rule_2027 {
  regime identified
  direct: nothing cites "内規 1"
  linking: linking(study) cites "内規 2"
  code, genome, face: nothing cites "内規 3"
  quasi, sensitive, singular: any cites "内規 4"
  free, pixel: nothing cites "内規 5"
  technical, open: any cites "内規 6"
  in force from 2027-04-01
  replaces our_rule_2024
}

profile coded {
  label ja "符号化" en "Coded"
  satisfies our_rule_2024
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding, type Quantity, type code, type boolean: keep
    "Patient.gender": keep
    "Patient.birthDate": year
  }
}
"#,
    ),
};

pub fn law_changes(at: Origin, name: &str, (from, until): (Day, Option<Day>), next: Option<&str>) -> Problem {
    let (ja, en) = match until {
        Some(until) => (
            format!("「{name}」は {from} に効力がありません。この期間は {until} まで続きます。"),
            format!("'{name}' is not in force on {from}, and this period runs until {until}."),
        ),
        None => (
            format!("「{name}」は {from} に効力がありません。"),
            format!("'{name}' is not in force on {from}."),
        ),
    };
    let said = PAGE.warning(at, Text::new(ja, en));
    said.help(match next {
        Some(next) => Text::new(
            format!("続く版は「{next}」です。プロファイルがそれも満たすようにするか、期間をその前で終えてください。"),
            format!("'{next}' follows it: meet that one too, or end the period before."),
        ),
        None => Text::new(
            "その日に効力のあるものを名指すか、期間をその前で終えてください。",
            "Name one that is in force on that day, or end the period before.",
        ),
    })
}
