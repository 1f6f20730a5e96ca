//! Conditions as written: the same shape for cohorts, guards, access rules and fields.

use sekisho_model::cohort::{CompareOp, Quantity, Side, Unknown};
use sekisho_model::{Day, Origin};

use super::Name;

#[derive(Clone, Debug)]
pub enum Expr {
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Compare(Compare),
    Events(Events),
    /// A value on its own, such as `covered(…)`.
    Bare(Operand),
}

#[derive(Clone, Debug)]
pub struct Compare {
    pub left: Operand,
    /// `age at onset`
    pub at: Option<Name>,
    pub op: CompareOp,
    pub right: Operand,
    pub unknown: Option<Unknown>,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct Operand {
    pub value: Value,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub enum Value {
    Date(Day),
    /// Digits as written and their unit: `90 days`, `2.5 mm`.
    Amount {
        number: String,
        unit: String,
    },
    /// Digits as written and a unit in quotes: `1.5 "mg/dL"`.
    Measured {
        number: String,
        unit: Name,
    },
    Number(String),
    Text(String),
    Bool(bool),
    List(Vec<Operand>),
    Path(String),
    Call {
        path: String,
    },
}

#[derive(Clone, Debug)]
pub struct Events {
    pub quantity: Quantity,
    pub view: Name,
    pub window: Option<Window>,
    pub unknown: Option<Unknown>,
    pub has: Option<Box<Expr>>,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct Window {
    pub strictly: bool,
    pub within: Option<sekisho_model::cohort::Span>,
    pub side: Side,
    pub anchor: Name,
    pub origin: Origin,
}

impl Expr {
    pub fn origin(&self) -> Option<&Origin> {
        match self {
            Self::And(all) | Self::Or(all) => all.first().and_then(Self::origin),
            Self::Not(inner) => inner.origin(),
            Self::Compare(c) => Some(&c.origin),
            Self::Events(e) => Some(&e.origin),
            Self::Bare(o) => Some(&o.origin),
        }
    }
}
