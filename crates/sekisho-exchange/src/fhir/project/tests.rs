//! What a small model sees of small records.

use sekisho_model::event::Cell;
use sekisho_model::oncology::DataModel;
use sekisho_model::record::Collected;
use sekisho_model::{Digest, Zone};

use super::tree::Tree;
use super::{Named, Projection, Projector, identifiers};
use crate::fhir::head::Reject;

fn model() -> DataModel {
    let json = serde_json::json!({
        "name": "small", "version": "1", "classes": {}, "systems": {}, "digest": Digest::of(b"small"),
        "records": {
            "Patient": {"subject": "id", "class": "administrative"},
            "Location": {"class": "administrative"},
            "Device": {"subject": "patient", "subject_optional": true, "collected": ["{}"], "class": "clinical"},
            "Observation": {"subject": "subject", "collected": ["effective", "issued"], "class": "unclassified", "class_rules": [
                {"path": "code.coding.code", "codes": ["69548-6"], "class": "genome"},
                {"path": "category.coding.code", "codes": ["laboratory"], "class": "laboratory"}]},
        },
        "views": {"lab": {"label": {"ja": "", "en": ""}, "from": [{"resource": "Observation", "where": "code.coding.exists()"}], "date": "date", "columns": [
            {"name": "code", "identifiability": "open", "type": "code", "path": "code.coding"},
            {"name": "date", "identifiability": "open", "type": "date", "path": "effective | issued", "nullable": true},
            {"name": "value", "identifiability": "open", "type": "decimal", "path": "value.ofType(Quantity).value", "nullable": true},
            {"name": "status", "identifiability": "open", "type": "text", "path": "status"},
            {"name": "final", "identifiability": "open", "type": "boolean", "path": "status = 'final'"},
            {"name": "parts", "identifiability": "open", "type": "integer", "path": "numberOfParts", "nullable": true}]}},
    });
    serde_json::from_value(json).unwrap()
}

fn project(kind: &str, record: &str) -> Result<Projection, Reject> {
    let projector = Projector::new(&model(), Zone::TOKYO).unwrap();
    projector.project(kind, &Tree::parse(record.as_bytes()).unwrap())
}

#[test]
fn a_record_becomes_one_event_with_typed_cells() {
    let seen = project(
        "Observation",
        r#"{"status":"final","subject":{"reference":"Patient/p"},"category":[{"coding":[{"code":"laboratory"}]}],
            "code":{"coding":[{"system":"s","code":"a"},{"code":"b"},{"system":"s","code":"a"},{"system":"t"}]},
            "effectiveDateTime":"2020-02","valueQuantity":{"value":1.10},"numberOfParts":3}"#,
    )
    .unwrap();
    assert_eq!(
        (seen.class.as_str(), seen.named),
        ("laboratory", Named::References(vec!["Patient/p".into()]))
    );
    let [event] = &seen.events[..] else {
        panic!("one event")
    };
    let [
        Cell::Codes(codes),
        Cell::Date(date),
        Cell::Decimal(value),
        Cell::Text(status),
        Cell::Boolean(true),
        Cell::Integer(3),
    ] = &event.cells[..]
    else {
        panic!("{:?}", event.cells)
    };
    let codes: Vec<_> = codes
        .iter()
        .map(|c| (c.system.as_str(), c.code.as_str()))
        .collect();
    assert_eq!(
        (codes, value.as_str(), status.as_str()),
        (vec![("s", "a"), ("", "b")], "1.10", "final")
    );
    assert_eq!(seen.collected, Collected::Between(date.from, date.until));
    assert_eq!(date.from.iso(Zone::TOKYO), "2020-02-01T00:00:00.000+09:00");
}

#[test]
fn what_is_not_of_the_columns_type_is_missing() {
    let seen = project(
        "Observation",
        r#"{"subject":{"reference":"Patient/p"},"code":{"coding":[{"display":"x"}]},"effectiveDateTime":"yesterday",
            "valueQuantity":{"value":"7"},"numberOfParts":1.5}"#,
    )
    .unwrap();
    assert!(
        seen.events[0]
            .cells
            .iter()
            .all(|cell| matches!(cell, Cell::Missing))
    );
    assert_eq!(
        (seen.class.as_str(), seen.collected),
        ("unclassified", Collected::Undated)
    );
    let none = project(
        "Observation",
        r#"{"subject":{"reference":"Patient/p"},"code":{"text":"x"}}"#,
    )
    .unwrap();
    assert!(none.events.is_empty(), "the view asks for a coding");
}

#[test]
fn genome_comes_before_any_other_class() {
    let record = r#"{"subject":{"reference":"Patient/p"},"code":{"coding":[{"code":"69548-6"}]},"category":[{"coding":[{"code":"laboratory"}]}]}"#;
    assert_eq!(
        project("Observation", record).unwrap().class.as_str(),
        "genome"
    );
}

#[test]
fn a_period_is_the_whole_time_between_its_ends_and_an_open_end_is_open() {
    let collected = |period: &str| {
        let record =
            format!(r#"{{"subject":{{"reference":"Patient/p"}},"effectivePeriod":{period}}}"#);
        project("Observation", &record).unwrap().collected
    };
    let day = |text: &str| sekisho_model::Interval::parse(text, Zone::TOKYO).unwrap();
    let (first, last) = (day("2009-12-31"), day("2010-01-02"));
    assert_eq!(
        collected(r#"{"start":"2009-12-31","end":"2010-01-02"}"#),
        Collected::Between(first.from, last.until)
    );
    assert_eq!(
        collected(r#"{"start":"2009-12-31"}"#),
        Collected::Between(first.from, sekisho_model::Instant::MAX)
    );
    assert_eq!(
        collected(r#"{"end":"2010-01-02"}"#),
        Collected::Between(sekisho_model::Instant::MIN, last.until)
    );
    assert_eq!(
        collected(r#"{"start":"2009-12-31","end":"soon"}"#),
        Collected::Undated
    );
    assert_eq!(collected("{}"), Collected::Undated);
}

#[test]
fn whom_a_record_is_about_is_said_or_the_record_is_refused() {
    let named =
        |kind: &str, record: &str| project(kind, record).map(|seen| (seen.named, seen.collected));
    assert_eq!(
        named("Patient", "{}"),
        Ok((Named::Itself, Collected::Timeless))
    );
    assert_eq!(
        named("Location", "{}"),
        Ok((Named::Nobody, Collected::Timeless))
    );
    assert_eq!(
        named("Device", "{}"),
        Ok((Named::Nobody, Collected::Undated))
    );
    assert_eq!(named("Observation", "{}"), Err(Reject::NoSubject));
    assert_eq!(
        named("Observation", r#"{"subject":{"display":"x"}}"#),
        Err(Reject::SubjectNotAPerson)
    );
    let dragon = project("Dragon", r#"{"patient":{"reference":"Patient/p"}}"#).unwrap();
    assert_eq!(
        (dragon.class.as_str(), dragon.collected),
        ("unclassified", Collected::Undated)
    );
    assert_eq!(dragon.named, Named::References(vec!["Patient/p".into()]));
}

#[test]
fn identifiers_are_taken_once_and_blank_ones_never() {
    let tree = Tree::parse(br#"{"identifier":[{"system":"s","value":"1"},{"value":" "},{"system":"s"},{"system":"s","value":"1"},{"value":"2"}]}"#).unwrap();
    let found: Vec<(String, String)> = identifiers(&tree)
        .into_iter()
        .map(|one| (one.system, one.value))
        .collect();
    assert_eq!(
        found,
        [(String::new(), "2".into()), ("s".into(), "1".into())]
    );
}
