use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 828, title: wording("値段のない料金", "A fee without a price"), meaning: wording("規則は料金を求めていますが、提供に、その料金の値段がありません。", "The rule requires a fee, and the delivery states no price for it."), why: wording("請求書が書けません。", "No invoice can be made."), example: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n    require fee standard\n}\n"), instead: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n    require fee standard\n}\ndeliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n  fee standard 120 yen per record\n}\n") };

pub fn fee_without_price(at: Origin, fee: &str, rule: Origin) -> Problem {
PAGE.warning(at, Text::new(format!("料金「{fee}」の値段がありません。"), format!("The fee '{fee}' has no price here.")))
.help(Text::new(format!("例: fee {fee} 120 yen per record"), format!("For example: fee {fee} 120 yen per record"))).related(rule, Text::new("料金を求める規則はここです", "the rule that requires it is here"))
}
