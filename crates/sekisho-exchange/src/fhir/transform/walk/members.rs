//! One object: its members by their plans, its emptiness, what must stand together in it.

use sekisho_model::transform::Held;

use super::super::batch::Op;
use super::super::scan;
use super::super::table::{Absence, Kind, MASKED_AT, Plan, State, StateId};
use super::looked_up::{Barred, Guard, Verdict};
use super::{COLON, COMMA, Fault, KEY, TEXT, TWICE, Walker};
use crate::columns::same;

/// What a second look at the same object must do otherwise.
#[derive(Clone, Default)]
struct Again {
    /// What can't be looked up.
    barred: Barred,
    /// Fields (by place) whose values and siblings `_x` must keep step.
    paired: Vec<usize>,
}

impl Again {
    fn bars(&self, state: &State, n: usize, plan: Plan) -> bool {
        self.barred != Barred::default()
            && (self.barred.string
                && (n == state.string || matches!(plan, Plan::Display | Plan::Unit))
                || self.barred.system && n == state.beside.0
                || self.barred.code && n == state.beside.1)
    }
}

/// What has been seen of one object's members.
#[derive(Default)]
struct Members<'a> {
    seen: Seen,
    /// Allocated only where something out of the common is met.
    rare: Option<Box<Rare<'a>>>,
    has_content: bool,
    reference_absent: bool,
    /// What it can't be without was a reference that leads nowhere.
    is_void: bool,
    /// A modifier is lost, and its value was not one that is assumed without it.
    turned_round: bool,
    guard: Guard,
}

#[derive(Default)]
struct Rare<'a> {
    seen_below: Seen,
    /// Required elements that lost their content.
    lost: Vec<usize>,
    /// Elements that leave as masked.
    masked: Vec<usize>,
    written_below: Vec<usize>,
    unknown: Vec<&'a [u8]>,
}

impl<'a> Members<'a> {
    fn rare(&mut self) -> &mut Rare<'a> {
        self.rare.get_or_insert_default()
    }
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

impl<'a> Walker<'a> {
    pub(super) fn object(
        &mut self,
        open: usize,
        state: StateId,
        depth: usize,
    ) -> Result<(usize, bool), Fault> {
        self.object_again(open, state, depth, &Again::default())
    }

