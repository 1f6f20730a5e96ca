use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1372,
    title: wording(
        "部品と方針の宣言が違う",
        "The component says otherwise",
    ),
    meaning: wording(
        "部品が自分について言う関数と、方針の宣言する関数が違います。関数は宣言の順で呼ばれます。",
        "The functions the component declares of itself are not those the policy declares. Functions are called by their place in the declaration.",
    ),
    why: wording(
        "別の関数が呼ばれ、消すはずの値が残るかもしれません。",
        "Another function would be called, and a value that should go could stay.",
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

pub fn component_says_otherwise(at: Origin, plugin: &str, function: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("プラグイン「{plugin}」の関数 {function} は、部品の宣言と違います。"),
            format!("The function {function} of the plugin '{plugin}' is not what the component says it is."),
        ),
    )
    .help(Text::new(
        "`sekisho plugin inspect FILE.wasm` の示す宣言に、型・順・deterministic・leaves を揃えてください。",
        "Write types, order, 'deterministic' and 'leaves' as `sekisho plugin inspect FILE.wasm` shows them.",
    ))
}
