use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1125,
    title: wording("同じ形式の規則が二か所にある", "Two blocks for one thing"),
    meaning: wording("一つのプロファイルに、同じ表や形式の規則が二か所あります。", "A profile has two blocks for the same table or modality."),
    why: wording("順番で勝つ規則はないので、どちらが効くか決まりません。", "No rule wins by its order, so it is not certain which counts."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { sex: keep }
  table patient { age: cap 90 years }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient {
      sex: keep
      age: cap 90 years
  }
}"#),
};

pub fn block_twice(at: Origin, block: &str, first: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{block} が二つあります。"),
            format!("There are two blocks '{block}'."),
        ),
    )
    .help(Text::new("一つにまとめてください。", "Make one of them."))
    .related(first, Text::new("最初のもの", "the first one"))
}
