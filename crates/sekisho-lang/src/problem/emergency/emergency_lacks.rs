use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 1401, title: wording("書き足りない緊急閲覧", "An emergency that leaves something open"), meaning: wording("緊急閲覧に、必ず要る行のどれかがありません。黙って補うものは一つもありません。", "The emergency lacks one of the lines that are always needed; none of them has a default."), why: wording("同意なしに開く扉です。誰が、なぜ、いつまで、誰が見直し、いつ本人に知らせるかが、すべて紙の上になければなりません。", "It opens a door without consent. Who, why, for how long, who reviews it and when the patient is told must all stand on paper."), example: Example::Declarations("emergency saving_a_life {\n  allow read to group \"er-physician\" on administrative, clinical\n  lasts 24 hours\n  identity shown\n  review by \"診療情報管理委員会\" within 7 days\n  tell patient within 30 days\n  because ja \"生命の保護に必要で、同意を得ることが困難なため\" en \"Needed to protect life when consent can't be obtained\"\n  cites \"個人情報保護法 第27条第1項第2号\"\n}\n"), instead: Example::Declarations("emergency saving_a_life {\n  allow read to group \"er-physician\" on administrative, clinical\n  require reason\n  lasts 24 hours\n  identity shown\n  review by \"診療情報管理委員会\" within 7 days\n  tell patient within 30 days\n  because ja \"生命の保護に必要で、同意を得ることが困難なため\" en \"Needed to protect life when consent can't be obtained\"\n  cites \"個人情報保護法 第27条第1項第2号\"\n}\n") };

pub fn emergency_lacks(at: Origin, name: &str, lines: &str, example: &str) -> Problem {
PAGE.error(at, Text::new(format!("緊急閲覧「{name}」に次の行がありません: {lines}"), format!("The emergency '{name}' lacks these lines: {lines}.")))
.help(Text::new(format!("例: {example}"), format!("For example: {example}")))
}
