use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 510,
    title: wording("柵に forbid がない", "A guard without forbid"),
    meaning: wording(
        "guard の中に、禁じる行がありません。",
        "The guard has no line that forbids.",
    ),
    why: wording(
        "名前だけの柵は、あるように見えて何も止めません。",
        "A guard in name only looks like protection and stops nothing.",
    ),
    example: Example::Declarations(
        r#"guard genome_abroad {
  because ja "国外へは出せません" en "Not abroad"
}"#,
    ),
    instead: Example::Declarations(
        r#"guard genome_abroad {
  forbid extract on genome unless request.country is "JP"
  because ja "国外へは出せません" en "Not abroad"
}"#,
    ),
};

pub fn guard_lacks_rule(at: Origin, guard: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("柵「{guard}」に forbid の行がありません。"),
            format!("The guard '{guard}' has no 'forbid' line."),
        ),
    )
    .help(Text::new(
        "例: forbid extract on genome unless request.country is \"JP\"",
        "For example: forbid extract on genome unless request.country is \"JP\"",
    ))
}
