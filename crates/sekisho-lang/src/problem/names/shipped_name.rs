use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use crate::analyze::Kind;

pub static PAGE: Page = Page {
    code: 1201,
    title: wording("同梱のものと同じ名前", "The name of something that ships with Sekisho"),
    meaning: wording(
        "宣言した名前が、Sekisho に同梱されている基準や法的根拠などの名前と同じです。",
        "The declared name is that of a standard, a legal basis or a preset that ships with Sekisho.",
    ),
    why: wording(
        "読む人は、審査を経た同梱のものだと思います。中身が違えば、名前が嘘をつくことになります。",
        "A reader would take it for the reviewed one that ships. With other content, the name would lie.",
    ),
    example: Example::Declarations(
        r#"basis 本人同意 {
  label ja "本人の同意" en "Consent of the person"
  institutions any
  regimes any
  recipients any
  purposes any
  countries any
  cites "個人情報保護法 第18条第1項", "同 第27条第1項", "同 第28条第1項"
}"#,
    ),
    instead: Example::Declarations(
        r#"basis 本人同意_院内 {
  label ja "本人の同意" en "Consent of the person"
  institutions any
  regimes any
  recipients any
  purposes any
  countries any
  cites "個人情報保護法 第18条第1項", "同 第27条第1項", "同 第28条第1項"
}"#,
    ),
};

/// What ships with Sekisho is in view of everybody; a second meaning would be read as the first.
pub fn shipped_name(at: Origin, kind: Kind, name: &str, first: Origin) -> Problem {
    let (ja, en) = kind.words();
    let mut problem = PAGE.error(at,
        Text::new(
            format!("{ja}「{name}」は Sekisho に同梱されているものの名前です。"),
            format!("'{name}' is the name of a {en} that ships with Sekisho."),
        ),
    )
    .help(Text::new(
        "別の名前にしてください。同梱のものと取り違えられます。",
        "Choose another name: readers would take it for the shipped one.",
    ));
    problem.related = Some((first, Text::new("同梱の宣言", "the shipped declaration")));
    problem
}
