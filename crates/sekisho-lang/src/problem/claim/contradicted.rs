use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 1422, title: wording("規則と食い違う主張", "A claim that a rule contradicts"), meaning: wording("主張は「決してない」と言い、access の規則はそれを許しています。止める forbid もありません。", "The claim says 'never', an access rule permits it, and no 'forbid' stops it."), why: wording("主張を読んだ委員会は、起こらないと信じます。", "The board that reads the claim believes it can't happen."), example: Example::Declarations("claim no_genome {\n  never extract on clinical to anyone\n  because ja \"どの同意書も述べていない\" en \"No form speaks of it\"\n}\n"), instead: Example::Declarations("claim no_genome {\n  never extract on genome to company\n  because ja \"どの同意書も述べていない\" en \"No form speaks of it\"\n}\n") };

pub fn contradicted(at: Origin, claim: &str, rule: Origin) -> Problem {
PAGE.error(at, Text::new(format!("主張「{claim}」は成り立ちません。許している規則があります。"), format!("The claim '{claim}' does not hold: a rule permits it.")))
.help(Text::new("規則を狭めるか、forbid を書くか、主張に unless … を付けてください。", "Narrow the rule, write a 'forbid', or give the claim an 'unless …'.")).related(rule, Text::new("許している規則はここです", "the rule that permits it is here"))
}
