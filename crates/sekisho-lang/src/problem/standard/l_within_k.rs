use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1273,
    title: wording("l が、k でそろえる項目を数える", "l counts a field that k makes equal"),
    meaning: wording("k は、挙げた項目の値が同じ人を一組にします。その項目を l が数えても、組の中の値はいつも一つです。", "k puts people into a group whose values in its fields are the same. If l counts one of those fields, a group always shows a single value."),
    why: wording("l に届く組が一つもなく、誰も出ません。", "No group ever reaches l, and nobody leaves."),
    example: Example::Declarations("profile counts {\n  unlisted drop\n  key scope delivery\n  release {\n    small cells below 10 suppress\n    k 5 on patient.age, patient.sex suppress\n    l 2 on patient.sex suppress\n  }\n}\n"),
    instead: Example::Declarations("profile counts {\n  unlisted drop\n  key scope delivery\n  release {\n    small cells below 10 suppress\n    k 5 on patient.age, patient.sex suppress\n    l 2 on diagnosis.code suppress\n  }\n}\n"),
};

pub fn l_within_k(at: Origin, field: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{field} は k の項目なので、どの組にも値は一つしかありません。"),
            format!("{field} is a field of k, so each group shows one value of it."),
        ),
    )
    .help(Text::new(
        "l には、知られては困る項目（病名など）を挙げてください。",
        "Let l name a field that must not be learned, such as a diagnosis.",
    ))
}
