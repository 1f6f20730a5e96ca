//! Records that their source sealed, under a guard that holds sealed records back.

use sekisho_tests::banks::Scratch;

use super::planted::{AS_CSV, all_text, bank_under, patient, sign, take};

const GUARD: &str = "guard sealed_records {
  forbid any on everything when record.sealed is yes
  because ja \"封印された記録です\" en \"The record is sealed\"
}
";

/// In place of the example's own guard's first line.
fn guarded(guard: &str) -> (&'static str, &'static str, &'static str) {
    let to = format!("{guard}guard stays_in_japan {{");
    (
        "consent.seki",
        "guard stays_in_japan {",
        Box::leak(to.into_boxed_str()),
    )
}

/// A diagnosis whose code tells it from the others in what leaves.
fn condition(id: &str, code: &str, more: &str) -> String {
    format!(
        r#"{{"resourceType":"Condition","id":"{id}","subject":{{"reference":"Patient/p1"}},"recordedDate":"2020-05-03","code":{{"coding":[{{"system":"http://snomed.info/sct","code":"{code}"}}]}}{more}}}"#
    )
}

/// Diabetes, hypertension, asthma, … (SNOMED CT).
const CODES: [&str; 10] = [
    "73211009",
    "44054006",
    "38341003",
    "195967001",
    "22298006",
    "84114007",
    "49436004",
    "13645005",
    "40930008",
    "55822004",
];
const INNER: &str = "235856003";

#[test]
fn a_guard_on_sealed_records_finds_them() {
    let label = |code: &str| {
        format!(
            r#","meta":{{"security":[{{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"{code}"}}]}}"#
        )
    };
    let flag = |value: &str| {
        format!(r#","extension":[{{"url":"urn:sekisho:extension:sealed","valueBoolean":{value}}}]"#)
    };
    let sealed = [
        ("r", label("R")),
        ("v", label("V")),
        ("lower", label("r ")),
        ("noauth", label("NOAUTH")),
        ("two", r#","meta":{"security":[{"code":"N"},{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"NOAUTH"}]}"#.to_owned()),
        ("unread", r#","meta":{"security":[{"display":"very restricted"}]}"#.to_owned()),
        ("flag", flag("true")),
    ];
    let open = [
        ("n", label("N")),
        ("none", String::new()),
        ("no", flag("false")),
    ];
    let scratch = Scratch::default();
    let bank = bank_under(&scratch, &[guarded(GUARD), AS_CSV]);
    let mut records = patient("p1", 1961).to_vec();
    let all = sealed.iter().chain(&open).zip(CODES);
    records.extend(all.map(|((id, more), code)| condition(id, code, more)));
    // Sealed inside what is open, and a part of it.
    records.push(format!(
        r#"{{"resourceType":"Observation","id":"o","status":"final","category":[{{"coding":[{{"code":"exam"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"85354-9"}}]}},"subject":{{"reference":"Patient/p1"}},"effectiveDateTime":"2020-05-02","contained":[{{"resourceType":"Condition","id":"c","meta":{{"security":[{{"code":"R"}}]}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"{INNER}"}}]}}}}],"component":[{{"extension":[{{"url":"urn:sekisho:extension:sealed","valueBoolean":true}}],"code":{{"coding":[{{"code":"8480-6"}}]}},"valueQuantity":{{"value":101.01}}}},{{"code":{{"coding":[{{"code":"8462-4"}}]}},"valueQuantity":{{"value":202.02}}}}]}}"#
    ));
    take(&bank, "sealed", &records);
    sign(&bank, &["p1"]);
    let text = all_text(&bank.delivered("sinusitis_broad", "sato"));
    for ((id, _), code) in sealed.iter().zip(CODES) {
        assert!(!text.contains(code), "{id} left");
    }
    for ((id, _), code) in open.iter().zip(&CODES[sealed.len()..]) {
        assert!(text.contains(code), "{id} did not leave");
    }
    assert!(!text.contains(INNER) && !text.contains("101.01"));
    assert!(text.contains("202.02"));
}

#[test]
fn a_guard_on_dates_holds_back_what_should_have_one_and_has_none() {
    let guard = "guard recent {
  forbid extract on everything when record.collected < 2015-01-01
  because ja \"2015年より前の記録です\" en \"A record from before 2015\"
}
";
    let scratch = Scratch::default();
    let bank = bank_under(&scratch, &[guarded(guard), AS_CSV]);
    let mut records = patient("p1", 1961).to_vec();
    let [old, new, undated] = [CODES[0], CODES[1], CODES[2]];
    let dated = |code: &str, date: &str| {
        condition(code, code, "").replace("\"recordedDate\":\"2020-05-03\",", date)
    };
    records.push(dated(old, "\"recordedDate\":\"2014-12-31\","));
    records.push(dated(new, "\"recordedDate\":\"2015-01-02\","));
    records.push(dated(undated, ""));
    take(&bank, "dated", &records);
    sign(&bank, &["p1"]);
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let text = all_text(&delivery);
    assert!(text.contains(new));
    assert!(!text.contains(old) && !text.contains(undated));
    // A Patient has no date by its nature, and is not asked for one.
    assert_eq!(delivery.patients(), 1);
}
