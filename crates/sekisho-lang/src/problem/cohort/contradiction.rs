use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 620,
    title: wording(
        "両立しない条件",
        "Conditions that exclude each other",
    ),
    meaning: wording(
        "二つの条件を同時に満たす患者はいません。範囲に重なりがないか、同じ条件の肯定と否定が並んでいます。",
        "No patient can meet both conditions: their ranges don't meet, or one says the opposite of the other.",
    ),
    why: wording(
        "コホートは必ず空になります。提供の日まで気付かれないことがあります。",
        "The cohort is always empty, and it may be noticed only on the day of the delivery.",
    ),
    example: Example::Declarations("cohort lung_patients {\n  from patient\n  index first diagnosis where code in lung_cancer as onset\n  where age at onset >= 60 years unknown exclude\n  where age at onset < 20 years unknown exclude\n}"),
    instead: Example::Declarations("cohort lung_patients {\n  from patient\n  index first diagnosis where code in lung_cancer as onset\n  where age at onset >= 20 years unknown exclude\n  where age at onset < 60 years unknown exclude\n}"),
};

pub fn contradiction(at: Origin, first: Origin) -> Problem {
    PAGE.error(at, Text::new("この条件と先の条件を同時に満たす患者はいません。", "No patient can meet this condition and the earlier one."))
    .help(Text::new("範囲か not を確かめてください。どちらかでよいなら or で結びます。", "Check the bounds, or a 'not'. If either is enough, join them by 'or'."))
    .related(first, Text::new("先の条件", "the earlier condition"))
}
