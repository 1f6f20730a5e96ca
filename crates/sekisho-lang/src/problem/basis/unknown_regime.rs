use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page { code: 1442, title: wording("知られていない加工の区分", "A regime nobody knows"), meaning: wording("regimes に、知られていない言葉があります。", "'regimes' holds a word that is not known."), why: wording("プロファイルがそれを満たすことは、決してありません。", "No profile could ever be proved to be of it."), example: Example::Declarations("basis own_basis {\n  label ja \"独自の根拠\" en \"Our own\"\n  institutions any\n  regimes anonymised\n  recipients any\n  purposes any\n  countries home\n  cites \"病院条例 第3条\"\n}\n"), instead: Example::Declarations("basis own_basis {\n  label ja \"独自の根拠\" en \"Our own\"\n  institutions any\n  regimes any\n  recipients any\n  purposes any\n  countries home\n  cites \"病院条例 第3条\"\n}\n") };

pub fn unknown_regime(at: Origin, regime: &str, near: Option<&str>) -> Problem {
PAGE.error(at, Text::new(format!("「{regime}」という加工の区分はありません。"), format!("There is no regime '{regime}'.")))
.help(near_or(near, Text::new("書けるのは: identified, coded, pseudonymized, anonymized、どれでもよければ any", "Regimes are: identified, coded, pseudonymized, anonymized, or any of them: any"))).fix_if(near)
}
