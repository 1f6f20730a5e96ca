//! Where formats and transforms meet: a format scans records for *sites* that rules govern, the
//! transforms run on columns of site values, the format splices the results back.
//!
//! `Transforms` is the shape that a profile's WASM module exports
//! (`apply(rule, stage, subjects, columns) -> column`).

mod patient;

pub use patient::PatientRows;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::broken::{Broken, Reason, placed};
use crate::dates::{SharedDates, Shift};
use crate::identity::Subject;
use crate::lexicon::Shared;
use crate::oncology::ColumnType;
use crate::profile::Profile;
use crate::record::Record;
use crate::source::Source;
use crate::{ColumnName, Text, ViewName};

/// The compiled modules of a bundle's profiles: WASM components of world `profile-module`.
pub type Modules = BTreeMap<crate::ProfileName, Arc<[u8]>>;

/// What a site's value is to the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SiteKind {
    /// Names the person: the pseudonym derives from the vault's subject, never from the value.
    SubjectId,
    /// Names another record; the value is `Type/id`.
    OtherId,
    Value,
}

/// A column of byte strings: row `i` is `data[offsets[i]..offsets[i+1]]`, absent where `!valid[i]`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Column {
    pub offsets: Vec<u32>,
    pub data: Vec<u8>,
    pub valid: Vec<bool>,
}

impl Column {
    pub fn new() -> Self {
        Self {
            offsets: vec![0],
            data: Vec::new(),
            valid: Vec::new(),
        }
    }

    pub fn len(&self) -> usize {
        self.valid.len()
    }

    pub fn is_empty(&self) -> bool {
        self.valid.is_empty()
    }

    pub fn push(&mut self, value: Option<&[u8]>) {
        self.data.extend_from_slice(value.unwrap_or_default());
        self.offsets.push(self.data.len() as u32);
        self.valid.push(value.is_some());
    }

    pub fn get(&self, row: usize) -> Option<&[u8]> {
        self.valid[row]
            .then(|| &self.data[self.offsets[row] as usize..self.offsets[row + 1] as usize])
    }

    pub fn clear(&mut self) {
        self.offsets.clear();
        self.offsets.push(0);
        self.data.clear();
        self.valid.clear();
    }
}

impl std::fmt::Debug for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Column({} rows)", self.len())
    }
}

/// A table as it leaves: its name in the data model and the columns that some rule lets out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableHead {
    pub view: ViewName,
    /// The person first, then in the order of the view.
    pub columns: Vec<TableColumn>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumn {
    pub name: ColumnName,
    /// What the values are after the rule's actions: a band of ages is a text.
    pub kind: ColumnType,
    pub holds: Holds,
    /// The rule that lets it out, a number of `Profile::rules`; `None` for the number of a coding.
    pub rule: Option<u16>,
}

/// Where a table column's values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// The person the row is about, by the pseudonym that `patient.patient_id` leaves as.
    Person,
    /// The view's column of the same name.
    Value,
    /// Which coding of the event this row shows, from 1.
    Coding,
    /// The code system of the code in the column before.
    System,
}

/// One row on its way out: transformed cells beside the columns of its head.
#[derive(Clone, Copy)]
pub struct TableRow<'a> {
    /// Which of [`TableTransform::tables`].
    pub table: usize,
    pub subject: Subject,
    /// Which event of the record in this view, from 1.
    pub part: u32,
    /// Which coding of the event, from 1; 1 where the table spreads none.
    pub coding: u32,
    pub cells: &'a [Option<&'a str>],
}

