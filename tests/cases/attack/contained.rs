//! A record hidden inside another: of another person, of another class, of another time.

use sekisho_tests::banks::{Bank, Scratch};

use super::planted::{AS_CSV, all_text, bank_under, file, grants_on, patient, sign, take};
use crate::trace::{is_true, told};

/// An Observation of p1 that is clinical, with more inside than is clinical.
fn panel(hgvs: &str) -> String {
    let lab = r#"{"resourceType":"Observation","id":"lab","status":"final","category":[{"coding":[{"code":"laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"75622-1"}]},"valueQuantity":{"value":111.01,"code":"1"}}"#;
    let gene = r#"{"resourceType":"Observation","id":"gene","status":"final","category":[{"coding":[{"code":"exam"}]}],"code":{"coding":[{"system":"http://loinc.org","code":" 69548-6"}]},"valueQuantity":{"value":222.02,"code":"1"}}"#;
    let early = r#"{"resourceType":"Observation","id":"early","status":"final","category":[{"coding":[{"code":"exam"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"8302-2"}]},"effectiveDateTime":"2009-01-01","valueQuantity":{"value":333.03,"code":"cm"}}"#;
    let same = r#"{"resourceType":"Observation","id":"same","status":"final","category":[{"coding":[{"code":"exam"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"8302-2"}]},"valueQuantity":{"value":444.04,"code":"cm"}}"#;
    let component = |code: &str, value: &str| {
        format!(
            r#"{{"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}},{value}}}"#
        )
    };
    let components = [
        component(
            "8480-6",
            r#""valueQuantity":{"value":555.05,"code":"mm[Hg]"}"#,
        ),
        component("48018-6", r#""valueQuantity":{"value":666.06,"code":"1"}"#),
        component("718-7", r#""valueQuantity":{"value":777.07,"code":"g/dL"}"#),
        component(
            "8462-4",
            &format!(
                r#""valueCodeableConcept":{{"coding":[{{"system":"{hgvs}","code":"NM_000546.6:c.888A>G"}}]}}"#
            ),
        ),
    ];
    format!(
        r##"{{"resourceType":"Observation","id":"panel","status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"85354-9"}}]}},"subject":{{"reference":"Patient/p1"}},"effectiveDateTime":"2020-05-02","contained":[{lab},{gene},{early},{same}],"hasMember":[{{"reference":"#lab"}},{{"reference":"#same"}}],"derivedFrom":[{{"reference":"#gene"}}],"component":[{}]}}"##,
        components.join(",")
    )
}

fn bank_of_panel(form: &'static str, hgvs: &str) -> (Scratch, Bank) {
    let scratch = Scratch::default();
    let window = (
        "consent.seki",
        "covers data collected whenever",
        "covers data collected since 2015-01-01",
    );
    // Else a variant would stay in as a text that nobody looks up, whatever the form says.
    let trusted = (
        "profiles.seki",
        "trust codes of \"SNOMED CT\",",
        "trust codes of \"HGVS\", \"SNOMED CT\",",
    );
    let bank = bank_under(&scratch, &[grants_on(form), window, trusted, AS_CSV]);
    let mut records = patient("p1", 1961).to_vec();
    records.push(panel(hgvs));
    take(&bank, "panel", &records);
    sign(&bank, &["p1"]);
    (scratch, bank)
}

#[test]
fn what_the_form_does_not_cover_does_not_ride_along_in_what_it_covers() {
    let (_scratch, bank) = bank_of_panel("administrative, clinical", "HTTPS://varnomen.hgvs.org/");
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let text = all_text(&delivery);
    for hidden in [
        "111.01",
        "222.02",
        "333.03",
        "666.06",
        "777.07",
        "NM_000546.6:c.888A>G",
    ] {
        assert!(!text.contains(hidden), "{hidden} left");
    }
    let panel = file(&delivery, "Observation.ndjson");
    for kept in ["444.04", "555.05"] {
        assert!(panel.contains(kept), "{kept} did not leave:\n{panel}");
    }
    // What pointed to them is gone, not masked: the rest points to what did leave.
    assert!(!panel.contains("derivedFrom"), "{panel}");
    assert!(!panel.contains("data-absent-reason"), "{panel}");
    assert_eq!(panel.matches(r##""reference":"#"##).count(), 1, "{panel}");

    // The same value is made again from its source, and the same bytes come out.
    let place = "Observation.ndjson#1/component/0/valueQuantity/value";
    let again = told(&bank, &delivery, place);
    assert!(
        is_true(&again, &["again", "same_record"]),
        "{}",
        again.write()
    );
}

#[test]
fn what_the_form_does_cover_leaves_from_there_too() {
    let (_scratch, bank) = bank_of_panel("everything", "http://varnomen.hgvs.org");
    let text = all_text(&bank.delivered("sinusitis_broad", "sato"));
    for kept in [
        "111.01",
        "222.02",
        "444.04",
        "555.05",
        "666.06",
        "777.07",
        "NM_000546.6:c.888A>G",
    ] {
        assert!(text.contains(kept), "{kept} did not leave");
    }
    assert!(!text.contains("333.03"), "out of the window");
}

#[test]
fn nothing_of_a_withdrawn_person_leaves_inside_another_persons_record() {
    let scratch = Scratch::default();
    let bank = bank_under(&scratch, &[AS_CSV]);
    let mut records = [patient("p1", 1961), patient("p2", 1934)].concat();
    let hiv = r#"{"resourceType":"Observation","id":"hiv","status":"final","category":[{"coding":[{"code":"laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"75622-1"}]},"subject":{"reference":"Patient/p2"},"valueQuantity":{"value":909.09,"code":"1"}}"#;
    let other = r#"{"resourceType":"Patient","id":"p2","gender":"other","birthDate":"1934-03-04","deceasedDateTime":"2021-06-07"}"#;
    for (n, inner) in [hiv.to_owned(), other.to_owned(), format!(r#"{{"resourceType":"Bundle","id":"b","entry":[{{"resource":{hiv}}},{{"resource":{other}}}]}}"#)].iter().enumerate() {
        records.push(format!(
            r##"{{"resourceType":"Encounter","id":"e{n}","status":"finished","class":{{"code":"AMB"}},"subject":{{"reference":"Patient/p1"}},"period":{{"start":"2020-05-02"}},"contained":[{inner}],"diagnosis":[{{"condition":{{"reference":"#hiv"}}}}]}}"##
        ));
    }
    take(&bank, "two", &records);
    sign(&bank, &["p1"]);
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let text = all_text(&delivery);
    for hidden in ["909.09", "1934", "\"other\"", "deceased", "75622-1"] {
        assert!(!text.contains(hidden), "{hidden} left");
    }
    assert_eq!(delivery.patients(), 1);
}

#[test]
fn a_record_that_needs_what_may_not_leave_stays() {
    let scratch = Scratch::default();
    let bank = bank_under(
        &scratch,
        &[grants_on("administrative, clinical, medication"), AS_CSV],
    );
    let order = |id: &str, inner: &str| {
        format!(
            r##"{{"resourceType":"MedicationRequest","id":"{id}","status":"active","intent":"order","subject":{{"reference":"Patient/p1"}},"authoredOn":"2020-05-02","contained":[{inner}],"medicationReference":{{"reference":"#x"}},"dosageInstruction":[{{"sequence":7{}}}]}}"##,
            id.len()
        )
    };
    let mut records = patient("p1", 1961).to_vec();
    records.push(order(
        "whole",
        r#"{"resourceType":"Medication","id":"x","status":"active"}"#,
    ));
    // A specimen is no medication: it is of a class that nobody agreed to.
    records.push(order(
        "need",
        r#"{"resourceType":"Specimen","id":"x","status":"available"}"#,
    ));
    take(&bank, "orders", &records);
    sign(&bank, &["p1"]);
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let left = file(&delivery, "MedicationRequest.ndjson");
    assert_eq!(left.lines().count(), 1, "{left}");
    assert!(left.contains(r#""sequence":75"#), "{left}");
    let rows = file(&delivery, "medication.csv");
    assert_eq!(rows.lines().count(), 2, "a head and one row:\n{rows}");
    // The bank's evidence counts it.
    let report = delivery.evidence("risk.json");
    assert!(report.contains("it can't stand without that"), "{report}");
}
