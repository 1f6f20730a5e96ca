//! Two records, field by field.

mod name;
mod place;

use crate::level::{Field, Level, Pattern};
use crate::normal::date::Birth;
use crate::people::{One, People, Symbol};

/// What the two show in every field.
pub fn compare(people: &People, a: &One, b: &One) -> Pattern {
    let (family, given) = name::levels(people, a, b);
    Pattern::default()
        .with(Field::Family, family)
        .with(Field::Given, given)
        .with(Field::Birth, birth(a.birth, b.birth))
        .with(Field::Sex, sex(a, b))
        .with(Field::Address, place::level(a.place, b.place))
        .with(Field::Telephone, telephones(people, a, b))
        .with(Field::Key, keys(a, b))
}

fn birth(a: Option<Birth>, b: Option<Birth>) -> Level {
    let (Some(a), Some(b)) = (a, b) else {
        return Level::Absent;
    };
    if !a.is_whole() || !b.is_whole() {
        let alike = |a: u32, b: u32| a == b || a == 0 || b == 0;
        return match a.year == b.year && alike(a.month, b.month) && alike(a.day, b.day) {
            true => Level::Partial,
            false => Level::Different,
        };
    }
    match () {
        () if a == b => Level::Same,
        () if a.is_era_slip(&b) => Level::Era,
        () if a.is_swap(&b) || a.is_digit_slip(&b) => Level::Slip,
        () => Level::Different,
    }
}

fn sex(a: &One, b: &One) -> Level {
    match (a.sex, b.sex) {
        (Some(a), Some(b)) if a == b => Level::Same,
        (Some(_), Some(_)) => Level::Different,
        (None, _) | (_, None) => Level::Absent,
    }
}

fn telephones(people: &People, a: &One, b: &One) -> Level {
    let mut level = Level::Absent;
    for x in said(&a.telephones) {
        for y in said(&b.telephones) {
            level = match x == y {
                true => return Level::Same,
                false if is_digit_apart(people.text(x), people.text(y)) => Level::Near,
                false if level == Level::Near => Level::Near,
                false => Level::Different,
            };
        }
    }
    level
}

fn said(symbols: &[Symbol]) -> impl Iterator<Item = Symbol> {
    symbols
        .iter()
        .copied()
        .take_while(|symbol| symbol.is_said())
}

fn is_digit_apart(a: &[char], b: &[char]) -> bool {
    let differing = || a.iter().zip(b).filter(|(x, y)| x != y);
    a.len() == b.len() && (differing().nth(1).is_none() || is_turned(a, b))
}

/// Two neighbours have changed places, and nothing else.
fn is_turned(a: &[char], b: &[char]) -> bool {
    let Some(at) = a.iter().zip(b).position(|(x, y)| x != y) else {
        return false;
    };
    let (a, b) = (
        a.get(at..).unwrap_or_default(),
        b.get(at..).unwrap_or_default(),
    );
    matches!((a, b), ([a1, a2, a @ ..], [b1, b2, b @ ..]) if a1 == b2 && a2 == b1 && a == b)
}

/// A number in common; or an assigner in common and no number of it.
fn keys(a: &One, b: &One) -> Level {
    let mut level = Level::Absent;
    for (assigner, key) in a.keys.iter().take_while(|(assigner, _)| assigner.is_said()) {
        for (other, other_key) in b.keys.iter().filter(|(other, _)| other.is(*assigner)) {
            debug_assert_eq!(assigner, other);
            if key == other_key {
                return Level::Same;
            }
            level = Level::Different;
        }
    }
    level
}
