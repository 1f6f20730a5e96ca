//! The edit list as it grows: pieces joined where they touch, taken back where nothing remains,
//! and taken over whole where the same object was cut before.

use super::super::batch::Op;
use super::super::recall::Cut;
use super::super::table::{NOTHING_AT, StateId};
use super::{Fault, Walker};

/// A place in the edit list to go back to.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    ops: usize,
    end: u32,
}

impl<'a> Walker<'a> {
    #[inline(always)]
    pub(super) fn mark(&self) -> Mark {
        let end = match self.ops.last() {
            Some(Op::Copy(_, end)) => *end,
            _ => 0,
        };
        Mark {
            ops: self.ops.len(),
            end,
        }
    }

    #[inline(always)]
    pub(super) fn back(&mut self, mark: Mark) {
        self.ops.truncate(mark.ops);
        if let Some(Op::Copy(_, end)) = self.ops.last_mut() {
            *end = mark.end;
        }
    }

    /// Keeps these bytes; joins them to what was kept just before them.
    #[inline(always)]
    pub(super) fn copy(&mut self, from: usize, to: usize) {
        copy(self.ops, from, to);
    }

    /// An object that may have been met before, byte for byte.
    pub(super) fn familiar(
        &mut self,
        at: usize,
        state: StateId,
        depth: usize,
    ) -> Result<(usize, bool), Fault> {
        if !self.recall.is_on(state) {
            return self.object(at, state, depth);
        }
        if let Some((len, ops, cut)) = self.recall.find(state, self.bytes, at, depth) {
            self.counts.elements_dropped += cut.elements_dropped;
            self.counts.required_absent += cut.required_absent;
            for op in ops {
                match *op {
                    Op::Copy(from, to) => copy(self.ops, at + from as usize, at + to as usize),
                    other => self.ops.push(other),
                }
            }
            return Ok((at + len, cut.written));
        }
        let (first, dependent) = (self.ops.len(), self.dependent);
        let (dropped, absent) = (self.counts.elements_dropped, self.counts.required_absent);
        // Kept apart from what stands before, so that its pieces can be told.
        self.ops.push(Op::Literal(NOTHING_AT));
        let (end, written) = self.object(at, state, depth)?;
        if self.dependent == dependent {
            let cut = Cut {
                written,
                elements_dropped: self.counts.elements_dropped - dropped,
                required_absent: self.counts.required_absent - absent,
            };
            self.recall.learn(
                state,
                &self.bytes[at..end],
                at,
                depth,
                &self.ops[first + 1..],
                cut,
            );
        }
        self.join(first);
        Ok((end, written))
    }

    /// Takes a marker out of the edit list and joins what it kept apart.
    fn join(&mut self, marker: usize) {
        self.ops.remove(marker);
        let Some((Op::Copy(from, middle), Op::Copy(next, end))) = marker
            .checked_sub(1)
            .and_then(|at| Some((*self.ops.get(at)?, *self.ops.get(marker)?)))
        else {
            return;
        };
        if middle == next {
            self.ops[marker - 1] = Op::Copy(from, end);
            self.ops.remove(marker);
        }
    }
}

#[inline(always)]
fn copy(ops: &mut Vec<Op>, from: usize, to: usize) {
    match ops.last_mut() {
        Some(Op::Copy(_, end)) if *end == from as u32 => *end = to as u32,
        _ => ops.push(Op::Copy(from as u32, to as u32)),
    }
}
