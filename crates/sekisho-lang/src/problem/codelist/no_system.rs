use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 212,
    title: wording(
        "コード体系のないコード表との比較",
        "Compared with a list that has no code system",
    ),
    meaning: wording(
        "組のためだけのコード表（system のないもの）が、コホートの条件に使われています。",
        "A list made for groups alone, without 'system', is used in a condition of a cohort.",
    ),
    why: wording(
        "体系が違えば同じコードも別の病気です。体系がなければ誰も当てはまりません。",
        "The same code means another disease in another system; without a system nobody would fit.",
    ),
    example: Example::Declarations(
        r#"codelist lung_cancer {
  include "C34.1" group "肺"
}"#,
    ),
    instead: Example::Declarations(
        r#"codelist lung_cancer {
  system "ICD-10"
  include "C34.1" group "肺"
}"#,
    ),
};

pub fn no_system(at: Origin, name: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("コード表「{name}」にはコード体系がないので、コードと比べられません。"),
            format!("The codelist '{name}' has no code system, so no code can be compared with it."),
        ),
    )
    .help(Text::new(
        "system の行を加えてください。",
        "Add its 'system' line.",
    ))
}
