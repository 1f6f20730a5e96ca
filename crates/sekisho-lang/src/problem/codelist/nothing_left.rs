use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 219,
    title: wording(
        "除いたあとに何も残らないコード表",
        "A codelist that excludes everything",
    ),
    meaning: wording(
        "含めたコードをすべて exclude が除いています。",
        "Its excludes take away every code it includes.",
    ),
    why: wording(
        "空のコード表を使うコホートには誰も入りません。",
        "A cohort that uses an empty list holds nobody.",
    ),
    example: Example::Declarations(
        r#"codelist lung_cancer {
  system "ICD-10"
  include "C34.1"
  exclude "C34" and below
}"#,
    ),
    instead: Example::Declarations(
        r#"codelist lung_cancer {
  system "ICD-10"
  include "C34" and below
  exclude "C34.1"
}"#,
    ),
};

pub fn nothing_left(at: Origin, name: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("コード表「{name}」は、除いたあとに何も残りません。"),
            format!("Nothing is left of the codelist '{name}' after its excludes."),
        ),
    )
    .help(Text::new(
        "include か exclude を直してください。",
        "Correct its 'include' or 'exclude' lines.",
    ))
}
