//! Small cells of a table, and the further ones that must be hidden so that no small one can be
//! computed from margins and totals.
//!
//! A cell below the bound is hidden, none at all too. A hidden entry that is alone in a line takes
//! another of the line with it: an inner cell before a margin, one that leaves no further line with
//! one hidden entry before others, then the smallest. After that, as long as the equations of the
//! table leave a hidden entry less room than the bound, the next one beside it is hidden. Hiding more
//! never takes room from another, so one pass is enough. What room there is, is asked of `linear`.

use super::cells::{Shape, margins};
use super::linear::Feasible;

/// Which entries, in the order of `Shape::places`, may be shown.
pub fn shown(shape: &Shape, counts: &[u64], below: u32) -> Vec<bool> {
    let mut shown: Vec<bool> = counts.iter().map(|n| *n >= u64::from(below)).collect();
    let table = Table::of(shape);
    let mut next: Vec<usize> = (0..counts.len()).filter(|n| !shown[*n]).collect();
    let mut done = 0;
    while done < next.len() {
        match table.companion(&shown, counts, next[done]) {
            Some(another) => hide(&mut shown, &mut next, another),
            None => done += 1,
        }
    }
    done = 0;
    while done < next.len() {
        let entry = next[done];
        let small = counts[entry] < u64::from(below);
        let open = table.open_enough(&shown, counts, entry, below, small);
        match table.another(&shown, counts, entry).filter(|_| !open) {
            Some(another) => hide(&mut shown, &mut next, another),
            None => done += 1,
        }
    }
    shown
}

fn hide(shown: &mut [bool], next: &mut Vec<usize>, entry: usize) {
    shown[entry] = false;
    next.push(entry);
}

struct Table {
    lines: Vec<(Vec<usize>, usize)>,
    margins: Vec<usize>,
}

impl Table {
    fn of(shape: &Shape) -> Self {
        Self {
            lines: shape.lines(),
            margins: shape.places().iter().map(margins).collect(),
        }
    }

    /// A small number may be nothing and may be anything below the bound; another must have as
    /// many possible values as the bound is.
    fn open_enough(
        &self,
        shown: &[bool],
        counts: &[u64],
        entry: usize,
        below: u32,
        small: bool,
    ) -> bool {
        let (least, most) = self.range(shown, counts, entry);
        let room = most.is_none_or(|most| most - least > f64::from(below) - 1.5);
        room && (!small || least < 0.5)
    }

    fn range(&self, shown: &[bool], counts: &[u64], entry: usize) -> (f64, Option<f64>) {
        let hidden: Vec<usize> = (0..shown.len()).filter(|n| !shown[*n]).collect();
        let variable = |entry: &usize| hidden.binary_search(entry).ok();
        let mut rows = Vec::new();
        for (parts, whole) in &self.lines {
            let (mut coefficients, mut sum) = (Vec::new(), 0.0);
            let signed = parts.iter().map(|part| (part, 1.0)).chain([(whole, -1.0)]);
            for (entry, sign) in signed {
                match variable(entry) {
                    Some(variable) => coefficients.push((variable, sign)),
                    None => sum -= sign * counts[*entry] as f64,
                }
            }
            if !coefficients.is_empty() {
                rows.push((coefficients, sum));
            }
        }
        let found = Feasible::new(hidden.len(), &rows);
        let place = variable(&entry);
        // The counts themselves fit, so something is always found; were it not, nothing is safe.
        match (found, place) {
            (Some(mut feasible), Some(place)) => feasible.range(place),
            _ => (counts[entry] as f64, Some(counts[entry] as f64)),
        }
    }

    /// Where the entry is the only hidden one of a line: the one to hide with it.
    fn companion(&self, shown: &[bool], counts: &[u64], entry: usize) -> Option<usize> {
        let line = self.lines.iter().find(|(parts, whole)| {
            parts.contains(&entry)
                && shown[*whole]
                && parts.iter().filter(|p| !shown[**p]).count() == 1
        })?;
        self.cheapest(shown, counts, &mut line.0.iter().copied())
    }

    /// The shown entry whose loss costs least: in a line with this one, else anywhere.
    fn another(&self, shown: &[bool], counts: &[u64], entry: usize) -> Option<usize> {
        let beside = self
            .lines
            .iter()
            .filter(|(parts, _)| parts.contains(&entry));
        let mut beside = beside.flat_map(|(parts, _)| parts.iter().copied());
        self.cheapest(shown, counts, &mut beside)
            .or_else(|| self.cheapest(shown, counts, &mut (0..shown.len())))
    }

    fn cheapest(
        &self,
        shown: &[bool],
        counts: &[u64],
        entries: &mut dyn Iterator<Item = usize>,
    ) -> Option<usize> {
        let alone = |entry: &usize| {
            let mut lines = self.lines.iter().filter(|(parts, _)| parts.contains(entry));
            lines.any(|(parts, _)| parts.iter().all(|part| shown[*part]))
        };
        let shown_ones = entries.filter(|n| shown[*n]);
        shown_ones.min_by_key(|n| (self.margins[*n], alone(n), counts[*n], *n))
    }
}

#[cfg(test)]
#[path = "complementary_tests.rs"]
mod tests;
