//! What stands behind one value of a delivered record: the value of the source it came from, the
//! rule that decided it, and the record transformed again to compare with.
//!
//! The same walk makes the same edit list; the list says of every byte that left whether it was
//! copied, made by a rule or put there by the table. Nothing here is on the way of a delivery.

use std::ops::Range;

use sekisho_model::record::Record;
use sekisho_model::transform::{Held, Links, RecordTransform as _, TransformError, Transforms};

use super::batch::Op;
use super::table::{Kind, Plan, StateId, Table};
use super::walk::kind_of;
use super::{FhirTransform, is_lost, scan, walk_again};

/// A record transformed again, and what stands behind the value asked about.
#[derive(Debug)]
pub struct Explained {
    /// The delivered line, without its end.
    pub line: Vec<u8>,
    /// The source as the transform read it: one line.
    pub source: Vec<u8>,
    /// `None`: the line has no value there.
    pub behind: Option<Behind>,
}

/// One delivered value and its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// Its bytes in the line.
    pub delivered: Range<usize>,
    /// Where the source holds what it was made of. `None`: nothing of the source stands behind it.
    pub source: Option<Place>,
    pub made: Made,
}

/// A value of a source record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `valueQuantity/value`: keys and indexes.
    pub path: String,
    /// Its bytes in the source.
    pub bytes: Range<usize>,
}

/// How a delivered value was made. Rules by their numbers in the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// The source's own bytes; `None`: no rule speaks of it, the record's form asks for it
    /// (`resourceType`, an extension's `url`).
    Kept(Option<u16>),
    /// The rule's actions, one after the other.
    Changed(u16),
    /// The keyed name of the record itself.
    Name(u16),
    /// The keyed name of what the record refers to.
    Reference(u16),
    /// A reference whose target was not delivered says that it was masked.
    Unlinked(u16),
    /// A required element that did not leave says that it was masked; with the rule that kept it in.
    Masked(Option<u16>),
    /// An object or an array: how many values inside were made by rules, how many say `masked`.
    Whole { changed: usize, masked: usize },
}

/// A piece of the line and where it came from.
struct Piece {
    out: Range<usize>,
    op: Op,
}

impl FhirTransform {
    /// Transforms one record as a delivery would and explains the value at `path` (`a/0/b`; empty:
    /// the whole record). `Err(Held)`: the record would not leave.
    pub fn explain(
        &mut self,
        record: &Record,
        links: &dyn Links,
        transforms: &mut dyn Transforms,
        path: &str,
    ) -> Result<Result<Explained, Held>, TransformError> {
        self.batch.clear();
        if let Err(held) = self.push(record, links) {
            return Ok(Err(held));
        }
        let explained = self.explained(transforms, path);
        self.batch.clear();
        explained.map(Ok)
    }

    fn explained(
        &mut self,
        transforms: &mut dyn Transforms,
        path: &str,
    ) -> Result<Explained, TransformError> {
        let (table, batch) = (&self.table, &mut self.batch);
        batch.columns.run(&table.book.actions, transforms)?;
        let entry = &batch.entries[0];
        let source = &batch.bytes[entry.bytes.0..entry.bytes.1];
        let mut ops = batch.ops[entry.ops.0..entry.ops.1].to_vec();
        if ops.iter().any(|op| is_lost(op, &batch.columns)) {
            let about = entry.about(&batch.names, &batch.cuts);
            let links = &batch.links[entry.links.0..entry.links.1];
            let hidden = &batch.hidden[entry.hidden.0..entry.hidden.1];
            let from = (entry.state, about, hidden);
            (ops, _) = walk_again(table, from, source, &ops, links, &mut batch.columns);
        }
        let (mut line, mut pieces) = (Vec::new(), Vec::new());
        for op in ops {
            let start = line.len();
            super::write(table, source, &[op], &batch.columns, &mut line);
            let out = start..line.len();
            pieces.push(Piece { out, op });
        }
        let look = Look {
            table,
            source,
            line: &line,
            pieces: &pieces,
            state: entry.state,
        };
        let behind = look.behind(path);
        let source = source.to_vec();
        Ok(Explained {
            line,
            source,
            behind,
        })
    }
}

/// A value of the source with the plan it fell under.
struct Leaf {
    place: Place,
    plan: Plan,
    by: Option<u16>,
    /// The state of the object it is.
    inside: Option<StateId>,
}

struct Look<'a> {
    table: &'a Table,
    source: &'a [u8],
    line: &'a [u8],
    pieces: &'a [Piece],
    state: StateId,
}

