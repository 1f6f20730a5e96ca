use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 519, title: wording("届かない規則", "A rule that can't be reached"), meaning: wording("この allow が許すすべてを、条件のない forbid が禁じています。forbid はいつも勝ちます。", "Everything this 'allow' permits is forbidden by a 'forbid' without condition, and a 'forbid' always wins."), why: wording("書いた人は許したつもりで、誰も通れません。どちらが本意か、読む人にも分かりません。", "Its author believes it permits something; nobody passes, and no reader can tell what was meant."), example: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n  forbid extract to analyst on administrative, clinical, laboratory\n    because ja \"提供しない\" en \"Not delivered\"\n}\n"), instead: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n}\n") };

pub fn unreachable(at: Origin, forbid: Origin) -> Problem {
PAGE.error(at, Text::new("この許可は、条件のない forbid に全部消されます。", "This permit is undone whole by a 'forbid' without condition."))
.help(Text::new("どちらかを消すか、forbid に条件（when / unless）を付けてください。", "Take one of them out, or give the 'forbid' a condition (when / unless).")).related(forbid, Text::new("消している forbid はここです", "the 'forbid' is here"))
}
