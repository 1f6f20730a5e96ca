use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 804,
    title: wording(
        "プロファイルにその形式の規則がない",
        "The profile has no rules for this format",
    ),
    meaning: wording(
        "提供の形式に対応するブロックが、プロファイルにありません。",
        "The profile has no block for the format of the delivery.",
    ),
    why: wording("規則のない形式では、何も出ません。", "Without rules nothing leaves."),
    example: Example::Declarations(
        r#"deliver first_delivery {
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as counts
  format fhir R4
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

pub fn profile_lacks_format(at: Origin, profile: &str, format: &str, block: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("プロファイル「{profile}」には {format} の規則がありません。"),
            format!("The profile '{profile}' has no rules for {format}."),
        ),
    )
    .help(Text::new(
        format!("プロファイルに {block} … {{ … }} を加えてください。"),
        format!("Add a block {block} … {{ … }} to the profile."),
    ))
}
