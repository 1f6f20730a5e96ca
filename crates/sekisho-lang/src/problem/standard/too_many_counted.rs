use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::release::COUNTED_FIELDS_MAX;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1272,
    title: wording("k の項目が多すぎる", "k counts too many fields"),
    meaning: wording("k の行は 16 項目まで数えます。", "A k line counts up to 16 fields."),
    why: wording("項目が増えるほど組は一人になり、ほとんどの人が伏せられるか、値が何も語らなくなります。", "The more fields, the more groups of one: nearly everybody is left out, or the values say nothing any more."),
    example: Example::Declarations("profile counts {\n  unlisted drop\n  key scope delivery\n  release {\n    small cells below 10 suppress\n    k 5 on patient.age, patient.sex, patient.country, patient.prefecture, patient.city,\n        patient.postal_code, patient.marital_status, patient.facility, patient.birth_date,\n        patient.death, death.date, death.cause, encounter.date, encounter.facility,\n        encounter.discharge, encounter.reason, encounter.ended suppress\n  }\n}\n"),
    instead: Example::Declarations("profile counts {\n  unlisted drop\n  key scope delivery\n  release {\n    small cells below 10 suppress\n    k 5 on patient.age, patient.sex, patient.prefecture suppress\n  }\n}\n"),
};

pub fn too_many_counted(at: Origin, fields: usize) -> Problem {
    let max = COUNTED_FIELDS_MAX;
    PAGE.error(
        at,
        Text::new(
            format!("k が {fields} 項目を数えます。{max} 項目までです。"),
            format!("k counts {fields} fields; {max} are the most."),
        ),
    )
    .help(Text::new(
        "本人を絞り込む項目だけを残し、ほかは drop するか粗くしてください。",
        "Keep the fields that narrow down who somebody is; drop the others or make them coarser.",
    ))
}
