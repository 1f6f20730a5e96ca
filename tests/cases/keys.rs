//! Keys as an operator meets them: a passphrase, new keys for old secrets, a key destroyed, and a
//! record that only its bank can read.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, Scratch, bundle_of, copy_folder, patients_in};
use sekisho_tests::command::{Ran, sekisho, sekisho_knowing};
use sekisho_tests::delivery::Delivery;
use sekisho_tests::samples::{ours, text_of};

const WORDS: &str = "正しい 馬 と 電池 🔑";
const OTHER: &str = "another one altogether";

/// A bank sealed by `WORDS`, consented and loaded; the file that holds them.
fn sealed() -> (Bank, PathBuf) {
    let scratch = Scratch::default();
    let (path, file) = (scratch.path("bank"), scratch.secret("words", WORDS));
    let bank = Bank { scratch, path };
    with(&bank, ["bank", "init"], &[], &file)
        .done()
        .says(&["sealed by a passphrase"]);
    let bundle = bundle_of("examples/synthea");
    with(
        &bank,
        ["bank", "load"],
        &[bundle.to_str().expect("a path")],
        &file,
    )
    .done();
    // None of these needs a key.
    bank.run(
        ["bank", "people"],
        [ours("examples/synthea").join("users.csv")],
    )
    .done();
    bank.run(["ingest"], [ours("tests/data/small")]).done();
    bank.consent_of_all(&patients_in(&ours("tests/data/small/Patient.ndjson")));
    (bank, file)
}

/// `sekisho WORDS BANK REST --key-file FILE`
fn with<const N: usize>(bank: &Bank, words: [&str; N], rest: &[&str], file: &Path) -> Ran {
    let file = file.to_str().expect("a path");
    let rest = rest.iter().copied().chain(["--key-file", file]);
    bank.run(words, rest)
}

fn delivery(bank: &Bank, rest: &[&str], file: &Path, name: &str) -> (Ran, PathBuf) {
    let out = bank.scratch.path(name);
    let mut words = vec!["sinusitis_broad", "--as", "sato", "--out"];
    words.push(out.to_str().expect("a path"));
    words.extend(rest);
    (with(bank, ["extract"], &words, file), out)
}

#[test]
fn a_sealed_bank_delivers_with_its_passphrase_only() {
    let (bank, file) = sealed();
    let before = bank.ledger().len();
    let (ran, out) = bank.extract("sinusitis_broad", "sato");
    ran.misused()
        .says(&["SEKISHO_PASSPHRASE", "--key-file", "合言葉"]);
    let wrong = bank.scratch.secret("wrong", OTHER);
    let (ran, other) = delivery(&bank, &[], &wrong, "wrong-out");
    ran.refused()
        .says(&["passphrase is wrong", "合言葉が違う"])
        .keeps_silent_about(&[OTHER]);
    let empty = bank.scratch.secret("empty", "\n");
    let (ran, third) = delivery(&bank, &[], &empty, "empty-out");
    ran.misused().says(&["passphrase is empty", "合言葉が空"]);
    let missing = bank.scratch.path("no-such-file");
    delivery(&bank, &[], &missing, "missing-out").0.misused();
    assert!([out, other, third].iter().all(|path| !path.exists()));
    assert_eq!(bank.ledger().len(), before, "nothing was noted");

    let (ran, out) = delivery(&bank, &[], &file, "out");
    ran.done();
    assert!(out.join("release/Patient.ndjson").exists());
    // The variable does as well; a file that is named wins over it.
    let args = |out: &str| {
        let out = bank.scratch.path(out);
        let line = [
            "extract".into(),
            bank.path.display().to_string(),
            "chf_outcomes".into(),
            "--as".into(),
            "sato".into(),
            "--out".into(),
            out.display().to_string(),
        ];
        line.to_vec()
    };
    sekisho_knowing(&[("SEKISHO_PASSPHRASE", WORDS)], args("by-variable")).done();
    let mut both = args("by-both");
    both.extend(["--key-file".into(), wrong.display().to_string()]);
    sekisho_knowing(&[("SEKISHO_PASSPHRASE", WORDS)], both).refused();
    let status = bank
        .run(["bank", "status"], ["--format", "json"])
        .done()
        .json();
    assert_eq!(status.get("keys_sealed"), Some(&Json::Bool(true)));
}

