//! A copy that may be out is in the ledger before it can be: whatever ends an extract, and whenever.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, Scratch, copy_folder};
use sekisho_tests::command::started;
use sekisho_tests::samples::{ours, text_of};

use super::WITH_STEWARD;

/// Kills an extract `wait` after its staging folder appeared. What the folder looked like, if the
/// process was still at work.
fn killed(bank: &Bank, out: &Path, wait: Duration) -> Option<Vec<u32>> {
    let mut child = started([
        OsStr::new("extract"),
        bank.path.as_os_str(),
        "sinusitis_broad".as_ref(),
        "--as".as_ref(),
        "sato".as_ref(),
        "--out".as_ref(),
        out.as_os_str(),
    ]);
    while staged(out).is_empty() && !out.exists() {
        if child.try_wait().expect("a child").is_some() {
            return None;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    std::thread::sleep(wait);
    // The modes of a folder that may be gone at any moment.
    let modes = staged(out).first().map(|folder| modes(folder));
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
    modes
}

/// Staging folders beside this destination.
fn staged(out: &Path) -> Vec<PathBuf> {
    let name = out
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let beside = fs::read_dir(out.parent().expect("a folder")).expect("it is there");
    let found = beside.flatten().map(|entry| entry.path());
    found
        .filter(|path| {
            let own = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            own.starts_with(&format!(".{name}.sekisho-"))
        })
        .collect()
}

fn modes(folder: &Path) -> Vec<u32> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        let Ok(about) = fs::symlink_metadata(&path) else {
            continue;
        };
        // Within it a trial shows what is usual here; nobody else can look.
        let trial = path
            .file_name()
            .is_some_and(|n| n == ".folder" || n == ".file");
        if !trial {
            found.push(about.permissions().mode() & 0o777);
        }
        if about.is_dir() {
            open.extend(
                fs::read_dir(&path)
                    .into_iter()
                    .flatten()
                    .flatten()
                    .map(|e| e.path()),
            );
        }
    }
    found
}

fn kinds_of_permits(bank: &Bank) -> Vec<(i64, Vec<String>)> {
    let ledger = bank.ledger();
    let kind = |e: &Json| {
        e.get("kind")
            .and_then(Json::text)
            .unwrap_or_default()
            .to_owned()
    };
    let permits = ledger.iter().filter(|e| {
        kind(e) == "permit" && e.at("facts.act").and_then(Json::text) == Some("extract")
    });
    let seq = |e: &Json| e.get("seq").and_then(Json::integer).expect("a number");
    permits
        .map(|permit| {
            let of = |e: &&Json| e.at("facts.permit").and_then(Json::integer) == Some(seq(permit));
            (seq(permit), ledger.iter().filter(of).map(kind).collect())
        })
        .collect()
}

/// Whatever moment it is killed at: the ledger says one end, the true one, nothing is left beside the
/// destination, and what may be out is asked back.
#[test]
fn whenever_it_is_killed_the_ledger_says_what_may_be_out() {
    let bank = bank_under(&[(
        "consent.seki",
        "    new use stops at once\n    results keep\n",
        "    new use stops at once\n    delivered recall within 30 days\n    results keep\n",
    )]);
    let mut ends = Vec::new();
    for (n, wait) in [0, 15, 60, 200].into_iter().enumerate() {
        let out = bank.scratch.path(&format!("killed-{n}"));
        if let Some(modes) = killed(&bank, &out, Duration::from_millis(wait)) {
            let open: Vec<_> = modes
                .iter()
                .filter(|mode| **mode & 0o077 != 0)
                .map(|mode| format!("{mode:o}"))
                .collect();
            assert!(
                open.is_empty(),
                "others could read what was staged: {open:?}"
            );
        }
        // Any command opens the bank; this one also says what it found.
        bank.run(["bank", "sweep"], [""; 0]).done();
        assert_eq!(staged(&out), [""; 0].map(PathBuf::from), "after {wait} ms");
        let (_, steps) = kinds_of_permits(&bank).pop().expect("a permit");
        let end = steps.last().expect("an end").clone();
        let known: &[&str] = match out.exists() {
            true => &["staging", "publishing", "delivered"],
            false if steps.iter().any(|s| s == "publishing") => {
                &["staging", "publishing", "may_have_left"]
            }
            false if steps.iter().any(|s| s == "staging") => &["staging", "may_have_left"],
            false => &["aborted"],
        };
        assert_eq!(
            steps,
            known,
            "after {wait} ms, {} at its destination",
            out.exists()
        );
        if out.exists() {
            bank.run(["record"], [&out]).done();
        }
        ends.push(end);
    }
    bank.run(["audit"], ["verify"]).done();
    let out: usize = ends.iter().filter(|end| *end != "aborted").count();
    assert!(out > 0, "no kill met the road: {ends:?}");
    // Every one of them is asked back when somebody withdraws.
    let before = recalls(&bank);
    let withdraw = ["--patient", "pt-hanako-0001", "--form", "broad_2020"];
    bank.run(["consent", "withdraw"], withdraw).done();
    assert_eq!(recalls(&bank) - before, out, "{ends:?}");
}

