//! What the bank knows of a record that comes again, and what becomes of the new version.
//!
//! Of two versions that both say when they were last updated the later one stands; else the one
//! that came later. What is equal to the current version changes nothing; going back to an earlier
//! content is a new version. What the bank can't be certain of waits, with the version before it.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Digest, Instant};
use sqlx::sqlite::SqliteConnection;

use crate::bundle::digest_of;
use crate::error::{Result, StoreError};
use crate::removal::{State, Why};
use crate::sql::json_texts;

#[derive(Default)]
pub(super) struct Known {
    versions: BTreeSet<Digest>,
    /// How many versions there are: an earlier content that comes back is another one.
    pub count: i64,
    /// Versions that a steward rejected.
    refused: BTreeSet<Digest>,
    /// The newest version, whether it stands or is out.
    pub current: Option<Current>,
    /// While a newer version waits: the one that stood before.
    pub former: Option<Place>,
    /// When the source deleted it last, where it said so.
    deleted: Option<Instant>,
    /// Of a Patient: what its versions that stood said since a steward last looked.
    faces: Faces,
}

/// Sex and dates of birth that versions of one Patient gave.
#[derive(Default)]
struct Faces(BTreeMap<String, BTreeSet<String>>);

impl Faces {
    fn add(&mut self, sex: &str, birth: &str) {
        let births = self.0.entry(sex.to_owned()).or_default();
        births.insert(birth.to_owned());
    }

    /// Whether some version said another sex and another date of birth: of all that stood, so that
    /// two steps are no way around.
    fn another(&self, sex: &str, birth: &str) -> bool {
        // A date that says less is no other date.
        let other =
            |known: &String| !known.starts_with(birth) && !birth.starts_with(known.as_str());
        let mut others = self.0.iter().filter(|(known, _)| *known != sex);
        others.any(|(_, births)| births.iter().any(other))
    }
}

#[derive(Clone, Copy)]
pub(super) struct Current {
    pub place: Place,
    pub digest: Digest,
    pub subject: Option<i64>,
    pub updated: Option<Instant>,
    pub out: Option<Out>,
}

#[derive(Clone, Copy)]
pub(super) enum Place {
    /// Row of an earlier batch.
    Row(i64),
    /// Index into what this batch takes.
    Taken(usize),
}

/// By which removal it is out.
#[derive(Clone, Copy)]
pub(super) struct Out {
    pub removal: i64,
    pub why: Why,
    pub state: State,
}

/// What becomes of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing new.
    Same,
    /// Nothing new of a record that is out.
    StaysOut,
    /// Kept, and never current.
    Older,
    Stands,
    /// Kept beside a record that a steward took out.
    JoinsOut(i64),
    /// Waits with everything about a person who may be two.
    Joins(i64),
    Waits(Why),
}

impl Known {
    /// Whether a version says that the Patient is somebody else.
    pub fn is_another_person(&self, sex: Option<&str>, birth: Option<&str>) -> bool {
        let said = sex.zip(birth);
        said.is_some_and(|(sex, birth)| self.faces.another(sex, birth))
    }

    /// A version of a Patient stands.
    pub fn stands(&mut self, sex: Option<&str>, birth: Option<&str>) {
        if let Some((sex, birth)) = sex.zip(birth) {
            self.faces.add(sex, birth);
        }
    }

    /// One more version.
    pub fn add(&mut self, digest: Digest) {
        self.versions.insert(digest);
        self.count += 1;
    }

    /// `doubt`: it points to another patient's record or number.
    pub fn judge(
        &self,
        digest: &Digest,
        subject: Option<i64>,
        updated: Option<Instant>,
        doubt: bool,
    ) -> Verdict {
        let seen = self.versions.contains(digest);
        let Some(current) = &self.current else {
            return match (updated, self.deleted) {
                (Some(updated), Some(deleted)) if updated <= deleted => {
                    if seen {
                        Verdict::StaysOut
                    } else {
                        Verdict::Older
                    }
                }
                _ if doubt => Verdict::Waits(Why::Points),
                _ => Verdict::Stands,
            };
        };
        if current.digest == *digest && current.subject == subject {
            return match current.out {
                Some(out) if out.state != State::Waits => Verdict::StaysOut,
                _ => Verdict::Same,
            };
        }
        if self.refused.contains(digest) {
            return Verdict::Same;
        }
        let before = |then: Option<Instant>| matches!((updated, then), (Some(updated), Some(then)) if updated < then);
        let till = |then: Option<Instant>| updated.is_some() && updated == then;
        if before(current.updated) || before(self.deleted) || till(self.deleted) {
            return if seen { Verdict::Same } else { Verdict::Older };
        }
        let moved = current.subject != subject;
        let certain = match (doubt, moved) {
            (true, _) => Verdict::Waits(Why::Points),
            (false, true) => Verdict::Waits(Why::Moved),
            (false, false) => Verdict::Stands,
        };
        match current.out {
            None => certain,
            // Only a steward ends this doubt.
            Some(out) if out.state == State::Waits && out.why == Why::Moved => {
                Verdict::Waits(Why::Moved)
            }
            Some(out) if out.state == State::Waits => certain,
            Some(out) if out.why == Why::Retired => Verdict::JoinsOut(out.removal),
            // The same again may be an old file; what the source makes anew it says otherwise.
            Some(_) if seen && !(updated.is_some() && self.deleted.is_some()) => Verdict::StaysOut,
            Some(_) => certain,
        }
    }
}

