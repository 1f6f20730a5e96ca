//! What of a table of counts may be told: its small cells, what would give them away, and each
//! number against those told before.

use super::cells::{Cells, Label, Place};
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

/// What is asked to be told: a table over people, and those who are not counted in it yet.
pub struct Asking<'a> {
    pub cells: &'a Cells,
    /// The place, in the list of the past, of everybody in the table.
    pub people: &'a [usize],
    /// The same of whoever is held back, with their labels: they belong to the question, and wait.
    pub away: &'a [(usize, Vec<Label>)],
    /// How long the list of the past is.
    pub list: usize,
    /// Small sets that earlier answers hid.
    pub hidden: &'a [People],
}

/// Small cells first, with those that would give them away; then each number against the past, inner
/// cells before margins. What could not be told as it is and stands in no earlier answer is hidden,
/// and so is a number that differs by as many as the bound from what it is said to be.
///
/// A total that an earlier answer told stays what it was while fewer than the bound differ, also where
/// today it is small: `10`, then `<10`, would tell who left.
pub fn tell(asking: &Asking<'_>, past: &[Told], below: Option<u32>) -> Answer {
    let (cells, list) = (asking.cells, asking.list);
    let shape = cells.shape();
    let places = shape.places();
    let set = |place: &Place| {
        let people = cells.people(place).map(|person| asking.people[person]);
        People::of(list, people)
    };
    let sets: Vec<People> = places.iter().map(set).collect();
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
    // Whoever waits belongs to what an entry is about, too.
    let about = |(set, place): (&People, &Place)| {
        let waiting = asking.away.iter();
        let waiting = waiting.filter(|(_, labels)| cells.stands(labels, place));
        People::of(list, set.iter().chain(waiting.map(|(person, _)| *person)))
    };
    let whole: Vec<People> = sets.iter().zip(&places).map(about).collect();
    let all = || sets.iter().chain(&whole).chain(asking.hidden);
    let few = |set: &&People| (1..u64::from(below)).contains(&set.size());
    let hidden: Vec<People> = all().filter(few).cloned().collect();
    let ahead: Vec<People> = all().cloned().collect();
    let mut past = Past::new(list, known, &ahead, below);
    let total = places.len() - 1;
    let (mut answer, mut entries) = (Answer::default(), Vec::new());
    for (entry, set) in sets.into_iter().enumerate() {
        let said = past.say(&set);
        let number = match said {
            Said::Known if shown[entry] || entry == total => Some(set.size()),
            Said::AsItIs if shown[entry] => Some(set.size()),
            Said::AsBefore(before) if shown[entry] || entry == total => Some(before),
            Said::Known | Said::AsItIs | Said::AsBefore(_) | Said::Nothing => None,
        };
        let today = whole[entry].size();
        let near = |number: &u64| number.abs_diff(today) < u64::from(below);
        let number = number
            .filter(|number| *number >= u64::from(below))
            .filter(near);
        // An earlier number that happens to be today's is one more true number, to be on the safe side.
        let mut sets = vec![set, whole[entry].clone()];
        sets.retain(|set| number == Some(set.size()));
        sets.dedup();
        let new = sets.iter().any(|set| !past.knew(set));
        sets.iter().for_each(|set| past.note(set));
        entries.push(Entry { sets, number, new });
    }
    stay_open(&past, &mut entries, &hidden);
    for entry in entries {
        answer.numbers.push(entry.number);
        let told = |people| Told {
            people,
            rows: false,
        };
        answer.told.extend(entry.sets.into_iter().map(told));
    }
    answer
}

struct Entry {
    number: Option<u64>,
    /// Whose number it is.
    sets: Vec<People>,
    /// It says something that nobody knew.
    new: bool,
}

/// Hides, of what is new in a later answer, what would leave a small hidden number fewer possible
/// values than the bound: the widest first. A first table sees to it by itself (`complementary`).
fn stay_open(past: &Past, entries: &mut [Entry], hidden: &[People]) {
    let all: Vec<&People> = hidden.iter().collect();
    let before = past.narrowed(&[], &all);
    let watched: Vec<&People> = (0..all.len())
        .filter(|n| !before.contains(n))
        .map(|n| all[n])
        .collect();
    loop {
        let now: Vec<&People> = entries
            .iter()
            .filter(|entry| entry.new)
            .flat_map(|entry| &entry.sets)
            .collect();
        if now.is_empty() || watched.is_empty() {
            return;
        }
        let narrowed = past.narrowed(&now, &watched);
        let Some(first) = narrowed.first().map(|n| watched[*n]) else {
            return;
        };
        let holds = |entry: &Entry| entry.sets.iter().any(|set| set.both(first).size() > 0);
        let beside = entries.iter().rposition(|entry| entry.new && holds(entry));
        let at = beside.or_else(|| entries.iter().rposition(|entry| entry.new));
        if let Some(at) = at {
            entries[at] = Entry {
                number: None,
                sets: Vec::new(),
                new: false,
            };
        }
    }
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
