//! The ledger: an entry before the first byte, a chain that shows every touch.

use std::path::{Path, PathBuf};

use crate::attack::checkpoints::made_anew;
use sekisho_model::book::{EntryKind, Kind};
use sekisho_store::Store;
use sekisho_tests::Json;
use sekisho_tests::banks::Bank;
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

#[test]
fn an_honest_ledger_verifies() {
    let bank = Bank::small_consented();
    bank.delivered("sinusitis_broad", "sato");
    bank.run(["audit"], ["verify"]).done();
    let kinds = bank.ledger_kinds();
    for kind in [
        "bank_initialised",
        "bundle_loaded",
        "people_loaded",
        "ingested",
        "consent_recorded",
        "permit",
        "delivered",
    ] {
        assert!(kinds.iter().any(|k| k == kind), "no {kind} in {kinds:?}");
    }
}

#[test]
fn a_changed_byte_is_found_and_its_entry_named() {
    let bank = Bank::small_consented();
    let (ran, _) = bank.extract("sinusitis_broad", "tanaka");
    let _ = ran.refused();
    assert!(
        replace_in(&settled(&bank), b"tanaka", b"tanuki"),
        "the ledger does not name who asked"
    );
    let seq = bank
        .ledger()
        .last()
        .and_then(|e| e.get("seq"))
        .and_then(Json::integer);
    let said = bank.run(["audit"], ["verify"]).refused().said();
    let seq = seq.expect("the last entry has a number").to_string();
    assert!(said.contains(&seq), "entry {seq} is not named:\n{said}");
}

#[test]
fn an_entry_made_into_another_kind_is_noticed() {
    let bank = Bank::small_consented();
    bank.delivered("sinusitis_broad", "sato");
    assert!(
        replace_in(&settled(&bank), b"delivered", b"delivereD"),
        "no delivery in the ledger"
    );
    bank.run(["audit"], ["verify"]).refused();
}

/// The permit is in the book before anything is written: a destination that can't be written leaves
/// `permit`, then `aborted`, and no file.
#[test]
fn a_destination_that_fails_leaves_permit_and_aborted() {
    let bank = Bank::small_consented();
    // A parent that exists and takes no new file, whoever asks.
    let out = Path::new("/proc/sekisho-out");
    let ran = bank.run(
        ["extract"],
        [
            "sinusitis_broad",
            "--as",
            "sato",
            "--out",
            &out.to_string_lossy(),
        ],
    );
    assert_eq!(ran.code, 1, "{}", ran.said());
    let kinds = bank.ledger_kinds();
    assert_eq!(kinds[kinds.len() - 2..], ["permit", "aborted"], "{kinds:?}");
    bank.run(["audit"], ["verify"]).done();
}

#[test]
fn a_patient_can_be_told_what_happened() {
    let bank = Bank::small_consented();
    bank.delivered("sinusitis_broad", "sato");
    let said = bank
        .run(["audit"], ["patient", "pt-hanako-0001"])
        .done()
        .said();
    assert!(
        said.contains("sinusitis_broad") && said.contains("関所大学の人"),
        "{said}"
    );
    assert!(!said.contains("sato"), "a login is nobody's name:\n{said}");
    let other = bank
        .run(["audit"], ["patient", "pt-jiro-0003"])
        .done()
        .said();
    assert!(
        !other.contains("sinusitis_broad"),
        "he was in no delivery:\n{other}"
    );
}

#[test]
fn the_ledger_holds_no_patient_value() {
    let bank = Bank::small_consented();
    bank.delivered("sinusitis_broad", "sato");
    let (ran, _) = bank.extract("sinusitis_broad", "tanaka");
    let _ = ran.refused();
    for file in ["ledger.sqlite", "ledger.sqlite-wal"] {
        let Ok(bytes) = std::fs::read(bank.path.join(file)) else {
            continue;
        };
        for value in ["pt-hanako", "999-22-1962", "MRN-558301", "花子", "鈴木"] {
            assert!(
                position(&bytes, value.as_bytes()).is_none(),
                "{file} holds {value}"
            );
        }
    }
}

/// The ledger's file with its write-ahead log folded in: SQLite itself drops a log that was touched.
fn settled(bank: &Bank) -> PathBuf {
    let ledger = bank.path.join("ledger.sqlite");
    let options = SqliteConnectOptions::new().filename(&ledger);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut open = SqliteConnection::connect_with(&options)
            .await
            .expect("the ledger opens");
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&mut open)
            .await
            .expect("a checkpoint");
        open.close().await.expect("it closes");
    });
    ledger
}

/// Replaces every occurrence by as many other bytes; true when there was one.
fn replace_in(path: &Path, from: &[u8], to: &[u8]) -> bool {
    let Ok(mut bytes) = std::fs::read(path) else {
        return false;
    };
    let mut any = false;
    while let Some(at) = position(&bytes, from) {
        bytes[at..at + to.len()].copy_from_slice(to);
        any = true;
    }
    std::fs::write(path, bytes).expect("the file can be written back");
    any
}

fn position(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|w| w == needle)
}

/// A bank that a later version wrote in: its kind of entry is kept, verified and named.
#[test]
fn an_entry_of_a_later_version_is_no_fault_of_the_ledger() {
    let bank = Bank::small_consented();
    made_anew(&bank, &|entry| {
        if entry.kind == EntryKind::PeopleLoaded {
            entry.kind = Kind::Later("persons_linked".to_owned());
            entry.text = r#"{"into":3,"said":{"by":1.50}}"#.to_owned();
        }
    });
    bank.run(["audit"], ["verify"]).done();
    let said = bank.run(["audit"], ["list"]).done().said();
    assert!(said.contains("persons_linked"), "{said}");
    assert!(said.contains("into=3"), "{said}");
}

/// What an entry says that is not what its kind says stops whoever needs it, by its number; the list
/// shows it, and the rest of the ledger is read.
#[test]
fn an_entry_that_does_not_say_what_its_kind_says_is_named() {
    let bank = Bank::small_consented();
    made_anew(&bank, &|entry| {
        if entry.kind == EntryKind::ConsentRecorded {
            entry.text = r#"{"added":"many"}"#.to_owned();
        }
    });
    bank.run(["audit"], ["verify"]).done();
    let listed = bank.run(["audit"], ["list"]).done().said();
    assert!(listed.contains("added=many"), "{listed}");
    let seq = bank
        .ledger()
        .iter()
        .find(|e| e.get("kind").and_then(Json::text) == Some("consent_recorded"))
        .and_then(|e| e.get("seq").and_then(Json::integer))
        .expect("such an entry");
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build();
    let unread = runtime.expect("a runtime").block_on(async {
        let store = Store::open(&bank.path).await.expect("a bank");
        let entry = store.entry(seq).await.expect("a ledger").expect("one");
        entry.fact().expect_err("no fact of its kind").says()
    });
    assert!(
        unread.ja.contains(&format!("台帳の {seq} 番")),
        "{}",
        unread.ja
    );
    assert!(
        unread.en.contains(&format!("ledger entry {seq} ")),
        "{}",
        unread.en
    );
}
