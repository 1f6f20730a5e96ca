use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 605,
    title: wording("知らないコード体系", "An unknown code system"),
    meaning: wording(
        "system に書かれた名前が、データモデルの知っているコード体系ではありません。",
        "The name after system is no code system the data model knows.",
    ),
    why: wording(
        "体系の名が違うと、コードは一件も一致しません。「該当者なし」に見えます。",
        "With the wrong system no code matches, and it looks as if no such patient existed.",
    ),
    example: Example::Declarations(
        r#"codelist creatinine {
  system "LOINK"
  include "2160-0"
}"#,
    ),
    instead: Example::Declarations(
        r#"codelist creatinine {
  system "LOINC"
  include "2160-0"
}"#,
    ),
};

pub fn unknown_system(at: Origin, system: &str, near: Option<&str>) -> Problem {
    let problem = PAGE.error(at,
        Text::new(
            format!("コード体系「{system}」は知られていません。"),
            format!("The code system '{system}' is not known."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "データモデルにある名前か、http:// か urn: で始まる URI を書いてください。",
            "Write a name of the data model, or its URI (http:// or urn:).",
        ),
    ));
    match near {
        Some(near) => problem.fix(format!("\"{near}\"")),
        None => problem,
    }
}
