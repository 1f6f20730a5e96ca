//! One walk over a record's raw bytes: what leaves becomes an edit list, what a rule changes
//! becomes a site.
//!
//! Every member is written first and taken back when nothing of its value remains, so a dropped
//! value takes its key, its comma and an emptied parent with it.

use sekisho_model::catalog::{Json, ShapeId};
use sekisho_model::identity::Subject;
use sekisho_model::transform::{Held, Links, SiteKind, Target, TransformCounts};
use sekisho_model::time::{Interval, Zone};

use super::batch::{Columns, Known, Linked, Op};
use super::keys::same;
use super::recall::{Cut, Recall};
use super::rulebook::Rule;
use super::scan::{self, Wrong};
use super::table::{Absence, CLOSE_AT, COMMA_AT, FieldPlan, Kind, MASKED_AT, NOTHING_AT, NULL_AT, OPEN_AT, Plan, State, StateId, Table};

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
}

pub(super) struct Walker<'a> {
    pub bytes: &'a [u8],
    pub table: &'a Table,
    pub ops: &'a mut Vec<Op>,
    pub columns: &'a mut Columns,
    pub about: About<'a>,
    pub names: Names<'a>,
    /// Values that must not leave although a rule lets them: their results came back absent.
    pub vetoes: &'a [u32],
    /// What each reference turned out to be.
    pub links: &'a mut Vec<(u32, Linked)>,
    pub counts: TransformCounts,
    recall: &'a mut Recall,
    /// Grows with everything that depends on more than the bytes at hand.
    dependent: u32,
    locals: Locals<'a>,
    contained: u32,
}

/// References inside the record, `#x`, and the contained resources that do leave.
#[derive(Default)]
struct Locals<'a> {
    wanted: Vec<(u32, &'a [u8])>,
    present: Vec<&'a [u8]>,
}

/// A place in the edit list to go back to.
#[derive(Clone, Copy)]
struct Mark {
    ops: usize,
    end: u32,
}

/// What a second look at the same object must do otherwise.
#[derive(Clone, Default)]
struct Again {
    /// Guarded strings did not find their code.
    barred: bool,
    /// Fields (by place) whose values and siblings `_x` must keep step.
    paired: Vec<usize>,
}

/// What has been seen of one object's members.
#[derive(Default)]
struct Members<'a> {
    seen: Seen,
    /// Allocated only where something out of the common is met.
    rare: Option<Box<Rare<'a>>>,
    has_content: bool,
    reference_absent: bool,
    guard: Guard,
}

#[derive(Default)]
struct Rare<'a> {
    seen_below: Seen,
    /// Required elements that lost their content.
    lost: Vec<usize>,
    written_below: Vec<usize>,
    unknown: Vec<&'a [u8]>,
}

impl<'a> Members<'a> {
    fn rare(&mut self) -> &mut Rare<'a> {
        self.rare.get_or_insert_default()
    }
}

/// A guarded string and what stands beside it.
#[derive(Default)]
struct Guard {
    string: Option<(usize, usize)>,
    system: bool,
    code: Option<(usize, usize)>,
}

/// One bit per field; few shapes have more than 64.
#[derive(Default)]
struct Seen {
    low: u64,
    high: Vec<usize>,
}

impl Seen {
    /// False when it was seen before.
    #[inline]
    fn first(&mut self, at: usize) -> bool {
        if at >= 64 {
            let fresh = !self.high.contains(&at);
            self.high.push(at);
            return fresh;
        }
        let fresh = self.low >> at & 1 == 0;
        self.low |= 1 << at;
        fresh
    }
}

const TWICE: Wrong = "the same key twice in one object";
const KEY: Wrong = "an object without a proper key";
const COLON: Wrong = "a key without its colon";
const COMMA: Wrong = "members that are not parted by commas";
const TAIL: Wrong = "something after the record's last brace";
const KIND: Wrong = "a resource without a known resourceType";
const TEXT: Wrong = "a string that is not Unicode text";

impl<'a> Walker<'a> {
    pub fn new(
        bytes: &'a [u8],
        table: &'a Table,
        ops: &'a mut Vec<Op>,
        columns: &'a mut Columns,
        about: About<'a>,
        names: Names<'a>,
        links: &'a mut Vec<(u32, Linked)>,
        vetoes: &'a [u32],
        recall: &'a mut Recall,
    ) -> Self {
        let counts = TransformCounts::default();
        Self { bytes, table, ops, columns, about, names, vetoes, links, counts, recall, dependent: 0, locals: Locals::default(), contained: 0 }
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
        let gone = self.locals.wanted.iter().filter(|(_, name)| !self.locals.present.contains(name));
        Ok(gone.map(|(at, _)| *at).collect())
    }

