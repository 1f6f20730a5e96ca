use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 306,
    title: wording("何も決めない unknown", "An unknown that decides nothing"),
    meaning: wording(
        "期間のない「some …」に unknown が付いています。決めるべき、分からない値がここにはありません。",
        "An unknown stands after \"some …\" without a period. Nothing here can be unknown.",
    ),
    why: wording(
        "書いた人は、別の列の値がない場合を決めたつもりです。その比較の後に書かないと効きません。",
        "Its author meant the missing value of another column; there, after that comparison, it would count.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where some lab unknown exclude has (code = "2160-0")
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where some lab has (value > 5 unknown exclude)
}"#,
    ),
};

pub fn unknown_of_nothing(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "期間（within … after など）がないので、ここの unknown は何も決めません。",
            "Without a period (within … after …) this 'unknown' decides nothing.",
        ),
    )
    .help(Text::new(
        "has ( ) の中の比較の後に書いてください。",
        "Write it after the comparison inside has ( ).",
    ))
}
