//! A record as the bank keeps it: the bytes that came, and what is known about them.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::identity::Subject;
use crate::source::Source;
use crate::{DataClass, Digest, Instant};

/// When the datum was collected, as the consent guard sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Collected {
    /// A type without a collection date (Patient, Coverage): skips the collected test.
    Timeless,
    /// A dated type whose date is missing or unreadable: only a form without any collected window covers it.
    Undated,
    /// The interval the date may mean: `from` inclusive, `until` exclusive.
    Between(Instant, Instant),
}

/// What a decision looks at in a record, in a part of one, in an event: nothing else of it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp<'a> {
    pub class: &'a DataClass,
    pub collected: Collected,
    /// Its source or the model says that it is sealed: `record.sealed`.
    pub sealed: bool,
}

impl<'a> From<(&'a DataClass, Collected)> for Stamp<'a> {
    /// Of a record that nobody sealed.
    fn from((class, collected): (&'a DataClass, Collected)) -> Self {
        Self {
            class,
            collected,
            sealed: false,
        }
    }
}

/// Something inside a record that is judged as itself: a resource (`contained`), or an element of
/// another class than its whole (`Observation.component`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Keys and indexes from the record's own braces: `contained/0`, `component/2`. Empty: the
    /// record itself, which then names somebody although it is about nobody.
    pub place: String,
    pub class: DataClass,
    pub collected: Collected,
    pub sealed: bool,
    /// About somebody else than the record's person, or nobody can tell: no permit lets it out.
    pub foreign: bool,
    /// A required or a modifier element of the record points to it, so the record can't leave
    /// without it.
    pub needed: bool,
    /// Other parts (their numbers in the record's list) that this one can't leave without.
    pub needs: Vec<u32>,
    /// The elements of the record that point to it, and go with it.
    pub pointers: Vec<String>,
}

impl Part {
    /// Everything that goes with it: where it stands, and what points to it.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        let own = [self.place.as_str()]
            .into_iter()
            .filter(|place| !place.is_empty());
        own.chain(self.pointers.iter().map(String::as_str))
    }

    pub fn stamp(&self) -> Stamp<'_> {
        Stamp {
            class: &self.class,
            collected: self.collected,
            sealed: self.sealed,
        }
    }
}

/// What is known of a record without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordHead {
    /// The bank's row number of this version; stable.
    pub row: i64,
    /// `None`: about no person (Organization, Practitioner, Location).
    pub subject: Option<Subject>,
    /// FHIR resource type, e.g. `Observation`.
    pub kind: String,
    /// The id that its source gave it, with the source where that has a name: see `source`.
    pub source_id: String,
    pub class: DataClass,
    pub collected: Collected,
    pub sealed: bool,
    pub digest: Digest,
    /// The parts that do not leave with it: as the bank keeps a record, every part that is judged
    /// apart from its whole; a permit takes away those it lets out. `None`: nothing inside was ever
    /// looked at, and no resource inside leaves.
    pub withheld: Option<Vec<Part>>,
}

impl RecordHead {
    /// Who gave it its id, and calls others by theirs.
    pub fn source(&self) -> Source {
        Source::split(&self.source_id).map_or_else(Source::default, |(source, _)| source)
    }

    pub fn stamp(&self) -> Stamp<'_> {
        Stamp {
            class: &self.class,
            collected: self.collected,
            sealed: self.sealed,
        }
    }

    /// Whether whoever may see the other record, which takes a code from this one, may see this one:
    /// of its class, no more sealed, about its person or about nobody, timeless or within its time.
    /// One that names somebody though it is about nobody is open to none.
    pub fn is_open_beside(&self, other: &Self) -> bool {
        let in_time = match (self.collected, other.collected) {
            (Collected::Timeless, _) => true,
            (Collected::Between(from, until), Collected::Between(first, last)) => {
                first <= from && until <= last
            }
            (own, others) => own == others,
        };
        self.class == other.class
            && (!self.sealed || other.sealed)
            && (self.subject.is_none() || self.subject == other.subject)
            && in_time
            && self.parts().iter().all(|part| !part.needed)
    }

    /// The parts that do not leave with it.
    pub fn parts(&self) -> &[Part] {
        self.withheld.as_deref().unwrap_or_default()
    }
}

/// A record with its bytes. `Debug` never prints them.
#[derive(Clone)]
pub struct Record {
    pub head: RecordHead,
    pub bytes: Vec<u8>,
    /// The records that it takes codes from, so far as whoever may see it may see them
    /// (`RecordHead::is_open_beside`).
    pub beside: Vec<Arc<Record>>,
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({}, {} bytes)", self.head.kind, self.bytes.len())
    }
}

/// A state of the bank's data: every batch committed up to and including this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Snapshot(pub i64);