/// A profile's `table` blocks, compiled: takes the permitted records of one person after the
/// other, by date, and gives rows.
pub trait TableTransform {
    fn tables(&self) -> &[TableHead];
    /// The codes of a record that leave only if enough people share them, by system.
    fn loose(&self, record: &Record, see: &mut dyn FnMut(&str, &str)) {
        let _ = (record, see);
    }
    /// Learns which of those enough people share.
    fn share(&mut self, shared: &Arc<Shared>) {
        let _ = shared;
    }
    /// Takes a record's events into the current batch; how many rows they will be. Whatever stays
    /// out is counted in [`Self::held`]. `names`: the key of the record that a reference leads to
    /// something of its person that leaves; a cell says nothing of any other.
    fn push(&mut self, record: &Record, names: &dyn Fn(&str) -> Option<String>) -> usize;
    /// Transforms the batch; calls `out(i, row)` for every row of the i-th pushed record, in order.
    fn flush(
        &mut self,
        transforms: &mut dyn Transforms,
        out: &mut dyn FnMut(usize, TableRow<'_>) -> std::io::Result<()>,
    ) -> Result<(), TransformError>;
    /// Dates that many people of the delivery share leave as masked from now on.
    fn share_dates(&mut self, shared: &SharedDates);
    fn counts(&self) -> TransformCounts;
    /// Records whose events stayed out of a table, by the table's title (`table lab`) and reason.
    fn held(&self) -> &BTreeMap<(String, Held), u64>;
}

/// What a profile's rules do to columns. The host runs the stages of a `then` chain one by one.
pub trait Transforms {
    /// `rule` is a number of `Profile::rules`, `stage` indexes the rule's actions. One output row per input row.
    fn apply(
        &mut self,
        rule: u16,
        stage: u16,
        kind: SiteKind,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Column, TransformError>;
    /// Whether the rule's condition holds for each value that its last stage is about to take; true
    /// where there is no value. Asked where the last stage is a plugin's, which knows no conditions.
    fn holds(
        &mut self,
        rule: u16,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Vec<bool>, TransformError> {
        let _ = (subjects, values);
        Err(TransformError::broken(rule, 0, Reason::NoSuchRule))
    }
}

/// The keyed functions of one scope. Keys never leave the implementor.
pub trait Keyed {
    /// 32 lower-case hex digits from HMAC-SHA256 over the kind and the name.
    fn pseudonym(&self, kind: SiteKind, subject: Subject, value: &[u8]) -> [u8; 32];
    /// 128 keyed bits for identifiers with a syntax of their own (OID, UUID).
    fn bits(&self, value: &[u8]) -> u128;
    /// The person's constant shift, within ± the profile's bound.
    fn shift(&self, subject: Subject, days_max: u32) -> Shift;
}

/// What a reference inside a record points to, as far as this delivery goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The person this record is about.
    Subject,
    /// Another delivered record of the same person, or a record about nobody that will be delivered.
    Record { kind: String, id: String },
    /// Not delivered, unknown, or another person's: it goes without a trace, and only where the
    /// element is required a data-absent-reason stands for it.
    Absent,
}

/// Resolves references of one record, as the records of its source make them: `Type/id`,
/// `urn:uuid:…`, an address of the source's server. `Type?identifier=…` is never asked: it names
/// somebody directly. For one person and source the answers stay the same until the batch is
/// truncated or flushed, so each reference may be asked once.
pub trait Links {
    fn resolve(&self, source: &Source, reference: &str) -> Target;
}

/// Counts which dates a delivery's people share, person after person, before anything is written.
pub trait DateSurvey {
    /// One permitted record of the person who is being read.
    fn record(&mut self, record: &Record);
    fn end_of_person(&mut self);
    fn shared(&self) -> SharedDates;
}

/// Why a record stays out although it was permitted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Held {
    /// The profile has no rule for this record type.
    Unlisted,
    /// It carries a modifier whose removal could turn its meaning round.
    Modifier,
    /// Something inside it may not leave, and it can't leave without that.
    Part,
    /// It can't be read safely; the word names what is wrong, never a value.
    Malformed(&'static str),
}

/// What the transform counted, for the report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransformCounts {
    pub references_absent: u64,
    pub required_absent: u64,
    pub elements_dropped: u64,
    pub values_changed: u64,
    /// Codes and units that could not be looked up and that too few people share.
    pub codes_withheld: u64,
    pub dates: DateCounts,
}

/// Values that leave as masked because they would give a shift or an age away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateCounts {
    /// Dates that stand for "not known" or "no end", and those that no year of four digits can hold.
    pub placeholders: u64,
    /// Dates that many people share in their element.
    pub shared: u64,
    /// Numbers and bare texts that are dates.
    pub numbers: u64,
    /// Ages in quantities.
    pub ages: u64,
}

