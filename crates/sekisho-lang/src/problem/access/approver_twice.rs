use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 527, title: wording("同じ承認者が二度", "The same approver twice"), meaning: wording("承認者の並びに、同じ名前が二度あります。", "The list of approvers holds the same name twice."), why: wording("二者の承認に見えて、実際には一人です。二度数えることはしません。", "It looks like two approvals and is one person's; nobody is counted twice."), example: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n    require approval by 2 of [データ管理者, データ管理者]\n}\n"), instead: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n    require approval by 2 of [データ管理者, 倫理委員]\n}\n") };

pub fn approver_twice(at: Origin, name: &str) -> Problem {
PAGE.error(at, Text::new(format!("承認者「{name}」が二度あります。"), format!("The approver '{name}' stands twice in the list.")))
.help(Text::new("別の役割か役職にしてください。", "Name another role or office."))
}
