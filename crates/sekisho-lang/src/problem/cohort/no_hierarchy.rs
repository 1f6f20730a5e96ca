use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 606,
    title: wording("綴りからは上下関係が分からない", "The spelling shows no hierarchy"),
    meaning: wording(
        "and below は、コードの綴りで上下関係が分かる体系（ICD-10 など）にだけ使えます。",
        "and below works only where the spelling of a code shows what lies below it, as in ICD-10.",
    ),
    why: wording(
        "SNOMED CT や LOINC の番号は、続き番号でも意味のつながりはありません。無関係なコードを拾います。",
        "Numbers of SNOMED CT or LOINC that look alike mean unrelated things; they would be swept in.",
    ),
    example: Example::Declarations(
        r#"codelist heart_failure {
  system "SNOMED CT"
  include "88805009" and below
}"#,
    ),
    instead: Example::Declarations(
        r#"codelist heart_failure {
  system "SNOMED CT"
  include "88805009", "42343007"
}"#,
    ),
};

pub fn no_hierarchy(at: Origin, system: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{system} のコードは、綴りから上下関係が分かりません。"),
            format!("The codes of {system} don't show by their spelling what lies below them."),
        ),
    )
    .help(Text::new(
        "and below を取り、含めるコードをすべて書いてください。",
        "Remove 'and below' and list every code.",
    ))
}
