use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1223,
    title: wording("書き足りない、番号を持つ根拠", "A ground that leaves something open"),
    meaning: wording(
        "ground に、何を持つ根拠かを述べる holds か、条文の cites がありません。holds に書けるのは individual_number と insured_number です。",
        "The ground lacks 'holds', which says what it is a ground for, or 'cites' with its clause. 'holds' takes individual_number and insured_number.",
    ),
    why: wording(
        "条文のない根拠は、誰も確かめられません。",
        "A ground without its clause is one that nobody can check.",
    ),
    example: Example::Declarations(
        "ground own_ground {\n  label ja \"独自の根拠\" en \"Our own\"\n  holds chart_number\n  cites \"健康保険法 第194条の2\"\n}\n",
    ),
    instead: Example::Declarations(""),
};

pub fn ground_lacks(at: Origin, name: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("番号を持つ根拠「{name}」に、holds か cites がありません。"),
            format!("The ground '{name}' lacks 'holds' or 'cites'."),
        ),
    )
    .help(Text::new(
        "例: holds insured_number と cites \"健康保険法 第194条の2第1項\"",
        "For example: holds insured_number, and cites \"健康保険法 第194条の2第1項\"",
    ))
}
