//! Decimals as they are written: compared, added and scaled without rounding, however many digits
//! they have. `1.10` equals `1.1`, `0.1` is a tenth.

use std::cmp::Ordering;
use std::fmt;

/// `digits` × 10^`exponent`, digits without zeros at either end; zero has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    exponent: i64,
}

/// A quotient that never ends is cut here, and the last digit rounded.
pub const DIGITS_OF_A_QUOTIENT: usize = 60;

/// So far apart two numbers are not added: the sum would be nothing but zeros between them.
const ADDED_APART_MAX: i64 = 4096;

/// The order of two written numbers; `None` when one of them is no number.
pub fn compare(a: &str, b: &str) -> Option<Ordering> {
    Some(Decimal::parse(a)?.cmp(&Decimal::parse(b)?))
}

impl Decimal {
    /// JSON's grammar of numbers.
    pub fn parse(text: &str) -> Option<Self> {
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
        let digits = whole.bytes().chain(fraction.bytes()).map(|b| b - b'0');
        let exponent = i64::from(exponent) - fraction.len() as i64;
        Some(Self::of(negative, digits.collect(), exponent))
    }

    /// Of digits with zeros at either end.
    fn of(negative: bool, mut digits: Vec<u8>, mut exponent: i64) -> Self {
        while digits.last() == Some(&0) {
            digits.pop();
            exponent += 1;
        }
        let leading = digits.iter().take_while(|d| **d == 0).count();
        digits.drain(..leading);
        let zero = digits.is_empty();
        Self {
            negative: negative && !zero,
            exponent: if zero { 0 } else { exponent },
            digits,
        }
    }

    #[must_use]
    pub fn negated(&self) -> Self {
        Self {
            negative: !self.negative && !self.digits.is_empty(),
            ..self.clone()
        }
    }

    pub fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    /// The number is 0.d₁d₂… × 10^magnitude with d₁ ≠ 0; of zero, 0.
    pub fn magnitude(&self) -> i64 {
        self.exponent + self.digits.len() as i64
    }

    /// As a whole number times a power of ten; `None` where it is negative or beyond 2^120.
    pub fn whole(&self) -> Option<(u128, i64)> {
        let whole = self.digits.iter().try_fold(0_u128, |so_far, digit| {
            so_far.checked_mul(10)?.checked_add((*digit).into())
        })?;
        (!self.negative && whole < 1 << 120).then_some((whole, self.exponent))
    }

    /// Times `times`, over `over`, times 10^`exponent`; `times` and `over` are below 2^120 and
    /// `over` is not zero. Exact where the quotient ends, else rounded at
    /// [`DIGITS_OF_A_QUOTIENT`]: the same for equal numbers, however they are written, because
    /// whether it ends hangs on the number alone where `over` has no factor in common with ten.
    pub fn scaled(&self, times: u128, over: u128, exponent: i64) -> Self {
        let product = multiplied(&self.digits, times);
        let mut digits = Vec::with_capacity(product.len());
        let mut exponent = self.exponent + exponent;
        let mut rest = 0;
        for digit in product {
            rest = rest * 10 + u128::from(digit);
            digits.push((rest / over) as u8);
            rest %= over;
        }
        if rest != 0 {
            let leading = digits.iter().take_while(|d| **d == 0).count();
            digits.drain(..leading);
            while digits.len() <= DIGITS_OF_A_QUOTIENT {
                rest *= 10;
                let digit = (rest / over) as u8;
                if digit != 0 || !digits.is_empty() {
                    digits.push(digit);
                }
                rest %= over;
                exponent -= 1;
            }
            exponent += round(&mut digits);
        }
        Self::of(self.negative, digits, exponent)
    }

    /// The sum; `None` where the two are too far apart to be written out.
    pub fn plus(&self, other: &Self) -> Option<Self> {
        if self.sign() == 0 || other.sign() == 0 {
            return Some(if self.sign() == 0 { other } else { self }.clone());
        }
        let exponent = self.exponent.min(other.exponent);
        let top = self.magnitude().max(other.magnitude());
        if top - exponent > ADDED_APART_MAX {
            return None;
        }
        let width = (top - exponent) as usize;
        let laid = |of: &Self| {
            let mut digits = vec![0; width - (of.magnitude() - exponent) as usize];
            digits.extend(&of.digits);
            digits.resize(width, 0);
            digits
        };
        let (large, small) = match self.size(other) {
            Ordering::Less => (other, self),
            _ => (self, other),
        };
        let subtract = self.negative != other.negative;
        let mut carry = 0_i8;
        let mut sum: Vec<u8> = laid(large)
            .into_iter()
            .zip(laid(small))
            .rev()
            .map(|(a, b)| {
                let (a, b) = (a as i8, b as i8);
                let digit = carry + if subtract { a - b } else { a + b };
                carry = digit.div_euclid(10);
                digit.rem_euclid(10) as u8
            })
            .collect();
        if carry > 0 {
            sum.push(carry as u8);
        }
        sum.reverse();
        Some(Self::of(large.negative, sum, exponent))
    }

