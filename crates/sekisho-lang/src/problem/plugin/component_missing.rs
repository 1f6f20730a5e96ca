use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1370,
    title: wording(
        "プラグインの部品がない",
        "A plugin without its component",
    ),
    meaning: wording(
        "提供に使うプロファイルが呼ぶプラグインの部品（.wasm）が、見つかりません。指紋が同じファイルを探しています。",
        "A delivered profile calls a plugin whose component (.wasm) is not there. It is looked for by its digest.",
    ),
    why: wording(
        "部品のない束では、その提供を行えません。",
        "Without it the bundle could not carry the delivery out.",
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

/// `folder`: where it was looked for.
pub fn component_missing(at: Origin, plugin: &str, digest: &str, folder: &str) -> Problem {
    PAGE.error(at, what(plugin, digest, folder)).help(next(folder))
}

pub(super) fn what(plugin: &str, digest: &str, folder: &str) -> Text {
    Text::new(
        format!("プラグイン「{plugin}」の部品（{digest}）が {folder} にありません。"),
        format!("The component of the plugin '{plugin}' ({digest}) is not in {folder}."),
    )
}

pub(super) fn next(folder: &str) -> Text {
    Text::new(
        format!(
            "`sekisho plugin build SOURCE -o {folder}/NAME.wasm` で作り、示された指紋を方針に書いてください。別の場所にあるなら `sekisho build --plugins DIR` で。"
        ),
        format!(
            "Make it with `sekisho plugin build SOURCE -o {folder}/NAME.wasm` and write the digest it prints into the policy, or name its folder with `sekisho build --plugins DIR`."
        ),
    )
}
