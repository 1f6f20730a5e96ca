use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use crate::analyze::Kind;

pub static PAGE: Page = Page {
    code: 202,
    title: wording("同じ名前が二度宣言されている", "Declared twice"),
    meaning: wording(
        "同じ種類の宣言が、同じ名前で二つあります。",
        "Two declarations of one kind have the same name.",
    ),
    why: wording(
        "どちらが生きているのかを順番で決めると、ファイルを並べ替えただけで意味が変わります。",
        "If the order decided which one counts, moving a file would change the policy.",
    ),
    example: Example::Declarations(
        r#"purpose registry under research
purpose registry"#,
    ),
    instead: Example::Declarations(
        r#"purpose registry under research
purpose registry_abroad"#,
    ),
};

pub fn twice(at: Origin, kind: Kind, name: &str, first: Origin) -> Problem {
    let (ja, en) = kind.words();
    let mut problem = PAGE.error(at,
        Text::new(
            format!("{ja}「{name}」が二度宣言されています。"),
            format!("The {en} '{name}' is declared twice."),
        ),
    )
    .help(Text::new(
        "どちらかの名前を変えるか、消してください。",
        "Rename or remove one of the two.",
    ));
    problem.related = Some((first, Text::new("最初の宣言", "declared here first")));
    problem
}
