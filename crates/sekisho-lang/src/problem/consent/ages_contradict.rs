use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 446,
    title: wording(
        "食い違う未成年の年齢",
        "Ages of minors that don't agree",
    ),
    meaning: wording(
        "minor under の年齢と own consent の年齢が違うか、own consent の年齢になってから proxy and own consent が始まります。",
        "'minor under' and 'own consent' give different ages, or 'proxy and own consent' begins when own consent alone is enough.",
    ),
    why: wording(
        "その間の年齢の人に、誰の署名が要るのか決まりません。",
        "For the ages between the two it is open whose signature is needed.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected whenever
  never expires
  after death keep
  minor under 20 years {
    own consent at 18 years
  }
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
  covers data collected whenever
  never expires
  after death keep
  minor under 18 years {
    own consent at 18 years
  }
  withdraw any item {
    new use stops at once
    delivered recall within 14 days unless anonymized
    results keep
  }
}"#,
    ),
};

pub fn ages_contradict(at: Origin, under: u32, own: u32, joint: Option<u32>) -> Problem {
    let message = match joint {
        Some(joint) => Text::new(
            format!("proxy and own consent が {joint} 歳からですが、{own} 歳からは本人の同意だけで足ります。"),
            format!("'proxy and own consent' begins at {joint}, but from {own} own consent alone is enough."),
        ),
        None => Text::new(
            format!("{under} 歳未満を未成年としながら、本人の同意は {own} 歳からです。"),
            format!("Minors are those under {under}, but own consent is at {own}."),
        ),
    };
    PAGE.warning(at, message).help(Text::new(
        "用紙の年齢を確かめてください。小さい方の年齢から、本人の署名だけで足ります。",
        "Check the ages on the paper; from the lower of the two a person's own signature is enough.",
    ))
}
