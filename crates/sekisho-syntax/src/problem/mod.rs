//! 01xx: problems of the text itself, before any name has a meaning. How to add one stands in
//! `crates/sekisho-lang/src/problem/mod.rs`; here a constructor leaves the place to its caller.

use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

sekisho_model::problem_family! {
    full_width
    not_folded
    double_equals
    unclosed_string
    stray_brace
    unclosed_block
    too_deep
    file_too_large
    unknown_declaration
    unknown_line
    expected
    reserved_word
    block_missing
    block_unexpected
    said_twice
    no_such_date
    number_too_large
    nothing_to_continue
    header_missing
    unknown_version
    too_many
    wrong_unit
    hidden_character
    variation_selector
    layout_changes_meaning
}

/// What is wrong with the text, still without its place.
#[derive(Clone, Debug)]
pub struct SyntaxProblem(Problem);

impl SyntaxProblem {
    fn new(page: &Page, message: Text) -> Self {
        Self(page.error(Origin::built_in(), message))
    }

    fn help(self, help: Text) -> Self {
        Self(self.0.help(help))
    }

    fn fix(self, fix: impl Into<String>) -> Self {
        Self(self.0.fix(fix))
    }

    fn fix_if(self, fix: Option<impl Into<String>>) -> Self {
        Self(self.0.fix_if(fix))
    }

    pub fn at(self, origin: Origin) -> Problem {
        Problem { origin, ..self.0 }
    }
}

fn near_help(near: Option<&str>) -> Option<Text> {
    near.map(|near| {
        Text::new(
            format!("「{near}」のことですか。"),
            format!("Did you mean '{near}'?"),
        )
    })
}

fn example_help(example: &str) -> Text {
    if example.is_empty() {
        return Text::default();
    }
    Text::new(
        format!("書き方の例: {example}"),
        format!("For example: {example}"),
    )
}
