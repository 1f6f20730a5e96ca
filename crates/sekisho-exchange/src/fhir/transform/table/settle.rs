//! Which states let anything leave; ways to those that don't are cut, so that dead subtrees are
//! skipped and not walked.

use super::{FieldPlan, Plan, State, Table};

impl Table {
    /// Finds which of the new states can let anything leave, and cuts the ways to those that can't.
    pub(super) fn settle(&mut self, first: usize) {
        loop {
            let mut changed = false;
            for at in (first..self.states.len()).rev() {
                let listed = self.states[at]
                    .fields
                    .iter()
                    .any(|f| self.lets_out(f.plan, |state| state.is_listed));
                let extended = |f: &FieldPlan| {
                    matches!(f.plan, Plan::Extensions(_) | Plan::Resource(_))
                        || self.lets_out(f.plan, |state| state.is_live)
                };
                let live = listed || self.states[at].fields.iter().any(extended);
                let state = &mut self.states[at];
                changed |= (live, listed) != (state.is_live, state.is_listed);
                (state.is_live, state.is_listed) = (live, listed);
            }
            if !changed {
                break;
            }
        }
        let dead: Vec<bool> = self.states.iter().map(|s| !s.is_live).collect();
        let stops = self.stopping(&dead);
        for field in self.states[first..].iter_mut().flat_map(|s| &mut s.fields) {
            if let Plan::Walk(to) = field.plan
                && dead[to as usize]
            {
                field.plan = if stops[to as usize] {
                    Plan::Stop
                } else {
                    Plan::Drop
                };
            }
        }
    }

    fn lets_out(&self, plan: Plan, inner: impl Fn(&State) -> bool) -> bool {
        match plan {
            Plan::Drop
            | Plan::Stop
            | Plan::Hold
            | Plan::Kind
            | Plan::Url
            | Plan::Id
            | Plan::Extensions(_)
            | Plan::Resource(_) => false,
            Plan::Walk(to) => inner(&self.states[to as usize]),
            Plan::Keep(_)
            | Plan::Listed(_)
            | Plan::Checked(..)
            | Plan::Display
            | Plan::Unit
            | Plan::Date(_)
            | Plan::Text(_)
            | Plan::Bare(_)
            | Plan::Name(_) => true,
        }
    }

    /// Dead states that hold something no rule decides (only asked under `unlisted stop`).
    fn stopping(&self, dead: &[bool]) -> Vec<bool> {
        let mut stops = vec![false; self.states.len()];
        let mut changed = self.stop;
        while changed {
            changed = false;
            for (at, state) in self.states.iter().enumerate().filter(|(at, _)| dead[*at]) {
                let holds = state.fields.iter().any(|f| match f.plan {
                    Plan::Stop => true,
                    Plan::Walk(to) => stops[to as usize],
                    _ => false,
                });
                changed |= holds && !std::mem::replace(&mut stops[at], holds);
            }
        }
        stops
    }
}
