use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1109,
    title: wording("この欄には意味のない行", "A line that means nothing in this block"),
    meaning: wording("basis, private, pixels は dicom の、leftover は text の行です。", "basis, private and pixels belong to dicom, leftover to text."),
    why: wording("黙って読み飛ばすと、書いた人は守られていると思います。", "Passed over in silence, its author would believe in a protection that does not exist."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient {
      sex: keep
      private drop
  }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient {
      sex: keep
  }
}"#),
};

pub fn line_elsewhere(at: Origin, word: &str, block: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{word} は {block} の中では意味がありません。"),
            format!("'{word}' means nothing inside {block}."),
        ),
    )
    .help(Text::new(
        "basis, private, pixels は dicom に、leftover は text に書きます。",
        "basis, private and pixels stand in dicom, leftover in text.",
    ))
}
