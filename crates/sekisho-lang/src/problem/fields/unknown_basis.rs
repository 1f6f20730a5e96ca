use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use super::super::near_or;

pub static PAGE: Page = Page {
    code: 1106,
    title: wording("PS3.15 にない名", "Not a profile or option of PS3.15"),
    meaning: wording("basis に書いた名が、DICOM PS3.15 付属書 E のプロファイルでも選択肢でもありません。", "The basis names neither the profile nor an option of DICOM PS3.15 Annex E."),
    why: wording("選択肢の名は、どの属性が残るかを決めます。似た名の別のものと取り違えると、残る属性が変わります。", "An option decides which attributes remain; mistaken for another, other attributes remain."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  dicom { basis "PS3.15 Basic Profile", "Clean Pixels Data" }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  dicom { basis "PS3.15 Basic Profile", "Clean Pixel Data Option" }
}"#),
};

pub fn unknown_basis(at: Origin, name: &str, near: Option<&str>) -> Problem {
    let problem = PAGE
        .error(
            at,
            Text::new(
                format!("PS3.15 付属書 E に「{name}」はありません。"),
                format!("PS3.15 Annex E has no '{name}'."),
            ),
        )
        .help(near_or(
            near,
            Text::new(
                "書けるのは: PS3.15 Basic Profile, Clean Pixel Data, Clean Graphics, Clean Descriptors, Retain UIDs など",
                "Known are: PS3.15 Basic Profile, Clean Pixel Data, Clean Graphics, Clean Descriptors, Retain UIDs …",
            ),
        ));
    match near {
        Some(near) => problem.fix(format!("\"{near}\"")),
        None => problem,
    }
}
