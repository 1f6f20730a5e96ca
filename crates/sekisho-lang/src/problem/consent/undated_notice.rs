use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 453,
    title: wording(
        "日付のない通知",
        "A notice without a date",
    ),
    meaning: wording(
        "認める目的の下に since のある目的がありますが、通知がその前のものか後のものか分かりません。",
        "Below the purposes it grants there is one with 'since', and nobody can tell whether the notice is older.",
    ),
    why: wording(
        "通知を受け取った人が読んだ目的だけが認められます。",
        "Only purposes that people could read of in the notice are covered.",
    ),
    example: Example::Declarations(
        r#"purpose billing_research under research {
  since 2024-04-01
}

optout notice {
  label ja "研究利用の通知" en "Notice of research use"
  grants research on claims
  notice required 30 days before first use
  only as anonymized
  objection stops at once
}"#,
    ),
    instead: Example::Declarations(
        r#"purpose billing_research under research {
  since 2024-04-01
}

optout notice {
  label ja "研究利用の通知" en "Notice of research use"
  grants research on claims
  effective from 2024-06-01
  notice required 30 days before first use
  only as anonymized
  objection stops at once
}"#,
    ),
};

pub fn undated_notice(at: Origin, notice: &str, purpose: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("通知「{notice}」がいつのものか書かれていないので、目的「{purpose}」には及びません。"),
            format!("The notice '{notice}' has no date of its own, so it doesn't reach the purpose '{purpose}'."),
        ),
    )
    .help(Text::new(
        "effective from の行を加えてください。通知の日より前に設けられた目的にだけ及びます。",
        "Add an 'effective from' line: the notice reaches the purposes set up by that day.",
    ))
}
