//! What somebody's grants cover of one class, asked of Cedar for every kind of date there is.
//!
//! Between two neighbouring cut points no policy and no consent can tell two dates apart (`bucket`).
//! So one record for each pair of places that its two ends can take answers for all, and the answers
//! are drawn together to rectangles.

use std::collections::BTreeSet;

use sekisho_model::consent::Grant;
use sekisho_model::covered::{ClassCovered, Ends};
use sekisho_model::identity::Subject;
use sekisho_model::record::{Collected, Stamp};
use sekisho_model::{DataClass, Instant};

use crate::GateError;
use crate::judge::{Answers, Judge};

impl Judge<'_> {
    /// What may be used of the class, and the rules that forbid the rest.
    pub fn covered(
        &self,
        class: &DataClass,
        grants: &[Grant],
    ) -> Result<(ClassCovered, BTreeSet<usize>), GateError> {
        let axis = Axis(self.cuts(class, grants));
        let dated: Vec<(usize, usize)> = axis.cells().collect();
        let records = dated.iter().map(|cell| axis.record(*cell));
        let records: Vec<Collected> = records
            .chain([Collected::Timeless, Collected::Undated])
            .collect();
        let answers = self.person(Subject(0), grants, records.iter().map(|c| (class, *c)))?;
        let ruled = Ruled {
            axis: &axis,
            answers: &answers,
            class,
        };
        let behind_seal = records.iter().map(|collected| Stamp {
            class,
            collected: *collected,
            sealed: true,
        });
        let behind_seal = self.person(Subject(0), grants, behind_seal.collect::<Vec<_>>())?;
        let alike = |collected: &Collected| {
            let stamp = Stamp {
                class,
                collected: *collected,
                sealed: true,
            };
            behind_seal.allow(stamp) == answers.allow((class, *collected))
        };
        let covered = ClassCovered {
            sealed: records.iter().all(alike),
            timeless: ruled.allows(Collected::Timeless),
            undated: ruled.allows(Collected::Undated),
            dated: ruled.rectangles(),
            whole: ruled.whole(),
        };
        let denied = records.iter().filter_map(|c| answers.ruling((class, *c)));
        let denied = denied.filter(|ruling| !ruling.allowed);
        Ok((
            covered,
            denied.flat_map(|r| r.because.iter().copied()).collect(),
        ))
    }
}

/// Instants cut at some points. Place `2n + 1` is the n-th cut itself, `2n` what lies before it.
struct Axis(Vec<i64>);

impl Axis {
    fn places(&self) -> usize {
        2 * self.0.len() + 1
    }

    /// The first and the last instant of a place; none where two cuts are neighbours.
    fn span(&self, place: usize) -> Option<(i64, i64)> {
        let n = place / 2;
        if place % 2 == 1 {
            return Some((self.0[n], self.0[n]));
        }
        let first = match n {
            0 => i64::MIN,
            n => self.0[n - 1].checked_add(1)?,
        };
        let last = match self.0.get(n) {
            None => i64::MAX,
            Some(cut) => cut.checked_sub(1)?,
        };
        (first <= last).then_some((first, last))
    }

    /// A record can begin in the one place and end in the other; it ends after it begins.
    fn possible(&self, (from, until): (usize, usize)) -> bool {
        let beside = from < until || (from == until && from.is_multiple_of(2));
        beside && self.span(from).is_some() && self.span(until).is_some()
    }

    fn cells(&self) -> impl Iterator<Item = (usize, usize)> {
        let pairs = (0..self.places()).flat_map(|i| (i..self.places()).map(move |j| (i, j)));
        pairs.filter(|cell| self.possible(*cell))
    }

    fn record(&self, (from, until): (usize, usize)) -> Collected {
        Collected::Between(self.some_instant(from), self.some_instant(until))
    }

    fn some_instant(&self, place: usize) -> Instant {
        Instant(match self.span(place) {
            None | Some((i64::MIN, i64::MAX)) => 0,
            Some((i64::MIN, last)) => last,
            Some((first, _)) => first,
        })
    }
}

/// From which place to which, both included.
type Runs = Vec<(usize, usize)>;

struct Ruled<'r> {
    axis: &'r Axis,
    answers: &'r Answers,
    class: &'r DataClass,
}

impl Ruled<'_> {
    fn allows(&self, collected: Collected) -> bool {
        let ruling = self.answers.ruling((self.class, collected));
        ruling.is_some_and(|ruling| ruling.allowed)
    }

    fn cell(&self, cell: (usize, usize)) -> bool {
        self.allows(self.axis.record(cell))
    }

    /// The places at which a record that begins in this one may end, in runs. What no record can
    /// do breaks no run, so that neighbours come out alike.
    fn runs(&self, from: usize) -> Runs {
        let mut runs = Vec::new();
        let mut run: Option<(usize, usize, bool)> = None;
        for until in 0..self.axis.places() {
            let possible = self.axis.possible((from, until));
            if possible && !self.cell((from, until)) {
                runs.extend(run.take());
                continue;
            }
            let (first, _, any) = run.unwrap_or((until, until, false));
            run = Some((first, until, any || possible));
        }
        runs.extend(run);
        let seen = runs.into_iter().filter(|(.., any)| *any);
        seen.map(|(first, last, _)| (first, last)).collect()
    }

    fn rectangles(&self) -> Vec<Ends> {
        let places = (0..self.axis.places()).filter(|p| self.axis.span(*p).is_some());
        let mut rows: Vec<(usize, usize, Runs)> = Vec::new();
        for place in places {
            let runs = self.runs(place);
            match rows.last_mut() {
                Some((_, last, same)) if *same == runs => *last = place,
                _ => rows.push((place, place, runs)),
            }
        }
        let ends = |(first, last, runs): (usize, usize, Runs)| {
            runs.into_iter().map(move |run| (first, last, run))
        };
        let ends = rows.into_iter().flat_map(ends);
        ends.filter_map(|(first, last, run)| {
            Some(Ends {
                from: self.between(first, last)?,
                until: self.between(run.0, run.1)?,
            })
        })
        .collect()
    }

    /// From the first instant of a place to the last of another. An empty place at an end is one
    /// that its neighbour's cut bounds.
    fn between(&self, first: usize, last: usize) -> Option<(Instant, Instant)> {
        let from = (first..=last).find_map(|place| self.axis.span(place))?.0;
        let until = (first..=last)
            .rev()
            .find_map(|place| self.axis.span(place))?
            .1;
        Some((Instant(from), Instant(until)))
    }

    /// The stretches between cuts in which every record may be used, joined where they touch.
    fn whole(&self) -> Vec<(Instant, Instant)> {
        let cuts = &self.axis.0;
        let mut whole: Vec<(Instant, Instant)> = Vec::new();
        for n in 0..=cuts.len() {
            let begins = (2 * n).saturating_sub(1)..=2 * n;
            let ends = 2 * n..=(2 * n + 1).min(self.axis.places() - 1);
            let inside = begins.flat_map(|i| ends.clone().map(move |j| (i, j)));
            let mut inside = inside.filter(|cell| self.axis.possible(*cell));
            if !inside.all(|cell| self.cell(cell)) {
                continue;
            }
            let from = n.checked_sub(1).map_or(Instant::MIN, |n| Instant(cuts[n]));
            let until = cuts.get(n).map_or(Instant::MAX, |cut| Instant(*cut));
            match whole.last_mut() {
                Some(last) if last.1 == from => last.1 = until,
                _ => whole.push((from, until)),
            }
        }
        whole
    }
}
