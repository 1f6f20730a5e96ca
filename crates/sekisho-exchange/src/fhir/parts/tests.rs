//! Small records with something inside, under a small model.

use sekisho_model::catalog::r4;
use sekisho_model::oncology::DataModel;
use sekisho_model::record::{Collected, Part};
use sekisho_model::{Digest, Interval, Zone};

use super::*;

fn model() -> DataModel {
    let json = serde_json::json!({
        "name": "small", "version": "1", "classes": {}, "digest": Digest::of(b"small"), "sealed_labels": ["R"],
        "systems": {"HGVS": {"names": ["http://varnomen.hgvs.org"]}},
        "records": {
            "Patient": {"subject": "id", "class": "administrative"},
            "Organization": {"class": "administrative"},
            "Medication": {"class": "medication"},
            "Encounter": {"subject": "subject", "collected": ["period"], "class": "clinical"},
            "MedicationRequest": {"subject": "subject", "collected": ["authoredOn"], "class": "medication"},
            "Specimen": {"subject": "subject", "collected": ["receivedTime"], "class": "laboratory"},
            "Observation": {"subject": "subject", "collected": ["effective"], "class": "unclassified", "parts": ["component"], "class_rules": [
                {"systems": ["HGVS"], "written": true, "class": "genome"},
                {"path": "code.coding.code", "codes": ["69548-6"], "class": "genome"},
                {"path": "category.coding.code", "codes": ["laboratory"], "class": "laboratory"},
                {"path": "category.coding.code", "codes": ["exam"], "class": "clinical"}]},
        },
        "views": {"vital": {"label": {"ja": "", "en": ""}, "from": [{"resource": "Observation", "each": "component"}], "columns": [
            {"name": "code", "identifiability": "open", "type": "code", "path": "code.coding", "nullable": true}]}},
    });
    serde_json::from_value(json).expect("a model")
}

fn looked(kind: &str, record: &str, owner: Option<&str>) -> Inside {
    let projector = Projector::new(&model(), Zone::TOKYO).expect("paths");
    let mut tree = Tree::parse(record.as_bytes()).expect("JSON");
    let whole = projector.project(kind, &tree).expect("a projection");
    let owner = Owner {
        name: owner,
        person: &|reference| {
            reference
                .starts_with("Patient/")
                .then(|| reference.to_owned())
        },
    };
    inside(&projector, r4(), kind, &mut tree, &whole, &owner).expect("few parts")
}

/// The parts of an encounter of Patient/1 on 2020-05-01 with these resources inside.
fn encounter(contained: &str, more: &str) -> Vec<Part> {
    let record = format!(
        r#"{{"resourceType":"Encounter","id":"e","subject":{{"reference":"Patient/1"}},"period":{{"start":"2020-05-01"}}{more},"contained":[{contained}]}}"#
    );
    looked("Encounter", &record, Some("Patient/1"))
        .parts
        .expect("an inside")
}

fn told(parts: &[Part]) -> Vec<(&str, &str, bool)> {
    let parts = parts.iter();
    parts
        .map(|part| (part.place.as_str(), part.class.as_str(), part.foreign))
        .collect()
}

#[test]
fn what_a_decision_cannot_tell_from_its_record_is_not_listed_and_yet_was_looked_at() {
    let record = r##"{"resourceType":"MedicationRequest","authoredOn":"2020-05-01","subject":{"reference":"Patient/1"},"medicationReference":{"reference":"#m"},"contained":[{"resourceType":"Medication","id":"m"}]}"##;
    let looked = looked("MedicationRequest", record, Some("Patient/1"));
    assert_eq!(looked.parts, Some(Vec::new()));
    assert!(looked.events.is_none());
}

#[test]
fn a_part_has_its_own_class_and_date_or_its_containers() {
    let parts = encounter(
        r#"{"resourceType":"Observation","category":[{"coding":[{"code":"LABORATORY "}]}]},
           {"resourceType":"Observation","subject":{"reference":"Patient/1"},"effectiveDateTime":"2009","category":[{"coding":[{"code":"exam"}]}]},
           {"resourceType":"Organization","id":"o"}"#,
        "",
    );
    assert_eq!(
        told(&parts),
        [
            ("contained/0", "laboratory", false),
            ("contained/1", "clinical", false),
            ("contained/2", "administrative", false)
        ]
    );
    let date = |text| {
        let date = Interval::parse(text, Zone::TOKYO).expect("a date");
        date.from
    };
    assert!(
        matches!(parts[0].collected, Collected::Between(from, _) if from == date("2020-05-01"))
    );
    assert!(matches!(parts[1].collected, Collected::Between(from, _) if from == date("2009")));
    assert!(
        matches!(parts[2].collected, Collected::Between(from, _) if from == date("2020-05-01"))
    );
}

