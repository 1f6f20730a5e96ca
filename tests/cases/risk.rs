//! The bank's report of a delivery, counted once more from the delivered files.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_tests::banks::Bank;
use sekisho_tests::json::Json;

use crate::release_control::{CSV, PSEUDONYMIZED, bank};

#[test]
fn the_numbers_of_the_report_are_those_of_the_files() {
    let bank = Bank::small_consented();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let report = delivery.report();
    let number = |json: &Json, key: &str| json.get(key).and_then(Json::integer).expect("a number");
    let people = report.get("people").expect("people");
    assert_eq!(number(people, "delivered"), delivery.patients() as i64);
    // Every member at the top of a delivered record, by type and key.
    let mut left: BTreeMap<(String, String), i64> = BTreeMap::new();
    delivery.each(|record| {
        let Json::Object(members) = &record.json else {
            panic!("no record")
        };
        // A required primitive that says `masked` does so by its sibling, `_created`.
        let keys = members.iter().map(|(key, _)| key.trim_start_matches('_'));
        let keys: BTreeSet<&str> = keys.filter(|key| *key != "resourceType").collect();
        for key in keys {
            *left
                .entry((record.kind().to_owned(), key.to_owned()))
                .or_default() += 1;
        }
    });
    let fields = report.get("fields").expect("fields").items();
    let kinds: Vec<String> = delivery.counts().into_keys().collect();
    let mut told: BTreeMap<(String, String), i64> = BTreeMap::new();
    for field in fields {
        let form = field
            .get("form")
            .and_then(Json::text)
            .expect("a form")
            .to_owned();
        let element = field
            .get("element")
            .and_then(Json::text)
            .unwrap_or_default()
            .to_owned();
        if kinds.contains(&form) && number(field, "left") > 0 {
            told.insert((form, element), number(field, "left"));
        }
    }
    assert_eq!(told, left);
    // The payer stays in, its element is required: it left, and says only that it was masked.
    let insurer = fields
        .iter()
        .find(|f| f.get("element").and_then(Json::text) == Some("insurer"));
    let insurer = insurer.expect("an insurer");
    assert_eq!((number(insurer, "left"), number(insurer, "masked")), (1, 1));
    assert_eq!(
        insurer.get("treatment").expect("how").write(),
        r#"["masked"]"#
    );
    let page = delivery.evidence("risk.html");
    for word in ["項目ごとの扱い", "Field by field", "個人情報"] {
        assert!(page.contains(word), "{word}");
    }
    for value in ["pt-hanako", "<script", "http-equiv", "src="] {
        assert!(!page.contains(value), "the page holds {value}");
    }
}

/// What the control over the whole made of a column stands beside what its rule did.
#[test]
fn a_column_says_what_the_control_made_of_it() {
    let treatments = |release: &str| {
        let bank = bank(PSEUDONYMIZED, release, "", CSV);
        let delivery = bank.delivered("rows_out", "sato");
        let report = delivery.report();
        let of = |field: &Json| {
            let word = |key: &str| field.get(key).and_then(Json::text).unwrap_or_default();
            let how = field.get("treatment").expect("how").write();
            let label = field.at("label.en").and_then(Json::text).expect("a label");
            assert!(!label.is_empty(), "{} has no label", word("element"));
            (format!("{}.{}", word("form"), word("element")), how)
        };
        let fields = report.get("fields").expect("fields").items();
        let how: BTreeMap<String, String> = fields.iter().map(of).collect();
        (how, delivery.evidence("risk.html"))
    };
    let (how, page) = treatments("singular suppress");
    assert_eq!(how["diagnosis.code"], r#"["kept","suppressed"]"#);
    assert_eq!(how["diagnosis.code_system"], r#"["kept","suppressed"]"#);
    assert_eq!(how["diagnosis.coding"], r#"["counted"]"#);
    assert_eq!(how["diagnosis.patient_id"], r#"["pseudonymized"]"#);
    assert_eq!(how["patient.birth_date"], r#"["generalized","suppressed"]"#);
    assert_eq!(how["patient.sex"], r#"["kept"]"#);
    assert!(page.contains("珍しい値を伏せた") && page.contains("rare values left out"));
    let (how, _) = treatments("k 5 on patient.birth_date, patient.sex generalize");
    assert_eq!(
        how["patient.sex"], r#"["generalized"]"#,
        "no column that was widened says kept"
    );
    assert_eq!(how["diagnosis.code"], r#"["kept"]"#);
}
