//! Records of invented people, as a source would send them, and what of them leaves.

use sekisho_tests::banks::{Bank, Event};
use sekisho_tests::command::Ran;

/// A bank of the synthea example with a steward among its users (kana), on its own clock.
pub fn bank() -> Bank {
    let bank = Bank::of_package("examples/synthea");
    let users = "user,group,org,training,training_date\n\
        sato,outcomes-team,関所大学,研究倫理,2026-04-01\n\
        mori,quality-office,関所大学,,\n\
        ito,quality-office,関所大学,,\n\
        kana,steward,関所大学,,\n";
    let users = bank.scratch.file("users.csv", users);
    bank.run(["bank", "people"], [users]).done();
    bank
}

pub fn patient(id: &str, more: &str) -> String {
    format!(
        r#"{{"resourceType":"Patient","id":"{id}","gender":"female","birthDate":"1970-05-01"{more}}}"#
    )
}

/// By which its patient is in the cohort of `sinusitis_broad`.
pub fn sinusitis(id: &str, patient: &str) -> String {
    condition(id, patient, "444814009", "")
}

pub fn condition(id: &str, patient: &str, code: &str, more: &str) -> String {
    format!(
        r#"{{"resourceType":"Condition","id":"{id}","clinicalStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}}]}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"{code}"}}]}},"subject":{{"reference":"Patient/{patient}"}},"onsetDateTime":"2015-03-10"{more}}}"#
    )
}

/// A laboratory value; `value` tells it from others in what leaves.
pub fn lab(id: &str, patient: &str, value: &str, more: &str) -> String {
    format!(
        r#"{{"resourceType":"Observation","id":"{id}","status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"2160-0"}}]}},"subject":{{"reference":"Patient/{patient}"}},"effectiveDateTime":"2015-03-10","valueQuantity":{{"value":{value},"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"}}{more}}}"#
    )
}

pub fn encounter(id: &str, patient: &str) -> String {
    format!(
        r#"{{"resourceType":"Encounter","id":"{id}","status":"finished","class":{{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"}},"subject":{{"reference":"Patient/{patient}"}},"period":{{"start":"2015-03-10"}}}}"#
    )
}

pub fn specimen(id: &str, patient: &str) -> String {
    format!(
        r#"{{"resourceType":"Specimen","id":"{id}","subject":{{"reference":"Patient/{patient}"}},"receivedTime":"2015-03-10"}}"#
    )
}

/// `,"NAME":{"reference":"TARGET"}`
pub fn pointing(name: &str, target: &str) -> String {
    format!(r#","{name}":{{"reference":"{target}"}}"#)
}

/// The same where the element repeats.
pub fn pointing_list(name: &str, target: &str) -> String {
    format!(r#","{name}":[{{"reference":"{target}"}}]"#)
}

pub fn updated(at: &str) -> String {
    format!(r#","meta":{{"lastUpdated":"{at}"}}"#)
}

/// Two patients of the cohort, who agreed.
pub fn two(bank: &Bank) {
    let lines = [
        patient("p1", ""),
        patient("p2", ""),
        sinusitis("c1", "p1"),
        sinusitis("c2", "p2"),
    ];
    send(bank, &lines).done();
    agreed(bank, &["p1", "p2"]);
}

pub fn agreed(bank: &Bank, patients: &[&str]) {
    let rows: Vec<Event<'_>> = patients.iter().map(|id| Event::signed(id)).collect();
    bank.import_consents(&rows).done();
}

/// `ingest` of a file with these lines.
pub fn send(bank: &Bank, lines: &[String]) -> Ran {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("feed-{}.ndjson", NEXT.fetch_add(1, Ordering::Relaxed));
    let file = bank.scratch.file(&name, &lines.join("\n"));
    bank.run(["ingest"], [file])
}

pub fn deletes(urls: &[&str], more: &str) -> String {
    let entry = |url: &&str| format!(r#"{{"request":{{"method":"DELETE","url":"{url}"}}}}"#);
    let entries: Vec<String> = urls.iter().map(entry).collect();
    format!(
        r#"{{"resourceType":"Bundle","type":"transaction"{more},"entry":[{}]}}"#,
        entries.join(",")
    )
}

/// All that `sinusitis_broad` brings out today: the text of its FHIR and CSV files. Empty when
/// nothing may leave.
pub fn leaving(bank: &Bank) -> String {
    let (ran, out) = bank.extract("sinusitis_broad", "sato");
    if ran.code != 0 {
        return String::new();
    }
    let mut all = String::new();
    for entry in std::fs::read_dir(out.join("release")).expect("a release") {
        let path = entry.expect("an entry").path();
        if path
            .extension()
            .is_some_and(|e| e == "ndjson" || e == "csv")
        {
            all += &std::fs::read_to_string(path).expect("text");
        }
    }
    all
}

/// The numbers of what waits for a steward, and why.
pub fn waiting(bank: &Bank) -> Vec<(i64, String)> {
    let listed = bank.run(
        ["bank", "held"],
        ["list", "--as", "kana", "--format", "json"],
    );
    let listed = listed.done().json();
    let line = |line: &sekisho_tests::Json| {
        let number = line.get("number").and_then(sekisho_tests::Json::integer);
        let why = line.get("why").and_then(sekisho_tests::Json::text);
        (number.expect("a number"), why.expect("a reason").to_owned())
    };
    listed.items().iter().map(line).collect()
}

pub fn decide(bank: &Bank, word: &str, number: i64) {
    let number = number.to_string();
    bank.run(
        ["bank", "held"],
        [
            word,
            &number,
            "--as",
            "kana",
            "--justify",
            "診療録で確かめた",
        ],
    )
    .done();
}
