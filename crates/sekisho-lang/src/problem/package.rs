//! 09xx: the package, and features that are well written but not built yet.

use sekisho_model::{Origin, Problem, Text};

pub fn not_available(at: Origin, feature: &str) -> Problem {
    Problem::error(
        901,
        at,
        Text::new(
            format!("「{feature}」はまだ使えません。"),
            format!("'{feature}' is not available yet."),
        ),
    )
    .help(Text::new(
        "書き方は正しいのですが、この版はまだ実行できません。黙って無視はしません。",
        "It is well written, but this version can't carry it out, and never ignores it silently.",
    ))
}

pub fn model_differs(at: Origin, manifest: &str, model: &str) -> Problem {
    Problem::error(
        902,
        at,
        Text::new(
            format!("sekisho.yaml のデータモデル {manifest} はありません。"),
            format!("There is no data model {manifest}, which sekisho.yaml names."),
        ),
    )
    .help(Text::new(
        format!("model: {model} と書いてください。"),
        format!("Write 'model: {model}' in sekisho.yaml."),
    ))
}
