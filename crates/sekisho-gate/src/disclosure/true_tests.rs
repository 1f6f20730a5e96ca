//! Random banks that are asked for tables: what is told is true or was told before, and what is
//! hidden stays open.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::disclosure::linear::Feasible;
use crate::disclosure::{Answer, Asking, Cells, Label, tell};

const BELOW: u32 = 10;

fn draw(seed: &mut u64) -> usize {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    (*seed >> 11) as usize
}

/// Of each person: sex, decade, site; some values are rare.
struct Bank(Vec<[usize; 3]>);

impl Bank {
    fn drawn(seed: &mut u64) -> Self {
        let people = 30 + draw(seed) % 90;
        let weights: Vec<Vec<usize>> = [3, 2 + draw(seed) % 3, 3]
            .iter()
            .map(|kinds| (0..*kinds).map(|_| 1 + draw(seed) % 12).collect())
            .collect();
        let mut person = || {
            let mut value = [0; 3];
            for (of, weights) in value.iter_mut().zip(&weights) {
                let mut left = draw(seed) % weights.iter().sum::<usize>();
                *of = weights
                    .iter()
                    .position(|weight| match left.checked_sub(*weight) {
                        Some(rest) => {
                            left = rest;
                            false
                        }
                        None => true,
                    })
                    .expect("a kind");
            }
            value
        };
        Self((0..people).map(|_| person()).collect())
    }

    /// One of seven cohorts: everybody, or those of a site, or but of one.
    fn cohort(&self, rule: usize) -> Vec<usize> {
        let meets = |p: &usize| match rule % 7 {
            0 => true,
            n @ 1..=3 => self.0[*p][2] == n - 1,
            n => self.0[*p][2] != n - 4,
        };
        (0..self.0.len()).filter(meets).collect()
    }
}

/// A question and its answer, as the one who asked has it.
struct Heard {
    /// Of each entry who stands there.
    sets: Vec<BTreeSet<usize>>,
    /// Whom the answer did not count: few beyond an earlier set.
    waiting: BTreeSet<usize>,
    numbers: Vec<Option<u64>>,
}

fn ask(
    bank: &Bank,
    cohort: &[usize],
    by: &[usize],
    past: &mut Vec<Told>,
    hidden: &mut Vec<People>,
) -> Heard {
    let list = bank.0.len();
    let asked = People::of(list, cohort.iter().copied());
    let away = held_back(&asked, past, list, BELOW);
    let labels = |p: &usize| -> Vec<Label> {
        let label = |field: &usize| Label::Value(bank.0[*p][*field].to_string());
        by.iter().map(label).collect()
    };
    let (waiting, people): (Vec<usize>, Vec<usize>) =
        cohort.iter().copied().partition(|p| away.has(*p));
    let in_table: Vec<_> = people.iter().map(labels).collect();
    let away: Vec<_> = waiting.iter().map(|p| (*p, labels(p))).collect();
    let cells = Cells::new(&in_table, by.len(), Some(BELOW));
    let asking = Asking {
        cells: &cells,
        people: &people,
        away: &away,
        list,
        hidden,
    };
    let answer: Answer = tell(&asking, past, Some(BELOW));
    past.extend(answer.told);
    for (place, number) in cells.shape().places().iter().zip(&answer.numbers) {
        let wait = away.iter().filter(|(_, own)| cells.stands(own, place));
        let counted = cells.people(place).map(|n| people[n]);
        let here = People::of(list, counted.chain(wait.map(|(p, _)| *p)));
        if number.is_none() && here.size() < u64::from(BELOW) {
            hidden.push(here);
        }
    }
    // Counted once more, from the labels that the table shows.
    let stands = |p: &usize, place: &Vec<Option<usize>>| {
        (labels(p).iter().zip(place).zip(&cells.labels)).all(|((own, end), shown)| {
            end.is_none_or(|end| match &shown[end] {
                Label::Other => !shown.contains(own),
                label => label == own,
            })
        })
    };
    let places = cells.shape().places();
    let of = |place: &Vec<Option<usize>>| {
        let here = cohort.iter().filter(|p| stands(p, place));
        here.copied().collect()
    };
    Heard {
        sets: places.iter().map(of).collect(),
        waiting: waiting.into_iter().collect(),
        numbers: answer.numbers,
    }
}

const TABLES: [&[usize]; 6] = [&[0, 1], &[0, 2], &[1, 2], &[0], &[1], &[]];

#[test]
fn on_a_first_question_every_number_is_true_or_hidden() {
    let mut seed = 5_202_611_301_800;
    let (mut told, mut hidden, mut margins) = (0, 0, 0);
    for bank in 0..60 {
        let bank = (bank, Bank::drawn(&mut seed));
        for by in TABLES {
            for rule in 0..4 {
                let heard = ask(
                    &bank.1,
                    &bank.1.cohort(rule),
                    by,
                    &mut Vec::new(),
                    &mut Vec::new(),
                );
                for (set, number) in heard.sets.iter().zip(&heard.numbers) {
                    let truth = set.len() as u64;
                    match number {
                        Some(number) => assert_eq!(*number, truth, "bank {}, {by:?}", bank.0),
                        None => hidden += 1,
                    }
                    told += usize::from(number.is_some());
                }
                margins += usize::from(heard.numbers.last().is_some_and(Option::is_some));
            }
        }
    }
    println!("{told} told, {hidden} hidden, {margins} totals");
    assert!(
        told > 2_000 && hidden > 1_000 && margins > 500,
        "{told} {hidden} {margins}"
    );
}

