use sekisho_model::numbers::ClosedNumber;
use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1221,
    title: wording("被保険者等記号・番号が残る", "An insured person's number stays"),
    meaning: wording(
        "被保険者等記号・番号の項目に、研究の中だけの仮名より多くのものが残ります。どの基準を満たすプロファイルでも、満たさないプロファイルでも、記号・番号は出せません。",
        "A field that holds an insured person's symbol or number keeps more than a pseudonym of the study. The number leaves under no profile, whatever standard that satisfies or if it satisfies none.",
    ),
    why: wording(
        "健康保険事業のほかで記号・番号を告げるよう求めることはできず、ほかの人に渡すための記号・番号のデータベースを業として作ることも禁じられています（健康保険法194条の2第1項〜第4項。国民健康保険法、高齢者医療確保法も同じ）。本人の同意は、これを変えません。プラグインが「何も残さない」と述べていても、この項目では数えません。",
        "Outside the business of health insurance nobody may ask for the symbol and number, and nobody may, as a business, build a database of them that is meant for others (Health Insurance Act, art. 194-2(1)–(4); the National Health Insurance Act and the Act on Medical Care for Elderly People say the same). The person's consent changes nothing of it. A plugin's word for what it leaves counts for nothing here.",
    ),
    example: Example::Declarations(
        r#"profile claims_rows {
  unlisted drop
  key scope study
  claims {
    RE.chart_no: pseudonym
    HO.insured_number: first 4
    SY.disease_code: keep
  }
}
"#,
    ),
    instead: Example::Declarations(
        r#"profile claims_rows {
  unlisted drop
  key scope study
  claims {
    RE.chart_no: pseudonym
    HO.insured_number: pseudonym
    SY.disease_code: keep
  }
}
"#,
    ),
};

pub fn insured_number_leaves(at: Origin, field: &Text, left: &Text) -> Problem {
    let clause = ClosedNumber::Insured.clause();
    PAGE.error(
        at,
        Text::new(
            format!("{} には{}が残りますが、被保険者等記号・番号は、本人の同意があっても出せません（{clause}）。", field.ja, left.ja),
            format!("{} keeps {}, but an insured person's symbol and number leave by no consent ({clause}).", field.en, left.en),
        ),
    )
    .help(Text::new(
        "使える処理: drop、研究か提供の範囲の鍵なら pseudonym",
        "What would do: drop, or pseudonym under a key whose scope is the study or the delivery",
    ))
}
