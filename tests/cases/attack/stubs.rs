//! Records about nobody: judged as every record, and no hiding place for somebody.

use sekisho_tests::banks::{Bank, Scratch};
use sekisho_tests::leaks::says_number;

use super::planted::{AS_CSV, all_text, bank_under, file, patient, sign, take};

/// p1 treated at `place`; the records of the place beside it.
fn bank_at(scratch: &Scratch, changes: &[(&str, &str, &str)], place: &str, stubs: &[&str]) -> Bank {
    let bank = bank_under(scratch, &[&[AS_CSV], changes].concat());
    let mut records = patient("p1", 1961).to_vec();
    records.push(format!(
        r#"{{"resourceType":"Encounter","id":"e","status":"finished","class":{{"code":"AMB"}},"subject":{{"reference":"Patient/p1"}},"period":{{"start":"2020-05-02"}},"serviceProvider":{{"reference":"{place}"}}}}"#
    ));
    records.extend(stubs.iter().map(|stub| (*stub).to_owned()));
    take(&bank, "place", &records);
    sign(&bank, &["p1"]);
    bank
}

const PLAIN: &str = r#"{"resourceType":"Organization","id":"plain","active":true,"name":"院"}"#;

fn organizations(changes: &[(&str, &str, &str)], stub: &str) -> (String, String) {
    let id = stub.split(r#""id":""#).nth(1).expect("an id");
    let id = id.split('"').next().expect("an id");
    let scratch = Scratch::default();
    let bank = bank_at(&scratch, changes, &format!("Organization/{id}"), &[stub]);
    let delivery = bank.delivered("sinusitis_broad", "sato");
    (file(&delivery, "Organization.ndjson"), all_text(&delivery))
}

#[test]
fn a_stub_leaves_where_the_delivery_asks_for_its_class_and_not_elsewhere() {
    let (left, _) = organizations(&[], PLAIN);
    assert_eq!(left.lines().count(), 1);
    let clinical = (
        "study.seki",
        "label ja \"副鼻腔炎の全記録\" en \"Every record of patients with sinusitis\"\n  study synthea_outcomes\n  cohort sinusitis\n  data everything",
        "label ja \"副鼻腔炎の診療\" en \"The care of patients with sinusitis\"\n  study synthea_outcomes\n  cohort sinusitis\n  data clinical",
    );
    let (left, text) = organizations(&[clinical], PLAIN);
    assert_eq!(left, "");
    assert!(text.contains("Encounter"), "the rest leaves");
    assert!(!text.contains("Organization/"), "nothing points to it");
}

#[test]
fn guards_hold_for_stubs() {
    let sealed = (
        "consent.seki",
        "guard stays_in_japan {",
        "guard sealed_records {\n  forbid any on everything when record.sealed is yes\n  because ja \"封印\" en \"Sealed\"\n}\nguard stays_in_japan {",
    );
    let restricted = r#"{"resourceType":"Organization","id":"shut","meta":{"security":[{"code":"R"}]},"active":true}"#;
    assert_eq!(organizations(&[sealed], PLAIN).0.lines().count(), 1);
    assert_eq!(organizations(&[sealed], restricted).0, "");
}

#[test]
fn nobodys_record_carries_no_patient_and_no_relative() {
    let inner = [
        r#"{"resourceType":"Patient","id":"x","birthDate":"1934-03-04","gender":"male"}"#,
        r#"{"resourceType":"RelatedPerson","id":"x","patient":{"reference":"Patient/p1"},"birthDate":"1934-03-04"}"#,
        r#"{"resourceType":"Observation","id":"x","status":"final","code":{"coding":[{"code":"1934"}]},"subject":{"reference":"Patient/p1"}}"#,
    ];
    for inner in inner {
        let stub = format!(
            r##"{{"resourceType":"Organization","id":"carrier","active":true,"contained":[{inner}],"partOf":{{"reference":"#x"}}}}"##
        );
        let (left, text) = organizations(&[], &stub);
        assert!(!says_number(&text, "1934"), "{inner} left:\n{left}");
        assert!(!left.contains("contained"), "{left}");
    }
    for named in [
        r#"{"reference":"Patient/p1"}"#,
        r#"{"reference":"RelatedPerson/r"}"#,
        r#"{"type":"Patient","identifier":{"value":"7"}}"#,
    ] {
        let stub = format!(
            r#"{{"resourceType":"Organization","id":"named","active":true,"extension":[{{"url":"u","valueReference":{named}}}]}}"#
        );
        assert_eq!(organizations(&[], &stub).0, "", "{named}");
    }
}
