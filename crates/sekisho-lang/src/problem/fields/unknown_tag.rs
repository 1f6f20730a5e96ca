use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1104,
    title: wording("その番号の DICOM 属性はない", "No DICOM attribute of this number"),
    meaning: wording("DICOM の辞書に、その番号の属性がありません。奇数グループの私的属性は private の行で決めます。", "The DICOM dictionary has no attribute of this number. Private attributes (odd groups) are decided by the private line."),
    why: wording("番号の打ち違いは、別の属性を守り、守るはずの属性を残します。", "A slip in the number protects another attribute and leaves the one it was meant for."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  dicom { tag (0010,0019): drop }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  dicom { tag (0010,0010): drop }
}"#),
};

pub fn unknown_tag(at: Origin, tag: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("DICOM の辞書に ({tag}) はありません。"),
            format!("The DICOM dictionary has no ({tag})."),
        ),
    )
    .help(Text::new(
        "範囲は x で書きます: tag (0040,xxxx)。奇数グループは private の行で決めます。",
        "A range is written with x: tag (0040,xxxx). Odd groups are decided by the private line.",
    ))
}
