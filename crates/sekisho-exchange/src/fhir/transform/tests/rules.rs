//! Which rule decides.

use super::*;

const ID: &str = "type id, type Reference: pseudonym\n";

fn under(rules: &str, json: &str) -> String {
    leaves(&format!("{ID}{rules}"), json).expect("it leaves")
}

#[test]
fn path_beats_type_and_a_longer_path_a_shorter() {
    let json = r#"{"resourceType":"Patient","birthDate":"1970-05-06","address":[{"line":["1-1"],"state":"東京都","postalCode":"1040045","use":"home"}]}"#;
    assert_eq!(
        under("type date: shift\nPatient.birthDate: year", json),
        r#"{"resourceType":"Patient","birthDate":"1970"}"#
    );
    let rules =
        "type Address: drop\nPatient.address.state: keep\nPatient.address.postalCode: first 3";
    assert_eq!(
        under(rules, json),
        r#"{"resourceType":"Patient","address":[{"state":"東京都","postalCode":"104"}]}"#
    );
    let rules = "type Address: keep\nPatient.address: drop\nPatient.address.use: keep";
    assert_eq!(
        under(rules, json),
        r#"{"resourceType":"Patient","address":[{"use":"home"}]}"#
    );
}

#[test]
fn a_drop_around_cuts_what_inner_types_would_keep() {
    let json = r#"{"resourceType":"Patient","name":[{"use":"official","family":"山田","period":{"start":"2000-01-01"}}],"gender":"male"}"#;
    assert_eq!(
        under(
            "type code: keep\ntype dateTime: shift\ntype HumanName: drop",
            json
        ),
        r#"{"resourceType":"Patient","gender":"male"}"#
    );
    assert_eq!(
        under("type code: keep\ntype dateTime: shift", json),
        r#"{"resourceType":"Patient","name":[{"use":"official","period":{"start":"2000-01-11"}}],"gender":"male"}"#
    );
}

#[test]
fn keeping_a_whole_covers_codes_numbers_and_booleans_only() {
    let json = r#"{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"s","code":"c","userSelected":true}],"text":"t"},"subject":{"reference":"Patient/me"},"effectiveDateTime":"2020-01-01","valueQuantity":{"value":1.50},"note":[{"time":"2020-01-01","text":"山田"}],"identifier":[{"system":"u","value":"9"}]}"#;
    assert_eq!(
        leaves("Patient.id: pseudonym\nObservation: keep", json).unwrap(),
        r#"{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"s","code":"c","userSelected":true}]},"subject":{"reference":"Patient/p7"},"valueQuantity":{"value":1.50},"identifier":[{"system":"u"}]}"#
    );
}

#[test]
fn what_a_whole_does_not_cover_leaves_by_its_own_type_or_name() {
    let json = r#"{"resourceType":"Encounter","period":{"start":"2020-01-01","end":"2020-01-02"},"type":[{"coding":[{"code":"x"}],"text":"外来"}]}"#;
    assert_eq!(
        under("Encounter.period: keep", json),
        r#"{"resourceType":"Encounter"}"#
    );
    assert_eq!(
        under("Encounter.period: keep\ntype dateTime: month", json),
        r#"{"resourceType":"Encounter","period":{"start":"2020-01","end":"2020-01"}}"#
    );
    assert_eq!(
        under("Encounter.period: shift then month", json),
        r#"{"resourceType":"Encounter","period":{"start":"2020-01","end":"2020-01"}}"#
    );
    assert_eq!(
        under("Period.start: shift", json),
        r#"{"resourceType":"Encounter","period":{"start":"2020-01-11"}}"#
    );
    assert_eq!(
        under("Encounter.type.text: keep", json),
        r#"{"resourceType":"Encounter","type":[{"text":"外来"}]}"#
    );
    assert_eq!(
        under("CodeableConcept.text: keep", json),
        r#"{"resourceType":"Encounter","type":[{"text":"外来"}]}"#
    );
}

