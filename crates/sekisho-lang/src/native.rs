//! The built-in transforms as plain functions on columns: what a profile's compiled module must
//! agree with. No bank delivers by them; tests and benches do, and the evaluator where it needs keys.
//!
//! A value that a transform can't read never leaves as it came: a date that is none, or one moved
//! out of the years 0001–9999, becomes absent.

mod date;
mod number;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use sekisho_model::Zone;
use sekisho_model::broken::Reason;
use sekisho_model::dates::{Placeholders, Shift};
use sekisho_model::identifier::remap;
use sekisho_model::identity::Subject;
use sekisho_model::profile::{Action, FieldCondition, FieldRule};
use sekisho_model::transform::{Column, Keyed, SiteKind, TransformError, Transforms};

pub(crate) use self::number::DIGITS_MAX;

use self::date::push_date;
use crate::eval::EventRow;
use crate::eval::fields::{Person, holds};

/// A profile's rules with the keys of one scope.
pub struct Native<'a> {
    rules: &'a [FieldRule],
    keyed: &'a dyn Keyed,
    shift_days_max: Option<u32>,
    placeholders: Placeholders,
    shifts: BTreeMap<Subject, Shift>,
    /// The rows of the `patient` view that conditions read, and the bank's zone.
    patients: Option<(&'a BTreeMap<Subject, EventRow>, Zone)>,
}

impl<'a> Native<'a> {
    pub fn new(rules: &'a [FieldRule], keyed: &'a dyn Keyed, shift_days_max: Option<u32>) -> Self {
        Self {
            rules,
            keyed,
            shift_days_max,
            placeholders: Placeholders::with(&[]),
            shifts: BTreeMap::new(),
            patients: None,
        }
    }

    /// The same with the days that the profile calls placeholders, beside the shipped ones.
    pub fn masking(mut self, placeholders: Placeholders) -> Self {
        self.placeholders = placeholders;
        self
    }

    /// The same with the people's rows, for rules whose `when` reads a column of the patient.
    pub fn knowing(mut self, patients: &'a BTreeMap<Subject, EventRow>, zone: Zone) -> Self {
        self.patients = Some((patients, zone));
        self
    }

    fn shift(&mut self, subject: Subject, bound: u32) -> Shift {
        let keyed = self.keyed;
        *self
            .shifts
            .entry(subject)
            .or_insert_with(|| keyed.shift(subject, bound))
    }

    fn pseudonyms(&self, kind: SiteKind, subjects: &[Subject], values: &Column) -> Column {
        each(subjects, values, |subject, value, out| {
            let name: &[u8] = if kind == SiteKind::SubjectId {
                b""
            } else {
                value
            };
            out.push(Some(&self.keyed.pseudonym(kind, subject, name)));
        })
    }

    fn remapped(&self, subjects: &[Subject], values: &Column) -> Column {
        each(subjects, values, |_, value, out| {
            remap(value, self.keyed, out)
        })
    }

    /// Moves each date by its person's constant, then cuts it to so many bytes: 4 a year, 7 a month.
    /// Placeholders are known where no stage before has moved the date.
    fn dates(
        &mut self,
        (bound, moved): (Option<u32>, bool),
        cut: usize,
        subjects: &[Subject],
        values: &Column,
    ) -> Column {
        let mut last = None;
        each(subjects, values, |subject, value, out| {
            let text = std::str::from_utf8(value).unwrap_or_default();
            if !moved && self.placeholders.holds(text) {
                return out.push(None);
            }
            let shift = match (bound, last) {
                (None, _) => Shift::default(),
                (_, Some((same, shift))) if same == subject => shift,
                (Some(bound), _) => self.shift(subject, bound),
            };
            last = Some((subject, shift));
            push_date(value, shift, cut, out);
        })
    }
}

