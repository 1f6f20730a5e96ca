//! A delivered value led back: from the recipient's file to the source, the rule, the consent and
//! the permit, and the same bytes made again. By whom, and by whom not.

use std::ffi::OsStr;

use sekisho_tests::banks::Bank;
use sekisho_tests::command::Ran;
use sekisho_tests::delivery::Delivery;
use sekisho_tests::json::Json;
use sekisho_tests::samples::text_of;

/// Two of the quality office, with a reason.
pub(crate) const OFFICE: [&str; 6] = [
    "--as",
    "mori",
    "--approved-by",
    "ito",
    "--justify",
    "a doubtful value",
];

pub(crate) fn trace(bank: &Bank, delivery: &Delivery, place: &str, papers: &[&str]) -> Ran {
    let place = delivery.folder.join("release").join(place);
    let mut args: Vec<&OsStr> = vec![place.as_os_str()];
    args.extend(papers.iter().map(OsStr::new));
    bank.run(["trace"], args)
}

pub(crate) fn told(bank: &Bank, delivery: &Delivery, place: &str) -> Json {
    let papers = [&OFFICE[..], &["--format", "json"]].concat();
    trace(bank, delivery, place, &papers).done().json()
}

pub(crate) fn at<'j>(json: &'j Json, path: &[&str]) -> &'j Json {
    let step = |json: &'j Json, key: &&str| json.get(key).unwrap_or_else(|| panic!("no {key}"));
    path.iter().fold(json, step)
}

pub(crate) fn word<'j>(json: &'j Json, path: &[&str]) -> &'j str {
    at(json, path).text().unwrap_or_default()
}

pub(crate) fn is_true(json: &Json, path: &[&str]) -> bool {
    at(json, path).write() == "true"
}

/// The line (from 1) of a delivered file that holds this text.
fn line_with(delivery: &Delivery, file: &str, text: &str) -> usize {
    let all = text_of(&delivery.folder.join("release").join(file));
    1 + all
        .lines()
        .position(|line| line.contains(text))
        .expect("such a line")
}

#[test]
fn values_of_records_and_tables_lead_back_and_come_out_again() {
    let bank = Bank::small_consented();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let n = line_with(&delivery, "Observation.ndjson", "valueQuantity");
    let decimal = told(
        &bank,
        &delivery,
        &format!("Observation.ndjson#{n}/valueQuantity/value"),
    );
    assert_eq!(word(&decimal, &["how"]), "kept");
    assert_eq!(word(&decimal, &["source", "type"]), "Observation");
    assert_eq!(word(&decimal, &["source", "path"]), "valueQuantity/value");
    assert!(word(&decimal, &["rule", "line"]).contains("keep"));
    let date = told(
        &bank,
        &delivery,
        &format!("Observation.ndjson#{n}/effectiveDateTime"),
    );
    assert_eq!(word(&date, &["how"]), "changed");
    assert!(word(&date, &["rule", "line"]).contains("shift"));
    assert!(word(&date, &["rule", "place"]).starts_with("policies/"));
    let name = told(&bank, &delivery, "Patient.ndjson#1/id");
    assert_eq!(word(&name, &["how"]), "name");
    assert!(word(&name, &["source", "id"]).starts_with("pt-"));
    let cell = told(&bank, &delivery, "patient.parquet#1,patient_id");
    assert_eq!(word(&cell, &["how"]), "name");
    assert_eq!(
        word(&cell, &["source", "id"]),
        word(&name, &["source", "id"])
    );
    for told in [&decimal, &date, &name, &cell] {
        assert!(
            is_true(told, &["again", "same_record"]) && is_true(told, &["again", "same_value"])
        );
        assert_eq!(
            at(told, &["source", "value"]).write(),
            "null",
            "nobody may read the source here"
        );
        let grants = at(told, &["grants"]).items();
        assert!(grants.iter().any(|g| word(g, &["form"]) == "broad_2020"));
        assert_eq!(word(told, &["permit", "who"]), "sato");
    }
    let kinds = bank.ledger_kinds();
    assert_eq!(
        kinds[kinds.len() - 4..],
        ["permit", "permit", "permit", "permit"]
    );
    let permit = bank
        .ledger()
        .last()
        .and_then(|e| e.get("facts"))
        .expect("facts")
        .clone();
    assert_eq!(word(&permit, &["act"]), "trace");
    assert_eq!(word(&permit, &["justification"]), "a doubtful value");
}