    fn object(&mut self, open: usize, state: StateId, depth: usize) -> Result<(usize, bool), Fault> {
        self.object_again(open, state, depth, &Again::default())
    }

    /// An object that may have been met before, byte for byte.
    fn familiar(&mut self, at: usize, state: StateId, depth: usize) -> Result<(usize, bool), Fault> {
        if !self.recall.is_on(state) {
            return self.object(at, state, depth);
        }
        if let Some((len, ops, cut)) = self.recall.find(state, self.bytes, at, depth) {
            self.counts.elements_dropped += cut.elements_dropped;
            self.counts.required_absent += cut.required_absent;
            for op in ops {
                match *op {
                    Op::Copy(from, to) => copy(self.ops, at + from as usize, at + to as usize),
                    other => self.ops.push(other),
                }
            }
            return Ok((at + len, cut.written));
        }
        let (first, dependent) = (self.ops.len(), self.dependent);
        let (dropped, absent) = (self.counts.elements_dropped, self.counts.required_absent);
        // Kept apart from what stands before, so that its pieces can be told.
        self.ops.push(Op::Literal(NOTHING_AT));
        let (end, written) = self.object(at, state, depth)?;
        if self.dependent == dependent {
            let cut = Cut {
                written,
                elements_dropped: self.counts.elements_dropped - dropped,
                required_absent: self.counts.required_absent - absent,
            };
            self.recall.learn(state, &self.bytes[at..end], at, depth, &self.ops[first + 1..], cut);
        }
        self.join(first);
        Ok((end, written))
    }

    /// Takes a marker out of the edit list and joins what it kept apart.
    fn join(&mut self, marker: usize) {
        self.ops.remove(marker);
        let Some((Op::Copy(from, middle), Op::Copy(next, end))) = marker.checked_sub(1).and_then(|at| Some((*self.ops.get(at)?, *self.ops.get(marker)?))) else {
            return;
        };
        if middle == next {
            self.ops[marker - 1] = Op::Copy(from, end);
            self.ops.remove(marker);
        }
    }

    /// Writes an object; true when something of it remains.
    fn object_again(&mut self, open: usize, id: StateId, depth: usize, again: &Again) -> Result<(usize, bool), Fault> {
        let table = self.table;
        let state = &table.states[id as usize];
        let depth = scan::deeper(depth)?;
        let (before, counts) = (self.mark(), self.counts.clone());
        let mut at = scan::expect(self.bytes, open, b'{', KEY)?;
        self.copy(open, at);
        at = scan::blank(self.bytes, at);
        if scan::byte(self.bytes, at)? == b'}' {
            self.back(before);
            return Ok((at + 1, false));
        }
        let mut members = Members::default();
        let (mut comma, mut is_first, mut last) = (at, true, 0);
        let close = loop {
            let (field, below, colon) = self.key(at, state, last, &mut members)?;
            let value = self.after_colon(colon)?;
            let from = if is_first { at } else { comma };
            let end = match field {
                None => {
                    self.counts.elements_dropped += 1;
                    if table.stops_unlisted() {
                        return Err(Fault::Held(Held::Unlisted));
                    }
                    scan::skip(self.bytes, value, depth)?
                }
                Some(n) if below => {
                    if state.fields[n].is_many && state.below_values.is_some() && !again.paired.contains(&n) {
                        self.back(before);
                        self.counts = counts;
                        let mut again = again.clone();
                        again.paired.push(n);
                        return self.object_again(open, id, depth - 1, &again);
                    }
                    let (end, written) = self.below_member((open, from, value), state, n, depth)?;
                    if written {
                        members.has_content = true;
                        members.rare().written_below.push(n);
                        is_first = false;
                    }
                    end
                }
                Some(n) => {
                    last = n + 1;
                    let (end, written) = self.member((open, from, value), state, n, depth, again, &mut members)?;
                    is_first &= !written;
                    end
                }
            };
            at = scan::blank(self.bytes, end);
            match scan::byte(self.bytes, at)? {
                b',' => {
                    comma = at;
                    at = scan::blank(self.bytes, at + 1);
                }
                b'}' => break at,
                _ => return Err(COMMA.into()),
            }
        };
        if members.reference_absent {
            self.back(before);
            self.ops.push(Op::Literal(MASKED_AT));
            self.counts.references_absent += 1;
            return Ok((close + 1, true));
        }
        if !again.barred && !self.guard_holds(state, &members.guard) {
            self.back(before);
            self.counts = counts;
            let again = Again { barred: true, ..again.clone() };
            return self.object_again(open, id, depth - 1, &again);
        }
        let is_record = depth == 1;
        if !(members.has_content || is_record) || !self.say_absent(state, &members) {
            self.back(before);
            return Ok((close + 1, false));
        }
        self.copy(close, close + 1);
        Ok((close + 1, true))
    }

