use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1375,
    title: wording(
        "部品が事例を再現しない",
        "The component does not reproduce a case",
    ),
    meaning: wording(
        "宣言の golden に書いた入出力と、部品の答えが違いました。",
        "The component's answer is not what the declaration's golden file says.",
    ),
    why: wording(
        "審査した振る舞いと、動く部品の振る舞いが違います。",
        "What runs does not behave as what was reviewed.",
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

/// `ja`, `en`: what it answered. Golden cases are made up, so they may be shown.
pub fn golden_differs(at: Origin, plugin: &str, place: &str, ja: &str, en: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("プラグイン「{plugin}」は {place} の事例を再現しません。{ja}"),
            format!("The plugin '{plugin}' does not reproduce the case at {place}: {en}"),
        ),
    )
    .help(Text::new(
        "事例か部品を直してください。部品を直せば指紋も変わります。",
        "Mend the case or the component; a mended component has another digest.",
    ))
}
