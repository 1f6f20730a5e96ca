use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem};

pub static PAGE: Page = Page {
    code: 1373,
    title: wording(
        "部品がないが、提供には要らない",
        "A component that no delivery needs is missing",
    ),
    meaning: wording(
        "プラグインの部品がありません。どの提供もまだそれを呼びません。",
        "The plugin's component is not there, and no delivery calls it yet.",
    ),
    why: wording(
        "呼ぶ提供を足した日に、束を作れなくなります。",
        "The day a delivery calls it, the bundle can't be built.",
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

use super::component_missing::{next, what};

pub fn component_not_needed(at: Origin, plugin: &str, digest: &str, folder: &str) -> Problem {
    PAGE.warning(at, what(plugin, digest, folder)).help(next(folder))
}
