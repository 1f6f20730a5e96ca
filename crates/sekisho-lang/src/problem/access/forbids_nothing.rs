use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 522, title: wording("何も禁じない柵", "A fence that stops nobody"), meaning: wording("この forbid の条件は、決して当てはまりません（when が不可能か、unless がいつも満たされます）。", "The condition of this 'forbid' never applies: its 'when' is impossible, or its 'unless' always met."), why: wording("守られていると思われたまま、何も止まりません。", "It is believed to protect, and stops nothing."), example: Example::Declarations("guard sealed {\n  forbid any on clinical unless record.sealed is yes or record.sealed is no\n  because ja \"封印\" en \"Sealed\"\n}\n"), instead: Example::Declarations("guard sealed {\n  forbid any on clinical when record.sealed is yes\n  because ja \"封印\" en \"Sealed\"\n}\n") };

pub fn forbids_nothing(at: Origin) -> Problem {
PAGE.error(at, Text::new("この forbid は何も禁じません。", "This 'forbid' forbids nothing."))
.help(Text::new("条件を確かめてください。", "Check its condition."))
}
