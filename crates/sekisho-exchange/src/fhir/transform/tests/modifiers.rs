//! Elements that say how the rest reads: what happens to a record that would lose one.

use sekisho_model::transform::Held;

use super::{MASK, RESEARCH, check, leaves};

/// Codes stay, but neither booleans nor the elements named.
const LOSING: &str = r#"
    type id, type Reference: pseudonym
    type CodeableConcept, type Quantity, type code: keep
    type boolean, Condition.verificationStatus, Observation.status, Quantity.comparator, HumanName.use: drop
    Patient.name.family, Patient.birthDate: keep
"#;

#[track_caller]
fn held(profile: &str, json: &str) {
    assert_eq!(leaves(profile, json), Err(Held::Modifier), "{json}");
}

#[test]
fn what_must_not_be_given_does_not_leave_as_given() {
    let order = |says: &str| {
        format!(
            r#"{{"resourceType":"MedicationRequest","intent":"order"{says},"priority":"stat"}}"#
        )
    };
    held(LOSING, &order(r#","doNotPerform":true"#));
    held(LOSING, &order(r#","doNotPerform":"true""#));
    let json = r#"{"resourceType":"MedicationRequest","status":"active","intent":"order","doNotPerform":true}"#;
    check(RESEARCH, json, json);
    let without = order("");
    check(LOSING, &order(r#","doNotPerform":false"#), &without);
    check(LOSING, &without, &without);
}

#[test]
fn a_refuted_diagnosis_does_not_leave_as_a_diagnosis() {
    let diagnosis = |says: &str| {
        format!(
            r#"{{"resourceType":"Condition","verificationStatus":{says},"code":{{"coding":[{{"system":"s","code":"C34"}}]}}}}"#
        )
    };
    let coded = |code: &str| {
        diagnosis(&format!(
            r#"{{"coding":[{{"system":"v","code":"{code}"}}]}}"#
        ))
    };
    for code in ["refuted", "entered-in-error", "unconfirmed", "何か"] {
        held(LOSING, &coded(code));
        check(RESEARCH, &coded(code), &coded(code));
    }
    let plain = r#"{"resourceType":"Condition","code":{"coding":[{"system":"s","code":"C34"}]}}"#;
    check(LOSING, &coded("confirmed"), plain);
    // One code of two, or a word that nobody can judge.
    held(
        LOSING,
        &diagnosis(r#"{"coding":[{"code":"confirmed"},{"code":"refuted"}]}"#),
    );
    held(LOSING, &diagnosis(r#"{"text":"否定された"}"#));
    held(RESEARCH, &diagnosis(r#"{"text":"否定された"}"#));
}

#[test]
fn a_concept_that_keeps_its_system_and_not_its_code_has_lost_what_it_said() {
    let rules =
        "type id: pseudonym\nCondition.code, Condition.verificationStatus.coding.system: keep";
    held(
        rules,
        r#"{"resourceType":"Condition","verificationStatus":{"coding":[{"system":"v","code":"refuted"}]},"code":{"coding":[{"code":"C34"}]}}"#,
    );
}

#[test]
fn a_status_that_is_changed_is_lost() {
    let rules = "type id: pseudonym\nObservation.code: keep\nObservation.status: first 1";
    let result = |status: &str| {
        format!(
            r#"{{"resourceType":"Observation","status":"{status}","code":{{"coding":[{{"code":"1"}}]}}}}"#
        )
    };
    held(rules, &result("entered-in-error"));
    check(rules, &result("final"), &result("f"));
}

#[test]
fn a_smaller_whole_goes_without_its_record() {
    // Below what could be measured: the number alone would be another result.
    let value = |comparator: &str| {
        format!(
            r#"{{"resourceType":"Observation","status":"final","valueQuantity":{{"value":5{comparator},"code":"mg"}}}}"#
        )
    };
    let out = format!(r#"{{"resourceType":"Observation","_status":{MASK}}}"#);
    let with = format!(
        r#"{{"resourceType":"Observation","valueQuantity":{{"value":5,"code":"mg"}},"_status":{MASK}}}"#
    );
    check(LOSING, &value(r#","comparator":"<""#), &out);
    check(LOSING, &value(""), &with);
    let names = r#"{"resourceType":"Patient","name":[{"use":"old","family":"a"},{"use":"official","family":"b"},{"family":"c"}],"birthDate":"1970-01-01"}"#;
    check(
        LOSING,
        names,
        r#"{"resourceType":"Patient","name":[{"family":"b"},{"family":"c"}],"birthDate":"1970-01-01"}"#,
    );
}

#[test]
fn a_contained_record_holds_the_one_it_stands_in_if_anything_of_it_leaves() {
    let json = |inner: &str| {
        format!(
            r#"{{"resourceType":"Condition","contained":[{inner}],"code":{{"coding":[{{"code":"C34"}}]}}}}"#
        )
    };
    held(
        LOSING,
        &json(
            r#"{"resourceType":"Observation","status":"entered-in-error","code":{"coding":[{"code":"1"}]}}"#,
        ),
    );
    check(
        LOSING,
        &json(r#"{"resourceType":"Organization","active":false,"name":"院"}"#),
        r#"{"resourceType":"Condition","code":{"coding":[{"code":"C34"}]}}"#,
    );
}

#[test]
fn a_death_that_is_dropped_turns_nothing_round_a_record_out_of_use_does() {
    let patient =
        |says: &str| format!(r#"{{"resourceType":"Patient"{says},"birthDate":"1970-01-01"}}"#);
    check(LOSING, &patient(r#","deceasedBoolean":true"#), &patient(""));
    check(LOSING, &patient(r#","active":true"#), &patient(""));
    held(LOSING, &patient(r#","active":false"#));
    // Not written as the standard says: nobody can tell what it means.
    held(RESEARCH, &patient(r#","active":{"secret":"s"}"#));
}
