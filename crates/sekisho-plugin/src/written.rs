//! How a value of each type is written in a column, and whether an answer is written so.

use sekisho_model::Day;
use sekisho_model::plugin::PluginType;
use sekisho_model::profile::ArgumentValue;

/// A constant argument as it stands in its column: digits as in the policy, `true` and `false`,
/// `YYYY-MM-DD`.
pub fn argument(value: &ArgumentValue) -> String {
    match value {
        ArgumentValue::Text(text) => text.clone(),
        ArgumentValue::Number(digits) => digits.clone(),
        ArgumentValue::Bool(yes) => yes.to_string(),
        ArgumentValue::Date(day) => {
            let (year, month, date) = day.ymd();
            format!("{year:04}-{month:02}-{date:02}")
        }
    }
}

/// Whether these bytes are a value of the type.
pub fn is_of(kind: PluginType, value: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(value) else {
        return kind == PluginType::Image;
    };
    match kind {
        PluginType::Text | PluginType::Image => true,
        PluginType::Code => !text.is_empty() && text.trim() == text,
        PluginType::Date => is_date(text),
        PluginType::Decimal => is_number(text, true),
        PluginType::Integer => is_number(text, false),
        PluginType::Bool => matches!(text, "true" | "false"),
    }
}

/// Plain digits, without an exponent and without leading zeros.
fn is_number(text: &str, may_have_fraction: bool) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(|fraction| may_have_fraction && digits(fraction))
}

/// ISO 8601 as FHIR has it: a year, a month, a day, or a day with a time behind `T`.
fn is_date(text: &str) -> bool {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let part = |range: std::ops::Range<usize>| {
        let digits = date.get(range)?;
        digits.bytes().all(|c| c.is_ascii_digit()).then_some(())?;
        digits.parse::<u32>().ok()
    };
    let dash = |at: usize| date.as_bytes().get(at) == Some(&b'-');
    let day = match date.len() {
        4 => part(0..4).map(|y| (y, 1, 1)),
        7 if dash(4) => part(0..4).zip(part(5..7)).map(|(y, m)| (y, m, 1)),
        10 if dash(4) && dash(7) => part(0..4)
            .zip(part(5..7))
            .zip(part(8..10))
            .map(|((y, m), d)| (y, m, d)),
        _ => None,
    };
    let is_day = day.is_some_and(|(y, m, d)| y > 0 && Day::from_ymd(y as i32, m, d).is_some());
    let is_time = |time: &str| {
        date.len() == 10
            && time.len() >= 5
            && time
                .bytes()
                .all(|c| c.is_ascii_digit() || matches!(c, b':' | b'.' | b'+' | b'-' | b'Z'))
    };
    is_day && time.is_none_or(is_time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_has_one_way_of_being_written() {
        let ok = [
            (PluginType::Integer, "-12"),
            (PluginType::Integer, "0"),
            (PluginType::Decimal, "0.010"),
            (PluginType::Date, "2024"),
            (PluginType::Date, "2024-02-29"),
            (PluginType::Date, "2024-02-29T10:00:00+09:00"),
            (PluginType::Bool, "true"),
            (PluginType::Code, "C34.1"),
            (PluginType::Text, ""),
        ];
        for (kind, text) in ok {
            assert!(is_of(kind, text.as_bytes()), "{} {text}", kind.word());
        }
        let wrong = [
            (PluginType::Integer, "1.0"),
            (PluginType::Integer, "007"),
            (PluginType::Integer, ""),
            (PluginType::Decimal, "1e3"),
            (PluginType::Decimal, ".5"),
            (PluginType::Decimal, "1."),
            (PluginType::Date, "2023-02-29"),
            (PluginType::Date, "2024-2-9"),
            (PluginType::Date, "2024-02-29 seen by"),
            (PluginType::Date, "2024-02T10:00"),
            (PluginType::Bool, "True"),
            (PluginType::Code, " C34"),
        ];
        for (kind, text) in wrong {
            assert!(!is_of(kind, text.as_bytes()), "{} {text}", kind.word());
        }
        assert!(!is_of(PluginType::Text, b"\xff"));
        assert!(is_of(PluginType::Image, b"\xff"));
    }
}
