use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1023,
    title: wording(
        "拒否の理由が違う",
        "Denied for another reason",
    ),
    meaning: wording(
        "拒否はされましたが、because に書かれたものだけを取り去っても拒否されたままです。だからそれが理由だとは言えません。",
        "It is denied, but still denied when what 'because' names is taken away alone. So that is not shown to be the reason.",
    ),
    why: wording(
        "別の理由（足りない書類など）で拒否されている test は、守りたい規則が消えても通り続けます。",
        "A test that is denied for another reason, such as missing papers, goes on passing when the rule it should protect is gone.",
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

pub fn other_reason(at: Origin, class: &str, ja: &str, en: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{class} の拒否は「{ja}」のためだけではありません。それを取り去っても拒否されます。"),
            format!("The denial on {class} is not because of {en} alone: without it, it is still denied."),
        ),
    )
    .help(Text::new(
        "残りの理由を test に書いて除くか（network、trained、approvals、consent など）、because を直してください。",
        "State in the test what removes the other reason (network, trained, approvals, consent …), or correct 'because'.",
    ))
}
