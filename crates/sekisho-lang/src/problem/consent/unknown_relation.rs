use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use sekisho_model::consent::Relation;

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 855,
    title: wording("知られていない続柄", "A relation nobody knows"),
    meaning: wording("死亡した人について求められる遺族の続柄に、知られていない言葉があります。", "The list of those who may object for the dead holds a word that is not known."),
    why: wording("その人の求めは、受け付けられなくなります。", "Nobody of that relation could object."),
    example: Example::Declarations(r#"optout handing_over {
  label ja "認定作成者への提供の通知" en "Notice of handing over to a certified maker"
  grants research on claims
  notice required 30 days before first use
  after death keep unless bereaved object as spouse, cousin
  objection stops at once
}
"#),
    instead: Example::Declarations(r#"optout handing_over {
  label ja "認定作成者への提供の通知" en "Notice of handing over to a certified maker"
  grants research on claims
  notice required 30 days before first use
  after death keep unless bereaved object as 次世代法_遺族
  objection stops at once
}
"#),
};

pub fn unknown_relation(at: Origin, word: &str, near: Option<&str>) -> Problem {
    let words = Relation::ALL.map(Relation::as_str).join(", ");
    PAGE.error(at, Text::new(format!("「{word}」という続柄はありません。"), format!("There is no relation '{word}'.")))
        .help(near_or(near, Text::new(format!("書けるのは: {words}、またはそれを挙げる組の名前"), format!("Relations are: {words}; or name a preset that lists them."))))
        .fix_if(near)
}
