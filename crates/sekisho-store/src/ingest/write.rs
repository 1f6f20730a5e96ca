//! The bank's transaction of one batch.

mod rows;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::identity::Subject;
use sekisho_model::record::Snapshot;
use sekisho_model::source::Source;
use sekisho_model::{Digest, Instant, Text};
use sqlx::sqlite::SqliteConnection;

use self::rows::{mark_read, write_deletions};
use super::known::{self, All, Current, Out, Place, Verdict};
use super::points::Targets;
use super::{About, BatchReceipt, Deletion, IngestBatch, NewRecord, Outcome, Told, Unclear};
use crate::agreement::{self, Part};
use crate::error::Result;
use crate::events;
use crate::removal::{State, Why, decide, next_snapshot};
use crate::sql::json_numbers;
use crate::{QuarantineRow, Store, quarantine};

pub(super) async fn write(store: &Store, batch: IngestBatch, told: &Told) -> Result<BatchReceipt> {
    let IngestBatch {
        at,
        records,
        deletions,
        unclear,
        mut quarantine,
        positions,
    } = batch;
    let subjects = &told.subjects;
    let mut tx = store.bank.begin_with("BEGIN IMMEDIATE").await?;
    let views = events::views(&mut tx).await?;
    let targets = Targets::of(&mut tx, &records, subjects).await?;
    let named = records
        .iter()
        .map(|r| (r.kind.as_str(), r.source_id.as_str()));
    let named = named.chain(
        unclear
            .iter()
            .map(|u| (u.kind.as_str(), u.source_id.as_str())),
    );
    let mut taking = {
        let known = known::load(&mut tx, named).await?;
        Taking::new(&mut tx, known, subjects).await?
    };
    let mut deleting = deletions.iter().peekable();
    let mut last_of: Vec<(&Deletion, i64)> = Vec::new();
    for (n, (record, subject)) in records.iter().zip(subjects).enumerate() {
        while let Some(deletion) = deleting.next_if(|deletion| deletion.after <= n) {
            last_of.push((deletion, taking.next_row - 1));
        }
        match subject {
            Some(subject) => {
                let subject = subject.map(|s| s.0);
                let away = targets.elsewhere(record, subject);
                let away = away.or(told.in_doubt[n].then_some("identifier"));
                if let Some(row) = taking.take(record, subject, away, at) {
                    quarantine.push(row);
                }
            }
            None => {
                taking.outcome(&record.kind).quarantined += 1;
                taking.unclear(&record.kind, &record.source_id, &record.file, record.line);
                quarantine.push(set_aside(record, unknown_person(&record.about), at));
            }
        }
    }
    last_of.extend(deleting.map(|deletion| (deletion, taking.next_row - 1)));
    for Unclear {
        kind,
        source_id,
        file,
        line,
    } in &unclear
    {
        taking.unclear(kind, source_id, file, *line);
    }
    let revealed = targets.revealed(&mut tx, &records, subjects).await?;
    let snapshot = taking.snapshot(&mut tx, at, &revealed, told).await?;
    taking.write_removals(&mut tx, at).await?;
    taking.write_records(&mut tx, snapshot, &targets).await?;
    taking
        .write_events(&mut tx, snapshot, &views, store)
        .await?;
    taking.write_aliases(&mut tx).await?;
    taking.write_outs(&mut tx, snapshot).await?;
    for held in &revealed {
        let by = &records[held.by];
        let place = (by.file.as_str(), by.line as i64);
        if stands(&mut tx, held.row).await? {
            decide::hold_row(&mut tx, held.row, &held.element, place, snapshot, at).await?;
            taking.outcome(&by.kind).held += 1;
            quarantine.push(set_aside(by, shows_another(), at));
        }
    }
    for (kind, id) in &told.revealed {
        if let Some(row) = standing(&mut tx, kind, id).await? {
            let by = records.first().map_or(("", 0), |r| (r.file.as_str(), 0));
            decide::hold_row(&mut tx, row, "identifier", by, snapshot, at).await?;
            taking.outcome(kind).held += 1;
            quarantine.push(QuarantineRow {
                file: by.0.to_owned(),
                line: 0,
                reason: shows_another(),
                at,
            });
        }
    }
    write_deletions(&mut tx, &last_of, at).await?;
    quarantine::write(&mut tx, &quarantine).await?;
    for position in &positions {
        mark_read(&mut tx, position).await?;
    }
    if !taking.taken.is_empty() {
        let read: Vec<&[u8]> = taking.taken.iter().map(|t| &t.digest.0[..]).collect();
        let what = Digest::of_parts(read);
        agreement::link(&mut tx, Part::Bank, &[b"records", &what.0]).await?;
    }
    tx.commit().await?;
    if !taking.taken.is_empty() {
        store.witness(Part::Bank).await?;
    }
    Ok(BatchReceipt {
        snapshot: Snapshot(snapshot),
        by_kind: taking.outcomes,
    })
}

