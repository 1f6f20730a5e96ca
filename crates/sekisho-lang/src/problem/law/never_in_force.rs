use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1603,
    title: wording("その日に効力のない法", "Not in force on any day"),
    meaning: wording(
        "研究や提供の期間のどの日にも、名指した基準・既定の組・法的根拠に効力がありません。",
        "On no day of the study or delivery is the standard, preset or legal basis in force.",
    ),
    why: wording(
        "渡す日に効力のある法だけが根拠になります。まだ施行されていない改正は、成立していても使えません。",
        "Only the law in force on the day carries a delivery; an amendment that is enacted and not yet in force carries none.",
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
  not yet in force
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

access outcomes {
  allow count to analyst on administrative, clinical, laboratory as counts
    because ja "人数は少数を伏せて見せる" en "Counts are shown without small cells"
  allow extract to analyst on administrative, clinical, laboratory as coded
    because ja "符号化した形でだけ渡す" en "Only in coded form"
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
  in force from 2023-07-01
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

access outcomes {
  allow count to analyst on administrative, clinical, laboratory as counts
    because ja "人数は少数を伏せて見せる" en "Counts are shown without small cells"
  allow extract to analyst on administrative, clinical, laboratory as coded
    because ja "符号化した形でだけ渡す" en "Only in coded form"
}
"#,
    ),
};

pub fn never_in_force(at: Origin, name: &str, there: Option<Origin>) -> Problem {
    let said = PAGE.error(
        at,
        Text::new(
            format!("「{name}」は、この期間のどの日にも効力がありません。"),
            format!("'{name}' is in force on no day of this period."),
        ),
    );
    let said = said.help(Text::new(
        "その日に効力のあるものを名指してください。一覧は sekisho policies で見られます。",
        "Name one that is in force then; 'sekisho policies' lists them.",
    ));
    match there {
        Some(there) => said.related(
            there,
            Text::new("効力のある期間はここです", "its days are declared here"),
        ),
        None => said,
    }
}
