//! The people as rows of numbers, cut in place.

use super::{Axis, Partition, Sensitive};

/// People in rows of `W` numbers (the sets they show along each axis), ordered group by group.
pub(super) struct Rows<const W: usize> {
    rows: Vec<Row<W>>,
}

#[derive(Clone, Copy)]
struct Row<const W: usize> {
    sets: [u32; W],
    who: u32,
}

/// Rows from `from` up to `until`, and the box they lie in.
struct Part<const W: usize> {
    from: usize,
    until: usize,
    low: [u32; W],
    high: [u32; W],
    /// Axes along which no cut leaves k on both sides, and so none of any part of it.
    shut: [bool; W],
}

/// Where l forbids a cut, so many others along the same axis are tried.
const CUTS_TRIED: usize = 8;

impl<const W: usize> Rows<W> {
    pub fn of(axes: &[Axis<'_>], people: usize) -> Self {
        let row = |who: usize| {
            let mut sets = [0; W];
            for (set, axis) in sets.iter_mut().zip(axes) {
                *set = axis.field.of[who];
            }
            let who = who as u32;
            Row { sets, who }
        };
        Self {
            rows: (0..people).map(row).collect(),
        }
    }

    pub fn cut(mut self, axes: &[Axis<'_>], k: u32, l: &[Sensitive<'_>]) -> Partition {
        let widest = axes.iter().map(|axis| axis.field.sets()).max();
        let mut scratch = vec![0; widest.unwrap_or(0)];
        let mut groups = Vec::new();
        let mut open: Vec<Part<W>> = Vec::new();
        if !self.rows.is_empty() {
            open.push(self.whole(axes.len()));
        }
        while let Some(mut part) = open.pop() {
            match self.place(&mut part, axes, k, l, &mut scratch) {
                Some((axis, last)) => {
                    let (left, right) = self.split(&part, axis, last);
                    open.push(right);
                    open.push(left);
                }
                None => groups.push((part.from as u32, part.until as u32)),
            }
        }
        self.finish(groups)
    }

    fn whole(&self, axes: usize) -> Part<W> {
        let mut part = Part::none(0);
        part.until = self.rows.len();
        for row in &self.rows {
            part.take(row);
        }
        for shut in &mut part.shut[axes..] {
            *shut = true;
        }
        part
    }

    /// The axis to cut along and the last set on the left side.
    fn place(
        &self,
        part: &mut Part<W>,
        axes: &[Axis<'_>],
        k: u32,
        l: &[Sensitive<'_>],
        scratch: &mut [u32],
    ) -> Option<(usize, u32)> {
        if part.until - part.from < 2 * k as usize {
            return None;
        }
        let mut widths: Vec<(f64, usize)> = axes
            .iter()
            .enumerate()
            .map(|(at, axis)| (axis.width(part.low[at], part.high[at]), at))
            .filter(|(width, at)| *width > 0.0 && !part.shut[*at])
            .collect();
        widths.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (_, axis) in widths {
            let mut cuts = self.cuts(part, axis, k, scratch);
            if l.is_empty() {
                cuts.truncate(1);
            }
            part.shut[axis] = cuts.is_empty();
            let allowed = |last: &u32| l.iter().all(|s| self.tells_enough(part, axis, *last, s));
            if let Some(last) = cuts.into_iter().take(CUTS_TRIED).find(allowed) {
                return Some((axis, last));
            }
        }
        None
    }

    /// The places that leave k on both sides, those next to the median first.
    fn cuts(&self, part: &Part<W>, axis: usize, k: u32, scratch: &mut [u32]) -> Vec<u32> {
        let rows = &self.rows[part.from..part.until];
        let (low, high) = (part.low[axis], part.high[axis]);
        let half = rows.len() as u64;
        let mut cuts: Vec<(u64, u32)> = Vec::new();
        let mut left = 0u64;
        let mut at = |last: u32, count: u32| {
            left += u64::from(count);
            if left >= u64::from(k) && half - left >= u64::from(k) {
                cuts.push(((2 * left).abs_diff(half), last));
            }
        };
        let sets = (high - low + 1) as usize;
        if sets <= 4 * rows.len() {
            let counts = &mut scratch[..sets];
            counts.fill(0);
            for row in rows {
                counts[(row.sets[axis] - low) as usize] += 1;
            }
            for (set, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                at(low + set as u32, *count);
            }
        } else {
            let mut sets: Vec<u32> = rows.iter().map(|row| row.sets[axis]).collect();
            sets.sort_unstable();
            for same in sets.chunk_by(|a, b| a == b) {
                at(same[0], same.len() as u32);
            }
        }
        cuts.sort_unstable();
        cuts.into_iter().map(|(_, last)| last).collect()
    }

    fn tells_enough(&self, part: &Part<W>, axis: usize, last: u32, s: &Sensitive<'_>) -> bool {
        let (mut left, mut right) = (Shown::default(), Shown::default());
        for row in &self.rows[part.from..part.until] {
            let side = if row.sets[axis] <= last {
                &mut left
            } else {
                &mut right
            };
            side.add(s.field.of[row.who as usize], s.least);
            if left.enough(s.least) && right.enough(s.least) {
                return true;
            }
        }
        false
    }

    /// Rows up to the set to the left, the others to the right; both learn their boxes on the way.
    fn split(&mut self, part: &Part<W>, axis: usize, last: u32) -> (Part<W>, Part<W>) {
        let rows = &mut self.rows[part.from..part.until];
        let (mut left, mut right) = (Part::none(part.from), Part::none(part.from));
        let (mut front, mut back) = (0, rows.len());
        while front < back {
            if rows[front].sets[axis] <= last {
                left.take(&rows[front]);
                front += 1;
            } else {
                back -= 1;
                right.take(&rows[front]);
                rows.swap(front, back);
            }
        }
        left.until = part.from + front;
        (right.from, right.until) = (left.until, part.until);
        (left.shut, right.shut) = (part.shut, part.shut);
        (left, right)
    }

    fn finish(self, groups: Vec<(u32, u32)>) -> Partition {
        let order: Vec<u32> = self.rows.iter().map(|row| row.who).collect();
        let mut of = vec![0; order.len()];
        for (group, (from, until)) in groups.iter().enumerate() {
            for who in &order[*from as usize..*until as usize] {
                of[*who as usize] = group as u32;
            }
        }
        Partition { of, groups, order }
    }
}

impl<const W: usize> Part<W> {
    fn none(from: usize) -> Self {
        Self {
            from,
            until: from,
            low: [u32::MAX; W],
            high: [0; W],
            shut: [false; W],
        }
    }

    fn take(&mut self, row: &Row<W>) {
        for at in 0..W {
            self.low[at] = self.low[at].min(row.sets[at]);
            self.high[at] = self.high[at].max(row.sets[at]);
        }
    }
}

/// Different values seen, up to as many as are asked for.
#[derive(Default)]
struct Shown(Vec<u32>);

impl Shown {
    fn add(&mut self, set: u32, least: u32) {
        if !self.enough(least) && !self.0.contains(&set) {
            self.0.push(set);
        }
    }

    fn enough(&self, least: u32) -> bool {
        self.0.len() >= least as usize
    }
}
