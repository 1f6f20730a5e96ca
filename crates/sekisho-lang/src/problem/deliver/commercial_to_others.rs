use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 825, title: wording("営利の目的で、企業でない提供先へ", "A commercial purpose, and no company"), meaning: wording("研究の目的は営利ですが、提供先は企業ではありません。", "The purpose is commercial, but the recipient is not a company."), why: wording("同意書は、企業が使うことについて書かれています。大学を通して企業が使うなら、提供先は企業です。", "Forms speak of use by companies. If a company uses it through a university, the recipient is the company."), example: Example::Declarations("purpose outcomes_research under research {\n  label ja \"製品の評価\" en \"Product evaluation\"\n  commercial\n}\n"), instead: Example::Declarations("purpose outcomes_research under research {\n  label ja \"治療成績の研究\" en \"Outcomes research\"\n}\n") };

pub fn commercial_to_others(at: Origin, purpose: &str) -> Problem {
PAGE.warning(at, Text::new(format!("目的「{purpose}」は営利ですが、提供先は企業ではありません。"), format!("The purpose '{purpose}' is commercial, but the recipient is no company.")))
.help(Text::new("kind を確かめてください。", "Check the recipient's kind."))
}
