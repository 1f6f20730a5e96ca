//! Chance that can be repeated, and time that ends: what attacks that grow by themselves draw from.
//!
//! `SEKISHO_SEED=N` repeats a run, `SEKISHO_SEED=new` draws by the clock, `SEKISHO_SECONDS=N` gives it
//! longer. Without a seed it is drawn from the change log: every piece of work is searched anew, and
//! one commit alike wherever it is tested, so that what is red stays red. Each run says its seed.

use std::fmt::Arguments;
use std::io::Write as _;
use std::time::{Duration, Instant, SystemTime};

/// SplitMix64: small, the same everywhere.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `end`; 0 where that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.draw() % end.max(1) as u64) as usize
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// # Panics
    /// On nothing to choose from.
    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// The seed of this run, said at its beginning.
#[expect(
    clippy::disallowed_methods,
    reason = "a seed of its own for a run that asks for one; it is printed"
)]
pub fn seed(of: &str) -> u64 {
    let by_clock = || {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        since.map_or(1, |since| since.as_secs())
    };
    let seed = match std::env::var("SEKISHO_SEED") {
        Ok(word) if word == "new" => by_clock(),
        _ => number("SEKISHO_SEED").unwrap_or_else(of_this_work),
    };
    say(format_args!("{of}: SEKISHO_SEED={seed}"));
    seed
}

/// FNV-1a of the change log.
fn of_this_work() -> u64 {
    let log = include_bytes!("../../CHANGELOG.md");
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    log.iter().fold(0xcbf2_9ce4_8422_2325, step) % 1_000_000_000
}

/// How long a search goes on.
pub struct Budget {
    end: Instant,
}

impl Budget {
    /// `share` of `SEKISHO_SECONDS`, or of these seconds.
    #[expect(
        clippy::disallowed_methods,
        reason = "how long to search is the one thing here that a clock decides"
    )]
    pub fn new(seconds: u64, share: f64) -> Self {
        let whole = number("SEKISHO_SECONDS").unwrap_or(seconds);
        let end = Instant::now() + Duration::from_secs(whole).mul_f64(share);
        Self { end }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "how long to search is the one thing here that a clock decides"
    )]
    pub fn is_spent(&self) -> bool {
        Instant::now() >= self.end
    }
}

/// A line that is seen although the test passes.
pub fn say(line: Arguments<'_>) {
    // Nobody may be listening.
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name}={text} is no number")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_draws_one_row() {
        let row = |seed| {
            let mut chance = Chance::new(seed);
            [chance.below(1000), chance.below(1000), chance.below(1000)]
        };
        assert_eq!(row(7), row(7));
        assert_ne!(row(7), row(8));
    }
}
