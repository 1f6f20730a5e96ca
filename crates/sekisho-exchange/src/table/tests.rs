//! Stories of rows: a profile's blocks, a record, what a table says of it.

use sekisho_model::catalog::r4;
use sekisho_model::identity::{Scope, Subject};
use sekisho_model::lexicon::Lexicon;
use sekisho_model::oncology::DataModel;
use sekisho_model::profile::{
    Action, Block, FieldRule, Modality, Profile, Release, Selector, Unlisted,
};
use sekisho_model::record::{Collected, Record, RecordHead};
use sekisho_model::transform::{
    Column, Held, SiteKind, TableTransform, TransformError, Transforms,
};
use sekisho_model::{
    ColumnName, DataClass, Day, Digest, Origin, ProfileName, Text, ViewName, Zone,
};

use super::Tables;
use super::write::{Format, Writer};

fn model() -> DataModel {
    let column = |name: &str, kind: &str, path: &str| serde_json::json!({"name": name, "type": kind, "path": path, "nullable": true, "identifiability": "open"});
    let mut id = column("patient_id", "text", "id");
    id["concept"] = "patient_id".into();
    id["source"] = "vault".into();
    let mut name = column("name", "text", "name.text");
    name["source"] = "vault".into();
    let mut age = column("age", "integer", "birthDate");
    age["source"] = "age".into();
    let json = serde_json::json!({
        "name": "small", "version": "1", "classes": {}, "systems": {}, "digest": Digest::of(b"small"),
        "records": {
            "Patient": {"subject": "id", "class": "administrative"},
            "Observation": {"subject": "subject", "collected": ["effective"], "class": "laboratory"},
        },
        "views": {
            "patient": {"label": {"ja": "", "en": ""}, "from": [{"resource": "Patient"}], "columns": [
                id, name, column("birth_date", "date", "birthDate"), age,
                column("death", "date", "deceased.ofType(dateTime)"), column("sex", "text", "gender")]},
            "lab": {"label": {"ja": "", "en": ""}, "from": [{"resource": "Observation"}], "date": "date", "columns": [
                column("code", "code", "code.coding"), column("date", "date", "effective.ofType(dateTime)"),
                column("comparator", "text", "value.ofType(Quantity).comparator"),
                column("value", "decimal", "value.ofType(Quantity).value"),
                column("value_code", "code", "value.ofType(CodeableConcept).coding"),
                column("status", "text", "status")]},
        },
    });
    serde_json::from_value(json).expect("a model")
}

/// `view column, column: action` lines; `keep` and `drop`, or an action that [`Told`] carries out.
fn profile(unlisted: Unlisted, lines: &str) -> Profile {
    let block = |line: &str| {
        let (columns, actions) = line.split_once(": ").expect("a rule");
        let (view, columns) = columns.split_once(' ').expect("a view");
        let action = |word: &str| match word {
            "keep" => Action::Keep,
            "drop" => Action::Drop,
            "blank" => Action::Blank,
            "pseudonym" => Action::Pseudonym,
            "year" => Action::Year,
            "halves" => Action::Round("0.5".into()),
            "band" => Action::Band(vec!["40".into()]),
            other => Action::Replace(other.into()),
        };
        let selector = |name: &str| Selector::Column(ColumnName::new(name));
        Block {
            modality: Modality::Table(ViewName::new(view)),
            rules: vec![FieldRule {
                selectors: columns.split(", ").map(selector).collect(),
                actions: actions.split(" then ").map(action).collect(),
                when: None,
                origin: Origin::built_in(),
            }],
            origin: Origin::built_in(),
        }
    };
    Profile {
        name: ProfileName::new("coded"),
        label: Text::default(),
        satisfies: Vec::new(),
        rests: Vec::new(),
        regime: None,
        scope: Scope::Study,
        key_fate: Default::default(),
        key: None,
        shift_days_max: None,
        dates: Default::default(),
        unlisted,
        trusts: Vec::new(),
        release: Release::default(),
        fhir: None,
        blocks: lines
            .trim()
            .lines()
            .map(|line| block(line.trim()))
            .collect(),
        origin: Origin::built_in(),
    }
}

/// Says what it was asked: `rule/stage(value)`; a person's pseudonym is `person N`.
struct Told;

