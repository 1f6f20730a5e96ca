//! What can be said of a condition without any request: that nothing ever makes it true.
//!
//! Cheap and on the safe side: a condition is called impossible only when every way to make it true
//! asks two different things of one attribute.

use std::collections::BTreeSet;

use sekisho_model::Instant;
use sekisho_model::policy::{Attribute, Test, TestOp, TestValue, When};

/// More ways than this are not looked through.
const WAYS_MAX: usize = 64;

/// One comparison that must hold.
type Wish<'t> = (Attribute, TestOp, &'t TestValue);

/// No request fulfils it.
pub fn never(test: &Test) -> bool {
    impossible(ways(test, true))
}

/// Every request fulfils it.
pub fn always(test: &Test) -> bool {
    impossible(ways(test, false))
}

/// Whether one request can meet both conditions.
pub fn meet(one: &When, other: &When) -> bool {
    let both = product(ways_of(one), ways_of(other));
    both.is_none_or(|ways| ways.iter().any(|way| possible(way)))
}

/// The condition lets nothing through (`when` impossible, `unless` always).
pub fn shut(condition: &When) -> bool {
    match condition {
        When::Always => false,
        When::When(test) => never(test),
        When::Unless(test) => always(test),
    }
}

fn ways_of(condition: &When) -> Option<Vec<Vec<Wish<'_>>>> {
    match condition {
        When::Always => Some(vec![Vec::new()]),
        When::When(test) => ways(test, true),
        When::Unless(test) => ways(test, false),
    }
}

fn impossible(ways: Option<Vec<Vec<Wish<'_>>>>) -> bool {
    ways.is_some_and(|ways| !ways.iter().any(|way| possible(way)))
}

/// The ways to give a test the wanted answer, each a list of wishes; `None`: too many to look at.
fn ways(test: &Test, wanted: bool) -> Option<Vec<Vec<Wish<'_>>>> {
    match (test, wanted) {
        (Test::And(parts), true) | (Test::Or(parts), false) => {
            parts.iter().try_fold(vec![Vec::new()], |all, part| {
                product(Some(all), ways(part, wanted))
            })
        }
        (Test::Or(parts), true) | (Test::And(parts), false) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(ways(part, wanted)?);
            }
            (all.len() <= WAYS_MAX).then_some(all)
        }
        (Test::Not(inner), _) => ways(inner, !wanted),
        (
            Test::Compare {
                left, op, right, ..
            },
            _,
        ) => {
            let op = if wanted { *op } else { opposite(*op) };
            Some(vec![vec![(*left, op, right)]])
        }
    }
}

fn product<'t>(
    left: Option<Vec<Vec<Wish<'t>>>>,
    right: Option<Vec<Vec<Wish<'t>>>>,
) -> Option<Vec<Vec<Wish<'t>>>> {
    let (left, right) = (left?, right?);
    if left.len() * right.len() > WAYS_MAX {
        return None;
    }
    let with = |one: &Vec<Wish<'t>>| {
        let each = |other: &Vec<Wish<'t>>| [one.as_slice(), other.as_slice()].concat();
        right.iter().map(each).collect::<Vec<_>>()
    };
    Some(left.iter().flat_map(with).collect())
}

fn opposite(op: TestOp) -> TestOp {
    match op {
        TestOp::Equal => TestOp::NotEqual,
        TestOp::NotEqual => TestOp::Equal,
        TestOp::Less => TestOp::GreaterOrEqual,
        TestOp::LessOrEqual => TestOp::Greater,
        TestOp::Greater => TestOp::LessOrEqual,
        TestOp::GreaterOrEqual => TestOp::Less,
        TestOp::In => TestOp::NotIn,
        TestOp::NotIn => TestOp::In,
    }
}

