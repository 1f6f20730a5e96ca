use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use super::super::near_or;

pub static PAGE: Page = Page {
    code: 1108,
    title: wording("安全と言えない私的属性", "A private creator not known to be safe"),
    meaning: wording("PS3.15 表 E.3.10-1（安全な私的属性）に、この作り手はありません。", "Table E.3.10-1 of PS3.15 (safe private attributes) does not list this creator."),
    why: wording("装置の作り手が勝手に決めた属性には、患者の名や撮影者の名が入っていることがあります。except が残すのは、表が安全とする属性だけです。", "What a maker put into its own attributes may hold names of patients and operators. except keeps only those that the table calls safe."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  dicom { basis "PS3.15 Basic Profile"
    private drop except "SIEMENS CSA HEADER" }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  dicom { basis "PS3.15 Basic Profile"
    private drop except "SIEMENS MR HEADER" }
}"#),
};

pub fn unsafe_creator(at: Origin, creator: &str, near: Option<&str>, known: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("「{creator}」の私的属性は、PS3.15 が安全としていません。"),
            format!("PS3.15 does not call the private attributes of '{creator}' safe."),
        ),
    )
    .help(near_or(
        near,
        Text::new(format!("残せるのは: {known}"), format!("Known are: {known}")),
    ))
}