#[test]
fn an_empty_passphrase_founds_no_bank() {
    let scratch = Scratch::default();
    let (path, empty) = (scratch.path("bank"), scratch.secret("empty", ""));
    let init = |file: &Path| {
        sekisho([
            "bank".as_ref(),
            "init".as_ref(),
            path.as_os_str(),
            "--key-file".as_ref(),
            file.as_os_str(),
        ])
    };
    init(&empty).misused().says(&["passphrase is empty"]);
    assert!(!path.exists());
    sekisho_knowing(
        &[("SEKISHO_PASSPHRASE", "")],
        ["bank".as_ref(), "init".as_ref(), path.as_os_str()],
    )
    .misused();
    assert!(!path.exists());
}

#[test]
fn what_is_not_sealed_says_so_and_can_be_sealed() {
    let bank = Bank::small_consented();
    bank.run(["bank", "status"], [""; 0])
        .done()
        .says(&["not sealed", "0600", "封じていません"]);
    let first = bank.delivered("sinusitis_broad", "sato");
    keys(&bank, &["passphrase"])
        .misused()
        .says(&["--new-key-file"]);
    let file = bank.scratch.secret("words", WORDS);
    keys(&bank, &["passphrase", "--new-key-file", path(&file)])
        .done()
        .keeps_silent_about(&[WORDS]);
    keys(&bank, &["list"]).misused();
    bank.extract("sinusitis_broad", "sato").0.misused();
    let (ran, out) = delivery(&bank, &[], &file, "out");
    ran.done();
    assert_eq!(data(&first.folder), data(&out), "pseudonyms stay");
    // And by another one.
    let next = bank.scratch.secret("next", OTHER);
    let args = ["passphrase", "--new-key-file", path(&next)];
    keys(&bank, &[&args[..], &["--key-file", path(&file)]].concat()).done();
    keys(&bank, &["list", "--key-file", path(&file)]).refused();
    keys(&bank, &["list", "--key-file", path(&next)]).done();
}

#[test]
fn new_keys_change_no_pseudonym_and_open_old_records() {
    let bank = Bank::small_consented();
    let first = bank.delivered("sinusitis_broad", "sato");
    let (old, report) = (ring(&bank), first.report());
    keys(&bank, &["rotate", "--as", "yamada"])
        .done()
        .says(&["pseudonyms stay the same", "仮名は変わりません"]);
    let new = ring(&bank);
    assert!(
        secrets(&old).is_disjoint(&secrets(&new)),
        "an old key is left"
    );
    let second = bank.delivered("sinusitis_broad", "sato");
    assert_eq!(data(&first.folder), data(&second.folder));
    assert_eq!(first.report().write(), report.write());
    assert!(bank.ledger_kinds().contains(&"keys_rotated".to_owned()));
    let listed = listed(&bank);
    let scope = &listed.get("scopes").expect("scopes").items()[0];
    assert_eq!(scope.get("generation").and_then(Json::integer), Some(2));
    // The ring as it was before opens nothing that was made since.
    fs::write(bank.path.join("keys/bank.key"), &old).expect("it is written");
    bank.extract("sinusitis_broad", "sato").0.refused();
}

#[test]
fn a_key_destroyed_by_hand_joins_nothing_any_more() {
    let bank = Bank::small_consented();
    let users = "user,group,org,training,training_date\nsato,outcomes-team,関所大学,研究倫理,2026-04-01\nyamada,steward,関所大学,,\n";
    bank.run(["bank", "people"], [bank.scratch.file("users.csv", users)])
        .done();
    let first = bank.delivered("sinusitis_broad", "sato");
    let scope = "study:synthea_outcomes";
    let destroy = |who: &str, scope: &str, why: &str| {
        let args = ["destroy", "--scope", scope, "--as", who, "--justify", why];
        keys(&bank, &args)
    };
    for who in ["sato", "nobody"] {
        destroy(who, scope, "end of the study")
            .refused()
            .says(&["steward", "データ管理者"]);
    }
    destroy("yamada", "study:no_such", "end")
        .refused()
        .says(&["bank keys BANK list"]);
    destroy("yamada", scope, " ").misused();
    assert_eq!(
        data(&bank.delivered("sinusitis_broad", "sato").folder),
        data(&first.folder),
        "nothing was destroyed yet"
    );
    destroy("yamada", scope, "end of the study").done();
    let ledger = bank.ledger();
    let entry = ledger.last().expect("an entry");
    assert_eq!(word(entry, "kind"), "scope_key_destroyed");
    assert_eq!(word(entry, "who"), "yamada");
    let facts = entry.get("facts").expect("facts");
    assert_eq!(
        (word(facts, "scope"), word(facts, "justification")),
        (scope.into(), "end of the study".into())
    );
    let next = bank.delivered("sinusitis_broad", "sato");
    assert!(ids(&first).is_disjoint(&ids(&next)));
    let listed = listed(&bank);
    let scopes = listed.get("scopes").expect("scopes").items();
    let of_study: Vec<&Json> = scopes
        .iter()
        .filter(|s| word(s, "scope") == scope)
        .collect();
    assert_eq!(of_study.len(), 2, "the destroyed one and its successor");
    assert_eq!(word(of_study[0], "destroyed_by"), "yamada");
    bank.run(["audit"], ["verify"]).done();
}

