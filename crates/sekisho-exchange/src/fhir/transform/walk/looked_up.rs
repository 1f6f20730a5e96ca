//! What of a coding or a quantity can be looked up, once all of it was read.

use super::super::loose::text;
use super::super::scan;
use super::super::table::{Kind, Plan, State};
use super::{Fault, Walker};
use crate::words::ListId;

/// A guarded string and what stands beside it: the places in the record, whether they left or not.
#[derive(Default)]
pub(super) struct Guard {
    pub string: Option<(usize, usize)>,
    /// The same where a rule leaves a part of it.
    pub part: Option<(usize, usize)>,
    pub system: Option<(usize, usize)>,
    pub code: Option<(usize, usize)>,
    pub system_written: bool,
    /// The system left as it came.
    pub system_kept: bool,
    /// The code left as it came.
    pub code_kept: bool,
    /// Its first characters did, or whatever a plugin left.
    pub code_shown: bool,
}

/// What of an object must not leave, learnt when it was read to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Barred {
    pub string: bool,
    pub code: bool,
    pub system: bool,
}

pub(super) enum Verdict {
    Leaves,
    Without(Barred),
    /// Nothing of it does.
    Stays,
}

impl Guard {
    /// Notes a system or a code that was read.
    pub fn note(
        &mut self,
        state: &State,
        n: usize,
        (at, end): (usize, usize),
        written: bool,
        shows: impl Fn(u16) -> bool,
    ) {
        if n == state.beside.0 {
            self.system = Some((at, end));
            self.system_written = written;
            self.system_kept = written && matches!(state.fields[n].plan, Plan::Keep(_));
        } else if n == state.beside.1 {
            self.code = Some((at, end));
            match state.fields[n].plan {
                Plan::Keep(_) => self.code_kept = written,
                Plan::Text(rule) => self.code_shown = written && shows(rule),
                _ => {}
            }
        } else if n == state.string
            && let Plan::Text(rule) = state.fields[n].plan
        {
            self.part = Some((at, end)).filter(|_| written && shows(rule));
        }
    }
}

impl Walker<'_> {
    /// A value that leaves as it stands, if its list has it.
    pub(super) fn listed(
        &mut self,
        from: usize,
        at: usize,
        list: ListId,
    ) -> Result<(usize, bool), Fault> {
        let (end, _) = scan::string(self.bytes, at)?;
        let is_known =
            text(self.bytes, (at, end)).is_some_and(|word| self.table.words.lists(list, &word));
        if is_known {
            self.copy(from, end);
        } else {
            self.counts.codes_withheld += 1;
        }
        Ok((end, is_known))
    }

    #[inline]
    pub(super) fn verdict(&self, state: &State, guard: &Guard) -> Verdict {
        let leaves = guard.string.is_some()
            || guard.part.is_some()
            || guard.system_written
            || guard.code_kept
            || guard.code_shown;
        match state.kind {
            _ if !leaves => Verdict::Leaves,
            Kind::Coding => self.coding(guard),
            Kind::Quantity => self.quantity(guard),
            _ => Verdict::Leaves,
        }
    }

    fn coding(&self, guard: &Guard) -> Verdict {
        let words = &self.table.words;
        let of = |token: Option<(usize, usize)>| token.map(|token| text(self.bytes, token));
        let (system, code) = (of(guard.system), of(guard.code));
        // Text that is no Unicode is no code.
        if matches!(system, Some(None)) || matches!(code, Some(None)) {
            return Verdict::Stays;
        }
        let (system, code) = (system.flatten(), code.flatten());
        let name = system.as_deref().unwrap_or_default();
        let held = code.as_deref().is_some_and(|code| words.holds(name, code));
        let code_leaves = guard.code_kept || guard.code_shown;
        if code_leaves && !held {
            return Verdict::Stays;
        }
        if guard.system_written && !held && !words.lexicon().is_word(name) {
            return Verdict::Stays;
        }
        let Some(string) = guard.string.or(guard.part) else {
            return Verdict::Leaves;
        };
        let display = text(self.bytes, string);
        let beside = guard.system_kept && guard.code_kept || guard.string.is_none();
        let labels = beside
            && display.is_some_and(|display| {
                let code = code.as_deref().unwrap_or_default();
                words.lexicon().labels(words.system(name), code, &display)
            });
        match labels {
            true => Verdict::Leaves,
            false => Verdict::Without(Barred {
                string: true,
                ..Barred::default()
            }),
        }
    }

    /// A unit of a list leaves, and a code that is one; the number stays without them.
    fn quantity(&self, guard: &Guard) -> Verdict {
        let lexicon = self.table.words.lexicon();
        let of = |token: Option<(usize, usize)>| token.and_then(|token| text(self.bytes, token));
        let (system, code) = (of(guard.system), of(guard.code));
        let (name, code) = (
            system.as_deref().unwrap_or_default(),
            code.as_deref().unwrap_or_default(),
        );
        let code_leaves = guard.code_kept || guard.code_shown;
        let is_code = !code.is_empty() && lexicon.is_unit_code(name, code);
        let unit = guard
            .string
            .or(guard.part)
            .map(|token| text(self.bytes, token));
        let is_unit = |unit: &str| {
            lexicon.is_unit(unit)
                || guard.code_kept
                    && is_code
                    && lexicon.labels(self.table.words.system(name), code, unit)
        };
        let barred = Barred {
            string: unit.is_some_and(|unit| !unit.is_some_and(|unit| is_unit(&unit))),
            code: code_leaves && !is_code,
            system: guard.system_written && !(code_leaves && is_code) && !lexicon.is_word(name),
        };
        match barred == Barred::default() {
            true => Verdict::Leaves,
            false => Verdict::Without(barred),
        }
    }
}
