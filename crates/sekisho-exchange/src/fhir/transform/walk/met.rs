//! What is noted of each member at the top of a record, for the bank's report of a delivery.

use super::super::batch::{Met, UNKNOWN};
use super::Walker;

impl Walker<'_> {
    /// Forgets the members of this record: it is walked once more.
    pub(super) fn meet_again(&mut self, depth: usize) {
        if depth == 1 {
            self.met.truncate(self.met_before);
        }
    }

    /// One member of the record itself; what stands deeper belongs to it.
    #[inline]
    pub(super) fn meet(&mut self, depth: usize, field: Option<usize>, written: bool, ops: usize) {
        if depth == 1 {
            self.met.push(Met {
                field: field.map_or(UNKNOWN, |n| n as u16),
                written,
                ops: (ops as u32, self.ops.len() as u32),
            });
        }
    }

    /// A required member that lost its content left after all: the piece just written says `masked`.
    #[cold]
    pub(super) fn meet_masked(&mut self, depth: usize, field: usize) {
        let lost = self.met[self.met_before..].iter_mut();
        let mut lost = lost.filter(|met| met.field == field as u16 && !met.written);
        if let (1, Some(met)) = (depth, lost.next()) {
            let ops = self.ops.len() as u32;
            (met.written, met.ops) = (true, (ops - 1, ops));
        }
    }
}
