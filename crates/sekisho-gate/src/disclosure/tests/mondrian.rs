//! What `generalize` makes of a few people, and that it holds what it promises of generated ones.

use std::collections::BTreeMap;

use sekisho_model::identity::Subject;
use sekisho_model::release::GroupFate;

use super::*;

/// Small numbers that repeat for a seed, as splitmix64 gives them.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ z >> 31) % u64::from(bound)) as u32
    }
}

fn text<'c>(done: &'c Control, name: &str, subject: i64) -> Option<&'c str> {
    let at = done.field(&field(name)).expect("it is generalized");
    assert!(done.generalizes(at));
    done.cell(at, Subject(subject), Some("what stood there"))
}

#[test]
fn ranges_and_sets_stand_in_place_of_values() {
    let fields = [
        ("patient.age", Measure::Number),
        ("patient.sex", Measure::Word),
        ("relapse.date", Measure::Date),
    ];
    let rows: [&[&str]; 6] = [
        &["", "female", "2019-02"],
        &["34", "female", "2019-11"],
        &["39", "male", "2019-03-05"],
        &["71", "male", "2024"],
        &["78", "male", "2024-02"],
        &["80", "male", "2024"],
    ];
    let survey = people(&fields, &rows);
    let on = ["patient.age", "patient.sex", "relapse.date"];
    let done = control(&survey, &k(3, &on, GroupFate::Generalize), &[]).expect("it goes on");
    assert_eq!(stay(&done), [1, 2, 3, 4, 5, 6]);
    assert_eq!(text(&done, "patient.age", 6), Some("[71-80]"));
    assert_eq!(text(&done, "patient.sex", 2), Some("female|male"));
    assert_eq!(text(&done, "patient.sex", 5), Some("male"));
    assert_eq!(text(&done, "relapse.date", 3), Some("[2019-02/2019-11]"));
    // The whole of 2024 spans February; who shows no age is among the younger ones.
    assert_eq!(text(&done, "relapse.date", 4), Some("2024"));
    assert_eq!(text(&done, "patient.age", 1), Some("absent|[34-39]"));
    let report = done.report.k.expect("k was asked");
    assert_eq!((report.groups_before, report.groups_after), (6, 2));
    assert_eq!((report.smallest_before, report.smallest_after), (1, 3));
}

#[test]
fn long_sets_are_written_by_how_they_begin() {
    let codes: Vec<String> = (0..20).map(|n| format!("C{:02}", 30 + n)).collect();
    let rows: Vec<Vec<&str>> = codes.iter().map(|code| vec![code.as_str()]).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let survey = people(&[("diagnosis.code", Measure::Word)], &rows);
    let generalize = |n| k(n, &["diagnosis.code"], GroupFate::Generalize);
    let done = control(&survey, &generalize(20), &[]).expect("it goes on");
    assert_eq!(text(&done, "diagnosis.code", 1), Some("C*"));
    let done = control(&survey, &generalize(10), &[]).expect("it goes on");
    assert!(text(&done, "diagnosis.code", 1).is_some_and(|set| set.starts_with("C30|C31|")));
    let loss = done.report.generalized.expect("it was").loss;
    assert!((loss - 0.5).abs() < 1e-9, "{loss}");
}

#[test]
fn fewer_than_k_people_are_not_hidden_by_any_range() {
    let survey = people(&AGE_AND_CODE, &SIX);
    let seven = k(7, &["patient.age"], GroupFate::Generalize);
    let done = control(&survey, &seven, &[]).expect("it goes on");
    assert!(stay(&done).is_empty());
}

/// People with values in three fields and a sensitive one, many alike.
fn drawn(draw: &mut Draw) -> Vec<[String; 4]> {
    (0..20 + draw.below(200))
        .map(|_| {
            let age = 20 + draw.below(40).min(draw.below(60));
            let age = if draw.below(20) == 0 {
                String::new()
            } else {
                age.to_string()
            };
            let sex = ["female", "male", "other"][draw.below(3).min(draw.below(3)) as usize];
            let date = format!("20{}-{:02}", 10 + draw.below(4), 1 + draw.below(12));
            let code = ["C34", "C50", "C61", "D45"][draw.below(4).min(draw.below(4)) as usize];
            [age, sex.to_owned(), date, code.to_owned()]
        })
        .collect()
}

