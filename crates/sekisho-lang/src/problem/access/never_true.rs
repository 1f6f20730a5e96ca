use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 521, title: wording("満たされることのない条件", "A condition that can't hold"), meaning: wording("条件が、一つのものに二つの違う値を同時に求めています。", "The condition asks two different values of one thing at once."), why: wording("この規則は、誰にも、いつまでも当てはまりません。", "The rule never applies, to nobody."), example: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n    when request.network is \"lab\" and request.network is \"ward\"\n}\n"), instead: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n    when request.network is \"lab\" or request.network is \"ward\"\n}\n") };

pub fn never_true(at: Origin) -> Problem {
PAGE.error(at, Text::new("この条件が満たされることはありません。", "This condition can never hold."))
.help(Text::new("どちらかでよいなら or で、または in [\"…\", \"…\"] で書いてください。", "If either will do, write 'or', or in [\"…\", \"…\"]."))
}
