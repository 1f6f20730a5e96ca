//! UCUM's grammar (§§ 2 to 12, case sensitive): terms of units, exponents, annotations, brackets.

use crate::decimal::Decimal;

use super::factor::Factor;
use super::table;
use super::{UNIT_BYTES_MAX, Unit};

/// Brackets within brackets.
const DEPTH_MAX: usize = 8;
const EXPONENT_MAX: i32 = 99;
/// `10*-21` and its likes.
const TEN_EXPONENT_MAX: i32 = 300;
const NUMBER_DIGITS_MAX: usize = 18;

pub(super) fn unit(text: &str) -> Option<Unit> {
    if text.is_empty() || text.len() > UNIT_BYTES_MAX || !text.is_ascii() {
        return None;
    }
    let mut reader = Reader { text, depth: 0 };
    let unit = reader.term()?;
    reader.text.is_empty().then_some(unit)
}

struct Reader<'t> {
    /// What is left.
    text: &'t str,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn sign(&mut self, sign: char) -> bool {
        match self.text.strip_prefix(sign) {
            Some(rest) => {
                self.text = rest;
                true
            }
            None => false,
        }
    }

    /// `/min`, `mg/dL`, `kg.m/s2`: each point or slash is about the part behind it alone.
    fn term(&mut self) -> Option<Unit> {
        let mut product = match self.sign('/') {
            true => self.part()?.power(-1)?,
            false => self.part()?,
        };
        loop {
            let part = if self.sign('.') {
                self.part()?
            } else if self.sign('/') {
                self.part()?.power(-1)?
            } else {
                return Some(product);
            };
            product = product.times(&part)?;
        }
    }

    fn part(&mut self) -> Option<Unit> {
        if self.sign('(') {
            self.depth += 1;
            if self.depth > DEPTH_MAX {
                return None;
            }
            let inner = self.term()?;
            self.depth -= 1;
            return self.sign(')').then_some(inner);
        }
        let word = self.word();
        let annotated = self.annotation()?;
        match word {
            "" => annotated.then(Unit::one),
            word => powered(word),
        }
    }

    /// Up to a sign; what stands in square brackets is one.
    fn word(&mut self) -> &'t str {
        let mut inside = false;
        let end = self.text.find(|sign| {
            match sign {
                '[' => inside = true,
                ']' => inside = false,
                _ => {}
            }
            !inside && matches!(sign, '.' | '/' | '(' | ')' | '{' | '}')
        });
        let (word, rest) = self.text.split_at(end.unwrap_or(self.text.len()));
        self.text = rest;
        word
    }

    /// Whether one stands here; `None`: one that does not end.
    fn annotation(&mut self) -> Option<bool> {
        if !self.sign('{') {
            return Some(false);
        }
        let (words, rest) = self.text.split_once('}')?;
        self.text = rest;
        (!words.contains('{')).then_some(true)
    }
}

/// A number, or a unit with its exponent.
fn powered(word: &str) -> Option<Unit> {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        let short = word.len() <= NUMBER_DIGITS_MAX;
        let number = Decimal::parse(word).filter(|_| short)?;
        return Factor::of(&number).map(Unit::of_factor);
    }
    if let Some(unit) = table::unit(word) {
        return Some(unit);
    }
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let bare = bare.strip_suffix(['+', '-']).unwrap_or(bare);
    let exponent = &word[bare.len()..];
    let exponent: i32 = exponent
        .strip_prefix('+')
        .unwrap_or(exponent)
        .parse()
        .ok()?;
    let max = match bare {
        "10*" | "10^" => TEN_EXPONENT_MAX,
        _ => EXPONENT_MAX,
    };
    let fits = exponent != 0 && exponent.abs() <= max;
    fits.then(|| table::unit(bare))??.power(exponent)
}
