//! Resources inside resources.

use super::*;

const COVERAGE: &str = r#"{"id":"cover","status":"active","type":{"text":"private"},"beneficiary":{"reference":"Patient/me"},"payor":[{"display":"private"}],"resourceType":"Coverage"}"#;

#[test]
fn its_type_is_found_even_at_its_end_and_ids_stay_paired() {
    let json = format!(
        r##"{{"contained":[{COVERAGE}],"id":"e1","status":"active","insurance":[{{"focal":true,"coverage":{{"reference":"#cover","display":"private"}}}}],"resourceType":"ExplanationOfBenefit"}}"##
    );
    let expect = format!(
        r##"{{"contained":[{{"id":"r(ExplanationOfBenefit/e1#cover)","status":"active","beneficiary":{{"reference":"Patient/p7"}},"resourceType":"Coverage","payor":[{MASK}]}}],"id":"r(ExplanationOfBenefit/e1)","status":"active","insurance":[{{"focal":true,"coverage":{{"reference":"#r(ExplanationOfBenefit/e1#cover)"}}}}],"resourceType":"ExplanationOfBenefit"}}"##
    );
    check(RESEARCH, &json, &expect);
}

#[test]
fn one_of_which_nothing_leaves_goes_and_what_points_to_it_says_so() {
    // The reference comes first, so it is met before anyone knows.
    check(
        RESEARCH,
        r##"{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/me"},"recorder":{"reference":"#doc"},"contained":[{"resourceType":"Practitioner","id":"doc","name":[{"family":"山田"}],"gender":"male"}]}"##,
        r#"{"resourceType":"Condition","id":"r(Condition/c)","subject":{"reference":"Patient/p7"}}"#,
    );
}

#[test]
fn a_dangling_local_reference_goes_and_the_record_itself_does_not() {
    check(
        RESEARCH,
        r##"{"resourceType":"Condition","id":"c","asserter":{"reference":"#nobody"},"contained":[{"resourceType":"Provenance","recorded":"2020-01-01T00:00:00Z","target":[{"reference":"#"}]}]}"##,
        r##"{"resourceType":"Condition","id":"r(Condition/c)","contained":[{"resourceType":"Provenance","recorded":"2020-01-11T00:00:00Z","target":[{"reference":"#"}]}]}"##,
    );
}

#[test]
fn an_unknown_or_untyped_resource_inside_is_malformed() {
    for inner in [
        r#"{"id":"x"}"#,
        r#"{"resourceType":"Spaceship"}"#,
        r#"{"resourceType":5}"#,
        r#"{"resourceType":"DomainResource"}"#,
    ] {
        let json = format!(r#"{{"resourceType":"Condition","contained":[{inner}]}}"#);
        assert!(
            matches!(leaves(RESEARCH, &json), Err(Held::Malformed(_))),
            "{inner}"
        );
    }
}

#[test]
fn a_modifier_inside_holds_the_record() {
    let json = r#"{"resourceType":"Condition","contained":[{"resourceType":"Coverage","status":"active","implicitRules":"http://x"}]}"#;
    assert_eq!(leaves(RESEARCH, json), Err(Held::Modifier));
}
