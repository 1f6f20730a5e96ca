use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use crate::analyze::Kind;

pub static PAGE: Page = Page {
    code: 203,
    title: wording(
        "別のパッケージの名前を use なしで使っている",
        "A name of another package without use",
    ),
    meaning: wording(
        "名前は別のパッケージに宣言されていますが、このファイルの先頭に use がありません。",
        "The name is declared in another package, but this file does not say use.",
    ),
    why: wording(
        "審査する人は、ファイルの先頭を見るだけで、何に頼っている方針かが分からなければなりません。",
        "A reviewer must see from the head of a file which other policies it leans on.",
    ),
    example: Example::Files(&[("policies/a.seki", r#"sekisho 1
package purposes
use model oncology 2026.1

purpose research"#), ("policies/b.seki", r#"sekisho 1
package studies
use model oncology 2026.1

purpose outcomes under research"#)]),
    instead: Example::Files(&[("policies/a.seki", r#"sekisho 1
package purposes
use model oncology 2026.1

purpose research"#), ("policies/b.seki", r#"sekisho 1
package studies
use model oncology 2026.1
use purposes

purpose outcomes under research"#)]),
};

pub fn not_in_view(at: Origin, kind: Kind, name: &str, package: &str) -> Problem {
    let (ja, en) = kind.words();
    PAGE.error(at,
        Text::new(
            format!("{ja}「{name}」は別のパッケージ {package} にあります。"),
            format!("The {en} '{name}' is declared in another package, {package}."),
        ),
    )
    .help(Text::new(
        format!("ファイルの先頭に use {package} と書いてください。"),
        format!("Write 'use {package}' at the head of this file."),
    ))
}
