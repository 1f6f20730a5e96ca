//! Cuts: commas, emptied parents, arrays and their siblings, required elements.

use super::*;

#[test]
fn a_dropped_member_takes_its_comma_wherever_it_stands() {
    let name = r#""name":[{"family":"山田"}]"#;
    let out = r#"{"resourceType":"Patient","gender":"male","active":true}"#;
    check(
        RESEARCH,
        &format!(r#"{{{name},"resourceType":"Patient","gender":"male","active":true}}"#),
        out,
    );
    check(
        RESEARCH,
        &format!(r#"{{"resourceType":"Patient",{name},"gender":"male","active":true}}"#),
        out,
    );
    check(
        RESEARCH,
        &format!(r#"{{"resourceType":"Patient","gender":"male","active":true,{name}}}"#),
        out,
    );
}

#[test]
fn an_emptied_parent_goes_and_so_does_its_parent() {
    check(
        RESEARCH,
        r#"{"resourceType":"Patient","contact":[{"name":{"family":"山田"},"telecom":[{"value":"03-0000-0000"}]}],"gender":"male"}"#,
        r#"{"resourceType":"Patient","gender":"male"}"#,
    );
    check(
        RESEARCH,
        r#"{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"s","code":"c"}]},"interpretation":[{"text":"高い"},{"text":"低い"}],"component":[{"code":{"text":"x"}}]}"#,
        r#"{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"s","code":"c"}]}}"#,
    );
}

#[test]
fn dropped_items_of_an_array_take_their_commas() {
    let record = |items: &str| {
        format!(
            r#"{{"resourceType":"Observation","status":"final","code":{{"coding":[{items}]}}}}"#
        )
    };
    let good = r#"{"system":"s","code":"c"}"#;
    let bad = r#"{"display":"x"}"#;
    for items in [
        format!("{bad},{good},{bad}"),
        format!("{good},{bad}"),
        format!("{bad},{good}"),
    ] {
        check(RESEARCH, &record(&items), &record(good));
    }
}

#[test]
fn empty_objects_and_arrays_do_not_leave() {
    check(
        RESEARCH,
        r#"{"resourceType":"Patient","maritalStatus":{},"communication":[],"address":[{}],"gender":"male","contact":[{"relationship":[{"coding":[{}]}]}]}"#,
        r#"{"resourceType":"Patient","gender":"male"}"#,
    );
}

#[test]
fn a_required_element_without_its_content_says_why() {
    check(
        "type id, type Reference: pseudonym\ntype dateTime: shift\ntype boolean: keep",
        r#"{"resourceType":"Observation","id":"o","status":"final","code":{"text":"血圧"},"effectiveDateTime":"2020-01-01"}"#,
        &format!(
            r#"{{"resourceType":"Observation","id":"r(Observation/o)","effectiveDateTime":"2020-01-11","_status":{MASK},"code":{MASK}}}"#
        ),
    );
}

#[test]
fn a_required_array_says_why_in_one_item() {
    check(
        RESEARCH,
        r#"{"resourceType":"Claim","id":"c","use":"claim","insurance":[{"sequence":1,"focal":true,"coverage":{"display":"国保"}}],"related":[{"relationship":{"text":"x"}}]}"#,
        &format!(
            r#"{{"resourceType":"Claim","id":"r(Claim/c)","use":"claim","insurance":[{{"sequence":1,"focal":true,"coverage":{MASK}}}]}}"#
        ),
    );
    check(
        "type id, type Reference: pseudonym\nClaim.use: keep",
        r#"{"resourceType":"Claim","id":"c","use":"claim","insurance":[{"coverage":{"display":"国保"}}]}"#,
        &format!(
            r#"{{"resourceType":"Claim","id":"r(Claim/c)","use":"claim","insurance":[{MASK}]}}"#
        ),
    );
}

#[test]
fn a_required_choice_says_so_under_the_key_it_had() {
    check(
        RESEARCH,
        r#"{"resourceType":"MedicationRequest","status":"active","intent":"order","medicationReference":{"display":"薬"},"subject":{"reference":"Patient/me"}}"#,
        &format!(
            r#"{{"resourceType":"MedicationRequest","status":"active","intent":"order","subject":{{"reference":"Patient/p7"}},"medicationReference":{MASK}}}"#
        ),
    );
}

#[test]
fn an_element_that_cannot_say_why_takes_its_parent_along() {
    // Narrative.div is required and may hold no extension.
    check(
        "type id: pseudonym\ntype code: keep",
        r#"{"resourceType":"Patient","text":{"status":"generated","div":"<div>山田</div>"},"gender":"male"}"#,
        r#"{"resourceType":"Patient","gender":"male"}"#,
    );
}

#[test]
fn values_and_their_siblings_keep_step() {
    let profile =
        "type id: pseudonym\nHumanName.given, HumanName.use: keep\nextension http://x/kana: keep";
    let record = |name: &str| format!(r#"{{"resourceType":"Patient","name":[{name}]}}"#);
    let kana = r#"{"extension":[{"url":"http://x/kana","valueCode":"k"}]}"#;
    let other = r#"{"extension":[{"url":"http://x/other","valueCode":"k"}]}"#;
    // The sibling of the second value is dropped: null on its place.
    check(
        profile,
        &record(&format!(
            r#"{{"given":["a","b"],"_given":[{kana},{other}]}}"#
        )),
        &record(&format!(r#"{{"given":["a","b"],"_given":[{kana},null]}}"#)),
    );
    // A value of the wrong kind is dropped in both.
    check(
        profile,
        &record(&format!(r#"{{"given":["a",5],"_given":[{kana},{kana}]}}"#)),
        &record(&format!(r#"{{"given":["a",null],"_given":[{kana},null]}}"#)),
    );
    // A null with a sibling that stays keeps its place; the sibling may come first.
    check(
        profile,
        &record(&format!(r#"{{"_given":[null,{kana}],"given":["a",null]}}"#)),
        &record(&format!(r#"{{"_given":[null,{kana}],"given":["a",null]}}"#)),
    );
    // No sibling remains: no nulls are needed.
    check(
        profile,
        &record(&format!(
            r#"{{"given":["a",null],"_given":[null,{other}]}}"#
        )),
        &record(r#"{"given":["a"]}"#),
    );
    // Nothing remains on the value's side.
    check(
        profile,
        &record(&format!(
            r#"{{"use":"official","given":[null,null],"_given":[{kana},{other}]}}"#
        )),
        &record(&format!(r#"{{"use":"official","_given":[{kana},null]}}"#)),
    );
    check(
        profile,
        &record(&format!(
            r#"{{"use":"official","given":[5,6],"_given":[{kana},{kana}]}}"#
        )),
        &record(r#"{"use":"official"}"#),
    );
}

#[test]
fn a_single_value_has_its_sibling_only_by_url() {
    let profile = "type id: pseudonym\ntype code, type date: keep\nextension http://x/ok: keep";
    check(
        profile,
        r#"{"resourceType":"Patient","_gender":{"id":"g","extension":[{"url":"http://x/no","valueCode":"c"},{"url":"http://x/ok","valueCode":"c"}]},"gender":"male","_birthDate":{"extension":[{"url":"http://x/no","valueDate":"1970-01-01"}]},"birthDate":"1970-01-01"}"#,
        r#"{"resourceType":"Patient","_gender":{"extension":[{"url":"http://x/ok","valueCode":"c"}]},"gender":"male","birthDate":"1970-01-01"}"#,
    );
}

#[test]
fn a_value_that_comes_back_absent_says_so_or_is_dropped_with_all_that_follows() {
    // A date that could not be moved says that it was masked, wherever it stands.
    let json = r#"{"resourceType":"Encounter","id":"e","status":"finished","class":{"system":"s","code":"AMB"},"period":{"start":"2020-01-01","end":"2020-01-02"},"location":[{"period":{"start":"2020-01-01"}}]}"#;
    let out = deliver(RESEARCH, json, Some(7), &["2020-01-01"]).unwrap();
    assert_eq!(
        out,
        format!(
            r#"{{"resourceType":"Encounter","id":"r(Encounter/e)","status":"finished","class":{{"system":"s","code":"AMB"}},"period":{{"end":"2020-01-12","_start":{MASK}}},"location":[{{"period":{{"_start":{MASK}}}}}]}}"#
        )
    );
    // A required one says so: Claim.created.
    let json = r#"{"resourceType":"Claim","id":"c","status":"active","created":"2020-01-01"}"#;
    let out = deliver(RESEARCH, json, Some(7), &["2020-01-01"]).unwrap();
    assert_eq!(
        out,
        format!(
            r#"{{"resourceType":"Claim","id":"r(Claim/c)","status":"active","_created":{MASK}}}"#
        )
    );
    // A reference whose name fails becomes a reason.
    let json = r#"{"resourceType":"Claim","id":"c","status":"active","patient":{"reference":"Patient/me"},"provider":{"reference":"Organization/o"}}"#;
    let out = deliver(RESEARCH, json, Some(7), &["Organization/o"]).unwrap();
    assert_eq!(
        out,
        format!(
            r#"{{"resourceType":"Claim","id":"r(Claim/c)","status":"active","patient":{{"reference":"Patient/p7"}},"provider":{MASK}}}"#
        )
    );
}

#[test]
fn a_date_that_is_none_is_dropped() {
    check(
        RESEARCH,
        r#"{"resourceType":"Condition","recordedDate":"昨日","onsetDateTime":"2020-02-30","abatementDateTime":"2020-02-28"}"#,
        r#"{"resourceType":"Condition","abatementDateTime":"2020-03-09"}"#,
    );
}

#[test]
fn counts_say_what_happened() {
    let rules = rules(RESEARCH);
    let mut transform = FhirTransform::compile(&rules, Unlisted::Drop, r4())
        .unwrap()
        .reading(sekisho_model::lexicon::Lexicon::believing());
    let json = r#"{"resourceType":"Claim","id":"c","created":"2020-01-01","insurer":{"reference":"Patient/other"},"insurance":[{"sequence":1,"coverage":{"display":"x"}}],"secret":1}"#;
    transform.push(&record(json, Some(7)), &Known).unwrap();
    transform
        .flush(
            &mut Plain {
                rules: &rules,
                refuse: BTreeSet::new(),
            },
            &mut |_, _| Ok(()),
        )
        .unwrap();
    let counts = transform.counts();
    assert_eq!(
        (
            counts.values_changed,
            counts.references_absent,
            counts.required_absent
        ),
        (2, 1, 1)
    );
    assert!(counts.elements_dropped >= 2);
}
