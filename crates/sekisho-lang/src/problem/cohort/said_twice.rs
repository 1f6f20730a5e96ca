use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 623,
    title: wording(
        "二度書かれた条件",
        "A condition said twice",
    ),
    meaning: wording(
        "同じ条件がもう一度書かれています。",
        "The same condition is written again.",
    ),
    why: wording(
        "片方だけを直すと、直したつもりで直っていないことになります。",
        "Whoever changes one of them later believes to have changed it, and has not.",
    ),
    example: Example::Declarations("cohort lung_patients {\n  from patient\n  index first diagnosis where code in lung_cancer as onset\n  where some lab has (code = \"2160-0\")\n  where some lab has (code = \"2160-0\")\n}"),
    instead: Example::Declarations("cohort lung_patients {\n  from patient\n  index first diagnosis where code in lung_cancer as onset\n  where some lab has (code = \"2160-0\")\n}"),
};

pub fn said_twice(at: Origin, first: Origin) -> Problem {
    PAGE.warning(at, Text::new("この条件は先に書かれています。", "This condition was said before."))
    .help(Text::new("どちらかを消してください。", "Remove one of the two."))
    .related(first, Text::new("先の条件", "the earlier condition"))
}