    /// One member by its plan; true when it was written.
    #[inline]
    fn member(
        &mut self,
        (open, from, value): (usize, usize, usize),
        state: &'a State,
        n: usize,
        depth: usize,
        again: &Again,
        members: &mut Members<'a>,
    ) -> Result<(usize, bool), Fault> {
        let field = &state.fields[n];
        let (end, written) = if field.is_many {
            if !again.paired.is_empty() && again.paired.contains(&n) {
                self.paired((open, from, value), state, n, depth, false)?
            } else {
                self.array(from, value, state, field, depth)?
            }
        } else {
            match field.plan {
                Plan::Drop => (scan::skip(self.bytes, value, depth)?, false),
                Plan::Display | Plan::Unit if again.barred => (scan::skip(self.bytes, value, depth)?, false),
                plan => self.value(from, value, plan, state, depth)?,
            }
        };
        if !written {
            self.counts.elements_dropped += 1;
            if field.plan == Plan::Name(self.table.book.link) && state.kind == Kind::Reference && field.key == "reference" {
                members.reference_absent = true;
            }
            if field.absence != Absence::Free {
                members.rare().lost.push(n);
            }
            return Ok((end, false));
        }
        match field.plan {
            Plan::Kind | Plan::Url | Plan::Id => {}
            Plan::Display | Plan::Unit => {
                members.has_content = true;
                members.guard.string = Some((value, end));
            }
            Plan::Keep(Json::String) if matches!(state.kind, Kind::Coding | Kind::Quantity) => {
                members.has_content = true;
                members.guard.system |= n == state.beside.0 && end - value > 2;
                if n == state.beside.1 && end - value > 2 {
                    members.guard.code = Some((value, end));
                }
            }
            _ => members.has_content = true,
        }
        Ok((end, true))
    }

    /// Reads a key: its field, whether it is the sibling `_x`, and where its colon should stand.
    #[inline]
    fn key(&mut self, at: usize, state: &'a State, last: usize, members: &mut Members<'a>) -> Result<(Option<usize>, bool, usize), Fault> {
        let bytes = self.bytes;
        // Records of one type write their keys in the same order: try the one that came here last.
        let guess = usize::from(state.next[last].get());
        if let Some(name) = state.keys.name(guess)
            && let Some(text) = bytes.get(at + 1..at + 2 + name.len())
            && text[name.len()] == b'"'
            && bytes[at] == b'"'
            && same(&text[..name.len()], name)
        {
            if !members.seen.first(guess) {
                return Err(TWICE.into());
            }
            return Ok((Some(guess), false, at + 2 + name.len()));
        }
        if scan::byte(bytes, at)? != b'"' {
            return Err(KEY.into());
        }
        let (end, escaped) = scan::string(bytes, at)?;
        let raw = &bytes[at + 1..end - 1];
        let decoded;
        let key = if escaped {
            decoded = scan::decode(&bytes[at..end]).ok_or(TEXT)?;
            decoded.as_bytes()
        } else {
            raw
        };
        if let Some(n) = state.keys.find(key) {
            state.next[last].set(n as u16);
            return if members.seen.first(n) { Ok((Some(n), false, end)) } else { Err(TWICE.into()) };
        }
        if let Some(n) = key.strip_prefix(b"_").and_then(|key| state.keys.find(key)).filter(|n| state.fields[*n].is_value) {
            return if members.rare().seen_below.first(n) { Ok((Some(n), true, end)) } else { Err(TWICE.into()) };
        }
        // An unknown key never leaves, so spellings by escape need no folding here.
        let unknown = &mut members.rare().unknown;
        if unknown.contains(&raw) {
            return Err(TWICE.into());
        }
        unknown.push(raw);
        Ok((None, false, end))
    }

