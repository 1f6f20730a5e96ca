use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 204,
    title: wording("そのパッケージがない", "No such package"),
    meaning: wording(
        "use で呼んだパッケージを宣言するファイルが、このフォルダーにありません。",
        "No file of this folder declares the package that use names.",
    ),
    why: wording(
        "頼みにしている同意書や目的が手元にないまま、確かめたことにはできません。",
        "What a policy leans on must be there when it is checked.",
    ),
    example: Example::Files(&[("policies/b.seki", r#"sekisho 1
package studies
use model oncology 2026.1
use purposes

purpose research"#)]),
    instead: Example::Files(&[("policies/b.seki", r#"sekisho 1
package studies
use model oncology 2026.1

purpose research"#)]),
};

pub fn unknown_package(at: Origin, name: &str, near: Option<&str>) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("「{name}」というパッケージはこのフォルダにありません。"),
            format!("No file of this folder declares the package '{name}'."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "そのパッケージのファイルを加えるか、この行を消してください。",
            "Add that package's file, or remove this line.",
        ),
    ))
}
