use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1271,
    title: wording("generalize が届かない形式", "A format that 'generalize' does not reach"),
    meaning: wording("k … generalize は、csv と parquet の表の値を、組がそろうまで粗くします。ほかの形式に同じ値がそのまま出れば、粗くした意味がありません。", "'k … generalize' makes the values of csv and parquet tables coarser until every group is large enough. If the same value leaves as it is in another format, nothing was gained."),
    why: wording("表では 30 歳台、FHIR では生年が出るなら、組は一人まで絞れます。", "Where the table says thirties and FHIR the year of birth, a group narrows down to one person."),
    example: Example::Declarations("profile coded {\n  satisfies jp_coded_consent\n  unlisted drop\n  key scope study\n  release {\n    k 5 on patient.age generalize\n  }\n  table patient {\n    age: keep\n  }\n  fhir R4 {\n    type id, type Reference: pseudonym\n    type code, type boolean, \"Condition.code\", \"Condition.clinicalStatus\": keep\n    \"Condition.verificationStatus\": keep\n  }\n}\ndeliver first_delivery {\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format csv, fhir R4\n}\n"),
    instead: Example::Declarations("profile coded {\n  satisfies jp_coded_consent\n  unlisted drop\n  key scope study\n  release {\n    k 5 on patient.age generalize\n  }\n  table patient {\n    age: keep\n  }\n}\ndeliver first_delivery {\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format csv\n}\n"),
};

pub fn generalized_elsewhere(at: Origin, format: &str, profile: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("「{profile}」の generalize は {format} の値を粗くしません。"),
            format!("The 'generalize' of '{profile}' does not reach the values of {format}."),
        ),
    )
    .help(Text::new(
        "csv と parquet だけで渡すか、k を suppress か stop にしてください。",
        "Deliver csv and parquet alone, or let the k line suppress or stop.",
    ))
}
