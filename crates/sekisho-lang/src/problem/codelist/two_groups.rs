use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 217,
    title: wording(
        "一つのコードが二つの組にある",
        "A code in two groups",
    ),
    meaning: wording(
        "map で置き換えるとき、一つのコードからは一つの組しか書けません。",
        "A 'map' can write one group for a code, not two.",
    ),
    why: wording(
        "どちらの組になるかが行の順で決まると、同じデータから違う表ができます。",
        "If the order of lines decided, the same data would give different tables.",
    ),
    example: Example::Declarations(
        r#"codelist lung_cancer {
  system "ICD-10"
  include "C34" and below group "肺"
  include "C34" and below group "呼吸器"
}"#,
    ),
    instead: Example::Declarations(
        r#"codelist lung_cancer {
  system "ICD-10"
  include "C34" and below group "肺"
}"#,
    ),
};

pub fn two_groups(at: Origin, code: &str, one: &str, other: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("コード {code} が「{one}」と「{other}」の二つの組にあります。"),
            format!("The code {code} is in two groups, '{one}' and '{other}'."),
        ),
    )
    .help(Text::new(
        "どちらか一つの組に入れてください。",
        "Put it in one of the two.",
    ))
}
