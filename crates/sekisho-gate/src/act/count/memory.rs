//! A table that was told keeps its shape while every one of its entries differs by fewer people than
//! the bound.
//!
//! Numbers alone are guarded by `disclosure`. But a label that falls to nine people joins "other",
//! and a cell that does is hidden: from today's table beside yesterday's one could read who left. So
//! where the same question would get a table of another shape, or with other entries hidden, it gets
//! the one of before, until enough people came or went in one place of it.

use std::collections::BTreeSet;

use sekisho_model::Digest;
use sekisho_model::profile::Release;
use sekisho_model::release::ReleasedField;
use sekisho_store::Mark;
use serde::{Deserialize, Serialize};

use super::shown::{Entry, Shown, Table};
use crate::disclosure::{Label, Place, Shape};

/// What makes two questions the same: under the same policy, the same cohort in the same table.
pub(super) fn question(parts: &[&str], by: &[ReleasedField]) -> String {
    let fields: Vec<String> = by.iter().map(ToString::to_string).collect();
    let parts = parts
        .iter()
        .copied()
        .chain(fields.iter().map(String::as_str));
    // Lengths keep apart what stands beside one another.
    let parts: Vec<String> = parts.map(|part| format!("{}:{part}", part.len())).collect();
    Digest::of(parts.concat().as_bytes()).to_string()
}

/// A table as it was told, with who stood in each entry.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Memory(Vec<Kept>);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    labels: Vec<Option<Label>>,
    shown: Shown,
    /// Sorted; in hexadecimal digits.
    people: Vec<String>,
}

impl Memory {
    /// `here`: everybody a place is about, whoever waits too.
    pub fn of(table: &Table, shape: &Shape, here: &dyn Fn(&Place) -> Vec<Mark>) -> Self {
        let places = shape.places();
        let kept = |(entry, place): (&Entry, &Place)| {
            let mut people: Vec<String> = here(place).into_iter().map(hex).collect();
            people.sort_unstable();
            Kept {
                labels: entry.labels.clone(),
                shown: entry.shown,
                people,
            }
        };
        Self(table.entries.iter().zip(&places).map(kept).collect())
    }

    /// As the store keeps it.
    pub fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// `None`: written by another version; then there is nothing to repeat.
    pub fn read(body: &str) -> Option<Self> {
        serde_json::from_str(body).ok()
    }

    /// Who stands in each small entry that was not told.
    pub fn hidden(&self, below: Option<u32>) -> impl Iterator<Item = Vec<Mark>> + '_ {
        let below = below.unwrap_or(0) as usize;
        let few = self
            .0
            .iter()
            .filter(move |kept| kept.shown.number().is_none() && kept.people.len() < below);
        few.map(|kept| {
            let marks = kept.people.iter();
            marks
                .filter_map(|mark| Mark::from_str_radix(mark, 16).ok())
                .collect()
        })
    }

    /// The table of before, where today's would look otherwise and yet every entry of it differs by
    /// fewer than `below` people.
    ///
    /// `people`: everybody asked about, with their labels.
    pub fn instead_of(
        &self,
        today: &Table,
        people: &[(Mark, &[Label])],
        below: u32,
        release: Option<&Release>,
    ) -> Option<Table> {
        let by = &today.by;
        let coarse = release.and_then(|r| r.round_to).unwrap_or(0);
        // A total alone has no shape: what was told of it stays by itself (`disclosure::tell`), and
        // once there are enough people it is told.
        if by.is_empty() || self.looks_like(today) {
            return None;
        }
        let fields: Vec<BTreeSet<&Label>> = (0..by.len())
            .map(|field| {
                self.0
                    .iter()
                    .filter_map(move |kept| kept.labels[field].as_ref())
            })
            .map(Iterator::collect)
            .collect();
        let still = |kept: &Kept| {
            let here = people.iter().filter(|(_, own)| kept.holds(own, &fields));
            let today: BTreeSet<String> = here.map(|(mark, _)| hex(*mark)).collect();
            let before: BTreeSet<&str> = kept.people.iter().map(String::as_str).collect();
            let gone = before.iter().filter(|mark| !today.contains(**mark)).count();
            let came = today.iter().filter(|mark| !before.contains(mark.as_str()));
            let far = kept.shown.number().is_some_and(|number| {
                number.abs_diff(today.len() as u64) >= u64::from(below + coarse)
            });
            gone + came.count() < below as usize && !far
        };
        if !self.0.iter().all(still) {
            return None;
        }
        let entry = |kept: &Kept| Entry {
            labels: kept.labels.clone(),
            shown: kept.shown,
        };
        Some(Table {
            by: by.clone(),
            entries: self.0.iter().map(entry).collect(),
        })
    }

    /// The same entries, and the same of them hidden.
    fn looks_like(&self, table: &Table) -> bool {
        let alike = |(kept, entry): (&Kept, &Entry)| {
            let hidden = |shown: Shown| shown.number().is_none();
            kept.labels == entry.labels && hidden(kept.shown) == hidden(entry.shown)
        };
        self.0.len() == table.entries.len() && self.0.iter().zip(&table.entries).all(alike)
    }
}

impl Kept {
    /// Whether somebody with these labels stands here, by the labels that the table has.
    fn holds(&self, own: &[Label], fields: &[BTreeSet<&Label>]) -> bool {
        let mut ends = self.labels.iter().zip(own).zip(fields);
        ends.all(|((end, own), shown)| match end {
            None => true,
            Some(Label::Other) => !shown.contains(own),
            Some(label) => label == own,
        })
    }
}

fn hex(mark: Mark) -> String {
    format!("{mark:032x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Cells;

    fn label(sex: &str) -> Vec<Label> {
        vec![Label::Value(sex.into())]
    }

    #[test]
    fn a_table_keeps_its_shape_until_ten_came_or_went_in_one_place() {
        let by = [ReleasedField {
            view: "patient".into(),
            column: "sex".into(),
        }];
        let labels: Vec<Vec<Label>> = (0..30)
            .map(|n| label(if n < 10 { "female" } else { "male" }))
            .collect();
        let marks: Vec<Mark> = (0..30).collect();
        let table = |people: std::ops::Range<usize>| {
            let cells = Cells::new(&labels[people.clone()], 1, Some(10));
            let places = cells.shape().places();
            let number = |place| Some(cells.people(place).count() as u64).filter(|n| *n >= 10);
            let numbers: Vec<Option<u64>> = places.iter().map(number).collect();
            let table = Table::new(&by, &cells, &numbers, None);
            let marks = &marks[people];
            let here = |place: &Place| cells.people(place).map(|n| marks[n]).collect();
            let memory = Memory::of(&table, &cells.shape(), &here);
            (table, memory)
        };
        let (before, memory) = table(0..30);
        let asked = |people: std::ops::Range<usize>| {
            let (today, _) = table(people.clone());
            let now: Vec<(Mark, &[Label])> = people.map(|n| (marks[n], &labels[n][..])).collect();
            memory.instead_of(&today, &now, 10, None)
        };
        assert_eq!(asked(0..30), None, "nothing changed");
        assert_eq!(asked(0..29), None, "one man went; the numbers are guarded");
        assert_eq!(
            asked(1..30).as_ref(),
            Some(&before),
            "nine women, and no word of it"
        );
        assert_eq!(asked(1..21), None, "ten men and a woman went");
        assert_eq!(Memory::read(&memory.write()), Some(memory));
    }
}
