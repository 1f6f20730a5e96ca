//! Records whose dates no policy and no consent can tell apart share one decision.
//!
//! Between two neighbouring cut points every comparison with a date has one answer. A record's
//! date therefore counts only by where its two ends stand among the cut points: on one, or between.

use sekisho_model::record::Collected;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Bucket {
    Timeless,
    Undated,
    /// The places of `from` and `until`: odd = on a cut point, even = between two.
    Between(u32, u32),
}

impl Bucket {
    /// `cuts` are sorted.
    pub fn of(collected: Collected, cuts: &[i64]) -> Self {
        match collected {
            Collected::Timeless => Self::Timeless,
            Collected::Undated => Self::Undated,
            Collected::Between(from, until) => {
                Self::Between(place(from.0, cuts), place(until.0, cuts))
            }
        }
    }
}

fn place(instant: i64, cuts: &[i64]) -> u32 {
    match cuts.binary_search(&instant) {
        Ok(at) => 2 * at as u32 + 1,
        Err(at) => 2 * at as u32,
    }
}
