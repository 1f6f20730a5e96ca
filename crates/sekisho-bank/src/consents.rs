//! Consent events from a table or from one command into the bank.
//!
//! A row whose person, paper, item, event or date can't be told for sure is put aside with its
//! line and the reason, and the others load: a withdrawal must never wait for somebody else's typo.
//! Reasons name columns and papers, never what a cell held.

mod statement;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::consent::{ConsentEvent, EventKind};
use sekisho_model::identity::Subject;
use sekisho_model::ledger::{EntryDraft, EntryKind};
use sekisho_model::policy::Policy;
use sekisho_model::{Digest, Instant, Text, Zone};
use sekisho_store::{QuarantineRow, Store, Unless};

use crate::error::BankError;
pub use statement::Row;
use statement::{Said, Saying};

/// What became of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Events the bank did not know yet.
    pub added: u64,
    /// Events it knew already, or that stand in the table twice.
    pub same: u64,
    pub quarantined: Vec<Quarantined>,
    /// Recalls that these events opened.
    pub recalls: u64,
    /// 逸脱: deliveries made after an event had taken effect and before the bank learned of it.
    pub deviations: u64,
}

/// A row that was put aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// From 1; the header is line 1.
    pub line: u64,
    pub reason: Text,
}

/// Takes a table of events in: `patient_id,form,item,event,date` and optionally `by,relation,recorded`.
pub async fn import(
    store: &Store,
    policy: &Policy,
    zone: Zone,
    file: &str,
    bytes: &[u8],
    now: Instant,
) -> Result<ImportReport, BankError> {
    let mut reading = Reading::default();
    let mut people = People::default();
    for row in table::read(bytes)? {
        let line = row.line;
        let said = match row.cells {
            Err(reason) => Err(reason),
            Ok(row) => match people.find(store, &row.patient).await? {
                Err(reason) => Err(reason),
                Ok(subject) => statement::read(&row, policy, zone, now).map(|said| (subject, said)),
            },
        };
        reading.add(line, said);
    }
    let known = store.consent_events(Some(&reading.subjects())).await?;
    let (events, mut report) = reading.settle(&known);
    report.quarantined.sort_by_key(|row| row.line);
    let facts = serde_json::json!({ "file": Digest::of(bytes), "added": report.added, "same": report.same,
        "quarantined": report.quarantined.len(), "events": by_kind(&events) });
    let aside: Vec<QuarantineRow> = report
        .quarantined
        .iter()
        .map(|row| row.at(file, now))
        .collect();
    if !aside.is_empty() {
        store.add_quarantine(&aside).await?;
    }
    (report.recalls, report.deviations) = keep(store, policy, facts, &events, now).await?;
    Ok(report)
}

/// Records what one command says; what a table would put aside is refused here at once.
pub async fn record_one(
    store: &Store,
    policy: &Policy,
    zone: Zone,
    row: &Row,
    now: Instant,
) -> Result<ImportReport, BankError> {
    let refused = |reason: Text| BankError::usage(reason.ja, reason.en);
    let subject = People::default()
        .find(store, &row.patient)
        .await?
        .map_err(refused)?;
    // A command without a date speaks of now; a table never does.
    let date = if row.date.is_empty() {
        now.iso(zone)
    } else {
        row.date.clone()
    };
    let said = statement::read(
        &Row {
            date,
            ..row.clone()
        },
        policy,
        zone,
        now,
    )
    .map_err(refused)?;
    let mut reading = Reading::default();
    reading.add(0, Ok((subject, said)));
    let known = store.consent_events(Some(&[subject])).await?;
    let (events, report) = reading.settle(&known);
    if let Some(row) = report.quarantined.into_iter().next() {
        return Err(refused(row.reason));
    }
    let facts = serde_json::json!({ "added": report.added, "same": report.same, "events": by_kind(&events) });
    let (recalls, deviations) = keep(store, policy, facts, &events, now).await?;
    Ok(ImportReport {
        added: report.added,
        same: report.same,
        recalls,
        deviations,
        ..ImportReport::default()
    })
}

/// The book first, with the events beside the entry in the same step, and then the bank: whatever
/// ends this process, a no that was told counts. What it brings about for copies that left stands
/// beside it too.
async fn keep(
    store: &Store,
    policy: &Policy,
    facts: serde_json::Value,
    events: &[ConsentEvent],
    now: Instant,
) -> Result<(u64, u64), BankError> {
    let subjects: BTreeSet<i64> = events.iter().map(|event| event.subject.0).collect();
    let told = EntryDraft {
        kind: EntryKind::ConsentRecorded,
        who: String::new(),
        facts,
        subjects: subjects.into_iter().collect(),
    };
    let brings = sekisho_store::Owed::Consents(events.to_vec());
    let ends = [EntryKind::Delivered, EntryKind::MayHaveLeft];
    loop {
        let after = store.last_of(&ends).await?;
        let owed = crate::recall::owed(store, policy, events).await?;
        let mut drafts = vec![told.clone()];
        drafts.extend(owed.drafts);
        // A copy whose end came while this was asked is asked about too.
        let unless = Unless {
            kinds: &ends,
            delivery: None,
            after,
        };
        let written = store
            .append_owing(drafts, &brings, Some(unless), now)
            .await?;
        if written.is_some() {
            return Ok((owed.recalls, owed.deviations));
        }
    }
}

