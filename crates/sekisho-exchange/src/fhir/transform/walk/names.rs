//! Values that leave changed: sites, ids, references.

use sekisho_model::catalog::ShapeId;
use sekisho_model::identity::Subject;
use sekisho_model::time::{Interval, Zone};
use sekisho_model::transform::{SiteKind, Target};

use super::super::batch::{Linked, Op};
use super::super::rulebook::Rule;
use super::super::scan;
use super::{Fault, Names, TEXT, Walker};
use crate::columns::same;

impl<'a> Walker<'a> {
    /// Places a value in its rule's column; the quotes stay where they are.
    #[inline]
    pub(super) fn site(
        &mut self,
        from: usize,
        at: usize,
        rule: Rule,
        kind: SiteKind,
        accepts: impl FnOnce(&str) -> bool,
    ) -> Result<(usize, bool), Fault> {
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
        let Some((column, row)) = self.place(rule, kind, value, accepts) else {
            return Ok((end, false));
        };
        self.copy(from, at + 1);
        self.put(at, column, row);
        self.copy(end - 1, end);
        Ok((end, true))
    }

    /// Places a number or a boolean in its rule's column.
    pub(super) fn bare(
        &mut self,
        from: usize,
        at: usize,
        rule: Rule,
    ) -> Result<(usize, bool), Fault> {
        let end = match self.bytes[at] {
            b't' | b'f' => scan::word(self.bytes, at)?,
            _ => scan::number(self.bytes, at)?,
        };
        if self.is_vetoed(at) {
            return Ok((end, false));
        }
        let bytes = self.bytes;
        let value = &bytes[at..end];
        let Some((column, row)) = self.place(rule, SiteKind::Value, value, |_| true) else {
            return Ok((end, false));
        };
        self.columns.bare(column);
        self.copy(from, at);
        self.put(at, column, row);
        Ok((end, true))
    }

    /// The resource's own id. A contained one is a name inside this record only.
    pub(super) fn id(&mut self, from: usize, at: usize) -> Result<(usize, bool), Fault> {
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
            self.place(
                rule,
                SiteKind::SubjectId,
                self.about.name.as_bytes(),
                |_| true,
            )
        } else {
            self.place(rule, SiteKind::OtherId, self.about.name.as_bytes(), |_| {
                true
            })
        };
        let Some((column, row)) = placed else {
            return Ok((end, false));
        };
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
    pub(super) fn reference(&mut self, from: usize, at: usize) -> Result<(usize, bool), Fault> {
        let (end, escaped) = scan::string(self.bytes, at)?;
        if self.is_vetoed(at) {
            return Ok((end, false));
        }
        if escaped {
            let text = scan::decode(&self.bytes[at..end]).ok_or(TEXT)?;
            return if text.starts_with('#') {
                Ok((end, false))
            } else {
                self.linked(from, at, end, text.as_bytes(), false)
            };
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
                let Some((column, row)) =
                    self.place(self.table.book.link, SiteKind::OtherId, &name, |_| true)
                else {
                    return Ok((end, false));
                };
                self.copy(from, at + 2);
                self.put(at, column, row);
                self.copy(end - 1, end);
                Ok((end, true))
            }
            _ => self.linked(from, at, end, raw, true),
        }
    }

    fn linked(
        &mut self,
        from: usize,
        at: usize,
        end: usize,
        text: &[u8],
        is_raw: bool,
    ) -> Result<(usize, bool), Fault> {
        let linked = self.resolve(at, text);
        self.links.push((at as u32, linked));
        let rule = self.table.book.link;
        let (shape, placed) = match linked {
            Linked::Absent => return Ok((end, false)),
            Linked::Subject => (
                self.table.patient(),
                self.place(rule, SiteKind::SubjectId, text, |_| true),
            ),
            Linked::Record { shape, column, row } => (shape, Some((column, row))),
        };
        let Some((column, row)) = placed else {
            return Ok((end, false));
        };
        let kind = self.table.catalog().at(ShapeId(shape)).path;
        if is_raw
            && text.get(kind.len()) == Some(&b'/')
            && same(&text[..kind.len()], kind.as_bytes())
        {
            self.copy(from, at + 1 + kind.len() + 1);
        } else {
            self.copy(from, at + 1);
            self.ops.push(Op::Kind(shape));
        }
        self.put(at, column, row);
        self.copy(end - 1, end);
        Ok((end, true))
    }

    fn resolve(&mut self, at: usize, text: &[u8]) -> Linked {
        let subject = self.about.subject.unwrap_or(Subject(i64::MIN));
        let linked = match &self.names {
            Names::Remembered(known) => {
                return known
                    .iter()
                    .find(|(place, _)| *place == at as u32)
                    .map_or(Linked::Absent, |(_, linked)| *linked);
            }
            Names::Ask(_, known) => known.find(subject, text),
        };
        if let Some(linked) = linked {
            return linked;
        }
        let linked = self.ask(text);
        if let Names::Ask(_, known) = &mut self.names {
            known.learn(subject, text, linked);
        }
        linked
    }

    fn ask(&mut self, text: &[u8]) -> Linked {
        let (Names::Ask(links, _), Some(asked)) = (
            &self.names,
            std::str::from_utf8(text).ok().and_then(askable),
        ) else {
            return Linked::Absent;
        };
        match links.resolve(&self.about.source(), asked) {
            Target::Subject if self.about.subject.is_some() => Linked::Subject,
            Target::Subject | Target::Absent => Linked::Absent,
            Target::Record { kind, id } => {
                let Some(shape) = self.table.kind(kind.as_bytes()) else {
                    return Linked::Absent;
                };
                let name = [kind.as_bytes(), b"/", id.as_bytes()].concat();
                match self.place(self.table.book.link, SiteKind::OtherId, &name, |_| true) {
                    Some((column, row)) => Linked::Record {
                        shape: shape.0,
                        column,
                        row,
                    },
                    None => Linked::Absent,
                }
            }
        }
    }

    /// The row of a value. On a second walk the columns are already transformed: what is not there
    /// does not leave.
    #[inline]
    fn place(
        &mut self,
        rule: Rule,
        kind: SiteKind,
        value: &[u8],
        accepts: impl FnOnce(&[u8]) -> bool,
    ) -> Option<(u16, u32)> {
        let subject = self.about.subject.unwrap_or(Subject(0));
        // A person has one name whatever the value says, so one row serves.
        let value = if kind == SiteKind::SubjectId {
            b""
        } else {
            value
        };
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
        self.ops.push(Op::Site {
            at: at as u32,
            column,
            row,
        });
    }

    pub(super) fn is_vetoed(&self, at: usize) -> bool {
        let vetoes = self.barred.vetoes;
        !vetoes.is_empty() && vetoes.binary_search(&(at as u32)).is_ok()
    }
}

/// What may be asked about: `Type/id`, `urn:uuid:…` and addresses. `Type?identifier=…` names somebody
/// directly.
fn askable(reference: &str) -> Option<&str> {
    (!reference.contains('?')).then_some(reference)
}

/// A date, or a time of day.
pub(super) fn is_date(text: &str) -> bool {
    text.get(2..3) == Some(":") || Interval::parse(text, Zone::UTC).is_some()
}
