//! Site values in columns, whatever format they stand in: the distinct (person, value) pairs of
//! each rule, transformed stage by stage, once a batch.

use sekisho_model::identity::Subject;
use sekisho_model::profile::Action;
use sekisho_model::transform::{Column, SiteKind, TransformError, Transforms};

use crate::fhir::transform::scan;

/// A rule by its number, `Profile::rules`.
pub(crate) type Rule = u16;

/// One column per rule and kind of site.
#[derive(Default)]
pub(crate) struct Columns(Vec<Rows>);

impl Columns {
    pub fn at(&mut self, rule: Rule, kind: SiteKind) -> (u16, &mut Rows) {
        let found = self
            .0
            .iter()
            .position(|rows| rows.rule == rule && rows.kind == kind);
        let at = found.unwrap_or_else(|| {
            self.0.push(Rows::new(rule, kind));
            self.0.len() - 1
        });
        (at as u16, &mut self.0[at])
    }

    pub fn find(
        &self,
        rule: Rule,
        kind: SiteKind,
        subject: Subject,
        value: &[u8],
    ) -> Option<(u16, u32)> {
        let at = self
            .0
            .iter()
            .position(|rows| rows.rule == rule && rows.kind == kind)?;
        Some((at as u16, self.0[at].find(subject, value)?))
    }

    /// The rule whose values a column holds.
    pub fn rule(&self, column: u16) -> Rule {
        self.0[usize::from(column)].rule
    }

    /// Values of this column stand without quotes.
    pub fn bare(&mut self, column: u16) {
        self.0[usize::from(column)].bare = true;
    }

    pub fn clear(&mut self) {
        self.0.iter_mut().for_each(Rows::clear);
    }

    /// Runs every rule's stages over its whole column; `actions` are the rules' by number.
    pub fn run(
        &mut self,
        actions: &[Vec<Action>],
        transforms: &mut dyn Transforms,
    ) -> Result<(), TransformError> {
        self.0
            .iter_mut()
            .try_for_each(|rows| rows.run(actions, transforms))
    }

    pub fn lost_any(&self) -> bool {
        self.0.iter().any(|rows| rows.lost)
    }

    /// The delivered value, and whether it may go between quotes as it is; `None`: it is absent.
    #[inline]
    pub fn result(&self, column: u16, row: u32) -> Option<(&[u8], bool)> {
        let rows = &self.0[usize::from(column)];
        Some((rows.results.get(row as usize)?, rows.plain))
    }
}

/// The distinct values of one rule, with their subjects.
pub(crate) struct Rows {
    rule: Rule,
    kind: SiteKind,
    subjects: Vec<Subject>,
    values: Column,
    hashes: Vec<u32>,
    /// Open addressing over rows; `EMPTY` where free.
    slots: Vec<u32>,
    results: Column,
    /// Its values are numbers or booleans, and so must be its results.
    bare: bool,
    /// No result needs an escape.
    plain: bool,
    /// Some result is absent.
    lost: bool,
}

const EMPTY: u32 = u32::MAX;

impl Rows {
    pub fn new(rule: Rule, kind: SiteKind) -> Self {
        Self {
            rule,
            kind,
            subjects: Vec::new(),
            values: Column::new(),
            hashes: Vec::new(),
            slots: vec![EMPTY; 64],
            results: Column::new(),
            bare: false,
            plain: true,
            lost: false,
        }
    }

    pub fn clear(&mut self) {
        self.subjects.clear();
        self.values.clear();
        self.hashes.clear();
        self.slots.fill(EMPTY);
        self.results.clear();
        self.lost = false;
    }

    #[inline]
    pub fn find(&self, subject: Subject, value: &[u8]) -> Option<u32> {
        self.probe(hash(subject, value), subject, value).ok()
    }

    /// The row of this value, new or not; `None` where `accepts` refuses a value not met before.
    #[inline]
    pub fn place(
        &mut self,
        subject: Subject,
        value: &[u8],
        accepts: impl FnOnce(&[u8]) -> bool,
    ) -> Option<u32> {
        let hash = hash(subject, value);
        match self.probe(hash, subject, value) {
            Ok(row) => Some(row),
            Err(_) if !accepts(value) => None,
            Err(slot) => {
                let row = self.hashes.len() as u32;
                self.subjects.push(subject);
                self.values.push(Some(value));
                self.hashes.push(hash);
                self.slots[slot] = row;
                if self.hashes.len() * 2 > self.slots.len() {
                    self.grow();
                }
                Some(row)
            }
        }
    }

