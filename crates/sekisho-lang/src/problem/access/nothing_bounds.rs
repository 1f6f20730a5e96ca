use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 518, title: wording("何にも縛られない許可", "A permit that nothing bounds"), meaning: wording("この allow は、どの基準も満たさない形で出すことを許し、承認も、ネットワークも、所属も問いません。", "This 'allow' lets data out in a form that satisfies no standard, and asks for no approval, network or organisation."), why: wording("グループに名前があるだけで、誰の記録でもそのまま持ち出せることになります。", "Whoever is in the group could carry anybody's records away as they are."), example: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow trace to analyst on clinical\n  allow extract to analyst on administrative, clinical, laboratory as coded\n}\n"), instead: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow trace to analyst on clinical\n    require justification\n    require approval by [データ管理者]\n  allow extract to analyst on administrative, clinical, laboratory as coded\n}\n") };

pub fn nothing_bounds(at: Origin) -> Problem {
PAGE.error(at, Text::new("この許可を縛るものがありません。", "Nothing bounds this permit."))
.help(Text::new("縛るもの: 標準を満たすプロファイル（as）、require approval by …、when request.network is …、役割の from org。trace には require justification か approval が要ります。", "What would bound it: a profile that satisfies a standard (as), require approval by …, when request.network is …, a role 'from org'. A trace needs require justification or an approval."))
}
