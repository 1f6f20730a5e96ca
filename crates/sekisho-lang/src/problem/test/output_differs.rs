use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1031,
    title: wording(
        "出力が違う",
        "Another output",
    ),
    meaning: wording(
        "プロファイルが出す値が、期待と違いました。",
        "What the profile lets out of a field is not what the test expects.",
    ),
    why: wording(
        "消したはずの値が残っているか、研究に要る値が失われています。",
        "A value thought to be removed remains, or one the study needs is lost.",
    ),
    example: Example::NotShown(wording(
        "`sekisho test` が走って初めて分かることなので、check には出ません。",
        "It shows only when `sekisho test` runs; `check` never says it.",
    )),
    instead: Example::NotShown(wording(
        "`sekisho test` が走って初めて分かることなので、check には出ません。",
        "It shows only when `sekisho test` runs; `check` never says it.",
    )),
};

pub fn output_differs(at: Origin, path: &str, wanted: &str, ja: &str, en: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{path} は {wanted} のはずが、{ja}"),
            format!("{path} should be {wanted}; {en}"),
        ),
    )
    .help(Text::new(
        "プロファイルのその項目の規則を確かめてください。",
        "Check the profile's rule for this field.",
    ))
}
