use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use sekisho_model::Day;

pub static PAGE: Page = Page {
    code: 850,
    title: wording("契約・許可・認定より長い提供", "A delivery that outlasts its contract, permit or certificate"),
    meaning: wording("提供は、契約や許可の終わり、または提供先の認定の終わりの後まで続くと書かれています。", "The delivery may run after its contract or permit, or the recipient's certificate, has ended."),
    why: wording("終わった後の提供は断られます。委員会が署名する前に分かる方がよいことです。", "What is asked for after that day is refused; a board had better know before it signs."),
    example: Example::Declarations(r#"deliver first_delivery {
  label ja "最初の提供" en "The first delivery"
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as coded
  format fhir R4
  contract "C-1" on 2026-05-01 until 2027-03-31
  every quarter until 2028-12-31
}
"#),
    instead: Example::Declarations(r#"deliver first_delivery {
  label ja "最初の提供" en "The first delivery"
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as coded
  format fhir R4
  contract "C-1" on 2026-05-01 until 2028-12-31
  every quarter until 2028-12-31
}
"#),
};

pub fn runs_beyond(at: Origin, paper: &Text, until: Day, last: Day) -> Problem {
    PAGE.error(at, Text::new(format!("{}は {until} に終わりますが、提供は {last} まで続くと書かれています。", paper.ja), format!("The {} ends on {until}, and the delivery may run until {last}.", paper.en)))
        .help(Text::new(format!("提供の期限を {until} までにするか、更新した書類の日付を書いてください。"), format!("End the delivery by {until}, or write the days of the renewed paper.")))
}
