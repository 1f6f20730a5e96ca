use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 1403, title: wording("持ち出せる緊急閲覧", "An emergency that lets data out"), meaning: wording("緊急閲覧に extract が書かれています。読むだけでなく、外へ出せます。", "The emergency allows 'extract': data may leave, not only be read."), why: wording("転院先へ渡すような場面のほかは、読むことで足ります。渡したものは戻りません。", "Reading is enough, but for a transfer to another hospital. What has left does not come back."), example: Example::Declarations("emergency saving_a_life {\n  allow read, extract to group \"er-physician\" on administrative, clinical\n  require reason\n  lasts 24 hours\n  identity shown\n  review by \"診療情報管理委員会\" within 7 days\n  tell patient within 30 days\n  because ja \"生命の保護に必要で、同意を得ることが困難なため\" en \"Needed to protect life when consent can't be obtained\"\n  cites \"個人情報保護法 第27条第1項第2号\"\n}\n"), instead: Example::Declarations("emergency saving_a_life {\n  allow read to group \"er-physician\" on administrative, clinical\n  require reason\n  lasts 24 hours\n  identity shown\n  review by \"診療情報管理委員会\" within 7 days\n  tell patient within 30 days\n  because ja \"生命の保護に必要で、同意を得ることが困難なため\" en \"Needed to protect life when consent can't be obtained\"\n  cites \"個人情報保護法 第27条第1項第2号\"\n}\n") };

pub fn emergency_extracts(at: Origin) -> Problem {
PAGE.warning(at, Text::new("この緊急閲覧は、記録を外へ出すことを許しています。", "This emergency lets records out of the house."))
.help(Text::new("本当に要るか確かめてください。要らなければ extract を消します。", "Make sure it is needed; if not, take 'extract' out."))
}
