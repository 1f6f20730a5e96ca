use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 505,
    title: wording("どの形で出すかが書かれていない", "No profile says in what form"),
    meaning: wording(
        "extract、read、count を許す行に as がありません。",
        "A line that allows extract, read or count has no as.",
    ),
    why: wording(
        "許可とは「この形でなら」という約束です。形のない許可は、生の記録を出す許可になってしまいます。",
        "A permission is a promise about the form. Without one, it would permit the raw records.",
    ),
    example: Example::Declarations(
        r#"access outcomes {
  allow extract to analyst on clinical
}"#,
    ),
    instead: Example::Declarations(
        r#"access outcomes {
  allow extract to analyst on clinical as coded
}"#,
    ),
};

pub fn needs_profile(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "どの形で出すか（as プロファイル）が書かれていません。",
            "It is not said in what form data leave (as PROFILE).",
        ),
    )
    .help(Text::new(
        "extract, read, count を許す行には as の後にプロファイルを書いてください。",
        "Write 'as PROFILE' after the data classes.",
    ))
}