fn recalls(bank: &Bank) -> usize {
    let listed = bank
        .run(["recall"], ["list", "--format", "json"])
        .done()
        .json();
    listed.items().len()
}

/// The example with these changes, its bank with a steward.
fn bank_under(changes: &[(&str, &str, &str)]) -> Bank {
    let scratch = Scratch::default();
    let package = scratch.path("package");
    copy_folder(&ours("examples/synthea"), &package);
    for (file, from, to) in changes {
        let file = package.join("policies").join(file);
        let text = text_of(&file);
        assert!(text.contains(from), "{from}");
        fs::write(&file, text.replacen(from, to, 1)).expect("it is written");
    }
    let bank = Bank::of_package(&package.display().to_string());
    bank.run(
        ["bank", "people"],
        [bank.scratch.file("users.csv", WITH_STEWARD)],
    )
    .done();
    bank.run(["ingest"], [ours("tests/data/small")]).done();
    bank.consent_of_all(&sekisho_tests::banks::patients_in(&ours(
        "tests/data/small/Patient.ndjson",
    )));
    bank
}

/// A limit that is found only when the bytes are counted: they stood there for a while, so a copy may
/// be out. `once` is taken, the page says so, until a steward clears it.
#[test]
fn what_stopped_after_its_first_byte_counts_until_a_steward_clears_it() {
    let bank = bank_under(&[(
        "study.seki",
        "  format fhir R4, parquet\n",
        "  format fhir R4, parquet\n  limit bytes 10 stop\n  once before 2099-12-31\n",
    )]);
    let (ran, out) = bank.extract("sinusitis_broad", "sato");
    ran.refused().says(&[
        "nothing left",
        "何も出していません",
        "may have left",
        "出たかもしれない",
        "bank left BANK clear",
    ]);
    assert!(!out.exists() && staged(&out).is_empty());
    let kinds = bank.ledger_kinds();
    assert_eq!(
        kinds[kinds.len() - 3..],
        ["permit", "staging", "may_have_left"]
    );
    let (ran, _) = bank.extract("sinusitis_broad", "sato");
    ran.refused()
        .says(&["a copy may have left", "写しが外へ出たかもしれません"]);
    bank.run(["audit"], ["patient", "pt-hanako-0001", "--as", "yamada"])
        .done()
        .says(&["It may have been handed over", "渡されたかもしれません"])
        .keeps_silent_about(&["has never left this bank"]);

    let left = bank
        .run(["bank", "left"], ["list", "--format", "json"])
        .done()
        .json();
    let entry = left.items()[0]
        .get("entry")
        .and_then(Json::integer)
        .expect("a number");
    let entry = entry.to_string();
    let clear = |who: &str, why: &str| {
        bank.run(
            ["bank", "left"],
            ["clear", &entry, "--as", who, "--justify", why],
        )
    };
    clear("sato", "it was nothing")
        .refused()
        .says(&["steward", "データ管理者"]);
    clear("nobody", "it was nothing").refused();
    clear("yamada", " ").misused();
    clear("yamada", "the folder was 0700 and nobody was logged in").done();
    clear("yamada", "again").misused();
    let said = bank
        .run(["audit"], ["patient", "pt-hanako-0001", "--as", "yamada"])
        .done();
    said.says(&["has never left this bank"]);
    // Nothing is compared with it or counted any more: the same request is decided anew.
    let (ran, _) = bank.extract("sinusitis_broad", "sato");
    ran.refused().says(&["than the limit of 10"]);
    bank.run(["audit"], ["verify"]).done();
}