fn possible(way: &[Wish<'_>]) -> bool {
    let attributes: BTreeSet<Attribute> = way.iter().map(|(left, ..)| *left).collect();
    attributes.into_iter().all(|attribute| {
        let of: Vec<_> = way.iter().filter(|(left, ..)| *left == attribute).collect();
        // A person has many trainings: two of them don't exclude each other.
        attribute == Attribute::PrincipalTraining || (words_possible(&of) && time_possible(&of))
    })
}

/// What is left of the words it may be, once every wish was heard.
fn words_possible(wishes: &[&Wish<'_>]) -> bool {
    let mut left: Option<BTreeSet<String>> = None;
    for (_, op, right) in wishes {
        let Some(words) = words(right) else { continue };
        match op {
            TestOp::Equal | TestOp::In => {
                left = Some(match left {
                    None => words,
                    Some(left) => left.intersection(&words).cloned().collect(),
                });
            }
            TestOp::NotEqual | TestOp::NotIn => {
                if let TestValue::Bool(not) = right {
                    let other = BTreeSet::from([(!not).to_string()]);
                    left = Some(match left {
                        None => other,
                        Some(left) => left.intersection(&other).cloned().collect(),
                    });
                }
            }
            _ => {}
        }
    }
    let Some(left) = left else { return true };
    let refused: BTreeSet<String> = wishes
        .iter()
        .filter(|(_, op, _)| matches!(op, TestOp::NotEqual | TestOp::NotIn))
        .filter_map(|(_, _, right)| words(right))
        .flatten()
        .collect();
    left.difference(&refused).next().is_some()
}

fn words(value: &TestValue) -> Option<BTreeSet<String>> {
    Some(match value {
        TestValue::Text(word) => BTreeSet::from([word.clone()]),
        TestValue::Texts(words) => words.iter().cloned().collect(),
        TestValue::Bool(value) => BTreeSet::from([value.to_string()]),
        TestValue::Integer(_) | TestValue::Instant(_) | TestValue::RequestTime => return None,
    })
}

/// An instant between what it must reach and what it must stay below.
fn time_possible(wishes: &[&Wish<'_>]) -> bool {
    let (mut low, mut high) = (i64::MIN, i64::MAX);
    for (_, op, right) in wishes {
        let TestValue::Instant(Instant(at)) = right else {
            continue;
        };
        match op {
            TestOp::Equal => (low, high) = (low.max(*at), high.min(*at)),
            TestOp::Less => high = high.min(at.saturating_sub(1)),
            TestOp::LessOrEqual => high = high.min(*at),
            TestOp::Greater => low = low.max(at.saturating_add(1)),
            TestOp::GreaterOrEqual => low = low.max(*at),
            TestOp::NotEqual | TestOp::In | TestOp::NotIn => {}
        }
    }
    low <= high
}

/// What training a condition asks for is nobody's in an emergency: it belongs to a study's role.
/// True where the condition of a `forbid` then holds whoever comes.
pub fn holds_untrained(condition: &When) -> bool {
    match condition {
        When::Always => true,
        When::When(test) => untrained(test, false) == Some(true),
        When::Unless(test) => untrained(test, true) == Some(false),
    }
}

/// The answer of a test to somebody without training; `opens`: its truth lets through.
fn untrained(test: &Test, opens: bool) -> Option<bool> {
    match test {
        Test::And(parts) => {
            let parts: Vec<_> = parts.iter().map(|p| untrained(p, opens)).collect();
            match parts.contains(&Some(false)) {
                true => Some(false),
                false => parts.iter().all(|p| *p == Some(true)).then_some(true),
            }
        }
        Test::Or(parts) => {
            let parts: Vec<_> = parts.iter().map(|p| untrained(p, opens)).collect();
            match parts.contains(&Some(true)) {
                true => Some(true),
                false => parts.iter().all(|p| *p == Some(false)).then_some(false),
            }
        }
        Test::Not(inner) => untrained(inner, !opens).map(|answer| !answer),
        Test::Compare { left, op, .. } => match left {
            Attribute::PrincipalTraining => Some(matches!(op, TestOp::NotEqual | TestOp::NotIn)),
            Attribute::PrincipalTrainingUntil => {
                Some(!opens && !matches!(op, TestOp::Equal | TestOp::In))
            }
            _ => None,
        },
    }
}
