use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::standard::Regime;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1207,
    title: wording("自分の基準が法の区分を名乗っている", "A standard of one's own claims a regime of the law"),
    meaning: wording(
        "仮名加工・匿名加工は法の言葉です。何がそれに当たるかは、条文を引いて審査された同梱の基準だけが言えます。",
        "Pseudonymized and anonymized are words of the law. What they take is said by the shipped standards, reviewed against their clauses.",
    ),
    why: wording(
        "自分で書いたゆるい基準で匿名加工を名乗れれば、同意の要らない提供の根拠が使えてしまいます。",
        "Were a lax standard able to claim it, data could be given on a basis that needs no consent.",
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
  regime coded
  direct: nothing cites "内規 1"
  linking: linking(study) cites "内規 2"
  code, genome, face: nothing cites "内規 3"
  quasi, sensitive, singular: any cites "内規 4"
  free, pixel: nothing cites "内規 5"
  technical, open: any cites "内規 6"
}"#),
};

pub fn claims_law(at: Origin, name: &str, regime: Regime) -> Problem {
    let word = regime.word();
    PAGE.error(
        at,
        Text::new(
            format!("基準「{name}」は {word} を名乗れません。"),
            format!("The standard '{name}' can't claim the regime {word}."),
        ),
    )
    .help(Text::new(
        format!("regime coded とし、プロファイルで satisfies jp_{word}, {name} と並べてください。"),
        format!("Say 'regime coded', and let the profile say: satisfies jp_{word}, {name}"),
    ))
}
