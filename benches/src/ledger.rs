//! What a long ledger costs whoever stands at the desk: an extract, a count and a patient's page of
//! the demo bank, as it is and after it has grown to a million entries about everybody else.
//!
//!     sekisho demo DIR
//!     cargo run --release --bin ledger-bench -- SEKISHO DIR/bank [ENTRIES]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant as Clock};

use sekisho_model::book::{
    Announced, Delivered, EntryDraft, EntryKind, Fact, KeyAdded, NothingLeft,
};
use sekisho_model::{Digest, Instant};
use sekisho_store::Store;

const ROUNDS: usize = 5;
const PAGE: usize = 10_000;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (binary, bank) = (Path::new(&args[0]), Path::new(&args[1]));
    let size: i64 = args.get(2).map_or(1_000_000, |n| n.parse().expect("a number"));
    let out = tempfile::tempdir().expect("a folder");
    let mut taken = 0;
    let mut measure = || -> [Duration; 3] {
        let mut best = [Duration::MAX; 3];
        // What an opening does once after much has happened is not what a command costs.
        run(binary, &["bank", "status"], bank, &[]);
        run(binary, &["count"], bank, COUNT);
        for _ in 0..ROUNDS {
            taken += 1;
            let place = out.path().join(taken.to_string()).display().to_string();
            let extract = ["予後_東大", "--as", "佐藤", "--out", &place];
            let took = [
                run(binary, &["extract"], bank, &extract),
                run(binary, &["count"], bank, COUNT),
                run(binary, &["audit"], bank, &["patient", "LC-0007"]),
            ];
            for (best, took) in best.iter_mut().zip(took) {
                *best = took.min(*best);
            }
        }
        best
    };
    let small = measure();
    let (before, after, grew) = grow(bank, size);
    println!("{before} entries -> {after} in {grew:.1?}");
    let large = measure();
    for ((what, small), large) in ["extract", "count", "page"].iter().zip(small).zip(large) {
        let ratio = large.as_secs_f64() / small.as_secs_f64();
        println!("{what:8} {small:>10.1?} {large:>10.1?}   x {ratio:.2}");
    }
}

const COUNT: &[&str] = &["--study", "肺がん予後2026", "--as", "佐藤"];

fn run(binary: &Path, words: &[&str], bank: &Path, rest: &[&str]) -> Duration {
    let begun = Clock::now();
    let ran = Command::new(binary).args(words).arg(bank).args(rest).output();
    let ran = ran.expect("it runs");
    let took = begun.elapsed();
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(ran.status.success(), "{words:?} {rest:?}\n{said}");
    took
}

/// Entries about nobody in this story: refusals, looks, and deliveries of another study.
fn grow(bank: &Path, size: i64) -> (i64, i64, Duration) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(bank).await.expect("a bank");
        let every = EntryKind::ALL;
        let before = store.last_of(every).await.expect("a ledger");
        let now = store.bank_time().await.expect("a time").at().unwrap_or(Instant(0));
        let begun = Clock::now();
        let mut last = before;
        while last < size {
            let count = PAGE.min((size - last).unsigned_abs() as usize);
            let drafts = (0..count).map(|n| EntryDraft::new("鈴木", fact(last + n as i64)));
            let entries = store.append_all(drafts.collect(), now).await.expect("written");
            last = entries.last().expect("one").seq;
        }
        store.close().await;
        (before, last, begun.elapsed())
    })
}

fn fact(n: i64) -> Fact {
    let none = Digest([0; 32]);
    let read = |kind, text: &str| Fact::read(kind, text).expect("a fact");
    match n % 10 {
        0 => Delivered {
            of: Announced {
                permit: n,
                delivery: "別の研究へ".into(),
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
        1 => KeyAdded { key: format!("k{n}") }.into(),
        2 => NothingLeft {
            permit: n,
            entry: n,
            delivery: "別の研究へ".into(),
            justification: "a disk that was never mounted".into(),
        }
        .into(),
        3 | 4 => read(
            EntryKind::Explained,
            &format!(r#"{{"act":"extract","asked":"extract of delivery 別の研究へ","class":"clinical","bundle":"{none}"}}"#),
        ),
        _ => read(
            EntryKind::Refusal,
            &format!(r#"{{"refused":"papers","says":{{"ja":"いいえ","en":"no"}},"act":"extract","asked":"extract of delivery 別の研究へ","bundle":"{none}","dry_run":false}}"#),
        ),
    }
}
