//! A file as the formatter sees it: statements in their blocks, each with its comments and with
//! the empty line that stood before it.

use std::ops::Range;
use std::slice::Iter;

use sekisho_model::{Problem, SourceText};

use super::readable;
use super::token::tokens;
use crate::context::{Body, Context, Line, find_line, open_line};
use crate::lines::Lines;
use crate::scan::scan;
use crate::tree::{Stretch, cut, first_word};

pub struct Document<'a> {
    pub block: Block<'a>,
}

/// What stands between two braces, or in the file.
#[derive(Default)]
pub struct Block<'a> {
    /// The comment on the line of the opening brace.
    pub opening: Option<&'a str>,
    pub statements: Vec<Statement<'a>>,
    /// The comments after the last statement, before the closing brace.
    pub closing: Vec<Comment<'a>>,
    /// The block was written on one line with the statement it belongs to.
    pub on_one_line: bool,
}

pub struct Statement<'a> {
    pub leading: Vec<Comment<'a>>,
    pub empty_line_before: bool,
    pub words: Vec<Word<'a>>,
    pub body: Option<Block<'a>>,
    pub trailing: Option<&'a str>,
    /// It goes on with the statement before it: `says`, `require`, `when`.
    pub continues: bool,
    rank: usize,
}

/// A comment on a line of its own.
pub struct Comment<'a> {
    pub text: &'a str,
    pub empty_line_before: bool,
}

/// A token of a statement, and the comments that stood between it and the one before.
pub struct Word<'a> {
    pub text: &'a str,
    pub blank_before: bool,
    pub may_break: bool,
    pub comments: Vec<InnerComment<'a>>,
}

pub struct InnerComment<'a> {
    pub text: &'a str,
    pub on_own_line: bool,
}

impl<'a> Document<'a> {
    /// A file with problems is no document.
    pub fn new(source: &'a SourceText) -> Result<Self, Vec<Problem>> {
        readable(source)?;
        let lines = Lines::new(source.path.clone(), &source.text);
        let scanned = scan(&source.text, &lines);
        let (stretches, _) = cut(&scanned.text, &lines);
        let mut writer = Writer {
            text: &source.text,
            scanned: &scanned.text,
            comments: scanned.comments.iter(),
        };
        let mut block = writer.block(&stretches, Some(Context::File), 0..source.text.len());
        header_first(&mut block.statements);
        Ok(Self { block })
    }
}

/// Moves the lines of the header before the rest, and sets them apart by an empty line.
fn header_first(statements: &mut [Statement<'_>]) {
    statements.sort_by_key(|statement| statement.rank);
    let header = statements.partition_point(|s| s.rank < HEADER.len());
    for statement in &mut statements[..header] {
        statement.empty_line_before &= !statement.leading.is_empty();
    }
    if let Some(first) = statements[header..].first_mut().filter(|_| header > 0) {
        match first.leading.first_mut() {
            Some(comment) => comment.empty_line_before = true,
            None => first.empty_line_before = true,
        }
    }
}

/// How each line of a file's header begins, in its order.
const HEADER: [&[&str]; 4] = [&["sekisho"], &["package"], &["use", "model"], &["use"]];

/// The place of a line in the header; everything else comes after it in the order written.
pub fn rank<'a>(mut words: impl Iterator<Item = &'a str>) -> usize {
    let (first, second) = (words.next(), words.next());
    HEADER
        .iter()
        .position(|line| {
            line.first().copied() == first && line.get(1).is_none_or(|w| second == Some(*w))
        })
        .unwrap_or(HEADER.len())
}

/// The kind of a line, as the parser finds it, and the kind of block it opens.
pub fn line_of(
    head: &str,
    has_block: bool,
    context: Option<Context>,
) -> (Option<&'static Line>, Option<Context>) {
    let line = context.and_then(|context| {
        find_line(context, first_word(head)).or_else(|| open_line(context, has_block))
    });
    let inner = line.and_then(|line| match line.body {
        Body::None => None,
        Body::May(context) | Body::Must(context) => Some(context),
    });
    (line, inner)
}

