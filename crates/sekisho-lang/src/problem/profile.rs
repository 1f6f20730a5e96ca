//! 07xx: profiles, field rules and the standards they must satisfy.

use sekisho_model::{Origin, Problem, Text};

use super::near_or;

pub fn lacks(at: Origin, profile: &str, line: &str) -> Problem {
    Problem::error(
        701,
        at,
        Text::new(
            format!("プロファイル「{profile}」に {line} の行がありません。既定値はありません。"),
            format!("The profile '{profile}' has no '{line}' line, and there is no default."),
        ),
    )
    .help(Text::new(
        "例: unlisted drop、key scope study",
        "For example: unlisted drop; key scope study",
    ))
}

pub fn shift_without_bound(at: Origin, profile: &str) -> Problem {
    Problem::error(
        702,
        at,
        Text::new(
            format!("プロファイル「{profile}」は日付をずらしますが、幅が書かれていません。"),
            format!("The profile '{profile}' shifts dates but doesn't say how far."),
        ),
    )
    .help(Text::new(
        "例: dates shift per patient up to 180 days",
        "For example: dates shift per patient up to 180 days",
    ))
}

pub fn shift_bound(at: Origin) -> Problem {
    Problem::error(
        703,
        at,
        Text::new(
            "日付をずらす幅は 1 日から 3650 日までです。",
            "Dates shift by 1 to 3650 days.",
        ),
    )
    .help(Text::new(
        "患者の前後関係を保つには 365 日までで足ります。",
        "Up to 365 days is usually enough.",
    ))
}

pub fn unknown_type(at: Origin, name: &str, near: Option<&str>) -> Problem {
    let problem = Problem::error(704, at, Text::new(format!("FHIR R4 に型 {name} はありません。"), format!("FHIR R4 has no type {name}.")))
        .help(near_or(near, Text::new("型の名前（HumanName, date など）を確かめてください。リソースは \"Patient\" のように引用符で書きます。", "Check the type's name (HumanName, date …); a resource is written in quotes, as \"Patient\".")));
    match near {
        Some(near) => problem.fix(format!("type {near}")),
        None => problem,
    }
}

pub fn unknown_path(at: Origin, path: &str, why: &Text, near: Option<String>) -> Problem {
    let problem = Problem::error(
        705,
        at,
        Text::new(
            format!("FHIR R4 に \"{path}\" という要素はありません。{}", why.ja),
            format!("FHIR R4 has no element \"{path}\". {}", why.en),
        ),
    )
    .help(near_or(
        near.as_deref(),
        Text::new(
            "要素の名前を確かめてください。",
            "Check the element's name.",
        ),
    ));
    match near {
        Some(near) => problem.fix(format!("\"{near}\"")),
        None => problem,
    }
}

pub fn action_type(at: Origin, action: &str, selector: &str, kind: &str, takes: &str) -> Problem {
    Problem::error(
        706,
        at,
        Text::new(
            format!("{action} は {selector}（{kind}）には使えません。"),
            format!("'{action}' can't be applied to {selector}, which is {kind}."),
        ),
    )
    .help(Text::new(
        format!("{action} が扱えるのは: {takes}"),
        format!("'{action}' takes: {takes}"),
    ))
}

pub fn rule_twice(at: Origin, selector: &str, first: Origin) -> Problem {
    let mut problem = Problem::error(
        707,
        at,
        Text::new(
            format!("{selector} の規則が二つあります。"),
            format!("There are two rules for {selector}."),
        ),
    )
    .help(Text::new(
        "順番で勝つ規則はありません。一つにしてください。",
        "No rule wins by its order; keep one.",
    ));
    problem.related = Some((first, Text::new("最初の規則", "the first rule")));
    problem
}

pub fn chain(at: Origin, action: &str) -> Problem {
    Problem::error(
        708,
        at,
        Text::new(
            format!("{action} を then でつなぐことはできません。"),
            format!("'{action}' can't be part of a 'then' chain."),
        ),
    )
    .help(Text::new(
        "keep と drop は一つだけで書きます。",
        "keep and drop stand alone.",
    ))
}

