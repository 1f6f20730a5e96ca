use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 520, title: wording("ほかの規則に含まれる規則", "A rule that says nothing more"), meaning: wording("同じことを、もっと広い、または同じ allow がもう許しています。", "Another 'allow', wider or the same, permits all of this already."), why: wording("この行の条件や要件は効きません。守りだと思って読むと誤ります。", "Its conditions and requirements have no effect; read as a safeguard it misleads."), example: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n  allow extract to analyst on clinical as coded\n    require justification\n}\n"), instead: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n    require justification\n}\n") };

pub fn says_nothing_more(at: Origin, wider: Origin) -> Problem {
PAGE.warning(at, Text::new("この許可は、ほかの許可にすべて含まれています。", "Another permit grants all of this already."))
.help(Text::new("この行を消すか、広い方の行を狭めてください。", "Take this line out, or narrow the wider one.")).related(wider, Text::new("広い方はここです", "the wider one is here"))
}
