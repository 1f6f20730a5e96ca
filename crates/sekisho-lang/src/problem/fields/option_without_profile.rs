use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1107,
    title: wording("選択肢だけで、もとの形がない", "Options without the profile they belong to"),
    meaning: wording("PS3.15 の選択肢は Basic Profile を変えるものです。Basic Profile が書かれていません。", "The options of PS3.15 change the Basic Profile, which is not named."),
    why: wording("もとがなければ、表 E.1-1 のどの属性も決まりません。", "Without it none of the attributes of Table E.1-1 is decided."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  dicom { basis "Retain UIDs" }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  dicom { basis "PS3.15 Basic Profile", "Retain UIDs" }
}"#),
};

pub fn option_without_profile(at: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            "basis に PS3.15 Basic Profile がありません。",
            "The basis lacks PS3.15 Basic Profile.",
        ),
    )
    .help(Text::new(
        "例: basis \"PS3.15 Basic Profile\", \"Clean Pixel Data\"",
        "For example: basis \"PS3.15 Basic Profile\", \"Clean Pixel Data\"",
    ))
}