#[test]
fn a_choice_is_named_with_or_without_its_type() {
    let json = r#"{"resourceType":"Observation","status":"final","valueQuantity":{"value":1}}"#;
    let text = r#"{"resourceType":"Observation","status":"final","valueString":"陽性"}"#;
    for path in [
        "Observation.value",
        "Observation.value[x]",
        "Observation.value.ofType(Quantity)",
        "Observation.valueQuantity",
    ] {
        assert_eq!(
            under(&format!("type code: keep\n{path}: keep"), json),
            json,
            "{path}"
        );
    }
    assert_eq!(
        under(
            "type code: keep\nObservation.value: keep\nObservation.valueQuantity: drop",
            json
        ),
        r#"{"resourceType":"Observation","status":"final"}"#
    );
    assert_eq!(
        under("type code: keep\nObservation.value: keep", text),
        text
    );
    assert_eq!(
        under("type code: keep\nObservation.valueQuantity: keep", text),
        r#"{"resourceType":"Observation","status":"final"}"#
    );
}

#[test]
fn a_kind_of_quantity_is_a_quantity() {
    let json = r#"{"resourceType":"Condition","onsetAge":{"value":50,"unit":"a","code":"a"}}"#;
    assert_eq!(under("type Quantity: keep", json), json);
    assert_eq!(
        under("type Quantity: keep\ntype Age: drop", json),
        r#"{"resourceType":"Condition"}"#
    );
}

#[test]
fn an_unlisted_or_unknown_element_never_leaves() {
    let json = r#"{"resourceType":"Patient","gender":"male","nickname":"太郎","_nickname":{"extension":[]},"gendeR":"x","multipleBirthBoolean":{"secret":"s"},"birthDate":19700101,"multipleBirthInteger":"二"}"#;
    let rules = "type code, type boolean, type integer, type date: keep";
    assert_eq!(
        under(rules, json),
        r#"{"resourceType":"Patient","gender":"male"}"#
    );
}

#[test]
fn a_record_no_rule_lets_out_is_held() {
    assert_eq!(
        leaves(
            "Patient.gender, Patient.id: pseudonym",
            r#"{"resourceType":"Condition","id":"c"}"#
        ),
        Err(Held::Unlisted)
    );
}

#[test]
fn stop_holds_what_drop_drops_unless_a_rule_dropped_it() {
    let outcome = |json: &str| {
        let rules = rules(
            "type id, type Reference: pseudonym\ntype code: keep\ntype HumanName, Patient.photo: drop",
        );
        let mut transform = FhirTransform::compile(&rules, Unlisted::Stop, r4())
            .unwrap()
            .reading(sekisho_model::lexicon::Lexicon::believing());
        transform.push(&record(json, Some(7)), &Known)
    };
    assert_eq!(
        outcome(
            r#"{"resourceType":"Patient","id":"me","gender":"male","name":[{"family":"x"}],"photo":[{"title":"t"}]}"#
        ),
        Ok(())
    );
    for json in [
        r#"{"resourceType":"Patient","gender":"male","birthDate":"1970-01-01"}"#,
        r#"{"resourceType":"Patient","gender":"male","contact":[{"name":{"family":"x"}}],"maritalStatus":{"text":"t"}}"#,
        r#"{"resourceType":"Patient","gender":"male","nickname":"x"}"#,
        r#"{"resourceType":"Patient","gender":"male","extension":[{"url":"http://x"}]}"#,
    ] {
        assert_eq!(outcome(json), Err(Held::Unlisted), "{json}");
    }
}

