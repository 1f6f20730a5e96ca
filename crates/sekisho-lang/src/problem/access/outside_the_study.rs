use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 504,
    title: wording("研究のデータの外にある", "Outside the data of the study"),
    meaning: wording(
        "研究の data に挙げていない種類のデータを、許可や提供が使おうとしています。",
        "A rule or a delivery uses a class of data that the study doesn't list.",
    ),
    why: wording(
        "倫理審査が見たのは研究の data です。許可はその範囲を広げられません。",
        "The board approved the study's data. A rule can't reach beyond it.",
    ),
    example: Example::Declarations(
        r#"access outcomes {
  allow extract to analyst on genome as coded
}"#,
    ),
    instead: Example::Declarations(
        r#"access outcomes {
  allow extract to analyst on clinical as coded
}"#,
    ),
};

pub fn outside_the_study(at: Origin, study: &str, class: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("データの種類 {class} は研究「{study}」の data にありません。"),
            format!("The data class {class} is not among the data of the study '{study}'."),
        ),
    )
    .help(Text::new(
        "研究の data に加える（倫理審査の範囲を確かめて）か、ここから外してください。",
        "Add it to the study's data, if the board approved it, or take it out here.",
    ))
}