    /// The order of the absolute values: first by the place of the leading digit.
    fn size(&self, other: &Self) -> Ordering {
        self.magnitude()
            .cmp(&other.magnitude())
            .then_with(|| self.digits.cmp(&other.digits))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.sign(), other.sign()) {
            (x, y) if x != y => x.cmp(&y),
            (0, _) => Ordering::Equal,
            (1, _) => self.size(other),
            _ => other.size(self),
        }
    }
}

/// Plain digits where few zeros are needed for it, else with an exponent.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const ZEROS_MAX: i64 = 30;
        let digits: String = self.digits.iter().map(|d| char::from(b'0' + d)).collect();
        let sign = if self.negative { "-" } else { "" };
        let point = self.magnitude();
        if digits.is_empty() {
            f.write_str("0")
        } else if self.exponent > ZEROS_MAX || point < -ZEROS_MAX {
            write!(f, "{sign}{digits}e{}", self.exponent)
        } else if self.exponent >= 0 {
            write!(f, "{sign}{digits}{}", "0".repeat(self.exponent as usize))
        } else if point > 0 {
            let (whole, fraction) = digits.split_at(point as usize);
            write!(f, "{sign}{whole}.{fraction}")
        } else {
            write!(f, "{sign}0.{}{digits}", "0".repeat(-point as usize))
        }
    }
}

/// Digits times a number below 2^120.
fn multiplied(digits: &[u8], times: u128) -> Vec<u8> {
    let mut carry = 0_u128;
    let mut product: Vec<u8> = Vec::with_capacity(digits.len() + 37);
    for digit in digits.iter().rev() {
        carry += times * u128::from(*digit);
        product.push((carry % 10) as u8);
        carry /= 10;
    }
    while carry > 0 {
        product.push((carry % 10) as u8);
        carry /= 10;
    }
    product.reverse();
    product
}

/// Cuts to the digits of a quotient; by how many places the rest was moved.
fn round(digits: &mut Vec<u8>) -> i64 {
    let cut = digits.len().saturating_sub(DIGITS_OF_A_QUOTIENT);
    let up = cut > 0 && digits[DIGITS_OF_A_QUOTIENT] >= 5;
    digits.truncate(DIGITS_OF_A_QUOTIENT);
    if up {
        match digits.iter().rposition(|d| *d != 9) {
            Some(last) => {
                digits[last] += 1;
                digits[last + 1..].fill(0);
            }
            None => {
                digits.fill(0);
                digits.insert(0, 1);
            }
        }
    }
    cut as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).expect("a number")
    }

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

    #[test]
    fn a_number_is_printed_so_that_it_reads_as_itself() {
        for (written, printed) in [
            ("1.50", "1.5"),
            ("-0.00120", "-0.0012"),
            ("12e3", "12000"),
            ("-0", "0"),
            ("1e40", "1e40"),
            ("25e-50", "25e-50"),
            ("10", "10"),
        ] {
            assert_eq!(number(written).to_string(), printed);
            assert_eq!(number(printed), number(written));
        }
    }

    #[test]
    fn sums_are_exact() {
        for (a, b, sum) in [
            ("37.0", "273.15", "310.15"),
            ("-459.67", "459.67", "0"),
            ("0.1", "0.2", "0.3"),
            ("99.99", "0.01", "100"),
            ("-1", "0.001", "-0.999"),
            ("1", "-1000", "-999"),
            ("0", "5", "5"),
        ] {
            assert_eq!(number(a).plus(&number(b)), Some(number(sum)), "{a} + {b}");
            assert_eq!(number(b).plus(&number(a)), Some(number(sum)), "{b} + {a}");
        }
        assert_eq!(number("1e9000").plus(&number("1")), None);
    }

    /// A quotient that ends is exact; one that does not is the same for equal numbers, and keeps
    /// their order.
    #[test]
    fn a_quotient_is_exact_where_it_ends() {
        assert_eq!(number("60").scaled(1, 3, 0), number("20"));
        assert_eq!(
            number("60.0").scaled(1, 7, 0),
            number("6e1").scaled(1, 7, 0)
        );
        assert!(
            number("0.1").scaled(1, 3, 0)
                < number("0.1000000000000000000000000001").scaled(1, 3, 0)
        );
        assert_eq!(
            number("2").scaled(1, 3, 0).to_string(),
            format!("0.{}7", "6".repeat(59))
        );
        assert_eq!(
            number("-1").scaled(1, 3, 3).to_string(),
            format!("-333.{}", "3".repeat(57))
        );
        let long = format!("1.{}1", "0".repeat(5000));
        assert_eq!(
            number(&long).scaled(7, 1, -2),
            number(&format!("0.07{}7", "0".repeat(5000)))
        );
    }
}