    #[inline(always)]
    fn after_colon(&self, at: usize) -> Result<usize, Fault> {
        if self.bytes.get(at) == Some(&b':') && self.bytes.get(at + 1).is_some_and(|b| *b > b' ') {
            return Ok(at + 1);
        }
        let at = scan::blank(self.bytes, at);
        Ok(scan::blank(self.bytes, scan::expect(self.bytes, at, b':', COLON)?))
    }

    /// One value that is no array; true when it was written.
    #[inline]
    fn value(&mut self, from: usize, at: usize, plan: Plan, state: &'a State, depth: usize) -> Result<(usize, bool), Fault> {
        let first = scan::byte(self.bytes, at)?;
        match plan {
            Plan::Keep(Json::String) | Plan::Url | Plan::Display | Plan::Unit if first == b'"' => {
                let (end, _) = scan::string(self.bytes, at)?;
                self.copy(from, end);
                Ok((end, true))
            }
            Plan::Keep(Json::Number) if first == b'-' || first.is_ascii_digit() => {
                let end = scan::number(self.bytes, at)?;
                self.copy(from, end);
                Ok((end, true))
            }
            Plan::Keep(Json::Boolean) if matches!(first, b't' | b'f') => {
                let end = scan::word(self.bytes, at)?;
                self.copy(from, end);
                Ok((end, true))
            }
            Plan::Kind => {
                let (end, _) = scan::string(self.bytes, at)?;
                self.copy(from, end);
                Ok((end, true))
            }
            Plan::Walk(to) if first == b'{' => {
                let mark = self.mark();
                self.copy(from, at);
                let (end, written) = self.familiar(at, to, depth)?;
                if !written {
                    self.back(mark);
                }
                Ok((end, written))
            }
            Plan::Date(rule) if first == b'"' => self.site(from, at, rule, SiteKind::Value, is_date),
            Plan::Text(rule) if first == b'"' => self.site(from, at, rule, SiteKind::Value, |_| true),
            Plan::Name(_) if first == b'"' && state.kind == Kind::Reference => self.reference(from, at),
            Plan::Name(rule) if first == b'"' => {
                let own = self.about.is_patient && self.contained == 0 && state.path == "Identifier";
                let kind = if own { SiteKind::SubjectId } else { SiteKind::OtherId };
                self.site(from, at, rule, kind, |_| true)
            }
            Plan::Id if first == b'"' => self.id(from, at),
            Plan::Resource(hang) if first == b'{' => self.resource(from, at, hang, depth),
            Plan::Extensions(hang) if first == b'{' => self.extension(from, at, hang, depth),
            Plan::Stop => Err(Fault::Held(Held::Unlisted)),
            Plan::Hold => Err(Fault::Held(Held::Modifier)),
            // Dropped by rule, or not written as the standard says: what can't be named can't leave.
            _ => Ok((scan::skip(self.bytes, at, depth)?, false)),
        }
    }

    /// An array without siblings: dropped items vanish with their commas.
    fn array(&mut self, from: usize, at: usize, state: &'a State, field: &'a FieldPlan, depth: usize) -> Result<(usize, bool), Fault> {
        let open = scan::byte(self.bytes, at)? == b'[';
        if !open || (field.plan == Plan::Drop && !field.is_modifier_extension) {
            return match field.plan {
                Plan::Stop => Err(Fault::Held(Held::Unlisted)),
                _ if field.is_modifier_extension => Err(Fault::Held(Held::Modifier)),
                _ => Ok((scan::skip(self.bytes, at, depth)?, false)),
            };
        }
        let depth = scan::deeper(depth)?;
        let before = self.mark();
        self.copy(from, at + 1);
        let mut is_empty = true;
        let end = self.items(at, |walker, comma, item| {
            let from = if is_empty { item } else { comma };
            let (end, written) = walker.value(from, item, field.plan, state, depth)?;
            if !written && field.is_modifier_extension {
                return Err(Fault::Held(Held::Modifier));
            }
            is_empty &= !written;
            Ok(end)
        })?;
        if is_empty {
            self.back(before);
            return Ok((end, false));
        }
        self.copy(end - 1, end);
        Ok((end, true))
    }

    /// Visits the items of an array: (walker, place of the comma before, place of the item) -> end.
    fn items(&mut self, open: usize, mut visit: impl FnMut(&mut Self, usize, usize) -> Result<usize, Fault>) -> Result<usize, Fault> {
        let mut at = scan::blank(self.bytes, open + 1);
        let mut comma = at;
        if scan::byte(self.bytes, at)? == b']' {
            return Ok(at + 1);
        }
        loop {
            at = scan::blank(self.bytes, visit(self, comma, at)?);
            match scan::byte(self.bytes, at)? {
                b',' => {
                    comma = at;
                    at = scan::blank(self.bytes, at + 1);
                }
                b']' => return Ok(at + 1),
                _ => return Err(COMMA.into()),
            }
        }
    }

