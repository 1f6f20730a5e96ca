use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 432,
    title: wording(
        "何も加えない includes later purposes",
        "Later purposes that reach nothing",
    ),
    meaning: wording(
        "後からの目的は、項目がすでに認めている目的の下にできたものだけが加わります。",
        "A later purpose joins only below one that an item grants already.",
    ),
    why: wording(
        "及ぶと思っていた目的に、同意が及んでいません。",
        "Consent doesn't reach the purposes it was thought to reach.",
    ),
    example: Example::Declarations(
        r#"purpose teaching

optout schools {
  label ja "教育" en "Teaching"
  grants teaching on claims
  notice required 30 days before first use
  only as anonymized
  objection stops at once
}

consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  includes later purposes under teaching
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
        r#"consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  includes later purposes under research
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

pub fn later_reaches_nothing(at: Origin, form: &str, purpose: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("同意書「{form}」は「{purpose}」もその下の目的も認めていないので、この行は何も加えません。"),
            format!("The form '{form}' grants neither '{purpose}' nor anything below it, so this line adds nothing."),
        ),
    )
    .help(Text::new(
        "項目が認めている目的か、その上の目的を書いてください。",
        "Name a purpose that an item grants, or one above it.",
    ))
}
