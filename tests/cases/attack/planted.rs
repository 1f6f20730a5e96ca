//! Banks under the synthea example with changed words, and with records that somebody planted.

use std::path::PathBuf;

use sekisho_tests::banks::{Bank, Event, Scratch, copy_folder};
use sekisho_tests::delivery::Delivery;
use sekisho_tests::samples::{ours, text_of};

/// A bank under the synthea example with these words of its policies replaced, each once.
///
/// # Panics
/// When the example no longer has them.
pub(super) fn bank_under(scratch: &Scratch, changes: &[(&str, &str, &str)]) -> Bank {
    let package = scratch.path("package");
    copy_folder(&ours("examples/synthea"), &package);
    for (file, from, to) in changes {
        let path = package.join("policies").join(file);
        let text = text_of(&path);
        assert_eq!(text.matches(from).count(), 1, "{file}: {from}");
        std::fs::write(&path, text.replace(from, to)).expect("it is written");
    }
    Bank::of_package(&package.display().to_string())
}

/// Of the consent form: what it grants on, and since when.
pub(super) fn grants_on(classes: &'static str) -> (&'static str, &'static str, &'static str) {
    let to: String = format!("grants research on {classes}");
    (
        "consent.seki",
        "grants research on everything",
        Box::leak(to.into_boxed_str()),
    )
}

/// Ingests these records, line by line.
pub(super) fn take(bank: &Bank, name: &str, records: &[String]) {
    let file: PathBuf = bank
        .scratch
        .file(&format!("{name}.ndjson"), &records.join("\n"));
    // What is set aside is no fault of the story.
    let _ = bank.run(["ingest"], [file]);
}

pub(super) fn sign(bank: &Bank, patients: &[&str]) {
    let rows: Vec<Event<'_>> = patients.iter().map(|id| Event::signed(id)).collect();
    bank.import_consents(&rows).done();
}

/// Somebody of the cohort, born in `year`.
pub(super) fn patient(id: &str, year: u32) -> [String; 2] {
    [
        format!(
            r#"{{"resourceType":"Patient","id":"{id}","gender":"female","birthDate":"{year}-03-04"}}"#
        ),
        format!(
            r#"{{"resourceType":"Condition","id":"{id}-c","clinicalStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}}]}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"444814009"}}]}},"subject":{{"reference":"Patient/{id}"}},"onsetDateTime":"2020-05-01"}}"#
        ),
    ]
}

/// Every byte that a recipient gets, and the texts of it.
pub(super) fn all_text(delivery: &Delivery) -> String {
    let files = delivery.files("release");
    let texts = files
        .values()
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    texts.collect()
}

/// One delivered file; empty where it is not there.
pub(super) fn file(delivery: &Delivery, name: &str) -> String {
    let path = delivery.folder.join("release").join(name);
    std::fs::read_to_string(path).unwrap_or_default()
}

/// As FHIR and as text that can be searched.
pub(super) const AS_CSV: (&str, &str, &str) = (
    "study.seki",
    "format fhir R4, parquet",
    "format fhir R4, csv",
);
