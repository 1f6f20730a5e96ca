use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 303,
    title: wording("単位が違う", "Another unit"),
    meaning: wording(
        "値の単位が、データモデルで列に決められた単位と違います。",
        "The unit of the value is not the one the data model gives the column.",
    ),
    why: wording(
        "mm と cm、mg/dL と mmol/L を取り違えると、対象の患者がまるで変わります。換算は人が確かめて書きます。",
        "Taking mm for cm, or mg/dL for mmol/L, selects quite other patients. A person converts and writes the value.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where some imaging_series has (slice_thickness <= 2 mg unknown exclude)
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where some imaging_series has (slice_thickness <= 2 mm unknown exclude)
}"#,
    ),
};

pub fn wrong_unit(at: Origin, column: &str, wanted: &str, found: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{column} の単位は {wanted} で、{found} ではありません。"),
            format!("{column} is measured in {wanted}, not {found}."),
        ),
    )
    .help(Text::new(
        "値を換算して書いてください。",
        "Convert the value.",
    ))
}
