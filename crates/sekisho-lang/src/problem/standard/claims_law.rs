use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::standard::Regime;
use sekisho_model::{Origin, Problem, Text};

use crate::problem::jp_standard;

pub static PAGE: Page = Page {
    code: 1207,
    title: wording("自分の基準が法の区分を名乗っている", "A standard of one's own claims a regime of the law"),
    meaning: wording(
        "符号化・仮名加工・匿名加工は、法の根拠と患者へのページが頼る区分です。何がそれに当たるかは、条文を引いて審査された同梱の基準だけが言えます。",
        "Legal bases and the patient's page go by coded, pseudonymized and anonymized. What they take is said by the shipped standards, reviewed against their clauses.",
    ),
    why: wording(
        "自分で書いたゆるい基準で匿名加工を名乗れれば、同意の要らない提供の根拠が使えてしまいます。符号化を名乗れれば、名前の残るデータを「お名前は取りのぞきました」と患者に伝えてしまいます。",
        "Were a lax standard able to claim anonymized, data could be given on a basis that needs no consent; were it able to claim coded, patients would be told that their names were taken out while they stay in.",
    ),
    example: Example::Declarations(r#"standard our_rule {
  regime anonymized
  direct: nothing cites "内規 1"
  linking: linking(study) cites "内規 2"
  code, genome, face: nothing cites "内規 3"
  quasi, sensitive, singular: any cites "内規 4"
  free, pixel: nothing cites "内規 5"
  technical, open: any cites "内規 6"
}"#),
    instead: Example::Declarations(r#"standard our_rule {
  regime identified
  direct: nothing cites "内規 1"
  linking: linking(study) cites "内規 2"
  code, genome, face: nothing cites "内規 3"
  quasi, sensitive, singular: any cites "内規 4"
  free, pixel: nothing cites "内規 5"
  technical, open: any cites "内規 6"
}"#),
};

pub fn claims_law(at: Origin, name: &str, regime: Regime) -> Problem {
    let (word, standard) = (regime.word(), jp_standard(regime.word()));
    PAGE.error(
        at,
        Text::new(
            format!("基準「{name}」は {word} を名乗れません。"),
            format!("The standard '{name}' can't claim the regime {word}."),
        ),
    )
    .help(Text::new(
        format!("regime identified とし、プロファイルで satisfies {standard}, {name} と並べてください。"),
        format!("Say 'regime identified', and let the profile say: satisfies {standard}, {name}"),
    ))
}
