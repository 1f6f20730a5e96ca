//! What a rule of law carries beside what it says: the clause it rests on, whether one of us has
//! read that clause, and on which days it holds.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Day, Text};

/// A clause: `"個人情報保護法41条1項"`, or `"…" unverified` where nobody here has seen its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Cite {
    pub clause: String,
    pub unverified: bool,
}

/// A seen clause is its text alone, as bundles and reports have always had it.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Seen(String),
    Unseen { clause: String, unverified: bool },
}

impl From<Written> for Cite {
    fn from(written: Written) -> Self {
        match written {
            Written::Seen(clause) => Self::seen(clause),
            Written::Unseen { clause, unverified } => Self { clause, unverified },
        }
    }
}

impl From<Cite> for Written {
    fn from(cite: Cite) -> Self {
        match cite.unverified {
            false => Self::Seen(cite.clause),
            true => Self::Unseen {
                clause: cite.clause,
                unverified: true,
            },
        }
    }
}

impl Cite {
    pub fn seen(clause: impl Into<String>) -> Self {
        Self {
            clause: clause.into(),
            unverified: false,
        }
    }
}

/// For readers of either language; what nobody has seen says so wherever it is printed.
impl fmt::Display for Cite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.clause)?;
        match self.unverified {
            true => f.write_str("［原文未確認 / text not seen］"),
            false => Ok(()),
        }
    }
}

/// The clauses as a sentence quotes them.
pub fn clause(cites: &[Cite]) -> String {
    let each: Vec<String> = cites.iter().map(ToString::to_string).collect();
    each.join("、")
}

/// `note ja "…" en "…" cites "…"`: what a reader should know and no line can say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub says: Text,
    pub cites: Vec<Cite>,
}

/// On which days a standard, a basis or a preset holds, and what was there before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    #[serde(default, skip_serializing_if = "Force::is_always")]
    pub force: Force,
    /// `replaces NAME`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// `running studies may stay`: a study that is open on its last day may go on under it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub running_stay: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// Nothing said: it holds on every day.
    #[default]
    Always,
    /// `in force from D [until D]`: both days count.
    Between { from: Day, until: Option<Day> },
    /// `not yet in force`: enacted, and no day is set.
    NotYet,
}

impl Force {
    fn is_always(&self) -> bool {
        *self == Self::Always
    }

    /// First and last day; `None` for one that holds on no day.
    pub fn days(self) -> Option<Days> {
        match self {
            Self::Always => Some(Days::ALL),
            Self::Between { from, until } => Some(Days {
                from: Some(from),
                until,
            }),
            Self::NotYet => None,
        }
    }
}

impl Validity {
    pub fn is_always(&self) -> bool {
        self.force == Force::Always
    }

    /// The days on which a study that runs on these days may rest on it. Running means open on its
    /// last day: a study that had ended before, or that begins after, comes under the next version.
    pub fn days(&self, study: &[Days]) -> Option<Days> {
        let days = self.force.days()?;
        let runs = |last: Day| study.iter().any(|open| open.holds(last));
        let stays = self.running_stay && days.until.is_some_and(runs);
        Some(match stays {
            true => Days {
                until: None,
                ..days
            },
            false => days,
        })
    }
}

/// A stretch of days, both ends counting; an open end is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Days {
    pub from: Option<Day>,
    pub until: Option<Day>,
}

impl Days {
    pub const ALL: Self = Self {
        from: None,
        until: None,
    };

    /// Whether the two share a day.
    pub fn meets(self, other: Self) -> bool {
        let before = |until: Option<Day>, from: Option<Day>| {
            until.is_some_and(|until| from.is_some_and(|from| until < from))
        };
        !before(self.until, other.from) && !before(other.until, self.from)
    }

    pub fn holds(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// What a profile rests on: the standard or preset that it names, or one that was in force before
/// or after it, as long as the profile meets that one too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rests {
    /// As the profile names it.
    pub on: String,
    pub versions: Vec<Version>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub name: String,
    pub validity: Validity,
}

impl Rests {
    pub fn is_always(&self) -> bool {
        self.versions.iter().any(|v| v.validity.is_always())
    }

