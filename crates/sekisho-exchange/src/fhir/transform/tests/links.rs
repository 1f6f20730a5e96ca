//! Ids and references.

use super::*;

#[test]
fn ids_and_references_get_keyed_names() {
    check(
        RESEARCH,
        r#"{"resourceType":"Patient","id":"me","gender":"male"}"#,
        r#"{"resourceType":"Patient","id":"p7","gender":"male"}"#,
    );
    check(
        RESEARCH,
        r#"{"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/me","display":"山田太郎","type":"Patient"},"encounter":{"reference":"Encounter/e1"}}"#,
        r#"{"resourceType":"Condition","id":"r(Condition/c1)","subject":{"reference":"Patient/p7"},"encounter":{"reference":"Encounter/r(Encounter/e1)"}}"#,
    );
}

#[test]
fn a_urn_or_a_version_resolves_to_type_and_name() {
    check(
        RESEARCH,
        r#"{"resourceType":"Condition","subject":{"reference":"urn:uuid:me"},"encounter":{"reference":"urn:uuid:visit"}}"#,
        r#"{"resourceType":"Condition","subject":{"reference":"Patient/p7"},"encounter":{"reference":"Encounter/r(Encounter/e1)"}}"#,
    );
    check(
        RESEARCH,
        r#"{"resourceType":"Condition","encounter":{"reference":"Encounter\/e1"},"evidence":[{"detail":[{"reference":"Encounter/e1/_history/3"}]}]}"#,
        r#"{"resourceType":"Condition","encounter":{"reference":"Encounter/r(Encounter/e1)"},"evidence":[{"detail":[{"reference":"Encounter/r(Encounter/e1)"}]}]}"#,
    );
}

#[test]
fn what_is_not_delivered_or_names_somebody_becomes_a_reason() {
    for target in [
        "Practitioner/x",
        "http://hospital/fhir/Patient/me",
        "Patient?identifier=123",
        "urn:uuid:unknown",
        "",
        "Patient/you",
    ] {
        check(
            RESEARCH,
            &format!(
                r#"{{"resourceType":"Condition","subject":{{"reference":"{target}","display":"x"}},"recordedDate":"2020-01-01"}}"#
            ),
            &format!(
                r#"{{"resourceType":"Condition","subject":{MASK},"recordedDate":"2020-01-11"}}"#
            ),
        );
    }
}

#[test]
fn where_it_need_not_stand_it_goes_without_a_trace() {
    check(
        RESEARCH,
        r#"{"resourceType":"Condition","encounter":{"reference":"Encounter/withheld"},"evidence":[{"detail":[{"reference":"Observation/withheld"},{"reference":"Encounter/e1"}]}],"recordedDate":"2020-01-01"}"#,
        r#"{"resourceType":"Condition","evidence":[{"detail":[{"reference":"Encounter/r(Encounter/e1)"}]}],"recordedDate":"2020-01-11"}"#,
    );
    // What a part can't be without takes the part along; the record itself says `masked`.
    check(
        RESEARCH,
        r#"{"resourceType":"Encounter","diagnosis":[{"condition":{"reference":"Condition/withheld"},"rank":1}],"period":{"start":"2020-01-01"}}"#,
        r#"{"resourceType":"Encounter","period":{"start":"2020-01-11"}}"#,
    );
}

#[test]
fn a_bare_display_keeps_nothing_and_goes() {
    check(
        RESEARCH,
        r#"{"resourceType":"Condition","recorder":{"display":"山田医師"},"asserter":{"identifier":{"value":"1"}},"recordedDate":"2020-01-01"}"#,
        r#"{"resourceType":"Condition","recordedDate":"2020-01-11"}"#,
    );
}

#[test]
fn display_and_identifier_never_leave_a_reference() {
    check(
        "type id, type Reference, Reference.display: pseudonym\nReference.identifier, Identifier.value, type code: keep",
        r#"{"resourceType":"Condition","subject":{"reference":"Patient/me","identifier":{"value":"1"},"display":"x"}}"#,
        r#"{"resourceType":"Condition","subject":{"reference":"Patient/p7"}}"#,
    );
}

#[test]
fn a_persons_own_number_is_the_person_and_others_are_not() {
    let rule = "type id, type Reference: pseudonym\ntype Identifier: pseudonym";
    check(
        rule,
        r#"{"resourceType":"Patient","identifier":[{"system":"urn:mrn","value":"000\u0031","use":"official","period":{"start":"2020-01-01"}}]}"#,
        r#"{"resourceType":"Patient","identifier":[{"system":"urn:mrn","value":"p7","use":"official"}]}"#,
    );
    check(
        rule,
        r#"{"resourceType":"Claim","identifier":[{"value":"000\u0031"}]}"#,
        r#"{"resourceType":"Claim","identifier":[{"value":"r(0001)"}]}"#,
    );
}

#[test]
fn results_are_escaped_and_stay_values() {
    let rule = "type id: pseudonym\nIdentifier.value: remap";
    check(
        rule,
        r#"{"resourceType":"Claim","identifier":[{"value":"a\"b\\\n\u0001"}]}"#,
        r#"{"resourceType":"Claim","identifier":[{"value":"m(a\"b\\\u000a\u0001)"}]}"#,
    );
}
