use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1114,
    title: wording("band の境が順に並んでいない", "The bounds of band don't ascend"),
    meaning: wording("band の境は小さい方から大きい方へ、同じ数を繰り返さずに書きます。", "The bounds of band are written from the lowest to the highest, each once."),
    why: wording("順序が崩れると、どの区間に入るかが決まりません。", "Out of order, a value would lie in no interval or in two."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { age: band [20, 60, 40] }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { age: band [20, 40, 60] }
}"#),
};

pub fn bounds_ascend(at: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            "band の境が小さい順に並んでいません。",
            "The bounds of 'band' don't ascend.",
        ),
    )
    .help(Text::new(
        "例: band [20, 40, 50, 60]（<20, 20-<40, …, >=60 になります）",
        "For example: band [20, 40, 50, 60], which gives <20, 20-<40, …, >=60",
    ))
}
