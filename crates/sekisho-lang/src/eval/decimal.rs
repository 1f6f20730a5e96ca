//! Decimals compared as they are written, without rounding: `1.10` equals `1.1`, `0.1` is a tenth.

use std::cmp::Ordering;

/// The order of two written numbers; `None` when one of them is no number.
pub fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (Decimal::parse(a)?, Decimal::parse(b)?);
    Some(match (a.sign(), b.sign()) {
        (x, y) if x != y => x.cmp(&y),
        (0, _) => Ordering::Equal,
        (1, _) => a.size(&b),
        _ => b.size(&a),
    })
}

/// `digits` × 10^`exponent`, digits without zeros at either end.
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    exponent: i64,
}

impl Decimal {
    /// JSON's grammar of numbers.
    fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = text
            .strip_prefix('-')
            .map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (
                mantissa,
                exponent
                    .strip_prefix('+')
                    .unwrap_or(exponent)
                    .parse::<i32>()
                    .ok()?,
            ),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty()
            || !is_digits(whole)
            || !is_digits(fraction)
            || (mantissa.contains('.') && fraction.is_empty())
        {
            return None;
        }
        let mut digits: Vec<u8> = whole
            .bytes()
            .chain(fraction.bytes())
            .map(|b| b - b'0')
            .collect();
        let mut exponent = i64::from(exponent) - fraction.len() as i64;
        while digits.last() == Some(&0) {
            digits.pop();
            exponent += 1;
        }
        let leading = digits.iter().take_while(|d| **d == 0).count();
        digits.drain(..leading);
        Some(Self {
            negative,
            digits,
            exponent,
        })
    }

    fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    /// The order of the absolute values: first by the place of the leading digit.
    fn size(&self, other: &Self) -> Ordering {
        let place = |d: &Self| d.exponent + d.digits.len() as i64;
        place(self)
            .cmp(&place(other))
            .then_with(|| self.digits.cmp(&other.digits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_numbers_are_compared_exactly() {
        use Ordering::{Equal, Greater, Less};
        let cases = [
            ("1.10", "1.1", Equal),
            ("0.010", "0.01", Equal),
            ("9", "10", Less),
            ("-2", "1", Less),
            ("-2", "-10", Greater),
            ("0", "-0.0", Equal),
            ("1e2", "100", Equal),
            ("0.1", "0.10000000000000000555", Less),
            ("12345678901234567890.1", "12345678901234567890", Greater),
            ("0.0", "0.001", Less),
            ("1.5", "1.25", Greater),
        ];
        for (a, b, order) in cases {
            assert_eq!(compare(a, b), Some(order), "{a} {b}");
            assert_eq!(compare(b, a), Some(order.reverse()), "{b} {a}");
        }
        assert_eq!(
            (compare("", "1"), compare("1.", "1"), compare("x", "1")),
            (None, None, None)
        );
    }
}