impl Transforms for Told {
    fn apply(
        &mut self,
        rule: u16,
        stage: u16,
        kind: SiteKind,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Column, TransformError> {
        let mut out = Column::new();
        for (row, subject) in subjects.iter().enumerate() {
            let value = values.get(row).map(|v| std::str::from_utf8(v).unwrap());
            let told = value.map(|value| match kind {
                SiteKind::SubjectId => format!("person {}", subject.0),
                _ => format!("{rule}/{stage}({value})"),
            });
            out.push(told.as_deref().map(str::as_bytes));
        }
        Ok(out)
    }
}

fn record(subject: i64, bytes: &str) -> Record {
    let kind = if bytes.contains("\"Patient\"") {
        "Patient"
    } else {
        "Observation"
    };
    Record {
        beside: Vec::new(),
        head: RecordHead {
            row: 1,
            subject: Some(Subject(subject)),
            kind: kind.into(),
            source_id: "r".into(),
            class: DataClass::from("laboratory"),
            collected: Collected::Timeless,
            digest: Digest::of(b"r"),
            sealed: false,
            withheld: Some(Vec::new()),
        },
        bytes: bytes.as_bytes().to_vec(),
    }
}

fn tables(unlisted: Unlisted, lines: &str) -> Tables {
    let at = (Day::from_ymd(2026, 5, 1).unwrap(), Zone::TOKYO);
    Tables::compile(&profile(unlisted, lines), &model(), r4(), at)
        .expect("a profile")
        .reading(Lexicon::believing())
}

/// The rows as lines, cells between bars, and what stayed out.
fn rows(tables: &mut Tables, records: &[&str]) -> Vec<String> {
    let pushed: usize = records
        .iter()
        .map(|bytes| tables.push(&record(7, bytes), &|name| Some(name.to_owned())))
        .sum();
    let mut lines = Vec::new();
    let heads = tables.tables().to_vec();
    tables
        .flush(&mut Told, &mut |_, row| {
            let cells: Vec<&str> = row.cells.iter().map(|c| c.unwrap_or("-")).collect();
            let view = &heads[row.table].view;
            lines.push(format!("{view} {}", cells.join("|")));
            Ok(())
        })
        .expect("rows");
    assert_eq!(pushed, lines.len(), "as many rows as were said");
    lines
}

fn columns(tables: &Tables) -> Vec<String> {
    let heads = tables.tables().iter();
    heads
        .map(|head| {
            let names = head.columns.iter().map(|c| c.name.to_string());
            format!("{}: {}", head.view, names.collect::<Vec<_>>().join(" "))
        })
        .collect()
}

const LAB: &str = r#"{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"s","code":"a"},{"code":"b"}]},
    "effectiveDateTime":"2020-02","valueQuantity":{"value":1.10}}"#;

#[test]
fn what_no_rule_names_has_no_column_and_a_person_stands_in_every_table() {
    let of = |lines: &str| columns(&tables(Unlisted::Drop, lines));
    assert_eq!(
        of(
            "patient patient_id: pseudonym\npatient sex: keep\nlab code, value: keep\nlab date: drop"
        ),
        [
            "lab: patient_id coding code code_system value",
            "patient: patient_id sex"
        ]
    );
    assert_eq!(
        of("patient patient_id: drop\nlab value: keep"),
        ["lab: value"]
    );
    assert_eq!(of("lab value, code: drop"), [""; 0]);
    // A code that was replaced is no code of its system.
    assert_eq!(of("lab code: x"), ["lab: coding code"]);
    assert_eq!(of("lab value: blank"), ["lab: value"]);
}

#[test]
fn an_event_is_one_row_per_coding_of_the_code_it_is_searched_by() {
    let mut all = tables(
        Unlisted::Drop,
        "patient patient_id: pseudonym\nlab code, value, value_code, status: keep\nlab date: year",
    );
    assert_eq!(
        rows(&mut all, &[LAB]),
        [
            "lab person 7|1|a|s|-|1.10|-|-|final",
            "lab person 7|2|b|-|-|1.10|-|-|final"
        ],
        "the date that a transform could not give as a date is absent"
    );
    // Without its code an event is one row.
    let mut bare = tables(Unlisted::Drop, "lab value, status: keep");
    assert_eq!(
        rows(&mut bare, &[LAB, LAB]),
        ["lab 1.10|final", "lab 1.10|final"]
    );
    let coded = r#"{"resourceType":"Observation","status":"final","code":{"coding":[{"code":"a"}]},
        "valueCodeableConcept":{"coding":[{"system":"s","code":"x"},{"system":"t","code":"y"}]}}"#;
    let mut further = tables(Unlisted::Drop, "lab code, value_code, status: keep");
    assert_eq!(rows(&mut further, &[coded]), ["lab 1|a|-|x|s|final"]);
}

