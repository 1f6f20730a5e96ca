//! The people as rows of numbers, cut again and again. Two buffers take turns: a part is read from
//! one and its halves are written into the other, the left from the front, the right from the back.

use super::{Axis, Partition, Sensitive};

/// A number of a set, as narrow as the fields allow: half the memory moves where two bytes do.
pub(super) trait Place: Copy + Default + Ord + Into<u32> + TryFrom<u32> {
    const MOST: Self;
}

impl Place for u16 {
    const MOST: Self = Self::MAX;
}

impl Place for u32 {
    const MOST: Self = Self::MAX;
}

/// People in rows of `W` numbers: the sets they show along each axis.
pub(super) struct Rows<P, const W: usize> {
    rows: [Vec<Row<P, W>>; 2],
}

#[derive(Clone, Copy)]
pub(super) struct Row<P, const W: usize> {
    sets: [P; W],
    who: u32,
}

/// Rows from `from` up to `until` of one buffer, and the box they lie in.
struct Part<P, const W: usize> {
    buffer: usize,
    from: usize,
    until: usize,
    space: Space<P, W>,
    /// Axes along which no cut leaves k on both sides, and so none of any part of it.
    shut: [bool; W],
}

/// The least and the greatest along each axis.
#[derive(Clone, Copy)]
struct Space<P, const W: usize> {
    low: [P; W],
    high: [P; W],
}

/// Where l forbids a cut, so many others along the same axis are tried.
const CUTS_TRIED: usize = 8;