#[test]
fn extensions_leave_by_url_only() {
    let race = r#"{"url":"http://x/race","extension":[{"url":"omb","valueCoding":{"system":"s","code":"c","display":"d"}},{"url":"text","valueString":"自由"},{"url":"http://x/secret","valueCode":"c"}]}"#;
    let json = format!(
        r#"{{"resourceType":"Patient","gender":"male","extension":[{{"url":"http://x/maiden","valueString":"山田"}},{race},{{"valueCode":"c"}}]}}"#
    );
    let out = r#"{"resourceType":"Patient","gender":"male","extension":[{"url":"http://x/race","extension":[{"url":"omb","valueCoding":{"system":"s","code":"c","display":"d"}}]}]}"#;
    assert_eq!(
        under("type code: keep\nextension http://x/race: keep", &json),
        out
    );
    assert_eq!(
        under("type code, type Extension, Patient.extension: keep", &json),
        r#"{"resourceType":"Patient","gender":"male"}"#
    );
    let dated = r#"{"resourceType":"Patient","extension":[{"url":"http://x/born","valueDateTime":"1970-05-06T01:02:03Z"}]}"#;
    let year = r#"{"resourceType":"Patient","extension":[{"url":"http://x/born","valueDateTime":"1970"}]}"#;
    assert_eq!(
        under("type dateTime: shift\nextension http://x/born: year", dated),
        year
    );
}

#[test]
fn an_unlisted_modifier_holds_the_record() {
    for json in [
        r#"{"resourceType":"Patient","modifierExtension":[{"url":"http://x/not","valueBoolean":true}]}"#,
        r#"{"resourceType":"Patient","gender":"male","implicitRules":"http://x"}"#,
        r#"{"resourceType":"Patient","contact":[{"gender":"male","modifierExtension":[{"url":"http://x/not","valueBoolean":true}]}]}"#,
    ] {
        assert_eq!(leaves(RESEARCH, json), Err(Held::Modifier), "{json}");
    }
    let listed = r#"{"resourceType":"Patient","modifierExtension":[{"url":"http://x/not","valueBoolean":true}]}"#;
    assert_eq!(under("extension http://x/not: keep", listed), listed);
}

#[test]
fn of_records_about_nobody_only_paths_leave() {
    let json = r#"{"resourceType":"Organization","id":"o","active":true,"type":[{"coding":[{"system":"s","code":"prov"}],"text":"t"}],"name":"中央病院","telecom":[{"value":"03"}]}"#;
    let out = deliver(RESEARCH, json, None, &[]).unwrap();
    assert_eq!(
        out,
        r#"{"resourceType":"Organization","id":"r(Organization/o)","type":[{"coding":[{"system":"s","code":"prov"}]}],"name":"中央病院"}"#
    );
    let practitioner =
        r#"{"resourceType":"Practitioner","id":"x","gender":"male","name":[{"family":"山田"}]}"#;
    assert_eq!(
        deliver(RESEARCH, practitioner, None, &[]),
        Err(Held::Unlisted)
    );
    let transform = FhirTransform::compile(&rules(RESEARCH), Unlisted::Drop, r4())
        .unwrap()
        .reading(sekisho_model::lexicon::Lexicon::believing());
    assert!(transform.lists_stub("Organization") && !transform.lists_stub("Practitioner"));
}

#[test]
fn rules_that_cannot_be_obeyed_are_refused() {
    let refusal = |text: &str| {
        FhirTransform::compile(&rules(text), Unlisted::Drop, r4())
            .err()
            .map(|e| (e.rule, e.message.en))
    };
    let names = |text: &str, word: &str| {
        let (_, message) = refusal(text).expect("it is refused");
        assert!(message.contains(word), "{message}");
    };
    names("type code: keep", "type id, type Reference: pseudonym");
    names("type id: pseudonym\nPateint.name: drop", "Patient");
    names("type id: pseudonym\ntype HumanNam: drop", "HumanName");
    names(
        "type id: pseudonym\ntype code: keep\ntype code: drop",
        "two rules",
    );
    names(
        "type id: pseudonym\nObservation.value, Observation.value[x]: keep",
        "two rules",
    );
    names("type id: pseudonym\ntype instant: year", "does not fit");
    names("type id: pseudonym\nPatient.gender: shift", "does not fit");
    names(
        "type id: pseudonym\ntype Reference: pseudonym then first 8",
        "same action",
    );
    names("type id: pseudonym\ntype Resource: keep", "Resource");
    assert_eq!(
        refusal("type id, type Reference: pseudonym then first 12"),
        None
    );
}
