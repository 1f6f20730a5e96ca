use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 303,
    title: wording("単位が違う", "Another unit"),
    meaning: wording(
        "値の単位が、データモデルで列に決められた単位と同じ次元ではありません。同じ次元の単位（cm と mm）は換算されます。",
        "The unit of the value is of another dimension than the one the data model gives the column. Units of one dimension (cm and mm) are converted.",
    ),
    why: wording(
        "長さを質量と比べることはできません。列か値を取り違えています。",
        "A length can't be compared with a mass: the column or the value is another than was meant.",
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
        "列か、値と単位を確かめてください。",
        "Check the column, or the value and its unit.",
    ))
}
