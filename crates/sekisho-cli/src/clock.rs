//! The clock, at the rim: the only place that asks what time it is.

use sekisho_model::Instant;
use sekisho_model::time::{Zone, parse_moment};

/// Now, or `SEKISHO_NOW` (a day or an instant) in a bank made with `--test-clock`.
pub fn now(test_clock: bool, zone: Zone) -> Result<Instant, String> {
    match std::env::var("SEKISHO_NOW") {
        Ok(text) if test_clock => {
            parse_moment(&text, zone).ok_or_else(|| format!("SEKISHO_NOW={text} is no date"))
        }
        _ => Ok(system()),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the rim of the program; everything below takes `now` as an argument"
)]
fn system() -> Instant {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    Instant(since.as_millis() as i64)
}
