use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 854,
    title: wording("それを定めていない組", "A preset that does not say it"),
    meaning: wording("名指した組（preset）は、通知の期間や遺族の範囲を定めていません。", "The preset that is named says nothing of a notice period, or of the bereaved."),
    why: wording("書かれていない期間を零日と読めば、通知した日から使えることになります。", "A period that is not written, read as none, would let the data be used on the day of the notice."),
    example: Example::Declarations(r#"optout handing_over {
  label ja "認定作成者への提供の通知" en "Notice of handing over to a certified maker"
  grants research on claims
  notice required NDB before first use
  objection stops at once
}
"#),
    instead: Example::Declarations(r#"optout handing_over {
  label ja "認定作成者への提供の通知" en "Notice of handing over to a certified maker"
  grants research on claims
  notice required 次世代法_通知期間 before first use
  objection stops at once
}
"#),
};

pub fn preset_without(at: Origin, preset: &str, line: &str) -> Problem {
    PAGE.error(at, Text::new(format!("組「{preset}」に {line} のような行がありません。"), format!("The preset '{preset}' has no line such as '{line}'.")))
        .help(Text::new("それを定める組を名指すか、期間や続柄をここに書いてください。", "Name a preset that says it, or write the period or the relations here."))
}