#[test]
fn after_a_delivery_whose_key_is_destroyed_nothing_joins_back() {
    let bank = Bank::small_consented();
    bank.load_with_key_line("key scope delivery destroyed after delivery");
    let (ran, out) = bank.extract("sinusitis_broad", "sato");
    ran.done().says(&["nothing joins back", "破棄"]);
    let first = Delivery::at(&bank.path, "sato", &out);
    let kinds = bank.ledger_kinds();
    assert_eq!(
        kinds[kinds.len() - 5..],
        [
            "permit",
            "staging",
            "publishing",
            "delivered",
            "scope_key_destroyed"
        ]
    );
    let ledger = bank.ledger();
    let facts = ledger.last().and_then(|e| e.get("facts")).expect("facts");
    assert_eq!(word(facts, "scope"), "delivery:sinusitis_broad:関所大学");
    let second = bank.delivered("sinusitis_broad", "sato");
    assert_eq!(first.patients(), second.patients());
    assert!(ids(&first).is_disjoint(&ids(&second)));
    // The bank can still read what it kept, and the vault never held a secret of this scope.
    assert!(first.report().get("people").is_some());
    let listed = listed(&bank);
    let scopes = listed.get("scopes").expect("scopes").items();
    let of_delivery = |scope: &&Json| word(scope, "scope").starts_with("delivery:");
    for scope in scopes.iter().filter(of_delivery) {
        assert_eq!(scope.get("generation").and_then(Json::integer), Some(0));
        assert!(scope.get("ledger_seq").and_then(Json::integer).is_some());
    }
}

#[test]
fn a_named_key_is_registered_before_a_profile_may_use_it() {
    let bank = Bank::small_consented();
    let first = bank.delivered("sinusitis_broad", "sato");
    bank.load_with_key_line("key \"kms:lung-2026\" scope study");
    let (ran, out) = bank.extract("sinusitis_broad", "sato");
    ran.refused()
        .says(&["kms:lung-2026", "bank keys BANK add \"kms:lung-2026\""]);
    assert!(!out.exists());
    keys(&bank, &["add", "bank"]).misused();
    keys(&bank, &["add", "kms:lung-2026"]).done();
    keys(&bank, &["add", "kms:lung-2026"]).refused();
    let second = bank.delivered("sinusitis_broad", "sato");
    assert_eq!(
        data(&first.folder),
        data(&second.folder),
        "the scope's secret moved; it is the same"
    );
    assert!(bank.ledger_kinds().contains(&"scope_key_moved".to_owned()));
    let scopes = listed(&bank);
    let scope = &scopes.get("scopes").expect("scopes").items()[0];
    assert_eq!(word(scope, "key"), "kms:lung-2026");
    keys(&bank, &["rotate"]).done();
    let third = bank.delivered("sinusitis_broad", "sato");
    assert_eq!(data(&first.folder), data(&third.folder));
}

