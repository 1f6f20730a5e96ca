use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 1005,
    title: wording(
        "誰も求めない研修",
        "A training nobody asks for",
    ),
    meaning: wording(
        "test の trained の行が、その研究のどの役割も求めていない研修を挙げています。",
        "A 'trained' line names a training that no role of the study asks for.",
    ),
    why: wording(
        "たいていは名前の書き違いで、必要な研修は受けていないことになります。拒否を期待する test はそれで通ってしまいます。",
        "It is mostly a slip of the pen: the training that is needed counts as not taken, and a test that expects a denial passes for it.",
    ),
    example: Example::Declarations("test \"t\" {\n  given patient P1 { birth_date 1960-05-01 }\n  at 2026-05-01\n  as analyst of outcomes for outcomes_research\n  trained \"cooking\" on 2026-01-20\n  expect denied extract on clinical of P1 because consent\n}"),
    instead: Example::Declarations("test \"t\" {\n  given patient P1 { birth_date 1960-05-01 }\n  at 2026-05-01\n  as analyst of outcomes for outcomes_research\n  expect denied extract on clinical of P1 because consent\n}"),
};

pub fn training_unknown(at: Origin, training: &str, study: &str, near: Option<&str>) -> Problem {
    let problem = PAGE.warning(at,
        Text::new(
            format!("研究「{study}」に研修「{training}」を求める役割はありません。"),
            format!("No role of the study '{study}' asks for the training '{training}'."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "この行を消すか、役割に trained を書いてください。",
            "Remove this line, or write 'trained' in the role.",
        ),
    ));
    match near {
        Some(near) => problem.fix(format!("\"{near}\"")),
        None => problem,
    }
}
