//! Cuts a scanned file into lines and blocks: who stands inside whose braces, nothing else.
//!
//! A line ends at a line end or `;` outside of parentheses. It goes on over the line end after a
//! comma, after `and`/`or`, before a line that starts with `and`/`or`, and inside parentheses that
//! close. A block that is never closed ends before the next declaration at the left margin.

use std::ops::Range;

use sekisho_model::Problem;

use crate::NESTING_MAX;
use crate::context::{Context, find_line};
use crate::lines::Lines;
use crate::problem::{self, SyntaxProblem};

/// A line, and the block it opens.
#[derive(Debug)]
pub struct Stretch {
    /// The line itself, without its block.
    pub head: Range<usize>,
    pub body: Option<Vec<Stretch>>,
    /// The end of the line with its block.
    pub end: usize,
}

pub fn cut(text: &str, lines: &Lines) -> (Vec<Stretch>, Vec<Problem>) {
    let mut cutter = Cutter {
        text,
        bytes: text.as_bytes(),
        lines,
        at: 0,
        limit: text.len(),
        problems: Vec::new(),
        closings: closings(text.as_bytes()),
    };
    let stretches = cutter.lines(0);
    (stretches, cutter.problems)
}

struct Cutter<'a> {
    text: &'a str,
    bytes: &'a [u8],
    lines: &'a Lines,
    at: usize,
    limit: usize,
    problems: Vec<Problem>,
    /// Opening braces that are never closed, in order.
    closings: Vec<usize>,
}

impl Cutter<'_> {
    fn lines(&mut self, depth: usize) -> Vec<Stretch> {
        let mut found = Vec::new();
        loop {
            self.skip(|b| b.is_ascii_whitespace() || b == b';');
            if self.at >= self.limit {
                return found;
            }
            match self.bytes[self.at] {
                b'}' if depth > 0 => return found,
                b'}' => {
                    self.say(self.at, self.at + 1, problem::stray_brace());
                    self.at += 1;
                }
                _ => found.push(self.line(depth)),
            }
        }
    }

    fn line(&mut self, depth: usize) -> Stretch {
        let start = self.at;
        let end = self.head_end();
        self.at = end;
        let head = start..start + self.text[start..end].trim_end().len();
        self.skip(|b| b.is_ascii_whitespace() && b != b'\n');
        if self.at >= self.limit || self.bytes[self.at] != b'{' {
            self.at = self.at.max(end);
            return Stretch {
                end: head.end,
                head,
                body: None,
            };
        }
        let body = self.block(depth, head.clone());
        Stretch {
            head,
            body: Some(body),
            end: self.at,
        }
    }

    /// From `{` to past its `}`.
    fn block(&mut self, depth: usize, head: Range<usize>) -> Vec<Stretch> {
        let open = self.at;
        self.at += 1;
        if depth + 1 > NESTING_MAX {
            self.say(open, open + 1, problem::too_deep());
            self.skip_block();
            return Vec::new();
        }
        let outer_limit = self.limit;
        let unclosed = depth == 0 && self.closings.binary_search(&open).is_ok();
        if unclosed {
            self.limit = self.next_declaration(self.at);
            let keyword = self.text[head.clone()]
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned();
            self.say(
                open,
                open + 1,
                problem::unclosed_block(
                    &keyword,
                    self.lines.line_of(self.limit),
                    self.limit == self.bytes.len(),
                ),
            );
        }
        let body = self.lines(depth + 1);
        self.limit = outer_limit;
        if self.at < self.limit && self.bytes[self.at] == b'}' && !unclosed {
            self.at += 1;
        }
        body
    }

    /// Where the line at hand ends: before `{`, `}`, `;`, or a line end that ends it.
    fn head_end(&self) -> usize {
        let mut at = self.at;
        while at < self.limit {
            match self.bytes[at] {
                b'"' => at = string_end(self.bytes, at),
                b'(' | b'[' => at = self.parenthesis_end(at).unwrap_or(at + 1),
                b'{' | b'}' | b';' => return at,
                b'\n' => match self.goes_on(at) {
                    Some(next) => at = next,
                    None => return at,
                },
                _ => at += 1,
            }
        }
        at.min(self.limit)
    }

    /// Past the closing parenthesis, if it comes before any brace and within a hundred lines.
    fn parenthesis_end(&self, open: usize) -> Option<usize> {
        let (mut at, mut depth, mut line_ends) = (open, 0usize, 0);
        while at < self.limit {
            match self.bytes[at] {
                b'"' => {
                    at = string_end(self.bytes, at);
                    continue;
                }
                b'(' | b'[' => depth += 1,
                b')' | b']' => depth -= 1,
                b'{' | b'}' => return None,
                b'\n' => line_ends += 1,
                _ => {}
            }
            at += 1;
            if depth == 0 {
                return Some(at);
            }
            if line_ends > 100 || depth > NESTING_MAX {
                return None;
            }
        }
        None
    }

    /// Where the line goes on after this line end, if it does.
    fn goes_on(&self, line_end: usize) -> Option<usize> {
        let before = self.text[self.at..line_end].trim_end();
        let after = self.text[line_end..self.limit].trim_start();
        if after.is_empty() || after.starts_with(['}', '{', ';']) {
            return None;
        }
        let last = before
            .rsplit(|c: char| c.is_whitespace())
            .next()
            .unwrap_or_default();
        let goes_on = before.ends_with(',') || is_joint(last) || is_joint(first_word(after));
        goes_on.then_some(self.limit - after.len())
    }

    /// The next line at the left margin that starts a declaration and opens or could open a block.
    fn next_declaration(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(line_end) = self.text[at..self.limit].find('\n') {
            at += line_end + 1;
            if find_line(Context::File, first_word(&self.text[at..self.limit])).is_some() {
                return at;
            }
        }
        self.limit
    }

    fn skip_block(&mut self) {
        let mut depth = 1usize;
        while self.at < self.limit && depth > 0 {
            match self.bytes[self.at] {
                b'"' => {
                    self.at = string_end(self.bytes, self.at);
                    continue;
                }
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(self.limit);
    }

    fn skip(&mut self, blank: impl Fn(u8) -> bool) {
        while self.at < self.limit && blank(self.bytes[self.at]) {
            self.at += 1;
        }
    }

    fn say(&mut self, start: usize, end: usize, problem: SyntaxProblem) {
        if self.problems.len() <= crate::PROBLEMS_MAX {
            self.problems
                .push(problem.at(self.lines.origin(start, end)));
        }
    }
}

/// The letters at the start of a text.
pub fn first_word(text: &str) -> &str {
    let end = text
        .char_indices()
        .find(|(_, c)| !(c.is_alphanumeric() || *c == '_' || *c == '-'))
        .map_or(text.len(), |(i, _)| i);
    &text[..end]
}

fn is_joint(word: &str) -> bool {
    word == "and" || word == "or"
}

/// Past the closing mark of the string that opens at `at`; strings never cross a line end.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at + 1..];
    match rest.iter().position(|b| matches!(b, b'"' | b'\n')) {
        Some(i) if rest[i] == b'"' => at + i + 2,
        Some(i) => at + i + 1,
        None => bytes.len(),
    }
}

/// Opening braces without a closing one, ascending.
fn closings(bytes: &[u8]) -> Vec<usize> {
    let (mut open, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at = string_end(bytes, at);
                continue;
            }
            b'{' => open.push(at),
            b'}' => {
                open.pop();
            }
            _ => {}
        }
        at += 1;
    }
    open
}
