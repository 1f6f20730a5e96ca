//! The bank's time: what its entries say it is, whatever a clock says.

use super::{EntryKind, Kind};
use crate::Instant;

/// The time that a bank believes: the date of the last entry that moved it.
///
/// An entry moves it forward by a week at most, so that one command under a wrong clock does not
/// put the bank into another year; a longer step is a steward's word, an entry of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BankTime(Option<Instant>);

impl BankTime {
    /// The longest step that needs nobody's word: seven days.
    pub const STEP_MS_MAX: i64 = 7 * 24 * 60 * 60 * 1000;

    /// Before the first entry.
    pub const BEGINNING: Self = Self(None);

    /// What was kept beside the last entry.
    pub fn kept(at: Option<Instant>) -> Self {
        Self(at)
    }

    pub fn at(self) -> Option<Instant> {
        self.0
    }

    /// Whether this moment is further on than entries alone may go.
    pub fn is_far(self, now: Instant) -> bool {
        self.0
            .is_some_and(|at| now.0.saturating_sub(at.0) > Self::STEP_MS_MAX)
    }

    /// The date that an entry made now is given: the clock's, and never before the bank's time.
    pub fn date_of(self, kind: &Kind, now: Instant) -> Instant {
        match (kind.known(), self.0) {
            (Some(EntryKind::ClockSetBack), _) | (_, None) => now,
            (_, Some(at)) => now.max(at),
        }
    }

    /// After an entry of this kind and date. Whether a kind of a later version moves it nobody here
    /// can say, and what is not said moves nothing.
    #[must_use]
    pub fn after(self, kind: &Kind, at: Instant) -> Self {
        match kind.known() {
            Some(EntryKind::ClockConfirmed) => Self(self.0.max(Some(at))),
            Some(EntryKind::ClockSetBack) => Self(Some(at)),
            Some(kind) if kind.moves_time() && !self.is_far(at) => Self(self.0.max(Some(at))),
            Some(_) | None => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 60 * 60 * 1000;

    fn day(n: i64) -> Instant {
        Instant(n * DAY)
    }

    #[test]
    fn a_week_needs_no_word_and_more_does() {
        let time = BankTime::default().after(&EntryKind::BankInitialised.into(), day(100));
        assert_eq!(
            time.after(&EntryKind::Ingested.into(), day(107)).at(),
            Some(day(107))
        );
        assert_eq!(time.after(&EntryKind::Ingested.into(), day(108)), time);
        assert_eq!(time.after(&EntryKind::Permit.into(), day(40_000)), time);
        let confirmed = time.after(&EntryKind::ClockConfirmed.into(), day(40_000));
        assert_eq!(confirmed.at(), Some(day(40_000)));
        assert_eq!(
            confirmed
                .after(&EntryKind::ClockSetBack.into(), day(101))
                .at(),
            Some(day(101))
        );
    }

    #[test]
    fn refusals_and_looks_move_nothing() {
        let time = BankTime::default().after(&EntryKind::BankInitialised.into(), day(100));
        for kind in [
            EntryKind::Refusal,
            EntryKind::Explained,
            EntryKind::PatientPageRead,
            EntryKind::ConsentExported,
        ] {
            assert_eq!(time.after(&kind.into(), day(103)), time, "{kind:?}");
        }
    }
}
