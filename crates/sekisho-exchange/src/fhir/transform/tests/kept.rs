//! What is kept is kept byte for byte.

use super::*;

#[test]
fn digits_key_order_and_escapes_stay() {
    let json = r#"{"status":"fin\u0061l","resourceType":"Observation","valueQuantity":{"value":1.10,"unit":"mg","code":"mg"},"component":[{"valueQuantity":{"value":0.010}},{"valueQuantity":{"value":12345678901234567890.12}},{"valueQuantity":{"value":-1E-7}},{"valueInteger":7}]}"#;
    let rule = "type id: pseudonym\ntype code, type Quantity, type integer: keep\nObservation.component.code: keep";
    check(rule, json, json);
}

#[test]
fn blanks_inside_one_line_are_no_obstacle() {
    check(
        RESEARCH,
        r#" { "resourceType" : "Patient" , "name" : [ { "family" : "x" } ] , "gender" : "male" , "active" : true } "#,
        r#"{"resourceType" : "Patient", "gender" : "male", "active" : true}"#,
    );
}

#[test]
fn a_printed_record_becomes_one_line() {
    check(
        RESEARCH,
        "{\n  \"resourceType\": \"Patient\",\r\n\t\"gender\": \"male\",\n  \"maritalStatus\": {\n    \"coding\": [\n      { \"system\": \"a b\", \"code\": \"M\", \"display\": \"既婚 \\n\" }\n    ]\n  }\n}\n",
        r#"{"resourceType":"Patient","gender":"male","maritalStatus":{"coding":[{"system":"a b","code":"M","display":"既婚 \n"}]}}"#,
    );
}

#[test]
fn a_display_leaves_only_beside_system_and_code() {
    let record = |coding: &str| {
        format!(
            r#"{{"resourceType":"Observation","status":"final","code":{{"coding":[{coding}]}}}}"#
        )
    };
    let whole = r#"{"system":"http://loinc.org","code":"8302-2","display":"Body Height"}"#;
    check(RESEARCH, &record(whole), &record(whole));
    let early = r#"{"display":"Body Height","code":"8302-2","system":"http://loinc.org"}"#;
    check(RESEARCH, &record(early), &record(early));
    check(
        RESEARCH,
        &record(r#"{"code":"8302-2","display":"山田太郎"}"#),
        &record(r#"{"code":"8302-2"}"#),
    );
    check(
        RESEARCH,
        &record(r#"{"display":"山田太郎","system":"s"}"#),
        &record(r#"{"system":"s"}"#),
    );
    check(
        RESEARCH,
        &record(r#"{"system":"s","code":"","display":"山田太郎"}"#),
        &format!(r#"{{"resourceType":"Observation","status":"final","code":{MASK}}}"#),
    );
    check(
        RESEARCH,
        &record(r#"{"system":"s","version":"山田の版","code":"c"}"#),
        &record(r#"{"system":"s","code":"c"}"#),
    );
    // Even where an author keeps displays by name.
    check(
        "type id: pseudonym\ntype code: keep\nCoding.display, Observation.code.coding.display: keep",
        &record(r#"{"system":"s","display":"山田太郎"}"#),
        &format!(r#"{{"resourceType":"Observation","status":"final","code":{MASK}}}"#),
    );
}

#[test]
fn a_unit_leaves_as_a_symbol_of_a_list_and_its_number_without_it() {
    let record = |quantity: &str| {
        format!(r#"{{"resourceType":"Observation","status":"final","valueQuantity":{quantity}}}"#)
    };
    for same in [
        r#"{"value":1,"unit":"mg/dL","code":"mg/dL"}"#,
        r#"{"unit":"mm[Hg]","value":1}"#,
        r#"{"value":1,"unit":"\u03bcg/dL"}"#,
    ] {
        looked_up(RESEARCH, &record(same), &record(same));
    }
    for (typed, left) in [
        (
            r#"{"value":1,"unit":"山田","code":"{score}"}"#,
            r#"{"value":1,"code":"{score}"}"#,
        ),
        (r#"{"value":1,"unit":"xyz","code":"xyz"}"#, r#"{"value":1}"#),
        (
            r#"{"value":1,"unit":"山田","code":"{YAMADA}"}"#,
            r#"{"value":1}"#,
        ),
        (
            r#"{"value":1,"unit":"mg","system":"urn:山田","code":"mg"}"#,
            r#"{"value":1,"unit":"mg"}"#,
        ),
    ] {
        looked_up(RESEARCH, &record(typed), &record(left));
    }
}

#[test]
fn a_code_that_can_t_be_looked_up_goes_with_its_system() {
    let record = |coding: &str| {
        format!(
            r#"{{"resourceType":"Observation","status":"final","code":{{"coding":[{coding}]}}}}"#
        )
    };
    let masked = format!(r#"{{"resourceType":"Observation","status":"final","code":{MASK}}}"#);
    // A table of FHIR's own knows the code and its label, and no other word for it.
    let known = r#"{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"exam","display":"Exam"}"#;
    looked_up(RESEARCH, &record(known), &record(known));
    looked_up(
        RESEARCH,
        &record(&known.replace("\"Exam\"", "\"山田\"")),
        &record(&known.replace(r#","display":"Exam""#, "")),
    );
    for typed in [
        r#"{"system":"http://local","code":"山田 4711"}"#,
        r#"{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"4711"}"#,
        r#"{"system":"urn:oid:1.2.3.4711"}"#,
        r#"{"code":"4711"}"#,
    ] {
        looked_up(RESEARCH, &record(typed), &masked);
    }
}

#[test]
fn text_beside_codes_is_free() {
    check(
        RESEARCH,
        r#"{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"s","code":"c"}],"text":"山田さん"},"valueString":"山田","note":[{"text":"山田"}]}"#,
        r#"{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"s","code":"c"}]}}"#,
    );
}
