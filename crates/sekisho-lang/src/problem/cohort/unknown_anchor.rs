use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 603,
    title: wording("その起点はない", "No such index event"),
    meaning: wording(
        "at や after の後の名前が、このコホートの起点（index … as 名前）と違います。",
        "The name after at or after is not the index event of this cohort (index … as NAME).",
    ),
    why: wording(
        "期間は起点から数えます。起点が違えば、まったく別の患者が選ばれます。",
        "Periods are counted from the index event; from another one, quite other patients are chosen.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where age at onst >= 20 years unknown exclude
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where age at onset >= 20 years unknown exclude
}"#,
    ),
};

pub fn unknown_anchor(at: Origin, name: &str, index: Option<&str>) -> Problem {
    let help = match index {
        Some(index) => Text::new(
            format!("このコホートの起点は「{index}」です。"),
            format!("The index event of this cohort is '{index}'."),
        ),
        None => Text::new(
            "先に index first … as 名前 で起点を決めてください。",
            "Name the index event first: index first … as NAME",
        ),
    };
    let problem = PAGE.error(at,
        Text::new(
            format!("起点「{name}」はありません。"),
            format!("There is no index event '{name}'."),
        ),
    )
    .help(help);
    match index {
        Some(index) => problem.fix(index),
        None => problem,
    }
}
