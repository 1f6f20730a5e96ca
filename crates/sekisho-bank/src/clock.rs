//! The bank's time, and the stewards' word about it.
//!
//! Entries move it forward by a week at most (`model::book::BankTime`). A longer step is confirmed
//! by a steward; a bank that believes a later day than today's is set right by a steward and a
//! second person. Both are entries, and neither changes one that stands.

use sekisho_model::book::{ClockConfirmed, ClockSetBack};
use sekisho_model::{Instant, Text, Zone};
use serde::Serialize;

use crate::bank::Bank;
use crate::error::BankError;

/// The clock beside the bank's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Clock {
    pub now: Instant,
    /// The last entry that moved the bank's time.
    pub last: Instant,
    /// More than a week past it, and nobody has confirmed it.
    pub far: bool,
}

impl Clock {
    /// The bank believes a later moment than the clock's.
    pub fn is_behind(&self) -> bool {
        self.now < self.last
    }

    pub fn days_between(&self) -> i64 {
        (self.now.0 - self.last.0).abs() / 86_400_000
    }

    /// What somebody at the desk should know; `None` where the two agree.
    pub fn says(&self, zone: Zone) -> Option<Text> {
        let (last, days) = (zone.day_of(self.last), self.days_between());
        if self.far {
            return Some(Text::new(
                format!(
                    "時計は最後の記帳（{last}）より {days} 日進んでいます。待機期間や開始日のように時がたてば開くものは、データ管理者が時計を確かめて `sekisho bank clock BANK confirm` とするまで開きません"
                ),
                format!(
                    "the clock is {days} days past the last entry ({last}); what only time opens (waiting periods, first days) stays closed until a steward has looked at the clock and runs `sekisho bank clock BANK confirm`"
                ),
            ));
        }
        (self.is_behind() && days > 0).then(|| {
            Text::new(
                format!(
                    "この銀行の時は {last} まで進んでいて、時計は {days} 日遅れています。判断はすべて {last} として行われます。銀行の方が誤りなら、データ管理者が二人目と `sekisho bank clock BANK set-back` で直せます"
                ),
                format!(
                    "the bank's time has reached {last}, and the clock is {days} days before it; everything is decided as of {last}. If the bank is wrong, a steward and a second person set it right with `sekisho bank clock BANK set-back`"
                ),
            )
        })
    }
}

impl Bank {
    pub async fn clock(&self, now: Instant) -> Result<Clock, BankError> {
        let time = self.store.bank_time().await?;
        Ok(Clock {
            now,
            last: time.at().unwrap_or(now),
            far: time.is_far(now),
        })
    }

    /// A steward says that the clock is right. Returns the ledger's entry.
    pub async fn confirm_clock(
        &self,
        who: &str,
        why: &str,
        now: Instant,
    ) -> Result<i64, BankError> {
        self.steward_because(who, why).await?;
        let clock = self.clock(now).await?;
        if !clock.far {
            return Err(BankError::usage(
                "時計は最後の記帳から 7 日以内です。確かめるものはありません",
                "the clock is within seven days of the last entry; there is nothing to confirm",
            ));
        }
        let confirmed = ClockConfirmed {
            last: clock.last,
            days: clock.days_between(),
            justification: why.to_owned(),
        };
        self.note(who, confirmed, Vec::new(), now).await
    }

    /// A steward and a second person set the bank's time back to the clock's.
    pub async fn set_clock_back(
        &self,
        who: &str,
        second: &str,
        why: &str,
        now: Instant,
    ) -> Result<i64, BankError> {
        self.steward_because(who, why).await?;
        self.second(who, second).await?;
        let clock = self.clock(now).await?;
        if !clock.is_behind() {
            return Err(BankError::usage(
                "この銀行の時は時計より先に進んでいません。直すものはありません",
                "the bank's time is not past the clock; there is nothing to set right",
            ));
        }
        let set_back = ClockSetBack {
            from: clock.last,
            days: clock.days_between(),
            approved_by: second.to_owned(),
            justification: why.to_owned(),
        };
        self.note(who, set_back, Vec::new(), now).await
    }
}
