use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 502,
    title: wording("その行為はない", "No such act"),
    meaning: wording(
        "行為は count（数える）、read（読む）、extract（持ち出す）などの決まった語から選びます。",
        "Acts are chosen from fixed words: count, read, extract and so on.",
    ),
    why: wording(
        "知らない行為を許しても何も起きませんが、禁じたつもりの行為が禁じられていないと困ります。",
        "Permitting an unknown act does nothing; believing it forbidden does harm.",
    ),
    example: Example::Declarations(
        r#"access outcomes {
  allow extrct to analyst on clinical as coded
}"#,
    ),
    instead: Example::Declarations(
        r#"access outcomes {
  allow extract to analyst on clinical as coded
}"#,
    ),
};

pub fn unknown_act(at: Origin, act: &str, near: Option<&str>) -> Problem {
    let problem = PAGE.error(at,
        Text::new(
            format!("「{act}」という行為はありません。"),
            format!("There is no act '{act}'."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "書けるのは: count, read, extract, trace",
            "Acts are: count, read, extract, trace",
        ),
    ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}