    /// The sibling `_x` of a value: only extensions by URL leave from it.
    fn below_member(
        &mut self,
        (open, from, value): (usize, usize, usize),
        state: &'a State,
        n: usize,
        depth: usize,
    ) -> Result<(usize, bool), Fault> {
        let field = &state.fields[n];
        let hidden = matches!(field.plan, Plan::Drop | Plan::Stop | Plan::Hold | Plan::Kind | Plan::Url | Plan::Id);
        let Some(below) = state.below_values.filter(|_| !hidden) else {
            self.counts.elements_dropped += 1;
            return match field.plan {
                Plan::Hold => Err(Fault::Held(Held::Modifier)),
                _ => Ok((scan::skip(self.bytes, value, depth)?, false)),
            };
        };
        if field.is_many {
            return self.paired((open, from, value), state, n, depth, true);
        }
        self.value(from, value, Plan::Walk(below), state, depth)
    }

    /// An array of values beside its siblings: what is dropped becomes `null` in both, so that
    /// the rest keep their places. Writes the side asked for.
    fn paired(
        &mut self,
        (open, from, value): (usize, usize, usize),
        state: &'a State,
        n: usize,
        depth: usize,
        side_below: bool,
    ) -> Result<(usize, bool), Fault> {
        let field = &state.fields[n];
        let Some(below) = state.below_values else { return self.array(from, value, state, field, depth) };
        let end = scan::skip(self.bytes, value, depth)?;
        let (values, siblings) = match side_below {
            false => (Some(value), self.find(open, &format!("_{}", field.key))?),
            true => (self.find(open, field.key)?, Some(value)),
        };
        let values = self.places(values, depth)?;
        let siblings = self.places(siblings, depth)?;
        let mut pairs = Vec::new();
        for at in 0..values.len().max(siblings.len()) {
            let value = values.get(at).copied().filter(|at| self.bytes[*at] != b'n');
            let kept = value.map(|at| self.would(at, field.plan, state, depth)).transpose()?.unwrap_or(false);
            let sibling = siblings.get(at).copied().filter(|_| kept || value.is_none());
            let below = sibling.map(|at| self.would(at, Plan::Walk(below), state, depth)).transpose()?.unwrap_or(false);
            pairs.push((value.filter(|_| kept), sibling.filter(|_| below)));
        }
        if pairs.iter().all(|(_, sibling)| sibling.is_none()) {
            return if side_below { Ok((end, false)) } else { self.array(from, value, state, field, depth) };
        }
        let side = |pair: &(Option<usize>, Option<usize>)| if side_below { pair.1 } else { pair.0 };
        if pairs.iter().all(|pair| side(pair).is_none()) {
            return Ok((end, false));
        }
        let plan = if side_below { Plan::Walk(below) } else { field.plan };
        self.copy(from, value);
        self.ops.push(Op::Literal(OPEN_AT));
        for (n, pair) in pairs.iter().enumerate() {
            if n > 0 {
                self.ops.push(Op::Literal(COMMA_AT));
            }
            match side(pair) {
                Some(at) => _ = self.value(at, at, plan, state, depth)?,
                None => self.ops.push(Op::Literal(NULL_AT)),
            }
        }
        self.ops.push(Op::Literal(CLOSE_AT));
        Ok((end, true))
    }

    /// Whether a value would be written, without writing it.
    fn would(&mut self, at: usize, plan: Plan, state: &'a State, depth: usize) -> Result<bool, Fault> {
        let (mark, counts) = (self.mark(), self.counts.clone());
        let (_, written) = self.value(at, at, plan, state, depth)?;
        self.back(mark);
        self.counts = counts;
        Ok(written)
    }

    /// Where the items of an array begin.
    fn places(&mut self, array: Option<usize>, depth: usize) -> Result<Vec<usize>, Fault> {
        let mut places = Vec::new();
        if let Some(open) = array.filter(|at| self.bytes[*at] == b'[') {
            self.items(open, |walker, _, item| {
                places.push(item);
                Ok(scan::skip(walker.bytes, item, depth)?)
            })?;
        }
        Ok(places)
    }