impl Look<'_> {
    fn behind(&self, path: &str) -> Option<Behind> {
        let delivered = locate(self.line, path)?;
        let Some(at) = self.source_of(delivered.start) else {
            return Some(self.put_there(path, delivered));
        };
        let leaf = self.leaf(at)?;
        let made = match self.line[delivered.start] {
            b'{' | b'[' => self.whole(&delivered),
            _ => made(&leaf, self.changed(&delivered)),
        };
        Some(Behind {
            delivered,
            source: Some(leaf.place),
            made,
        })
    }

    /// The byte of the source that a byte of the line came from or stands for.
    fn source_of(&self, out: usize) -> Option<usize> {
        let piece = self.pieces.iter().find(|p| p.out.contains(&out))?;
        match piece.op {
            Op::Copy(from, _) => Some(from as usize + (out - piece.out.start)),
            Op::Site { at, .. } => Some(at as usize),
            Op::Literal(_) | Op::Kind(_) | Op::Masked { .. } => None,
        }
    }

    fn overlapping(&self, out: &Range<usize>) -> impl Iterator<Item = &Piece> {
        let (start, end) = (out.start, out.end);
        self.pieces
            .iter()
            .filter(move |p| p.out.start < end && start < p.out.end)
    }

    fn changed(&self, out: &Range<usize>) -> bool {
        self.overlapping(out)
            .any(|p| matches!(p.op, Op::Site { .. }))
    }

    fn whole(&self, out: &Range<usize>) -> Made {
        let (mut changed, mut masked) = (0, 0);
        for piece in self.overlapping(out) {
            match piece.op {
                Op::Site { .. } => changed += 1,
                Op::Literal(at) if self.table.is_masked(at) => masked += 1,
                Op::Masked { .. } => masked += 1,
                Op::Literal(_) | Op::Copy(..) | Op::Kind(_) => {}
            }
        }
        Made::Whole { changed, masked }
    }

    /// A value that the table put there: the nearest whole around it that the source has says what
    /// it stands for.
    fn put_there(&self, path: &str, delivered: Range<usize>) -> Behind {
        let mut around = path;
        let (mut source, mut made) = (None, Made::Masked(None));
        while let Some((before, key)) = split_last(around) {
            around = before;
            let found = locate(self.line, around).and_then(|out| self.source_of(out.start));
            let Some(whole) = found.and_then(|at| self.leaf(at)) else {
                continue;
            };
            if let Some((leaf, is_reference)) = self.below(&whole, key) {
                made = match is_reference {
                    true => Made::Unlinked(self.table.book.link),
                    false => Made::Masked(leaf.by),
                };
                source = Some(leaf.place).filter(|place| !place.bytes.is_empty());
            }
            break;
        }
        Behind {
            delivered,
            source,
            made,
        }
    }

    /// What the source says under a key of a whole, and whether that is a reference.
    fn below(&self, whole: &Leaf, key: &str) -> Option<(Leaf, bool)> {
        let is_reference = |plan| matches!(plan, Plan::Walk(to) if self.table.states[to as usize].kind == Kind::Reference);
        let Some(inside) = whole.inside else {
            // An array's item: the array's own plan.
            let leaf = Leaf {
                place: whole.place.clone(),
                inside: None,
                ..*whole
            };
            return Some((leaf, is_reference(whole.plan)));
        };
        let key = key.trim_start_matches('_');
        let state = &self.table.states[inside as usize];
        let field = state.fields.iter().find(|f| f.key == key)?;
        let bytes = member(self.source, whole.place.bytes.start, key)
            .map_or(0..0, |at| at..end_of(self.source, at).unwrap_or(at));
        let leaf = Leaf {
            place: Place {
                path: join(&whole.place.path, key),
                bytes,
            },
            plan: field.plan,
            by: field.by,
            inside: None,
        };
        Some((leaf, is_reference(field.plan)))
    }

    /// The value of the source that begins at this byte, with its plan.
    fn leaf(&self, at: usize) -> Option<Leaf> {
        let open = scan::blank(self.source, 0);
        let root = Leaf {
            place: Place {
                path: String::new(),
                bytes: open..self.source.len(),
            },
            plan: Plan::Walk(self.state),
            by: None,
            inside: Some(self.state),
        };
        if at == open {
            return Some(root);
        }
        let mut whole = root;
        loop {
            whole = self.step(&whole, at)?;
            if whole.place.bytes.start == at {
                return Some(whole);
            }
        }
    }

    /// One step down towards a byte: the member or the item that holds it.
    fn step(&self, whole: &Leaf, at: usize) -> Option<Leaf> {
        let open = whole.place.bytes.start;
        if self.source[open] == b'[' {
            let (n, bytes) = items(self.source, open).find(|(_, item)| item.contains(&at))?;
            let place = Place {
                path: join(&whole.place.path, &n.to_string()),
                bytes,
            };
            return Some(Leaf {
                inside: self.inside(whole.plan, place.bytes.start),
                place,
                ..*whole
            });
        }
        let state = &self.table.states[whole.inside? as usize];
        let (key, bytes) = members(self.source, open).find(|(_, value)| value.contains(&at))?;
        let place = Place {
            path: join(&whole.place.path, &key),
            bytes,
        };
        if let Some(field) = state.fields.iter().find(|f| f.key == key) {
            return Some(Leaf {
                inside: self.inside(field.plan, place.bytes.start),
                place,
                plan: field.plan,
                by: field.by,
            });
        }
        let field = state
            .fields
            .iter()
            .find(|f| Some(f.key) == key.strip_prefix('_'))?;
        let below = state.below_values?;
        Some(Leaf {
            inside: (self.source[place.bytes.start] == b'{').then_some(below),
            place,
            plan: Plan::Walk(below),
            by: field.by,
        })
    }

    /// The state of the object that begins there under this plan.
    fn inside(&self, plan: Plan, at: usize) -> Option<StateId> {
        if self.source[at] != b'{' {
            return None;
        }
        match plan {
            Plan::Walk(to) => Some(to),
            Plan::Resource(hang) => self
                .table
                .find_root(hang, kind_of(self.source, at, self.table).ok()?),
            Plan::Extensions(hang) => {
                let url = member(self.source, at, "url")?;
                let (end, _) = scan::string(self.source, url).ok()?;
                self.table
                    .extension(hang, &scan::decode(&self.source[url..end])?)
            }
            _ => None,
        }
    }
}

