use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 803,
    title: wording("知らない形式", "An unknown format"),
    meaning: wording(
        "format に書かれた形式を、Sekisho は知りません。",
        "Sekisho doesn't know the format that is written.",
    ),
    why: wording(
        "知らない形式では、どの規則で守ればよいか決まりません。",
        "For an unknown format it is not settled which rules protect it.",
    ),
    example: Example::Declarations(
        r#"deliver first_delivery {
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as coded
  format fax
}"#,
    ),
    instead: Example::Declarations(
        r#"deliver first_delivery {
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as coded
  format fhir R4
}"#,
    ),
};

pub fn unknown_format(at: Origin, format: &str, near: Option<&str>) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("形式「{format}」は知られていません。"),
            format!("The format '{format}' is not known."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "書けるのは: fhir R4, csv, parquet, cdisc SDTM, dicom, vcf, ssmix2, claims",
            "Formats are: fhir R4, csv, parquet, cdisc SDTM, dicom, vcf, ssmix2, claims",
        ),
    ))
    .fix_if(near)
}
