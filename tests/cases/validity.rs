//! What leaves is FHIR: every delivered record is accepted by the checker, which was written apart
//! from the transform, and every number in it stands as it came, digit for digit.

use std::collections::BTreeMap;

use sekisho_exchange::fhir::check;
use sekisho_model::catalog::r4;
use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, sinusitis_of_400};
use sekisho_tests::delivery::Delivery;
use sekisho_tests::places::walk;
use sekisho_tests::samples::{ndjson_files, ours, text_of, the_400};

#[test]
fn every_record_of_the_400_is_accepted_before_any_extract() {
    let Some(data) = the_400() else { return };
    let mut read = 0;
    for file in ndjson_files(&data) {
        for line in text_of(&file).lines() {
            let faults = check(line.as_bytes(), r4());
            assert!(faults.is_empty(), "{}: {faults:?}", file.display());
            read += 1;
        }
    }
    assert_eq!(read, 117_711);
}

#[test]
fn every_delivered_record_of_the_small_bank_is_fhir() {
    let bank = Bank::small_consented();
    assert_fhir(&bank.delivered("sinusitis_broad", "sato"));
    assert_fhir(&bank.delivered("chf_outcomes", "sato"));
}

#[test]
fn every_delivered_record_of_the_400_is_fhir() {
    if let Some(delivery) = sinusitis_of_400() {
        assert_fhir(delivery);
    }
}

#[test]
fn kept_numbers_of_the_small_bank_keep_their_digits() {
    let bank = Bank::small_consented();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let numbers = assert_digits_kept(&delivery, &[ours("tests/data/small")]);
    for written in ["1.10", "0.010", "1.20"] {
        assert!(
            numbers.contains_key(written),
            "{written} did not leave as it came: {numbers:?}"
        );
    }
}

#[test]
fn kept_numbers_of_the_400_keep_their_digits() {
    let (Some(data), Some(delivery)) = (the_400(), sinusitis_of_400()) else {
        return;
    };
    let numbers = assert_digits_kept(delivery, &[data]);
    assert!(
        numbers.len() > 10_000,
        "only {} different numbers left",
        numbers.len()
    );
}

fn assert_fhir(delivery: &Delivery) {
    let mut read = 0;
    delivery.each(|record| {
        let faults = check(record.text.as_bytes(), r4());
        assert!(
            faults.is_empty(),
            "{}:{} {faults:?}",
            record.file,
            record.line
        );
        read += 1;
    });
    assert!(read > 0, "nothing was delivered");
}

/// Written number -> how often it left. Each must be the next number of its source at that path.
fn assert_digits_kept(
    delivery: &Delivery,
    folders: &[std::path::PathBuf],
) -> BTreeMap<String, usize> {
    let mut source: BTreeMap<(String, String), String> = BTreeMap::new();
    for file in folders.iter().flat_map(|folder| ndjson_files(folder)) {
        for line in text_of(&file).lines() {
            let head = Json::parse(line);
            let word = |key: &str| {
                head.get(key)
                    .and_then(Json::text)
                    .expect("type and id")
                    .to_owned()
            };
            source.insert((word("resourceType"), word("id")), line.to_owned());
        }
    }
    let (lineage, mut seen) = (delivery.lineage(), BTreeMap::new());
    delivery.each(|record| {
        let before = numbers(&Json::parse(
            &source[&lineage[&(record.file.clone(), record.line)]],
        ));
        for (path, left) in numbers(&record.json) {
            let mut came = before.get(&path).map_or(&[][..], Vec::as_slice).iter();
            for digits in left {
                assert!(
                    came.any(|d| *d == digits),
                    "{}:{} {path} {digits} never came",
                    record.file,
                    record.line
                );
                *seen.entry(digits).or_default() += 1;
            }
        }
    });
    seen
}

fn numbers(record: &Json) -> BTreeMap<String, Vec<String>> {
    let mut numbers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    walk(record, &mut |place| {
        if let Json::Number(digits) = place.value {
            numbers
                .entry(place.path.to_owned())
                .or_default()
                .push(digits.clone());
        }
    });
    numbers
}
