//! What comparisons leave of a value: bounds, the values it may have, the values it may not.

use std::cmp::Ordering;

use sekisho_model::cohort::{CompareOp, Literal};

use crate::eval::decimal;

/// The values that remain. Dates are day numbers; the order is that of decimals.
#[derive(Clone, Debug, Default)]
pub struct Remaining {
    low: Option<Bound>,
    high: Option<Bound>,
    /// `None`: any within the bounds.
    one_of: Option<Vec<Literal>>,
    none_of: Vec<Literal>,
}

#[derive(Clone, Debug)]
struct Bound {
    number: String,
    included: bool,
}

impl Remaining {
    /// What one comparison leaves; `None` where it is none of order or equality. `whole`: the
    /// value has no fraction, so `> 5` is `>= 6`.
    pub fn of(op: CompareOp, right: &Literal, negated: bool, whole: bool) -> Option<Self> {
        let op = if negated { opposite(op)? } else { op };
        let mut remaining = Self::default();
        match (op, right) {
            (CompareOp::Equal, one) => remaining.one_of = Some(vec![one.clone()]),
            (CompareOp::NotEqual, one) => remaining.none_of.push(one.clone()),
            (CompareOp::In, Literal::List(list)) => remaining.one_of = Some(list.clone()),
            (CompareOp::NotIn, Literal::List(list)) => remaining.none_of.clone_from(list),
            (CompareOp::Between, Literal::List(bounds)) => {
                let [low, high] = bounds.as_slice() else {
                    return None;
                };
                remaining.low = Some(Bound::at(low, true)?);
                remaining.high = Some(Bound::at(high, true)?);
            }
            (CompareOp::Less, one) => remaining.high = Some(Bound::beside(one, -1, whole)?),
            (CompareOp::LessOrEqual, one) => remaining.high = Some(Bound::at(one, true)?),
            (CompareOp::Greater, one) => remaining.low = Some(Bound::beside(one, 1, whole)?),
            (CompareOp::GreaterOrEqual, one) => remaining.low = Some(Bound::at(one, true)?),
            _ => return None,
        }
        Some(remaining)
    }

    pub fn between(low: i64, high: i64) -> Self {
        let bound = |number: i64| Bound {
            number: number.to_string(),
            included: true,
        };
        Self {
            low: Some(bound(low)),
            high: Some(bound(high)),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let one_of = match (&self.one_of, &other.one_of) {
            (Some(a), Some(b)) => Some(
                a.iter()
                    .filter(|x| b.iter().any(|y| same(x, y)))
                    .cloned()
                    .collect(),
            ),
            (a, b) => a.clone().or_else(|| b.clone()),
        };
        Self {
            low: tighter(&self.low, &other.low, Ordering::Greater),
            high: tighter(&self.high, &other.high, Ordering::Less),
            one_of,
            none_of: self.none_of.iter().chain(&other.none_of).cloned().collect(),
        }
    }

    /// No value remains.
    pub fn is_empty(&self) -> bool {
        if let Some(values) = &self.one_of {
            return !values.iter().any(|value| self.admits(value));
        }
        match (&self.low, &self.high) {
            (Some(low), Some(high)) => match decimal::compare(&low.number, &high.number) {
                Some(Ordering::Greater) => true,
                Some(Ordering::Equal) => {
                    let only = Literal::Number(low.number.clone());
                    !(low.included && high.included && self.admits(&only))
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Every value between these two remains.
    pub fn holds_all(&self, low: i64, high: i64) -> bool {
        self.one_of.is_none()
            && self.none_of.is_empty()
            && [low, high]
                .iter()
                .all(|end| self.admits(&Literal::Number(end.to_string())))
    }

    fn admits(&self, value: &Literal) -> bool {
        if self.none_of.iter().any(|not| same(not, value)) {
            return false;
        }
        let Some(number) = number(value) else {
            return true;
        };
        let within = |bound: &Option<Bound>, side: Ordering| match bound {
            None => true,
            Some(bound) => match decimal::compare(&number, &bound.number) {
                Some(Ordering::Equal) => bound.included,
                Some(order) => order == side,
                None => true,
            },
        };
        within(&self.low, Ordering::Greater) && within(&self.high, Ordering::Less)
    }
}

impl Bound {
    fn at(literal: &Literal, included: bool) -> Option<Self> {
        Some(Self {
            number: number(literal)?,
            included,
        })
    }

    /// Past a value: the next whole number where there are only whole ones.
    fn beside(literal: &Literal, step: i64, whole: bool) -> Option<Self> {
        let written = number(literal)?;
        match written.parse::<i64>().ok().filter(|_| whole) {
            Some(number) => Some(Self {
                number: number.checked_add(step)?.to_string(),
                included: true,
            }),
            None => Self::at(literal, false),
        }
    }
}

fn tighter(a: &Option<Bound>, b: &Option<Bound>, wins: Ordering) -> Option<Bound> {
    let (Some(x), Some(y)) = (a, b) else {
        return a.clone().or_else(|| b.clone());
    };
    Some(match decimal::compare(&x.number, &y.number) {
        Some(Ordering::Equal) if !x.included => x.clone(),
        Some(Ordering::Equal) => y.clone(),
        Some(order) if order == wins => x.clone(),
        _ => y.clone(),
    })
}

fn number(literal: &Literal) -> Option<String> {
    match literal {
        Literal::Number(number) => Some(number.clone()),
        Literal::Quantity(measure) => Some(measure.means.first()?.number.clone()),
        Literal::Date(day) => Some(day.0.to_string()),
        _ => None,
    }
}

fn same(a: &Literal, b: &Literal) -> bool {
    match (number(a), number(b)) {
        (Some(a), Some(b)) => decimal::compare(&a, &b) == Some(Ordering::Equal),
        _ => a == b,
    }
}

/// `None` for what has no single opposite.
fn opposite(op: CompareOp) -> Option<CompareOp> {
    Some(match op {
        CompareOp::Equal => CompareOp::NotEqual,
        CompareOp::NotEqual => CompareOp::Equal,
        CompareOp::Less => CompareOp::GreaterOrEqual,
        CompareOp::LessOrEqual => CompareOp::Greater,
        CompareOp::Greater => CompareOp::LessOrEqual,
        CompareOp::GreaterOrEqual => CompareOp::Less,
        CompareOp::In => CompareOp::NotIn,
        CompareOp::NotIn => CompareOp::In,
        CompareOp::Between | CompareOp::StartsWith => return None,
    })
}
