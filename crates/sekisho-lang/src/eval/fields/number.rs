//! Written numbers by hand: digits and a place for the point. No floating point, no clever steps.

use std::cmp::Ordering;

use super::super::decimal::compare;
use crate::native::DIGITS_MAX;

/// The value as it came; the bound where it is above.
pub fn cap(value: &str, bound: &str) -> Option<String> {
    plain(value)?;
    Some(match compare(value, bound)? {
        Ordering::Greater => bound.to_owned(),
        Ordering::Less | Ordering::Equal => value.to_owned(),
    })
}

/// The interval it lies in, its lower bound inside, its upper bound outside.
pub fn band(value: &str, bounds: &[String]) -> Option<String> {
    plain(value)?;
    let below = |bound: &String| compare(value, bound).map(Ordering::is_lt);
    let (first, last) = (bounds.first()?, bounds.last()?);
    if below(first)? {
        return Some(format!("<{first}"));
    }
    for pair in bounds.windows(2) {
        if below(&pair[1])? {
            return Some(format!("{}-<{}", pair[0], pair[1]));
        }
    }
    Some(format!(">={last}"))
}

/// The nearest multiple of the step, halves away from zero, with as many decimals as the step.
pub fn round(value: &str, step: &str) -> Option<String> {
    let (negative, whole, fraction) = plain(value)?;
    let (_, step_whole, step_fraction) = plain(step)?;
    let places = fraction.len().max(step_fraction.len());
    let scaled = |whole: &str, fraction: &str| -> Option<u128> {
        let digits = format!("{whole}{fraction:0<places$}");
        (digits.trim_start_matches('0').len() <= DIGITS_MAX).then_some(())?;
        digits.parse().ok()
    };
    let (value, unit) = (
        scaled(&whole, &fraction)?,
        scaled(&step_whole, &step_fraction)?,
    );
    if unit == 0 {
        return None;
    }
    let (times, rest) = (value / unit, value % unit);
    let times = if rest * 2 >= unit { times + 1 } else { times };
    let result = (times * unit).to_string();
    let result = format!("{result:0>width$}", width = places + 1);
    let (whole, decimals) = result.split_at(result.len() - places);
    let decimals = &decimals[..step_fraction.len()];
    let sign = if negative && times > 0 { "-" } else { "" };
    Some(match decimals {
        "" => format!("{sign}{whole}"),
        decimals => format!("{sign}{whole}.{decimals}"),
    })
}

/// Sign, digits before and after the point, an exponent written out; nothing where it is no number
/// of JSON or has more digits than a measurement has.
fn plain(text: &str) -> Option<(bool, String, String)> {
    compare(text, "0")?;
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    (whole.len() + fraction.len() <= DIGITS_MAX).then_some(())?;
    let mut digits = format!("{whole}{fraction}");
    let mut point = whole.len() as i64 + exponent;
    if exponent.unsigned_abs() > DIGITS_MAX as u64 {
        return None;
    }
    while point < 0 {
        digits.insert(0, '0');
        point += 1;
    }
    while (digits.len() as i64) < point {
        digits.push('0');
    }
    let (whole, fraction) = digits.split_at(point as usize);
    let whole = whole.trim_start_matches('0');
    (whole.len() <= DIGITS_MAX && fraction.len() <= DIGITS_MAX).then_some(())?;
    Some((negative, format!("0{whole}"), fraction.to_owned()))
}
