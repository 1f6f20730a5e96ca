//! 08xx: deliveries and tests.

use sekisho_model::{Origin, Problem, Text};

use super::near_or;

pub fn lacks(at: Origin, delivery: &str, lines: &[&str], example: &str) -> Problem {
    let (ja, en) = (lines.join("、"), lines.join("', '"));
    Problem::error(
        801,
        at,
        Text::new(
            format!("提供「{delivery}」に次の言葉がありません: {ja}"),
            format!("The delivery '{delivery}' lacks: '{en}'."),
        ),
    )
    .help(Text::new(
        format!("例: {example}"),
        format!("For example: {example}"),
    ))
}

pub fn cohort_of_another_study(at: Origin, cohort: &str, study: &str) -> Problem {
    Problem::error(
        802,
        at,
        Text::new(
            format!("コホート「{cohort}」は研究「{study}」のものではありません。"),
            format!("The cohort '{cohort}' does not belong to the study '{study}'."),
        ),
    )
    .help(Text::new(
        "研究の cohort に加えるか、別のコホートを選んでください。",
        "Add it to the study's cohorts, or choose another.",
    ))
}

pub fn unknown_format(at: Origin, format: &str) -> Problem {
    Problem::error(
        803,
        at,
        Text::new(
            format!("形式「{format}」は知られていません。"),
            format!("The format '{format}' is not known."),
        ),
    )
    .help(Text::new("fhir R4 と書いてください。", "Write 'fhir R4'."))
}

pub fn profile_lacks_format(at: Origin, profile: &str, format: &str) -> Problem {
    Problem::error(
        804,
        at,
        Text::new(
            format!("プロファイル「{profile}」には {format} の規則がありません。"),
            format!("The profile '{profile}' has no rules for {format}."),
        ),
    )
    .help(Text::new(
        "プロファイルに fhir R4 { … } を加えてください。",
        "Add a block fhir R4 { … } to the profile.",
    ))
}

pub fn nobody_may(at: Origin, delivery: &str, profile: &str) -> Problem {
    Problem::warning(
        805,
        at,
        Text::new(
            format!("提供「{delivery}」を取り出せる人がいません。"),
            format!("Nobody may run the delivery '{delivery}'."),
        ),
    )
    .help(Text::new(
        format!("研究の access に allow extract … as {profile} を書いてください。"),
        format!("Write 'allow extract … as {profile}' in the study's access."),
    ))
}

pub fn after_the_approval(at: Origin) -> Problem {
    Problem::error(
        806,
        at,
        Text::new(
            "提供の期限が、倫理審査の承認の終わりより後です。",
            "The delivery may run after the study's approval has ended.",
        ),
    )
    .help(Text::new(
        "承認の期間内の日にしてください。",
        "Choose a day within the approval.",
    ))
}

pub fn nothing_covers(at: Origin, delivery: &str) -> Problem {
    Problem::warning(807, at, Text::new(format!("提供「{delivery}」の目的とデータを、どの同意書もこの提供先に認めていません。"), format!("No consent form grants the purpose and data of '{delivery}' to this recipient.")))
        .help(Text::new("同意書の項目（目的、データ、to、in countries）を確かめてください。このままでは何も出ません。", "Check the items of the forms (purpose, data, to, in countries): as it stands nothing leaves."))
}

pub fn unknown_basis(at: Origin, basis: &str, near: Option<&str>) -> Problem {
    let problem = Problem::error(
        808,
        at,
        Text::new(
            format!("法的根拠「{basis}」は知られていません。"),
            format!("The legal basis '{basis}' is not known."),
        ),
    )
    .help(near_or(
        near,
        Text::new("例: basis 本人同意", "For example: basis 本人同意"),
    ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}

pub fn test_patient(at: Origin, name: &str, near: Option<&str>) -> Problem {
    Problem::error(
        809,
        at,
        Text::new(
            format!("この test に患者 {name} はいません。"),
            format!("No patient {name} is given in this test."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "given patient で書いてください。",
            "Write it with 'given patient'.",
        ),
    ))
}

pub fn test_lacks(at: Origin, line: &str, example: &str) -> Problem {
    Problem::error(
        810,
        at,
        Text::new(
            format!("allowed や denied を確かめるには {line} の行が要ります。"),
            format!("To expect allowed or denied, the test needs an '{line}' line."),
        ),
    )
    .help(Text::new(
        format!("例: {example}"),
        format!("For example: {example}"),
    ))
}

pub fn test_value(at: Origin, column: &str, wanted: &str) -> Problem {
    Problem::error(
        811,
        at,
        Text::new(
            format!("{column} の値は{wanted}の形ではありません。"),
            format!("The value of {column} is not of the form {wanted}."),
        ),
    )
    .help(Text::new(
        "例: birth_date 1960-05-01、code \"C34.1\"",
        "For example: birth_date 1960-05-01; code \"C34.1\"",
    ))
}

pub fn test_system(at: Origin, code: &str) -> Problem {
    Problem::error(
        812,
        at,
        Text::new(
            format!("コード {code} の体系が一つに決まりません。"),
            format!("It is not clear of which code system {code} is."),
        ),
    )
    .help(Text::new(
        "例: code \"C34.1\" system \"ICD-10\"",
        "For example: code \"C34.1\" system \"ICD-10\"",
    ))
}

pub fn test_because(at: Origin, name: &str, near: Option<&str>) -> Problem {
    Problem::error(
        813,
        at,
        Text::new(
            format!("「{name}」という柵も研究もありません。"),
            format!("There is no guard or study '{name}'."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "柵か研究の名前、または consent（同意の柵）を書いてください。",
            "Write a guard, a study, or 'consent' for the built-in guard.",
        ),
    ))
}

pub fn recipient_abroad(at: Origin, country: &str) -> Problem {
    Problem::error(
        814,
        at,
        Text::new(
            format!("提供先の国「{country}」は国の記号ではありません。"),
            format!("The recipient's country '{country}' is no country code."),
        ),
    )
    .help(Text::new(
        "ISO 3166-1 の大文字二字（JP, US など）で書いてください。",
        "Write the two capital letters of ISO 3166-1, such as JP or US.",
    ))
}

pub fn age_is_worked_out(at: Origin) -> Problem {
    Problem::error(
        691,
        at,
        Text::new(
            "年齢は記録されず、その日に生年月日から数えられます。",
            "An age is not recorded; it is counted on the day from the birth date.",
        ),
    )
    .help(Text::new(
        "birth_date 1960-05-01 のように生年月日を書いてください。",
        "Write the birth date instead: birth_date 1960-05-01",
    ))
}
