//! What waits between `push` and `flush`: records with their edit lists, and the site columns.

use sekisho_model::identity::Subject;
use sekisho_model::source::Source;
use sekisho_model::transform::{SiteKind, TransformCounts};

use super::super::telling::Hidden;
use super::walk::About;
use crate::columns::{Columns, Rows};

/// One piece of a delivered record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    /// These bytes of the record as they came.
    Copy(u32, u32),
    /// A text of the table's own.
    Literal(u32),
    /// `Type/`, the type by its shape.
    Kind(u16),
    /// A member whose value leaves as masked: of a state the field; the first of its object or not.
    Masked { state: u32, field: u16, first: bool },
    /// The value that replaces the one at byte `at` of the record.
    Site { at: u32, column: u16, row: u32 },
}

/// What a reference turned out to be, so that a record can be walked again without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Linked {
    Subject,
    Record { shape: u16, column: u16, row: u32 },
    Absent,
}

/// A record of the batch.
pub(super) struct Entry {
    pub bytes: (usize, usize),
    pub ops: (usize, usize),
    pub subject: Option<Subject>,
    pub is_patient: bool,
    /// The record's own name, `Type/id`, among the batch's names.
    pub name: (usize, usize),
    /// What may not leave of it, among the batch's cuts; `None`: nobody looked inside.
    pub cuts: Option<(usize, usize)>,
    pub state: u32,
    pub links: (usize, usize),
    /// Values of it that would give a shift or an age away.
    pub hidden: (usize, usize),
    pub counts: TransformCounts,
}

impl Entry {
    /// For a second walk of it.
    pub fn about<'b>(&self, names: &'b str, cuts: &'b [u32]) -> About<'b> {
        About {
            subject: self.subject,
            is_patient: self.is_patient,
            name: &names[self.name.0..self.name.1],
            cuts: self.cuts.map(|(from, to)| &cuts[from..to]),
        }
    }
}

#[derive(Default)]
pub(super) struct Batch {
    pub entries: Vec<Entry>,
    pub bytes: Vec<u8>,
    pub ops: Vec<Op>,
    pub names: String,
    /// Where what may not leave of each record stands in it, sorted.
    pub cuts: Vec<u32>,
    /// What each reference of each record turned out to be, by its place in the record.
    pub links: Vec<(u32, Linked)>,
    pub hidden: Vec<Hidden>,
    pub columns: Columns,
    pub known: Known,
}

/// References met in this batch, by person and text: a person's records name the same few again
/// and again, and one person's references resolve alike in all of them.
pub(super) struct Known {
    /// Whose words they are: those of another source mean other records.
    source: Source,
    rows: Rows,
    linked: Vec<Linked>,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            source: Source::default(),
            rows: Rows::new(0, SiteKind::Value),
            linked: Vec::new(),
        }
    }
}

impl Known {
    /// What follows is of this source.
    pub fn of(&mut self, source: Source) {
        if self.source != source {
            self.source = source;
            self.clear();
        }
    }

    fn clear(&mut self) {
        self.rows.clear();
        self.linked.clear();
    }

    #[inline]
    pub fn find(&self, subject: Subject, text: &[u8]) -> Option<Linked> {
        self.rows
            .find(subject, text)
            .map(|row| self.linked[row as usize])
    }

    pub fn learn(&mut self, subject: Subject, text: &[u8], linked: Linked) {
        if self
            .rows
            .place(subject, text, |_| true)
            .is_some_and(|row| row as usize == self.linked.len())
        {
            self.linked.push(linked);
        }
    }
}

impl Batch {
    /// Forgets what came after the first `records`. Rows of theirs may stay in the columns: nothing
    /// points to them.
    pub fn truncate(&mut self, records: usize) {
        if let Some(entry) = self.entries.get(records) {
            self.bytes.truncate(entry.bytes.0);
            self.ops.truncate(entry.ops.0);
            self.names.truncate(entry.name.0);
            if let Some((from, _)) = entry.cuts {
                self.cuts.truncate(from);
            }
            self.links.truncate(entry.links.0);
            self.hidden.truncate(entry.hidden.0);
        }
        self.entries.truncate(records);
        // What is delivered may have changed, and with it where references lead.
        self.known.clear();
    }

    pub fn clear(&mut self) {
        self.truncate(0);
        self.cuts.clear();
        self.columns.clear();
    }
}
