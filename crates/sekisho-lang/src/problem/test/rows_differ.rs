use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1028,
    title: wording(
        "提供の人数が違う",
        "A delivery of another size",
    ),
    meaning: wording(
        "提供される患者の数が expect delivery … rows と違いました。",
        "Not as many patients leave as 'expect delivery … rows' says.",
    ),
    why: wording(
        "多ければ出すべきでない人が、少なければ出すべき人が抜けています。",
        "Too many: somebody leaves who should not. Too few: somebody is missing.",
    ),
    example: Example::NotShown(wording(
        "`sekisho test` が走って初めて分かることなので、check には出ません。",
        "It shows only when `sekisho test` runs; `check` never says it.",
    )),
    instead: Example::NotShown(wording(
        "`sekisho test` が走って初めて分かることなので、check には出ません。",
        "It shows only when `sekisho test` runs; `check` never says it.",
    )),
};

pub fn rows_differ(at: Origin, delivery: &str, rows: u64, ja: &str, en: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("提供「{delivery}」は {rows} 人のはずが、{ja}"),
            format!("The delivery {delivery} should hold {rows} patients; {en}"),
        ),
    )
    .help(Text::new(
        "数えるのは患者です。同意、書類、コホートの条件を確かめてください。",
        "Patients are counted. Check consent, papers and the cohort's conditions.",
    ))
}
