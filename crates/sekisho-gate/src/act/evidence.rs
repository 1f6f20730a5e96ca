//! What the bank keeps of a delivery's people, under the gate: lineage says line by line whose a
//! delivered value is, so whoever reads it reads what a trace would tell, for everybody at once.
//!
//! It asks what a trace asks: a rule of the study, a reason, a second person; and each source record
//! is judged again, by today's consent.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::book::{Permit, TracePermit};
use sekisho_model::identity::Subject;
use sekisho_model::policy::Recipient;
use sekisho_model::record::RecordHead;
use sekisho_model::{DataClass, DeliveryName, Digest, ProfileName, StudyName, UserName};
use sekisho_store::{Person, Store};

use crate::act::trace;
use crate::hearing::{Hearing, unknown};
use crate::judge::Judge;
use crate::judge::check;
use crate::refusal::{Refusal, Why};
use crate::{Gate, GateError, Papers};

/// One file of a record that leads back to people.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    pub delivery: &'a DeliveryName,
    pub study: &'a StudyName,
    pub profile: &'a ProfileName,
    pub recipient: &'a Recipient,
    /// Ledger entry of the delivery's permit.
    pub permit: i64,
    /// The sealed policy it left under.
    pub bundle: Digest,
    /// `lineage.parquet`
    pub file: &'a str,
    /// The source versions that the delivery's lines came from, as far as the bank keeps them.
    pub sources: &'a [RecordHead],
    pub seconds: &'a [UserName],
}

/// What of it may be seen. Only the gate makes one, and only after its ledger entry stands.
#[derive(Debug)]
pub struct Seeable {
    seq: i64,
    rows: BTreeSet<i64>,
    people: BTreeSet<Subject>,
}

impl Seeable {
    /// The ledger entry behind it.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// Whether this source version may be led back to.
    pub fn row(&self, row: i64) -> bool {
        self.rows.contains(&row)
    }

    /// Whether something of this person may be led back to.
    pub fn person(&self, subject: Subject) -> bool {
        self.people.contains(&subject)
    }
}

impl Gate {
    /// Decides on the file, and writes it down first.
    pub async fn evidence(
        &self,
        store: &Store,
        papers: &Papers,
        what: &Evidence<'_>,
    ) -> Result<Result<Seeable, Box<Refusal>>, GateError> {
        let ask = trace::of(what.study, what.profile);
        let hearing = Hearing::open(self, store, papers, ask).await?;
        let Some(person) = store.person(papers.who.as_str()).await? else {
            return hearing.refuse(Why::Stranger).await.map(Err);
        };
        let rows = match rows(&hearing, &person, what).await? {
            Err(why) => return hearing.refuse(why).await.map(Err),
            Ok(rows) => rows,
        };
        let people: BTreeSet<Subject> = what
            .sources
            .iter()
            .filter(|head| rows.contains(&head.row))
            .filter_map(|head| head.subject)
            .collect();
        let permit = Permit::Trace(Box::new(TracePermit {
            delivery: what.delivery.clone(),
            study: what.study.clone(),
            profile: what.profile.clone(),
            bundle: self.sealed.digest,
            decided_for: hearing.at,
            justification: papers.justification.clone(),
            approved_by: what.seconds.to_vec(),
            of_permit: what.permit,
            of_bundle: what.bundle,
            place: None,
            class: None,
            source_shown: None,
            evidence: Some(what.file.to_owned()),
        }));
        let seq = hearing.note(permit, people.clone()).await?;
        Ok(Ok(Seeable { seq, rows, people }))
    }
}

/// The source versions that may be led back to, today.
async fn rows(
    hearing: &Hearing<'_>,
    person: &Person,
    what: &Evidence<'_>,
) -> Result<Result<BTreeSet<i64>, Why>, GateError> {
    let policy = &hearing.gate.bundle().policy;
    let Some(study) = policy.study(what.study.as_str()) else {
        return Ok(Err(unknown("研究", "study", what.study.as_str())));
    };
    let Some(profile) = policy.profile(what.profile.as_str()) else {
        return Ok(Err(unknown("形", "profile", what.profile.as_str())));
    };
    let seconds = match trace::seconds(hearing, what.seconds).await? {
        Ok(seconds) => seconds,
        Err(why) => return Ok(Err(why)),
    };
    let to = (what.delivery, what.recipient);
    let case = match trace::case(hearing, person, study, profile, to, &seconds) {
        Ok(case) => case,
        Err(why) => return Ok(Err(why)),
    };
    let judge = Judge::new(hearing.gate, case.clone())?;
    let classes: BTreeSet<&DataClass> = match what.sources {
        [] => study.classes.iter().collect(),
        sources => sources.iter().map(|head| &head.class).collect(),
    };
    if let Some(why) = check::request(&judge, classes.iter().copied())? {
        return Ok(Err(why));
    }
    let classes: Vec<&DataClass> = classes.into_iter().collect();
    if let Some(says) = trace::beside(hearing, profile, &classes, &seconds, &case)? {
        return Ok(Err(Why::Papers { says }));
    }
    seen(hearing, &judge, what.sources).await.map(Ok)
}

/// Each person's records by consent and rules, those about nobody by rules.
async fn seen(
    hearing: &Hearing<'_>,
    judge: &Judge<'_>,
    sources: &[RecordHead],
) -> Result<BTreeSet<i64>, GateError> {
    let mut rows = BTreeSet::new();
    let mut by_person: BTreeMap<Subject, Vec<&RecordHead>> = BTreeMap::new();
    for head in sources {
        if let Some(subject) = head.subject {
            by_person.entry(subject).or_default().push(head);
        }
    }
    let nobodys = || sources.iter().filter(|head| head.subject.is_none());
    let answers = judge.nobody(nobodys().map(RecordHead::stamp))?;
    let allowed = nobodys().filter(|head| answers.allow(head.stamp()));
    rows.extend(allowed.map(|head| head.row));
    let people: Vec<Subject> = by_person.keys().copied().collect();
    let grants = hearing.grants(&people).await?;
    for ((subject, heads), grants) in by_person.into_iter().zip(grants) {
        let answers = judge.person(subject, &grants, heads.iter().map(|head| head.stamp()))?;
        let allowed = |head: &&&RecordHead| answers.allow(head.stamp());
        rows.extend(heads.iter().filter(allowed).map(|head| head.row));
    }
    Ok(rows)
}
