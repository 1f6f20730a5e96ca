use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1212,
    title: wording("k で数えない準識別子が残る", "A quasi-identifier outside k remains"),
    meaning: wording("基準は、残る準識別子の組み合わせが k 人以上に共通することを求めています。k の行に、残る項目が入っていません。", "The standard demands that each combination of the quasi-identifiers that remain be shared by k people. A field that remains is not in the k line."),
    why: wording("数えない項目が一つあれば、その項目で一人に絞れます。", "One field left out is enough to single a person out."),
    example: Example::Declarations("profile coded {\n  satisfies jp_anonymized\n  unlisted drop\n  key scope delivery destroyed after delivery\n  release {\n    singular suppress\n  }\n  fhir R4 {\n    type id, type Reference: pseudonym\n    \"Patient.birthDate\": year\n    \"Condition.code\": keep\n  }\n}\n"),
    instead: Example::Declarations("profile coded {\n  satisfies jp_anonymized\n  unlisted drop\n  key scope delivery destroyed after delivery\n  release {\n    singular suppress\n  }\n  fhir R4 {\n    type id, type Reference: pseudonym\n    \"Condition.code\": keep\n  }\n}\n"),
};

pub fn outside_k(at: Origin, fields: &Text, standard: &str, clause: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!(
                "{} が残りますが、k で数えられていません。{standard} は、残る準識別子に k を求めます（{clause}）。",
                fields.ja
            ),
            format!(
                "{} remains and no k counts it; {standard} requires k on the quasi-identifiers that remain ({clause}).",
                fields.en
            ),
        ),
    )
    .help(Text::new(
        "release { k 5 on … suppress } に加えるか、drop してください。",
        "Add it to release { k 5 on … suppress }, or drop it.",
    ))
}
