use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 624,
    title: wording(
        "死亡の後の出来事",
        "An event after death",
    ),
    meaning: wording(
        "死亡より後の出来事を求めています。",
        "An event is asked for that would come after the patient's death.",
    ),
    why: wording(
        "当てはまる記録があれば、日付の誤りか、死後に確定した報告です。研究の対象としたい人ではないことが多いです。",
        "A record that matches is a wrong date or a report finished after death, rarely the patient who is meant.",
    ),
    example: Example::Declarations("cohort lung_patients {\n  from patient\n  index first diagnosis where code in lung_cancer as onset\n  where some death before onset unknown exclude\n}"),
    instead: Example::Declarations("cohort lung_patients {\n  from patient\n  index first diagnosis where code in lung_cancer as onset\n  where no death before onset unknown exclude\n}"),
};

pub fn after_death(at: Origin) -> Problem {
    PAGE.warning(at, Text::new("死亡の後に起こる出来事を求めています。", "This asks for an event after death."))
    .help(Text::new("before と after を取り違えていないか確かめてください。", "Check whether 'before' and 'after' are the right way round."))
}
