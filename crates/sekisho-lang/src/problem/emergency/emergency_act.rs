use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 1402, title: wording("緊急閲覧にない行為", "Not an act of an emergency"), meaning: wording("命を救うために人数を数えることはありません。", "Nobody saves a life by counting patients."), why: wording("緊急の扉が、研究の近道になります。", "The emergency door would become a short cut for research."), example: Example::Declarations("emergency saving_a_life {\n  allow count to group \"er-physician\" on administrative, clinical\n  require reason\n  lasts 24 hours\n  identity shown\n  review by \"診療情報管理委員会\" within 7 days\n  tell patient within 30 days\n  because ja \"生命の保護に必要で、同意を得ることが困難なため\" en \"Needed to protect life when consent can't be obtained\"\n  cites \"個人情報保護法 第27条第1項第2号\"\n}\n"), instead: Example::Declarations("emergency saving_a_life {\n  allow read to group \"er-physician\" on administrative, clinical\n  require reason\n  lasts 24 hours\n  identity shown\n  review by \"診療情報管理委員会\" within 7 days\n  tell patient within 30 days\n  because ja \"生命の保護に必要で、同意を得ることが困難なため\" en \"Needed to protect life when consent can't be obtained\"\n  cites \"個人情報保護法 第27条第1項第2号\"\n}\n") };

pub fn emergency_act(at: Origin, act: &str) -> Problem {
PAGE.error(at, Text::new(format!("緊急閲覧で {act} はできません。"), format!("An emergency can't allow {act}.")))
.help(Text::new("read を書いてください（書かなければ read です）。", "Write 'read'; without an act it is read."))
}
