//! The ledger, the bank and the vault are one bank of one day, or nothing leaves: after a kill at any
//! moment, with a file of another day or another bank, with all three of another day.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, Event, Scratch, copy_folder};
use sekisho_tests::command::{Ran, sekisho, started};
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use super::small_with_steward;

const FILES: [&str; 3] = ["bank.sqlite", "vault.sqlite", "ledger.sqlite"];

/// Runs SQL on one file of a bank; the last statement's numbers.
fn sql(bank: &Path, file: &str, statements: &[&str]) -> Vec<i64> {
    let options = SqliteConnectOptions::new().filename(bank.join(file));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut open = SqliteConnection::connect_with(&options)
            .await
            .expect("it opens");
        let mut rows = Vec::new();
        for statement in statements {
            rows = sqlx::query_scalar(sqlx::AssertSqlSafe((*statement).to_owned()))
                .fetch_all(&mut open)
                .await
                .expect("it runs");
        }
        open.close().await.expect("it closes");
        rows
    })
}

/// One file of the bank, its log folded in, put in the place of another bank's.
fn put(from: &Path, to: &Path, file: &str) {
    for bank in [from, to] {
        sql(bank, file, &["PRAGMA wal_checkpoint(TRUNCATE)"]);
    }
    for log in ["-wal", "-shm"] {
        let _ = fs::remove_file(to.join(format!("{file}{log}")));
    }
    fs::copy(from.join(file), to.join(file)).expect("a file copied");
}

fn extract(bank: &Path, out: &Path) -> Ran {
    sekisho([
        OsStr::new("extract"),
        bank.as_os_str(),
        "sinusitis_broad".as_ref(),
        "--as".as_ref(),
        "sato".as_ref(),
        "--out".as_ref(),
        out.as_os_str(),
    ])
}

fn count(bank: &Path) -> Ran {
    let args = [
        "--study",
        "synthea_outcomes",
        "--cohort",
        "sinusitis",
        "--as",
        "sato",
    ];
    let mut line = vec![OsStr::new("count"), bank.as_os_str()];
    line.extend(args.map(OsStr::new));
    sekisho(line)
}

fn with(words: &[&str], bank: &Path, rest: &[&str]) -> Ran {
    let mut line: Vec<&OsStr> = words.iter().map(OsStr::new).collect();
    line.push(bank.as_os_str());
    line.extend(rest.iter().map(OsStr::new));
    sekisho(line)
}

/// Nothing leaves and nothing is written, the file is named, and a look still works.
fn held(bank: &Path, named: &str) {
    let out = bank.with_extension("out");
    let digests = || {
        [
            sql(
                bank,
                "bank.sqlite",
                &["SELECT coalesce(max(n), 0) FROM bank_head"],
            ),
            sql(bank, "bank.sqlite", &["SELECT count(*) FROM consent_event"]),
            sql(
                bank,
                "vault.sqlite",
                &["SELECT coalesce(max(n), 0) FROM vault_head"],
            ),
            sql(bank, "ledger.sqlite", &["SELECT count(*) FROM entry"]),
        ]
    };
    let before = digests();
    for ran in [
        extract(bank, &out),
        count(bank),
        with(
            &["consent", "withdraw"],
            bank,
            &["--patient", "pt-hanako-0001", "--form", "broad_2020"],
        ),
        with(&["bank", "sweep"], bank, &[]),
    ] {
        ran.refused().says(&[
            named,
            "三つのファイルが同じ日のものではない",
            "not of one day",
            "bank restore",
        ]);
    }
    assert!(!out.exists());
    assert_eq!(before, digests());
    with(&["bank", "status"], bank, &[]).done().says(&[named]);
    with(&["bank", "check"], bank, &[]).refused().says(&[named]);
}

#[test]
fn a_file_of_an_earlier_day_is_named_and_nothing_leaves() {
    let bank = small_with_steward();
    let earlier = bank.copy();
    // One command for each file: a record and its person, a consent, a delivery.
    let line =
        r#"{"resourceType":"Patient","id":"pt-late","gender":"female","birthDate":"1961-01-01"}"#;
    bank.run(["ingest"], [bank.scratch.file("late.ndjson", line)])
        .done();
    bank.import_consents(&[Event::signed("pt-late")]).done();
    bank.delivered("sinusitis_broad", "sato");
    for file in FILES {
        let mixed = bank.copy();
        put(&earlier.path, &mixed.path, file);
        held(&mixed.path, file);
    }
    // Two of one day and one of another: what does not fit is said all the same.
    for file in FILES {
        let mixed = earlier.copy();
        put(&bank.path, &mixed.path, file);
        let out = mixed.scratch.path("out");
        extract(&mixed.path, &out)
            .refused()
            .says(&["not of one day"]);
        assert!(!out.exists());
    }
    // The bank as it is lets things out as before.
    bank.delivered("sinusitis_broad", "sato");
}

