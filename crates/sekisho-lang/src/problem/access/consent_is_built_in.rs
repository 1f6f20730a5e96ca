use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 503,
    title: wording("同意の柵は書けない", "The consent guard is not written here"),
    meaning: wording(
        "guard の中で同意（covered）を調べようとしています。この柵は最初から組み込まれています。",
        "A guard asks about consent (covered). That guard is built in.",
    ),
    why: wording(
        "書けるものは、書き忘れることも弱めることもできます。だから同意だけは方針の外にあります。",
        "What can be written can be forgotten or weakened. That is why consent alone stands outside the policy.",
    ),
    example: Example::Declarations(
        r#"guard consent_again {
  forbid any unless covered(purpose: request.purpose)
  because ja "同意がありません" en "No consent"
}"#,
    ),
    instead: Example::Declarations(
        r#"guard sealed_records {
  forbid any when record.sealed is yes
  because ja "封じられた記録です" en "The record is sealed"
}"#,
    ),
};

pub fn consent_is_built_in(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "同意の柵は最初から組み込まれていて、書くことも弱めることもできません。",
            "The consent guard is built in; it is neither written nor weakened here.",
        ),
    )
    .help(Text::new(
        "この guard を消してください。同意のない利用はいつも止まります。",
        "Remove this guard: use without consent always stops.",
    ))
}
