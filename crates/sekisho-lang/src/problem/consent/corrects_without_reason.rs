use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1550,
    title: wording(
        "理由のない訂正",
        "A correction without a reason",
    ),
    meaning: wording(
        "corrects は、前に署名した人の同意の読み方を変えます。その理由が because に書かれていません。",
        "'corrects' changes how the consent of people who signed before is read; its reason, 'because', is missing.",
    ),
    why: wording(
        "署名した人のページに、なぜ読み方が変わったのかを書きます。理由の言葉は、同じ訂正が二度効かないための目印でもあります。",
        "The page of whoever signed tells them why it is read otherwise now. Its words also keep one correction from being entered twice.",
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
  minors as adults
  withdraw any item {
    new use stops at once
    delivered recall within 14 days unless anonymized
    results keep
  }
}

corrects form broad item "1""#,
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
  minors as adults
  withdraw any item {
    new use stops at once
    delivered recall within 14 days unless anonymized
    results keep
  }
}

corrects form broad item "1" because ja "検査のデータも同意書に書かれていた。写し漏れ。" en "the paper names laboratory data too; it was left out when the form was encoded""#,
    ),
};

pub fn corrects_without_reason(at: Origin, form: &str, item: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("同意書「{form}」の項目 {item} の訂正に理由がありません。"),
            format!("The correction of item {item} of the form '{form}' gives no reason."),
        ),
    )
    .help(Text::new(
        "because ja \"…\" en \"…\" に、何を写し間違えたのかを書いてください。",
        "Say with because ja \"…\" en \"…\" what had been encoded wrongly.",
    ))
}
