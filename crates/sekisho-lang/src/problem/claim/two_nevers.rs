use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 1421, title: wording("二つのことを言う主張", "A claim of two things"), meaning: wording("claim に never の行が二つあります。", "The claim has two 'never' lines."), why: wording("破れたとき、どちらが破れたのか名前で言えません。", "When it breaks, its name does not say which of them did."), example: Example::Declarations("claim no_genome {\n  never extract on genome to company\n  never read on genome to company\n  because ja \"どの同意書も述べていない\" en \"No form speaks of it\"\n}\n"), instead: Example::Declarations("claim no_genome {\n  never extract on genome to company\n  because ja \"どの同意書も述べていない\" en \"No form speaks of it\"\n}\n") };

pub fn two_nevers(at: Origin, claim: &str) -> Problem {
PAGE.error(at, Text::new(format!("主張「{claim}」に never が二つあります。"), format!("The claim '{claim}' has two 'never' lines.")))
.help(Text::new("主張を二つに分けてください。", "Split it into two claims."))
}
