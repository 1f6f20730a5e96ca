use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, ProfileName, Text};

/// More elements than this are counted, not named.
const NAMED_MAX: usize = 4;

pub static PAGE: Page = Page {
    code: 740,
    title: wording("意味を左右する要素を落としている", "It drops what says how a record reads"),
    meaning: wording(
        "記録の残りは出すのに、その読み方を決める要素（FHIR の isModifier。状態、「行わない」、診断の確からしさなど）を出さないプロファイルです。値が「無くてもそう読まれるもの」（completed、confirmed など）でない記録は、extract が丸ごと留めます。住所、氏名、数量など記録の一部の中の要素（use、comparator）なら、その一部だけを落とします。",
        "The profile lets a record out and not the element that says how to read it (isModifier in FHIR: a status, 'do not perform', how certain a diagnosis is). Where its value is not one that is assumed anyway (completed, confirmed), extract keeps the whole record in. Inside a smaller whole (the use of a name or address, the comparator of a quantity) only that whole is dropped.",
    ),
    why: wording(
        "否定された診断が診断として、投与してはいけない薬が処方として読まれてしまいます。",
        "A refuted diagnosis would read as a diagnosis, a drug that must not be given as a prescription.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  fhir R4 {
    type id, type Reference: pseudonym
    "Condition.code": keep
  }
}"#,
    ),
    instead: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  fhir R4 {
    type id, type Reference: pseudonym
    "Condition.code", "Condition.clinicalStatus", "Condition.verificationStatus": keep
  }
}"#,
    ),
};

/// `line` lets every one of them out.
pub fn loses_modifiers(at: Origin, profile: &ProfileName, lost: &[&str], line: &str) -> Problem {
    let shown = lost[..lost.len().min(NAMED_MAX)].join(", ");
    let rest = lost.len().saturating_sub(NAMED_MAX);
    let (ja, en) = match rest {
        0 => (shown.clone(), shown),
        _ => (
            format!("{shown} ほか {rest} か所"),
            format!("{shown} and {rest} more"),
        ),
    };
    PAGE.warning(
        at,
        Text::new(
            format!("「{profile}」は、記録の読み方を決める要素を落とします: {ja}。これが意味を変える記録（誤入力、否定、中止など）は、丸ごと出ません。"),
            format!("'{profile}' drops elements that say how a record reads: {en}. Records in which that matters (entered in error, refuted, not done) stay out whole."),
        ),
    )
    .help(Text::new(
        format!("それらの記録も出すなら、この行を fhir に加えてください: {line}"),
        format!("To let those records out as well, add this line to the fhir block: {line}"),
    ))
}