impl Transforms for Native<'_> {
    fn apply(
        &mut self,
        rule: u16,
        stage: u16,
        kind: SiteKind,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Column, TransformError> {
        let rules = self.rules;
        let fail = |reason: Reason| TransformError::broken(rule, stage, reason);
        let found = rules.get(usize::from(rule));
        let found = found.ok_or_else(|| fail(Reason::NoSuchRule))?;
        let (before, action) = match found
            .actions
            .get(..=usize::from(stage))
            .and_then(<[Action]>::split_last)
        {
            Some((action, before)) => (before, action),
            None => return Err(fail(Reason::NoSuchRule)),
        };
        if subjects.len() != values.len() {
            return Err(fail(Reason::InputRefused));
        }
        let is_last = before.len() + 1 == found.actions.len();
        match found.when.as_ref().filter(|_| is_last) {
            None => self.act(rule, (before, action), kind, subjects, values),
            Some(condition) => {
                let meant = self.meant((rule, stage), condition, subjects, values)?;
                let acted = self.act(rule, (before, action), kind, subjects, values)?;
                let mut out = Column::new();
                for (row, meant) in meant.into_iter().enumerate() {
                    out.push(if meant {
                        acted.get(row)
                    } else {
                        values.get(row)
                    });
                }
                Ok(out)
            }
        }
    }

    fn holds(
        &mut self,
        rule: u16,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Vec<bool>, TransformError> {
        let found = self.rules.get(usize::from(rule));
        match found.and_then(|found| Some((found, found.when.as_ref()?))) {
            Some((found, condition)) => {
                let stage = found.actions.len().saturating_sub(1) as u16;
                self.meant((rule, stage), condition, subjects, values)
            }
            None => Err(TransformError::broken(rule, 0, Reason::NoSuchRule)),
        }
    }
}

impl Native<'_> {
    /// For each value, whether the rule's condition holds.
    fn meant(
        &self,
        (rule, stage): (u16, u16),
        condition: &FieldCondition,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Vec<bool>, TransformError> {
        if self.patients.is_none() && !condition.columns().is_empty() {
            return Err(TransformError::broken(rule, stage, Reason::NoPatient));
        }
        let zone = self.patients.map_or(Zone::UTC, |(_, zone)| zone);
        let answer = |(row, subject): (usize, &Subject)| {
            let value = values
                .get(row)
                .map(|value| std::str::from_utf8(value).unwrap_or_default());
            let person = Person {
                subject: *subject,
                patient: self.patients.and_then(|(rows, _)| rows.get(subject)),
                zone,
            };
            match value {
                None => Ok(true),
                Some(value) => holds(condition, value, person)
                    .map_err(|_| TransformError::broken(rule, stage, Reason::Undecided)),
            }
        };
        subjects.iter().enumerate().map(answer).collect()
    }

    fn act(
        &mut self,
        rule: u16,
        (before, action): (&[Action], &Action),
        kind: SiteKind,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Column, TransformError> {
        let fail = |reason| TransformError::broken(rule, before.len() as u16, reason);
        // A year or a month is cut after the shift, unless an earlier stage has shifted already.
        let moved = before
            .iter()
            .any(|done| matches!(done, Action::Shift | Action::Year | Action::Month));
        let once = if moved { None } else { self.shift_days_max };
        Ok(match action {
            Action::Keep => values.clone(),
            Action::Drop => each(subjects, values, |_, _, out| out.push(None)),
            Action::Pseudonym => self.pseudonyms(kind, subjects, values),
            Action::Remap => self.remapped(subjects, values),
            Action::Shift => {
                let bound = self.shift_days_max.ok_or_else(|| fail(Reason::NoBound))?;
                self.dates((Some(bound), moved), usize::MAX, subjects, values)
            }
            Action::Year => self.dates((once, moved), 4, subjects, values),
            Action::Month => self.dates((once, moved), 7, subjects, values),
            Action::First(count) => {
                let count = *count as usize;
                each(subjects, values, |_, value, out| {
                    out.push(first(value, count))
                })
            }
            Action::Blank => each(subjects, values, |_, _, out| out.push(Some(b""))),
            Action::Replace(text) => each(subjects, values, |_, _, out| {
                out.push(Some(text.as_bytes()))
            }),
            Action::Cap(cap) => each(subjects, values, |_, value, out| {
                out.push(number::cap(value, &cap.bound))
            }),
            Action::Round(step) => each(subjects, values, |_, value, out| {
                out.push(number::round(value, step).as_deref().map(str::as_bytes))
            }),
            Action::Band(bounds) => each(subjects, values, |_, value, out| {
                out.push(number::band(value, bounds).as_deref().map(str::as_bytes))
            }),
            Action::Map(map) => each(subjects, values, |_, value, out| {
                let code = std::str::from_utf8(value).ok();
                out.push(code.and_then(|code| map.written(code)).map(str::as_bytes))
            }),
            Action::MaskBurnedIn { .. } => return Err(fail(Reason::Picture)),
            // Plugins stand beside a profile's own transforms, never in them.
            Action::Call(_) => return Err(fail(Reason::NoPlugin)),
        })
    }
}

/// An identifier remapped alone, for the evaluator.
pub(crate) fn remapped(value: &str, keyed: &dyn Keyed) -> String {
    let mut out = Column::new();
    remap(value.as_bytes(), keyed, &mut out);
    String::from_utf8_lossy(&out.data).into_owned()
}

/// One output row per input row; what is absent stays absent.
fn each(
    subjects: &[Subject],
    values: &Column,
    mut row: impl FnMut(Subject, &[u8], &mut Column),
) -> Column {
    let mut out = Column::new();
    out.data.reserve(values.data.len());
    out.offsets.reserve(values.len());
    out.valid.reserve(values.len());
    for (index, subject) in subjects.iter().enumerate() {
        match values.get(index) {
            Some(value) => row(*subject, value, &mut out),
            None => out.push(None),
        }
    }
    out
}

/// The first so many characters.
fn first(value: &[u8], count: usize) -> Option<&[u8]> {
    let text = std::str::from_utf8(value).ok()?;
    let end = text
        .char_indices()
        .nth(count)
        .map_or(text.len(), |(at, _)| at);
    Some(&value[..end])
}
