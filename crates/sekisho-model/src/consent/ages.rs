//! A person's ages as a form asks for them: when a birthday falls, who must agree at which age.
//!
//! Ages are calendar ages on the local date and stop at death. An unknown birth date is a minor's:
//! such a person has reached every age at which more is asked, and never the age of own consent.

use super::Minor;
use crate::{Day, Instant, Zone};

#[derive(Clone, Copy)]
pub(super) struct Ages {
    pub birth: Option<Day>,
    pub death: Option<Instant>,
    pub zone: Zone,
}

/// The instants at which a form's rules for minors change, and where its hold period ends.
pub(super) struct Bands {
    /// From here the person's own signature is enough.
    pub adult: Instant,
    /// From here a proxy can no longer agree.
    pub own: Instant,
    /// From here the child must assent as well.
    pub assent: Instant,
    /// From here the child must sign as well.
    pub joint: Instant,
    /// What a proxy agreed to ends here.
    pub end: Instant,
}

impl Ages {
    pub fn bands(&self, minor: &Minor) -> Bands {
        let own = self.birthday(minor.own_consent_at_years);
        let asks = |years: Option<u32>| match (years, self.birth) {
            (None, _) => Instant::MAX,
            (Some(_), None) => Instant::MIN,
            (Some(years), Some(_)) => self.birthday(years),
        };
        Bands {
            adult: own.min(self.birthday(minor.under_years)),
            own,
            assent: asks(minor.assent_from_years),
            joint: asks(minor.joint_from_years),
            end: self.hold_end(minor, own),
        }
    }

    /// 00:00 of that birthday; `MAX` where it never comes.
    fn birthday(&self, years: u32) -> Instant {
        let Some(birth) = self.birth else {
            return Instant::MAX;
        };
        self.unless_dead(self.zone.midnight(birthday(birth, years)))
    }

    /// Death stops this clock as well: a hold that was running then does not end.
    fn hold_end(&self, minor: &Minor, own: Instant) -> Instant {
        match minor.hold {
            Some(hold) if own != Instant::MAX => self.unless_dead(hold.after(own, self.zone)),
            _ => own,
        }
    }

    fn unless_dead(&self, moment: Instant) -> Instant {
        if self.died_before(moment) {
            Instant::MAX
        } else {
            moment
        }
    }

    pub fn died_before(&self, moment: Instant) -> bool {
        self.death.is_some_and(|death| death < moment)
    }
}

/// Born on 29 February: in common years the birthday is 1 March.
fn birthday(birth: Day, years: u32) -> Day {
    let clipped = birth.add_months(years.min(200) as i32 * 12);
    if clipped.ymd().2 < birth.ymd().2 {
        Day(clipped.0 + 1)
    } else {
        clipped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_birthday_agrees_with_the_age_on_the_day_before_and_on_it() {
        for start in (-20_000..20_000)
            .step_by(7)
            .chain([Day::parse("2004-02-29").unwrap().0])
        {
            for years in [7, 16, 18, 20] {
                let day = birthday(Day(start), years);
                assert_eq!(day.age(Day(start)), years as i32);
                assert_eq!(Day(day.0 - 1).age(Day(start)), years as i32 - 1);
            }
        }
    }
}
