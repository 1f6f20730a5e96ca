//! One walk over a record's raw bytes: what leaves becomes an edit list, what a rule changes
//! becomes a site.
//!
//! Every member is written first and taken back when nothing of its value remains, so a dropped
//! value takes its key, its comma and an emptied parent with it.

mod closed;
mod edit;
mod looked_up;
mod masked;
mod members;
mod names;
mod value;

use sekisho_model::catalog::ShapeId;
use sekisho_model::identity::Subject;
use sekisho_model::source::Source;
use sekisho_model::transform::{Held, Links, TransformCounts};

use super::super::telling::Hidden;
use super::batch::{Known, Linked, Op};
use super::scan::{self, Wrong};
use super::table::{StateId, Table};
use crate::columns::Columns;

pub(super) use value::{kind_of, locate};

/// Why a walk ended early.
#[derive(Debug)]
pub(super) enum Fault {
    Held(Held),
    /// A contained resource whose states are not built yet: build them, walk again.
    Root(u16, ShapeId),
}

impl From<Wrong> for Fault {
    fn from(wrong: Wrong) -> Self {
        Self::Held(Held::Malformed(wrong))
    }
}

/// How references are resolved: asked the first time, remembered the second.
pub(super) enum Names<'a> {
    Ask(&'a dyn Links, &'a mut Known),
    Remembered(&'a [(u32, Linked)]),
}

/// Who the record is about and what it is called.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub subject: Option<Subject>,
    pub is_patient: bool,
    /// `Type/id`
    pub name: &'a str,
    /// Where what may not leave of it stands, sorted. `None`: nobody looked at what is inside, so no
    /// resource inside leaves.
    pub cuts: Option<&'a [u32]>,
}

impl About<'_> {
    /// Who gave it its id, and whose words its references are.
    pub fn source(&self) -> Source {
        let id = self.name.split_once('/').map_or("", |(_, id)| id);
        Source::split(id).map_or_else(Source::default, |(source, _)| source)
    }
}

/// Values that must not leave although a rule lets them.
#[derive(Clone, Copy)]
pub(super) struct Barred<'a> {
    /// By place, sorted: their results came back absent, or they point to what does not leave.
    pub vetoes: &'a [u32],
    /// By place: they would give a shift or an age away.
    pub hidden: &'a [Hidden],
}

/// What a walk writes to.
pub(super) struct Onto<'a> {
    pub ops: &'a mut Vec<Op>,
    pub columns: &'a mut Columns,
    /// What each reference turned out to be.
    pub links: &'a mut Vec<(u32, Linked)>,
}

pub(super) struct Walker<'a> {
    pub bytes: &'a [u8],
    pub table: &'a Table,
    pub ops: &'a mut Vec<Op>,
    pub columns: &'a mut Columns,
    pub about: About<'a>,
    pub names: Names<'a>,
    /// Values that must not leave although a rule lets them.
    barred: Barred<'a>,
    /// The value just looked at leaves as masked.
    pub masked: bool,
    /// What each reference turned out to be.
    pub links: &'a mut Vec<(u32, Linked)>,
    pub counts: TransformCounts,
    locals: Locals<'a>,
    contained: u32,
    /// Of the record at hand: its identifiers are those of an insured person.
    in_coverage: bool,
    /// The value about to be walked must stand: a reference that leads nowhere says `masked` there.
    /// Everywhere else it goes without a trace, for it would tell that there is a record which may
    /// not be seen.
    must_stand: bool,
    /// A reference in the value just walked led nowhere.
    nowhere: bool,
}

/// References inside the record, `#x`, and the contained resources that do leave.
#[derive(Default)]
struct Locals<'a> {
    wanted: Vec<(u32, &'a [u8])>,
    present: Vec<&'a [u8]>,
}

const TWICE: Wrong = "the same key twice in one object";
const KEY: Wrong = "an object without a proper key";
const COLON: Wrong = "a key without its colon";
const COMMA: Wrong = "members that are not parted by commas";
const TAIL: Wrong = "something after the record's last brace";
const KIND: Wrong = "a resource without a known resourceType";
const UNJUDGED: Wrong = "a resource inside that was not judged";
const TEXT: Wrong = "a string that is not Unicode text";

impl<'a> Walker<'a> {
    pub fn new(
        bytes: &'a [u8],
        table: &'a Table,
        about: About<'a>,
        names: Names<'a>,
        barred: Barred<'a>,
        onto: Onto<'a>,
    ) -> Self {
        let Onto {
            ops,
            columns,
            links,
        } = onto;
        let (counts, locals) = (TransformCounts::default(), Locals::default());
        Self {
            bytes,
            table,
            ops,
            columns,
            about,
            names,
            barred,
            masked: false,
            links,
            counts,
            locals,
            contained: 0,
            in_coverage: about.name.starts_with("Coverage/"),
            must_stand: false,
            nowhere: false,
        }
    }

    /// Walks the whole record. Gives the places of local references whose target does not leave.
    pub fn record(&mut self, state: StateId) -> Result<Vec<u32>, Fault> {
        let open = scan::blank(self.bytes, 0);
        let (end, written) = self.object(open, state, 0)?;
        if !written {
            return Err(Fault::Held(Held::Unlisted));
        }
        if scan::blank(self.bytes, end) != self.bytes.len() {
            return Err(TAIL.into());
        }
        let gone = self
            .locals
            .wanted
            .iter()
            .filter(|(_, name)| !self.locals.present.contains(name));
        Ok(gone.map(|(at, _)| *at).collect())
    }
}
