use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 425,
    title: wording(
        "疾患の書かれていない疾患特異的研究",
        "Disease specific without a disease",
    ),
    meaning: wording(
        "DUO:0000007 は「書かれた疾患に関する研究に限る」という符号で、疾患がなければ意味が決まりません。",
        "DUO:0000007 allows research on the disease that is named beside it; without one it says nothing.",
    ),
    why: wording(
        "どの疾患の研究にも使えると読まれかねません。",
        "It could be read as research on any disease.",
    ),
    example: Example::Declarations(
        r#"purpose outcomes_research under research {
  duo "DUO:0000007"
}"#,
    ),
    instead: Example::Declarations(
        r#"purpose outcomes_research under research {
  duo "DUO:0000007"
  disease lung_cancer
}"#,
    ),
};

pub fn duo_without_disease(at: Origin, purpose: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("目的「{purpose}」は特定の疾患の研究（DUO:0000007）ですが、どの疾患か書かれていません。"),
            format!("The purpose '{purpose}' is disease specific (DUO:0000007), but names no disease."),
        ),
    )
    .help(Text::new(
        "disease の後に疾患のコード表を書いてください。例: disease 肺がん",
        "Write the codelist of the disease: disease lung_cancer",
    ))
}
