//! 04xx: consent forms and opt-out notices that leave a question open.

use sekisho_model::{Origin, Problem, Text};

use super::near_or;

pub fn no_form_line(at: Origin, name: &str) -> Problem {
    Problem::error(
        401,
        at,
        Text::new(
            format!("同意書「{name}」に form の行がありません。"),
            format!("The consent form '{name}' has no 'form' line."),
        ),
    )
    .help(Text::new(
        "例: form \"IC-01\" effective from 2020-01-01",
        "For example: form \"IC-01\" effective from 2020-01-01",
    ))
}

pub fn silent_about_death(at: Origin, name: &str) -> Problem {
    Problem::error(402, at, Text::new(format!("同意書「{name}」は、本人の死亡後どうなるかを述べていません。"), format!("The consent form '{name}' doesn't say what happens after death.")))
        .help(Text::new("after death keep、after death stop、after death keep unless bereaved object のどれかを書いてください。", "Write 'after death keep', 'after death stop' or 'after death keep unless bereaved object'."))
}

pub fn silent_about_minors(at: Origin, name: &str) -> Problem {
    Problem::error(
        403,
        at,
        Text::new(
            format!("同意書「{name}」は、未成年者の扱いを述べていません。"),
            format!("The consent form '{name}' doesn't say how minors are treated."),
        ),
    )
    .help(Text::new(
        "minors as adults か minor under 18 years { … } を書いてください。",
        "Write 'minors as adults' or 'minor under 18 years { … }'.",
    ))
}

pub fn silent_about_expiry(at: Origin, name: &str) -> Problem {
    Problem::error(
        404,
        at,
        Text::new(
            format!("同意書「{name}」は、いつまで有効かを述べていません。"),
            format!("The consent form '{name}' doesn't say how long it holds."),
        ),
    )
    .help(Text::new(
        "expires 10 years after signed か never expires を書いてください。",
        "Write 'expires 10 years after signed' or 'never expires'.",
    ))
}

pub fn silent_about_collection(at: Origin, name: &str) -> Problem {
    Problem::error(405, at, Text::new(format!("同意書「{name}」は、いつ集めたデータに及ぶかを述べていません。"), format!("The consent form '{name}' doesn't say which data it reaches by date of collection.")))
        .help(Text::new("covers data collected whenever か covers data collected since 2010-01-01 を書いてください。", "Write 'covers data collected whenever' or 'covers data collected since 2010-01-01'."))
}

pub fn no_items(at: Origin, name: &str) -> Problem {
    Problem::error(
        406,
        at,
        Text::new(
            format!("同意書「{name}」に項目がありません。"),
            format!("The consent form '{name}' has no item."),
        ),
    )
    .help(Text::new(
        "例: item \"1\" grants research on everything",
        "For example: item \"1\" grants research on everything",
    ))
}

pub fn no_sentence(at: Origin, item: &str) -> Problem {
    Problem::error(
        407,
        at,
        Text::new(
            format!("項目 {item} に、患者が読んだ文がありません。"),
            format!("Item {item} doesn't give the sentence the patient read."),
        ),
    )
    .help(Text::new(
        "次の行に says ja \"…\" en \"…\" と、用紙の文をそのまま書いてください。",
        "Write it on the next line: says ja \"…\" en \"…\"",
    ))
}

pub fn no_classes(at: Origin, item: &str) -> Problem {
    Problem::error(
        408,
        at,
        Text::new(
            format!("{item} がどのデータに及ぶか書かれていません。"),
            format!("It is not said on which data {item} grants."),
        ),
    )
    .help(Text::new(
        "on の後にデータの種類を書いてください。例: on clinical, laboratory",
        "Write the data classes after 'on', such as: on clinical, laboratory",
    ))
}

pub fn company_purpose(at: Origin, item: &str, purpose: &str) -> Problem {
    Problem::warning(409, at, Text::new(format!("項目 {item} は商用目的「{purpose}」を認めますが、企業への提供は認めていません。"), format!("Item {item} grants the commercial purpose '{purpose}' but lets no company receive data.")))
        .help(Text::new("用紙が企業への提供に触れているなら、to company と書いてください。", "If the paper speaks of companies, write 'to company'."))
}

pub fn default_allow(at: Origin) -> Problem {
    Problem::error(
        410,
        at,
        Text::new(
            "同意の既定は常に拒否です。",
            "The default of a consent form is always refuse.",
        ),
    )
    .help(Text::new(
        "この行を消してください。認めることは item で書きます。",
        "Remove this line; what is allowed is written as items.",
    ))
    .fix("default refuse")
}

