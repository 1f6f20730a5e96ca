use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 1420, title: wording("何も言わない主張", "A claim that claims nothing"), meaning: wording("claim に never の行がありません。", "The claim has no 'never' line."), why: wording("証明するものがありません。", "There is nothing to prove."), example: Example::Declarations("claim no_genome {\n  because ja \"どの同意書も述べていない\" en \"No form speaks of it\"\n}\n"), instead: Example::Declarations("claim no_genome {\n  never extract on genome to company\n  because ja \"どの同意書も述べていない\" en \"No form speaks of it\"\n}\n") };

pub fn claim_lacks_never(at: Origin, claim: &str) -> Problem {
PAGE.error(at, Text::new(format!("主張「{claim}」に never の行がありません。"), format!("The claim '{claim}' has no 'never' line.")))
.help(Text::new("例: never extract on genome to company", "For example: never extract on genome to company"))
}