    /// The row that holds the value, or the slot where it would go.
    #[inline]
    fn probe(&self, hash: u32, subject: Subject, value: &[u8]) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let row = self.slots[slot];
            if row == EMPTY {
                return Err(slot);
            }
            let at = row as usize;
            if self.hashes[at] == hash
                && self.subjects[at] == subject
                && self.values.get(at).is_some_and(|known| same(known, value))
            {
                return Ok(row);
            }
            slot = (slot + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 2 - 1;
        self.slots = vec![EMPTY; mask + 1];
        for (row, hash) in self.hashes.iter().enumerate() {
            let mut slot = *hash as usize & mask;
            while self.slots[slot] != EMPTY {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = row as u32;
        }
    }

    fn run(
        &mut self,
        actions: &[Vec<Action>],
        transforms: &mut dyn Transforms,
    ) -> Result<(), TransformError> {
        self.results.clear();
        if self.values.is_empty() {
            return Ok(());
        }
        let stages = actions[usize::from(self.rule)].iter().enumerate();
        let mut done = false;
        for (stage, _) in stages.filter(|(_, action)| **action != Action::Keep) {
            let input = if done { &self.results } else { &self.values };
            let result =
                transforms.apply(self.rule, stage as u16, self.kind, &self.subjects, input)?;
            if !is_column(&result, self.values.len()) {
                return Err(TransformError::Module {
                    rule: self.rule,
                    reason: "it gave back another number of values".into(),
                });
            }
            self.results = result;
            done = true;
        }
        if !done {
            self.results = self.values.clone();
        }
        if std::str::from_utf8(&self.results.data).is_err() {
            return Err(TransformError::Module {
                rule: self.rule,
                reason: "it gave back text that is not UTF-8".into(),
            });
        }
        self.plain = !self
            .results
            .data
            .iter()
            .any(|b| *b < 0x20 || *b == b'"' || *b == b'\\');
        // An empty string is no value, in FHIR as in a table.
        for row in 0..self.results.len() {
            self.results.valid[row] &= self.results.offsets[row] < self.results.offsets[row + 1];
        }
        if self.bare {
            for row in 0..self.results.len() {
                let fits = self.results.get(row).is_some_and(is_bare);
                self.results.valid[row] &= fits;
            }
        }
        self.lost = self.results.valid.contains(&false);
        Ok(())
    }
}

/// What JSON writes without quotes: one number, `true` or `false`.
fn is_bare(value: &[u8]) -> bool {
    match value.first() {
        Some(b'-' | b'0'..=b'9') => scan::number(value, 0).is_ok_and(|end| end == value.len()),
        _ => matches!(value, b"true" | b"false"),
    }
}

/// A transform may be someone else's code: its offsets must be in order, inside the data, and on
/// character bounds.
fn is_column(column: &Column, rows: usize) -> bool {
    let ordered = column.offsets.windows(2).all(|pair| pair[0] <= pair[1]);
    let ends = column
        .offsets
        .last()
        .is_some_and(|end| *end as usize <= column.data.len());
    let whole = column.offsets.iter().all(|at| {
        column
            .data
            .get(*at as usize)
            .is_none_or(|b| b & 0xC0 != 0x80)
    });
    column.len() == rows && column.offsets.len() == rows + 1 && ordered && ends && whole
}

#[inline]
fn hash(subject: Subject, value: &[u8]) -> u32 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut hash = (subject.0 as u64 ^ value.len() as u64).wrapping_mul(ODD);
    let (words, rest) = value.as_chunks::<8>();
    for word in words {
        hash = (hash.rotate_left(23) ^ u64::from_le_bytes(*word)).wrapping_mul(ODD);
    }
    hash = (hash.rotate_left(23) ^ tail(rest)).wrapping_mul(ODD);
    (hash >> 32) as u32
}

/// Equality of short slices without a call: keys and ids are a handful of words.
#[inline(always)]
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let (a_words, a_tail) = a.as_chunks::<8>();
    let (b_words, b_tail) = b.as_chunks::<8>();
    a_words
        .iter()
        .zip(b_words)
        .all(|(a, b)| u64::from_le_bytes(*a) == u64::from_le_bytes(*b))
        && tail(a_tail) == tail(b_tail)
}

/// Fewer than eight bytes as one word.
#[inline(always)]
pub(crate) fn tail(bytes: &[u8]) -> u64 {
    match *bytes {
        [] => 0,
        [a] => u64::from(a),
        [a, b] => u64::from(u16::from_le_bytes([a, b])),
        [a, b, c] => u64::from(u32::from_le_bytes([a, b, c, 0])),
        [a, b, c, d] => u64::from(u32::from_le_bytes([a, b, c, d])),
        [a, b, c, d, e] => u64::from_le_bytes([a, b, c, d, e, 0, 0, 0]),
        [a, b, c, d, e, f] => u64::from_le_bytes([a, b, c, d, e, f, 0, 0]),
        [a, b, c, d, e, f, g, ..] => u64::from_le_bytes([a, b, c, d, e, f, g, 0]),
    }
}