fn set_aside(record: &NewRecord, reason: Text, at: Instant) -> QuarantineRow {
    QuarantineRow {
        file: record.file.clone(),
        line: record.line,
        reason,
        at,
    }
}

fn unknown_person(about: &About) -> Text {
    match about {
        About::Number(..) => Text::new(
            "対象者が番号だけで書かれ、いまその番号を持つ患者が、この送り元にただ一人いません。先に Patient を入れるか番号を直し、このファイルをもう一度入れてください",
            "it names its patient by a number alone, and not exactly one Patient of this source has it today; take in the Patient first, or correct the number, and take this file in once more",
        ),
        About::Alias(url) if url.contains("://") => Text::new(
            "対象者が、サーバーのアドレスで書かれています。この送り元のアドレスなら `ingest --base URL` で教え、このファイルをもう一度入れてください",
            "it names its patient by the address of a server; if that is this source's own, say so with `ingest --base URL` and take this file in once more",
        ),
        _ => Text::new(
            "対象者が患者として特定できません。その Bundle か Patient を先に入れ、このファイルをもう一度入れてください",
            "whom it is about can't be told to be one of the bank's patients; take in that Bundle or Patient first, and this file once more",
        ),
    }
}

/// Says nothing of the other record, nor of the patient.
fn doubtful(why: Why, element: &str) -> Text {
    match why {
        Why::Moved => Text::new(
            "この記録は、前の版とは別の患者のものになっています。前の版とも、データ管理者が確かめるまで使いません（`sekisho bank held BANK list --as WHO`）",
            "it is about another patient than its version before; neither is used until a steward has looked (`sekisho bank held BANK list --as WHO`)",
        ),
        Why::Person => Text::new(
            "性別と生年月日の両方が、同じ id の前の版と違います。別の人かもしれないので、この人のものはどれも、データ管理者が確かめるまで使いません（`sekisho bank held BANK list --as WHO`）。別の病院のものなら `ingest --source NAME` で分けて入れてください",
            "both sex and birth date differ from the version before under this id: it may be another person, and nothing of this person is used until a steward has looked (`sekisho bank held BANK list --as WHO`). If it came from another hospital, take it in apart with `ingest --source NAME`",
        ),
        _ => Text::new(
            format!(
                "{element} が別の患者の記録か番号を指しています。データ管理者が確かめるまで使いません（`sekisho bank held BANK list --as WHO`）"
            ),
            format!(
                "its {element} points to a record or number of another patient; it is not used until a steward has looked (`sekisho bank held BANK list --as WHO`)"
            ),
        ),
    }
}

fn shows_another() -> Text {
    Text::new(
        "先に入った記録が、この患者のものではないのにこれを指しています。その記録は、データ管理者が確かめるまで使いません（`sekisho bank held BANK list --as WHO`）",
        "a record that came earlier points here and is not of this patient; that record is not used until a steward has looked (`sekisho bank held BANK list --as WHO`)",
    )
}

async fn stands(connection: &mut SqliteConnection, row: i64) -> Result<bool> {
    let found: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM record WHERE row = ? AND superseded IS NULL AND out_since IS NULL",
    )
    .bind(row)
    .fetch_one(connection)
    .await?;
    Ok(found > 0)
}

async fn standing(connection: &mut SqliteConnection, kind: &str, id: &str) -> Result<Option<i64>> {
    let row = sqlx::query_scalar(
        "SELECT row FROM record WHERE kind = ? AND source_id = ? AND superseded IS NULL AND out_since IS NULL",
    );
    Ok(row.bind(kind).bind(id).fetch_optional(connection).await?)
}

