//! What became of each element of each type, counted as it leaves.

use std::collections::BTreeMap;

use sekisho_model::transform::{Field, FieldCounts};

use super::batch::{Met, Op, UNKNOWN};
use super::rulebook::Rule;
use super::table::{StateId, Table};
use crate::columns::Columns;

/// Counters by the record's state and its fields; the last of each row is for unknown keys.
#[derive(Default)]
pub(super) struct Tally(Vec<Vec<Counter>>);

#[derive(Clone, Default)]
struct Counter {
    left: u64,
    dropped: u64,
    masked: u64,
    changed: Vec<(Rule, u64)>,
}

impl Tally {
    /// One record as it left. `first`: where its pieces begin in the list that the members know.
    pub fn record(
        &mut self,
        state: StateId,
        met: &[Met],
        (ops, first): (&[Op], usize),
        (table, columns): (&Table, &Columns),
    ) {
        let at = state as usize;
        if self.0.len() <= at {
            self.0.resize_with(at + 1, Vec::new);
        }
        for member in met {
            let counter = self.counter(at, member.field);
            counter.left += u64::from(member.written);
            counter.dropped += u64::from(!member.written);
            let (from, to) = (member.ops.0 as usize - first, member.ops.1 as usize - first);
            for op in &ops[from..to] {
                match op {
                    Op::Site { column, .. } => counter.change(columns.rule(*column)),
                    Op::Literal(at) if table.is_masked(*at) => counter.masked += 1,
                    Op::Masked { .. } => counter.masked += 1,
                    Op::Literal(_) | Op::Copy(..) | Op::Kind(_) => {}
                }
            }
        }
    }

    fn counter(&mut self, state: usize, field: u16) -> &mut Counter {
        let row = &mut self.0[state];
        let at = if field == UNKNOWN {
            0
        } else {
            usize::from(field) + 1
        };
        if row.len() <= at {
            row.resize_with(at + 1, Counter::default);
        }
        &mut row[at]
    }

    /// By type and element; the same type under another state adds up.
    pub fn named(&self, table: &Table) -> BTreeMap<Field, FieldCounts> {
        let mut named: BTreeMap<Field, FieldCounts> = BTreeMap::new();
        for (state, row) in self.0.iter().enumerate() {
            let state = &table.states[state];
            for (at, counter) in row.iter().enumerate() {
                if counter.left + counter.dropped == 0 {
                    continue;
                }
                let field = at.checked_sub(1).map(|n| &state.fields[n]);
                let name = Field {
                    form: state.path.to_owned(),
                    element: field.map(|field| field.key.to_owned()),
                };
                let known = named.entry(name).or_default();
                known.left += counter.left;
                known.dropped += counter.dropped;
                known.masked += counter.masked;
                known.rule = known.rule.or(field.and_then(|field| field.by));
                for (rule, n) in &counter.changed {
                    *known.changed.entry(*rule).or_default() += n;
                }
            }
        }
        named
    }
}

impl Counter {
    fn change(&mut self, rule: Rule) {
        match self.changed.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, n)) => *n += 1,
            None => self.changed.push((rule, 1)),
        }
    }
}
