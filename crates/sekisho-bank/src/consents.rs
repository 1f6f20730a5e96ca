//! Consent events from a table or from one command into the bank.
//!
//! A row whose person, paper, item, event or date can't be told for sure is put aside with its
//! line and the reason, and the others load: a withdrawal must never wait for somebody else's typo.
//! Reasons name columns and papers, never what a cell held.
//!
//! What widens must be possible on its day and find its person for certain. What narrows is never
//! set aside for its date or an old number: it counts, and a steward is asked.

mod dates;
mod fhir;
mod objections;
mod statement;
mod table;
mod void;
mod whose;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::book::{ConsentRecorded, EntryDraft, EntryKind, StewardAsked};
use sekisho_model::consent::{ConsentEvent, EventKind};
use sekisho_model::identity::Subject;
use sekisho_model::policy::Policy;
use sekisho_model::{Digest, Instant, Text, Zone};
use sekisho_store::{Document, Owed, QuarantineRow, Question, Store, Unless};

use crate::error::BankError;
use dates::Lives;
pub use fhir::{Exported, import_fhir, is_fhir};
pub use objections::Receipt;
pub use statement::Row;
use statement::{Said, Saying};
pub use void::Steward;
#[cfg(test)]
pub(crate) use void::void;
use whose::People;
pub(crate) use whose::{Named, Nobody};

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
    /// Signatures that turn out to have been impossible, now that this is known.
    pub fallen: u64,
    /// Questions to the data stewards that were not asked before.
    pub asked: u64,
    /// Records of other types than Consent, which `ingest` takes.
    pub others: u64,
    /// Papers owed to those who objected.
    pub receipts: Vec<Receipt>,
}

/// A row that was put aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// From 1; the header is line 1.
    pub line: u64,
    pub reason: Text,
}

/// Takes a table of events in: `patient_id,form,item,event,date` and optionally
/// `by,relation,recorded,source`.
pub async fn import(
    store: &Store,
    policy: &Policy,
    zone: Zone,
    file: &str,
    bytes: &[u8],
    now: Instant,
) -> Result<ImportReport, BankError> {
    import_of(store, policy, zone, (file, bytes), "", now).await
}

/// The same, of a source that rows mean which name none; empty: not said.
pub async fn import_of(
    store: &Store,
    policy: &Policy,
    zone: Zone,
    (file, bytes): (&str, &[u8]),
    source: &str,
    now: Instant,
) -> Result<ImportReport, BankError> {
    let mut reading = Reading::of(file);
    let mut people = People::default();
    for row in table::read(bytes)? {
        let line = row.line;
        let said = match row.cells {
            Err(reason) => Err(reason),
            Ok(mut row) => {
                if row.source.is_empty() {
                    source.clone_into(&mut row.source);
                }
                let named = people.named(store, &row.patient, &row.source).await?;
                match &named {
                    Err(reason) => Err(reason.clone()),
                    Ok(named) if named.ever().is_empty() => Err(Nobody::Unknown.text()),
                    Ok(named) => {
                        statement::read(&row, policy, zone, now).map(|said| (named.clone(), said))
                    }
                }
            }
        };
        reading.add(line, said, zone, now);
    }
    conclude(
        store,
        policy,
        reading,
        Digest::of(bytes),
        BTreeMap::new(),
        now,
    )
    .await
}

