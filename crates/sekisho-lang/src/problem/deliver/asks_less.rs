use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 824, title: wording("規則より少ない要件", "A delivery that asks less than its rule"), meaning: wording("この提供を許す access の規則は要件を求めていますが、提供には書かれていません。", "The access rule that permits this delivery asks for something the delivery does not mention."), why: wording("倫理委員会が署名するのは提供の紙です。そこに要件が見えなければ、ないものと読まれます。実際には規則の要件も働きます。", "The board signs the delivery. A requirement that is not written there is read as absent, though the rule still asks for it."), example: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n    require justification\n}\n"), instead: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n    require justification\n}\ndeliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n  require justification\n}\n") };

pub fn asks_less(at: Origin, what: &Text, rule: Origin) -> Problem {
PAGE.warning(at, Text::new(format!("規則が求める {} が、提供に書かれていません。", what.ja), format!("The rule asks for {}; the delivery does not say so.", what.en)))
.help(Text::new("提供にも同じ require の行を書いてください。", "Write the same 'require' line in the delivery.")).related(rule, Text::new("規則はここです", "the rule is here"))
}
