//! Values that leave as masked: what would give a shift or an age away, and dates that a transform
//! gave nothing for.

use super::super::batch::Op;
use super::super::scan;
use super::super::table::{Plan, StateId};
use super::{Fault, Walker};
use crate::fhir::telling::Why;

impl Walker<'_> {
    /// Past a value that is masked; `None`: it is none.
    #[inline]
    pub(super) fn mask(
        &mut self,
        at: usize,
        plan: Plan,
        depth: usize,
    ) -> Result<Option<usize>, Fault> {
        if self.barred.hidden.is_empty() && self.barred.vetoes.is_empty() {
            return Ok(None);
        }
        let is_date = matches!(plan, Plan::Date(_));
        match self.hidden(at) {
            Some(Why::Shared) if is_date => self.counts.dates.shared += 1,
            Some(why @ (Why::Number | Why::Age)) if lets_out(plan) => {
                why.count(&mut self.counts.dates);
            }
            _ if self.could_not_be_moved(at, plan) => self.counts.dates.placeholders += 1,
            _ => return Ok(None),
        }
        self.masked = true;
        Ok(Some(scan::skip(self.bytes, at, depth)?))
    }

    fn could_not_be_moved(&self, at: usize, plan: Plan) -> bool {
        matches!(plan, Plan::Date(rule) if self.table.book.only_moves(rule)) && self.is_vetoed(at)
    }

    fn hidden(&self, at: usize) -> Option<Why> {
        let hidden = self.barred.hidden;
        let place = hidden.binary_search_by_key(&at, |hidden| hidden.bytes.start);
        place.ok().map(|found| hidden[found].why)
    }

    /// A masked member says so at the end of its object.
    #[cold]
    pub(super) fn say_masked(&mut self, id: StateId, fields: &[usize], mut first: bool) {
        for n in fields {
            self.ops.push(Op::Masked {
                state: id,
                field: *n as u16,
                first,
            });
            first = false;
        }
    }
}

/// Whether the plan would write something of a single value.
fn lets_out(plan: Plan) -> bool {
    match plan {
        Plan::Keep(_)
        | Plan::Display
        | Plan::Unit
        | Plan::Listed(_)
        | Plan::Checked(..)
        | Plan::Date(_)
        | Plan::Text(_)
        | Plan::Bare(_)
        | Plan::Name(_) => true,
        Plan::Drop
        | Plan::Stop
        | Plan::Hold
        | Plan::Kind
        | Plan::Url
        | Plan::Id
        | Plan::Walk(_)
        | Plan::Extensions(_)
        | Plan::Resource(_) => false,
    }
}
