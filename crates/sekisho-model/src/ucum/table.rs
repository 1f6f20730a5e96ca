//! The tables of units, of spellings beside UCUM, and of the units that tests are reported in
//! (`dsl/ucum`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::decimal::Decimal;

use super::factor::Factor;
use super::{UNIT_BYTES_MAX, Unit};

const UNITS: &str = include_str!("../../../../dsl/ucum/units.tsv");
const SPELLINGS: &str = include_str!("../../../../dsl/ucum/spellings.tsv");
const CUSTOMARY: &str = include_str!("../../../../dsl/ucum/customary.tsv");

#[derive(Default)]
struct Units {
    prefixes: Vec<(&'static str, Factor)>,
    /// With whether a prefix may stand before.
    units: BTreeMap<&'static str, (bool, Unit)>,
}

/// Each line is built of the lines before it.
static KNOWN: LazyLock<Units> = LazyLock::new(|| {
    let mut known = Units::default();
    let mut open: Vec<Vec<&'static str>> = lines(UNITS).map(|l| l.split('\t').collect()).collect();
    while !open.is_empty() {
        let before = open.len();
        open.retain(|line| known.take(line).is_none());
        assert!(open.len() < before, "units.tsv: {open:?}");
    }
    known
});

impl Units {
    /// `None` where a line needs another that was not read yet.
    fn take(&mut self, line: &[&'static str]) -> Option<()> {
        match *line {
            [symbol, "prefix", value] => self.prefixes.push((symbol, Factor::parse(value)?)),
            [symbol, kind, "="] => self.put(symbol, kind, Unit::base(symbol)),
            [symbol, kind, value, of] => {
                let unit = Unit::of_factor(Factor::parse(value)?).times(&self.defined(of)?)?;
                self.put(symbol, kind, unit);
            }
            [symbol, kind @ "offset", value, of, offset] => {
                let unit = Unit::of_factor(Factor::parse(value)?).times(&self.defined(of)?)?;
                let offset = Some(Decimal::parse(offset)?);
                self.put(symbol, kind, Unit { offset, ..unit });
            }
            _ => return None,
        }
        Some(())
    }

    fn put(&mut self, symbol: &'static str, kind: &str, unit: Unit) {
        self.units.insert(symbol, (kind == "metric", unit));
    }

    /// A unit in the words of the table: the grammar can't be asked, for it asks the table.
    fn defined(&self, text: &str) -> Option<Unit> {
        let (mut unit, mut over) = (Unit::one(), false);
        for word in text.split_inclusive(['.', '/']) {
            let (bare, sign) = match word.strip_suffix(['.', '/']) {
                Some(bare) => (bare, &word[bare.len()..]),
                None => (word, ""),
            };
            if !matches!(bare, "" | "1") {
                let name = bare.trim_end_matches(|c: char| c.is_ascii_digit());
                let (name, exponent) = match self.find(bare) {
                    Some(_) => (bare, 1),
                    None => {
                        let name = name.strip_suffix('-').unwrap_or(name);
                        (name, bare[name.len()..].parse().ok()?)
                    }
                };
                let exponent = if over { -exponent } else { exponent };
                unit = unit.times(&self.find(name)?.power(exponent)?)?;
            }
            over = sign == "/";
        }
        Some(unit)
    }

    fn find(&self, word: &str) -> Option<Unit> {
        if let Some((_, unit)) = self.units.get(word) {
            return Some(unit.clone());
        }
        self.prefixes.iter().find_map(|(prefix, factor)| {
            let (metric, unit) = self.units.get(word.strip_prefix(prefix)?)?;
            let prefixed = || Unit::of_factor(factor.clone()).times(unit);
            metric.then(prefixed)?
        })
    }
}

/// A unit without exponent, perhaps with a prefix before it.
pub(super) fn unit(word: &str) -> Option<Unit> {
    KNOWN.find(word)
}

static RESPELLED: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| pairs(SPELLINGS).collect());

/// A spelling of the table in UCUM's own.
pub(super) fn respelled_whole(text: &str) -> Option<&'static str> {
    let short = text.len() <= UNIT_BYTES_MAX;
    short.then(|| RESPELLED.get(levelled(text).as_str()).copied())?
}

/// A unit of such spellings, word for word.
pub(super) fn respelled(text: &str) -> Option<String> {
    if text.len() > UNIT_BYTES_MAX {
        return None;
    }
    let mut spelled = String::new();
    for word in levelled(text).split_inclusive(['.', '/']) {
        let bare = word.trim_end_matches(['.', '/']);
        spelled.push_str(RESPELLED.get(bare).copied().unwrap_or(bare));
        spelled.push_str(&word[bare.len()..]);
    }
    Some(spelled)
}

/// Full width, Greek letters and superscripts as ASCII writes them; `×10^3` as `10^3`.
fn levelled(text: &str) -> String {
    let mut level = String::new();
    for sign in text.trim().chars() {
        match sign {
            'μ' | 'µ' => level.push('u'),
            '℃' => level.push_str("Cel"),
            '℉' => level.push_str("[degF]"),
            '㎎' => level.push_str("mg"),
            '㎏' => level.push_str("kg"),
            '㎍' => level.push_str("ug"),
            '㎝' => level.push_str("cm"),
            '㎜' => level.push_str("mm"),
            '㎡' => level.push_str("m2"),
            '㎖' => level.push_str("mL"),
            '㎗' | 'ℓ' => level.push_str(if sign == 'ℓ' { "L" } else { "dL" }),
            '²' => level.push('2'),
            '³' => level.push('3'),
            '⁴' => level.push('4'),
            '⁶' => level.push('6'),
            '⁹' => level.push('9'),
            '・' | '·' => level.push('.'),
            '！'..='～' => level.extend(char::from_u32(u32::from(sign) - 0xFEE0)),
            ' ' | '\u{3000}' => {}
            sign => level.push(sign),
        }
    }
    for times in ["×10", "x10", "X10"] {
        if let Some(rest) = level.strip_prefix(times) {
            return format!("10{rest}");
        }
    }
    level
}

/// The unit in which a test is customarily reported, by its code in LOINC or JLAC10.
pub fn customary(code: &str) -> Option<&'static str> {
    static KNOWN: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| pairs(CUSTOMARY).collect());
    if let Some(unit) = KNOWN.get(code) {
        return Some(unit);
    }
    // JLAC10: analyte (5), identification (4), material (3), method (3), result (2).
    let jlac10 = code.len() == 17 && code.bytes().all(|b| b.is_ascii_alphanumeric());
    let key = jlac10.then(|| format!("{}*{}", &code[..5], &code[9..12]))?;
    KNOWN.get(key.as_str()).copied()
}

/// Every unit that some test is reported in.
pub fn customary_units() -> impl Iterator<Item = &'static str> {
    pairs(CUSTOMARY).map(|(_, unit)| unit)
}

fn pairs(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    lines(text).filter_map(|line| line.split_once('\t'))
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
}

/// Every line of the tables, for the tests.
#[cfg(test)]
pub(super) fn shipped() -> [Vec<(&'static str, &'static str)>; 3] {
    [
        lines(UNITS)
            .map(|line| line.split_once('\t').unwrap_or((line, "")))
            .collect(),
        pairs(SPELLINGS).collect(),
        pairs(CUSTOMARY).collect(),
    ]
}