/// The bank does not change. What is told is true, of everybody or of all but the few who wait since
/// an earlier answer, or that answer's number; always within the bound. And nobody who puts all true
/// numbers together narrows a hidden small number to fewer values than the bound.
#[test]
fn over_eight_questions_nothing_is_told_that_is_neither_true_nor_an_earlier_answer() {
    let mut seed = 5_202_611_301_900;
    let (mut told, mut frozen, mut hidden) = (0, 0, 0);
    for bank in 0..24 {
        let bank = (bank, Bank::drawn(&mut seed));
        let (mut past, mut hid, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        let mut before: BTreeSet<u64> = BTreeSet::new();
        for _ in 0..8 {
            let (rule, by) = (draw(&mut seed), TABLES[draw(&mut seed) % TABLES.len()]);
            let heard = ask(&bank.1, &bank.1.cohort(rule), by, &mut past, &mut hid);
            for (set, number) in heard.sets.iter().zip(&heard.numbers) {
                let truth = set.len() as u64;
                match number {
                    Some(number) if *number == truth => told += 1,
                    Some(number) => {
                        let near = number.abs_diff(truth) < u64::from(BELOW);
                        let counted = set.difference(&heard.waiting).count() as u64;
                        let told = before.contains(number) || *number == counted;
                        assert!(near && told, "{number} for {truth}");
                        frozen += 1;
                    }
                    None => hidden += 1,
                }
            }
            before.extend(past.iter().map(|told: &Told| told.people.size()));
            answers.push(heard);
            stays_open(bank.0, &answers);
        }
    }
    println!("{told} true, {frozen} as before, {hidden} hidden");
    assert!(told > 400, "{told}");
}

/// A set that earlier answers had narrowed before it was ever asked about is no concern of this one.
fn stays_open(bank: usize, answers: &[Heard]) {
    let (now, before) = answers.split_last().expect("an answer");
    let hidden = |heard: &Heard| -> Vec<BTreeSet<usize>> {
        let entries = heard.sets.iter().zip(&heard.numbers);
        let small = entries
            .filter(|(set, number)| number.is_none() && (1..BELOW as usize).contains(&set.len()));
        small.map(|(set, _)| set.clone()).collect()
    };
    let watched: BTreeSet<BTreeSet<usize>> = answers.iter().flat_map(hidden).collect();
    let watched: Vec<_> = watched.into_iter().collect();
    let was = room(before, &watched, now);
    for ((set, was), is) in watched.iter().zip(was).zip(room(answers, &watched, now)) {
        let open = |room: f64| room > f64::from(BELOW) - 1.5;
        assert!(
            open(is) || !open(was),
            "bank {bank}, answer {}: {} had {was}, has {is}",
            answers.len(),
            set.len()
        );
    }
}

/// How far each set's number is open under the true numbers of these answers.
fn room(answers: &[Heard], watched: &[BTreeSet<usize>], and: &Heard) -> Vec<f64> {
    let entries = answers.iter().flat_map(|heard| {
        let entries = heard.sets.iter().zip(&heard.numbers);
        entries.filter(|(set, number)| **number == Some(set.len() as u64))
    });
    let told: BTreeSet<&BTreeSet<usize>> = entries.map(|(set, _)| set).collect();
    let cuts: Vec<&BTreeSet<usize>> = (told.iter().copied())
        .chain(watched)
        .chain(&and.sets)
        .collect();
    let mut atoms: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
    let mut of_person: BTreeMap<usize, usize> = BTreeMap::new();
    for person in cuts.iter().copied().flatten() {
        let signature = cuts.iter().map(|set| set.contains(person)).collect();
        let next = atoms.len();
        of_person.insert(*person, *atoms.entry(signature).or_insert(next));
    }
    let row = |set: &BTreeSet<usize>| -> Vec<(usize, f64)> {
        let touched: BTreeSet<usize> = set.iter().map(|person| of_person[person]).collect();
        touched.into_iter().map(|atom| (atom, 1.0)).collect()
    };
    let count = atoms.len();
    let mut rows: Vec<_> = told
        .iter()
        .map(|set| (row(set), set.len() as f64))
        .collect();
    for (n, set) in watched.iter().enumerate() {
        let mut row = row(set);
        row.push((count + n, -1.0));
        rows.push((row, 0.0));
    }
    let mut feasible = Feasible::new(count + watched.len(), &rows).expect("the truth fits");
    let mut room = |n| {
        let (least, most) = feasible.range(count + n);
        most.map_or(f64::INFINITY, |most| most - least)
    };
    (0..watched.len()).map(&mut room).collect()
}
