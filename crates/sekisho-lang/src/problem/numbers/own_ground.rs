use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1224,
    title: wording("方針が自分で定めた、番号を持つ根拠", "A ground of one's own"),
    meaning: wording(
        "被保険者等記号・番号を持つ根拠は、policies/ に付いてくる一覧に限られます。この方針は、自分で一つ足しています。",
        "The grounds for holding insured persons' numbers are the closed list shipped under policies/. This package adds one of its own.",
    ),
    why: wording(
        "誰が持ってよいかは法が数え上げています（健康保険法194条の2）。病院の規程や同意書は、そこに何も足せません。",
        "The Act lists who may hold them (Health Insurance Act, art. 194-2). No rule of a hospital and no form adds to it.",
    ),
    example: Example::Declarations(
        "ground own_ground {\n  label ja \"本人の同意\" en \"The person's consent\"\n  holds insured_number\n  cites \"病院の規程 第3条\"\n}\n",
    ),
    instead: Example::Declarations(""),
};

pub fn own_ground(at: Origin, name: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("「{name}」は、この方針が自分で定めた根拠です。被保険者等記号・番号を持つ根拠は、法が数え上げたものに限られます（健康保険法194条の2）。"),
            format!("'{name}' is a ground of this package's own; the grounds for holding insured persons' numbers are those that the law lists (Health Insurance Act, art. 194-2)."),
        ),
    )
    .help(Text::new(
        "この宣言を消し、付いてくる一覧から held as で名指してください。",
        "Remove the declaration, and name one of the shipped list with 'held as'.",
    ))
}
