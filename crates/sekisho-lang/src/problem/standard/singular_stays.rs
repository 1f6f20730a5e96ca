use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1211,
    title: wording("特異な値が残る", "Singular values stay"),
    meaning: wording("基準は、珍しくて人を指してしまう値（特異な記述等）を除くことを求めています。プロファイルの release はそれを扱っていません。", "The standard demands that values so rare that they point at somebody be removed. The profile's release doesn't handle them."),
    why: wording("百十歳という年齢や、国内に数人の病名は、名前がなくても本人を指します。", "An age of 110, or a disease that five people have, names somebody without a name."),
    example: Example::Declarations("profile coded {\n  satisfies jp_anonymized\n  unlisted drop\n  key scope delivery destroyed after delivery\n  fhir R4 {\n    type id, type Reference: pseudonym\n    \"Condition.code\": keep\n  }\n}\n"),
    instead: Example::Declarations("profile coded {\n  satisfies jp_anonymized\n  unlisted drop\n  key scope delivery destroyed after delivery\n  release {\n    singular suppress\n  }\n  fhir R4 {\n    type id, type Reference: pseudonym\n    \"Condition.code\": keep\n  }\n}\n"),
};

pub fn singular_stays(at: Origin, standard: &str, clause: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{standard} は、特異な値を残さないことを求めます（{clause}）。release がそれを扱っていません。"),
            format!("{standard} lets no singular value remain ({clause}), and the release doesn't handle them."),
        ),
    )
    .help(Text::new(
        "release { singular suppress }（または stop）と書いてください。",
        "Write release { singular suppress } (or stop).",
    ))
}
