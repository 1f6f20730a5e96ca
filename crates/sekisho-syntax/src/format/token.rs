//! The words and marks of one line, as the grammar cuts them: what may have a blank or a line end
//! before it, and what may not.

use std::ops::Range;

use pest::Parser;
use pest::iterators::Pair;

use crate::context::Line;
use crate::grammar::{Grammar, Rule};

/// A word, a quoted text or a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Bytes from the start of the line.
    pub range: Range<usize>,
    /// One blank stands before it.
    pub blank_before: bool,
    /// The line may be broken before it.
    pub may_break: bool,
}

/// What the spacing asks of a piece.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A name, after which `(` opens its arguments.
    Name,
    /// `and` or `or` between conditions.
    Joint,
    Comma,
    Colon,
    /// `(`: arguments after a name, a group otherwise.
    Parenthesis,
    /// `[`
    List,
    Closing,
    /// `=`, `<=`, `->`: a blank on both sides.
    Sign,
    /// A mark this page knows nothing of: its blanks are the author's.
    OtherMark,
    Word,
}

struct Piece {
    range: Range<usize>,
    kind: Kind,
}

/// The tokens of a line of a known kind; of any other line, its words as they stand.
pub fn tokens(head: &str, line: Option<&Line>) -> Vec<Token> {
    let pieces = line
        .and_then(|line| Grammar::parse(line.rule, head).ok())
        .map_or_else(
            || words(head),
            |pairs| {
                let mut leaves = Vec::new();
                pairs.for_each(|pair| collect(pair, None, &mut leaves));
                pieces(head, &leaves)
            },
        );
    let mut tokens: Vec<Token> = Vec::with_capacity(pieces.len());
    for (i, piece) in pieces.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| &pieces[i]);
        tokens.push(Token {
            range: piece.range.clone(),
            blank_before: before.is_some_and(|before| blank(before, piece)),
            may_break: piece.kind == Kind::Joint || before.is_some_and(|b| b.kind == Kind::Comma),
        });
    }
    tokens
}

/// Whether one blank stands between two pieces.
fn blank(before: &Piece, piece: &Piece) -> bool {
    let apart = before.range.end < piece.range.start;
    match (before.kind, piece.kind) {
        (_, Kind::Comma | Kind::Closing | Kind::Colon) | (Kind::Parenthesis | Kind::List, _) => {
            false
        }
        (Kind::Name, Kind::Parenthesis) => false,
        (Kind::OtherMark, _) | (_, Kind::OtherMark) => apart,
        _ => true,
    }
}

struct Leaf {
    range: Range<usize>,
    rule: Rule,
    parent: Option<Rule>,
}

/// The innermost rules, in order. `EOI` has no text and is left out.
fn collect(pair: Pair<'_, Rule>, parent: Option<Rule>, leaves: &mut Vec<Leaf>) {
    let (rule, span) = (pair.as_rule(), pair.as_span());
    let mut inner = pair.into_inner().peekable();
    if inner.peek().is_some() {
        inner.for_each(|pair| collect(pair, Some(rule), leaves));
    } else if rule != Rule::EOI {
        leaves.push(Leaf {
            range: span.start()..span.end(),
            rule,
            parent,
        });
    }
}

/// Leaves, and the literal marks of the grammar that stand between them.
fn pieces(head: &str, leaves: &[Leaf]) -> Vec<Piece> {
    let (mut pieces, mut at) = (Vec::new(), 0);
    for leaf in leaves {
        marks(head, at..leaf.range.start, &mut pieces);
        let text = &head[leaf.range.clone()];
        let is_one = text.starts_with('"')
            || !text.contains(|c: char| c.is_whitespace() || "()[],:".contains(c))
            || is_atomic_with_marks(leaf.rule);
        if is_one {
            pieces.push(Piece {
                range: leaf.range.clone(),
                kind: kind(leaf, text),
            });
        } else {
            marks(head, leaf.range.clone(), &mut pieces);
        }
        at = leaf.range.end;
    }
    marks(head, at..head.len(), &mut pieces);
    pieces
}

/// Rules that are one word although they hold a mark.
fn is_atomic_with_marks(rule: Rule) -> bool {
    matches!(rule, Rule::moment | Rule::tagno)
}

fn kind(leaf: &Leaf, text: &str) -> Kind {
    match leaf.rule {
        Rule::name | Rule::path | Rule::word | Rule::k_linking => Kind::Name,
        Rule::k_and | Rule::k_or if matches!(leaf.parent, Some(Rule::conj | Rule::expr)) => {
            Kind::Joint
        }
        _ if is_sign(text) => Kind::Sign,
        _ => Kind::Word,
    }
}

fn is_sign(text: &str) -> bool {
    matches!(text, "=" | "!=" | "<" | ">" | "<=" | ">=" | "->")
}

/// Marks and words of a stretch that the grammar has as literals.
fn marks(head: &str, range: Range<usize>, pieces: &mut Vec<Piece>) {
    let mut at = range.start;
    while let Some(c) = head[at..range.end].chars().next() {
        let rest = &head[at..range.end];
        let length = if is_word(c) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else if ["->", "!=", "<=", ">="].iter().any(|s| rest.starts_with(s)) {
            2
        } else {
            c.len_utf8()
        };
        if !c.is_whitespace() {
            pieces.push(Piece {
                range: at..at + length,
                kind: mark_kind(&rest[..length]),
            });
        }
        at += length;
    }
}

fn mark_kind(text: &str) -> Kind {
    match text {
        "," => Kind::Comma,
        ":" => Kind::Colon,
        "(" => Kind::Parenthesis,
        "[" => Kind::List,
        ")" | "]" => Kind::Closing,
        _ if is_sign(text) => Kind::Sign,
        _ if text.starts_with(is_word) => Kind::Word,
        _ => Kind::OtherMark,
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The words of a line that no rule reads, each as it stands.
fn words(head: &str) -> Vec<Piece> {
    let (mut pieces, mut start, mut quoted) = (Vec::new(), None, false);
    for (at, c) in head.char_indices() {
        if c.is_whitespace() && !quoted {
            if let Some(start) = start.take() {
                pieces.push(word(start..at));
            }
            continue;
        }
        if c == '"' {
            quoted = !quoted;
        }
        start.get_or_insert(at);
    }
    pieces.extend(start.map(|start| word(start..head.len())));
    pieces
}

fn word(range: Range<usize>) -> Piece {
    Piece {
        range,
        kind: Kind::Word,
    }
}
