//! What a file means, for comparing it with its formatted self: every token of every line under the
//! rule that reads it, the blocks they stand in, the comments, and the typed tree without places.
//!
//! Two nets, because a hole in one is not a hole in the other: the tokens are cut by the parser's own
//! scanner and grammar and know nothing of the layout; the typed tree is all that later steps see.

use pest::Parser;
use pest::iterators::Pair;
use sekisho_model::{Problem, SourceText};

use super::document::{line_of, rank};
use super::readable;
use crate::ast::File;
use crate::context::Context;
use crate::grammar::{Grammar, Rule};
use crate::lines::Lines;
use crate::scan::scan;
use crate::tree::{Stretch, cut};

#[derive(Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The lines and braces, the header's lines first.
    statements: Vec<String>,
    /// In alphabetical order: a comment of the header may move with its line.
    comments: Vec<String>,
    tree: String,
}

pub fn of(source: &SourceText) -> Result<Meaning, Vec<Problem>> {
    let parse = readable(source)?;
    let lines = Lines::new(source.path.clone(), &source.text);
    let scanned = scan(&source.text, &lines);
    let (mut stretches, _) = cut(&scanned.text, &lines);
    stretches.sort_by_key(|stretch| rank(scanned.text[stretch.head.clone()].split_whitespace()));
    let mut statements = Vec::new();
    for stretch in &stretches {
        statement(&scanned.text, stretch, Some(Context::File), &mut statements);
    }
    let mut comments: Vec<String> = scanned
        .comments
        .iter()
        .map(|range| source.text[range.clone()].trim_end().to_owned())
        .collect();
    comments.sort();
    Ok(Meaning {
        statements,
        comments,
        tree: without_places(&parse.file, source),
    })
}

/// The line, then the lines of its block between braces.
fn statement(text: &str, stretch: &Stretch, context: Option<Context>, said: &mut Vec<String>) {
    let head = &text[stretch.head.clone()];
    let (line, inner) = line_of(head, stretch.body.is_some(), context);
    let mut tokens = dense(head);
    match line.and_then(|line| Grammar::parse(line.rule, head).ok()) {
        Some(pairs) => pairs.for_each(|pair| add_tokens(pair, &mut tokens)),
        None => tokens.extend(head.split_whitespace().flat_map(|word| [" ", word])),
    }
    said.push(tokens);
    if let Some(body) = &stretch.body {
        said.push("{".to_owned());
        for stretch in body {
            statement(text, stretch, inner, said);
        }
        said.push("}".to_owned());
    }
}

/// The rules of a line as a tree, with the exact text at its leaves.
fn add_tokens(pair: Pair<'_, Rule>, tokens: &mut String) {
    let (rule, text) = (pair.as_rule(), pair.as_str());
    tokens.push_str(&format!(" {rule:?}("));
    let mut inner = pair.into_inner().peekable();
    if inner.peek().is_none() {
        tokens.push_str(&dense(text));
    }
    inner.for_each(|pair| add_tokens(pair, tokens));
    tokens.push(')');
}

/// Every character but the blanks between tokens.
fn dense(text: &str) -> String {
    let mut quoted = false;
    text.chars()
        .filter(|c| {
            quoted ^= *c == '"';
            quoted || !c.is_whitespace()
        })
        .collect()
}

/// The `Debug` form of the tree with every place taken out. Whoever adds a field to the tree adds it
/// to what is compared here.
fn without_places(file: &File, source: &SourceText) -> String {
    let debug = format!("{file:?}");
    let place = format!("Origin {{ file: {:?}, start: ", source.path);
    let mut said = String::with_capacity(debug.len() / 2);
    let mut parts = debug.split(place.as_str());
    said.extend(parts.next());
    for part in parts {
        said.push('@');
        said.push_str(part.split_once(" }").map_or(part, |(_, rest)| rest));
    }
    said
}
