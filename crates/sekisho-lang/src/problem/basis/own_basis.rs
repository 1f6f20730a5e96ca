use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 1441, title: wording("審査されていない法的根拠", "A legal basis nobody has reviewed"), meaning: wording("この法的根拠は、policies/ に付いてくるものではなく、この方針が自分で定めています。", "This legal basis is not one of those shipped under policies/: this package declares it itself."), why: wording("条文の読みは、方針の中でいちばん間違えやすいところです。委員会と法務の確認が要ります。", "Reading the law is where a policy errs most easily; the board and counsel must look at it."), example: Example::Declarations("basis own_basis {\n  label ja \"独自の根拠\" en \"Our own\"\n  institutions any\n  regimes any\n  recipients any\n  purposes any\n  countries home\n  cites \"病院条例 第3条\"\n}\n"), instead: Example::Declarations("") };

pub fn own_basis(at: Origin, name: &str) -> Problem {
PAGE.warning(at, Text::new(format!("法的根拠「{name}」は、この方針だけのものです。"), format!("The legal basis '{name}' is this package's own.")))
.help(Text::new("使えますが、封印の前に条文を確かめてもらってください。", "It may be used; have its clause checked before the bundle is sealed."))
}