type KnownRow = (
    String,
    i64,
    Vec<u8>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

/// By type and id.
pub(super) type All<'r> = BTreeMap<&'r str, BTreeMap<&'r str, Known>>;

/// What is known of these records.
pub(super) async fn load<'r>(
    connection: &mut SqliteConnection,
    names: impl Iterator<Item = (&'r str, &'r str)>,
) -> Result<All<'r>> {
    let mut known = All::new();
    for (kind, id) in names {
        known.entry(kind).or_default().entry(id).or_default();
    }
    for (kind, known) in &mut known {
        let ids = json_texts(known.keys().copied());
        let rows: Vec<KnownRow> = sqlx::query_as(
            "SELECT r.source_id, r.row, r.digest, r.subject, r.updated, r.superseded, r.out_by, m.why, m.state, r.sex, r.birth
             FROM record r LEFT JOIN removal m ON m.id = r.out_by
             WHERE r.kind = ? AND r.source_id IN (SELECT value FROM json_each(?)) ORDER BY r.source_id, r.version",
        )
        .bind(*kind)
        .bind(&ids)
        .fetch_all(&mut *connection)
        .await?;
        let confirmed = match *kind {
            "Patient" => confirmed(connection, &ids).await?,
            _ => BTreeMap::new(),
        };
        for (id, row, digest, subject, updated, superseded, out_by, why, state, sex, birth) in rows
        {
            let entry = of(known, &id)?;
            let digest = digest_of(digest)?;
            entry.add(digest);
            let out = match (out_by, why, state) {
                (Some(removal), Some(why), Some(state)) => Some(Out {
                    removal,
                    why: Why::read(&why)?,
                    state: State::read(&state)?,
                }),
                _ => None,
            };
            if out.is_some_and(|out| out.state == State::Rejected) {
                entry.refused.insert(digest);
            }
            let in_doubt = out.is_some_and(|out| !matches!(out.state, State::Done | State::Mended));
            if !in_doubt && confirmed.get(&id).is_none_or(|first| row >= *first) {
                entry.stands(sex.as_deref(), birth.as_deref());
            }
            if superseded.is_none() {
                entry.former = entry.current.map(|current| current.place);
                entry.current = Some(Current {
                    place: Place::Row(row),
                    digest,
                    subject,
                    updated: updated.map(Instant),
                    out,
                });
            }
        }
        let deleted: Vec<(String, i64)> = sqlx::query_as(
            "SELECT d.source_id, max(d.at) FROM deletion d LEFT JOIN removal m ON m.id = d.removal
             WHERE d.kind = ? AND d.source_id IN (SELECT value FROM json_each(?)) AND d.at IS NOT NULL
               AND coalesce(m.state, 'done') <> 'rejected' GROUP BY d.source_id",
        )
        .bind(*kind)
        .bind(&ids)
        .fetch_all(&mut *connection)
        .await?;
        for (id, at) in deleted {
            of(known, &id)?.deleted = Some(Instant(at));
        }
    }
    Ok(known)
}

fn of<'k>(known: &'k mut BTreeMap<&str, Known>, id: &str) -> Result<&'k mut Known> {
    known
        .get_mut(id)
        .ok_or(StoreError::Damaged("a record's id"))
}

/// From which row on a steward said that these Patients are who they are.
async fn confirmed(connection: &mut SqliteConnection, ids: &str) -> Result<BTreeMap<String, i64>> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT source_id, max(row) FROM removal
         WHERE kind = 'Patient' AND why = 'person' AND state = 'done' AND source_id IN (SELECT value FROM json_each(?))
         GROUP BY source_id",
    )
    .bind(ids)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().collect())
}
