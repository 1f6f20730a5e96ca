use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1119,
    title: wording("条件が読めないもの", "What a condition can't read"),
    meaning: wording("欄の規則の when が読めるのは、患者の表の列と length(this) だけです。", "The when of a field rule reads columns of the patient table and length(this), nothing else."),
    why: wording("ほかの記録を見る条件は、同じ欄を記録ごとに違う形で出し、後から確かめられなくなります。", "A condition on other records would give one field many forms, which nobody could check later."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { prefecture: drop when some diagnosis before onset }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { prefecture: drop when sex is "female" unknown exclude }
}"#),
};

pub fn when_reads(at: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            "欄の規則の条件は、これを読めません。",
            "The condition of a field rule can't read this.",
        ),
    )
    .help(Text::new(
        "読めるのは: 患者の表の列（sex など）、length(this)",
        "It reads: columns of the patient table (sex …), length(this)",
    ))
}
