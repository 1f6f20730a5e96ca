use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 506,
    title: wording("条件で使えないもの", "A condition can't ask about this"),
    meaning: wording(
        "when や unless で調べられるのは、申請（request）、人（principal）、記録（record）の決まった属性だけです。",
        "when and unless can ask about certain attributes of the request, the principal and the record only.",
    ),
    why: wording(
        "条件は Cedar に訳され、誤りがないことが証明されます。知らない属性では証明できません。",
        "Conditions become Cedar and are proved free of errors. That can't be done with an attribute nobody knows.",
    ),
    example: Example::Declarations(
        r#"access outcomes {
  allow extract to analyst on administrative, clinical, laboratory as coded
    when request.netwrk is "analysis-room"
}"#,
    ),
    instead: Example::Declarations(
        r#"access outcomes {
  allow extract to analyst on administrative, clinical, laboratory as coded
    when request.network is "analysis-room"
}"#,
    ),
};

pub fn unknown_attribute(at: Origin, path: &str, near: Option<&str>) -> Problem {
    let problem = PAGE.error(at, Text::new(format!("条件で {path} は使えません。"), format!("A condition can't ask about {path}.")))
        .help(near_or(near, Text::new(
            "使えるのは: request.network, request.country, request.time, request.justified, principal.org, principal.training, principal.training_until, record.collected, record.sealed",
            "It can ask about: request.network, request.country, request.time, request.justified, principal.org, principal.training, principal.training_until, record.collected, record.sealed",
        )));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}
