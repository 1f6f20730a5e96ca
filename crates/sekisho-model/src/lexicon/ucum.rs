//! Whether a text is a unit that UCUM's grammar builds of the atoms we list (`ucum.txt`).
//!
//! Narrower than UCUM on purpose: its annotations are free text and its factors any number, so that
//! `{YAMADA-TARO}` and `12345678.mg` are units to a parser. Here an annotation comes from a list, a
//! factor is a power of ten or at most 24, and a term has few parts.

use std::sync::LazyLock;

use super::lists::lines;

const ATOMS: &str = include_str!("../../../../dsl/fhir-r4/ucum.txt");

const LENGTH_MAX: usize = 40;
const PARTS_MAX: usize = 5;
const FACTOR_MAX: u32 = 24;
const FACTORS: [&str; 6] = ["10", "100", "1000", "10000", "100000", "1000000"];
const EXPONENT_MAX: u32 = 12;

#[derive(Default)]
struct Atoms {
    prefixes: Vec<&'static str>,
    metric: Vec<&'static str>,
    plain: Vec<&'static str>,
    annotations: Vec<&'static str>,
}

static KNOWN: LazyLock<Atoms> = LazyLock::new(|| {
    let mut atoms = Atoms::default();
    for line in lines(ATOMS) {
        let mut words = line.split_whitespace();
        let into = match words.next() {
            Some("prefix") => &mut atoms.prefixes,
            Some("metric") => &mut atoms.metric,
            Some("atom") => &mut atoms.plain,
            Some("annotation") => &mut atoms.annotations,
            other => panic!("ucum.txt: {other:?}"),
        };
        into.extend(words);
    }
    atoms
});

pub fn is_ucum(unit: &str) -> bool {
    if unit.is_empty() || unit.len() > LENGTH_MAX || !unit.is_ascii() {
        return false;
    }
    let (mut parts, mut atoms) = (0, 0);
    for part in split(unit.strip_prefix('/').unwrap_or(unit)) {
        parts += 1;
        match part_kind(part) {
            Some(Part::Unit) => atoms += 1,
            Some(Part::Factor) => {}
            None => return false,
        }
    }
    // `10*3/uL` has a unit; a number alone is none.
    parts <= PARTS_MAX && atoms > 0
}

/// The parts between points and slashes; what stands in braces is whole.
fn split(unit: &str) -> Vec<&str> {
    let (mut parts, mut from, mut inside) = (Vec::new(), 0, false);
    for (at, sign) in unit.char_indices() {
        match sign {
            '{' => inside = true,
            '}' => inside = false,
            '.' | '/' if !inside => {
                parts.push(&unit[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&unit[from..]);
    parts
}

enum Part {
    Unit,
    Factor,
}

fn part_kind(part: &str) -> Option<Part> {
    let (bare, annotation) = match part.split_once('{') {
        Some((bare, rest)) => (bare, Some(rest.strip_suffix('}')?)),
        None => (part, None),
    };
    if let Some(annotation) = annotation
        && !KNOWN.annotations.contains(&annotation)
    {
        return None;
    }
    if bare.is_empty() {
        return annotation.map(|_| Part::Unit);
    }
    if bare.bytes().all(|b| b.is_ascii_digit()) {
        let small = bare
            .parse::<u32>()
            .is_ok_and(|n| (1..=FACTOR_MAX).contains(&n));
        let known = FACTORS.contains(&bare) || small && !bare.starts_with('0');
        return known.then_some(if annotation.is_some() {
            Part::Unit
        } else {
            Part::Factor
        });
    }
    is_powered(bare).then_some(Part::Unit)
}

/// An atom, perhaps with a prefix before it and an exponent behind.
fn is_powered(text: &str) -> bool {
    if is_atom(text) {
        return true;
    }
    let bare = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let exponent = &text[bare.len()..];
    let fits = exponent
        .parse::<u32>()
        .is_ok_and(|n| n <= EXPONENT_MAX && !exponent.starts_with('0'));
    let bare = bare.strip_suffix(['+', '-']).unwrap_or(bare);
    // Only a power of ten is high; a length is squared or cubed.
    let high = matches!(bare, "10*" | "10^") || exponent.len() == 1 && exponent <= "4";
    fits && high && is_atom(bare)
}

fn is_atom(text: &str) -> bool {
    KNOWN.plain.contains(&text)
        || KNOWN.metric.contains(&text)
        || KNOWN.prefixes.iter().any(|prefix| {
            text.strip_prefix(prefix)
                .is_some_and(|rest| KNOWN.metric.contains(&rest))
        })
}