    /// Writes an object; true when something of it remains.
    fn object_again(
        &mut self,
        open: usize,
        id: StateId,
        depth: usize,
        again: &Again,
    ) -> Result<(usize, bool), Fault> {
        let table = self.table;
        let state = &table.states[id as usize];
        let must_stand = std::mem::take(&mut self.must_stand);
        if state.kind == Kind::Identifier && self.is_closed(open, state)? {
            return Ok((scan::skip(self.bytes, open, depth)?, false));
        }
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
                    if state.fields[n].is_many
                        && state.below_values.is_some()
                        && !again.paired.contains(&n)
                    {
                        self.back(before);
                        self.counts = counts;
                        let mut again = again.clone();
                        again.paired.push(n);
                        self.must_stand = must_stand;
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
                    let (end, written) =
                        self.member((open, from, value), state, n, depth, again, &mut members)?;
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
            self.counts.references_absent += 1;
            self.nowhere = true;
            if must_stand {
                self.ops.push(Op::Literal(MASKED_AT));
            }
            return Ok((close + 1, must_stand));
        }
        if members.is_void {
            self.back(before);
            self.nowhere = true;
            return Ok((close + 1, false));
        }
        if again.barred == Barred::default() {
            match self.verdict(state, &members.guard) {
                Verdict::Leaves => {}
                Verdict::Stays => {
                    self.back(before);
                    self.counts = counts;
                    self.counts.codes_withheld += 1;
                    return Ok((close + 1, false));
                }
                Verdict::Without(barred) => {
                    self.back(before);
                    self.counts = counts;
                    self.counts.codes_withheld += u64::from(barred.code);
                    self.must_stand = must_stand;
                    let again = Again {
                        barred,
                        ..again.clone()
                    };
                    return self.object_again(open, id, depth - 1, &again);
                }
            }
        }
        let is_record = depth == 1;
        if members.turned_round && (members.has_content || is_record) {
            // A record is held; a smaller whole goes, and its parent stays.
            if state.is_record() {
                return Err(Fault::Held(Held::Modifier));
            }
            self.back(before);
            return Ok((close + 1, false));
        }
        let here = (id, state);
        if !(members.has_content || is_record) || !self.say_absent(here, &members, is_first) {
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
        let is_required = field.absence != Absence::Free;
        self.nowhere = false;
        let (end, written) = if field.is_many {
            if !again.paired.is_empty() && again.paired.contains(&n) {
                self.paired((open, from, value), state, n, depth, false)?
            } else {
                self.array(from, value, state, field, depth)?
            }
        } else {
            match field.plan {
                Plan::Drop => (scan::skip(self.bytes, value, depth)?, false),
                plan if again.bars(state, n, plan) => {
                    (scan::skip(self.bytes, value, depth)?, false)
                }
                plan => {
                    self.must_stand = is_required && state.is_record();
                    self.value(from, value, plan, state, depth)?
                }
            }
        };
        self.must_stand = false;
        members.is_void |= !written && is_required && self.nowhere && !state.is_record();
        if matches!(state.kind, Kind::Coding | Kind::Quantity) {
            let book = &self.table.book;
            let place = (value, end);
            members
                .guard
                .note(state, n, place, written, |rule| book.shows(rule));
        }
        if let Some(modifier) = &field.modifier
            && (!written || modifier.is_changed)
        {
            members.turned_round |= !is_harmless(&self.bytes[value..end], modifier.harmless);
        }
        // Of an array that still holds something, what is masked is left out.
        let masked = std::mem::take(&mut self.masked) && !written;
        if masked && field.is_value {
            members.has_content = true;
            members.rare().masked.push(n);
            return Ok((end, false));
        }
        if !written {
            self.counts.elements_dropped += 1;
            if field.plan == Plan::Name(self.table.book.link)
                && state.kind == Kind::Reference
                && field.key == "reference"
            {
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
            _ => members.has_content = true,
        }
        Ok((end, true))
    }

    /// Reads a key: its field, whether it is the sibling `_x`, and where its colon should stand.
    #[inline]
    fn key(
        &mut self,
        at: usize,
        state: &'a State,
        last: usize,
        members: &mut Members<'a>,
    ) -> Result<(Option<usize>, bool, usize), Fault> {
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
            return if members.seen.first(n) {
                Ok((Some(n), false, end))
            } else {
                Err(TWICE.into())
            };
        }
        if let Some(n) = key
            .strip_prefix(b"_")
            .and_then(|key| state.keys.find(key))
            .filter(|n| state.fields[*n].is_value)
        {
            return if members.rare().seen_below.first(n) {
                Ok((Some(n), true, end))
            } else {
                Err(TWICE.into())
            };
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
        Ok(scan::blank(
            self.bytes,
            scan::expect(self.bytes, at, b':', COLON)?,
        ))
    }

    /// Required elements that lost their content say so; false when one can't and the parent must go.
    fn say_absent(
        &mut self,
        (id, state): (StateId, &'a State),
        members: &Members<'_>,
        is_first: bool,
    ) -> bool {
        let Some(rare) = &members.rare else {
            return true;
        };
        if !rare.masked.is_empty() {
            let said = |n: &usize| !rare.written_below.contains(n);
            let masked: Vec<usize> = rare.masked.iter().copied().filter(said).collect();
            self.say_masked(id, &masked, is_first);
        }
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
}

/// Whether a modifier's value (in JSON) is one that a reader assumes without it. A concept is what
/// its codes say, every one of them; a text alone says what nobody can judge.
#[cold]
fn is_harmless(value: &[u8], harmless: &[&str]) -> bool {
    if harmless == ["*"] {
        return true;
    }
    let known = |word: &str| harmless.contains(&word);
    match serde_json::from_slice(value) {
        Ok(serde_json::Value::Null) => true,
        Ok(serde_json::Value::String(code)) => known(&code),
        Ok(serde_json::Value::Bool(answer)) => known(if answer { "true" } else { "false" }),
        Ok(concept) => concept["coding"].as_array().is_some_and(|codings| {
            let code = |coding: &serde_json::Value| coding["code"].as_str().is_some_and(known);
            !codings.is_empty() && codings.iter().all(code)
        }),
        Err(_) => false,
    }
}
