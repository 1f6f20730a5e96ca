//! What a long ledger costs whoever stands at the desk: an extract, a count and a patient's page of
//! a small bank, as it is and after its ledger has grown by entries about everybody else.
//!
//!     cargo test --workspace --test outside -- --ignored a_million_entries --nocapture
//!
//! How long it is to be is in `SEKISHO_ENTRIES`. It prints and asserts nothing: that no question
//! walks through the ledger is asserted by query plans, in `store::lookup`.

use std::time::{Duration, Instant as Clock};

use sekisho_model::book::{
    Announced, Delivered, EntryDraft, EntryKind, Fact, KeyAdded, NothingLeft,
};
use sekisho_model::{Digest, Instant};
use sekisho_store::Store;
use sekisho_tests::banks::{Bank, patients_in};
use sekisho_tests::command::Ran;
use sekisho_tests::samples::ours;

const ROUNDS: usize = 5;
const PAGE: usize = 10_000;

#[test]
#[ignore = "minutes; it prints what a million entries cost"]
fn a_million_entries_cost_what_a_hundred_cost() {
    let size = std::env::var("SEKISHO_ENTRIES").ok();
    let size = size.map_or(1_000_000, |n| n.parse().expect("a number"));
    let bank = Bank::small_consented();
    let patient = patients_in(&ours("tests/data/small/Patient.ndjson")).remove(0);
    let mut grown = Vec::new();
    for length in [100, size] {
        let (entries, took) = grow(&bank, length);
        println!("{entries} entries ({took:.1?} to write)");
        // What an opening does once after much has happened is not what a command costs.
        timed(|| count(&bank));
        let mut best = [Duration::MAX; 3];
        for _ in 0..ROUNDS {
            let took = [
                timed(|| bank.extract("sinusitis_broad", "sato").0),
                timed(|| count(&bank)),
                timed(|| bank.run(["audit"], ["patient", &patient])),
            ];
            for (best, took) in best.iter_mut().zip(took) {
                *best = took.min(*best);
            }
        }
        grown.push(best);
    }
    for (n, what) in ["extract", "count", "page"].iter().enumerate() {
        let (short, long) = (grown[0][n], grown[1][n]);
        let ratio = long.as_secs_f64() / short.as_secs_f64();
        println!("{what:8} {short:>10.1?} {long:>10.1?}   x {ratio:.2}");
    }
}

fn count(bank: &Bank) -> Ran {
    let asked = [
        "--study",
        "synthea_outcomes",
        "--cohort",
        "sinusitis",
        "--as",
        "sato",
    ];
    bank.run(["count"], asked)
}

#[expect(
    clippy::disallowed_methods,
    reason = "it measures how long a command takes, and asserts nothing of it"
)]
fn timed(act: impl FnOnce() -> Ran) -> Duration {
    let begun = Clock::now();
    let ran = act();
    let took = begun.elapsed();
    ran.done();
    took
}

/// Entries about nobody in this story: refusals, looks, and deliveries of another study.
#[expect(
    clippy::disallowed_methods,
    reason = "it measures how long a command takes, and asserts nothing of it"
)]
fn grow(bank: &Bank, size: i64) -> (i64, Duration) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(&bank.path).await.expect("a bank");
        let mut last = store.last_of(EntryKind::ALL).await.expect("a ledger");
        let time = store.bank_time().await.expect("a time");
        let now = time.at().unwrap_or(Instant(0));
        let begun = Clock::now();
        while last < size {
            let count = PAGE.min((size - last).unsigned_abs() as usize);
            let drafts = (0..count).map(|n| EntryDraft::new("鈴木", fact(last + n as i64)));
            let written = store.append_all(drafts.collect(), now).await;
            last = written.expect("written").last().expect("one").seq;
        }
        store.close().await;
        (last, begun.elapsed())
    })
}

fn fact(n: i64) -> Fact {
    let none = Digest([0; 32]);
    let delivery = "別の研究へ";
    let read = |kind, text: &str| Fact::read(kind, text).expect("a fact");
    match n % 10 {
        0 => Delivered {
            of: Announced {
                permit: n,
                delivery: delivery.into(),
                patients: 40,
                records: [("Observation".to_owned(), 900)].into(),
                rows: Default::default(),
                files: Vec::new(),
                scope: format!("study:{}", n % 1000),
                fee: None,
                fee_due_yen: None,
                terms: None,
                held_back: 0,
                decided_for: None,
            },
            told: None,
            publishing: None,
        }
        .into(),
        1 => KeyAdded {
            key: format!("k{n}"),
        }
        .into(),
        2 => NothingLeft {
            permit: n,
            entry: n,
            delivery: delivery.into(),
            justification: "a disk that was never mounted".into(),
        }
        .into(),
        3 | 4 => {
            let text = format!(
                r#"{{"act":"extract","asked":"extract of delivery {delivery}","class":"clinical","bundle":"{none}"}}"#
            );
            read(EntryKind::Explained, &text)
        }
        _ => {
            let text = format!(
                r#"{{"refused":"papers","says":{{"ja":"いいえ","en":"no"}},"act":"extract","asked":"extract of delivery {delivery}","bundle":"{none}","dry_run":false}}"#
            );
            read(EntryKind::Refusal, &text)
        }
    }
}
