use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1222,
    title: wording(
        "番号を持つ根拠を述べない請求データの提供",
        "A delivery of claims that does not say on what the numbers are held",
    ),
    meaning: wording(
        "提供に診療報酬の請求（claims）が入っていますが、被保険者等記号・番号をどの根拠で持っているかを述べる held as の行がありません。",
        "The delivery includes claims and has no line 'held as' that says on which ground the bank holds insured persons' symbols and numbers.",
    ),
    why: wording(
        "請求のデータには記号・番号が付いてきます。ほかの人に渡すことを予定した記号・番号のデータベースを業として作ることは、法が挙げる場合のほかは誰にも禁じられています（健康保険法194条の2第4項）。提供物に番号が出なくても、持っている根拠は要ります。",
        "Claims come with symbols and numbers. Nobody may, as a business, build a database of them that is meant for others, but for the cases that the Act names (Health Insurance Act, art. 194-2(4)). A ground is needed for holding them even though none leaves.",
    ),
    example: Example::Declarations(
        r#"optout notice {
  label ja "研究利用の通知" en "Notice of research use"
  grants research on claims
  notice required 30 days before first use
  objection stops at once
}

study outcomes {
  label ja "肺がんの治療成績" en "Outcomes of lung cancer"
  approval "2026-014" by "倫理審査委員会" from 2026-02-10 until 2029-03-31
  permission "2026-014" by "病院長" on 2026-02-20
  purpose outcomes_research
  cohort lung_patients
  data administrative, clinical, laboratory, claims
  role analyst group "outcomes-team"
}

deliver first_delivery {
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory, claims
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as coded
  format fhir R4
}"#,
    ),
    instead: Example::Declarations(
        r#"optout notice {
  label ja "研究利用の通知" en "Notice of research use"
  grants research on claims
  notice required 30 days before first use
  objection stops at once
}

study outcomes {
  label ja "肺がんの治療成績" en "Outcomes of lung cancer"
  approval "2026-014" by "倫理審査委員会" from 2026-02-10 until 2029-03-31
  permission "2026-014" by "病院長" on 2026-02-20
  purpose outcomes_research
  cohort lung_patients
  data administrative, clinical, laboratory, claims
  role analyst group "outcomes-team"
}

deliver first_delivery {
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory, claims
  held as 保険診療
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as coded
  format fhir R4
}"#,
    ),
};

pub fn held_without_ground(at: Origin, delivery: &str, known: &[String]) -> Problem {
    let example = known.first().map_or("保険診療", String::as_str);
    let known = known.join(", ");
    PAGE.error(
        at,
        Text::new(
            format!("提供「{delivery}」には請求（claims）が入っていますが、被保険者等記号・番号を持つ根拠を述べていません（健康保険法194条の2第4項）。"),
            format!("The delivery '{delivery}' includes claims and does not say on which ground insured persons' numbers are held (Health Insurance Act, art. 194-2(4))."),
        ),
    )
    .help(Text::new(
        format!("held as {example} のように書いてください。書けるのは: {known}"),
        format!("Write a line such as 'held as {example}'. Grounds are: {known}"),
    ))
}
