//! The bank's evidence of a delivery: who may open what leads back to people, what a changed or
//! missing file of it looks like, and in whose name the ledger is written.

use std::ffi::OsStr;
use std::fs;

use sekisho_tests::banks::{Bank, Event};
use sekisho_tests::command::Ran;
use sekisho_tests::delivery::Delivery;

use crate::trace::OFFICE;

fn record(bank: &Bank, delivery: &Delivery, rest: &[&str]) -> Ran {
    let mut args: Vec<&OsStr> = vec![delivery.folder.as_os_str()];
    args.extend(rest.iter().map(OsStr::new));
    bank.run(["record"], args)
}

/// Whoever got the delivery must not get the list that joins it back, by being on the users' list.
#[test]
fn lineage_opens_only_as_a_trace_does() {
    let bank = Bank::small_consented();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    for file in ["lineage.parquet", "grants.parquet"] {
        for who in ["sato", "tanaka"] {
            let papers = [file, "--as", who, "--justify", "curious"];
            let ran = record(&bank, &delivery, &papers).refused();
            ran.keeps_silent_about(&["pt-", "source_id", "broad_2020\""]);
        }
        let alone = [file, "--as", "mori", "--justify", "a doubt"];
        let ran = record(&bank, &delivery, &alone).refused();
        ran.says(&["--approved-by"]).keeps_silent_about(&["pt-"]);
        let silent = [file, "--as", "mori", "--approved-by", "ito"];
        record(&bank, &delivery, &silent)
            .refused()
            .keeps_silent_about(&["pt-"]);
        let office = [&[file][..], &OFFICE[..]].concat();
        let shown = record(&bank, &delivery, &office).done().out;
        assert!(!shown.trim().is_empty(), "{file} is empty");
        let kinds = bank.ledger_kinds();
        assert_eq!(kinds[kinds.len() - 2..], ["permit", "record_opened"]);
    }
    let report = ["risk.json", "--as", "tanaka"];
    record(&bank, &delivery, &report).done();
}

/// A person who took their consent back is led back to by nobody, in a list either.
#[test]
fn whoever_withdrew_is_left_out_of_it() {
    let bank = Bank::small_consented();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let lineage = [&["lineage.parquet"][..], &OFFICE[..]].concat();
    let before = record(&bank, &delivery, &lineage).done().out;
    assert!(before.contains("pt-hanako-0001"), "{before}");
    let mut row = Event::signed("pt-hanako-0001");
    (row.event, row.date) = ("withdrawn", "2026-05-01");
    bank.import_consents(&[row]).done();
    let after = record(&bank, &delivery, &lineage).done();
    let left_out = after.err.clone();
    assert!(left_out.contains("left out"), "{left_out}");
    assert!(after.out.lines().count() < before.lines().count());
    after.keeps_silent_about(&["pt-hanako-0001"]);
}

#[test]
fn every_file_of_the_record_is_verified() {
    let bank = Bank::small_consented();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    record(&bank, &delivery, &[])
        .done()
        .says(&["record/risk.json", "release/manifest.json"]);
    let folder = delivery.folder.join("record");
    let (risk, kept) = (folder.join("risk.json.sealed"), folder.join("kept"));
    let whole = fs::read(&risk).expect("a report");
    fs::remove_file(&risk).expect("it goes");
    record(&bank, &delivery, &[])
        .refused()
        .says(&["record/risk.json", "missing"]);
    let mut changed = whole.clone();
    *changed.last_mut().expect("bytes") ^= 1;
    fs::write(&risk, &changed).expect("it is written");
    record(&bank, &delivery, &[])
        .refused()
        .says(&["record/risk.json", "changed"]);
    fs::write(&risk, &whole).expect("it is written");
    record(&bank, &delivery, &[]).done();
    fs::copy(&risk, folder.join("other.json.sealed")).expect("a copy");
    record(&bank, &delivery, &[])
        .refused()
        .says(&["record/other.json"]);
    drop(kept);
}

#[test]
fn every_entry_names_somebody() {
    let bank = super::small_with_steward();
    bank.run(["audit"], ["patient", "pt-hanako-0001"]).done();
    for entry in bank.ledger() {
        let who = entry
            .get("who")
            .and_then(|who| who.text().map(str::to_owned));
        let who = who.unwrap_or_default();
        assert!(who.starts_with("system:"), "{}", entry.write());
    }
    let page = ["patient", "pt-hanako-0001", "--as", "yamada"];
    bank.run(["audit"], page).done();
    let last = bank.ledger().last().expect("an entry").write();
    assert!(last.contains("\"yamada\""), "{last}");
    let stranger = ["patient", "pt-hanako-0001", "--as", "nobody"];
    bank.run(["audit"], stranger).refused().says(&["No."]);
    let users = "user,group,org,training,training_date\nsystem:root,steward,関所大学,,\n";
    let users = bank.scratch.file("forged.csv", users);
    bank.run(["bank", "people"], [users])
        .misused()
        .says(&["system:"]);
}

/// A reason is somebody's text: it can't write a line of the ledger's, nor move a cursor.
#[test]
fn a_reason_can_not_forge_a_line_or_a_colour() {
    let bank = Bank::small_consented();
    let forged = "fine\n    9  2026-01-01T00:00:00+09:00  delivered  sato  \u{1b}[2J\u{202e}x";
    let asked = [
        "sinusitis_broad",
        "--as",
        "sato",
        "--dry-run",
        "--justify",
        forged,
    ];
    bank.run(["extract"], asked).done();
    let listed = bank.run(["audit"], ["list"]).done().out;
    assert!(
        !listed.contains('\u{1b}') && !listed.contains('\u{202e}'),
        "{listed}"
    );
    assert!(
        !listed
            .lines()
            .any(|line| line.starts_with("    9  2026-01-01")),
        "{listed}"
    );
    assert!(listed.contains("\\u001b"), "{listed}");
}
