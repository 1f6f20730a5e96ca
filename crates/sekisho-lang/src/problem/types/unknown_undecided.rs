use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 301,
    title: wording("分からない値の扱いが書かれていない", "Unknown values are not decided"),
    meaning: wording(
        "この列は、値のない患者がいます。その人を入れるか、外すか、止めるかが書かれていません。",
        "This column is empty for some patients. It is not said whether they are taken in, left out, or stop the extract.",
    ),
    why: wording(
        "黙って外すと、検査を受けていない人だけが研究から消え、結果が偏ります。黙って入れると、条件を満たさない人のデータが出ます。",
        "Left out in silence, exactly those who were never tested vanish from the study; taken in, data leave of people who may not meet the condition.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where sex = "female"
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where sex = "female" unknown exclude
}"#,
    ),
};

pub fn unknown_undecided(at: Origin, what: &Text, example: &str) -> Problem {
    PAGE.error(at, Text::new(format!("「{}」が分からない患者の扱いが書かれていません。", what.ja), format!("It is not said what happens where {} is unknown.", what.en)))
        .help(Text::new(
            format!("比較の後に unknown exclude（外す）、unknown include（含める）、unknown stop（止める）のどれかを書いてください。例: {example}"),
            format!("Write 'unknown exclude', 'unknown include' or 'unknown stop' after the comparison, for example: {example}"),
        ))
}
