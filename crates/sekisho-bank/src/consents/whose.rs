//! Whom a `patient_id` names: a number finds whoever had it on the day, and nobody by guessing.
//!
//! What widens needs one person who certainly had the number that day. What narrows is never
//! refused for an old number: it counts for whoever may have meant it, since a no that is kept from
//! somebody lets their data leave, and one too many can be taken back by stewards.

use std::collections::BTreeMap;

use sekisho_model::identity::Subject;
use sekisho_model::{Day, Instant, Interval, Text, Zone};
use sekisho_store::{HeldNumber, Store};

use crate::error::BankError;

/// What the bank knows of one `patient_id`.
#[derive(Clone)]
pub(crate) struct Named {
    /// The person whose Patient record has this id.
    record: Option<Subject>,
    numbers: Vec<HeldNumber>,
}

/// Why a number finds nobody.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nobody {
    /// No patient ever had it.
    Unknown,
    /// Two people had it at some time.
    TwoPeople,
    /// An earlier version of the record had it: it was a slip.
    Corrected,
    /// The person had it, but not on that day.
    NotThatDay,
    /// The person had it, and whether on that day can't be told.
    Unsure,
}

/// Asked once per name.
#[derive(Default)]
pub(crate) struct People {
    found: BTreeMap<String, Named>,
}

impl People {
    pub async fn named(&mut self, store: &Store, id: &str) -> Result<Named, BankError> {
        if let Some(known) = self.found.get(id) {
            return Ok(known.clone());
        }
        let named = Named::find(store, id).await?;
        self.found.insert(id.to_owned(), named.clone());
        Ok(named)
    }
}

impl Named {
    pub async fn find(store: &Store, id: &str) -> Result<Self, BankError> {
        Ok(Self {
            record: store.patient_with_id(id).await?,
            numbers: store.numbers_like(id).await?,
        })
    }

    /// Everybody who ever had it.
    pub fn ever(&self) -> Vec<Subject> {
        let held = self.numbers.iter().map(|held| held.subject);
        let mut people: Vec<Subject> = held.chain(self.record).collect();
        people.sort();
        people.dedup();
        people
    }

    /// The one person who certainly had it at that moment.
    pub fn at(&self, moment: Instant, zone: Zone) -> Result<Subject, Nobody> {
        let one = self.one()?;
        if self.record == Some(one) {
            return Ok(one);
        }
        let mut current = self.numbers.iter().filter(|held| held.current).peekable();
        if current.peek().is_none() {
            return Err(Nobody::Corrected);
        }
        let day = zone.day_of(moment);
        let held: Vec<Held> = current.map(|held| held_on(held, day, zone)).collect();
        match held {
            held if held.contains(&Held::Surely) => Ok(one),
            held if held.contains(&Held::Perhaps) => Err(Nobody::Unsure),
            _ => Err(Nobody::NotThatDay),
        }
    }

    /// The one person who has it now.
    pub fn now(&self) -> Result<Subject, Nobody> {
        let one = self.one()?;
        let has = |held: &&HeldNumber| held.current && !held.old;
        match self.record == Some(one) || self.numbers.iter().any(|held| has(&held)) {
            true => Ok(one),
            false => Err(Nobody::Corrected),
        }
    }

    fn one(&self) -> Result<Subject, Nobody> {
        match self.ever()[..] {
            [one] => Ok(one),
            [] => Err(Nobody::Unknown),
            [_, _, ..] => Err(Nobody::TwoPeople),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    Surely,
    Perhaps,
    No,
}

/// A partial date says no more than it says, and one that can't be read says nothing.
fn held_on(held: &HeldNumber, day: Day, zone: Zone) -> Held {
    let days = |text: &str| match text {
        "" => Some(None),
        text => Interval::parse(text, zone).map(|interval| Some(interval.days(zone))),
    };
    let (Some(start), Some(end)) = (days(&held.starts), days(&held.ends)) else {
        return Held::Perhaps;
    };
    let outside =
        start.is_some_and(|(first, _)| day < first) || end.is_some_and(|(_, last)| day > last);
    let inside =
        start.is_none_or(|(_, last)| last <= day) && end.is_none_or(|(first, _)| day <= first);
    match (outside, inside) {
        (true, _) => Held::No,
        // An old number without an end: it ended some day.
        (false, true) if !held.old || end.is_some() => Held::Surely,
        (false, _) => Held::Perhaps,
    }
}

/// What stewards are asked about a no that found several people.
pub(crate) fn for_several(people: usize) -> Text {
    Text::new(
        format!(
            "撤回・不同意・拒否の patient_id に合う患者が {people} 人います（以前この番号だった人を含みます）。全員に効かせました。誰のものか確かめ、違う人の分は `sekisho consent void` で取り消してください"
        ),
        format!(
            "a withdrawal, refusal or objection names a patient_id that {people} patients have or had; it counts for all of them. Find out whose it is, and void the others with `sekisho consent void`"
        ),
    )
}

impl Nobody {
    /// Somebody has to look: the number is known, and it does not say whose it is.
    pub fn asks(self) -> bool {
        self != Self::Unknown
    }

    pub fn text(self) -> Text {
        match self {
            Self::Unknown => Text::new(
                "patient_id に合う患者がいません。資源 ID か識別子の値をそのまま書いてください",
                "no patient has this patient_id; write a resource id or an identifier value exactly as it stands",
            ),
            Self::TwoPeople => Text::new(
                "patient_id に合う患者が二人以上います（以前この番号だった人を含みます）。データ管理者に確かめ、資源 ID（Patient/…）で書いてください",
                "more than one patient has this patient_id, or had it before; ask a data steward and write the resource id (Patient/…)",
            ),
            Self::Corrected => Text::new(
                "patient_id に合う患者がいません。この番号は訂正されて、今は誰のものでもありません。データ管理者に確かめ、資源 ID（Patient/…）で書いてください",
                "no patient has this patient_id any more: it was corrected away; ask a data steward and write the resource id (Patient/…)",
            ),
            Self::NotThatDay => Text::new(
                "その日に patient_id がこの番号だった患者がいません。日付を確かめるか、データ管理者に確かめて資源 ID（Patient/…）で書いてください",
                "no patient has this patient_id on that day; check the date, or ask a data steward and write the resource id (Patient/…)",
            ),
            Self::Unsure => Text::new(
                "その日に patient_id がこの番号だったか、記録からはわかりません（use: old に終わりの日がないなど）。データ管理者に確かめ、資源 ID（Patient/…）で書いてください",
                "whether the patient had this patient_id on that day can't be told from the record (an old number without an end, or a partial date); ask a data steward and write the resource id (Patient/…)",
            ),
        }
    }
}
