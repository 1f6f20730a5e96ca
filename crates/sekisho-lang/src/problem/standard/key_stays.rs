use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1210,
    title: wording("つなぎ直せる鍵が残る", "The key that joins back stays"),
    meaning: wording("基準は、提供の後に仮名の鍵を壊すことを求めています。プロファイルはそう言っていません。", "The standard demands that the key of the pseudonyms be destroyed after the delivery. The profile doesn't say so."),
    why: wording("鍵が残っていれば、渡した仮名から本人へ戻れます。匿名加工とは言えません。", "While the key exists, a delivered pseudonym leads back to the person; that is not anonymized."),
    example: Example::Declarations("profile coded {\n  satisfies jp_anonymized\n  unlisted drop\n  key scope delivery\n  release {\n    singular suppress\n  }\n  fhir R4 {\n    type id, type Reference: pseudonym\n    \"Condition.code\": keep\n  }\n}\n"),
    instead: Example::Declarations("profile coded {\n  satisfies jp_anonymized\n  unlisted drop\n  key scope delivery destroyed after delivery\n  release {\n    singular suppress\n  }\n  fhir R4 {\n    type id, type Reference: pseudonym\n    \"Condition.code\": keep\n  }\n}\n"),
};

pub fn key_stays(at: Origin, standard: &str, clause: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{standard} は、提供の後に鍵を壊すことを求めます（{clause}）。このプロファイルの鍵は残ります。"),
            format!("{standard} demands that the key be destroyed after the delivery ({clause}); this profile's key stays."),
        ),
    )
    .help(Text::new(
        "key scope delivery destroyed after delivery と書いてください。",
        "Write: key scope delivery destroyed after delivery",
    ))
}