#[test]
fn another_person_inside_is_foreign_and_so_is_one_that_nobody_can_tell() {
    let about = |subject: &str| {
        let inner = format!(
            r#"{{"resourceType":"Observation","category":[{{"coding":[{{"code":"exam"}}]}}],"subject":{subject}}}"#
        );
        !encounter(&inner, "").is_empty()
    };
    assert!(!about(r#"{"reference":"Patient/1"}"#));
    assert!(!about(r##"{"reference":"#"}"##));
    for other in [
        r#"{"reference":"Patient/2"}"#,
        r##"{"reference":"#p"}"##,
        r#"{"display":"somebody"}"#,
        r#"{"identifier":{"value":"7"}}"#,
        r#"{"reference":"Group/g"}"#,
    ] {
        assert!(about(other), "{other}");
    }
    let patient = |id: &str| {
        let parts = encounter(
            &format!(r#"{{"resourceType":"Patient","id":"{id}","gender":"male"}}"#),
            "",
        );
        parts[0].foreign
    };
    assert!(!patient("1") && patient("2"));
}

#[test]
fn what_is_inside_a_resource_inside_is_found_too() {
    let parts = encounter(
        r#"{"resourceType":"Bundle","id":"b","entry":[{"resource":{"resourceType":"Patient","id":"9"}},
            {"resource":{"resourceType":"Observation","category":[{"coding":[{"code":"exam"}]}],"component":[{"valueString":"陰性"},{"valueString":"BRAF p.V600E"}]}}]}"#,
        "",
    );
    assert_eq!(
        told(&parts),
        [
            ("contained/0", "unclassified", false),
            ("contained/0/entry/0/resource", "administrative", true),
            ("contained/0/entry/1/resource/component/1", "genome", false)
        ]
    );
}

#[test]
fn an_element_of_another_class_than_its_whole_is_a_part_and_its_event_says_so() {
    let record = r#"{"resourceType":"Observation","subject":{"reference":"Patient/1"},"effectiveDateTime":"2020-05-01","category":[{"coding":[{"code":"exam"}]}],
        "component":[{"code":{"coding":[{"code":"8480-6"}]}},{"code":{"coding":[{"code":" 69548-6"}]}},
            {"code":{"text":"変異"},"valueCodeableConcept":{"coding":[{"system":"https://varnomen.hgvs.org/","code":"x"}]}},
            {"code":{"text":"封印"},"extension":[{"url":"urn:sekisho:extension:sealed","valueBoolean":true}]}]}"#;
    let looked = looked("Observation", record, Some("Patient/1"));
    let parts = looked.parts.expect("parts");
    assert_eq!(
        told(&parts),
        [
            ("component/1", "genome", false),
            ("component/2", "genome", false),
            ("component/3", "clinical", false)
        ]
    );
    assert!(parts[2].sealed);
    let inside: Vec<u32> = looked
        .events
        .expect("events")
        .iter()
        .map(|e| e.inside)
        .collect();
    assert_eq!(inside, [0, 1, 2, 3]);
}

#[test]
fn what_points_to_a_part_goes_with_it_and_a_whole_that_needs_it_is_told() {
    let lab = r#"{"resourceType":"Specimen","id":"s"}"#;
    let parts = encounter(
        lab,
        r##","diagnosis":[{"condition":{"reference":"#s"}},{"condition":{"reference":"Condition/1"}}],"appointment":[{"reference":"#s"}],"extension":[{"url":"u","valueReference":{"reference":"#s"}}]"##,
    );
    // `Encounter.diagnosis.condition` must stand, so its diagnosis goes; the other two may be missing.
    assert_eq!(
        parts[0].pointers,
        ["diagnosis/0", "appointment/0", "extension/0"]
    );
    assert!(!parts[0].needed);
    let modified = encounter(
        lab,
        r##","modifierExtension":[{"url":"u","valueReference":{"reference":"#s"}}]"##,
    );
    assert!(modified[0].needed);
    let record = r##"{"resourceType":"MedicationRequest","authoredOn":"2020-05-01","subject":{"reference":"Patient/1"},"medicationReference":{"reference":"#m"},
        "contained":[{"resourceType":"Medication","id":"m","meta":{"security":[{"code":"R"}]}}]}"##;
    let parts = looked("MedicationRequest", record, Some("Patient/1"))
        .parts
        .expect("parts");
    assert!(parts[0].needed && parts[0].sealed);
}

#[test]
fn a_part_that_needs_another_is_listed_with_it() {
    let parts = encounter(
        r##"{"resourceType":"Encounter","id":"inner","diagnosis":[{"condition":{"reference":"#s"}}],"hospitalization":{"origin":{"reference":"#s"}}},
            {"resourceType":"MedicationRequest","id":"r","medicationReference":{"reference":"#s"}},
            {"resourceType":"Specimen","id":"s"}"##,
        r##","appointment":[{"reference":"#r"}]"##,
    );
    let places: Vec<&str> = parts.iter().map(|part| part.place.as_str()).collect();
    assert_eq!(places, ["contained/1", "contained/2"]);
    assert_eq!(
        (parts[0].needs.as_slice(), parts[0].pointers.as_slice()),
        (&[1][..], &["appointment/0".to_owned()][..])
    );
    assert_eq!(
        parts[1].pointers,
        [
            "contained/0/diagnosis/0",
            "contained/0/hospitalization/origin"
        ]
    );
}

#[test]
fn a_record_about_nobody_that_names_somebody_is_none() {
    let names = |more: &str| {
        let record = format!(r#"{{"resourceType":"Organization","id":"o"{more}}}"#);
        let parts = looked("Organization", &record, None)
            .parts
            .unwrap_or_default();
        parts
            .iter()
            .map(|part| (part.place.clone(), part.foreign))
            .collect::<Vec<_>>()
    };
    assert!(names("").is_empty());
    assert!(names(r#","partOf":{"reference":"Organization/2"}"#).is_empty());
    let whole = [(String::new(), true)];
    for more in [
        r#","partOf":{"reference":"Patient/1"}"#,
        r#","partOf":{"reference":"https://other.example/fhir/RelatedPerson/1"}"#,
        r#","extension":[{"url":"u","valueReference":{"type":"Patient","display":"山田"}}]"#,
    ] {
        assert_eq!(names(more), whole, "{more}");
    }
    let inner =
        names(r#","contained":[{"resourceType":"Patient","id":"p","birthDate":"1950-01-01"}]"#);
    assert_eq!(inner, [("contained/0".to_owned(), true)]);
}

/// Four thousand parts and a hundred thousand names: each name asked of each part would take minutes,
/// and one name for all of the parts, as often, more memory than there is.
#[test]
fn many_names_of_many_parts_are_followed_once_each() {
    let projector = Projector::new(&model(), Zone::TOKYO).expect("paths");
    let of = |one_name: bool| {
        let name = |n: usize| if one_name { 0 } else { n % 4_000 };
        let resources: Vec<String> = (0..4_000)
            .map(|n| format!(r#"{{"resourceType":"Medication","id":"m{}"}}"#, name(n)))
            .collect();
        let names: Vec<String> = (0..100_000)
            .map(|n| format!("{{\"reference\":\"#m{}\"}}", name(n)))
            .collect();
        let record = format!(
            r#"{{"resourceType":"Encounter","id":"e","subject":{{"reference":"Patient/1"}},"period":{{"start":"2020-05-01"}},"account":[{}],"contained":[{}]}}"#,
            names.join(","),
            resources.join(",")
        );
        let mut tree = Tree::parse(record.as_bytes()).expect("JSON");
        let whole = projector.project("Encounter", &tree).expect("a projection");
        let owner = Owner {
            name: Some("Patient/1"),
            person: &|reference| Some(reference.to_owned()),
        };
        let inside = inside(&projector, r4(), "Encounter", &mut tree, &whole, &owner);
        inside.map(|inside| inside.parts.map_or(0, |parts| parts.len()))
    };
    assert_eq!(of(false), Ok(4_000));
    assert_eq!(of(true), Err(Reject::TooManyParts));
}
