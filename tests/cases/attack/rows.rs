//! A row of a table says of no record that it is there but of those that may leave: a column that
//! names another record is empty where a reference of FHIR would be gone.

use super::Stage;
use super::feed::{condition, patient, pointing_list, sinusitis};
use crate::tables::tables;
use sekisho_tests::banks::Event;
use sekisho_tests::delivery::Delivery;

const DAY: &str = "2026-06-02";

/// Stages 1 to 3 (SNOMED CT).
const STAGES: [&str; 3] = ["258215001", "258219007", "258224005"];

/// A stage (`code`) of a lung cancer, of the diagnosis it names.
fn staging(id: &str, code: &str, target: &str) -> String {
    let focus = pointing_list("focus", target);
    format!(
        r#"{{"resourceType":"Observation","id":"{id}","status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"exam"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"21908-9"}}]}},"subject":{{"reference":"Patient/p9"}},"effectiveDateTime":"2015-03-10","valueCodeableConcept":{{"coding":[{{"system":"http://snomed.info/sct","code":"{code}"}}]}}{focus}}}"#
    )
}

#[test]
fn a_row_names_no_diagnosis_that_stays_or_never_came() {
    let stage = Stage::new(
        "2026-06-01",
        &[(
            "  table medication {\n",
            "  table stage {\n    code, status: keep\n    condition: pseudonym\n  }\n  table medication {\n",
        )],
    );
    let lines = [
        patient("p9", ""),
        sinusitis("c9", "p9"),
        condition("gone", "p9", "93880001", ""),
        staging("s1", STAGES[0], "Condition/c9"),
        staging("s2", STAGES[1], "Condition/gone"),
        staging("s3", STAGES[2], "Condition/never-came"),
    ];
    let feed = stage.bank.scratch.file("feed.ndjson", &lines.join("\n"));
    stage.at("2026-06-01", &["ingest"], [feed]).done();
    stage.consents("2026-06-01", &[Event::signed("p9")]).done();
    let named = |day: &str| {
        stage.extract(day, "sinusitis_broad", "sato").done();
        let out = stage.bank.scratch.path(&format!("out-{day}-sato"));
        let delivery = Delivery::at(&stage.bank.path, "sato", &out);
        let tables = tables(&delivery, "parquet");
        let rows = &tables["stage"];
        let codes = rows.column("code").into_iter();
        let named: Vec<(String, bool)> = codes
            .zip(rows.column("condition"))
            .map(|(code, condition)| (code.expect("a stage").to_owned(), condition.is_some()))
            .collect();
        (named, out)
    };
    let by = |of: &[(String, bool)], stage: usize| {
        of.iter()
            .any(|(code, named)| code == STAGES[stage] && *named)
    };
    let (before, out) = named("2026-06-01");
    assert!(by(&before, 0) && by(&before, 1), "{before:?}");
    assert!(!by(&before, 2), "a diagnosis that never came is named");
    // Made again for a trace, the same bytes come out, with a target and without one.
    for row in 1..=3 {
        let place = format!("{}/release/stage.parquet#{row},condition", out.display());
        let words = ["--as", "mori", "--approved-by", "ito", "--justify", "確認"];
        let traced = stage.at_place("2026-06-01", &place, &words);
        traced.done().says(&["the same bytes came out"]);
    }
    let words = ["Condition/gone", "--as", "kanri", "--justify", "誤登録"];
    stage.at(DAY, &["retire"], words).done();
    let (after, _) = named(DAY);
    assert_eq!(after.len(), 3, "the stages themselves still leave");
    assert!(by(&after, 0) && !by(&after, 1), "{after:?}");
}
