//! Which quantities are somebody's age.

use std::sync::LazyLock;

const CODES: &str = include_str!("../../../../dsl/dates/ages.tsv");

/// The codes that say so, whatever the system: no other shipped system writes one alike.
pub fn age_codes() -> &'static [&'static str] {
    static ALL: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let lines = CODES.lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.split('\t').nth(1)).collect()
    });
    &ALL
}

/// Blanks around a code and its case say nothing.
pub fn is_age_code(code: &str) -> bool {
    age_codes()
        .iter()
        .any(|known| known.eq_ignore_ascii_case(code.trim()))
}

/// A written quantity in years, by the unit's code or symbol; without one it counts years.
pub fn in_years(value: &str, unit: Option<&str>) -> Option<f64> {
    let value: f64 = value.trim().parse().ok()?;
    let per_year = match unit.unwrap_or("a").trim().to_ascii_lowercase().as_str() {
        "mo" | "month" | "months" | "か月" | "ヶ月" | "月" => 12.0,
        "wk" | "week" | "weeks" | "週" => 52.178,
        "d" | "day" | "days" | "日" => 365.25,
        "h" | "hour" | "hours" | "時間" => 8766.0,
        "min" => 525_960.0,
        _ => 1.0,
    };
    Some(value / per_year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_counted_in_years() {
        assert!(is_age_code(" 30525-0 ") && !is_age_code("718-7"));
        assert_eq!(in_years("94", Some("a")), Some(94.0));
        assert_eq!(in_years("1128", Some("mo")), Some(94.0));
        assert_eq!(in_years("94", None), Some(94.0));
        assert_eq!(in_years("x", None), None);
    }
}
