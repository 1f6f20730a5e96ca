//! A path as a tree of steps.

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    /// `$this`, or what a path starts from.
    This,
    /// `%resource`
    Resource,
    /// `%rowIndex`
    Row,
    /// `{}`
    Nothing,
    Text(String),
    Bool(bool),
    /// Digits as written.
    Number(String),
    Member(Box<Expr>, String),
    /// `value.ofType(Quantity)`: the one key `valueQuantity`.
    Choice(Box<Expr>, String),
    /// `contained.ofType(Medication)`: resources of that type.
    OfResource(Box<Expr>, String),
    Index(Box<Expr>, usize),
    Last(Box<Expr>),
    Where(Box<Expr>, Box<Expr>),
    Select(Box<Expr>, Box<Expr>),
    /// `exists()` and `exists(test)`.
    Exists(Box<Expr>),
    Empty(Box<Expr>),
    All(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Count(Box<Expr>),
    /// `extension('url')`
    Extension(Box<Expr>, String),
    Join(Box<Expr>, String),
    Strings(Strings, Box<Expr>, Box<Expr>),
    /// `memberOf`: a unit symbol that names no person (`dsl/fhir-r4/units.txt`).
    IsUnit(Box<Expr>),
    ResourceKey(Box<Expr>),
    /// The key, if the reference is to that type.
    ReferenceKey(Box<Expr>, Option<String>),
    Boundary(Box<Expr>, End, Precise),
    Union(Box<Expr>, Box<Expr>),
    /// `= 'literal'`: the common test, without a second walk.
    Is(Box<Expr>, String),
    /// `in ('a' | 'b' | …)`, sorted.
    OneOf(Box<Expr>, Vec<String>),
    In(Box<Expr>, Box<Expr>),
    Equal(Box<Expr>, Box<Expr>, bool),
    Order(Order, Box<Expr>, Box<Expr>),
    Sum(Sum, Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strings {
    StartsWith,
    EndsWith,
    Contains,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sum {
    Plus,
    Minus,
    Times,
    Over,
}

/// Which end of what a value may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Low,
    High,
}

/// How precise a boundary is, where the path says so; else the value's own shape decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Precise {
    AsWritten,
    DateTime,
}
