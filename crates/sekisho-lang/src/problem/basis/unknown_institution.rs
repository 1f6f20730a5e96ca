use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use sekisho_model::institution::InstitutionKind;

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 840,
    title: wording("知られていない機関の種類", "A kind of institution nobody knows"),
    meaning: wording("institutions に、知られていない言葉があります。", "'institutions' holds a word that is not known."),
    why: wording("どの銀行もその種類ではないので、根拠はだれにも使えません。", "No bank is of that kind, so that nobody could rest on the basis."),
    example: Example::Declarations(r#"basis own_basis {
  label ja "独自の根拠" en "Our own"
  institutions national_reserch
  regimes any
  recipients any
  purposes any
  countries home
  cites "病院条例 第3条"
}
"#),
    instead: Example::Declarations(r#"basis own_basis {
  label ja "独自の根拠" en "Our own"
  institutions national_research
  regimes any
  recipients any
  purposes any
  countries home
  cites "病院条例 第3条"
}
"#),
};

pub fn unknown_institution(at: Origin, word: &str, near: Option<&str>) -> Problem {
    let words = InstitutionKind::ALL.map(InstitutionKind::as_str).join(", ");
    PAGE.error(at, Text::new(format!("「{word}」という機関の種類はありません。"), format!("There is no kind of institution '{word}'.")))
        .help(near_or(near, Text::new(format!("書けるのは: {words}"), format!("Kinds are: {words}"))))
        .fix_if(near)
}
