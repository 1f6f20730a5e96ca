use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Day, Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1522,
    title: wording(
        "同意の及ばない時期まで尋ねる条件",
        "A condition that asks beyond what consent covers",
    ),
    meaning: wording(
        "起点（最初・最後の出来事）や「一件もない」という条件が、同意書の covers data collected の外の時期も尋ねます。その時期の記録は見られないので、答えは「分からない」です。",
        "An index event (the first, the last) or a condition that there is none asks about a time outside of what a form's 'covers data collected' allows. Records of that time may not be looked at, so the answer is not known.",
    ),
    why: wording(
        "分からない人はコホートに入りません。その同意書に署名しただけの人は、全員が外れます。",
        "Whoever is not known is not in the cohort: everybody who signed that form alone stays out.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected since 2015-01-01
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
  covers data collected since 2015-01-01
  never expires
  after death keep
  minors as adults
  withdraw any item {
    new use stops at once
    delivered recall within 14 days unless anonymized
    results keep
  }
}
cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer and date >= 2015-01-01 unknown exclude as onset
}"#,
    ),
};

/// `since`: the form covers from this day; else until that one.
pub fn asks_before_consent(at: Origin, form: &str, since: Option<Day>, until: Option<Day>) -> Problem {
    let (ja, en, bound) = match (since, until) {
        (Some(since), _) => (
            format!("{since} より前"),
            format!("before {since}"),
            format!("date >= {since} unknown exclude"),
        ),
        (None, Some(until)) => (
            format!("{until} より後"),
            format!("after {until}"),
            format!("date <= {until} unknown exclude"),
        ),
        (None, None) => (String::new(), String::new(), String::new()),
    };
    PAGE.warning(
        at,
        Text::new(
            format!("ここは {ja} の記録も尋ねますが、同意書「{form}」はその記録を含みません。この同意書だけに署名した人は、コホートに入りません。"),
            format!("This asks about records of {en} too, which the form '{form}' doesn't cover: nobody who signed it alone is in the cohort."),
        ),
    )
    .help(Text::new(
        format!("出来事の条件に「{bound}」を加えると、同意の及ぶ時期だけを尋ねます。"),
        format!("Add '{bound}' to what is asked of the event; then it asks only about the time that consent covers."),
    ))
}