/// Keeps what can be so of all that was read, and puts aside what can't.
async fn conclude(
    store: &Store,
    policy: &Policy,
    mut reading: Reading,
    digest: Digest,
    heard: BTreeMap<String, fhir::Heard>,
    now: Instant,
) -> Result<ImportReport, BankError> {
    let file = reading.file.clone();
    let known = store.consent_events(Some(&reading.subjects())).await?;
    reading.date(store, policy, &known, now).await?;
    // A table read again says what it said before; a Consent whose word fell says a new thing.
    if !heard.is_empty() {
        reading.not_voided(&known);
    }
    let (events, questions, mut report) = reading.settle(&known);
    report.quarantined.sort_by_key(|row| row.line);
    let known = known.values().flatten().chain(&events);
    let happened: BTreeSet<Digest> = known.map(ConsentEvent::id).collect();
    let documents = heard
        .into_iter()
        .map(|(name, heard)| heard.kept(name, &happened, &report.quarantined))
        .collect();
    report.receipts = objections::receipts(policy, store.settings().zone, &events);
    let recorded = ConsentRecorded {
        file: Some(digest),
        added: report.added,
        same: report.same,
        quarantined: Some(report.quarantined.len() as u64),
        events: by_kind(&events),
        receipts: Some(report.receipts.clone()),
    };
    report.asked = ask(store, &questions, now).await?;
    let aside: Vec<QuarantineRow> = report
        .quarantined
        .iter()
        .map(|row| row.at(&file, now))
        .collect();
    if !aside.is_empty() {
        store.add_quarantine(&aside).await?;
    }
    (report.recalls, report.deviations) =
        keep(store, policy, recorded, &events, documents, now).await?;
    fell(store, policy, &events, &mut report, now).await?;
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
    let named = Named::find(store, &row.patient, &row.source)
        .await?
        .map_err(refused)?;
    if named.ever().is_empty() {
        return Err(refused(Nobody::Unknown.text()));
    }
    let said = statement::read(&dated(row, zone, now), policy, zone, now).map_err(refused)?;
    let mut reading = Reading::of("");
    reading.add(0, Ok((named, said)), zone, now);
    let known = store.consent_events(Some(&reading.subjects())).await?;
    reading.date(store, policy, &known, now).await?;
    let (events, questions, report) = reading.settle(&known);
    if let Some(row) = report.quarantined.into_iter().next() {
        return Err(refused(row.reason));
    }
    let receipts = objections::receipts(policy, zone, &events);
    let recorded = ConsentRecorded {
        file: None,
        added: report.added,
        same: report.same,
        quarantined: None,
        events: by_kind(&events),
        receipts: Some(receipts.clone()),
    };
    let (recalls, deviations) = keep(store, policy, recorded, &events, Vec::new(), now).await?;
    let mut report = ImportReport {
        added: report.added,
        same: report.same,
        recalls,
        deviations,
        asked: ask(store, &questions, now).await?,
        receipts,
        ..ImportReport::default()
    };
    fell(store, policy, &events, &mut report, now).await?;
    Ok(report)
}

/// A command without a date speaks of now; a table never does.
fn dated(row: &Row, zone: Zone, now: Instant) -> Row {
    let date = match row.date.is_empty() {
        true => now.iso(zone),
        false => row.date.clone(),
    };
    Row {
        date,
        ..row.clone()
    }
}

/// Puts what nobody here can decide before the stewards, with an entry.
async fn ask(store: &Store, questions: &[Question], now: Instant) -> Result<u64, BankError> {
    let open = store.ask_stewards(questions).await?;
    if open > 0 {
        let subjects: BTreeSet<i64> = questions
            .iter()
            .filter_map(|q| Some(q.subject?.0))
            .collect();
        let asked = StewardAsked {
            questions: questions.iter().map(|q| q.id.clone()).collect(),
        };
        let draft = EntryDraft::new("", asked).about(subjects.into_iter().collect());
        store.append(draft, now).await?;
    }
    Ok(open)
}

/// A death that was told, or a signature that was never given, may bring down what was signed.
async fn fell(
    store: &Store,
    policy: &Policy,
    events: &[ConsentEvent],
    report: &mut ImportReport,
    now: Instant,
) -> Result<(), BankError> {
    let may = |event: &&ConsentEvent| {
        matches!(event.kind, EventKind::Died | EventKind::Correction { .. })
    };
    let people: BTreeSet<Subject> = events
        .iter()
        .filter(may)
        .map(|event| event.subject)
        .collect();
    let people: Vec<Subject> = people.into_iter().collect();
    let fallen = crate::recall::settle_fallen(store, policy, &people, now).await?;
    report.fallen += fallen.signatures;
    report.recalls += fallen.recalls;
    report.deviations += fallen.deviations;
    Ok(())
}

