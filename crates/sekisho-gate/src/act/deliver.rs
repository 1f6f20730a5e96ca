//! Deciding an extract: the request, the cohort, then every record of its members.

use std::collections::BTreeSet;

use sekisho_model::book::{self, EntryKind};
use sekisho_model::cohort::Cohort;
use sekisho_model::policy::{Act, Delivery, Requirement, Study};
use sekisho_model::{DataClass, Day, DeliveryName, RuleName, Text};
use sekisho_store::{Person, Store};

use crate::act::copies::{CopyEntry, CopyKind, copies};
use crate::act::permit::{Finding, Permit};
use crate::explain::quote::Quote;
use crate::hearing::{Ending, Hearing, unknown};
use crate::judge::Judge;
use crate::judge::case::Case;
use crate::judge::check;
use crate::judge::membership::{self, Ground, Needs};
use crate::judge::tally::Tally;
use crate::refusal::Why;
use crate::{Ask, Gate, GateError, Papers};

impl Gate {
    /// Decides on a delivery, and writes it down first. `Err` is a fault of the bank, never a
    /// judgement.
    pub async fn extract(
        &self,
        store: &Store,
        papers: &Papers,
        delivery: &DeliveryName,
    ) -> Result<Ending<Permit>, GateError> {
        let ask = Ask::Extract {
            delivery: delivery.clone(),
        };
        let (hearing, person) = match Hearing::of_person(self, store, papers, ask).await? {
            Ok(heard) => heard,
            Err(refused) => return Ok(Err(refused)),
        };
        let found = match find(&hearing, &person, delivery).await? {
            Err(why) => return hearing.refuse(why).await.map(Err),
            Ok(found) => found,
        };
        match found.stops {
            Some(Stop { why, heard }) => hearing.refuse_as(why, heard).await.map(Err),
            None => admit(&hearing, found.finding).await.map(Ok),
        }
    }
}

/// The entry first; the permit exists only after it.
async fn admit(hearing: &Hearing<'_>, finding: Finding) -> Result<Box<Permit>, GateError> {
    let subjects = finding.subjects.iter().copied().collect();
    let permit = book::Permit::Extract(Box::new(finding.told()));
    let seq = hearing.note(permit, subjects).await?;
    Ok(Box::new(Permit { seq, finding }))
}

/// A request that passes, and what the data say of it.
pub(crate) struct Found<'a> {
    pub study: &'a Study,
    pub cohort: &'a Cohort,
    pub finding: Finding,
    /// What of the data stops it all the same.
    pub stops: Option<Stop>,
}

/// Why a delivery whose request passes stops, and what is said of it to whoever is no steward.
pub(crate) struct Stop {
    pub why: Why,
    pub heard: Option<Why>,
}

impl From<Why> for Stop {
    fn from(why: Why) -> Self {
        Self { why, heard: None }
    }
}