/// The last thing that happened is enough: one entry, one consent, one key.
#[test]
fn a_ledger_that_lacks_its_last_delivery_is_of_an_earlier_day() {
    let bank = small_with_steward();
    bank.delivered("sinusitis_broad", "sato");
    let earlier = bank.copy();
    bank.delivered("sinusitis_broad", "sato");
    put(&earlier.path, &bank.path, "ledger.sqlite");
    held(&bank.path, "ledger.sqlite");
}

#[test]
fn a_bank_that_lacks_its_last_withdrawal_is_of_an_earlier_day() {
    let bank = small_with_steward();
    let earlier = bank.copy();
    let withdraw = ["--patient", "pt-hanako-0001", "--form", "broad_2020"];
    bank.run(["consent", "withdraw"], withdraw).done();
    put(&earlier.path, &bank.path, "bank.sqlite");
    held(&bank.path, "bank.sqlite");
}

#[test]
fn a_file_of_another_bank_is_named_and_nothing_leaves() {
    let (bank, other) = (small_with_steward(), Bank::of_package("examples/synthea"));
    for file in FILES {
        let mixed = bank.copy();
        put(&other.path, &mixed.path, file);
        held(&mixed.path, file);
    }
    let lacking = bank.copy();
    fs::remove_file(lacking.path.join("vault.sqlite")).expect("it is gone");
    let out = lacking.scratch.path("out");
    extract(&lacking.path, &out)
        .refused()
        .says(&["vault.sqlite", "missing", "がありません"]);
}

/// All three files of an earlier day agree with each other; only what lies elsewhere can tell.
#[test]
fn all_three_of_an_earlier_day_are_found_by_the_mark_outside() {
    let bank = small_with_steward();
    let mark = bank.scratch.path("elsewhere-mark");
    let set = |place: &Path, who: &str| {
        let place = place.display().to_string();
        bank.run(
            ["bank", "mark"],
            [&place, "--as", who, "--justify", "kept on the other disk"],
        )
    };
    set(&mark, "sato").refused();
    set(&bank.path.join("mark"), "yamada")
        .misused()
        .says(&["outside", "外に"]);
    set(&mark, "yamada").done();
    let earlier = bank.copy();
    bank.delivered("sinusitis_broad", "sato");
    let withdraw = ["--patient", "pt-hanako-0001", "--form", "broad_2020"];
    bank.run(["consent", "withdraw"], withdraw).done();

    // The whole folder of the earlier day in the bank's place.
    let newer = bank.copy();
    fs::remove_dir_all(&bank.path).expect("it is gone");
    copy_folder(&earlier.path, &bank.path);
    for ran in [bank.extract("sinusitis_broad", "sato").0, count(&bank.path)] {
        ran.refused()
            .says(&["of an earlier day", "古い日のもの", "elsewhere-mark"]);
    }
    bank.run(["bank", "status"], [""; 0])
        .done()
        .says(&["elsewhere-mark"]);
    bank.run(["bank", "check"], [""; 0]).refused();
    // Setting another mark is no way around it.
    set(&bank.scratch.path("other-mark"), "yamada").refused();
    // The newer bank in its place again: nothing is wrong with it.
    fs::remove_dir_all(&bank.path).expect("it is gone");
    copy_folder(&newer.path, &bank.path);
    bank.run(["bank", "check"], [""; 0]).done();

    // The newer one lost: what was said since is entered again, and a steward answers for it.
    fs::remove_dir_all(&bank.path).expect("it is gone");
    copy_folder(&earlier.path, &bank.path);
    bank.run(["consent", "withdraw"], withdraw).done();
    let answer =
        |who: &str, why: &str| bank.run(["bank", "restored"], ["--as", who, "--justify", why]);
    answer("sato", "all of them").refused();
    answer("yamada", " ").misused();
    bank.extract("sinusitis_broad", "sato").0.refused();
    answer("yamada", "from the paper forms of the week").done();
    bank.extract("sinusitis_broad", "sato").0.done();
    // And the bank that was thought lost is not this one's past any more.
    fs::remove_dir_all(&bank.path).expect("it is gone");
    copy_folder(&newer.path, &bank.path);
    bank.extract("sinusitis_broad", "sato").0.refused();
}

