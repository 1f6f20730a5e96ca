//! Decimals as sortable keys: comparing two keys byte by byte compares the numbers exactly, however
//! many digits they have. `1.10` and `1.1` have the same key.

use std::cmp::Ordering;

use sekisho_model::measure::End;

/// The key of a JSON number; `None` when it is none, or its exponent is beyond all measure.
pub(crate) fn key(digits: &str) -> Option<Vec<u8>> {
    let (negative, rest) = match digits.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, digits),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = || whole.bytes().chain(fraction.bytes());
    if all().next().is_none() || !all().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let zeros = all().take_while(|b| *b == b'0').count();
    let significant: Vec<u8> = all().skip(zeros).collect();
    let end = significant
        .iter()
        .rposition(|b| *b != b'0')
        .map_or(0, |last| last + 1);
    if end == 0 {
        return Some(vec![1]);
    }
    // The number is 0.d₁d₂… × 10^magnitude with d₁ ≠ 0.
    let magnitude = i64::from(exponent) + whole.len() as i64 - zeros as i64;
    let magnitude = i16::try_from(magnitude).ok()?;
    let mut key = vec![2];
    key.extend(((i32::from(magnitude) + 0x8000) as u16).to_be_bytes());
    key.extend(&significant[..end]);
    if negative {
        key[0] = 0;
        key[1..].iter_mut().for_each(|byte| *byte = !*byte);
        // A longer negative number is the smaller one: end above every complemented digit.
        key.push(0xff);
    }
    Some(key)
}

/// The key of an end of a range: between the keys of the numbers below and above. A number's own end
/// and the plain key of it are two kinds, and never compared with each other.
pub(crate) fn end_key(end: &End) -> Option<Vec<u8>> {
    let (number, side) = match end {
        End::Lowest => return Some(Vec::new()),
        End::Highest => return Some(vec![3]),
        End::At(number, side) => (number, side),
    };
    let mut key = key(&number.to_string())?;
    // Behind a positive number's digits ('0' = 0x30 and above) whatever is smaller; behind a
    // negative one's, complemented, whatever is larger.
    let negative = number.sign() < 0;
    if negative {
        key.pop();
    }
    key.push(match (side, negative) {
        (Ordering::Less, false) => 0x08,
        (Ordering::Equal, false) => 0x10,
        (Ordering::Greater, false) => 0x18,
        (Ordering::Less, true) => 0xe8,
        (Ordering::Equal, true) => 0xf0,
        (Ordering::Greater, true) => 0xf8,
    });
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_like_the_numbers_and_equal_numbers_have_one_key() {
        let sorted = [
            "-1e30",
            "-123.45",
            "-123.4",
            "-10",
            "-9.99",
            "-1.5",
            "-1.05",
            "-1",
            "-0.11",
            "-0.1",
            "-0.099",
            "-1e-20",
            "0",
            "1e-20",
            "0.010",
            "0.0101",
            "0.1",
            "0.11",
            "1",
            "1.05",
            "1.1",
            "9",
            "10",
            "10.000000000000000001",
            "123.4",
            "1e30",
        ];
        for pair in sorted.windows(2) {
            assert!(key(pair[0]) < key(pair[1]), "{} < {}", pair[0], pair[1]);
        }
        for (left, right) in [
            ("1.10", "1.1"),
            ("0", "-0.00"),
            ("100", "1e2"),
            ("0.01", "1E-2"),
            ("-2.50", "-25e-1"),
            ("007", "7"),
        ] {
            assert_eq!(key(left), key(right), "{left} = {right}");
        }
        for bad in ["", "-", "x", "1e", "1e99999", ".", "1.2.3"] {
            assert_eq!(key(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_ends_of_ranges_sort_between_the_numbers() {
        use sekisho_model::decimal::Decimal;
        let numbers = [
            "-10", "-1.25", "-1.2", "-1", "-0.01", "0", "0.01", "1", "1.2", "1.25", "10",
        ];
        let at = |text: &str, side| {
            let number = Decimal::parse(text).expect("a number");
            end_key(&End::At(number, side)).expect("a key")
        };
        let mut keys = vec![end_key(&End::Lowest).expect("a key")];
        for number in numbers {
            keys.extend(
                [Ordering::Less, Ordering::Equal, Ordering::Greater].map(|s| at(number, s)),
            );
        }
        keys.push(end_key(&End::Highest).expect("a key"));
        for pair in keys.windows(2) {
            assert!(pair[0] < pair[1], "{pair:?}");
        }
    }
}