pub fn document_changed(at: Origin, path: &str, digest: &str) -> Problem {
    Problem::error(
        411,
        at,
        Text::new(
            format!("文書 {path} の内容が、書かれたダイジェストと違います。"),
            format!("The document {path} is not the one this digest belongs to."),
        ),
    )
    .help(Text::new(
        "文書が正しければ、ダイジェストを直してください。倫理審査で承認された版か確かめること。",
        "If the document is the approved one, write its digest.",
    ))
    .fix(format!("\"{digest}\""))
}

pub fn document_missing(at: Origin, path: &str) -> Problem {
    Problem::error(
        412,
        at,
        Text::new(
            format!("文書 {path} がパッケージにありません。"),
            format!("The document {path} is not in this package."),
        ),
    )
    .help(Text::new(
        "文書を置くか、パスを直してください。",
        "Add the document, or correct its path.",
    ))
}

pub fn no_document(at: Origin, name: &str) -> Problem {
    Problem::error(
        413,
        at,
        Text::new(
            format!("同意書「{name}」の文書が示されていません。"),
            format!("The consent form '{name}' doesn't name its document."),
        ),
    )
    .help(Text::new(
        "例: document \"documents/form.md\" digest \"sha256:…\"",
        "For example: document \"documents/form.md\" digest \"sha256:…\"",
    ))
}

pub fn unknown_item(at: Origin, form: &str, item: &str, near: Option<&str>) -> Problem {
    Problem::error(
        414,
        at,
        Text::new(
            format!("同意書「{form}」に項目 {item} はありません。"),
            format!("The consent form '{form}' has no item {item}."),
        ),
    )
    .help(near_or(
        near,
        Text::new("項目の番号を確かめてください。", "Check the item's number."),
    ))
}

pub fn item_twice(at: Origin, item: &str) -> Problem {
    Problem::error(
        415,
        at,
        Text::new(
            format!("項目 {item} が二度書かれています。"),
            format!("Item {item} is written twice."),
        ),
    )
    .help(Text::new("一つにまとめてください。", "Merge the two."))
}

pub fn minor_ages(at: Origin) -> Problem {
    Problem::error(416, at, Text::new("未成年の年齢の順が合いません。", "The ages of minors don't follow one another."))
        .help(Text::new(
            "賛意（assent）≤ 代諾と本人（proxy and own consent）≤ 本人の同意（own consent）の順で、本人の同意の年齢を必ず書いてください。",
            "Write the age of own consent; assent comes first, then proxy and own consent, then own consent.",
        ))
}

pub fn unknown_word(
    at: Origin,
    what: &Text,
    word: &str,
    near: Option<&str>,
    known: &str,
) -> Problem {
    let problem = Problem::error(
        417,
        at,
        Text::new(
            format!("「{word}」という{}はありません。", what.ja),
            format!("'{word}' is no {}.", what.en),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            format!("書けるのは: {known}"),
            format!("Known are: {known}"),
        ),
    ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}

pub fn country(at: Origin, found: &str) -> Problem {
    Problem::error(
        418,
        at,
        Text::new(
            format!("「{found}」は国の記号ではありません。"),
            format!("'{found}' is no country code."),
        ),
    )
    .help(Text::new(
        "ISO 3166-1 の大文字二字（JP, US など）で書いてください。",
        "Write the two capital letters of ISO 3166-1, such as JP or US.",
    ))
}

pub fn ends_before_it_begins(at: Origin) -> Problem {
    Problem::error(
        419,
        at,
        Text::new(
            "終わりの日が始まりの日より前です。",
            "It ends before it begins.",
        ),
    )
    .help(Text::new(
        "二つの日付を確かめてください。",
        "Check the two dates.",
    ))
}

pub fn optout_incomplete(at: Origin, name: &str, line: &str) -> Problem {
    Problem::error(
        420,
        at,
        Text::new(
            format!("オプトアウト「{name}」に {line} の行がありません。"),
            format!("The opt-out notice '{name}' has no '{line}' line."),
        ),
    )
    .help(Text::new(
        "例: grants research on claims、notice required 30 days before first use",
        "For example: grants research on claims; notice required 30 days before first use",
    ))
}

pub fn never_granted(at: Origin, class: &str) -> Problem {
    Problem::error(
        421,
        at,
        Text::new(
            format!("データの種類 {class} は、誰も認めることができません。"),
            format!("The data class {class} can't be granted by anyone."),
        ),
    )
    .help(Text::new(
        "分類されていない記録は、データモデルに種類が加わるまで出ません。",
        "Unclassified records stay in until the data model gives them a class.",
    ))
}

pub fn requires_circle(at: Origin, item: &str) -> Problem {
    Problem::error(
        422,
        at,
        Text::new(
            format!("項目 {item} は、巡り巡って自分自身を条件にしています。"),
            format!("Item {item} requires itself, by way of others."),
        ),
    )
    .help(Text::new(
        "requires item のどれかを消してください。",
        "Remove one of the 'requires item'.",
    ))
}