#[test]
fn a_mark_that_is_missing_or_forged_holds_the_bank() {
    let bank = small_with_steward();
    let mark = bank.scratch.path("mark");
    let place = mark.display().to_string();
    bank.run(
        ["bank", "mark"],
        [&place, "--as", "yamada", "--justify", "first"],
    )
    .done();
    let good = fs::read_to_string(&mark).expect("a mark");
    let lower = good.replace("\"seq\":", "\"seq\":1");
    for text in ["", "{}", &good.replace("\"mac\":\"", "\"mac\":\"0"), &lower] {
        fs::write(&mark, text).expect("it is written");
        bank.extract("sinusitis_broad", "sato")
            .0
            .refused()
            .says(&["not written by this bank"]);
    }
    fs::remove_file(&mark).expect("it is gone");
    bank.extract("sinusitis_broad", "sato")
        .0
        .refused()
        .says(&["is missing", "がありません"]);
    bank.run(
        ["bank", "mark"],
        [&place, "--as", "yamada", "--justify", "the disk broke"],
    )
    .done();
    bank.delivered("sinusitis_broad", "sato");
    // A mark that only lags behind, as after a kill, is taken along.
    let lagging = fs::read_to_string(&mark).expect("a mark");
    bank.delivered("sinusitis_broad", "sato");
    fs::write(&mark, lagging).expect("it is written");
    bank.delivered("sinusitis_broad", "sato");
    bank.run(["bank", "check"], [""; 0]).done();
}

#[test]
fn after_a_restore_nothing_leaves_until_a_steward_has_answered() {
    let bank = small_with_steward();
    bank.delivered("sinusitis_broad", "sato");
    let backup = bank.scratch.path("backup");
    bank.run(["bank", "backup"], [OsStr::new("--to"), backup.as_os_str()])
        .done();
    let withdraw = ["--patient", "pt-hanako-0001", "--form", "broad_2020"];
    bank.run(["consent", "withdraw"], withdraw).done();
    // A backup is no bank, and a touched one is none of ours.
    let out = bank.scratch.path("out");
    extract(&backup, &out)
        .refused()
        .says(&["is a backup", "控えで"]);
    let touched = bank.scratch.path("touched");
    copy_folder(&backup, &touched);
    fs::write(touched.join("keys/sign.key.pub"), "other").expect("it is written");
    let restore = |from: &Path, to: &Path| {
        sekisho([
            OsStr::new("bank"),
            "restore".as_ref(),
            from.as_os_str(),
            "--to".as_ref(),
            to.as_os_str(),
        ])
    };
    restore(&touched, &bank.scratch.path("no"))
        .refused()
        .says(&["sign.key.pub"]);
    assert!(!bank.scratch.path("no").exists());

    let scratch = Scratch::default();
    let path = scratch.path("back");
    restore(&backup, &bank.path).misused();
    restore(&backup, &path)
        .done()
        .says(&["nothing leaves until", "何も出しません"]);
    let back = Bank { scratch, path };
    for ran in [back.extract("sinusitis_broad", "sato").0, count(&back.path)] {
        ran.refused()
            .says(&["came back from a backup", "控えから戻した"]);
    }
    back.run(["bank", "status"], [""; 0])
        .done()
        .says(&["came back from a backup"]);
    // What was said since can be entered; that alone opens nothing.
    back.run(["consent", "withdraw"], withdraw).done();
    back.extract("sinusitis_broad", "sato").0.refused();
    back.run(["bank", "restored"], ["--as", "sato", "--justify", "done"])
        .refused();
    back.run(
        ["bank", "restored"],
        ["--as", "yamada", "--justify", "the forms of June"],
    )
    .done();
    let delivery = back.delivered("sinusitis_broad", "sato");
    assert_eq!(delivery.patients(), 1, "the one who withdrew stays");
    back.run(
        ["bank", "restored"],
        ["--as", "yamada", "--justify", "again"],
    )
    .misused();
    back.run(["audit"], ["verify"]).done();
    let kinds = back.ledger_kinds();
    for kind in ["backed_up", "restored", "entered_again"] {
        assert!(
            kinds.iter().any(|k| k == kind),
            "{kind} is not in {kinds:?}"
        );
    }
}