/// What a batch adds to what is known.
struct Taking<'r> {
    known: All<'r>,
    taken: Vec<Taken<'r>>,
    /// Rows of earlier batches that a new version replaces.
    replaced: Vec<i64>,
    /// Doubts that this batch raises, and the row of the version before each, which is out with it.
    removals: Vec<NewRemoval>,
    outs: Vec<(Place, i64, Option<i64>)>,
    /// Doubts that a clean version ends.
    mended: Vec<i64>,
    /// Removals of a person's records that end because their Patient is back.
    returned: Vec<i64>,
    /// People of whom a new version of their Patient may be somebody else, with the removal by which
    /// everything about them waits.
    doubted: BTreeMap<i64, i64>,
    /// Those of this batch.
    newly_doubted: Vec<(i64, i64)>,
    /// The first row that each source's present run could write.
    since: BTreeMap<String, i64>,
    /// People whose own record is gone, with the removal that took everything about them out.
    gone: BTreeMap<i64, i64>,
    next_row: i64,
    next_removal: i64,
    outcomes: BTreeMap<String, Outcome>,
}

struct NewRemoval {
    id: i64,
    why: Why,
    kind: String,
    source_id: String,
    row: Option<i64>,
    file: String,
    line: u64,
    element: String,
}

struct Taken<'r> {
    record: &'r NewRecord,
    row: i64,
    version: i64,
    digest: Digest,
    subject: Option<i64>,
    /// `None` where it would lie in the future.
    updated: Option<Instant>,
    /// A later line of the same batch replaces it, or it was older from the start.
    superseded: bool,
    out: Option<i64>,
}

