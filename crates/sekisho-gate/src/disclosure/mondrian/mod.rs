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

use sekisho_model::release::COUNTED_FIELDS_MAX;

use super::groups::NONE;
use super::survey::{Measure, Surveyed};
use rows::{Place, Row, Rows};
use text::Wording;

/// Who was put together with whom, and what stands in place of their values.
pub(super) struct Partition {
    /// Person, by place, to group.
    pub of: Vec<u32>,
    /// Mean loss of each field over the people, 0 to 1.
    pub loss: Vec<f64>,
    groups: u32,
    /// The place of a text by group and field, `NONE` where the cell is empty.
    places: Vec<u32>,
    texts: Vec<Vec<Box<str>>>,
    wording: Vec<Wording>,
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
    let narrow = axes.iter().all(|axis| axis.field.sets() <= 1 << 16);
    match (axes.len(), narrow) {
        (0..=8, true) => Rows::<u16, 8>::of(axes, people).cut(axes, k, l),
        (0..=8, false) => Rows::<u32, 8>::of(axes, people).cut(axes, k, l),
        _ => Rows::<u32, COUNTED_FIELDS_MAX>::of(axes, people).cut(axes, k, l),
    }
}

impl Partition {
    fn of(axes: &[Axis<'_>], people: usize) -> Self {
        Self {
            of: vec![0; people],
            loss: vec![0.0; axes.len()],
            groups: 0,
            places: Vec::new(),
            texts: Vec::new(),
            wording: axes.iter().map(Wording::of).collect(),
        }
    }

    fn group<P: Place, const W: usize>(&mut self, axes: &[Axis<'_>], rows: &[Row<P, W>]) {
        for row in rows {
            self.of[row.who()] = self.groups;
        }
        self.groups += 1;
        for (at, (axis, wording)) in axes.iter().zip(&mut self.wording).enumerate() {
            let (text, loss) = wording.group(axis, at, rows);
            self.places.push(text.unwrap_or(NONE));
            self.loss[at] += loss * rows.len() as f64;
        }
    }

    fn finish(mut self) -> Self {
        let people = self.of.len().max(1) as f64;
        self.loss.iter_mut().for_each(|loss| *loss /= people);
        let wording = std::mem::take(&mut self.wording).into_iter();
        self.texts = wording.map(Wording::into_texts).collect();
        self
    }

    pub fn len(&self) -> usize {
        self.groups as usize
    }

    /// What a person's cells of the n-th field become.
    pub fn text(&self, person: usize, field: usize) -> Option<&str> {
        let group = self.of[person] as usize;
        let place = self.places[group * self.texts.len() + field];
        let texts = self.texts[field].get(place as usize);
        texts.map(|text| &**text)
    }
}
