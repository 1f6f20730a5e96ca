use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 717,
    title: wording("小さすぎる組をどうするかが書かれていない", "It isn't said what happens to a group that is too small"),
    meaning: wording("k や l に届かない組の人を伏せて残りを渡すのか、提供を止めるのか、k なら値を粗くして全員を渡すのかが書かれていません。", "It isn't said whether the people of a group that doesn't reach k or l are left out, or the delivery stops, or (for k) the values become coarser for everybody."),
    why: wording("伏せると研究の母数が黙って変わり、止めると提供が遅れます。どちらがよいかは研究によって違います。", "Leaving people out changes the study's denominator; stopping delays it. Which is right differs by study."),
    example: Example::Declarations("profile counts {\n  unlisted drop\n  key scope delivery\n  release {\n    small cells below 10 suppress\n    k 5 on patient.sex\n  }\n}\n"),
    instead: Example::Declarations("profile counts {\n  unlisted drop\n  key scope delivery\n  release {\n    small cells below 10 suppress\n    k 5 on patient.sex suppress\n  }\n}\n"),
};

pub fn neither_suppress_nor_stop(at: Origin, word: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{word} に届かない組をどうするかが書かれていません。"),
            format!("It isn't said what happens to a group that doesn't reach {word}."),
        ),
    )
    .help(if word == "k" {
        Text::new(
            "行の終わりに suppress（その人たちを出さない）、stop（提供を止める）、generalize（値を粗くする）のどれかを書いてください。",
            "End the line with suppress (leave those people out), stop (stop the delivery) or generalize (make the values coarser).",
        )
    } else {
        Text::new(
            "行の終わりに suppress（その人たちを出さない）か stop（提供を止める）と書いてください。",
            "End the line with suppress (leave those people out) or stop (stop the delivery).",
        )
    })
}
