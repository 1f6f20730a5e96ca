//! Whom a `patient_id` names: a number finds whoever had it on the day, and nobody by guessing.
//!
//! What widens needs one person who certainly had the number that day. What narrows is never
//! refused for an old number: it counts for whoever may have meant it, since a no that is kept from
//! somebody lets their data leave, and one too many can be taken back by stewards.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::identity::Subject;
use sekisho_model::source::Source;
use sekisho_model::{Day, Instant, Interval, Text, Zone};
use sekisho_store::{HeldNumber, Store};

use crate::error::BankError;

/// What the bank knows of one `patient_id`.
#[derive(Clone, Default)]
pub(crate) struct Named {
    /// The people whose Patient record has this id, one of each source.
    records: Vec<(Source, Subject)>,
    numbers: Vec<HeldNumber>,
}

/// Why a number finds nobody.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Nobody {
    /// No patient ever had it.
    Unknown,
    /// Two people had it at some time.
    TwoPeople,
    /// People of these sources have it.
    TwoSources(Vec<Source>),
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
    found: BTreeMap<(String, String), Result<Named, Text>>,
}

impl People {
    pub async fn named(
        &mut self,
        store: &Store,
        id: &str,
        source: &str,
    ) -> Result<Result<Named, Text>, BankError> {
        let asked = (id.to_owned(), source.to_owned());
        if let Some(known) = self.found.get(&asked) {
            return Ok(known.clone());
        }
        let named = Named::find(store, id, source).await?;
        self.found.insert(asked, named.clone());
        Ok(named)
    }
}

impl Named {
    /// `source`: whose id or number it is; empty: whoever's. `Err`: the bank has no such source.
    pub async fn find(
        store: &Store,
        id: &str,
        source: &str,
    ) -> Result<Result<Self, Text>, BankError> {
        let source = match source {
            "" => None,
            name => {
                let known = store.sources().await?;
                let Some(source) = Source::parse(name).filter(|one| known.contains(one)) else {
                    return Ok(Err(no_such_source(&known)));
                };
                Some(source)
            }
        };
        let mut numbers = store.numbers_like(id).await?;
        numbers.retain(|held| source.as_ref().is_none_or(|source| held.source == *source));
        Ok(Ok(Self {
            records: store.patients_with_id(id, source.as_ref()).await?,
            numbers,
        }))
    }

    /// The source's Patient record of this id alone, and no number that looks like it.
    pub async fn record(store: &Store, id: &str, source: &Source) -> Result<Self, BankError> {
        Ok(Self {
            records: store.patients_with_id(id, Some(source)).await?,
            numbers: Vec::new(),
        })
    }

    /// A number beside it: whoever of the source has it is meant as well. Under whatever system, where
    /// none is told.
    pub async fn also(
        &mut self,
        store: &Store,
        (system, number): (&str, &str),
        source: &Source,
    ) -> Result<(), BankError> {
        let mut held = store.numbers_like(number).await?;
        held.retain(|held| held.source == *source && (system.is_empty() || held.system == system));
        self.numbers.extend(held);
        Ok(())
    }

    /// Everybody who ever had it.
    pub fn ever(&self) -> Vec<Subject> {
        let held = self.numbers.iter().map(|held| held.subject);
        let records = self.records.iter().map(|(_, subject)| *subject);
        let mut people: Vec<Subject> = held.chain(records).collect();
        people.sort();
        people.dedup();
        people
    }

    /// The one person who certainly had it at that moment.
    pub fn at(&self, moment: Instant, zone: Zone) -> Result<Subject, Nobody> {
        let one = self.one()?;
        if self.has_record(one) {
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
        match self.has_record(one) || self.numbers.iter().any(|held| has(&held)) {
            true => Ok(one),
            false => Err(Nobody::Corrected),
        }
    }

    /// The one person who ever had it.
    pub fn one(&self) -> Result<Subject, Nobody> {
        match (&self.ever()[..], self.sources()) {
            ([one], _) => Ok(*one),
            ([], _) => Err(Nobody::Unknown),
            (_, sources) if sources.len() > 1 => Err(Nobody::TwoSources(sources)),
            _ => Err(Nobody::TwoPeople),
        }
    }

    fn has_record(&self, subject: Subject) -> bool {
        self.records.iter().any(|(_, of)| *of == subject)
    }

    /// Whose people have it, sorted.
    fn sources(&self) -> Vec<Source> {
        let records = self.records.iter().map(|(source, _)| source);
        let numbers = self.numbers.iter().map(|held| &held.source);
        let sources: BTreeSet<&Source> = records.chain(numbers).collect();
        sources.into_iter().cloned().collect()
    }

    /// What stewards are asked about a no that found several people.
    pub fn for_several(&self) -> Text {
        let people = self.ever().len();
        let text = for_several(people);
        match &self.sources()[..] {
            [] | [_] => text,
            sources => {
                let names = listed(sources);
                Text::new(
                    format!("{}（送り元: {names}）", text.ja),
                    format!("{} (sources: {names})", text.en),
                )
            }
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

fn listed(sources: &[Source]) -> String {
    let names: Vec<&str> = sources.iter().map(Source::name).collect();
    names.join(", ")
}

pub(super) fn no_such_source(known: &[Source]) -> Text {
    let names = listed(known);
    Text::new(
        format!("この名前の送り元は銀行にありません。あるのは {names} です"),
        format!("the bank has no source of this name; it has {names}"),
    )
}

fn for_several(people: usize) -> Text {
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
    pub fn asks(&self) -> bool {
        *self != Self::Unknown
    }

    pub fn text(&self) -> Text {
        match self {
            Self::TwoSources(sources) => {
                let names = listed(sources);
                Text::new(
                    format!(
                        "patient_id に合う患者が、二つ以上の送り元（{names}）にいます。表の source の列か --source で、または「送り元:id」と書いて、どちらかを示してください"
                    ),
                    format!(
                        "patients of several sources ({names}) have this patient_id; say which in the table's column 'source', with --source, or as SOURCE:ID"
                    ),
                )
            }
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