pub(crate) async fn find<'a>(
    hearing: &Hearing<'a>,
    person: &Person,
    name: &DeliveryName,
) -> Result<Result<Found<'a>, Why>, GateError> {
    let policy = &hearing.gate.bundle().policy;
    let Some(delivery) = policy.delivery(name.as_str()) else {
        return Ok(Err(unknown("引き渡し", "delivery", name.as_str())));
    };
    let Some(study) = policy.study(delivery.study.as_str()) else {
        return Ok(Err(unknown("研究", "study", delivery.study.as_str())));
    };
    let Some(cohort) = policy.cohort(delivery.cohort.as_str()) else {
        return Ok(Err(unknown("コホート", "cohort", delivery.cohort.as_str())));
    };
    let case = match case(hearing, person, delivery, study) {
        Ok(case) => case,
        Err(why) => return Ok(Err(why)),
    };
    if let Some(why) = unwritten(hearing.gate, delivery) {
        return Ok(Err(why));
    }
    let judge = Judge::new(hearing.gate, case)?;
    let classes: BTreeSet<&DataClass> = delivery.classes.iter().collect();
    if let Some(why) = check::request(&judge, classes.iter().copied())? {
        return Ok(Err(why));
    }
    if let Some(why) = delivered_already(hearing, delivery).await? {
        return Ok(Err(why));
    }
    // The request stands for what it delivers; whom it delivers is chosen by records too.
    let quote = |at| {
        Box::new(Quote::at(
            hearing.gate.bundle(),
            RuleName::new(cohort.name.as_str()),
            at,
            cohort.because.clone(),
        ))
    };
    let counting = membership::counting(&judge)?;
    let needs = Needs::of(&hearing.gate.model, cohort, &[]);
    let ground = match Ground::stand(&needs, std::iter::once(&judge).chain(&counting))? {
        Ok(ground) => ground,
        Err(why) => return Ok(Err(why)),
    };
    let chosen = match membership::choose(hearing, &ground, cohort).await? {
        Ok(chosen) => chosen,
        Err(why) => return Ok(Err(why)),
    };
    let subjects = chosen.subjects();
    let members = subjects.len() as u64;
    let mut tally = Tally::of(hearing, &judge, &subjects, &classes).await?;
    tally.overflowing.extend(&chosen.overflowing);
    let unheard = |why| Stop {
        why,
        heard: Some(Why::Nobody {
            quote: quote(&cohort.origin),
        }),
    };
    let unexpected = cohort
        .expect
        .filter(|(low, high)| !(*low..=*high).contains(&members));
    let stops = match (unexpected, chosen.nobody(hearing.gate, &ground)) {
        (_, Some(why)) => Some(unheard(why)),
        (Some((low, high)), None) => Some(Stop::from(Why::UnexpectedCount {
            low,
            high,
            quote: quote(&cohort.origin),
        })),
        (None, None) if tally.subjects.is_empty() => {
            Some(unheard(tally.nobody(&judge, quote(&cohort.origin))?))
        }
        (None, None) => {
            let (patients, records) = (tally.subjects.len() as u64, tally.counts.values().sum());
            limits(hearing.gate, delivery, patients, records).map(Stop::from)
        }
    };
    Ok(Ok(Found {
        study,
        cohort,
        finding: finding(hearing, &judge, delivery, members, tally),
        stops,
    }))
}

fn case<'a>(
    hearing: &Hearing<'a>,
    person: &'a Person,
    delivery: &'a Delivery,
    study: &'a Study,
) -> Result<Case<'a>, Why> {
    let Some(profile) = hearing
        .gate
        .bundle()
        .policy
        .profile(delivery.profile.as_str())
    else {
        return Err(unknown("形", "profile", delivery.profile.as_str()));
    };
    Ok(Case {
        person,
        study,
        purpose: hearing.purpose(study)?,
        act: Act::Extract,
        profile: Some(profile),
        delivery: Some(&delivery.name),
        ground: delivery.ground(hearing.gate.zone),
        recipient: delivery.recipient.kind,
        country: delivery.recipient.country.clone(),
        network: hearing.papers.network.clone().unwrap_or_default(),
        justified: hearing.papers.justified(),
        approvals: hearing.papers.approvals.clone(),
        now: hearing.at,
        still: hearing.still,
    })
}

/// Formats that have a writer.
const FORMATS: [&str; 3] = ["fhir R4", "csv", "parquet"];

fn quote_of(gate: &Gate, delivery: &Delivery) -> Box<Quote> {
    Box::new(Quote::at(
        gate.bundle(),
        RuleName::new(delivery.name.as_str()),
        &delivery.origin,
        Text::default(),
    ))
}

/// A format that is checked and carried in the bundle, and that nothing here can write.
pub(crate) fn unwritten(gate: &Gate, delivery: &Delivery) -> Option<Why> {
    let format = delivery
        .formats
        .iter()
        .find(|format| !FORMATS.contains(&format.as_str()))?;
    Some(Why::NotYet {
        what: Text::new(format!("形式 {format}"), format!("the format {format}")),
        quote: quote_of(gate, delivery),
    })
}

