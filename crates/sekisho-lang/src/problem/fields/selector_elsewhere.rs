use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1110,
    title: wording("この形式では使えない書き方", "Not how fields of this modality are named"),
    meaning: wording("欄の名指し方が、この形式のものではありません。", "The field is named the way of another modality."),
    why: wording("形式ごとに欄の名は決まっています。別の書き方では、どの欄のことか決まりません。", "Each modality names its fields in its own way; written otherwise it is not certain which field is meant."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { tag (0010,0030): year }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { birth_date: year }
}"#),
};

pub fn selector_elsewhere(at: Origin, block: &str, ja: &str, en: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{block} の欄はこの書き方では名指せません。"),
            format!("Fields of {block} are not named like this."),
        ),
    )
    .help(Text::new(format!("書き方: {ja}"), format!("Write {en}.")))
}
