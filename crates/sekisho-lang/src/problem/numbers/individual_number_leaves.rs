use sekisho_model::numbers::ClosedNumber;
use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1220,
    title: wording("個人番号が残る", "An individual number (個人番号) stays"),
    meaning: wording(
        "個人番号の項目から何かが残ります。どの基準を満たすプロファイルでも、満たさないプロファイルでも、個人番号は出せません。",
        "Something of a field that holds 個人番号 stays. It leaves under no profile, whatever standard that satisfies or if it satisfies none.",
    ),
    why: wording(
        "個人番号を提供してよい場合は番号法19条が数え上げていて、研究も本人の同意もそこにありません。20条は、受け取って保管することも禁じます。個人番号に対応し、その代わりに用いる符号は個人番号として扱われる（2条9項）ので、仮名にしても同じです。",
        "The My Number Act lists the cases in which the number may be provided (art. 19), and neither research nor the person's consent is among them; art. 20 forbids receiving and keeping it. A code that stands for the number and is used in its place counts as the number (art. 2(9)), so a pseudonym changes nothing.",
    ),
    example: Example::Declarations(
        r#"profile messages {
  unlisted drop
  key scope study
  ssmix2 {
    PID-8: keep
    PID-19: pseudonym
  }
}
"#,
    ),
    instead: Example::Declarations(
        r#"profile messages {
  unlisted drop
  key scope study
  ssmix2 {
    PID-8: keep
    PID-19: drop
  }
}
"#,
    ),
};

pub fn individual_number_leaves(at: Origin, field: &Text, left: &Text) -> Problem {
    let clause = ClosedNumber::Individual.clause();
    PAGE.error(
        at,
        Text::new(
            format!("{} には{}が残りますが、個人番号は、本人の同意があっても、仮名にしても出せません（{clause}）。", field.ja, left.ja),
            format!("{} keeps {}, but 個人番号 leaves by no consent, not even as a pseudonym ({clause}).", field.en, left.en),
        ),
    )
    .help(Text::new(
        "使える処理: drop",
        "What would do: drop",
    ))
}
