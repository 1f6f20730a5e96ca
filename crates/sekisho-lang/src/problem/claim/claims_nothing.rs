use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 1423, title: wording("空の主張", "A claim about nothing"), meaning: wording("主張の条件は、決して当てはまりません。", "The claim's condition can never apply."), why: wording("いつでも成り立つので、何も守りません。", "It always holds, and protects nothing."), example: Example::Declarations("claim no_genome {\n  never extract on genome to company when request.country is \"JP\" and request.country is \"US\"\n  because ja \"どの同意書も述べていない\" en \"No form speaks of it\"\n}\n"), instead: Example::Declarations("claim no_genome {\n  never extract on genome to company\n  because ja \"どの同意書も述べていない\" en \"No form speaks of it\"\n}\n") };

pub fn claims_nothing(at: Origin) -> Problem {
PAGE.warning(at, Text::new("この主張の条件が当てはまることはありません。", "The condition of this claim can never apply."))
.help(Text::new("条件を確かめてください。", "Check the condition."))
}
