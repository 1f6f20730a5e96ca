use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 1404, title: wording("一瞬も続かない緊急閲覧", "An emergency that lasts no time"), meaning: wording("lasts が 0 です。", "'lasts' is 0."), why: wording("開けた瞬間に閉まり、誰も読めません。", "It closes as it opens, and nobody can read."), example: Example::Declarations("emergency saving_a_life {\n  allow read to group \"er-physician\" on administrative, clinical\n  require reason\n  lasts 0 hours\n  identity shown\n  review by \"診療情報管理委員会\" within 7 days\n  tell patient within 30 days\n  because ja \"生命の保護に必要で、同意を得ることが困難なため\" en \"Needed to protect life when consent can't be obtained\"\n  cites \"個人情報保護法 第27条第1項第2号\"\n}\n"), instead: Example::Declarations("emergency saving_a_life {\n  allow read to group \"er-physician\" on administrative, clinical\n  require reason\n  lasts 24 hours\n  identity shown\n  review by \"診療情報管理委員会\" within 7 days\n  tell patient within 30 days\n  because ja \"生命の保護に必要で、同意を得ることが困難なため\" en \"Needed to protect life when consent can't be obtained\"\n  cites \"個人情報保護法 第27条第1項第2号\"\n}\n") };

pub fn lasts_nothing(at: Origin) -> Problem {
PAGE.error(at, Text::new("緊急閲覧が続く時間が 0 です。", "The emergency lasts no time at all."))
.help(Text::new("例: lasts 24 hours", "For example: lasts 24 hours"))
}