    /// The stretches of days on which one of the versions holds for a study that runs on these.
    pub fn days(&self, study: &[Days]) -> Vec<Days> {
        let versions = self.versions.iter();
        versions
            .filter_map(|version| version.validity.days(study))
            .collect()
    }
}

/// The first day of `of` that no stretch holds; a stretch without a beginning is asked from its end.
pub fn first_gap(stretches: &[Days], of: Days) -> Option<Day> {
    let mut at = of.from.or(of.until)?;
    loop {
        if of.until.is_some_and(|until| until < at) {
            return None;
        }
        let holding = stretches.iter().filter(|days| days.holds(at));
        match holding
            .map(|days| days.until)
            .max_by_key(|end| end.map_or(i64::MAX, |d| i64::from(d.0)))
        {
            None => return Some(at),
            Some(None) => return None,
            Some(Some(end)) => at = Day(end.0.saturating_add(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn version(from: &str, until: Option<&str>, running_stay: bool) -> Version {
        Version {
            name: from.to_owned(),
            validity: Validity {
                force: Force::Between {
                    from: day(from),
                    until: until.map(day),
                },
                replaces: None,
                running_stay,
            },
        }
    }

    fn days(from: &str, until: &str) -> Days {
        Days {
            from: Some(day(from)),
            until: Some(day(until)),
        }
    }

    /// The first day of a study's approvals on which none of the versions holds.
    fn gap(versions: Vec<Version>, approvals: &[(&str, &str)]) -> Option<Day> {
        let rests = Rests {
            on: "x".into(),
            versions,
        };
        let study: Vec<Days> = approvals.iter().map(|(a, b)| days(a, b)).collect();
        first_gap(&rests.days(&study), *study.last().expect("an approval"))
    }

    #[test]
    fn the_law_of_the_day_holds_and_a_day_between_two_laws_has_none() {
        let old = || version("2023-07-01", Some("2026-11-30"), false);
        let new = |from| version(from, None, false);
        let asked = |versions| gap(versions, &[("2026-02-10", "2029-03-31")]);
        assert_eq!(asked(vec![old(), new("2026-12-01")]), None);
        assert_eq!(asked(vec![new("2026-12-01"), old()]), None);
        assert_eq!(asked(vec![old()]), Some(day("2026-12-01")));
        assert_eq!(
            asked(vec![old(), new("2026-12-03")]),
            Some(day("2026-12-01"))
        );
        assert_eq!(asked(vec![new("2026-12-01")]), Some(day("2026-02-10")));
    }

    #[test]
    fn a_study_that_runs_when_the_old_one_ends_may_stay_and_no_other() {
        let asked = |approvals: &[(&str, &str)]| {
            let old = vec![version("2023-07-01", Some("2026-11-30"), true)];
            gap(old, approvals)
        };
        assert_eq!(asked(&[("2026-11-30", "2029-03-31")]), None);
        // Renewed without a day between.
        let renewed = [("2023-08-01", "2026-12-31"), ("2027-01-01", "2029-03-31")];
        assert_eq!(asked(&renewed), None);
        assert_eq!(
            asked(&[("2026-12-01", "2029-03-31")]),
            Some(day("2026-12-01"))
        );
        // An approval that had ended by then makes nothing run.
        let ended = [("2023-08-01", "2026-11-29"), ("2027-01-01", "2029-03-31")];
        assert_eq!(asked(&ended), Some(day("2027-01-01")));
    }

    #[test]
    fn a_clause_nobody_saw_says_so_and_a_seen_one_is_written_as_ever() {
        let seen = Cite::seen("法1条");
        assert_eq!(serde_json::to_string(&seen).unwrap(), "\"法1条\"");
        let unseen = Cite {
            unverified: true,
            ..seen
        };
        let json = serde_json::to_string(&unseen).unwrap();
        assert_eq!(serde_json::from_str::<Cite>(&json).unwrap(), unseen);
        assert!(unseen.to_string().contains("未確認"));
    }
}
