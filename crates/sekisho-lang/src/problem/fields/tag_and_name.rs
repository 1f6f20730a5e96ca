use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1105,
    title: wording("番号と名前が食い違う", "Number and name disagree"),
    meaning: wording("DICOM の番号と名前が、別々の属性を指しています。", "The DICOM number and the keyword name different attributes."),
    why: wording("どちらが正しいかは機械には分かりません。読み合わせのために両方を書いたのですから、食い違いは止めます。", "No machine can tell which is right. Both were written so that one checks the other."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  dicom { tag (0010,0020) PatientName: drop }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  dicom { tag (0010,0010) PatientName: drop }
}"#),
};

pub fn tag_and_name(at: Origin, tag: &str, keyword: &str, named: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("({tag}) は {keyword} ではありません。{keyword} は ({named}) です。"),
            format!("({tag}) is not {keyword}, which is ({named})."),
        ),
    )
    .help(Text::new(
        format!("tag ({named}) {keyword} か、正しい名前を書いてください。"),
        format!("Write tag ({named}) {keyword}, or the right name."),
    ))
}
