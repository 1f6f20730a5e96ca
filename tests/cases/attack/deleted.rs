//! What its source deleted, or a steward retired, leaves no more and for no day; nothing is erased.

use sekisho_tests::Json;
use sekisho_tests::banks::Bank;
use sekisho_tests::command::sekisho_at;

use super::feed::*;

fn with_labs() -> Bank {
    let bank = bank();
    two(&bank);
    let labs: Vec<String> = (1..=4)
        .map(|n| lab(&format!("o{n}"), "p1", &format!("9.8{n}"), ""))
        .collect();
    send(&bank, &labs).done();
    bank
}

#[test]
fn a_deletion_is_heard_in_every_form_it_comes_in() {
    let bank = with_labs();
    // Bulk Data's `deleted` file: NDJSON of transaction Bundles.
    let bulk = deletes(&["Observation/o1"], &updated("2026-05-01T00:00:00Z"));
    send(&bank, &[bulk])
        .done()
        .says(&["1 records that the source deleted"]);
    // A batch as a document, with the address of the source's server.
    let batch =
        deletes(&["https://h.example/fhir/Observation/o2"], "").replace("transaction", "batch");
    let file = bank.scratch.file("batch.json", &batch);
    bank.run(["ingest"], [file]).done();
    // A history tells the newest first.
    let history = format!(
        r#"{{"resourceType":"Bundle","type":"history","entry":[{{"request":{{"method":"DELETE","url":"Observation/o3"}}}},{{"request":{{"method":"PUT","url":"Observation/o3"}},"resource":{}}}]}}"#,
        lab("o3", "p1", "9.93", "")
    );
    let file = bank.scratch.file("history.json", &history);
    bank.run(["ingest"], [file]).done();
    let left = leaving(&bank);
    for gone in ["9.81", "9.82", "9.83", "9.93"] {
        assert!(!left.contains(gone), "{gone}");
    }
    assert!(left.contains("9.84"));
    // What names no record for certain is told, and nothing happens.
    send(&bank, &[deletes(&["Observation?status=final"], "")])
        .refused()
        .says(&["1 quarantined"]);
    assert!(leaving(&bank).contains("9.84"));
    assert_eq!(
        bank.ledger_kinds()
            .iter()
            .filter(|k| *k == "records_retired")
            .count(),
        3
    );
}

#[test]
fn who_leaves_by_a_deleted_diagnosis_is_no_member_any_more() {
    let bank = with_labs();
    send(&bank, &[deletes(&["Condition/c1"], "")]).done();
    let left = leaving(&bank);
    assert!(!left.contains("9.8"), "p1 is in no cohort without c1");
    assert!(left.contains("Condition"), "p2 is");
}

#[test]
fn an_old_file_does_not_revive_and_a_newer_version_does() {
    let bank = with_labs();
    send(
        &bank,
        &[deletes(
            &["Observation/o1"],
            &updated("2026-05-01T00:00:00Z"),
        )],
    )
    .done();
    // The same content, in another file and as another old version.
    send(&bank, &[lab("o1", "p1", "9.81", "")])
        .done()
        .says(&["they stay out"]);
    send(
        &bank,
        &[lab("o1", "p1", "9.80", &updated("2026-04-01T00:00:00Z"))],
    )
    .done();
    let left = leaving(&bank);
    assert!(!left.contains("9.81") && !left.contains("9.80"));
    send(
        &bank,
        &[lab("o1", "p1", "9.85", &updated("2026-06-01T00:00:00Z"))],
    )
    .done();
    assert!(leaving(&bank).contains("9.85"));
    // A deletion from before that version has no effect on it.
    let late = deletes(
        &["Observation/o1"],
        r#","meta":{"lastUpdated":"2026-05-02T00:00:00Z"}"#,
    );
    send(&bank, &[late]).done().says(&["without effect"]);
    assert!(leaving(&bank).contains("9.85"));
}

#[test]
fn a_deletion_that_comes_before_its_record_holds_when_its_day_says_so() {
    let bank = with_labs();
    send(
        &bank,
        &[deletes(
            &["Observation/o9"],
            &updated("2026-05-01T00:00:00Z"),
        )],
    )
    .done();
    send(
        &bank,
        &[lab("o9", "p1", "9.99", &updated("2026-04-30T00:00:00Z"))],
    )
    .done();
    assert!(!leaving(&bank).contains("9.99"));
}

#[test]
fn a_patient_who_is_deleted_takes_everything_about_them_along_and_brings_it_back() {
    let bank = with_labs();
    send(&bank, &[deletes(&["Patient/p1"], "")]).refused();
    // 6 records: more than the few that one run may always delete.
    let waits = waiting(&bank);
    assert_eq!(waits.len(), 1);
    assert_eq!(waits[0].1, "purge");
    decide(&bank, "confirm", waits[0].0);
    assert!(!leaving(&bank).contains("9.8"));
    // What still comes about them stays out, too.
    send(&bank, &[lab("o7", "p1", "9.87", "")]).done();
    assert!(!leaving(&bank).contains("9.8"));
    let undo = [
        "Patient/p1",
        "--undo",
        "--as",
        "kana",
        "--justify",
        "誤って削除",
    ];
    bank.run(["retire"], undo).done();
    let left = leaving(&bank);
    assert!(left.contains("9.81") && left.contains("9.87"));
    assert!(bank.ledger_kinds().contains(&"records_returned".to_owned()));
}