#[test]
fn every_group_holds_k_people_and_l_values_and_says_the_truth() {
    let fields = [
        ("patient.age", Measure::Number),
        ("patient.sex", Measure::Word),
        ("relapse.date", Measure::Date),
        ("diagnosis.code", Measure::Word),
    ];
    let on = ["patient.age", "patient.sex", "relapse.date"];
    for seed in 0..200 {
        let mut draw = Draw(seed);
        let rows = drawn(&mut draw);
        let cells: Vec<Vec<&str>> = rows
            .iter()
            .map(|r| r.iter().map(String::as_str).collect())
            .collect();
        let cells: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
        let survey = people(&fields, &cells);
        let (least, l) = (2 + draw.below(6), draw.below(3));
        let mut release = k(least, &on, GroupFate::Generalize);
        if l > 1 {
            release = and_l(release, l, "diagnosis.code", false);
        }
        let done = control(&survey, &release, &[]).expect("nothing stops");
        let mut groups: BTreeMap<Vec<Option<&str>>, Vec<usize>> = BTreeMap::new();
        for subject in stay(&done) {
            let key = on.iter().map(|name| text(&done, name, subject)).collect();
            groups.entry(key).or_default().push(subject as usize - 1);
        }
        for (texts, group) in &groups {
            assert!(
                group.len() >= least as usize,
                "seed {seed}: a group of {}",
                group.len()
            );
            let mut codes: Vec<&str> = group.iter().map(|row| rows[*row][3].as_str()).collect();
            codes.sort_unstable();
            codes.dedup();
            assert!(
                codes.len() >= l as usize,
                "seed {seed}: {} values",
                codes.len()
            );
            for (at, text) in texts.iter().enumerate() {
                let holds = group.iter().all(|row| holds(*text, &rows[*row][at]));
                assert!(holds, "seed {seed}: {text:?} is not true of all");
            }
        }
    }
}

/// Whether the text in place of a value is true of it.
fn holds(text: Option<&str>, value: &str) -> bool {
    let Some(text) = text else {
        return value.is_empty();
    };
    if value.is_empty() {
        return text.starts_with("absent|");
    }
    let text = text.trim_start_matches("absent|");
    match text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
        Some(range) if range.contains('/') => {
            let (low, high) = range.split_once('/').expect("two ends");
            low <= value && value <= high
        }
        Some(range) => {
            let (low, high) = range.split_once('-').expect("two ends");
            let number = |text: &str| text.parse::<u32>().expect("a whole number");
            (number(low)..=number(high)).contains(&number(value))
        }
        None => text.split('|').any(|one| one == value),
    }
}

#[test]
fn the_order_in_which_people_come_changes_nothing() {
    let mut draw = Draw(7);
    let rows = drawn(&mut draw);
    let texts = |order: &mut dyn Iterator<Item = usize>| -> Vec<Option<String>> {
        let named = [
            (field("patient.age"), Measure::Number),
            (field("patient.sex"), Measure::Word),
        ];
        let mut surveying = Surveying::of((1..=rows.len() as i64).map(Subject), named);
        for row in order {
            surveying.saw(Subject(row as i64 + 1));
            (0..2).for_each(|at| surveying.add(Subject(row as i64 + 1), at, &rows[row][at]));
        }
        let release = k(4, &["patient.age", "patient.sex"], GroupFate::Generalize);
        let done = control(&surveying.finish(), &release, &[]).expect("it goes on");
        let text = |subject| text(&done, "patient.age", subject).map(str::to_owned);
        (1..=rows.len() as i64).map(text).collect()
    };
    assert_eq!(
        texts(&mut (0..rows.len())),
        texts(&mut (0..rows.len()).rev())
    );
}

/// Over generated people ours loses no more than the textbook's, and keeps nobody out.
#[test]
fn no_more_is_lost_than_by_the_textbook() {
    let (mut ours, mut theirs) = (0.0, 0.0);
    for seed in 0..40 {
        let mut draw = Draw(1000 + seed);
        let rows: Vec<Vec<u32>> = (0..300)
            .map(|_| {
                let skewed = draw.below(60).min(draw.below(60));
                vec![
                    skewed,
                    draw.below(12),
                    draw.below(3),
                    draw.below(47).min(draw.below(47)),
                ]
            })
            .collect();
        let names = [
            "patient.age",
            "patient.sex",
            "relapse.date",
            "diagnosis.code",
        ];
        let named = names.iter().map(|name| (field(name), Measure::Number));
        let mut surveying = Surveying::of((0..rows.len() as i64).map(Subject), named);
        for (row, subject) in rows.iter().zip(0..) {
            for (at, value) in row.iter().enumerate() {
                surveying.add(Subject(subject), at, &value.to_string());
            }
        }
        let release = k(5, &names, GroupFate::Generalize);
        let done = control(&surveying.finish(), &release, &[]).expect("it goes on");
        assert_eq!(done.report.people_after, 300, "seed {seed}");
        ours += done.report.generalized.expect("it was").loss;
        let groups = textbook::groups(&rows, 5);
        theirs += textbook::loss(&rows, &groups);
    }
    println!(
        "loss: ours {:.4}, textbook {:.4}",
        ours / 40.0,
        theirs / 40.0
    );
    assert!(ours <= theirs, "{ours} against {theirs}");
}
