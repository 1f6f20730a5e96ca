use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 621,
    title: wording(
        "いつも成り立つ条件",
        "A condition that always holds",
    ),
    meaning: wording(
        "この条件はどの患者でも成り立ちます。",
        "This condition holds for every patient.",
    ),
    why: wording(
        "絞り込んだつもりの行が何も絞っていません。数字の書き違いであることが多いです。",
        "A line meant to narrow the cohort narrows nothing. It is often a slip in a number.",
    ),
    example: Example::Declarations("cohort lung_patients {\n  from patient\n  index first diagnosis where code in lung_cancer as onset\n  where every lab within 90 days after onset unknown exclude\n}"),
    instead: Example::Declarations("cohort lung_patients {\n  from patient\n  index first diagnosis where code in lung_cancer as onset\n  where every lab within 90 days after onset unknown exclude has (status = \"final\" unknown exclude)\n}"),
};

pub fn always(at: Origin) -> Problem {
    PAGE.warning(at, Text::new("この条件はいつも成り立ちます。", "This condition always holds."))
    .help(Text::new("数を確かめるか、この行を消してください。every には has ( ) が要ります。", "Check the number, or remove the line. 'every' needs a has ( )."))
}
