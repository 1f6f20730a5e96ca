//! What of a table of counts may be told: its small cells, what would give them away, and each
//! number against those told before.

use super::cells::Cells;
use super::complementary;
use super::past::{Past, Said, Told};
use super::people::People;

/// Entries of one table with its margins.
pub const ENTRIES_MAX: usize = 256;

/// A table as it may be told: of each entry, in the order of `Shape::places`, its number before
/// rounding, or nothing.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub numbers: Vec<Option<u64>>,
    /// The sets whose own number is told, in the same order.
    pub told: Vec<Told>,
}

/// Small cells first, with those that would give them away; then each number against the past, inner
/// cells before margins. A margin whose whole line is told is the sum of what is told.
///
/// `people`: the place, in the list of the past, of everybody in the table.
pub fn tell(
    cells: &Cells,
    people: &[usize],
    list: usize,
    past: &[Told],
    below: Option<u32>,
) -> Answer {
    let shape = cells.shape();
    let sets: Vec<People> = shape
        .places()
        .iter()
        .map(|place| People::of(list, cells.people(place).map(|person| people[person])))
        .collect();
    let counts: Vec<u64> = sets.iter().map(People::size).collect();
    let Some(below) = below else {
        return all(sets, &counts);
    };
    let shown = complementary::shown(&shape, &counts, below);
    let known = past
        .iter()
        .cloned()
        .chain(parts_of_rows(past, &sets))
        .collect();
    let mut past = Past::new(list, known, &sets, below);
    let lines = shape.lines();
    let mut answer = Answer::default();
    for (entry, set) in sets.into_iter().enumerate() {
        let number = shown[entry]
            .then(|| summed(&lines, entry, &answer.numbers).or_else(|| said(&past, &set)))
            .flatten()
            .filter(|number| *number >= u64::from(below));
        answer.numbers.push(number);
        if number == Some(set.size()) {
            let told = Told {
                people: set,
                rows: false,
            };
            past.note(told.clone());
            answer.told.push(told);
        }
    }
    answer
}

fn all(sets: Vec<People>, counts: &[u64]) -> Answer {
    let told = |people| Told {
        people,
        rows: false,
    };
    Answer {
        numbers: counts.iter().copied().map(Some).collect(),
        told: sets.into_iter().map(told).collect(),
    }
}

/// Whoever has rows about people can count each part of this table among them.
fn parts_of_rows<'a>(past: &'a [Told], sets: &'a [People]) -> impl Iterator<Item = Told> + 'a {
    let rows = past.iter().filter(|told| told.rows);
    rows.flat_map(|told| sets.iter().map(|set| told.people.both(set)))
        .map(|people| Told {
            people,
            rows: false,
        })
}

fn summed(lines: &[(Vec<usize>, usize)], entry: usize, numbers: &[Option<u64>]) -> Option<u64> {
    let mut of = lines.iter().filter(|(_, whole)| *whole == entry);
    of.find_map(|(parts, _)| parts.iter().map(|part| numbers[*part]).sum())
}

fn said(past: &Past, set: &People) -> Option<u64> {
    match past.say(set) {
        Said::AsItIs => Some(set.size()),
        Said::AsBefore(number) => Some(number),
        Said::Nothing => None,
    }
}
