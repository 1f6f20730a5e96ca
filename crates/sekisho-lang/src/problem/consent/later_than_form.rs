use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Day, Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 431,
    title: wording(
        "まだなかった目的を認める同意書",
        "A form that grants a purpose not yet set up",
    ),
    meaning: wording(
        "同意書が、自分より後に設けられた目的を名指ししています。",
        "A form names a purpose that was set up after the form.",
    ),
    why: wording(
        "同意書は、施行日の目的の木だけを認めます。患者が読んだときになかった目的に同意した人はいません。",
        "A form grants the tree of purposes as of its effective date. Nobody agreed to a purpose that did not exist when they read the paper.",
    ),
    example: Example::Declarations(
        r#"purpose outcomes_research under research {
  since 2025-04-01
}

consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research, outcomes_research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected whenever
  never expires
  after death keep
  minors as adults
  withdraw any item {
    new use stops at once
    delivered recall within 14 days unless anonymized
    results keep
  }
}"#,
    ),
    instead: Example::Declarations(
        r#"purpose outcomes_research under research {
  since 2019-04-01
}

consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research, outcomes_research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected whenever
  never expires
  after death keep
  minors as adults
  withdraw any item {
    new use stops at once
    delivered recall within 14 days unless anonymized
    results keep
  }
}"#,
    ),
};

pub fn later_than_form(at: Origin, purpose: &str, since: Day, effective: Day) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("目的「{purpose}」は {since} に設けられましたが、この紙は {effective} からのものです。"),
            format!("The purpose '{purpose}' was set up on {since}, and this paper is of {effective}."),
        ),
    )
    .help(Text::new(
        "日付を確かめてください。後からできた目的は、新しい版で認めるか、includes later purposes under … と書きます。",
        "Check the two dates. A later purpose is granted by a new version, or by 'includes later purposes under …'.",
    ))
}
