use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 721,
    title: wording("extends が輪になっている", "Profiles that extend each other in a circle"),
    meaning: wording("プロファイルが、めぐりめぐって自分自身を引き継いでいます。", "A profile extends itself by way of others."),
    why: wording("どれが元かが決まらず、規則も決まりません。", "None of them comes first, so none has rules."),
    example: Example::Declarations("profile counts extends counts {\n  unlisted drop\n  key scope delivery\n}\n"),
    instead: Example::Declarations("profile counts {\n  unlisted drop\n  key scope delivery\n  release {\n    small cells below 10 suppress\n  }\n}\n"),
};

pub fn extends_circle(at: Origin, name: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("プロファイル「{name}」は、めぐって自分を引き継いでいます。"),
            format!("The profile '{name}' extends itself by way of others."),
        ),
    )
    .help(Text::new(
        "どれかの extends を消してください。",
        "Remove one of the 'extends'.",
    ))
}
