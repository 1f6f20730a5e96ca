//! How far one person's dates and clock times move.

/// No clock time moves by less: at the precision of a minute it would still stand as it came.
pub const CLOCK_SECONDS_MIN: i32 = 60;
/// Nor by more than six hours, so that what happened between six in the morning and six in the
/// evening, as most of what is recorded, stays on its moved day beside dates without a time.
pub const CLOCK_SECONDS_MAX: i32 = 21_600;

/// One person's constant: every date moves by the days, every clock time by the seconds on top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    pub days: i32,
    pub seconds: i32,
}

impl Shift {
    /// From two draws: days within ± the bound, seconds within ± six hours, neither of them 0. Both
    /// together stay within the bound.
    pub fn drawn(days_max: u32, days: u64, clock: u64) -> Self {
        let max = days_max.max(1);
        let days = nonzero(days, i64::from(max)) as i32;
        let reach = CLOCK_SECONDS_MAX - CLOCK_SECONDS_MIN + 1;
        let clock = nonzero(clock, i64::from(reach)) as i32;
        let seconds = clock + clock.signum() * (CLOCK_SECONDS_MIN - 1);
        let seconds = match days.unsigned_abs() == max {
            true => -days.signum() * seconds.abs(),
            false => seconds,
        };
        Self { days, seconds }
    }
}

/// 2·max outcomes without 0: −max … −1, 1 … max.
fn nonzero(draw: u64, max: i64) -> i64 {
    let n = (draw % (2 * max as u64)) as i64 - max;
    if n >= 0 { n + 1 } else { n }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_seconds_are_never_0_and_stay_within_the_bound() {
        for max in [1u32, 2, 30, 180] {
            let limit = i64::from(max) * 86_400;
            for n in 0..50_000u64 {
                let shift = Shift::drawn(max, n, n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 7);
                let clock = shift.seconds.abs();
                assert!(shift.days != 0 && shift.days.unsigned_abs() <= max);
                assert!((CLOCK_SECONDS_MIN..=CLOCK_SECONDS_MAX).contains(&clock));
                let whole = i64::from(shift.days) * 86_400 + i64::from(shift.seconds);
                assert!(whole.abs() <= limit, "{shift:?}");
            }
        }
    }
}