impl<P: Place, const W: usize> Rows<P, W> {
    pub fn of(axes: &[Axis<'_>], people: usize) -> Self {
        let row = |who: usize| {
            let mut sets = [P::default(); W];
            for (set, axis) in sets.iter_mut().zip(axes) {
                *set = P::try_from(axis.field.of[who]).unwrap_or(P::MOST);
            }
            let who = who as u32;
            Row { sets, who }
        };
        let rows: Vec<Row<P, W>> = (0..people).map(row).collect();
        Self {
            rows: [rows.clone(), rows],
        }
    }

    pub fn cut(mut self, axes: &[Axis<'_>], k: u32, l: &[Sensitive<'_>]) -> Partition {
        let widest = axes.iter().map(|axis| axis.field.sets()).max();
        let mut scratch = vec![0; widest.unwrap_or(0)];
        let mut partition = Partition::of(axes, self.rows[0].len());
        let mut open: Vec<Part<P, W>> = Vec::new();
        if !self.rows[0].is_empty() {
            open.push(self.whole(axes.len()));
        }
        while let Some(mut part) = open.pop() {
            match self.place(&mut part, axes, k, l, &mut scratch) {
                Some((axis, last)) => {
                    let (left, right) = self.split(&part, axis, last);
                    open.push(right);
                    open.push(left);
                }
                None => partition.group(axes, self.of_part(&part)),
            }
        }
        partition.finish()
    }

    fn whole(&self, axes: usize) -> Part<P, W> {
        let mut space = Space::none();
        self.rows[0].iter().for_each(|row| space.take(row));
        let mut shut = [true; W];
        shut[..axes].fill(false);
        Part {
            buffer: 0,
            from: 0,
            until: self.rows[0].len(),
            space,
            shut,
        }
    }

    fn of_part(&self, part: &Part<P, W>) -> &[Row<P, W>] {
        &self.rows[part.buffer][part.from..part.until]
    }

    /// The axis to cut along and the last set on the left side.
    fn place(
        &self,
        part: &mut Part<P, W>,
        axes: &[Axis<'_>],
        k: u32,
        l: &[Sensitive<'_>],
        scratch: &mut [u32],
    ) -> Option<(usize, u32)> {
        if part.until - part.from < 2 * k as usize {
            return None;
        }
        let mut widths = [(0.0, 0); W];
        for (at, axis) in axes.iter().enumerate() {
            let (low, high) = part.space.along(at);
            let width = if part.shut[at] {
                0.0
            } else {
                axis.width(low, high)
            };
            widths[at] = (width, at);
        }
        widths.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (_, axis) in widths.into_iter().take_while(|(width, _)| *width > 0.0) {
            let mut cuts = self.cuts(part, axis, k, scratch);
            part.shut[axis] = cuts.is_empty();
            if l.is_empty() {
                if let Some((_, last)) = cuts.into_iter().min() {
                    return Some((axis, last));
                }
                continue;
            }
            cuts.sort_unstable();
            let allowed = |last: &u32| l.iter().all(|s| self.tells_enough(part, axis, *last, s));
            let tried = cuts.into_iter().map(|(_, last)| last).take(CUTS_TRIED);
            if let Some(last) = tried.into_iter().find(allowed) {
                return Some((axis, last));
            }
        }
        None
    }

    /// The places that leave k on both sides: how far from the median, and the last set to the left.
    fn cuts(&self, part: &Part<P, W>, axis: usize, k: u32, scratch: &mut [u32]) -> Vec<(u64, u32)> {
        let rows = self.of_part(part);
        let (low, high) = part.space.along(axis);
        let (all, k) = (rows.len() as u64, u64::from(k));
        let mut cuts = Vec::new();
        let mut left = 0u64;
        let mut at = |last: u32, count: u32| {
            left += u64::from(count);
            if left >= k && all - left >= k {
                cuts.push(((2 * left).abs_diff(all), last));
            }
        };
        let set = |row: &Row<P, W>| -> u32 { row.sets[axis].into() };
        let sets = (high - low + 1) as usize;
        if sets <= 4 * rows.len() {
            let counts = &mut scratch[..sets];
            counts.fill(0);
            for row in rows {
                counts[(set(row) - low) as usize] += 1;
            }
            for (set, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                at(low + set as u32, *count);
            }
        } else {
            let mut sets: Vec<u32> = rows.iter().map(set).collect();
            sets.sort_unstable();
            for same in sets.chunk_by(|a, b| a == b) {
                at(same[0], same.len() as u32);
            }
        }
        cuts
    }

    fn tells_enough(&self, part: &Part<P, W>, axis: usize, last: u32, s: &Sensitive<'_>) -> bool {
        let (mut left, mut right) = (Shown::default(), Shown::default());
        for row in self.of_part(part) {
            let is_left = row.sets[axis].into() <= last;
            let side = if is_left { &mut left } else { &mut right };
            side.add(s.field.of[row.who as usize], s.least);
            if left.enough(s.least) && right.enough(s.least) {
                return true;
            }
        }
        false
    }

    /// Rows up to the set to the left, the others to the right; both learn their boxes on the way.
    fn split(&mut self, part: &Part<P, W>, axis: usize, last: u32) -> (Part<P, W>, Part<P, W>) {
        let [even, odd] = &mut self.rows;
        let (from, to) = match part.buffer {
            0 => (&*even, odd),
            _ => (&*odd, even),
        };
        let rows = &from[part.from..part.until];
        let to = &mut to[part.from..part.until];
        let mut spaces = [Space::none(); 2];
        let (mut front, mut back) = (0, rows.len());
        for row in rows {
            let right = usize::from(row.sets[axis].into() > last);
            // Without a branch that nobody could foresee: what is written on the wrong side is
            // written over by the next.
            to[front] = *row;
            to[back - 1] = *row;
            front += 1 - right;
            back -= right;
            spaces[right].take(row);
        }
        let half = |from: usize, until: usize, space| Part {
            buffer: 1 - part.buffer,
            from: part.from + from,
            until: part.from + until,
            space,
            shut: part.shut,
        };
        (
            half(0, front, spaces[0]),
            half(front, rows.len(), spaces[1]),
        )
    }
}

impl<P: Place, const W: usize> Row<P, W> {
    pub fn set(&self, axis: usize) -> u32 {
        self.sets[axis].into()
    }

    pub fn who(&self) -> usize {
        self.who as usize
    }
}

impl<P: Place, const W: usize> Space<P, W> {
    fn none() -> Self {
        Self {
            low: [P::MOST; W],
            high: [P::default(); W],
        }
    }

    fn take(&mut self, row: &Row<P, W>) {
        for at in 0..W {
            self.low[at] = self.low[at].min(row.sets[at]);
            self.high[at] = self.high[at].max(row.sets[at]);
        }
    }

    fn along(&self, axis: usize) -> (u32, u32) {
        (self.low[axis].into(), self.high[axis].into())
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
