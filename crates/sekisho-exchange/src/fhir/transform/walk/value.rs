//! One value, one array, an array beside its siblings, an extension, a resource inside.

use sekisho_model::catalog::{Json, ShapeId};
use sekisho_model::transform::{Held, SiteKind};

use super::super::batch::Op;
use super::super::scan;
use super::super::table::{
    CLOSE_AT, COMMA_AT, FieldPlan, Kind, NULL_AT, OPEN_AT, Plan, State, Table,
};
use super::names::is_date;
use super::{COLON, COMMA, Fault, KEY, KIND, TEXT, UNJUDGED, Walker};
use crate::columns::same;

impl<'a> Walker<'a> {
    /// One value that is no array; true when it was written.
    #[inline]
    pub(super) fn value(
        &mut self,
        from: usize,
        at: usize,
        plan: Plan,
        state: &'a State,
        depth: usize,
    ) -> Result<(usize, bool), Fault> {
        let first = scan::byte(self.bytes, at)?;
        if self.is_cut(at) {
            return Ok((scan::skip(self.bytes, at, depth)?, false));
        }
        if let Some(end) = self.mask(at, plan, depth)? {
            return Ok((end, false));
        }
        match plan {
            Plan::Keep(Json::String) | Plan::Url | Plan::Display | Plan::Unit if first == b'"' => {
                let (end, _) = scan::string(self.bytes, at)?;
                self.copy(from, end);
                Ok((end, true))
            }
            Plan::Listed(list) if first == b'"' => self.listed(from, at, list),
            Plan::Checked(rule, list) if first == b'"' => {
                let words = &self.table.words;
                self.site(from, at, rule, SiteKind::Value, |value| {
                    words.lists(list, value)
                })
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
                let (end, written) = self.object(at, to, depth)?;
                if !written {
                    self.back(mark);
                }
                Ok((end, written))
            }
            Plan::Date(rule) if first == b'"' => {
                self.site(from, at, rule, SiteKind::Value, is_date)
            }
            Plan::Text(rule) if first == b'"' => {
                self.site(from, at, rule, SiteKind::Value, |_| true)
            }
            Plan::Bare(rule) if matches!(first, b'-' | b'0'..=b'9' | b't' | b'f') => {
                self.bare(from, at, rule)
            }
            Plan::Name(_) if first == b'"' && state.kind == Kind::Reference => {
                self.reference(from, at)
            }
            Plan::Name(rule) if first == b'"' => {
                let own =
                    self.about.is_patient && self.contained == 0 && state.path == "Identifier";
                let kind = if own {
                    SiteKind::SubjectId
                } else {
                    SiteKind::OtherId
                };
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
    pub(super) fn array(
        &mut self,
        from: usize,
        at: usize,
        state: &'a State,
        field: &'a FieldPlan,
        depth: usize,
    ) -> Result<(usize, bool), Fault> {
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
    pub(super) fn items(
        &mut self,
        open: usize,
        mut visit: impl FnMut(&mut Self, usize, usize) -> Result<usize, Fault>,
    ) -> Result<usize, Fault> {
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
    pub(super) fn below_member(
        &mut self,
        (open, from, value): (usize, usize, usize),
        state: &'a State,
        n: usize,
        depth: usize,
    ) -> Result<(usize, bool), Fault> {
        let field = &state.fields[n];
        let hidden = matches!(
            field.plan,
            Plan::Drop | Plan::Stop | Plan::Hold | Plan::Kind | Plan::Url | Plan::Id
        );
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
    pub(super) fn paired(
        &mut self,
        (open, from, value): (usize, usize, usize),
        state: &'a State,
        n: usize,
        depth: usize,
        side_below: bool,
    ) -> Result<(usize, bool), Fault> {
        let field = &state.fields[n];
        let Some(below) = state.below_values else {
            return self.array(from, value, state, field, depth);
        };
        let end = scan::skip(self.bytes, value, depth)?;
        let (values, siblings) = match side_below {
            false => (
                Some(value),
                find(self.bytes, open, &format!("_{}", field.key))?,
            ),
            true => (find(self.bytes, open, field.key)?, Some(value)),
        };
        let values = self.places(values, depth)?;
        let siblings = self.places(siblings, depth)?;
        let mut pairs = Vec::new();
        for at in 0..values.len().max(siblings.len()) {
            let value = values.get(at).copied().filter(|at| self.bytes[*at] != b'n');
            let kept = value
                .map(|at| self.would(at, field.plan, state, depth))
                .transpose()?
                .unwrap_or(false);
            let sibling = siblings
                .get(at)
                .copied()
                .filter(|_| kept || value.is_none());
            let below = sibling
                .map(|at| self.would(at, Plan::Walk(below), state, depth))
                .transpose()?
                .unwrap_or(false);
            pairs.push((value.filter(|_| kept), sibling.filter(|_| below)));
        }
        if pairs.iter().all(|(_, sibling)| sibling.is_none()) {
            return if side_below {
                Ok((end, false))
            } else {
                self.array(from, value, state, field, depth)
            };
        }
        let side = |pair: &(Option<usize>, Option<usize>)| if side_below { pair.1 } else { pair.0 };
        if pairs.iter().all(|pair| side(pair).is_none()) {
            return Ok((end, false));
        }
        let plan = if side_below {
            Plan::Walk(below)
        } else {
            field.plan
        };
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

    /// What was decided to stay.
    #[inline(always)]
    fn is_cut(&self, at: usize) -> bool {
        self.about
            .cuts
            .is_some_and(|cuts| !cuts.is_empty() && cuts.binary_search(&(at as u32)).is_ok())
    }

    /// Whether a value would be written, without writing it.
    fn would(
        &mut self,
        at: usize,
        plan: Plan,
        state: &'a State,
        depth: usize,
    ) -> Result<bool, Fault> {
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
    fn extension(
        &mut self,
        from: usize,
        open: usize,
        hang: u16,
        depth: usize,
    ) -> Result<(usize, bool), Fault> {
        let url = find(self.bytes, open, "url")?.filter(|at| self.bytes[*at] == b'"');
        let url = url
            .map(|at| scan::string(self.bytes, at).map(|(end, _)| (at, end)))
            .transpose()?;
        let url = url.and_then(|(at, end)| scan::decode(&self.bytes[at..end]));
        if url
            .as_deref()
            .is_some_and(|url| self.table.closes(hang, url))
        {
            return Ok((scan::skip(self.bytes, open, depth)?, false));
        }
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
    fn resource(
        &mut self,
        from: usize,
        open: usize,
        hang: u16,
        depth: usize,
    ) -> Result<(usize, bool), Fault> {
        if self.about.cuts.is_none() {
            return Err(UNJUDGED.into());
        }
        let shape = kind_of(self.bytes, open, self.table)?;
        let state = self
            .table
            .find_root(hang, shape)
            .ok_or(Fault::Root(hang, shape))?;
        let mark = self.mark();
        let (present, wanted, links) = (
            self.locals.present.len(),
            self.locals.wanted.len(),
            self.links.len(),
        );
        self.contained += 1;
        let around = self.in_coverage;
        self.in_coverage = self.table.states[state as usize].path == "Coverage";
        self.copy(from, open);
        let (end, written) = self.object(open, state, depth)?;
        self.contained -= 1;
        self.in_coverage = around;
        if !written {
            self.back(mark);
            self.locals.present.truncate(present);
            self.locals.wanted.truncate(wanted);
            self.links.truncate(links);
        }
        Ok((end, written))
    }
}

/// The `resourceType` of the object at `open`, wherever it stands.
pub(in super::super) fn kind_of(
    bytes: &[u8],
    open: usize,
    table: &Table,
) -> Result<ShapeId, Fault> {
    let at = find(bytes, open, "resourceType")?
        .filter(|at| bytes[*at] == b'"')
        .ok_or(KIND)?;
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

/// Where the value at a place begins: keys and indexes, `contained/0/component/1`.
pub(in super::super) fn locate(bytes: &[u8], place: &str) -> Result<Option<usize>, Fault> {
    let mut at = scan::blank(bytes, 0);
    for step in place.split('/') {
        let found = match scan::byte(bytes, at)? {
            b'{' => find(bytes, at, step)?,
            b'[' => match step.parse() {
                Ok(n) => item(bytes, at, n)?,
                Err(_) => None,
            },
            _ => None,
        };
        match found {
            Some(found) => at = found,
            None => return Ok(None),
        }
    }
    Ok(Some(at))
}

/// Where the item of an array begins.
fn item(bytes: &[u8], open: usize, wanted: usize) -> Result<Option<usize>, Fault> {
    let mut at = scan::blank(bytes, open + 1);
    if scan::byte(bytes, at)? == b']' {
        return Ok(None);
    }
    for n in 0.. {
        if n == wanted {
            return Ok(Some(at));
        }
        at = scan::blank(bytes, scan::skip(bytes, at, 1)?);
        match scan::byte(bytes, at)? {
            b',' => at = scan::blank(bytes, at + 1),
            b']' => return Ok(None),
            _ => return Err(COMMA.into()),
        }
    }
    Ok(None)
}

/// Where the value of a key of the object at `open` begins.
pub(super) fn find(bytes: &[u8], open: usize, key: &str) -> Result<Option<usize>, Fault> {
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
