//! What stands behind a delivered value, and the record that comes out again.

use super::super::{Explained, Made};
use super::*;
use sekisho_model::source::Source;

fn explain(json: &str, links: &dyn Links, path: &str) -> Explained {
    let rules = rules(RESEARCH);
    let mut transform = FhirTransform::compile(&rules, Unlisted::Drop, r4())
        .unwrap()
        .reading(sekisho_model::lexicon::Lexicon::believing());
    let mut plain = Plain {
        rules: &rules,
        refuse: BTreeSet::from([b"2020-02-02".to_vec()]),
    };
    let record = record(json, Some(1));
    let explained = transform.explain(&record, links, &mut plain, path);
    explained.unwrap().unwrap()
}

/// The source's path and bytes, what was delivered, and how it was made.
fn behind(json: &str, links: &dyn Links, path: &str) -> (String, String, String, Made) {
    let explained = explain(json, links, path);
    let found = explained
        .behind
        .unwrap_or_else(|| panic!("nothing at {path}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (place, bytes) = found.source.map_or(Default::default(), |place| {
        (place.path, text(&explained.source[place.bytes]))
    });
    (
        place,
        bytes,
        text(&explained.line[found.delivered]),
        found.made,
    )
}

struct Gone;

impl Links for Gone {
    fn resolve(&self, _: &Source, _: &str) -> Target {
        Target::Absent
    }
}

const OBSERVATION: &str = r#"{"resourceType":"Observation","id":"o1","status":"final","note":[{"text":"x"}],"code":{"text":"secret","coding":[{"display":"alone"},{"system":"http://loinc.org","code":"2160-0"}]},"subject":{"reference":"Patient/me"},"effectiveDateTime":"2020-01-01","valueQuantity":{"value":1.10,"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"}}"#;

fn owned(source: &str, bytes: &str, delivered: &str, made: Made) -> (String, String, String, Made) {
    (source.into(), bytes.into(), delivered.into(), made)
}

#[test]
fn a_kept_decimal_a_shifted_date_a_name_and_a_reference_lead_back() {
    let of = |path: &str| behind(OBSERVATION, &Known, path);
    assert_eq!(
        of("valueQuantity/value"),
        owned("valueQuantity/value", "1.10", "1.10", Made::Kept(Some(1)))
    );
    assert_eq!(
        of("effectiveDateTime"),
        owned(
            "effectiveDateTime",
            "\"2020-01-01\"",
            "\"2020-01-11\"",
            Made::Changed(2)
        )
    );
    assert_eq!(of("id").3, Made::Name(0));
    assert_eq!(of("id").2, "\"r(Observation/o1)\"");
    let (path, bytes, _, made) = of("subject/reference");
    assert_eq!(
        (path.as_str(), bytes.as_str(), made),
        ("subject/reference", "\"Patient/me\"", Made::Reference(0))
    );
    assert_eq!(of("resourceType").3, Made::Kept(None));
}

#[test]
fn a_place_counts_what_was_dropped_before_it() {
    // The first coding has no code, so the delivered one is the second of the source.
    let (path, bytes, delivered, _) = behind(OBSERVATION, &Known, "code/coding/0/code");
    assert_eq!(
        (path.as_str(), bytes.as_str(), delivered.as_str()),
        ("code/coding/1/code", "\"2160-0\"", "\"2160-0\"")
    );
}

#[test]
fn what_no_source_value_stands_behind_says_so() {
    let required = r#"{"resourceType":"Condition","id":"c","recordedDate":"2020-01-01","subject":{"reference":"Patient/me"}}"#;
    let (path, bytes, delivered, made) = behind(required, &Gone, "subject");
    assert_eq!(made, Made::Unlinked(0));
    assert_eq!(path, "subject");
    assert_eq!(bytes, r#"{"reference":"Patient/me"}"#);
    assert!(delivered.contains("masked"));
    let deep = behind(required, &Gone, "subject/extension/0/valueCode");
    assert_eq!((deep.2.as_str(), deep.3), ("\"masked\"", Made::Unlinked(0)));
    // Where it need not stand, nothing does.
    assert!(explain(OBSERVATION, &Gone, "subject").behind.is_none());
}

#[test]
fn a_date_that_a_transform_lost_is_not_there_and_the_rest_is() {
    let json = r#"{"resourceType":"Condition","id":"c","onsetDateTime":"2020-02-02","recordedDate":"2020-01-01","subject":{"reference":"Patient/me"}}"#;
    assert!(explain(json, &Known, "onsetDateTime").behind.is_none());
    assert_eq!(behind(json, &Known, "recordedDate").3, Made::Changed(2));
}

#[test]
fn the_whole_record_counts_its_values() {
    let (_, _, line, made) = behind(OBSERVATION, &Known, "");
    assert!(line.starts_with('{') && line.ends_with('}'));
    assert_eq!(
        made,
        Made::Whole {
            changed: 3,
            masked: 0
        }
    );
    assert!(explain(OBSERVATION, &Known, "code/text").behind.is_none());
    assert!(
        explain(OBSERVATION, &Known, "code/coding/1")
            .behind
            .is_none()
    );
    assert!(explain(OBSERVATION, &Known, "note/0/text").behind.is_none());
}
