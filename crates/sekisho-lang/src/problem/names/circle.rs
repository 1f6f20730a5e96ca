use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use crate::analyze::Kind;

pub static PAGE: Page = Page {
    code: 207,
    title: wording("自分自身を含んでいる", "Contains itself"),
    meaning: wording(
        "under や並びをたどると、元の名前に戻ってきます。",
        "Following under, or a list of names, leads back to the name itself.",
    ),
    why: wording(
        "目的の木は「上の目的への同意が下にも及ぶ」ことを決めます。輪になると、どこまで及ぶか決まりません。",
        "The tree of purposes says how far a consent reaches down. In a circle it would have no end.",
    ),
    example: Example::Declarations(
        r#"purpose a under b
purpose b under a"#,
    ),
    instead: Example::Declarations(
        r#"purpose a
purpose b under a"#,
    ),
};

pub fn circle(at: Origin, kind: Kind, name: &str) -> Problem {
    let (ja, en) = kind.words();
    PAGE.error(at,
        Text::new(
            format!("{ja}「{name}」が自分自身を含んでいます。"),
            format!("The {en} '{name}' contains itself."),
        ),
    )
    .help(Text::new(
        "どこかの under や並びを直して、輪をなくしてください。",
        "Break the circle at one of its names.",
    ))
}
