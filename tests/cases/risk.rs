//! The bank's report of a delivery, counted once more from the delivered files.

use std::collections::BTreeMap;

use sekisho_tests::banks::Bank;
use sekisho_tests::json::Json;

use crate::release_control::{CODED, CSV, bank};

#[test]
fn the_numbers_of_the_report_are_those_of_the_files() {
    let bank = Bank::small_consented();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let report = delivery.report();
    let number = |json: &Json, key: &str| json.get(key).and_then(Json::integer).expect("a number");
    let people = report.get("people").expect("people");
    assert_eq!(number(people, "delivered"), delivery.patients() as i64);
    // Every value of every delivered record, by type and path.
    let mut left: BTreeMap<(String, String), i64> = BTreeMap::new();
    delivery.each(|record| {
        let mut paths = Vec::new();
        leaves(&record.json, "", &mut paths);
        for path in paths {
            *left.entry((record.kind().to_owned(), path)).or_default() += 1;
        }
    });
    assert!(left.len() > 30, "{left:?}");
    let fields = report.get("fields").expect("fields").items();
    let word = |field: &Json, key: &str| {
        let word = field.get(key).and_then(Json::text);
        word.unwrap_or_default().to_owned()
    };
    let kinds: Vec<String> = delivery.counts().into_keys().collect();
    let mut told: BTreeMap<(String, String), i64> = BTreeMap::new();
    for field in fields {
        let (form, element) = (word(field, "form"), word(field, "element"));
        if kinds.contains(&form) && number(field, "left") > 0 {
            told.insert((form, element), number(field, "left"));
        }
    }
    assert_eq!(told, left);
    let of = |form: &str, element: &str| {
        let found = fields
            .iter()
            .find(|f| word(f, "form") == form && word(f, "element") == element);
        found.unwrap_or_else(|| panic!("{form}.{element} is not told"))
    };
    let how = |field: &Json| field.get("treatment").expect("how").write();
    // The payer stays in, its element is required: nothing of it left, and it says so.
    let insurer = of("ExplanationOfBenefit", "insurer");
    assert_eq!((number(insurer, "left"), number(insurer, "masked")), (0, 1));
    assert_eq!(how(insurer), r#"["masked"]"#);
    // Of a name what the rules list left, and no other part of it.
    let is_name = |f: &Json| word(f, "form") == "Patient" && word(f, "element") == "name";
    assert!(!fields.iter().any(is_name));
    for part in ["name.family", "name.given"] {
        let part = of("Patient", part);
        assert_eq!(number(part, "left"), 0);
        assert!(number(part, "stayed") > 0);
        assert_eq!(how(part), r#"["dropped"]"#);
    }
    let page = delivery.evidence("risk.html");
    for word in [
        "項目ごとの扱い",
        "Field by field",
        "個人情報",
        "一つも出なかった項目",
        "氏名 › 姓",
        "<code>name.family</code>",
        "患者 <code>Patient</code>",
    ] {
        assert!(page.contains(word), "{word}");
    }
    for value in ["pt-hanako", "<script", "http-equiv", "src="] {
        assert!(!page.contains(value), "the page holds {value}");
    }
}

/// The path of every value in a record that says something: what says only that it is masked does not.
fn leaves(json: &Json, path: &str, found: &mut Vec<String>) {
    const MASKED: &str = r#"{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}"#;
    match json {
        Json::Object(_) if json.write() == MASKED => {}
        Json::Object(members) => {
            // Of a record inside, the type is a step of its own.
            let kind = json.get("resourceType").and_then(Json::text);
            let path = match kind.filter(|_| !path.is_empty()) {
                Some(kind) => format!("{path}.{kind}"),
                None => path.to_owned(),
            };
            for (key, value) in members.iter().filter(|(key, _)| key != "resourceType") {
                let key = key.trim_start_matches('_');
                let below = if path.is_empty() {
                    key.to_owned()
                } else {
                    format!("{path}.{key}")
                };
                leaves(value, &below, found);
            }
        }
        Json::List(items) => items.iter().for_each(|item| leaves(item, path, found)),
        Json::Null => {}
        _ => found.push(path.to_owned()),
    }
}

/// What the control over the whole made of a column stands beside what its rule did.
#[test]
fn a_column_says_what_the_control_made_of_it() {
    let treatments = |release: &str| {
        let bank = bank(CODED, release, "", CSV);
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
    assert_eq!(how["diagnosis.patient_id"], r#"["pseudonym"]"#);
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
