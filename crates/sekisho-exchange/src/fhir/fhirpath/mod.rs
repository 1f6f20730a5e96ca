//! The part of FHIRPath that data models and ViewDefinitions use, compiled once and evaluated over
//! the bytes of a record.
//!
//! It covers what SQL on FHIR v2 asks of a shareable view and a little more: member access, indexes,
//! `where`, `exists`, `empty`, `not`, `all`, `count`, `first`, `last`, `ofType`, `extension`, `join`,
//! `startsWith`, `endsWith`, `contains`, resource and reference keys, boundaries, `=` and the orders,
//! `in`, `+ - * /`, `and`, `or`, `|`, `$this`, `%resource`, `%rowIndex` and constants. Anything else is an error when
//! a path is compiled, never a silent nothing. Decimals are exact; there is no clock (`now()` is refused).
//!
//! Elements are found by their JSON keys, so a string carries no FHIR type: two strings are ordered by
//! their characters, and `value` finds whichever `valueX` stands there.

mod boundary;
mod eval;
mod expr;
mod lex;
mod number;
mod parse;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;

use self::expr::Expr;
pub use self::number::Number;
use super::project::tree::Tree;

/// A compiled path.
#[derive(Clone, Debug, PartialEq)]
pub struct Path(Expr);

/// What is wrong with a path, with the path itself: model text, never patient data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("FHIRPath {path:?}: {what}")]
pub struct PathError {
    pub path: String,
    pub what: &'static str,
}

/// What `%name` stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constant {
    Text(String),
    Bool(bool),
    Number(String),
    /// One of several: `system in %ATC`.
    Texts(Vec<String>),
}

pub type Constants = BTreeMap<String, Constant>;

/// An element a path led to, or a value worked out.
#[derive(Clone, Debug)]
pub enum Item<'t, 'a> {
    Node(&'t Tree<'a>),
    Bool(bool),
    Text(Cow<'t, str>),
    Number(Number),
}

/// Where a path is evaluated: at an element of a resource, in a row of its parent's elements.
#[derive(Clone, Copy)]
pub struct At<'t, 'a> {
    pub element: &'t Tree<'a>,
    pub resource: &'t Tree<'a>,
    /// `%rowIndex`
    pub row: usize,
}

impl<'t, 'a> At<'t, 'a> {
    pub fn root(resource: &'t Tree<'a>) -> Self {
        Self {
            element: resource,
            resource,
            row: 0,
        }
    }
}

impl Path {
    pub fn compile(text: &str) -> Result<Self, PathError> {
        Self::with(text, &Constants::new())
    }

    /// Constants are put in when the path is compiled; an unknown one is an error.
    pub fn with(text: &str, constants: &Constants) -> Result<Self, PathError> {
        let fail = |what| PathError {
            path: text.to_owned(),
            what,
        };
        parse::parse(text, constants).map(Self).map_err(fail)
    }

    /// Every element, in order.
    pub fn items<'t, 'a>(&'t self, at: At<'t, 'a>) -> Vec<Item<'t, 'a>> {
        let mut items = Vec::new();
        self.each(at, &mut |item| {
            items.push(item);
            true
        });
        items
    }

    /// Hands over each element until `sink` says no.
    pub fn each<'t, 'a>(&'t self, at: At<'t, 'a>, sink: &mut dyn FnMut(Item<'t, 'a>) -> bool) {
        eval::walk(&self.0, &Item::Node(at.element), at, sink);
    }

    pub fn first<'t, 'a>(&'t self, at: At<'t, 'a>) -> Option<Item<'t, 'a>> {
        let mut first = None;
        self.each(at, &mut |item| {
            first = Some(item);
            false
        });
        first
    }

    /// Non-empty and not false.
    pub fn holds(&self, at: At<'_, '_>) -> bool {
        match self.first(at) {
            None => false,
            Some(item) => item.bool().unwrap_or(true),
        }
    }
}

impl<'t> Item<'t, '_> {
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Node(tree) => tree.text(),
            Self::Text(text) => Some(text),
            Self::Bool(_) | Self::Number(_) => None,
        }
    }

    /// The text that stands in the record or in the path, for as long as they do.
    pub fn into_text(self) -> Option<Cow<'t, str>> {
        match self {
            Self::Node(tree) => tree.text().map(Cow::Borrowed),
            Self::Text(text) => Some(text),
            Self::Bool(_) | Self::Number(_) => None,
        }
    }

    pub fn bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) | Self::Node(Tree::Bool(value)) => Some(*value),
            _ => None,
        }
    }

    pub fn number(&self) -> Option<Number> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Node(Tree::Number(digits)) => Number::parse(digits),
            _ => None,
        }
    }
}
