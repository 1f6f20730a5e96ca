//! `k N on … generalize`: strict multidimensional Mondrian (LeFevre, DeWitt, Ramakrishnan, ICDE 2006).
//!
//! The people are cut in two again and again, each time along the field in which they differ most,
//! at the allowed place nearest to their median; equal values stay together (strict). A cut is
//! allowed where both sides hold k people and, where `l` is declared, l different sensitive values.
//! Where the textbook gives a field up because the median itself can't be cut at, the nearest place
//! that can is taken: groups become smaller and less is lost. Ties go to the field named first and
//! to the lower value, so the same people always give the same groups.

mod rows;
mod text;

use super::survey::{Measure, Surveyed};
use rows::Rows;
pub(super) use text::Texts;

/// Who was put together with whom, and what stands in place of their values.
pub(super) struct Partition {
    /// Person, by place, to group.
    pub of: Vec<u32>,
    /// First and one past the last of each group in `order`.
    groups: Vec<(u32, u32)>,
    order: Vec<u32>,
}

/// A field that must keep `least` different values on both sides of a cut.
pub(super) struct Sensitive<'s> {
    pub field: &'s Surveyed,
    pub least: u32,
}

/// A field as a line to cut along: its sets of values in their order.
pub(super) struct Axis<'s> {
    pub field: &'s Surveyed,
    /// First and last point of each set; of words, the set's own number.
    low: Vec<f64>,
    high: Vec<f64>,
    span: f64,
}

impl<'s> Axis<'s> {
    pub fn of(field: &'s Surveyed) -> Self {
        let points = |set: usize| -> (f64, f64) {
            let (Some(first), Some(last)) =
                (field.set(set as u32).first(), field.set(set as u32).last())
            else {
                return (f64::NAN, f64::NAN);
            };
            let point = |value: &u32| field.keys[*value as usize];
            match field.measure {
                Measure::Word => (set as f64, set as f64),
                Measure::Number => (point(first).first, point(last).last),
                // A month may end after the day that stands behind it.
                Measure::Date => {
                    let ends = field.set(set as u32).iter().map(|v| point(v).last);
                    (point(first).first, ends.fold(f64::MIN, f64::max))
                }
            }
        };
        let (low, high): (Vec<f64>, Vec<f64>) = (0..field.sets()).map(points).unzip();
        let all =
            |of: fn(f64, f64) -> f64, points: &[f64]| points.iter().copied().fold(f64::NAN, of);
        let span = all(f64::max, &high) - all(f64::min, &low);
        Self {
            field,
            low,
            high,
            span: if span > 0.0 { span } else { 1.0 },
        }
    }

    /// How far the sets from `low` to `high` lie apart, of all there is: 0 to 1. Values beside none
    /// at all are as far apart as can be.
    fn width(&self, low: u32, high: u32) -> f64 {
        match (low, high) {
            _ if low == high => 0.0,
            (0, _) if self.field.measure != Measure::Word => 1.0,
            (0, _) => (self.low[high as usize]) / (self.span + 1.0),
            _ => (self.high[high as usize] - self.low[low as usize]) / self.span,
        }
    }
}

/// Groups of at least `k` people, or one group of all where they are fewer.
pub(super) fn partition(
    axes: &[Axis<'_>],
    people: usize,
    k: u32,
    l: &[Sensitive<'_>],
) -> Partition {
    match axes.len() {
        0..=4 => Rows::<4>::of(axes, people).cut(axes, k, l),
        5..=8 => Rows::<8>::of(axes, people).cut(axes, k, l),
        _ => Rows::<16>::of(axes, people).cut(axes, k, l),
    }
}

impl Partition {
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// The people of a group, by place.
    fn group(&self, group: usize) -> &[u32] {
        let (from, until) = self.groups[group];
        &self.order[from as usize..until as usize]
    }
}
