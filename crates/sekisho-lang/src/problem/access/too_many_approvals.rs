use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 508,
    title: wording("承認者より多い承認", "More approvals than there are roles"),
    meaning: wording(
        "「N 者の承認」の N が、挙げられた役割の数より大きくなっています。",
        "\"approval by N of …\" asks for more approvals than roles are listed.",
    ),
    why: wording(
        "決して満たせない条件では、誰も何もできません。",
        "A condition that can't be met lets nobody do anything.",
    ),
    example: Example::Declarations(
        r#"access outcomes {
  allow extract to analyst on administrative, clinical, laboratory as coded
    require approval by 3 of [data_steward, ethics_board]
}"#,
    ),
    instead: Example::Declarations(
        r#"access outcomes {
  allow extract to analyst on administrative, clinical, laboratory as coded
    require approval by 2 of [data_steward, ethics_board]
}"#,
    ),
};

pub fn too_many_approvals(at: Origin, count: u32, among: usize) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{among} 者の中から {count} 者の承認は得られません。"),
            format!("{count} approvals can't come from {among} roles."),
        ),
    )
    .help(Text::new(
        "数か並びを直してください。",
        "Correct the number or the list.",
    ))
}
