use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 690,
    title: wording("本人を名指す列は条件に使えない", "A column that names the person"),
    meaning: wording(
        "氏名や住所のように本人を名指す列で、患者を選ぼうとしています。",
        "The condition would choose patients by a column that names them, such as name or address.",
    ),
    why: wording(
        "名指す値は金庫（identity vault）にだけあり、コホートが調べる表には置かれません。特定の人を狙った抽出もできません。",
        "Values that name people lie in the identity vault alone, not in the tables cohorts search. Nobody can aim an extract at one person.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where name = "山田 花子" unknown exclude
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where prefecture = "東京都" unknown exclude
}"#,
    ),
};

pub fn vault_column(at: Origin, view: &str, column: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{view}.{column} は本人を名指す列なので、条件に使えません。"),
            format!("{view}.{column} names the person, so no condition can ask for it."),
        ),
    )
    .help(Text::new(
        "名指す値は、コホートが調べる表には置かれません。人を選ぶ条件は診断・検査などの列で書き、名指す列はプロファイルで扱いを決めてください。",
        "Values that name people are never put into the tables that cohorts search. Choose people by their diagnoses, tests and so on; a profile decides how this column leaves.",
    ))
}
