use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(707);

pub fn rule_twice(at: Origin, selector: &str, first: Origin) -> Problem {
    let mut problem = PAGE.error(at,
        Text::new(
            format!("{selector} の規則が二つあります。"),
            format!("There are two rules for {selector}."),
        ),
    )
    .help(Text::new(
        "順番で勝つ規則はありません。一つにしてください。",
        "No rule wins by its order; keep one.",
    ));
    problem.related = Some((first, Text::new("最初の規則", "the first rule")));
    problem
}
