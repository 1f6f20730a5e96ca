use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 720,
    title: wording("引き継いだ規則をゆるめている", "It loosens what it extends"),
    meaning: wording("extends は、もとのプロファイルの上に規則を重ねます。重ねてよいのは厳しくする方だけです。", "A profile that extends another puts its rules on top, and only stricter ones."),
    why: wording("もとのプロファイルを審査した人は、それを引き継ぐものがゆるまないと信じています。", "Who reviewed the first profile trusts that nothing built on it lets more out."),
    example: Example::Declarations("profile base_counts {\n  unlisted drop\n  key scope delivery\n  release {\n    small cells below 10 suppress\n  }\n}\nprofile counts extends base_counts {\n  release {\n    small cells below 5 suppress\n  }\n}\n"),
    instead: Example::Declarations("profile base_counts {\n  unlisted drop\n  key scope delivery\n  release {\n    small cells below 10 suppress\n  }\n}\nprofile counts extends base_counts {\n  release {\n    small cells below 20 suppress\n  }\n}\n"),
};

pub fn loosens(at: Origin, what: &str, base: &str, base_at: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{what} が、引き継ぐ「{base}」よりゆるくなっています。"),
            format!("{what} is laxer here than in '{base}', which this profile extends."),
        ),
    )
    .help(Text::new(
        "同じか厳しくするか、extends をやめて別のプロファイルにしてください。",
        "Make it as strict or stricter, or write a profile of its own.",
    ))
    .related(base_at, Text::new("もとの規則", "what it extends"))
}