#[test]
fn a_reference_to_what_stayed_says_that_no_source_value_stands_behind_it() {
    let bank = Bank::small_consented();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let mut seen = 0;
    delivery.each(|record| {
        let Some(Json::Object(members)) = Some(&record.json) else { return };
        for (key, value) in members {
            if seen < 3 && value.write().starts_with("{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/data-absent-reason") {
                let told = told(&bank, &delivery, &format!("{}#{}/{key}", record.file, record.line));
                assert!(["unlinked", "masked"].contains(&word(&told, &["how"])), "{}", told.write());
                seen += 1;
            }
        }
    });
    assert!(seen > 0, "the small bank delivers no masked value");
}

#[test]
fn who_may_not_is_refused_and_the_ledger_knows() {
    let bank = Bank::small_consented();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let of = |papers: &[&str]| trace(&bank, &delivery, "Patient.ndjson#1/id", papers).refused();
    let why = ["--justify", "x"];
    let second = ["--approved-by", "ito"];
    let refused = of(&[&["--as", "sato"], &why[..], &second].concat());
    assert!(refused.said().contains("auditor"), "{}", refused.said());
    of(&[&["--as", "mori"], &second[..]].concat());
    let alone = of(&[&["--as", "mori"], &why[..]].concat());
    assert!(alone.said().contains("--approved-by"), "{}", alone.said());
    of(&[&["--as", "mori", "--approved-by", "mori"], &why[..]].concat());
    of(&[&["--as", "mori", "--approved-by", "sato"], &why[..]].concat());
    let stranger = of(&[&["--as", "nobody"], &why[..], &second].concat());
    assert!(!stranger.said().contains("pt-") && !stranger.said().contains("auditor"));
    let kinds = bank.ledger_kinds();
    assert!(
        kinds[kinds.len() - 6..]
            .iter()
            .all(|kind| kind == "refusal"),
        "{kinds:?}"
    );
}

#[test]
fn what_cannot_be_traced_says_why() {
    let bank = Bank::small_consented();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let nothing = |place: &str, words: &str| {
        let ran = trace(&bank, &delivery, place, &OFFICE).refused();
        assert!(ran.said().contains(words), "{place}: {}", ran.said());
    };
    nothing("Patient.ndjson#9999/id", "no line 9999");
    nothing("Patient.ndjson#1/nothing", "has no nothing");
    nothing("Nothing.ndjson#1/id", "is no file of this delivery");
    nothing("patient.parquet#9999,patient_id", "no row 9999");
    nothing("patient.parquet#1,nothing", "no column nothing");
    let _ = trace(&bank, &delivery, "manifest.json#1", &OFFICE).misused();
    let path = delivery.folder.join("release/Patient.ndjson");
    let text = text_of(&path);
    std::fs::write(&path, text.replacen("Patient", "patient", 1)).expect("a changed copy");
    nothing("Patient.ndjson#1/id", "was changed after the delivery");
}

#[test]
fn every_line_and_row_of_a_delivery_comes_out_again() {
    let bank = Bank::small_consented();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let mut places = Vec::new();
    delivery.each(|record| places.push(format!("{}#{}", record.file, record.line)));
    for row in delivery
        .evidence("lineage.parquet")
        .lines()
        .map(Json::parse)
    {
        if row.get("part").is_some_and(|part| part.write() != "null") {
            let (view, n) = (word(&row, &["file"]), at(&row, &["line"]).write());
            places.push(format!("{view}.parquet#{n},patient_id"));
        }
    }
    assert!(places.len() > 10, "{places:?}");
    for place in places {
        let told = told(&bank, &delivery, &place);
        assert!(
            is_true(&told, &["again", "same_record"]),
            "{place}: {}",
            told.write()
        );
    }
}