/// The chain is looked at before anything leaves, not only when somebody asks.
#[test]
fn a_touched_ledger_lets_nothing_out() {
    let bank = small_with_steward();
    bank.delivered("sinusitis_broad", "sato");
    let touch = |bank: &Bank, change: &str| {
        sql(
            &bank.path,
            "ledger.sqlite",
            &[
                "DROP TRIGGER entry_is_never_changed",
                "DROP TRIGGER entry_is_never_removed",
                change,
            ],
        );
    };
    for change in [
        "UPDATE entry SET kind = '\"aborted\"' WHERE seq = (SELECT max(seq) FROM entry WHERE kind = '\"delivered\"')",
        "UPDATE entry SET who = 'mallory' WHERE seq = (SELECT max(seq) FROM entry)",
        "DELETE FROM entry_subject WHERE seq = (SELECT max(seq) FROM entry WHERE kind = '\"delivered\"')",
    ] {
        let touched = bank.copy();
        touch(&touched, change);
        let (ran, out) = touched.extract("sinusitis_broad", "sato");
        ran.refused()
            .says(&["is not what was written", "書かれたときと違う"]);
        assert!(!out.exists());
        count(&touched.path).refused();
    }
}

/// Whatever moment a withdrawal is killed at: if the ledger has it, it counts.
#[test]
fn a_withdrawal_that_the_ledger_has_counts_whenever_it_was_killed() {
    let bank = small_with_steward();
    for wait in [20, 60, 150] {
        let copy = bank.copy();
        let mut child = started([
            OsStr::new("consent"),
            "withdraw".as_ref(),
            copy.path.as_os_str(),
            "--patient".as_ref(),
            "pt-hanako-0001".as_ref(),
            "--form".as_ref(),
            "broad_2020".as_ref(),
        ]);
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().expect("it is killed");
        child.wait().expect("it ends");
        let kinds = copy.ledger_kinds();
        let told = kinds.iter().filter(|k| *k == "consent_recorded").count() == 2;
        let left = copy.delivered("sinusitis_broad", "sato").patients();
        assert_eq!(left, if told { 1 } else { 2 }, "after {wait} ms");
        copy.run(["audit"], ["verify"]).done();
    }
}

/// The same with the debt made by hand: the ledger has the entry, the bank nothing of it.
#[test]
fn what_the_ledger_owes_the_bank_is_settled_at_the_next_opening() {
    let bank = small_with_steward();
    let before = bank.copy();
    let withdraw = ["--patient", "pt-hanako-0001", "--form", "broad_2020"];
    bank.run(["consent", "withdraw"], withdraw).done();
    // The ledger as after the withdrawal, which saw the bank as it was before; the bank as before.
    let seen: Vec<i64> = sql(
        &before.path,
        "bank.sqlite",
        &["SELECT coalesce(max(n), 0) FROM bank_head"],
    );
    for (file, table) in [
        ("ledger.sqlite", "ledger_witness"),
        ("vault.sqlite", "vault_witness"),
    ] {
        let head = format!(
            "UPDATE {table} SET n = {}, head = (SELECT old.head FROM before.{table} old WHERE old.file = 'bank') WHERE file = 'bank'",
            seen[0]
        );
        let attach = format!("ATTACH '{}' AS before", before.path.join(file).display());
        sql(&bank.path, file, &[&attach, &head]);
    }
    put(&before.path, &bank.path, "bank.sqlite");
    let delivery = bank.delivered("sinusitis_broad", "sato");
    assert_eq!(delivery.patients(), 1, "the withdrawal counts");
    bank.run(["bank", "check"], [""; 0]).done();
    // A debt that was touched is not paid.
    let touched = before.copy();
    sql(
        &touched.path,
        "ledger.sqlite",
        &["UPDATE owed SET json = replace(json, 'signed', 'Signed')"],
    );
    sql(&touched.path, "bank.sqlite", &["DELETE FROM settled"]);
    let out: PathBuf = touched.scratch.path("out");
    extract(&touched.path, &out).refused();
    assert!(!out.exists());
}

/// Records whose ingest was cut off before its entry: the ledger hears of them.
#[test]
fn records_that_the_ledger_never_heard_of_are_noted() {
    let bank = small_with_steward();
    let told = |bank: &Bank| {
        let ledger = bank.ledger();
        let noted = ledger
            .iter()
            .filter(|e| e.get("kind").and_then(Json::text) == Some("ingested"));
        noted.count()
    };
    assert_eq!(told(&bank), 1);
    sql(
        &bank.path,
        "bank.sqlite",
        &["INSERT INTO snapshot (id, at) SELECT max(id) + 1, max(at) FROM snapshot"],
    );
    bank.run(["bank", "sweep"], [""; 0]).done();
    assert_eq!(told(&bank), 2);
    bank.run(["bank", "sweep"], [""; 0]).done();
    assert_eq!(told(&bank), 2, "once");
}