/// The book first, with the events beside the entry in the same step, and then the bank: whatever
/// ends this process, a no that was told counts. What it brings about for copies that left stands
/// beside it too.
async fn keep(
    store: &Store,
    policy: &Policy,
    recorded: ConsentRecorded,
    events: &[ConsentEvent],
    documents: Vec<Document>,
    now: Instant,
) -> Result<(u64, u64), BankError> {
    let subjects: BTreeSet<i64> = events.iter().map(|event| event.subject.0).collect();
    let told = EntryDraft::new("", recorded).about(subjects.into_iter().collect());
    let events = events.to_vec();
    let brings = match documents.is_empty() {
        true => Owed::Consents(events.clone()),
        false => Owed::Documents {
            events: events.clone(),
            documents,
        },
    };
    let events = &events[..];
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

/// What the rows said so far. Corrections wait until every other row is read.
#[derive(Default)]
struct Reading {
    file: String,
    events: Vec<(u64, ConsentEvent)>,
    corrections: Vec<(u64, Subject, Said)>,
    quarantined: Vec<Quarantined>,
    questions: Vec<Question>,
}

impl Reading {
    fn of(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            ..Self::default()
        }
    }

    fn add(&mut self, line: u64, row: Result<(Named, Vec<Said>), Text>, zone: Zone, now: Instant) {
        match row {
            Err(reason) => self.quarantined.push(Quarantined { line, reason }),
            Ok((named, said)) => {
                for said in said {
                    match self.whose(line, &named, &said, zone, now) {
                        Err(reason) => self.quarantined.push(Quarantined { line, reason }),
                        Ok(people) => people
                            .into_iter()
                            .for_each(|subject| self.say(line, subject, &said)),
                    }
                }
            }
        }
    }

    /// Without a bank: each row's person is known.
    #[cfg(test)]
    fn told(&mut self, line: u64, row: Result<(Subject, Vec<Said>), Text>) {
        match row {
            Err(reason) => self.quarantined.push(Quarantined { line, reason }),
            Ok((subject, said)) => said.iter().for_each(|said| self.say(line, subject, said)),
        }
    }

    /// One person for what widens; for what narrows everybody who may be meant.
    fn whose(
        &mut self,
        line: u64,
        named: &Named,
        said: &Said,
        zone: Zone,
        now: Instant,
    ) -> Result<Vec<Subject>, Text> {
        if said.narrows() {
            let people = named.ever();
            if people.len() > 1 {
                self.ask(line, "two people", None, named.for_several(), now);
            }
            return Ok(people);
        }
        match named.at(said.effective(), zone) {
            Ok(one) => Ok(vec![one]),
            Err(nobody) => {
                if nobody.asks() {
                    self.ask(line, "whose", None, nobody.text(), now);
                }
                Err(nobody.text())
            }
        }
    }

    fn say(&mut self, line: u64, subject: Subject, said: &Said) {
        match &said.saying {
            Saying::Event(kind) => self.events.push((line, said.event(subject, kind.clone()))),
            Saying::Correction { .. } => self.corrections.push((line, subject, said.clone())),
        }
    }

    fn ask(&mut self, line: u64, what: &str, subject: Option<Subject>, says: Text, now: Instant) {
        let place = match self.file.is_empty() {
            true => String::new(),
            false => format!("{}:{line} ", self.file),
        };
        let of = subject.map_or(0, |subject| subject.0);
        let name = format!("{what}/{place}/{line}/{of}/{}", says.en);
        self.questions.push(Question {
            id: format!("Q{}", &Digest::of(name.as_bytes()).hex()[..8]),
            subject,
            says: Text::new(format!("{place}{}", says.ja), format!("{place}{}", says.en)),
            at: now,
        });
    }

    fn subjects(&self) -> Vec<Subject> {
        let subjects = self
            .events
            .iter()
            .map(|(_, e)| e.subject)
            .chain(self.corrections.iter().map(|c| c.1));
        subjects.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Holds every event against its person's life. What widens and can't be is put aside; what
    /// narrows counts from today, and a steward is asked.
    async fn date(
        &mut self,
        store: &Store,
        policy: &Policy,
        known: &BTreeMap<Subject, Vec<ConsentEvent>>,
        now: Instant,
    ) -> Result<(), BankError> {
        let told = self.events.iter().map(|(_, event)| event);
        let lives = Lives::of(store, &self.subjects(), known, told).await?;
        for (line, mut event) in std::mem::take(&mut self.events) {
            let impossible = lives.impossible(&event, policy);
            if let Some(reason) = objections::not_one_of_the_bereaved(&event, policy, impossible) {
                self.quarantined.push(Quarantined { line, reason });
                continue;
            }
            let Some(why) = impossible else {
                self.events.push((line, event));
                continue;
            };
            if event.kind.narrows() {
                event.recorded = now;
                let is_new = !known
                    .get(&event.subject)
                    .is_some_and(|events| events.iter().any(|e| e.id() == event.id()));
                if is_new {
                    self.ask(
                        line,
                        "date",
                        Some(event.subject),
                        dates::counts_now(why),
                        now,
                    );
                }
                self.events.push((line, event));
            } else {
                let reason = dates::set_aside(why);
                self.quarantined.push(Quarantined { line, reason });
            }
        }
        Ok(())
    }

    /// A signature that was voided as an error is not brought back by saying it again.
    fn not_voided(&mut self, known: &BTreeMap<Subject, Vec<ConsentEvent>>) {
        let mut void: BTreeSet<Digest> = BTreeSet::new();
        for events in known.values() {
            let events: Vec<&ConsentEvent> = events.iter().collect();
            let standing = sekisho_model::consent::standing(&events);
            let standing: BTreeSet<Digest> = standing.iter().map(|event| event.id()).collect();
            let signed = events.iter().filter(|event| event.kind.widens());
            let fallen = signed.map(|event| event.id());
            void.extend(fallen.filter(|id| !standing.contains(id)));
        }
        if void.is_empty() {
            return;
        }
        for (line, event) in std::mem::take(&mut self.events) {
            match void.contains(&event.id()) {
                true => self.quarantined.push(Quarantined {
                    line,
                    reason: fhir::voided(),
                }),
                false => self.events.push((line, event)),
            }
        }
    }

    /// The events the bank does not know yet, in the order of the table.
    fn settle(
        mut self,
        known: &BTreeMap<Subject, Vec<ConsentEvent>>,
    ) -> (Vec<ConsentEvent>, Vec<Question>, ImportReport) {
        for (line, subject, said) in std::mem::take(&mut self.corrections) {
            let stored = known.get(&subject).into_iter().flatten();
            let told = self.events.iter().map(|(_, event)| event);
            let all: Vec<&ConsentEvent> = stored
                .chain(told.filter(|e| e.subject == subject))
                .collect();
            let corrected = said.voided(all.iter().copied()).and_then(|voids| {
                let event = said.event(subject, EventKind::Correction { voids });
                // What a steward voided by the command may stand in the next table.
                let stands = all.iter().any(|known| known.id() == event.id());
                match !stands && void::widens(voids, &all) {
                    true => Err(void::by_command()),
                    false => Ok(event),
                }
            });
            match corrected {
                Ok(event) => self.events.push((line, event)),
                Err(reason) => self.quarantined.push(Quarantined { line, reason }),
            }
        }
        let mut seen: BTreeSet<Digest> = known.values().flatten().map(ConsentEvent::id).collect();
        let all = self.events.len();
        self.events.retain(|(_, event)| seen.insert(event.id()));
        let added = self.events.len() as u64;
        (
            self.events.into_iter().map(|(_, event)| event).collect(),
            self.questions,
            ImportReport {
                added,
                same: all as u64 - added,
                quarantined: self.quarantined,
                ..ImportReport::default()
            },
        )
    }
}

fn by_kind(events: &[ConsentEvent]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for event in events {
        let word = statement::word(&event.kind).to_owned();
        *counts.entry(word).or_default() += 1;
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
        reading.told(line.line, said);
    }
    let (events, _, report) = reading.settle(&BTreeMap::new());
    assert_eq!(report.quarantined, []);
    events
}

#[cfg(test)]
mod tests;
