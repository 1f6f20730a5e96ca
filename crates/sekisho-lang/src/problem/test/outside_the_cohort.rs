use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1029,
    title: wording(
        "コホートの外の患者で提供を確かめている",
        "A delivery tested on patients outside its cohort",
    ),
    meaning: wording(
        "提供の test に、その提供のコホートに入らない患者がいます。",
        "A test of a delivery gives patients who are not in its cohort.",
    ),
    why: wording(
        "コホートの外の患者は、同意や最小人数に関係なく出ません。rows 0 を期待する test は何も確かめずに通ります。",
        "They never leave, whatever consent or k say. A test that expects rows 0 would pass and show nothing.",
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

pub fn outside_the_cohort(at: Origin, patients: &str, cohort: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{patients} は提供のコホート「{cohort}」に入っていないので、この期待は何も確かめません。"),
            format!("{patients} is not in the delivery's cohort {cohort}, so this expectation shows nothing."),
        ),
    )
    .help(Text::new(
        "コホートに入る事実を患者に書くか、expect not in cohort を加えてください。",
        "Give the patient the facts that put them in the cohort, or expect 'not in cohort' as well.",
    ))
}