    /// An extension leaves when its URL is listed.
    fn extension(&mut self, from: usize, open: usize, hang: u16, depth: usize) -> Result<(usize, bool), Fault> {
        let url = self.find(open, "url")?.filter(|at| self.bytes[*at] == b'"');
        let url = url.map(|at| scan::string(self.bytes, at).map(|(end, _)| (at, end))).transpose()?;
        let url = url.and_then(|(at, end)| scan::decode(&self.bytes[at..end]));
        match url.and_then(|url| self.table.extension(hang, &url)) {
            Some(state) => {
                let mark = self.mark();
                self.copy(from, open);
                let (end, written) = self.object(open, state, depth)?;
                if !written {
                    self.back(mark);
                }
                Ok((end, written))
            }
            None if self.table.stops_unlisted() => Err(Fault::Held(Held::Unlisted)),
            None => Ok((scan::skip(self.bytes, open, depth)?, false)),
        }
    }

    /// A resource inside the record: its type decides its table.
    fn resource(&mut self, from: usize, open: usize, hang: u16, depth: usize) -> Result<(usize, bool), Fault> {
        self.dependent += 1;
        let shape = kind_of(self.bytes, open, self.table)?;
        let state = self.table.find_root(hang, shape).ok_or(Fault::Root(hang, shape))?;
        let mark = self.mark();
        let (present, wanted, links) = (self.locals.present.len(), self.locals.wanted.len(), self.links.len());
        self.contained += 1;
        self.copy(from, open);
        let (end, written) = self.object(open, state, depth)?;
        self.contained -= 1;
        if !written {
            self.back(mark);
            self.locals.present.truncate(present);
            self.locals.wanted.truncate(wanted);
            self.links.truncate(links);
        }
        Ok((end, written))
    }

    /// Places a value in its rule's column; the quotes stay where they are.
    #[inline]
    fn site(&mut self, from: usize, at: usize, rule: Rule, kind: SiteKind, accepts: impl FnOnce(&str) -> bool) -> Result<(usize, bool), Fault> {
        self.dependent += 1;
        let (end, escaped) = scan::string(self.bytes, at)?;
        let decoded;
        let value = if escaped {
            decoded = scan::decode(&self.bytes[at..end]).ok_or(TEXT)?;
            decoded.as_bytes()
        } else {
            &self.bytes[at + 1..end - 1]
        };
        if self.is_vetoed(at) {
            return Ok((end, false));
        }
        let accepts = |value: &[u8]| std::str::from_utf8(value).is_ok_and(accepts);
        let Some((column, row)) = self.place(rule, kind, value, accepts) else { return Ok((end, false)) };
        self.copy(from, at + 1);
        self.put(at, column, row);
        self.copy(end - 1, end);
        Ok((end, true))
    }

    /// The resource's own id. A contained one is a name inside this record only.
    fn id(&mut self, from: usize, at: usize) -> Result<(usize, bool), Fault> {
        self.dependent += 1;
        let (end, escaped) = scan::string(self.bytes, at)?;
        if self.is_vetoed(at) || escaped || end - at == 2 {
            return Ok((end, false));
        }
        let raw = &self.bytes[at + 1..end - 1];
        let rule = self.table.book.link;
        let placed = if self.contained > 0 {
            self.locals.present.push(raw);
            self.place(rule, SiteKind::OtherId, &self.local_name(raw), |_| true)
        } else if self.about.is_patient {
            self.place(rule, SiteKind::SubjectId, self.about.name.as_bytes(), |_| true)
        } else {
            self.place(rule, SiteKind::OtherId, self.about.name.as_bytes(), |_| true)
        };
        let Some((column, row)) = placed else { return Ok((end, false)) };
        self.copy(from, at + 1);
        self.put(at, column, row);
        self.copy(end - 1, end);
        Ok((end, true))
    }

    /// `Type/id#x`: a local name means something inside its record only.
    fn local_name(&self, local: &[u8]) -> Vec<u8> {
        [self.about.name.as_bytes(), b"#", local].concat()
    }

