//! Breaking the glass: one person's records opened without consent, by a declared emergency.
//!
//! Cedar decides as ever. What comes after is written before anything is read: who, why, on whom,
//! until when, who reviews it by when, and by when the patient is told.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::book::{EmergencyOpened, ReviewOwed};
use sekisho_model::consent::{LegalGround, RecipientKind};
use sekisho_model::identity::Subject;
use sekisho_model::policy::{Act, Emergency};
use sekisho_model::record::RecordHead;
use sekisho_model::transform::Held;
use sekisho_model::{DataClass, EmergencyName, Instant, PurposeName};
use sekisho_store::{HeadTuple, Person, Store};

use crate::hearing::{Desk, Ending, Hearing, unknown};
use crate::judge::case::Case;
use crate::judge::check;
use crate::judge::parts;
use crate::judge::{Answers, Judge};
use crate::refusal::Why;
use crate::{Ask, Gate, GateError, Papers};

/// The right to read one person's records until a certain time. Only the gate makes one, and only
/// after its ledger entry stands.
#[derive(Debug)]
pub struct Opened {
    seq: i64,
    emergency: EmergencyName,
    subject: Subject,
    act: Act,
    until: Instant,
    identity_shown: bool,
    counts: BTreeMap<DataClass, u64>,
    answers: Answers,
}

impl Opened {
    /// The ledger entry that was written before.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    pub fn emergency(&self) -> &EmergencyName {
        &self.emergency
    }

    pub fn act(&self) -> Act {
        self.act
    }

    /// From this instant on the glass is whole again.
    pub fn until(&self) -> Instant {
        self.until
    }

    pub fn identity_shown(&self) -> bool {
        self.identity_shown
    }

    /// Records that may be read, by class.
    pub fn counts(&self) -> &BTreeMap<DataClass, u64> {
        &self.counts
    }

    /// Whether this record may be read at that time; of its parts, see `narrow`.
    pub fn allows(&self, head: &RecordHead, now: Instant) -> bool {
        head.subject == Some(self.subject) && now < self.until && self.answers.allow(head.stamp())
    }

    /// The record as it may be read: without the parts that were not let out. `Err`: it can't be
    /// read without one of them.
    pub fn narrow(&self, head: &mut RecordHead) -> Result<(), Held> {
        parts::narrow(head, |part| self.answers.allow(part.stamp()))
    }
}

/// The case of an emergency: no study of an author's, no purpose, nobody outside the house.
pub(crate) fn case<'a>(
    desk: &Desk<'a>,
    person: &'a Person,
    emergency: &Emergency,
    act: Act,
) -> Result<Case<'a>, Why> {
    let name = emergency.study();
    let Some(study) = desk.gate.study(name.as_str()) else {
        return Err(unknown("緊急閲覧", "emergency", emergency.name.as_str()));
    };
    Ok(Case {
        person,
        study,
        purpose: PurposeName::new(""),
        act,
        profile: None,
        delivery: None,
        ground: LegalGround::default(),
        recipient: RecipientKind::Hospital,
        country: desk.gate.home_country.clone(),
        network: desk.papers.network.clone().unwrap_or_default(),
        justified: desk.papers.justified(),
        approvals: desk.papers.approvals.clone(),
        now: desk.at,
        // A life is not kept waiting for the clock.
        still: None,
    })
}

impl Gate {
    /// Opens one person's records by a declared emergency, and writes it down first.
    pub async fn break_glass(
        &self,
        store: &Store,
        papers: &Papers,
        emergency: &EmergencyName,
        act: Act,
        subject: Subject,
    ) -> Result<Ending<Opened>, GateError> {
        let ask = Ask::Emergency {
            emergency: emergency.clone(),
            act,
        };
        match Hearing::of_person(self, store, papers, ask).await? {
            Ok((hearing, person)) => open(&hearing, &person, emergency, act, subject).await,
            Err(refused) => Ok(Err(refused)),
        }
    }
}

async fn open(
    hearing: &Hearing<'_>,
    person: &Person,
    name: &EmergencyName,
    act: Act,
    subject: Subject,
) -> Result<Ending<Opened>, GateError> {
    let desk = hearing.desk();
    let Some(emergency) = desk.gate.bundle().policy.emergency(name.as_str()) else {
        let why = unknown("緊急閲覧", "emergency", name.as_str());
        return hearing.refuse(why).await.map(Err);
    };
    let judge = match case(&desk, person, emergency, act) {
        Ok(case) => Judge::new(hearing.gate, case)?,
        Err(why) => return hearing.refuse(why).await.map(Err),
    };
    if let Some(why) = check::request(&judge, emergency.classes.iter().collect::<BTreeSet<_>>())? {
        return hearing.refuse(why).await.map(Err);
    }
    let (answers, counts) = records(hearing, &judge, emergency, subject).await?;
    let until = Instant(hearing.at.0 + i64::from(emergency.lasts.minutes) * 60_000);
    let seq = hearing
        .note(
            told(hearing, emergency, act, until, &counts),
            BTreeSet::from([subject]),
        )
        .await?;
    Ok(Ok(Box::new(Opened {
        seq,
        emergency: emergency.name.clone(),
        subject,
        act,
        until,
        identity_shown: emergency.identity_shown,
        counts,
        answers,
    })))
}

async fn records(
    hearing: &Hearing<'_>,
    judge: &Judge<'_>,
    emergency: &Emergency,
    subject: Subject,
) -> Result<(Answers, BTreeMap<DataClass, u64>), GateError> {
    let heads: Vec<HeadTuple> = hearing
        .store
        .head_summary(hearing.snapshot, Some(&[subject]))
        .await?;
    let heads: Vec<&HeadTuple> = heads
        .iter()
        .filter(|head| emergency.classes.contains(&head.class))
        .collect();
    let answers = judge.person(subject, &[], heads.iter().map(|head| head.stamp()))?;
    let mut counts = BTreeMap::new();
    for head in heads.iter().filter(|head| head.records > 0) {
        if answers.allow(head.stamp()) {
            *counts.entry(head.class.clone()).or_default() += head.records;
        }
    }
    Ok((answers, counts))
}

/// With the duties it brings: the review and the word to the patient, each with its last day.
fn told(
    hearing: &Hearing<'_>,
    emergency: &Emergency,
    act: Act,
    until: Instant,
    counts: &BTreeMap<DataClass, u64>,
) -> EmergencyOpened {
    let zone = hearing.gate.zone;
    let by = |within: sekisho_model::consent::Duration| {
        zone.day_of(within.after(hearing.at, zone)).to_string()
    };
    EmergencyOpened {
        act,
        emergency: emergency.name.clone(),
        rule: emergency.name.clone(),
        place: emergency.origin.to_string(),
        reason: hearing.papers.justification.clone(),
        bundle: hearing.gate.sealed.digest,
        snapshot: hearing.snapshot,
        opened: hearing.at,
        until,
        identity_shown: emergency.identity_shown,
        records: counts.clone(),
        review: ReviewOwed {
            by: emergency.review.by.clone(),
            until: by(emergency.review.within),
        },
        tell_patient_until: by(emergency.tell_patient_within),
        cites: emergency.cites.clone(),
    }
}
