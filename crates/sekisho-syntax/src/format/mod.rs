//! One layout for every policy file. Comments stay where they stood, strings keep every byte, and
//! what comes out is read again: a text that would mean anything else is never handed out.
//!
//! The layout: two blanks a step, one statement a line, one blank between words, at most one empty
//! line in a row, the lines of the header first. A block that was written on one line stays there
//! while it fits; a statement that does not fit goes on after a comma or before `and` and `or`.
//! Lines that continue a rule or an item (`says`, `require`, `when`) stand one step deeper.
//! A full-width slip is a problem with a fix, and a file with problems is not touched.

mod document;
mod layout;
mod meaning;
mod token;

#[cfg(test)]
mod tests;

use sekisho_model::{Problem, Severity, SourceText};

use crate::lines::Lines;
use crate::parse;
use crate::problem;
use document::Document;

/// The file in its one layout, or why it is left as it is: the problems of its text, or (SK0130) a
/// layout that would not mean the same.
pub fn format(source: &SourceText) -> Result<String, Vec<Problem>> {
    let text = layout::print(&Document::new(source)?);
    let after = SourceText::new(&source.path, text);
    match meaning::of(&after) {
        Ok(meaning) if meaning == meaning::of(source)? => Ok(after.text),
        _ => Err(vec![would_change(source, &after.text)]),
    }
}

/// The parsed file, when nothing in it is wrong.
fn readable(source: &SourceText) -> Result<crate::Parse, Vec<Problem>> {
    let parse = parse(source);
    let is_error = |problem: &Problem| problem.severity == Severity::Error;
    if parse.problems.iter().any(is_error) {
        return Err(parse.problems.into_iter().filter(is_error).collect());
    }
    Ok(parse)
}

/// Points at the first line that the layout would have touched.
fn would_change(source: &SourceText, formatted: &str) -> Problem {
    let same = source
        .text
        .lines()
        .zip(formatted.lines())
        .take_while(|(before, after)| before == after)
        .map(|(before, _)| before.len() + 1)
        .sum::<usize>();
    let length = source.text[same.min(source.text.len())..]
        .lines()
        .next()
        .map_or(0, str::len);
    let lines = Lines::new(source.path.clone(), &source.text);
    problem::layout_changes_meaning().at(lines.origin(same, same + length))
}