    /// `Reference.reference`: the keyed name of its target, or nothing.
    fn reference(&mut self, from: usize, at: usize) -> Result<(usize, bool), Fault> {
        self.dependent += 1;
        let (end, escaped) = scan::string(self.bytes, at)?;
        if self.is_vetoed(at) {
            return Ok((end, false));
        }
        if escaped {
            let text = scan::decode(&self.bytes[at..end]).ok_or(TEXT)?;
            return if text.starts_with('#') { Ok((end, false)) } else { self.linked(from, at, end, &text, false) };
        }
        let bytes = self.bytes;
        let raw = &bytes[at + 1..end - 1];
        match raw {
            // The record itself, from inside a contained resource.
            b"#" => {
                self.copy(from, end);
                Ok((end, true))
            }
            [b'#', local @ ..] => {
                self.locals.wanted.push((at as u32, local));
                let name = self.local_name(local);
                let Some((column, row)) = self.place(self.table.book.link, SiteKind::OtherId, &name, |_| true) else {
                    return Ok((end, false));
                };
                self.copy(from, at + 2);
                self.put(at, column, row);
                self.copy(end - 1, end);
                Ok((end, true))
            }
            _ => {
                let text = std::str::from_utf8(raw).map_err(|_| TEXT)?;
                self.linked(from, at, end, text, true)
            }
        }
    }

    fn linked(&mut self, from: usize, at: usize, end: usize, text: &str, is_raw: bool) -> Result<(usize, bool), Fault> {
        let linked = self.resolve(at, text);
        self.links.push((at as u32, linked));
        let rule = self.table.book.link;
        let (shape, placed) = match linked {
            Linked::Absent => return Ok((end, false)),
            Linked::Subject => (self.table.patient(), self.place(rule, SiteKind::SubjectId, text.as_bytes(), |_| true)),
            Linked::Record { shape, column, row } => (shape, Some((column, row))),
        };
        let Some((column, row)) = placed else { return Ok((end, false)) };
        let kind = self.table.catalog().at(ShapeId(shape)).path;
        if is_raw && text.strip_prefix(kind).is_some_and(|rest| rest.starts_with('/')) {
            self.copy(from, at + 1 + kind.len() + 1);
        } else {
            self.copy(from, at + 1);
            self.ops.push(Op::Kind(shape));
        }
        self.put(at, column, row);
        self.copy(end - 1, end);
        Ok((end, true))
    }

    fn resolve(&mut self, at: usize, text: &str) -> Linked {
        let subject = self.about.subject.unwrap_or(Subject(i64::MIN));
        let linked = match &self.names {
            Names::Remembered(known) => {
                return known.iter().find(|(place, _)| *place == at as u32).map_or(Linked::Absent, |(_, linked)| *linked);
            }
            Names::Ask(_, known) => known.find(subject, text.as_bytes()),
        };
        if let Some(linked) = linked {
            return linked;
        }
        let linked = self.ask(text);
        if let Names::Ask(_, known) = &mut self.names {
            known.learn(subject, text.as_bytes(), linked);
        }
        linked
    }

    fn ask(&mut self, text: &str) -> Linked {
        let (Names::Ask(links, _), Some(asked)) = (&self.names, askable(text)) else { return Linked::Absent };
        match links.resolve(asked) {
            Target::Subject if self.about.subject.is_some() => Linked::Subject,
            Target::Subject | Target::Absent => Linked::Absent,
            Target::Record { kind, id } => {
                let Some(shape) = self.table.kind(kind.as_bytes()) else { return Linked::Absent };
                let name = [kind.as_bytes(), b"/", id.as_bytes()].concat();
                match self.place(self.table.book.link, SiteKind::OtherId, &name, |_| true) {
                    Some((column, row)) => Linked::Record { shape: shape.0, column, row },
                    None => Linked::Absent,
                }
            }
        }
    }

    /// The row of a value. On a second walk the columns are already transformed: what is not there
    /// does not leave.
    #[inline]
    fn place(&mut self, rule: Rule, kind: SiteKind, value: &[u8], accepts: impl FnOnce(&[u8]) -> bool) -> Option<(u16, u32)> {
        let subject = self.about.subject.unwrap_or(Subject(0));
        // A person has one name whatever the value says, so one row serves.
        let value = if kind == SiteKind::SubjectId { b"" } else { value };
        match self.names {
            Names::Remembered(_) => self.columns.find(rule, kind, subject, value),
            Names::Ask(..) => {
                let (column, rows) = self.columns.at(rule, kind);
                Some((column, rows.place(subject, value, accepts)?))
            }
        }
    }

    fn put(&mut self, at: usize, column: u16, row: u32) {
        self.counts.values_changed += 1;
        self.ops.push(Op::Site { at: at as u32, column, row });
    }

    /// Guarded strings leave only beside what makes them open.
    fn guard_holds(&self, state: &State, guard: &Guard) -> bool {
        let Some((at, end)) = guard.string else { return true };
        match state.kind {
            Kind::Coding => guard.system && guard.code.is_some(),
            _ => {
                let repeats = guard.code.is_some_and(|(code, code_end)| self.bytes[code..code_end] == self.bytes[at..end]);
                repeats || scan::decode(&self.bytes[at..end]).is_some_and(|unit| self.table.catalog().is_unit(&unit))
            }
        }
    }

