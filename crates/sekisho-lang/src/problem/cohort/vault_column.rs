use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(690);

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
