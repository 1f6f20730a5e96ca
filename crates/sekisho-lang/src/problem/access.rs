//! 05xx: studies, access rules and guards.

use sekisho_model::{Origin, Problem, Text};

use super::near_or;

pub fn study_lacks(at: Origin, study: &str, lines: &[&str], example: &str) -> Problem {
    let (ja, en) = (lines.join("、"), lines.join("', '"));
    Problem::error(
        501,
        at,
        Text::new(
            format!("研究「{study}」に次の行がありません: {ja}"),
            format!("The study '{study}' lacks these lines: '{en}'."),
        ),
    )
    .help(Text::new(
        format!("例: {example}"),
        format!("For example: {example}"),
    ))
}

pub fn unknown_act(at: Origin, act: &str, near: Option<&str>) -> Problem {
    let problem = Problem::error(
        502,
        at,
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

pub fn consent_is_built_in(at: Origin) -> Problem {
    Problem::error(
        503,
        at,
        Text::new(
            "同意の柵は最初から組み込まれていて、書くことも弱めることもできません。",
            "The consent guard is built in; it is neither written nor weakened here.",
        ),
    )
    .help(Text::new(
        "この guard を消してください。同意のない利用はいつも止まります。",
        "Remove this guard: use without consent always stops.",
    ))
}

pub fn outside_the_study(at: Origin, study: &str, class: &str) -> Problem {
    Problem::error(
        504,
        at,
        Text::new(
            format!("データの種類 {class} は研究「{study}」の data にありません。"),
            format!("The data class {class} is not among the data of the study '{study}'."),
        ),
    )
    .help(Text::new(
        "研究の data に加える（倫理審査の範囲を確かめて）か、ここから外してください。",
        "Add it to the study's data, if the board approved it, or take it out here.",
    ))
}

pub fn needs_profile(at: Origin) -> Problem {
    Problem::error(
        505,
        at,
        Text::new(
            "どの形で出すか（as プロファイル）が書かれていません。",
            "It is not said in what form data leave (as PROFILE).",
        ),
    )
    .help(Text::new(
        "extract, read, count を許す行には as の後にプロファイルを書いてください。",
        "Write 'as PROFILE' after the data classes.",
    ))
}

pub fn unknown_attribute(at: Origin, path: &str, near: Option<&str>) -> Problem {
    let problem = Problem::error(506, at, Text::new(format!("条件で {path} は使えません。"), format!("A condition can't ask about {path}.")))
        .help(near_or(near, Text::new(
            "使えるのは: request.network, request.country, request.time, request.justified, principal.org, principal.training, principal.training_until, record.collected, record.sealed",
            "It can ask about: request.network, request.country, request.time, request.justified, principal.org, principal.training, principal.training_until, record.collected, record.sealed",
        )));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}

pub fn attribute_type(at: Origin, path: &str, takes: &str) -> Problem {
    Problem::error(
        507,
        at,
        Text::new(
            format!("{path} はこのようには比べられません。"),
            format!("{path} can't be compared like this."),
        ),
    )
    .help(Text::new(
        format!("例: {takes}"),
        format!("For example: {takes}"),
    ))
}

pub fn too_many_approvals(at: Origin, count: u32, among: usize) -> Problem {
    Problem::error(
        508,
        at,
        Text::new(
            format!("{among} 者の中から {count} 者の承認は得られません。"),
            format!("{count} approvals can't come from {among} roles."),
        ),
    )
    .help(Text::new(
        "数か並びを直してください。",
        "Correct the number or the list.",
    ))
}

pub fn no_reason(at: Origin, what: &Text) -> Problem {
    Problem::warning(
        509,
        at,
        Text::new(
            format!("{}に because がありません。", what.ja),
            format!("{} gives no 'because'.", what.en),
        ),
    )
    .help(Text::new(
        "断られた人が読む一文を because ja \"…\" en \"…\" で書いてください。",
        "Write the sentence a refused person reads: because ja \"…\" en \"…\"",
    ))
}

pub fn guard_lacks_rule(at: Origin, guard: &str) -> Problem {
    Problem::error(
        510,
        at,
        Text::new(
            format!("柵「{guard}」に forbid の行がありません。"),
            format!("The guard '{guard}' has no 'forbid' line."),
        ),
    )
    .help(Text::new(
        "例: forbid extract on genome unless request.country is \"JP\"",
        "For example: forbid extract on genome unless request.country is \"JP\"",
    ))
}

pub fn guard_has_two_rules(at: Origin, guard: &str) -> Problem {
    Problem::error(
        511,
        at,
        Text::new(
            format!("柵「{guard}」に forbid が二つあります。"),
            format!("The guard '{guard}' has two 'forbid' lines."),
        ),
    )
    .help(Text::new(
        "断りの理由が一つに決まるよう、柵を二つに分けてください。",
        "Split it into two guards, so that a refusal names one reason.",
    ))
}

pub fn access_twice(at: Origin, study: &str) -> Problem {
    Problem::error(
        512,
        at,
        Text::new(
            format!("研究「{study}」の access が二つあります。"),
            format!("The study '{study}' has two access blocks."),
        ),
    )
    .help(Text::new(
        "一つにまとめてください。",
        "Merge them into one.",
    ))
}