pub fn unknown_standard(at: Origin, name: &str, near: Option<&str>) -> Problem {
    let problem = Problem::error(
        709,
        at,
        Text::new(
            format!("「{name}」という基準はありません。"),
            format!("There is no standard '{name}'."),
        ),
    )
    .help(near_or(
        near,
        Text::new("書けるのは: jp_pseudonymized", "Known is: jp_pseudonymized"),
    ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}

/// A field whose remains the standard does not allow.
pub fn not_satisfied(
    at: Origin,
    field: &str,
    remains: &Text,
    allows: &Text,
    clause: &str,
    would_do: &str,
    standard: &str,
) -> Problem {
    Problem::error(
        710,
        at,
        Text::new(
            format!(
                "{field} には{}が残りますが、{standard} が許すのは{}です（{clause}）。",
                remains.ja, allows.ja
            ),
            format!(
                "{field} keeps {}, but {standard} allows {} ({clause}).",
                remains.en, allows.en
            ),
        ),
    )
    .help(Text::new(
        format!("使える処理: {would_do}"),
        format!("What would do: {would_do}"),
    ))
}

pub fn raw_date(at: Origin, field: &str) -> Problem {
    Problem::error(711, at, Text::new(format!("{field} の日付がそのまま残ります。ほかの日付はずらすので、差からずれの日数が分かってしまいます。"), format!("{field} keeps its true date while other dates shift: the difference gives the shift away.")))
        .help(Text::new("使える処理: shift, drop（年だけでよければ year）", "What would do: shift, drop (or year where a year is enough)"))
}

pub fn no_rules(at: Origin, profile: &str) -> Problem {
    Problem::error(
        712,
        at,
        Text::new(
            format!("プロファイル「{profile}」の fhir に規則がありません。何も出ません。"),
            format!("The fhir block of the profile '{profile}' has no rule: nothing would leave."),
        ),
    )
    .help(Text::new(
        "例: type CodeableConcept, type Coding: keep",
        "For example: type CodeableConcept, type Coding: keep",
    ))
}

pub fn fhir_version(at: Origin, found: &str) -> Problem {
    Problem::error(
        713,
        at,
        Text::new(
            format!("FHIR の版 {found} は扱えません。"),
            format!("FHIR version {found} is not handled."),
        ),
    )
    .help(Text::new("fhir R4 と書いてください。", "Write 'fhir R4'."))
}

pub fn extension_url(at: Origin, url: &str) -> Problem {
    Problem::error(
        714,
        at,
        Text::new(
            format!("\"{url}\" は拡張の URL ではありません。"),
            format!("\"{url}\" is no extension URL."),
        ),
    )
    .help(Text::new(
        "http:// や urn: で始まる URL をそのまま書いてください。",
        "Write the whole URL, from http:// or urn:.",
    ))
}

pub fn round_to_nothing(at: Origin) -> Problem {
    Problem::error(
        715,
        at,
        Text::new(
            "小さな数の下限は 2 以上、丸めは 2 以上でなければ働きません。",
            "Small cells need a bound of 2 or more, rounding a step of 2 or more.",
        ),
    )
    .help(Text::new(
        "例: small cells below 10 suppress",
        "For example: small cells below 10 suppress",
    ))
}

pub fn ids_unkeyed(at: Origin, profile: &str) -> Problem {
    Problem::error(
        716,
        at,
        Text::new(
            format!("プロファイル「{profile}」には、id と参照を仮名にする規則がありません。"),
            format!(
                "The profile '{profile}' has no rule that turns ids and references into pseudonyms."
            ),
        ),
    )
    .help(Text::new(
        "type id, type Reference: pseudonym を加えてください。",
        "Add 'type id, type Reference: pseudonym'.",
    ))
}
