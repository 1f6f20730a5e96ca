use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 429,
    title: wording(
        "使われていない目的",
        "A purpose nothing uses",
    ),
    meaning: wording(
        "目的が宣言されただけで、どこにも書かれていません。",
        "The purpose is declared and then named nowhere.",
    ),
    why: wording(
        "名前の綴り違いで、別の目的が使われていることがあります。",
        "Often another purpose with a similar name is used in its place.",
    ),
    example: Example::Declarations(
        r#"purpose teaching {
  label ja "教育" en "Teaching"
}"#,
    ),
    instead: Example::Declarations(
        r#"purpose outcomes_research under research {
  label ja "治療成績の研究" en "Outcomes research"
}"#,
    ),
};

pub fn unused_purpose(at: Origin, purpose: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("目的「{purpose}」は、どの同意書も認めず、どの研究も使っていません。"),
            format!("No form grants the purpose '{purpose}' and no study follows it."),
        ),
    )
    .help(Text::new(
        "同意書か研究に書き忘れたなら加え、要らないなら消してください。",
        "Add it to the form or study that was meant, or remove it.",
    ))
}
