use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 610,
    title: wording("体系の違うコード表を混ぜている", "Codelists of different systems"),
    meaning: wording(
        "include codelist で取り込んだコード表が、別のコード体系のものです。",
        "A codelist taken in by include codelist is of another code system.",
    ),
    why: wording(
        "同じ数字でも体系が違えば別の意味です。",
        "The same digits mean something else in another system.",
    ),
    example: Example::Declarations(
        r#"codelist creatinine {
  system "LOINC"
  include "2160-0"
}
codelist both {
  system "ICD-10"
  include codelist creatinine
}"#,
    ),
    instead: Example::Declarations(
        r#"codelist creatinine {
  system "LOINC"
  include "2160-0"
}
codelist renal_tests {
  system "LOINC"
  include codelist creatinine
}"#,
    ),
};

pub fn other_system(at: Origin, list: &str, other: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("コード表「{list}」と「{other}」はコード体系が違います。"),
            format!("The codelists '{list}' and '{other}' are of different code systems."),
        ),
    )
    .help(Text::new(
        "体系ごとにコード表を分けてください。",
        "Keep one codelist per code system.",
    ))
}
