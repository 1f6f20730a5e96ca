//! Written numbers, exactly: capped, rounded, put into bands. No floating point.

use std::cmp::Ordering;

use crate::eval::decimal;

/// More digits than this, written out without an exponent, is no measurement: it becomes absent.
pub const DIGITS_MAX: usize = 30;

/// `mantissa` × 10^-`scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    mantissa: i128,
    scale: u32,
}

impl Number {
    /// JSON's grammar of numbers, up to [`DIGITS_MAX`] digits written out.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let (negative, rest) = match text {
            [b'-', rest @ ..] => (true, rest),
            rest => (false, rest),
        };
        let (mantissa, exponent) = match rest.iter().position(|c| matches!(c, b'e' | b'E')) {
            Some(at) => (&rest[..at], exponent(&rest[at + 1..])?),
            None => (rest, 0),
        };
        let (whole, fraction) = match mantissa.iter().position(|c| *c == b'.') {
            Some(at) if at + 1 < mantissa.len() => (&mantissa[..at], &mantissa[at + 1..]),
            Some(_) => return None,
            None => (mantissa, &[][..]),
        };
        if whole.is_empty() || whole.len() + fraction.len() > DIGITS_MAX {
            return None;
        }
        let mut number = 0i128;
        for digit in whole.iter().chain(fraction) {
            number = number * 10 + i128::from(digit.is_ascii_digit().then(|| digit - b'0')?);
        }
        let scale = fraction.len() as i64 - i64::from(exponent);
        let (number, scale) = match u32::try_from(scale) {
            Ok(scale) => (number, scale),
            Err(_) => (times_ten(number, u32::try_from(-scale).ok()?)?, 0),
        };
        let number = Self {
            mantissa: if negative { -number } else { number },
            scale,
        };
        (scale as usize <= DIGITS_MAX).then_some(number)
    }

    /// Both at the larger scale, where they still have few enough digits.
    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let a = times_ten(self.mantissa, scale - self.scale)?;
        let b = times_ten(other.mantissa, scale - other.scale)?;
        Some((a, b, scale))
    }

    /// The nearest multiple of the step, halves away from zero, at the step's scale.
    pub fn rounded(self, step: Self) -> Option<Self> {
        let (value, unit, scale) = self.aligned(step)?;
        if unit <= 0 {
            return None;
        }
        let times = (2 * value.abs() + unit) / (2 * unit) * value.signum();
        let excess = scale - step.scale;
        let mantissa = times.checked_mul(unit)? / times_ten(1, excess)?;
        Some(Self {
            mantissa,
            scale: step.scale,
        })
    }

    /// Plain digits; the fraction as long as the scale.
    pub fn written(self) -> String {
        let digits = self.mantissa.unsigned_abs().to_string();
        let scale = self.scale as usize;
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let sign = if self.mantissa < 0 { "-" } else { "" };
        match digits.split_at(digits.len() - scale) {
            (whole, "") => format!("{sign}{whole}"),
            (whole, fraction) => format!("{sign}{whole}.{fraction}"),
        }
    }
}

fn times_ten(number: i128, times: u32) -> Option<i128> {
    let power = 10i128.checked_pow(times)?;
    let grown = number.checked_mul(power)?;
    (grown.unsigned_abs() < 10u128.pow(DIGITS_MAX as u32)).then_some(grown)
}

fn exponent(text: &[u8]) -> Option<i32> {
    let text = std::str::from_utf8(text).ok()?;
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit());
    let exponent: i32 = is_number.then(|| text.parse().ok()).flatten()?;
    (exponent.unsigned_abs() as usize <= DIGITS_MAX).then_some(exponent)
}

/// The order of a value and a bound, however long they are written.
fn order(value: &[u8], bound: &str) -> Option<Ordering> {
    let (a, b) = (Number::parse(value)?, Number::parse(bound.as_bytes())?);
    let short = a.aligned(b).map(|(a, b, _)| a.cmp(&b));
    short.or_else(|| decimal::compare(std::str::from_utf8(value).ok()?, bound))
}

/// `cap`: the value as it came, or the bound where it is above.
pub(super) fn cap<'v>(value: &'v [u8], bound: &'v str) -> Option<&'v [u8]> {
    Some(if order(value, bound)? == Ordering::Greater {
        bound.as_bytes()
    } else {
        value
    })
}

pub(super) fn round(value: &[u8], step: &str) -> Option<String> {
    let step = Number::parse(step.as_bytes())?;
    Some(Number::parse(value)?.rounded(step)?.written())
}

/// `<20`, `20-<40`, `>=40`.
pub(super) fn band(value: &[u8], bounds: &[String]) -> Option<String> {
    let mut reached = 0;
    for bound in bounds {
        match order(value, bound)? {
            Ordering::Less => break,
            _ => reached += 1,
        }
    }
    Some(match (reached, bounds) {
        (0, [first, ..]) => format!("<{first}"),
        (n, all) if n == all.len() => format!(">={}", all.last()?),
        (n, all) => format!("{}-<{}", all[n - 1], all[n]),
    })
}
