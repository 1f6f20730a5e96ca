use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 902,
    title: wording(
        "sekisho.yaml のデータモデルがない",
        "The data model of sekisho.yaml is unknown",
    ),
    meaning: wording(
        "sekisho.yaml の model: の行が、この Sekisho に付いていないデータモデルか、別の版を指しています。",
        "The line 'model:' of sekisho.yaml names a data model, or a version of one, that this Sekisho does not bring.",
    ),
    why: wording(
        "どの列が個人を表し、どの日付が収集日かはデータモデルが決めます。違うモデルで確かめた方針は、何も確かめていません。",
        "The data model says which column identifies a person and which date is the date of collection. A policy checked against another model is not checked at all.",
    ),
    example: Example::Files(&[(
        "sekisho.yaml",
        "name: example\nversion: \"1\"\nmodel: oncology 1999.1\n",
    )]),
    instead: Example::Files(&[(
        "sekisho.yaml",
        "name: example\nversion: \"1\"\nmodel: oncology 2026.1\n",
    )]),
};

pub fn model_differs(at: Origin, manifest: &str, model: &str) -> Problem {
    PAGE.error(
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
