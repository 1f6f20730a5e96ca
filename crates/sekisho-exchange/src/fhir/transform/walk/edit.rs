//! The edit list as it grows: pieces joined where they touch, taken back where nothing remains.

use super::super::batch::Op;
use super::Walker;

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
}

#[inline(always)]
fn copy(ops: &mut Vec<Op>, from: usize, to: usize) {
    match ops.last_mut() {
        Some(Op::Copy(_, end)) if *end == from as u32 => *end = to as u32,
        _ => ops.push(Op::Copy(from as u32, to as u32)),
    }
}