#[test]
fn a_row_that_would_read_as_something_else_stays_out() {
    let refuted = LAB.replace("final", "entered-in-error");
    let below = LAB.replace("\"value\":", "\"comparator\":\"<\",\"value\":");
    let unknown = LAB.replace(
        "\"status\"",
        "\"modifierExtension\":[{\"url\":\"x\"}],\"status\"",
    );
    let all = [refuted.as_str(), below.as_str(), unknown.as_str(), LAB];
    let mut silent = tables(Unlisted::Drop, "lab value: keep");
    assert_eq!(rows(&mut silent, &all), ["lab 1.10"]);
    assert_eq!(
        silent.held().iter().collect::<Vec<_>>(),
        [(&("table lab".to_owned(), Held::Modifier), &3)]
    );
    let mut says = tables(Unlisted::Drop, "lab status, comparator, value: keep");
    assert_eq!(
        rows(&mut says, &all),
        [
            "lab -|1.10|entered-in-error",
            "lab <|1.10|final",
            "lab -|1.10|final"
        ]
    );
    // Nothing here reads the number, so what stands before it changes nothing.
    let mut other = tables(Unlisted::Drop, "lab date: keep");
    assert_eq!(rows(&mut other, &[&below]), ["lab 2020-02"]);
}

#[test]
fn an_age_is_counted_to_the_day_of_the_permit_or_to_death() {
    let mut ages = tables(Unlisted::Drop, "patient age: keep");
    let born = |rest: &str| {
        format!(r#"{{"resourceType":"Patient","id":"p","birthDate":"1956-05-02"{rest}}}"#)
    };
    let (living, dead) = (born(""), born(r#","deceasedDateTime":"2020-05-02""#));
    assert_eq!(rows(&mut ages, &[&living]), ["patient 69"]);
    let mut ages = tables(Unlisted::Drop, "patient age: keep");
    assert_eq!(rows(&mut ages, &[&dead]), ["patient 64"]);
    let mut banded = tables(Unlisted::Drop, "patient age: band");
    assert_eq!(rows(&mut banded, &[&living]), ["patient 0/0(69)"]);
}

#[test]
fn a_cell_can_be_read_as_its_columns_type_or_is_absent() {
    use sekisho_model::oncology::ColumnType::{Decimal, Integer};
    let kind = |lines: &str| tables(Unlisted::Drop, lines).tables()[0].columns[0].kind;
    assert_eq!(kind("patient age: keep"), Integer);
    assert_eq!(kind("patient age: halves"), Decimal);
    for (kind, good, bad) in [
        (Decimal, "-0.50", "1.10 mg"),
        (Integer, "-3", "3.0"),
        (sekisho_model::oncology::ColumnType::Boolean, "true", "yes"),
        (
            sekisho_model::oncology::ColumnType::Date,
            "2020-02",
            "2020-13",
        ),
    ] {
        assert!(super::batch::reads_as(kind, good) && !super::batch::reads_as(kind, bad));
    }
}

#[test]
fn unlisted_stop_names_the_table_that_holds_something_undecided() {
    let mut stops = tables(
        Unlisted::Stop,
        "lab code, date, value, status: keep\nlab comparator: drop",
    );
    assert_eq!(rows(&mut stops, &[LAB]).len(), 2);
    assert!(
        stops.held().is_empty(),
        "the undecided column is empty here"
    );
    let coded = LAB.replace(
        "valueQuantity\":{\"value\":1.10}",
        "valueCodeableConcept\":{\"coding\":[{\"code\":\"x\"}]}",
    );
    assert_eq!(rows(&mut stops, &[&coded]), [""; 0]);
    let held: Vec<_> = stops.held().keys().collect();
    assert_eq!(held, [&("table lab".to_owned(), Held::Unlisted)]);
}

#[test]
fn the_same_rows_are_the_same_bytes_in_either_format() {
    let head = tables(Unlisted::Drop, "lab code, value: keep").tables()[0].clone();
    let written = |format| {
        let mut writer = Writer::new(format, &head, Vec::new()).unwrap();
        writer
            .row(&[Some("1"), Some("a,b"), None, Some("-1.10")])
            .unwrap();
        writer
            .row(&[Some("2"), Some("=SUM(A1)"), Some("say \"x\""), None])
            .unwrap();
        writer.finish().unwrap()
    };
    for format in Format::ALL {
        assert_eq!(written(format), written(format));
    }
    assert_eq!(
        String::from_utf8(written(Format::Csv)).unwrap(),
        "coding,code,code_system,value\n1,\"a,b\",,-1.10\n2,=SUM(A1),\"say \"\"x\"\"\",\n"
    );
    let mut read = Vec::new();
    let names = crate::columnar::read(written(Format::Parquet), |_, row| {
        read.push(row);
        true
    });
    assert_eq!(names.unwrap(), ["coding", "code", "code_system", "value"]);
    use crate::columnar::Value::{Absent, Integer, Text};
    let text = |text: &str| Text(text.into());
    assert_eq!(
        read,
        [
            vec![Integer(1), text("a,b"), Absent, text("-1.10")],
            vec![Integer(2), text("=SUM(A1)"), text("say \"x\""), Absent]
        ]
    );
}