impl DateCounts {
    pub fn add(&mut self, more: &Self) {
        self.placeholders += more.placeholders;
        self.shared += more.shared;
        self.numbers += more.numbers;
        self.ages += more.ages;
    }
}

impl TransformCounts {
    pub fn add(&mut self, more: &Self) {
        self.references_absent += more.references_absent;
        self.required_absent += more.required_absent;
        self.elements_dropped += more.elements_dropped;
        self.values_changed += more.values_changed;
        self.codes_withheld += more.codes_withheld;
        self.dates.add(&more.dates);
    }
}

/// A leaf of a record type, or a column of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field {
    /// `Observation`, `lab`.
    pub form: String,
    /// `name.family`; `None`: keys that the standard does not know.
    pub element: Option<String>,
}

/// What became of it over a whole delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldCounts {
    /// The rule that decides it, a number of `Profile::rules`; `None`: none names it.
    pub rule: Option<u16>,
    /// How many of its values left, and how many did not.
    pub left: u64,
    pub dropped: u64,
    /// How often it says `masked` in place of what it said.
    pub masked: u64,
    /// Values that left changed, by the rule that changed them.
    pub changed: BTreeMap<u16, u64>,
}

/// A profile compiled for one format: takes records in, gives their delivered bytes out.
pub trait RecordTransform {
    /// The codes of a record that leave only if enough people share them, by system.
    fn loose(&self, record: &Record, see: &mut dyn FnMut(&str, &str)) {
        let _ = (record, see);
    }
    /// Learns which of those enough people share.
    fn share(&mut self, shared: &Arc<Shared>) {
        let _ = shared;
    }
    /// Scans a record into the current batch. `Err` = it stays out, the batch is unchanged.
    fn push(&mut self, record: &Record, links: &dyn Links) -> Result<(), Held>;
    /// Forgets the records pushed after the first `records` of the batch.
    fn truncate(&mut self, records: usize);
    /// Transforms and splices the batch; calls `out(i, bytes)` once for the i-th pushed record, in
    /// order. The bytes are one line without its line end.
    fn flush(
        &mut self,
        transforms: &mut dyn Transforms,
        out: &mut dyn FnMut(usize, &[u8]) -> std::io::Result<()>,
    ) -> Result<(), TransformError>;
    /// True where the profile names this type, so that a record about nobody may leave as a stub.
    fn lists_stub(&self, kind: &str) -> bool;
    /// Dates that many people of the delivery share leave as masked from now on.
    fn share_dates(&mut self, shared: &SharedDates);
    fn counts(&self) -> TransformCounts;
    /// What became of each element, for the bank's report.
    fn fields(&self) -> BTreeMap<Field, FieldCounts> {
        BTreeMap::new()
    }
}

/// A transform that can't go on: the delivery stops and nothing is released.
#[derive(Debug)]
pub enum TransformError {
    /// The module or plugin behind a rule broke its contract.
    Broken(Broken),
    /// A format can't use what a rule made of its values.
    Module {
        rule: u16,
        reason: String,
    },
    Io(std::io::Error),
}

impl TransformError {
    pub fn broken(rule: u16, stage: u16, reason: Reason) -> Self {
        Self::Broken(Broken::new(rule, stage, reason))
    }

    /// The sentence in both languages, with the place of the rule.
    pub fn text(&self, profile: &Profile) -> Text {
        match self {
            Self::Broken(broken) => broken.text(profile),
            Self::Module { rule, reason } => {
                let what = Text::new(
                    format!("変換に失敗しました（{reason}）"),
                    format!("the transform failed ({reason})"),
                );
                placed(profile, *rule, what)
            }
            Self::Io(error) => Text::new(
                format!("提供物を書けません: {error}"),
                format!("writing the delivery failed: {error}"),
            ),
        }
    }
}

impl std::fmt::Display for TransformError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Broken(broken) => {
                let (rule, why) = (broken.rule, broken.reason.text().en);
                write!(f, "rule {rule} of the profile {why}")
            }
            Self::Module { rule, reason } => {
                write!(f, "rule {rule} of the profile failed: {reason}")
            }
            Self::Io(error) => write!(f, "writing the delivery failed: {error}"),
        }
    }
}

impl std::error::Error for TransformError {}

impl From<std::io::Error> for TransformError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
