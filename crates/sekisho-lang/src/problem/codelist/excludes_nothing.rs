use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 214,
    title: wording(
        "何も除かない exclude",
        "An exclude that excludes nothing",
    ),
    meaning: wording(
        "除くはずのコードが、そもそも含まれていません。",
        "The code to leave out was never included.",
    ),
    why: wording(
        "除いたつもりの患者が残っているか、include に書き忘れがあります。",
        "Either the patients you meant to leave out are still in, or an 'include' is missing.",
    ),
    example: Example::Declarations(
        r#"codelist lung_cancer {
  system "ICD-10"
  include "C34" and below
  exclude "C43.9"
}"#,
    ),
    instead: Example::Declarations(
        r#"codelist lung_cancer {
  system "ICD-10"
  include "C34" and below
  exclude "C34.9"
}"#,
    ),
};

pub fn excludes_nothing(at: Origin, code: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("exclude {code} は何も除きません。"),
            format!("'exclude {code}' excludes nothing."),
        ),
    )
    .help(Text::new(
        format!("{code} はこのコード表に含まれていません。綴りを確かめるか、この行を消してください。"),
        format!("The codelist doesn't include {code}; check its spelling, or remove the line."),
    ))
}
