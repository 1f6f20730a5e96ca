use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 511,
    title: wording("一つの柵に forbid が二つある", "Two forbids in one guard"),
    meaning: wording(
        "一つの guard に禁じる行が二つあります。",
        "One guard has two lines that forbid.",
    ),
    why: wording(
        "断りには理由が一つ付きます。二つの禁止に一つの理由では、どちらで断られたのか伝わりません。",
        "A refusal carries one reason. With two prohibitions under it, nobody learns which one applied.",
    ),
    example: Example::Declarations(
        r#"guard sealed {
  forbid read when record.sealed is yes
  forbid extract on genome unless request.country is "JP"
  because ja "出せません" en "Not allowed"
}"#,
    ),
    instead: Example::Declarations(
        r#"guard sealed {
  forbid read when record.sealed is yes
  because ja "封じられた記録です" en "The record is sealed"
}
guard genome_abroad {
  forbid extract on genome unless request.country is "JP"
  because ja "ゲノムは国外へ出せません" en "Genomes do not go abroad"
}"#,
    ),
};

pub fn guard_has_two_rules(at: Origin, guard: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("柵「{guard}」に forbid が二つあります。"),
            format!("The guard '{guard}' has two 'forbid' lines."),
        ),
    )
    .help(Text::new(
        "断りの理由が一つに決まるよう、柵を二つに分けてください。",
        "Split it into two guards, so that a refusal names one reason.",
    ))
}