struct Writer<'a, 's> {
    text: &'a str,
    scanned: &'s str,
    comments: Iter<'s, Range<usize>>,
}

impl<'a> Writer<'a, '_> {
    /// The statements between two places of the file.
    fn block(
        &mut self,
        stretches: &[Stretch],
        context: Option<Context>,
        range: Range<usize>,
    ) -> Block<'a> {
        let mut block = Block::default();
        let mut last = range.start;
        for stretch in stretches {
            let comments = self.comments_before(stretch.head.start);
            let leading = self.place(comments, &mut block, &mut last);
            let empty_line_before = self.empty_line(last, stretch.head.start);
            let statement = self.statement(stretch, context, leading, empty_line_before);
            block.statements.push(statement);
            last = stretch.end;
        }
        let comments = self.comments_before(range.end);
        block.closing = self.place(comments, &mut block, &mut last);
        block
    }

    /// Comments on the line of a statement or brace stay there; the others are returned.
    fn place(
        &self,
        comments: Vec<Range<usize>>,
        block: &mut Block<'a>,
        last: &mut usize,
    ) -> Vec<Comment<'a>> {
        let mut own = Vec::new();
        for range in comments {
            let text = self.text[range.clone()].trim_end();
            let slot = match block.statements.last_mut() {
                Some(statement) => &mut statement.trailing,
                None => &mut block.opening,
            };
            if own.is_empty() && slot.is_none() && *last > 0 && !self.on_own_line(range.start) {
                *slot = Some(text);
            } else {
                own.push(Comment {
                    text,
                    empty_line_before: self.empty_line(*last, range.start),
                });
            }
            *last = range.end;
        }
        own
    }

    fn statement(
        &mut self,
        stretch: &Stretch,
        context: Option<Context>,
        leading: Vec<Comment<'a>>,
        empty_line_before: bool,
    ) -> Statement<'a> {
        let head = &self.scanned[stretch.head.clone()];
        let (line, inner) = line_of(head, stretch.body.is_some(), context);
        let words = self.words(stretch, line);
        let on_one_line = !self.text[stretch.head.start..stretch.end].contains('\n');
        let body = stretch.body.as_ref().map(|body| Block {
            on_one_line,
            ..self.block(body, inner, stretch.head.end..stretch.end)
        });
        let rank = match context {
            Some(Context::File) => rank(words.iter().map(|word| word.text)),
            _ => HEADER.len(),
        };
        Statement {
            leading,
            empty_line_before,
            words,
            body,
            trailing: None,
            continues: line.is_some_and(Line::continues),
            rank,
        }
    }

    fn words(&mut self, stretch: &Stretch, line: Option<&'static Line>) -> Vec<Word<'a>> {
        let start = stretch.head.start;
        tokens(&self.scanned[stretch.head.clone()], line)
            .into_iter()
            .map(|token| {
                let comments = self.comments_before(start + token.range.start);
                Word {
                    text: &self.text[start + token.range.start..start + token.range.end],
                    blank_before: token.blank_before,
                    may_break: token.may_break,
                    comments: comments
                        .into_iter()
                        .map(|range| InnerComment {
                            on_own_line: self.on_own_line(range.start),
                            text: self.text[range].trim_end(),
                        })
                        .collect(),
                }
            })
            .collect()
    }

    fn comments_before(&mut self, place: usize) -> Vec<Range<usize>> {
        let mut taken = Vec::new();
        while let Some(range) = self.comments.as_slice().first() {
            if range.start >= place {
                break;
            }
            taken.push(range.clone());
            self.comments.next();
        }
        taken
    }

    fn on_own_line(&self, place: usize) -> bool {
        let line = &self.scanned[..place];
        let line = &line[line.rfind('\n').map_or(0, |at| at + 1)..];
        line.trim().is_empty()
    }

    fn empty_line(&self, from: usize, to: usize) -> bool {
        self.text[from..to].bytes().filter(|b| *b == b'\n').count() >= 2
    }
}