#[test]
fn a_record_that_was_touched_does_not_open() {
    let bank = Bank::small_consented();
    let one = bank.delivered("sinusitis_broad", "sato");
    let two = bank.delivered("sinusitis_broad", "sato");
    for (name, bytes) in one.files("record") {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(name.ends_with(".sealed"), "{name}");
        assert!(
            !text.contains("pt-hanako") && !text.contains("PAR1"),
            "{name}"
        );
    }
    let opens = |folder: &Path, name: &str| {
        let folder = folder.to_str().expect("a path");
        bank.run(["record"], [folder, name, "--as", "sato"])
    };
    opens(&one.folder, "risk.json").done().says(&["patients"]);
    let touched = |change: &dyn Fn(&Path)| {
        let copy = bank.scratch.path("touched");
        let _ = fs::remove_dir_all(&copy);
        copy_folder(&one.folder, &copy);
        change(&copy.join("record"));
        opens(&copy, "risk.json")
            .refused()
            .says(&["changed", "書き換え"])
            .keeps_silent_about(&["pt-hanako"]);
    };
    let report = "risk.json.sealed";
    let lineage = "lineage.parquet.sealed";
    touched(&|record| turn_a_byte(&record.join(report)));
    touched(&|record| {
        let bytes = fs::read(record.join(report)).expect("a file");
        fs::write(record.join(report), &bytes[..bytes.len() - 1]).expect("it is written");
    });
    touched(&|record| {
        fs::copy(record.join(lineage), record.join(report)).expect("copied");
    });
    touched(&|record| {
        fs::copy(two.folder.join("record").join(report), record.join(report)).expect("copied");
    });
    // Another bank's keys open nothing of it, and neither does a bank without its passphrase.
    let stranger = Bank::small_consented();
    let folder = one.folder.to_str().expect("a path");
    stranger
        .run(["record"], [folder, "risk.json", "--as", "sato"])
        .refused();
}

#[test]
fn no_key_and_no_passphrase_is_ever_told() {
    let bank = Bank::small_consented();
    bank.delivered("sinusitis_broad", "sato");
    let hidden = secrets(&ring(&bank));
    assert!(hidden.len() >= 2, "wrapping and records");
    let file = bank.scratch.secret("words", WORDS);
    let told = [
        keys(&bank, &["list"]).done().said(),
        keys(&bank, &["list", "--format", "json"]).done().said(),
        bank.run(["bank", "status"], ["--format", "json"])
            .done()
            .said(),
        keys(&bank, &["passphrase", "--new-key-file", path(&file)]).said(),
        keys(&bank, &["rotate", "--key-file", path(&file)]).said(),
        sekisho_knowing(&[("SEKISHO_PASSPHRASE", WORDS)], ["bank", "keys", "--help"])
            .done()
            .said(),
        sekisho_knowing(&[("SEKISHO_PASSPHRASE", WORDS)], ["extract", "--help"])
            .done()
            .said(),
        bank.run(["audit"], ["list", "--format", "json"])
            .done()
            .said(),
        text_of(&bank.path.join("keys/bank.key")),
    ];
    for told in &told {
        assert!(!told.contains(WORDS), "{told}");
        assert!(hidden.iter().all(|key| !told.contains(key)), "{told}");
    }
}

/// `bank keys BANK ARGS`
fn keys(bank: &Bank, args: &[&str]) -> Ran {
    bank.run(["bank", "keys"], args)
}

fn listed(bank: &Bank) -> Json {
    keys(bank, &["list", "--format", "json"]).done().json()
}

/// The ring of a bank without a passphrase, as it lies there.
fn ring(bank: &Bank) -> String {
    text_of(&bank.path.join("keys/bank.key"))
}

/// Every 256-bit number in it but the signing key, which stays.
fn secrets(ring: &str) -> BTreeSet<String> {
    let open = Json::parse(ring);
    let keys = open.get("open").expect("not sealed");
    let of = |list: &str| {
        let list = keys.get(list).expect("a list").items().iter();
        list.map(|key| word(key, "key")).collect::<Vec<_>>()
    };
    let newest = of("records").pop();
    of("keys").into_iter().chain(newest).collect()
}

/// Every data file with its bytes: all of `release/` but the manifest, which names its permit.
fn data(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder.join("release"))
        .expect("a delivery")
        .map(|entry| {
            let entry = entry.expect("an entry");
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("a file"))
        })
        .filter(|(name, _)| name.ends_with(".ndjson"))
        .collect();
    assert!(!files.is_empty());
    files.sort();
    files
}

fn ids(delivery: &Delivery) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    delivery.each(|record| {
        ids.insert(word(&record.json, "id"));
    });
    assert!(!ids.is_empty());
    ids
}

fn word(json: &Json, key: &str) -> String {
    let found = json.get(key).and_then(Json::text);
    found
        .unwrap_or_else(|| panic!("no {key} in {}", json.write()))
        .to_owned()
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path")
}

fn turn_a_byte(file: &Path) {
    let mut bytes = fs::read(file).expect("a file");
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(file, bytes).expect("it is written");
}