#[test]
fn a_purge_of_an_archive_waits_for_a_steward() {
    let bank = bank();
    two(&bank);
    let many: Vec<String> = (0..300)
        .map(|n| lab(&format!("o{n}"), "p1", &format!("7.{n:03}"), ""))
        .collect();
    send(&bank, &many).done();
    let urls: Vec<String> = (0..300).map(|n| format!("Observation/o{n}")).collect();
    let few: Vec<&str> = urls.iter().take(3).map(String::as_str).collect();
    send(&bank, &[deletes(&few, "")])
        .done()
        .says(&["3 records"]);
    let all: Vec<&str> = urls.iter().map(String::as_str).collect();
    send(&bank, &[deletes(&all, "")])
        .refused()
        .says(&["297 deletions in one run"]);
    assert!(leaving(&bank).contains("7.299"));
    let [(number, _)] = waiting(&bank)[..] else {
        panic!("one waits")
    };
    decide(&bank, "reject", number);
    assert!(leaving(&bank).contains("7.299"));
}

#[test]
fn a_steward_retires_a_record_and_recipients_hear_of_it() {
    let bank = with_labs();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let (mut place, mut line) = (String::new(), String::new());
    delivery.each(|record| {
        if record.text.contains("9.81") {
            let file = delivery.folder.join("release").join(&record.file);
            place = format!("{}#{}/valueQuantity/value", file.display(), record.line);
            line = record.text;
        }
    });
    let retire = |who: &str| {
        bank.run(
            ["retire"],
            ["Observation/o1", "--as", who, "--justify", "検体の取り違え"],
        )
    };
    retire("sato").refused();
    assert!(leaving(&bank).contains("9.81"));
    retire("kana").done().says(&["1 records are out"]);
    assert!(!leaving(&bank).contains("9.81"));
    bank.run(
        ["retire"],
        ["Observation/o1", "--as", "kana", "--justify", "again"],
    )
    .misused();
    // What left can still be followed back, and says so.
    let trace = [
        &place,
        "--as",
        "mori",
        "--approved-by",
        "ito",
        "--justify",
        "確認",
    ];
    bank.run(["trace"], trace)
        .done()
        .says(&["Observation/o1", "taken out since"]);
    let duties = |bank: &Bank| {
        bank.run(["recall"], ["list", "--format", "json"])
            .done()
            .json()
    };
    let told = duties(&bank);
    let kinds: Vec<_> = told
        .items()
        .iter()
        .map(|d| d.get("kind").and_then(Json::text))
        .collect();
    assert!(!kinds.is_empty() && kinds.iter().all(|kind| *kind == Some("notify")));
    let id = told.items()[0]
        .get("id")
        .and_then(Json::text)
        .expect("a name")
        .to_owned();
    let shown = bank.run(["recall"], ["show", &id, "--as", "sato"]).done();
    let name = shown
        .out
        .lines()
        .find(|line| line.trim().starts_with("Observation/"));
    let name = name.expect("the record's name in the copy").trim();
    let name = name.trim_start_matches("Observation/").to_owned();
    assert!(
        line.contains(&name),
        "by its name in the copy the recipient finds it"
    );
    shown.keeps_silent_about(&["Observation/o1"]);
    // Deleted at the recipient's only on a steward's word.
    let recall = [
        "Observation/o1",
        "--recall",
        "--as",
        "kana",
        "--justify",
        "消してもらう",
    ];
    bank.run(["retire"], recall).done();
    let recalls = duties(&bank);
    assert!(
        recalls
            .items()
            .iter()
            .any(|d| d.get("kind").and_then(Json::text) == Some("recall"))
    );
    bank.run(
        ["retire"],
        [
            "Observation/o1",
            "--undo",
            "--as",
            "kana",
            "--justify",
            "正しかった",
        ],
    )
    .done();
    assert!(leaving(&bank).contains("9.81"));
    bank.run(["audit"], ["verify"]).done();
}

#[test]
fn an_earlier_day_does_not_revive_what_is_out() {
    let bank = bank();
    let bank = Bank {
        path: bank.scratch.path("clocked"),
        scratch: bank.scratch,
    };
    let at = |now: &str, words: &[&str], rest: &[&str]| {
        let mut args: Vec<String> = words.iter().map(|s| (*s).to_owned()).collect();
        args.push(bank.path.to_string_lossy().into_owned());
        args.extend(rest.iter().map(|s| (*s).to_owned()));
        sekisho_at(now, args)
    };
    let file =
        |name: &str, text: &str| bank.scratch.file(name, text).to_string_lossy().into_owned();
    let bundle = sekisho_tests::banks::bundle_of("examples/synthea");
    // Only a steward hears from a dry run how many there would be.
    let users = "user,group,org,training,training_date\n\
        sato,outcomes-team,関所大学,研究倫理,2026-04-01\n\
        sato,steward,関所大学,,\n\
        kana,steward,関所大学,,\n";
    let users = file("stewards.csv", users);
    let d = "2026-05-01T09:00:00+09:00";
    at(d, &["bank", "init"], &["--test-clock"]).done();
    at(d, &["bank", "load"], &[&bundle.to_string_lossy()]).done();
    at(d, &["bank", "people"], &[&users]).done();
    let people = [patient("p1", ""), sinusitis("c1", "p1")].join("\n");
    at(d, &["ingest"], &[&file("people.ndjson", &people)]).done();
    let signed = "patient_id,form,item,event,date\np1,broad_2020,1,signed,2020-06-01\n";
    at(d, &["consent", "import"], &[&file("c.csv", signed)]).done();
    let dry = [
        "sinusitis_broad",
        "--as",
        "sato",
        "--dry-run",
        "--at",
        "2026-05-02",
    ];
    at("2026-05-04T09:00:00+09:00", &["extract"], &dry).done();
    let retire = ["Condition/c1", "--as", "kana", "--justify", "誤り"];
    at("2026-05-05T09:00:00+09:00", &["retire"], &retire).done();
    at("2026-05-06T09:00:00+09:00", &["extract"], &dry).refused();
}
