use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use sekisho_model::institution::Certification;

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 841,
    title: wording("知られていない認定", "A certification nobody knows"),
    meaning: wording("certified に、知られていない言葉があります。", "'certified' holds a word that is not known."),
    why: wording("どの銀行もその認定を持たないので、根拠はだれにも使えません。", "No bank holds that certification, so that nobody could rest on the basis."),
    example: Example::Declarations(r#"basis own_basis {
  label ja "独自の根拠" en "Our own"
  institutions any
  certified ngmia_maker
  regimes any
  recipients any
  purposes any
  countries home
  cites "病院条例 第3条"
}
"#),
    instead: Example::Declarations(r#"basis own_basis {
  label ja "独自の根拠" en "Our own"
  institutions any
  certified ngmia_anonymized_maker
  regimes any
  recipients any
  purposes any
  countries home
  cites "病院条例 第3条"
}
"#),
};

pub fn unknown_certification(at: Origin, word: &str, near: Option<&str>) -> Problem {
    let words = Certification::ALL.map(Certification::as_str).join(", ");
    PAGE.error(at, Text::new(format!("「{word}」という認定はありません。"), format!("There is no certification '{word}'.")))
        .help(near_or(near, Text::new(format!("書けるのは: {words}"), format!("Certifications are: {words}"))))
        .fix_if(near)
}
