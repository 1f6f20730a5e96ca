use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1118,
    title: wording("keep に条件が付いている", "keep with a condition"),
    meaning: wording("when は、その処理をするかしないかを決めます。keep をしないことも keep と同じなので、条件は何も変えません。", "when decides whether the action is done. Not doing keep is the same as keep, so the condition changes nothing."),
    why: wording("読む人は、条件に合わない値は消えると思います。", "A reader would think that other values go."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { prefecture: keep when sex is "female" unknown exclude }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { prefecture: drop when sex is not "female" unknown include }
}"#),
};

pub fn keep_when(at: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            "keep に when を付けても何も変わりません。",
            "'keep' with 'when' changes nothing.",
        ),
    )
    .help(Text::new(
        "消したい場合を書いてください: drop when not …",
        "Say when it goes: drop when not …",
    ))
}
