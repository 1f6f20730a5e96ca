//! Values that have a unit and perhaps a comparator: `< 3` is every number below, and a comparison
//! whose answer is not the same for all of them is unknown. So is one with another dimension.

use sekisho_model::ColumnName;
use sekisho_model::cohort::{CompareOp, Comparison, Literal};
use sekisho_model::decimal::Decimal;
use sekisho_model::measure::{self, Measured, Partners};

use super::{CellValue, EventRow};

pub(super) fn compare(
    row: &EventRow,
    number: &str,
    partners: &Partners,
    comparison: &Comparison,
) -> Option<bool> {
    let beside = |column: &Option<ColumnName>| match row.columns.get(column.as_ref()?)? {
        CellValue::Text(text) => Some(text.as_str()),
        _ => None,
    };
    let value = measure::read(number, beside(&partners.unit), beside(&partners.comparator))?;
    let one = |op, literal: &Literal| against(&value, op, literal);
    match (comparison.op, &comparison.right) {
        (CompareOp::In, Literal::List(all)) => any(all, one),
        (CompareOp::NotIn, Literal::List(all)) => any(all, one).map(|found| !found),
        (CompareOp::Between, Literal::List(bounds)) => match bounds.as_slice() {
            [low, high] => both(
                one(CompareOp::GreaterOrEqual, low),
                one(CompareOp::LessOrEqual, high),
            ),
            _ => None,
        },
        (CompareOp::NotEqual, right) => one(CompareOp::Equal, right).map(|equal| !equal),
        (op, right) => one(op, right),
    }
}

/// One number against everything that the value may be.
fn against(value: &Measured, op: CompareOp, literal: &Literal) -> Option<bool> {
    let Literal::Quantity(measure) = literal else {
        return None;
    };
    let mut means = measure.means.iter();
    let mean = means.find(|mean| mean.dimension == value.dimension)?;
    let number = Decimal::parse(&mean.number)?;
    let (low, high) = (value.low.against(&number), value.high.against(&number));
    let (holds, fails) = match op {
        CompareOp::Less => (high.is_lt(), low.is_ge()),
        CompareOp::LessOrEqual => (high.is_le(), low.is_gt()),
        CompareOp::Greater => (low.is_gt(), high.is_le()),
        CompareOp::GreaterOrEqual => (low.is_ge(), high.is_lt()),
        CompareOp::Equal => (low.is_eq() && high.is_eq(), low.is_gt() || high.is_lt()),
        CompareOp::NotEqual
        | CompareOp::In
        | CompareOp::NotIn
        | CompareOp::Between
        | CompareOp::StartsWith => return None,
    };
    (holds || fails).then_some(holds)
}

fn any(all: &[Literal], one: impl Fn(CompareOp, &Literal) -> Option<bool>) -> Option<bool> {
    let differs = |literal| one(CompareOp::Equal, literal).map(|equal| !equal);
    let none = all.iter().map(differs).reduce(both).unwrap_or(Some(true));
    none.map(|none| !none)
}

/// Whether both hold: one that fails settles it, whatever the other is.
fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}