/// `once` is once; `every quarter` is once a calendar quarter. A look (`--dry-run`) is no delivery. A
/// delivery that may have left counts until a steward clears it, and so does one on its way.
async fn delivered_already(
    hearing: &Hearing<'_>,
    delivery: &Delivery,
) -> Result<Option<Why>, GateError> {
    if hearing.look || (delivery.before.is_none() && delivery.every.is_none()) {
        return Ok(None);
    }
    let zone = hearing.gate.zone;
    let today = zone.day_of(hearing.at);
    let kinds = [
        EntryKind::Staging,
        EntryKind::Delivered,
        EntryKind::Aborted,
        EntryKind::MayHaveLeft,
        EntryKind::NothingLeft,
    ];
    let store = hearing.store;
    let entries = store.of_delivery(delivery.name.as_str(), &kinds).await?;
    let counted = |day: Day, today: Day| match &delivery.every {
        Some(every) => every.period.holds_both(day, today),
        None => true,
    };
    // A copy belongs to the day it was decided for, whenever its end was written.
    let day = |copy: &CopyEntry| {
        let decided = copy.left().decided_for;
        zone.day_of(decided.unwrap_or(copy.entry.at))
    };
    let copies = copies(&entries)?;
    let made: Vec<(Day, CopyEntry)> = copies.into_iter().map(|copy| (day(&copy), copy)).collect();
    let again = |today: Day| {
        let found = made.iter().filter(|(day, _)| counted(*day, today));
        // What certainly left is told first.
        found.max_by_key(|(day, copy)| (copy.kind == CopyKind::Delivered, *day))
    };
    let quote = || quote_of(hearing.gate, delivery);
    if let Some((on, copy)) = again(today) {
        return Ok(Some(match copy.kind {
            CopyKind::Delivered => Why::AlreadyDelivered {
                on: *on,
                quote: quote(),
            },
            CopyKind::MayHaveLeft | CopyKind::OnItsWay => Why::MayHaveLeft {
                on: *on,
                entry: copy.entry.seq,
                on_its_way: copy.kind == CopyKind::OnItsWay,
                quote: quote(),
            },
        }));
    }
    // No new period begins under a clock that nobody has confirmed.
    let still = hearing.still.map(|still| zone.day_of(still));
    Ok(still
        .filter(|still| again(*still).is_some())
        .map(|last| Why::Clock { last }))
}

/// The delivery's own limits and its profile's; none of them ever chooses whom to leave out.
fn limits(gate: &Gate, delivery: &Delivery, patients: u64, records: u64) -> Option<Why> {
    let quote = || quote_of(gate, delivery);
    if let Some(limit) = delivery.limit_patients.filter(|limit| patients > *limit) {
        return Some(Why::TooManyPatients {
            patients,
            limit,
            quote: quote(),
        });
    }
    if let Some(limit) = delivery.limit_records.filter(|limit| records > *limit) {
        return Some(Why::TooManyRecords {
            records,
            limit,
            quote: quote(),
        });
    }
    let cells = gate
        .bundle()
        .policy
        .profile(delivery.profile.as_str())?
        .release
        .small_cells?;
    // A table as a whole is a cell too: below the bound it is held back, whether small cells are to
    // be suppressed in what leaves or to stop it.
    (patients < u64::from(cells.below)).then(|| Why::TooFewPatients {
        below: cells.below,
        quote: quote(),
    })
}

fn finding(
    hearing: &Hearing<'_>,
    judge: &Judge<'_>,
    delivery: &Delivery,
    cohort: u64,
    tally: Tally,
) -> Finding {
    let rules = tally.permits.iter().map(|i| &judge.gate.book.rules[*i]);
    let mut duties: BTreeSet<String> = rules
        .clone()
        .flat_map(|r| r.duties.iter().cloned())
        .collect();
    duties.extend(delivery.requires.iter().filter_map(Requirement::duty));
    Finding {
        delivery: delivery.name.clone(),
        study: delivery.study.clone(),
        purpose: judge.case.purpose.clone(),
        profile: delivery.profile.clone(),
        bundle: hearing.gate.sealed.digest,
        snapshot: hearing.snapshot,
        at: hearing.at,
        justification: hearing.papers.justification.clone(),
        permits: rules.map(|r| r.name.clone()).collect(),
        duties,
        cohort,
        subjects: tally.subjects,
        answers: tally.answers,
        counts: tally.counts,
        kept_out: tally.kept_out,
        parts_kept_out: tally.parts_kept_out,
        nobody: tally.nobody,
        overflowing: tally.overflowing,
        relied: tally.relied,
        decisions: tally.decisions,
    }
}
