use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 608,
    title: wording("出来事の中に別の出来事がある", "An event inside an event"),
    meaning: wording(
        "has ( ) や index の条件の中に、some … や at … が書かれています。",
        "Inside has ( ), or in the condition of an index event, stands some … or at ….",
    ),
    why: wording(
        "一件の検査値の条件と、患者の経過の条件を混ぜると、どの一件の話か分からなくなります。",
        "Mixing what one result must be with what happened to the patient leaves open which record is meant.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where some diagnosis has (some lab has (code = "2160-0"))
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where some lab has (code = "2160-0")
}"#,
    ),
};

pub fn events_inside(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "has ( ) や index の条件の中に、別の出来事（some … など）は書けません。",
            "Another event (some …) can't stand inside has ( ) or an index event.",
        ),
    )
    .help(Text::new(
        "別の where の行に分けてください。",
        "Write it as a 'where' line of its own.",
    ))
}