impl<'r> Taking<'r> {
    async fn new(
        connection: &mut SqliteConnection,
        known: All<'r>,
        subjects: &[Option<Option<Subject>>],
    ) -> Result<Self> {
        let people: BTreeSet<i64> = subjects.iter().flatten().flatten().map(|s| s.0).collect();
        let gone: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT r.subject, m.id FROM record r JOIN removal m ON m.id = r.out_by
             WHERE r.subject IN (SELECT value FROM json_each(?)) AND r.kind = 'Patient' AND r.superseded IS NULL
               AND m.kind = 'Patient' AND m.state = 'done'
               AND NOT EXISTS (SELECT 1 FROM record o WHERE o.subject = r.subject AND o.kind = 'Patient'
                   AND o.superseded IS NULL AND o.out_since IS NULL)",
        )
        .bind(json_numbers(people))
        .fetch_all(&mut *connection)
        .await?;
        let doubted: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT r.subject, max(m.id) FROM removal m JOIN record r ON r.out_by = m.id
             WHERE m.why = 'person' AND m.state = 'waits' AND r.subject IS NOT NULL GROUP BY r.subject",
        )
        .fetch_all(&mut *connection)
        .await?;
        let since: Vec<(String, i64)> = sqlx::query_as("SELECT name, since FROM source")
            .fetch_all(&mut *connection)
            .await?;
        let last: i64 = sqlx::query_scalar("SELECT coalesce(max(row), 0) FROM record")
            .fetch_one(&mut *connection)
            .await?;
        let removal: i64 = sqlx::query_scalar("SELECT coalesce(max(id), 0) FROM removal")
            .fetch_one(connection)
            .await?;
        Ok(Self {
            known,
            taken: Vec::new(),
            replaced: Vec::new(),
            removals: Vec::new(),
            outs: Vec::new(),
            mended: Vec::new(),
            returned: Vec::new(),
            doubted: doubted.into_iter().collect(),
            newly_doubted: Vec::new(),
            since: since.into_iter().collect(),
            gone: gone.into_iter().collect(),
            next_row: last + 1,
            next_removal: removal + 1,
            outcomes: BTreeMap::new(),
        })
    }

    fn outcome(&mut self, kind: &str) -> &mut Outcome {
        self.outcomes.entry(kind.to_owned()).or_default()
    }

    /// `away`: the member by which it points to another patient's. Gives the line of the quarantine
    /// of what waits for a steward.
    fn take(
        &mut self,
        record: &'r NewRecord,
        subject: Option<i64>,
        away: Option<&str>,
        at: Instant,
    ) -> Option<QuarantineRow> {
        let digest = Digest::of(&record.bytes);
        let updated = record.updated.filter(|updated| *updated <= at);
        let known = self
            .known
            .entry(&record.kind)
            .or_default()
            .entry(&record.source_id)
            .or_default();
        let said = (record.sex.as_deref(), record.birth.as_deref());
        let mut verdict = known.judge(&digest, subject, updated, away.is_some());
        if verdict == Verdict::Stands {
            let waiting = subject.and_then(|subject| self.doubted.get(&subject));
            verdict = match waiting {
                Some(removal) => Verdict::Joins(*removal),
                None if known.is_another_person(said.0, said.1) => Verdict::Waits(Why::Person),
                None => Verdict::Stands,
            };
        }
        let first = known.count == 0;
        if !matches!(verdict, Verdict::Same | Verdict::StaysOut) {
            known.add(digest);
        }
        let version = known.count;
        let (row, here) = (self.next_row, Place::Taken(self.taken.len()));
        let current = known.current;
        let mut taken = Taken {
            record,
            row,
            version,
            digest,
            subject,
            updated,
            superseded: false,
            out: None,
        };
        let mut next = Current {
            place: here,
            digest,
            subject,
            updated,
            out: None,
        };
        let mut line = None;
        match verdict {
            Verdict::Same => {
                self.outcome(&record.kind).same += 1;
                return None;
            }
            Verdict::StaysOut => {
                self.outcome(&record.kind).out += 1;
                return None;
            }
            Verdict::Older => {
                taken.superseded = true;
                self.outcome(&record.kind).older += 1;
                self.push(taken);
                return None;
            }
            Verdict::Stands => {
                known.stands(said.0, said.1);
                let former = known.former.take();
                let gone = subject.and_then(|subject| self.gone.get(&subject).copied());
                let gone = gone.filter(|_| record.kind != "Patient");
                taken.out = gone;
                next.out = gone.map(|removal| Out {
                    removal,
                    why: Why::Deleted,
                    state: State::Done,
                });
                known.current = Some(next);
                if record.kind == "Patient" {
                    subject.and_then(|subject| self.gone.remove(&subject));
                }
                let waited = current.and_then(|current| current.out);
                self.supersede(current.map(|current| current.place));
                self.supersede(former);
                match waited {
                    Some(out) if out.state == State::Waits => self.mended.push(out.removal),
                    Some(out) if record.kind == "Patient" => self.returned.push(out.removal),
                    _ => {}
                }
                let outcome = self.outcome(&record.kind);
                if gone.is_some() {
                    outcome.out += 1;
                } else if first {
                    outcome.new += 1;
                } else {
                    outcome.superseded += 1;
                }
            }
            Verdict::JoinsOut(removal) => {
                next.out = current.and_then(|current| current.out);
                known.current = Some(next);
                taken.out = Some(removal);
                self.supersede(current.map(|current| current.place));
                self.outcome(&record.kind).out += 1;
            }
            Verdict::Joins(removal) => {
                next.out = Some(Out {
                    removal,
                    why: Why::Person,
                    state: State::Waits,
                });
                known.former = known.former.or(current.map(|current| current.place));
                known.current = Some(next);
                taken.out = Some(removal);
                self.outcome(&record.kind).held += 1;
            }
            Verdict::Waits(why) => {
                line = Some(set_aside(
                    record,
                    doubtful(why, away.unwrap_or_default()),
                    at,
                ));
                let removal = self.wait(record, why, row, away, &mut next);
                taken.out = Some(removal);
                if let (Why::Person, Some(subject)) = (why, subject) {
                    self.doubt(subject, removal);
                }
                let outcome = self.outcome(&record.kind);
                outcome.quarantined += 1;
                outcome.held += 1;
            }
        }
        self.push(taken);
        line
    }

    fn push(&mut self, taken: Taken<'r>) {
        self.taken.push(taken);
        self.next_row += 1;
    }

    fn supersede(&mut self, place: Option<Place>) {
        match place {
            None => {}
            Some(Place::Row(row)) => self.replaced.push(row),
            Some(Place::Taken(index)) => self.taken[index].superseded = true,
        }
    }

    /// The new version waits, and what stood before it waits with it. Gives the removal by which.
    fn wait(
        &mut self,
        record: &'r NewRecord,
        why: Why,
        row: i64,
        away: Option<&str>,
        next: &mut Current,
    ) -> i64 {
        let new = self.next_removal;
        let known = self
            .known
            .entry(&record.kind)
            .or_default()
            .entry(&record.source_id)
            .or_default();
        let mut superseded = None;
        let mut withheld = None;
        let mut joins = None;
        match known.current {
            None => {}
            Some(current) => match current.out {
                None => {
                    known.former = Some(current.place);
                    withheld = Some(current.place);
                }
                // What was set aside for an unclear version is now set aside for this one.
                Some(out) if out.state == State::Waits && out.why == Why::Unclear => {
                    known.former = Some(current.place);
                    joins = Some(out.removal);
                }
                Some(out) if out.state == State::Waits => {
                    superseded = Some(current.place);
                    joins = Some(out.removal);
                }
                Some(_) => superseded = Some(current.place),
            },
        }
        let removal = joins.unwrap_or(new);
        let from = match why {
            Why::Person => self.came_from(record, row),
            _ => row,
        };
        let known = self.known.entry(&record.kind).or_default();
        let known = known.entry(&record.source_id).or_default();
        let state = State::Waits;
        next.out = Some(Out {
            removal,
            why,
            state,
        });
        known.current = Some(*next);
        self.supersede(superseded);
        if let Some(place) = withheld {
            self.outs.push((place, removal, Some(row)));
        }
        let doubt = NewRemoval {
            id: removal,
            why,
            kind: record.kind.clone(),
            source_id: record.source_id.clone(),
            row: Some(from),
            file: record.file.clone(),
            line: record.line,
            element: away.unwrap_or_default().to_owned(),
        };
        // Of a doubt that goes on, the first version in doubt stays the one from which on all are.
        self.removals.push(doubt);
        self.next_removal += i64::from(joins.is_none());
        removal
    }

    /// Nothing of this person is used until a steward has looked.
    fn doubt(&mut self, subject: i64, removal: i64) {
        self.doubted.insert(subject, removal);
        self.newly_doubted.push((subject, removal));
        for taken in &mut self.taken {
            if taken.subject == Some(subject) && taken.out.is_none() {
                taken.out = Some(removal);
            }
        }
    }

    /// The first row that came with a Patient who may be somebody else: whatever the same run
    /// brought of them before may be that person's, too. Where the one before came in the same run,
    /// what stands behind them.
    fn came_from(&self, record: &NewRecord, row: i64) -> i64 {
        let source = Source::split(&record.source_id).map(|(source, _)| source);
        let since = source.and_then(|source| self.since.get(source.name()).copied());
        let known = self.known.get(record.kind.as_str());
        let known = known.and_then(|ids| ids.get(record.source_id.as_str()));
        let before = known
            .and_then(|known| known.current)
            .map(|current| match current.place {
                Place::Row(row) => row,
                Place::Taken(index) => self.taken[index].row,
            });
        let since = since.unwrap_or(row).min(row);
        before.map_or(since, |before| since.max(before + 1))
    }

    /// A version that could not be kept puts what stands in doubt.
    fn unclear(&mut self, kind: &str, source_id: &str, file: &str, line: u64) {
        let known = self
            .known
            .get_mut(kind)
            .and_then(|ids| ids.get_mut(source_id));
        let Some(current) = known.and_then(|known| known.current.as_mut()) else {
            return;
        };
        if current.out.is_some() {
            return;
        }
        let removal = self.next_removal;
        self.next_removal += 1;
        current.out = Some(Out {
            removal,
            why: Why::Unclear,
            state: State::Waits,
        });
        self.outs.push((current.place, removal, None));
        self.removals.push(NewRemoval {
            id: removal,
            why: Why::Unclear,
            kind: kind.to_owned(),
            source_id: source_id.to_owned(),
            row: None,
            file: file.to_owned(),
            line,
            element: String::new(),
        });
        self.outcome(kind).held += 1;
    }

    /// The number of the snapshot this batch makes; the last one if it changes nothing.
    async fn snapshot(
        &self,
        connection: &mut SqliteConnection,
        at: Instant,
        revealed: &[super::points::Revealed],
        told: &Told,
    ) -> Result<i64> {
        let unchanged = self.taken.is_empty()
            && self.removals.is_empty()
            && revealed.is_empty()
            && told.revealed.is_empty();
        if unchanged {
            let last = sqlx::query_scalar("SELECT coalesce(max(id), 0) FROM snapshot");
            return Ok(last.fetch_one(connection).await?);
        }
        next_snapshot(connection, at).await
    }
}
