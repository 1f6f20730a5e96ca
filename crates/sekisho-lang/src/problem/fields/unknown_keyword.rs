use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use super::super::near_or;

pub static PAGE: Page = Page {
    code: 1103,
    title: wording("その名の DICOM 属性はない", "No DICOM attribute of this name"),
    meaning: wording("DICOM の辞書（PS3.6）に、その名（キーワード）の属性がありません。", "The DICOM dictionary (PS3.6) has no attribute with this keyword."),
    why: wording("綴りの違う規則は何も消しません。", "A misspelt rule removes nothing."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  dicom { tag PatientNane: drop }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  dicom { tag PatientName: drop }
}"#),
};

pub fn unknown_keyword(at: Origin, keyword: &str, near: Option<&str>) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("DICOM に {keyword} という属性はありません。"),
            format!("DICOM has no attribute {keyword}."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "番号でも書けます: tag (0010,0010)",
            "A number does too: tag (0010,0010)",
        ),
    ))
}
