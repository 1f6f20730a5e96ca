//! What a count shows.

use sekisho_model::Text;
use sekisho_model::profile::Release;
use sekisho_model::release::ReleasedField;

use serde::{Deserialize, Serialize};

use crate::disclosure::{Cells, Label};

/// A guarded count. The exact numbers are not in here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub(crate) seq: i64,
    pub(crate) table: Table,
    pub(crate) expected: Option<(u64, u64)>,
    pub(crate) guarded: Guarded,
    pub(crate) steward: bool,
}

/// How far a told number may be from today's. It is the same for every number of a profile: a mark
/// on those that stayed what they were would tell that somebody came or went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Guarded {
    /// A number differs from today's by fewer people than this.
    pub within: u32,
    pub round_to: Option<u32>,
}

impl Guarded {
    pub(crate) fn of(release: Option<&Release>) -> Self {
        Self {
            within: release.and_then(super::bound).unwrap_or(0),
            round_to: release.and_then(|r| r.round_to).filter(|to| *to > 1),
        }
    }

    /// The one note that stands beside every count.
    pub fn note(self) -> Text {
        let (within, rounded) = (self.within, self.round_to);
        let ja = rounded.map_or(String::new(), |to| format!("、{to} 刻みに丸めています"));
        let en = rounded.map_or(String::new(), |to| format!(", and is rounded to {to}"));
        Text::new(
            format!("以前の答えと照らし合わせた数で、今の人数との差は {within} 人未満です{ja}"),
            format!(
                "held against earlier answers: less than {within} away from today's number{en}"
            ),
        )
    }
}

/// A table with its margins; without fields the total alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub by: Vec<ReleasedField>,
    /// Inner cells first, then margins; the total last.
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Of each field its label; `None`: all of them.
    pub labels: Vec<Option<Label>>,
    pub shown: Shown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    Number(u64),
    /// Fewer than this, perhaps none.
    Below(u32),
    /// Small, or needed to keep a small one hidden here or in what was told before.
    Withheld,
}

impl Counted {
    /// The number of the ledger's entry, for stewards; see `Refusal`.
    pub fn entry(&self) -> Option<i64> {
        self.steward.then_some(self.seq)
    }

    pub fn table(&self) -> &Table {
        &self.table
    }

    /// What is true of every number in it.
    pub fn note(&self) -> Text {
        self.guarded.note()
    }

    /// A number differs from today's by fewer people than this.
    pub fn within(&self) -> u32 {
        self.guarded.within
    }

    /// The rounded number, unless it is suppressed.
    pub fn guarded(&self) -> Option<u64> {
        self.table.total().number()
    }

    /// `expect count between a and b` of the cohort, where what is shown lies outside. It is
    /// compared with the number as shown, never with the exact one, so that it tells nothing more.
    pub fn unexpected(&self) -> Option<(u64, u64)> {
        self.expected
            .filter(|(low, high)| match self.table.total() {
                Shown::Number(n) => n < *low || n > *high,
                Shown::Below(bound) => u64::from(bound) <= *low,
                Shown::Withheld => false,
            })
    }

    pub fn suppressed(&self) -> bool {
        self.guarded().is_none()
    }
}

/// `40` or `<10`
impl std::fmt::Display for Counted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.table.total().fmt(f)
    }
}

impl Table {
    /// Rounding comes last, each number by itself: margins may differ from sums by it.
    pub(super) fn new(
        by: &[ReleasedField],
        cells: &Cells,
        numbers: &[Option<u64>],
        release: Option<&Release>,
    ) -> Self {
        let places = cells.shape().places();
        let small = release.and_then(super::bound);
        let entry = |(place, number): (&Vec<Option<usize>>, &Option<u64>)| {
            let ends = place.iter().zip(&cells.labels);
            let few = |bound: &u32| {
                by.is_empty() && (cells.people(place).count() as u64) < u64::from(*bound)
            };
            Entry {
                labels: ends
                    .map(|(end, labels)| end.map(|end| labels[end].clone()))
                    .collect(),
                shown: match (number, small.filter(few)) {
                    (Some(number), _) => Shown::Number(rounded(*number, release)),
                    (None, Some(bound)) => Shown::Below(bound),
                    (None, None) => Shown::Withheld,
                },
            }
        };
        Self {
            by: by.to_vec(),
            entries: places.iter().zip(numbers).map(entry).collect(),
        }
    }

    pub fn total(&self) -> Shown {
        self.entries
            .last()
            .map_or(Shown::Withheld, |entry| entry.shown)
    }

    /// How many entries are not shown.
    pub fn hidden(&self) -> usize {
        let shown = |entry: &&Entry| entry.shown.number().is_none();
        self.entries.iter().filter(shown).count()
    }
}

impl Shown {
    pub fn number(self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Below(_) | Self::Withheld => None,
        }
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(n) => write!(f, "{n}"),
            Self::Below(n) => write!(f, "<{n}"),
            Self::Withheld => f.write_str("*"),
        }
    }
}

fn rounded(number: u64, release: Option<&Release>) -> u64 {
    match release.and_then(|r| r.round_to).map(u64::from) {
        Some(to) if to > 1 => (number + to / 2) / to * to,
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sekisho_model::profile::SmallCells;

    #[test]
    fn small_numbers_and_none_look_alike_and_the_rest_is_rounded() {
        let small_cells = Some(SmallCells {
            below: 10,
            stop: false,
        });
        let release = Release {
            small_cells,
            round_to: Some(5),
            ..Release::default()
        };
        let show = |n: usize| {
            let cells = Cells::new(&vec![Vec::new(); n], 0, Some(10));
            let told = (n >= 10).then_some(n as u64);
            Table::new(&[], &cells, &[told], Some(&release))
                .total()
                .to_string()
        };
        assert_eq!(
            [0, 9, 10, 12, 13, 266].map(show),
            ["<10", "<10", "10", "10", "15", "265"]
        );
    }
}
