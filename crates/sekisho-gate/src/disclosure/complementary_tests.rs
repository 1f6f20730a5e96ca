//! The hidden cells of small tables, against an attacker who tries every table that fits.

use super::*;

/// Inner cells in the order of places, with their margins.
fn with_margins(shape: &Shape, inner: &[u64]) -> Vec<u64> {
    let mut counts = inner.to_vec();
    counts.resize(shape.entries(), 0);
    for (parts, whole) in shape.lines() {
        counts[whole] = parts.iter().map(|part| counts[*part]).sum();
    }
    counts
}

#[test]
fn one_small_cell_takes_another_with_it() {
    let shape = Shape(vec![3]);
    let counts = with_margins(&shape, &[40, 5, 12]);
    assert_eq!(shown(&shape, &counts, 10), [true, false, false, true]);
}

#[test]
fn two_small_cells_whose_sum_is_small_take_a_third() {
    let shape = Shape(vec![3]);
    let counts = with_margins(&shape, &[40, 2, 3]);
    assert_eq!(shown(&shape, &counts, 10), [false, false, false, true]);
}

#[test]
fn a_small_cell_between_rows_and_columns_takes_a_rectangle() {
    let shape = Shape(vec![3, 3]);
    let counts = with_margins(&shape, &[50, 3, 30, 20, 40, 60, 70, 25, 35]);
    let shown = shown(&shape, &counts, 10);
    assert_eq!(shown[..9].iter().filter(|s| !**s).count(), 4);
    assert!(shown[9..].iter().all(|s| *s), "margins stay");
}

/// Whole numbers per hidden cell that fit with everything shown, found by trying: one equation
/// after the other narrows what each may be, and small tables are filled in every way.
struct Attacker<'a> {
    lines: &'a [(Vec<usize>, usize)],
    known: Vec<Option<u64>>,
    seen: Vec<(u64, u64)>,
    tries: u64,
}

impl Attacker<'_> {
    fn fill(&mut self, inner: usize, at: usize, most: u64) {
        self.tries += 1;
        if self.tries > 60_000 || !self.fits() {
            return;
        }
        if at == inner {
            let before = self.known.clone();
            self.complete();
            if self.fits() {
                for (seen, value) in self.seen.iter_mut().zip(&self.known) {
                    let value = value.expect("margins follow from inner cells");
                    *seen = (seen.0.min(value), seen.1.max(value));
                }
            }
            self.known = before;
            return;
        }
        if self.known[at].is_some() {
            return self.fill(inner, at + 1, most);
        }
        for value in 0..=most {
            self.known[at] = Some(value);
            self.fill(inner, at + 1, most);
            self.known[at] = None;
        }
    }

    fn complete(&mut self) {
        for (parts, whole) in self.lines {
            if self.known[*whole].is_none() {
                let sum: Option<u64> = parts.iter().map(|part| self.known[*part]).sum();
                self.known[*whole] = sum;
            }
        }
    }

    /// No line is over its margin, and a whole one meets it.
    fn fits(&self) -> bool {
        self.lines.iter().all(|(parts, whole)| {
            let Some(margin) = self.known[*whole] else {
                return true;
            };
            let known: u64 = parts.iter().filter_map(|part| self.known[*part]).sum();
            let open = parts.iter().any(|part| self.known[*part].is_none());
            if open {
                known <= margin
            } else {
                known == margin
            }
        })
    }
}

/// The room every hidden entry has, by trying; `None` where trying takes too long.
fn rooms(shape: &Shape, counts: &[u64], shown: &[bool]) -> Option<Vec<(u64, u64)>> {
    let lines = shape.lines();
    let known = counts
        .iter()
        .zip(shown)
        .map(|(n, s)| s.then_some(*n))
        .collect();
    let mut attacker = Attacker {
        lines: &lines,
        known,
        seen: vec![(u64::MAX, 0); counts.len()],
        tries: 0,
    };
    let inner: usize = shape.0.iter().product();
    attacker.fill(inner, 0, counts.iter().copied().max().unwrap_or(0) + 4);
    (attacker.tries <= 60_000).then_some(attacker.seen)
}

fn draw(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

#[test]
fn nobody_who_tries_every_table_finds_a_small_cell() {
    let mut seed = 20_261_126;
    println!("seed {seed}");
    let (mut tried, mut open, mut bare) = (0, 0, 0);
    for round in 0..120 {
        let shape = [
            Shape(vec![3]),
            Shape(vec![2, 2]),
            Shape(vec![2, 3]),
            Shape(vec![2, 2, 2]),
        ][round % 4]
            .clone();
        let below = 2 + (draw(&mut seed) % 3) as u32;
        let inner: usize = shape.0.iter().product();
        let numbers: Vec<u64> = (0..inner).map(|_| draw(&mut seed) % 9).collect();
        let counts = with_margins(&shape, &numbers);
        let shown = shown(&shape, &counts, below);
        let Some(rooms) = rooms(&shape, &counts, &shown) else {
            continue;
        };
        tried += 1;
        for (entry, (least, most)) in rooms.iter().enumerate() {
            if shown[entry] {
                continue;
            }
            let small = counts[entry] < u64::from(below);
            assert!(
                most - least + 1 >= u64::from(below) && (!small || *least == 0),
                "below {below}: {counts:?} shown {shown:?}: entry {entry} is in {least}..={most}"
            );
            open += 1;
        }
        // Without the further cells the same attacker does find some.
        let primary: Vec<bool> = counts.iter().map(|n| *n >= u64::from(below)).collect();
        if let Some(rooms) = self::rooms(&shape, &counts, &primary) {
            let found =
                |(entry, (least, most)): (usize, &(u64, u64))| !primary[entry] && least == most;
            bare += rooms
                .iter()
                .enumerate()
                .filter(|found_in| found(*found_in))
                .count();
        }
    }
    assert!(
        tried > 60 && open > 120 && bare > 8,
        "{tried} tables, {open} hidden entries, {bare} found without"
    );
}
