//! `k N on … generalize` over a million people and eight quasi-identifiers, and beside it the
//! textbook's strict Mondrian on the same people in the same run: CPU seconds, what is lost, ratios.
//!
//! `cargo run --release --bin mondrian-bench [PEOPLE]`

#[path = "../../crates/sekisho-gate/src/disclosure/mod.rs"]
#[allow(dead_code, unused_imports)]
mod disclosure;
#[path = "../../crates/sekisho-gate/src/disclosure/tests/textbook.rs"]
mod textbook;

use sekisho_model::Origin;
use sekisho_model::identity::Subject;
use sekisho_model::release::{GroupFate, KAnonymity, Release, ReleasedField};

use disclosure::{Measure, Surveying, control};

/// How many values each field has, and whether the low ones are the common ones.
const FIELDS: [(&str, u32, bool); 8] = [
    ("age", 101, true),
    ("sex", 3, true),
    ("prefecture", 47, true),
    ("postal_code", 947, false),
    ("birth_month", 12, false),
    ("marital_status", 5, true),
    ("facility", 436, true),
    ("month_of_diagnosis", 180, false),
];

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

fn main() {
    let people: usize = std::env::args()
        .nth(1)
        .map_or(1_000_000, |n| n.parse().expect("how many people"));
    let mut draw = Draw(20_260_401);
    let rows: Vec<Vec<u32>> = (0..people)
        .map(|_| {
            let one = |(_, values, skewed): &(&str, u32, bool)| match skewed {
                true => draw.below(*values).min(draw.below(*values)),
                false => draw.below(*values),
            };
            FIELDS.iter().map(one).collect()
        })
        .collect();
    let field = |(name, ..): &(&str, u32, bool)| ReleasedField {
        view: "patient".into(),
        column: (*name).into(),
    };
    let on: Vec<ReleasedField> = FIELDS.iter().map(field).collect();

    let start = cpu();
    let named = on.iter().cloned().map(|field| (field, Measure::Number));
    let mut surveying = Surveying::of((0..people as i64).map(Subject), named);
    let texts: Vec<String> = (0..1000).map(|n| n.to_string()).collect();
    for (row, subject) in rows.iter().zip(0..) {
        for (at, value) in row.iter().enumerate() {
            surveying.add(Subject(subject), at, &texts[*value as usize]);
        }
    }
    let survey = surveying.finish();
    println!("{people} people, {} fields; the survey took {:.2} s of CPU", FIELDS.len(), cpu() - start);

    for k in [5, 10, 50] {
        let release = Release {
            k: Some(KAnonymity {
                k,
                on: on.clone(),
                fate: GroupFate::Generalize,
                origin: Origin::built_in(),
            }),
            ..Release::default()
        };
        let start = cpu();
        let done = control(&survey, &release, &[]).expect("nothing says stop");
        let ours = cpu() - start;
        let report = done.report;
        let groups = report.k.expect("k was asked");
        assert!(groups.smallest_after >= u64::from(k));
        let loss = report.generalized.expect("it was").loss;

        let start = cpu();
        let plain = textbook::groups(&rows, k as usize);
        let theirs = cpu() - start;
        let plain_loss = textbook::loss(&rows, &plain);
        println!(
            "k {k:>2}: ours {ours:.2} s, {} groups, loss {loss:.4}; textbook {theirs:.2} s, {} groups, loss {plain_loss:.4}; {:.1}x as fast, {:.3} of its loss",
            groups.groups_after,
            plain.len(),
            theirs / ours,
            loss / plain_loss,
        );
    }
}

/// Seconds this thread has been on a processor: what others run beside it does not count.
fn cpu() -> f64 {
    let said = std::fs::read_to_string("/proc/self/schedstat").expect("Linux tells");
    let nanoseconds = said.split_whitespace().next().and_then(|n| n.parse::<f64>().ok());
    nanoseconds.expect("a number") / 1e9
}
