use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 437,
    title: wording(
        "守れない回収の約束",
        "A recall that can't be done",
    ),
    meaning: wording(
        "撤回した人のデータを匿名加工された表から見つけることはできません。",
        "A person's part of an anonymized table can't be found again.",
    ),
    why: wording(
        "守れない約束を書いた同意書は、撤回した患者に嘘をつきます。",
        "A form that promises what can't be done lies to the patient who withdraws.",
    ),
    example: Example::NotShown(wording("匿名加工の提供があるときだけ起きます。", "It is raised only beside an anonymized delivery.")),
    instead: Example::NotShown(wording("匿名加工の提供があるときだけ起きます。", "It is raised only beside an anonymized delivery.")),
};

pub fn recall_without_way(at: Origin, form: &str, delivery: &str, first: Origin) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("同意書「{form}」は渡したデータを回収すると約束していますが、提供「{delivery}」は匿名加工で、誰のものか分かりません。"),
            format!("The form '{form}' promises to recall what was delivered, but '{delivery}' is anonymized: nobody can tell whose it is."),
        ),
    )
    .help(Text::new(
        "unless anonymized を加えるか、infeasible tells board \"…\" and person と書いてください。",
        "Add 'unless anonymized', or write: infeasible tells board \"…\" and person",
    ))
    .related(first, Text::new("その提供", "the delivery"))
}
