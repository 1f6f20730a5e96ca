use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1562,
    title: wording("信じる理由がない", "Trust without a reason"),
    meaning: wording(
        "trust codes of には、その体系のコードと表示名がなぜ手で打ったものでないのか、because で理由を書きます。",
        "trust codes of needs a because: why the codes and displays of the system were not typed by hand.",
    ),
    why: wording(
        "信じた体系は表で引かずに外へ出ます。なぜそうしてよいのかは、倫理委員会も患者も銀行の報告で読みます。",
        "What is trusted leaves without being looked up. The board and the patients read in the bank's report why it may.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  trust codes of "LOINC"
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding, type Quantity: keep
    "Patient.gender": keep
  }
}"#,
    ),
    instead: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  trust codes of "LOINC" because ja "検査部門システムの項目表から選ぶ" en "picked from the laboratory's table of tests"
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding, type Quantity: keep
    "Patient.gender": keep
  }
}"#,
    ),
};

pub fn trust_lacks_reason(at: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            "なぜこの体系のコードを信じてよいのか、理由がありません。",
            "It isn't said why the codes of these systems may be trusted.",
        ),
    )
    .help(Text::new(
        "because ja \"…\" en \"…\" と、表から選ばせているなどの理由を書いてください。",
        "Write because ja \"…\" en \"…\": that users pick them from a table, or what else makes it so.",
    ))
}
