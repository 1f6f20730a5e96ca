use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page::unwritten(204);

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