impl Quarantined {
    fn at(&self, file: &str, now: Instant) -> QuarantineRow {
        QuarantineRow {
            file: file.to_owned(),
            line: self.line,
            reason: self.reason.clone(),
            at: now,
        }
    }
}

/// Whom a `patient_id` names, asked once per name.
#[derive(Default)]
struct People {
    found: BTreeMap<String, Result<Subject, Text>>,
}

impl People {
    async fn find(&mut self, store: &Store, id: &str) -> Result<Result<Subject, Text>, BankError> {
        if let Some(known) = self.found.get(id) {
            return Ok(known.clone());
        }
        let found = match store.find_people(id).await?[..] {
            [one] => Ok(one),
            [] => Err(Text::new(
                "patient_id に合う患者がいません。資源 ID か識別子の値をそのまま書いてください",
                "no patient has this patient_id; write a resource id or an identifier value exactly as it stands",
            )),
            [_, _, ..] => Err(Text::new(
                "patient_id に合う患者が二人以上います。資源 ID（Patient/…）で書いてください",
                "more than one patient has this patient_id; write the resource id (Patient/…)",
            )),
        };
        self.found.insert(id.to_owned(), found.clone());
        Ok(found)
    }
}

/// What the rows said so far. Corrections wait until every other row is read.
#[derive(Default)]
struct Reading {
    events: Vec<ConsentEvent>,
    corrections: Vec<(u64, Subject, Said)>,
    quarantined: Vec<Quarantined>,
}

impl Reading {
    fn add(&mut self, line: u64, row: Result<(Subject, Vec<Said>), Text>) {
        match row {
            Err(reason) => self.quarantined.push(Quarantined { line, reason }),
            Ok((subject, said)) => said
                .into_iter()
                .for_each(|said| self.say(line, subject, said)),
        }
    }

    fn say(&mut self, line: u64, subject: Subject, said: Said) {
        match &said.saying {
            Saying::Event(kind) => self.events.push(said.event(subject, kind.clone())),
            Saying::Correction { .. } => self.corrections.push((line, subject, said)),
        }
    }

    fn subjects(&self) -> Vec<Subject> {
        let subjects = self
            .events
            .iter()
            .map(|e| e.subject)
            .chain(self.corrections.iter().map(|c| c.1));
        subjects.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The events the bank does not know yet, in the order of the table.
    fn settle(
        mut self,
        known: &BTreeMap<Subject, Vec<ConsentEvent>>,
    ) -> (Vec<ConsentEvent>, ImportReport) {
        for (line, subject, said) in std::mem::take(&mut self.corrections) {
            let stored = known.get(&subject).into_iter().flatten();
            let candidates = stored.chain(self.events.iter().filter(|e| e.subject == subject));
            match said.voided(candidates) {
                Ok(voids) => self
                    .events
                    .push(said.event(subject, EventKind::Correction { voids })),
                Err(reason) => self.quarantined.push(Quarantined { line, reason }),
            }
        }
        let mut seen: BTreeSet<Digest> = known.values().flatten().map(ConsentEvent::id).collect();
        let all = self.events.len();
        self.events.retain(|event| seen.insert(event.id()));
        let added = self.events.len() as u64;
        (
            self.events,
            ImportReport {
                added,
                same: all as u64 - added,
                quarantined: self.quarantined,
                ..ImportReport::default()
            },
        )
    }
}

fn by_kind(events: &[ConsentEvent]) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for event in events {
        *counts.entry(statement::word(&event.kind)).or_default() += 1;
    }
    counts
}

/// The events of a table without a bank; a row put aside fails the test.
#[cfg(test)]
pub(crate) fn read_for_tests(
    policy: &Policy,
    table: &str,
    now: Instant,
    who: &dyn Fn(&str) -> Result<Subject, Text>,
) -> Vec<ConsentEvent> {
    let mut reading = Reading::default();
    for line in table::read(table.as_bytes()).expect("a readable table") {
        let said = line.cells.and_then(|row| {
            Ok((
                who(&row.patient)?,
                statement::read(&row, policy, Zone::TOKYO, now)?,
            ))
        });
        reading.add(line.line, said);
    }
    let (events, report) = reading.settle(&BTreeMap::new());
    assert_eq!(report.quarantined, []);
    events
}

#[cfg(test)]
mod tests;
