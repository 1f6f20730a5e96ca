use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1371,
    title: wording(
        "動かせない部品",
        "A component that does not run",
    ),
    meaning: wording(
        "指紋は合っていますが、部品そのものを動かせません。",
        "The digest is right, but the component itself can't be run.",
    ),
    why: wording(
        "プラグインには値のほか何も渡しません。時計・乱数・ファイル・網を求める部品は、審査の前に断ります。",
        "A plugin is given values and nothing else. One that asks for a clock, randomness, files or a network is refused before any review.",
    ),
    example: Example::NotShown(wording(
        "`sekisho build` が部品を探して初めて分かることなので、check には出ません。",
        "It shows only when `sekisho build` looks for the component; `check` never says it.",
    )),
    instead: Example::NotShown(wording(
        "`sekisho build` が部品を探して初めて分かることなので、check には出ません。",
        "It shows only when `sekisho build` looks for the component; `check` never says it.",
    )),
};

/// `why`: what follows the component's name.
pub fn component_refused(at: Origin, plugin: &str, why: &Text) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("プラグイン「{plugin}」の部品{}。", why.ja),
            format!("The component of the plugin '{plugin}' {}.", why.en),
        ),
    )
    .help(Text::new(
        "`sekisho plugin inspect FILE.wasm` で、何を求め何を出すかが見えます。",
        "`sekisho plugin inspect FILE.wasm` shows what it asks for and offers.",
    ))
}
