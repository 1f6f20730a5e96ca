//! Writes a document: indents, line breaks, empty lines, comments.

use unicode_width::UnicodeWidthStr as _;

use super::document::{Block, Comment, Document, InnerComment, Statement, Word};

/// A line is broken, where it can be, before it grows wider. CJK characters count two.
pub const WIDTH_MAX: usize = 100;
const STEP: usize = 2;
/// How much deeper a statement goes on after a line break.
const DEEPER: usize = 2 * STEP;

pub fn print(document: &Document<'_>) -> String {
    let mut printer = Printer { out: String::new() };
    printer.lines(&document.block, 0);
    printer.out
}

struct Printer {
    out: String,
}

impl Printer {
    fn lines(&mut self, block: &Block<'_>, indent: usize) {
        let mut is_first = true;
        for statement in &block.statements {
            let indent = indent + if statement.continues { STEP } else { 0 };
            let empty_lines = !statement.continues;
            for comment in &statement.leading {
                self.comment(comment, indent, empty_lines && !is_first);
                is_first = false;
            }
            if statement.empty_line_before && empty_lines && !is_first {
                self.out.push('\n');
            }
            self.statement(statement, indent);
            is_first = false;
        }
        for comment in &block.closing {
            self.comment(comment, indent, !is_first);
            is_first = false;
        }
    }

    fn comment(&mut self, comment: &Comment<'_>, indent: usize, empty_lines: bool) {
        if comment.empty_line_before && empty_lines {
            self.out.push('\n');
        }
        self.indent(indent);
        self.out.push_str(comment.text);
        self.out.push('\n');
    }

    fn statement(&mut self, statement: &Statement<'_>, indent: usize) {
        self.indent(indent);
        match (&statement.body, on_one_line(statement)) {
            (_, Some(text)) if indent + text.width() <= WIDTH_MAX => self.out.push_str(&text),
            (None, _) => self.words(&statement.words, indent, 0),
            (Some(block), _) => {
                self.words(&statement.words, indent, " {".len());
                self.out.push_str(" {");
                self.trailing(block.opening);
                self.out.push('\n');
                self.lines(block, indent + STEP);
                self.indent(indent);
                self.out.push('}');
            }
        }
        self.trailing(statement.trailing);
        self.out.push('\n');
    }

    /// The words of a statement; `after` is the width of what follows them on the last line.
    fn words(&mut self, words: &[Word<'_>], indent: usize, after: usize) {
        let mut column = indent;
        for (i, word) in words.iter().enumerate() {
            let blank = usize::from(word.blank_before);
            let width = unbreakable(&words[i..], after);
            // What is too long for any line gains nothing by standing on one of its own.
            let is_full =
                column + blank + width > WIDTH_MAX && indent + DEEPER + width <= WIDTH_MAX;
            if !word.comments.is_empty() {
                self.inner_comments(&word.comments, indent + DEEPER);
                column = indent + DEEPER;
            } else if word.may_break && is_full {
                self.break_line(indent + DEEPER);
                column = indent + DEEPER;
            } else if word.blank_before {
                self.out.push(' ');
                column += 1;
            }
            self.out.push_str(word.text);
            column += word.text.width();
        }
    }

    fn inner_comments(&mut self, comments: &[InnerComment<'_>], indent: usize) {
        for comment in comments {
            if comment.on_own_line {
                self.break_line(indent);
                self.out.push_str(comment.text);
            } else {
                self.trailing(Some(comment.text));
            }
        }
        self.break_line(indent);
    }

    fn trailing(&mut self, comment: Option<&str>) {
        if let Some(text) = comment {
            self.out.push_str("  ");
            self.out.push_str(text);
        }
    }

    fn break_line(&mut self, indent: usize) {
        self.out.push('\n');
        self.indent(indent);
    }

    fn indent(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }
}

/// The width of words up to the next place where the line may be broken.
fn unbreakable(words: &[Word<'_>], after: usize) -> usize {
    let mut width = 0;
    for (i, word) in words.iter().enumerate() {
        if i > 0 && (word.may_break || !word.comments.is_empty()) {
            return width;
        }
        width += word.text.width() + usize::from(i > 0 && word.blank_before);
    }
    width + after
}

/// The statement on one line with its block, where it was written so or has an empty one.
fn on_one_line(statement: &Statement<'_>) -> Option<String> {
    let block = statement.body.as_ref()?;
    let is_empty = block.statements.is_empty() && block.closing.is_empty();
    let has_comments =
        block.opening.is_some() || statement.words.iter().any(|w| !w.comments.is_empty());
    if has_comments || !(block.on_one_line || is_empty) {
        return None;
    }
    let mut text = flat_words(&statement.words);
    if is_empty {
        text.push_str(" { }");
        return Some(text);
    }
    let inner: Option<Vec<String>> = block
        .statements
        .iter()
        .map(|inner| match inner.body {
            Some(_) => on_one_line(inner),
            None => Some(flat_words(&inner.words)),
        })
        .collect();
    text.push_str(&format!(" {{ {} }}", inner?.join("; ")));
    Some(text)
}

fn flat_words(words: &[Word<'_>]) -> String {
    let mut text = String::new();
    for word in words {
        if word.blank_before {
            text.push(' ');
        }
        text.push_str(word.text);
    }
    text
}