/// Of a value that is no whole.
fn made(leaf: &Leaf, changed: bool) -> Made {
    match leaf.plan {
        Plan::Id if changed => Made::Name(leaf.by.unwrap_or_default()),
        Plan::Name(rule) if leaf.place.path.ends_with("reference") => Made::Reference(rule),
        Plan::Date(rule)
        | Plan::Text(rule)
        | Plan::Checked(rule, _)
        | Plan::Bare(rule)
        | Plan::Name(rule) => Made::Changed(rule),
        _ => Made::Kept(leaf.by),
    }
}

/// The bytes of the value at a path; `None`: there is none.
fn locate(bytes: &[u8], path: &str) -> Option<Range<usize>> {
    let mut at = scan::blank(bytes, 0);
    for key in path.split('/').filter(|key| !key.is_empty()) {
        at = match bytes.get(at)? {
            b'{' => member(bytes, at, key)?,
            b'[' => {
                let wanted: usize = key.parse().ok()?;
                items(bytes, at).find(|(n, _)| *n == wanted)?.1.start
            }
            _ => return None,
        };
    }
    Some(at..end_of(bytes, at)?)
}

fn member(bytes: &[u8], open: usize, key: &str) -> Option<usize> {
    let found = members(bytes, open).find(|(known, _)| known == key)?;
    Some(found.1.start)
}

/// The members of an object with the bytes of their values.
fn members(bytes: &[u8], open: usize) -> impl Iterator<Item = (String, Range<usize>)> {
    let mut at = (bytes.get(open) == Some(&b'{')).then_some(open + 1);
    std::iter::from_fn(move || {
        let key = scan::blank(bytes, at?);
        let (end, _) = scan::string(bytes, key).ok()?;
        let name = scan::decode(&bytes[key..end])?;
        let value = scan::blank(bytes, scan::blank(bytes, end) + 1);
        let range = value..end_of(bytes, value)?;
        at = next(bytes, range.end);
        Some((name, range))
    })
}

/// The items of an array with their bytes.
fn items(bytes: &[u8], open: usize) -> impl Iterator<Item = (usize, Range<usize>)> {
    let mut at = (bytes.get(open) == Some(&b'[')).then_some(open + 1);
    let mut n = 0;
    std::iter::from_fn(move || {
        let value = scan::blank(bytes, at?);
        let range = value..end_of(bytes, value)?;
        at = next(bytes, range.end);
        n += 1;
        Some((n - 1, range))
    })
}

/// Behind the comma, where one follows.
fn next(bytes: &[u8], end: usize) -> Option<usize> {
    let comma = scan::blank(bytes, end);
    (bytes.get(comma) == Some(&b',')).then_some(comma + 1)
}

fn end_of(bytes: &[u8], at: usize) -> Option<usize> {
    scan::skip(bytes, at, 1).ok()
}

fn join(path: &str, key: &str) -> String {
    match path {
        "" => key.to_owned(),
        _ => format!("{path}/{key}"),
    }
}

fn split_last(path: &str) -> Option<(&str, &str)> {
    match path.rsplit_once('/') {
        Some(parts) => Some(parts),
        None if path.is_empty() => None,
        None => Some(("", path)),
    }
}