    /// Required elements that lost their content say so; false when one can't and the parent must go.
    fn say_absent(&mut self, state: &State, members: &Members<'_>) -> bool {
        let Some(rare) = &members.rare else { return true };
        for n in &rare.lost {
            match state.fields[*n].absence {
                Absence::Member(_) if rare.written_below.contains(n) => {}
                Absence::Member(literal) => {
                    self.ops.push(Op::Literal(literal));
                    self.counts.required_absent += 1;
                }
                Absence::Parent => return false,
                Absence::Free => {}
            }
        }
        true
    }

    fn is_vetoed(&self, at: usize) -> bool {
        !self.vetoes.is_empty() && self.vetoes.binary_search(&(at as u32)).is_ok()
    }

    /// The value of a key of the object at `open`, wherever it stands.
    fn find(&self, open: usize, key: &str) -> Result<Option<usize>, Fault> {
        find(self.bytes, open, key)
    }

    #[inline(always)]
    fn mark(&self) -> Mark {
        let end = match self.ops.last() {
            Some(Op::Copy(_, end)) => *end,
            _ => 0,
        };
        Mark { ops: self.ops.len(), end }
    }

    #[inline(always)]
    fn back(&mut self, mark: Mark) {
        self.ops.truncate(mark.ops);
        if let Some(Op::Copy(_, end)) = self.ops.last_mut() {
            *end = mark.end;
        }
    }

    /// Keeps these bytes; joins them to what was kept just before them.
    #[inline(always)]
    fn copy(&mut self, from: usize, to: usize) {
        copy(self.ops, from, to);
    }
}

#[inline(always)]
fn copy(ops: &mut Vec<Op>, from: usize, to: usize) {
    match ops.last_mut() {
        Some(Op::Copy(_, end)) if *end == from as u32 => *end = to as u32,
        _ => ops.push(Op::Copy(from as u32, to as u32)),
    }
}

/// The `resourceType` of the object at `open`, wherever it stands.
pub(super) fn kind_of(bytes: &[u8], open: usize, table: &Table) -> Result<ShapeId, Fault> {
    let at = find(bytes, open, "resourceType")?.filter(|at| bytes[*at] == b'"').ok_or(KIND)?;
    let (end, escaped) = scan::string(bytes, at)?;
    let decoded;
    let name = if escaped {
        decoded = scan::decode(&bytes[at..end]).ok_or(TEXT)?;
        decoded.as_bytes()
    } else {
        &bytes[at + 1..end - 1]
    };
    table.kind(name).ok_or(KIND.into())
}

fn find(bytes: &[u8], open: usize, key: &str) -> Result<Option<usize>, Fault> {
    let mut at = scan::blank(bytes, scan::expect(bytes, open, b'{', KEY)?);
    if scan::byte(bytes, at)? == b'}' {
        return Ok(None);
    }
    loop {
        if scan::byte(bytes, at)? != b'"' {
            return Err(KEY.into());
        }
        let (end, escaped) = scan::string(bytes, at)?;
        let is_it = match escaped {
            false => same(&bytes[at + 1..end - 1], key.as_bytes()),
            true => scan::decode(&bytes[at..end]).is_some_and(|decoded| decoded == key),
        };
        let colon = scan::blank(bytes, end);
        let value = scan::blank(bytes, scan::expect(bytes, colon, b':', COLON)?);
        if is_it {
            scan::byte(bytes, value)?;
            return Ok(Some(value));
        }
        at = scan::blank(bytes, scan::skip(bytes, value, 1)?);
        match scan::byte(bytes, at)? {
            b',' => at = scan::blank(bytes, at + 1),
            b'}' => return Ok(None),
            _ => return Err(COMMA.into()),
        }
    }
}

/// What may be asked about: `Type/id` (a version behind it is cut) and `urn:uuid:…`. Absolute
/// addresses and `Type?identifier=…` name somebody directly.
fn askable(reference: &str) -> Option<&str> {
    if reference.starts_with("urn:") {
        return Some(reference);
    }
    if reference.contains("://") || reference.contains('?') {
        return None;
    }
    Some(reference.split_once("/_history/").map_or(reference, |(record, _)| record))
}

fn is_date(text: &str) -> bool {
    Interval::parse(text, Zone::UTC).is_some()
}
