//! Data come in: twice is once, interrupted is resumed, what can't be read is set aside and said.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, Scratch, bank_of_400};
use sekisho_tests::command::{sekisho, started};
use sekisho_tests::samples::{ours, sample, the_400};

#[test]
fn the_same_files_twice_are_one_ingest() {
    let bank = Bank::small();
    let before = records(&bank);
    assert_eq!(before, 25);
    bank.run(["ingest"], [ours("tests/data/small")]).done();
    assert_eq!(records(&bank), before);
}

#[test]
fn the_400_come_in_whole() {
    let Some(bank) = bank_of_400() else { return };
    assert_eq!(records(bank), 117_711);
    let status = status(bank);
    assert!(quarantined(&status).is_empty(), "{}", status.write());
}

#[test]
fn a_kill_in_the_middle_loses_and_doubles_nothing() {
    let Some(data) = the_400() else { return };
    let bank = Bank::of_package("examples/synthea");
    let mut killed = 0;
    for wait in [400, 1500, 4000] {
        let mut child = started(["ingest".as_ref(), bank.path.as_os_str(), data.as_os_str()]);
        std::thread::sleep(Duration::from_millis(wait));
        killed += usize::from(child.try_wait().expect("a child").is_none());
        // SIGKILL on Unix: no clean-up of any kind runs.
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
    }
    assert!(
        killed > 0,
        "every ingest was over before it could be killed"
    );
    bank.run(["ingest"], [&data]).done();
    assert_eq!(records(&bank), 117_711);
    bank.run(["audit"], ["verify"]).done();
}

#[test]
fn packed_files_and_bundles_come_in_like_plain_lines() {
    let plain = ours("tests/data/small/Condition.ndjson");
    let text = std::fs::read_to_string(&plain).expect("our own file");
    let bank = Bank::of_package("examples/synthea");
    let packed = bank.scratch.path("Condition.ndjson.gz");
    let mut gz = GzEncoder::new(
        std::fs::File::create(&packed).expect("a file"),
        Compression::fast(),
    );
    gz.write_all(text.as_bytes())
        .and_then(|()| gz.finish())
        .expect("packed");
    let entries: Vec<String> = std::fs::read_to_string(ours("tests/data/small/Patient.ndjson"))
        .expect("our own file")
        .lines()
        .map(|line| format!("{{\"resource\":{line}}}"))
        .collect();
    let bundle = format!(
        "{{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{}]}}",
        entries.join(",")
    );
    let bundle = bank.scratch.file("people.json", &bundle);
    bank.run(["ingest"], [bundle, packed]).done();
    assert_eq!(records(&bank), 8);
}

#[test]
fn transaction_bundles_resolve_their_own_references() {
    let Some(folder) = sample("data/fhir/transaction-bundles") else {
        return;
    };
    let bank = Bank::of_package("examples/synthea");
    bank.run(["ingest"], [folder]).done();
    let status = status(&bank);
    assert!(quarantined(&status).is_empty(), "{}", status.write());
    assert_eq!(
        status.get("patients").and_then(Json::integer),
        Some(12),
        "{}",
        status.write()
    );
}

#[test]
fn a_bad_line_is_set_aside_with_its_place_and_reason_and_harms_no_other() {
    let good = r#"{"resourceType":"Patient","id":"pt-good-0001","birthDate":"1990-01-01"}"#;
    let bad = [
        r#"{"resourceType":"Patient","id":"#.to_owned(),
        r#"{"resourceType":"Patient","id":"pt-a","id":"pt-b"}"#.to_owned(),
        r#"{"resourceType":"Dragon","id":"x-1"}"#.to_owned(),
        r#"{"resourceType":"Patient"}"#.to_owned(),
        r#"{"resourceType":"Patient","id":"../../etc"}"#.to_owned(),
        format!(
            r#"{{"resourceType":"Patient","id":"deep","x":{}1{}}}"#,
            "[".repeat(100),
            "]".repeat(100)
        ),
    ];
    for (n, bad) in bad.iter().enumerate() {
        let bank = Bank::of_package("examples/synthea");
        let file = bank
            .scratch
            .file("mixed.ndjson", &format!("{good}\n{bad}\n"));
        let ran = bank.run(["ingest"], [file]);
        assert!(ran.code == 0 || ran.code == 1, "{}", ran.said());
        assert_eq!(records(&bank), 1, "bad line {n}: {bad}");
        let status = status(&bank);
        let [row] = quarantined(&status) else {
            panic!("bad line {n} is not set aside: {}", status.write())
        };
        let file = row.get("file").and_then(Json::text).unwrap_or_default();
        assert!(
            file.ends_with("mixed.ndjson"),
            "bad line {n} is said to stand in {file}"
        );
        assert_eq!(
            row.get("line").and_then(Json::integer),
            Some(2),
            "bad line {n}"
        );
        for lang in ["reason.ja", "reason.en"] {
            assert!(
                row.at(lang)
                    .and_then(Json::text)
                    .is_some_and(|r| !r.is_empty()),
                "bad line {n}: {}",
                row.write()
            );
        }
        let said = ran.said() + &bank.run(["bank", "status"], [""; 0]).done().said();
        assert!(
            said.contains("mixed.ndjson:2"),
            "bad line {n} is not told by file and line:\n{said}"
        );
        for value in ["pt-a", "pt-b", "../etc"] {
            assert!(
                !said.contains(value),
                "bad line {n}: the value is printed:\n{said}"
            );
        }
    }
}

#[test]
fn a_path_that_is_not_there_is_wrong_usage() {
    let bank = Bank::of_package("examples/synthea");
    bank.run(["ingest"], ["/no/such/path"]).misused();
    let nowhere = Scratch::default().path("no-bank");
    sekisho([
        "ingest".as_ref(),
        nowhere.as_os_str(),
        Path::new("/tmp").as_os_str(),
    ])
    .misused();
}

fn status(bank: &Bank) -> Json {
    bank.run(["bank", "status"], ["--format", "json"])
        .done()
        .json()
}

/// Current records of all types.
fn records(bank: &Bank) -> i64 {
    let status = status(bank);
    let kinds = status.get("records").expect("records by type").items();
    kinds
        .iter()
        .map(|kind| {
            kind.get("records")
                .and_then(Json::integer)
                .expect("a number of records")
        })
        .sum()
}

fn quarantined(status: &Json) -> &[Json] {
    status.get("quarantine").expect("the quarantine").items()
}
