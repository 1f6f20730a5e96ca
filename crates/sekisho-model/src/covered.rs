//! What of one person's records a use may rest on: which records may be looked at at all, and over
//! which time a look sees everything there is.
//!
//! Whoever decides fills it in, class by class; a cohort only asks. A record that may not be used
//! is not a record that isn't there: `usable` says whether one may count, `whole` whether its
//! absence may.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::oncology::{DataModel, View};
use crate::record::Collected;
use crate::{DataClass, Day, Instant, Zone};

/// By class; a class that is not here is not covered.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Covered(pub BTreeMap<DataClass, ClassCovered>);

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClassCovered {
    /// Records of types without a collection date.
    pub timeless: bool,
    /// Records whose date is missing.
    pub undated: bool,
    /// A dated record may be used if one of these takes both its ends.
    pub dated: Vec<Ends>,
    /// A sealed record is judged as any other; else none of them may be used.
    pub sealed: bool,
    /// From the first instant, until before the second, every dated record may be used. They
    /// neither touch nor overlap, and ascend.
    pub whole: Vec<(Instant, Instant)>,
}

/// Where a record's collected interval may begin and end; all four are included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ends {
    pub from: (Instant, Instant),
    pub until: (Instant, Instant),
}

/// The days over which a view shows everything there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WholeDays {
    /// First and last day of each stretch; `Day::MIN` and `Day::MAX` are without bound.
    pub days: Vec<(Day, Day)>,
    /// Also of what has no date.
    pub undated: bool,
}

impl Covered {
    pub fn usable(&self, class: &DataClass, collected: Collected) -> bool {
        self.0.get(class).is_some_and(|of| of.usable(collected))
    }

    pub fn is_empty(&self) -> bool {
        self.0.values().all(ClassCovered::is_empty)
    }

    /// Over which days a view shows everything: of every class that its records can have.
    pub fn whole(&self, model: &DataModel, view: &View, zone: Zone) -> WholeDays {
        let nothing = ClassCovered::default();
        let mut whole = WholeDays {
            days: vec![(Day::MIN, Day::MAX)],
            undated: true,
        };
        for (class, timeless) in model.classes_of(view) {
            let of = self.0.get(class).unwrap_or(&nothing);
            match timeless {
                true if of.timeless => {}
                true => return WholeDays::default(),
                false => {
                    whole.undated &= of.undated;
                    whole.days = both(&whole.days, &of.whole_days(zone));
                }
            }
        }
        whole
    }
}

impl ClassCovered {
    fn usable(&self, collected: Collected) -> bool {
        match collected {
            Collected::Timeless => self.timeless,
            Collected::Undated => self.undated,
            Collected::Between(from, until) => self.dated.iter().any(|ends| {
                (ends.from.0..=ends.from.1).contains(&from)
                    && (ends.until.0..=ends.until.1).contains(&until)
            }),
        }
    }

    fn is_empty(&self) -> bool {
        !self.timeless && !self.undated && self.dated.is_empty()
    }

    /// A day that is not whole is none.
    fn whole_days(&self, zone: Zone) -> Vec<(Day, Day)> {
        let days = self.whole.iter().map(|(from, until)| {
            let first = match *from {
                Instant::MIN => Day::MIN,
                from => match zone.day_of(from) {
                    day if zone.midnight(day) == from => day,
                    day => Day(day.0 + 1),
                },
            };
            let last = match *until {
                Instant::MAX => Day::MAX,
                until => Day(zone.day_of(until).0 - 1),
            };
            (first, last)
        });
        days.filter(|(first, last)| first <= last).collect()
    }
}

impl WholeDays {
    /// Everything of these days is seen. An empty stretch asks for nothing.
    pub fn holds(&self, first: Day, last: Day) -> bool {
        first > last || self.days.iter().any(|(a, b)| *a <= first && last <= *b)
    }
}

/// The days that lie in one of each.
fn both(a: &[(Day, Day)], b: &[(Day, Day)]) -> Vec<(Day, Day)> {
    let pairs = a
        .iter()
        .flat_map(|one| b.iter().map(move |other| (one, other)));
    let joint = pairs.map(|(one, other)| (one.0.max(other.0), one.1.min(other.1)));
    let mut joint: Vec<_> = joint.filter(|(first, last)| first <= last).collect();
    joint.sort();
    joint
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn a_day_that_begins_or_ends_uncovered_is_not_whole() {
        let zone = Zone::TOKYO;
        let noon = |text| Instant(zone.midnight(day(text)).0 + 12 * 3_600_000);
        let of = ClassCovered {
            whole: vec![
                (Instant::MIN, noon("2020-03-02")),
                (zone.midnight(day("2020-04-01")), noon("2020-04-10")),
                (noon("2020-05-01"), Instant::MAX),
            ],
            ..ClassCovered::default()
        };
        let days = of.whole_days(zone);
        assert_eq!(
            days,
            [
                (Day::MIN, day("2020-03-01")),
                (day("2020-04-01"), day("2020-04-09")),
                (day("2020-05-02"), Day::MAX),
            ]
        );
    }

    #[test]
    fn two_classes_are_whole_where_both_are() {
        let a = [(Day::MIN, Day(10)), (Day(20), Day(30))];
        let b = [(Day(5), Day(25))];
        assert_eq!(both(&a, &b), [(Day(5), Day(10)), (Day(20), Day(25))]);
    }
}
