//! The FHIR engine against the reference evaluator of field rules: the same value under the same
//! rule leaves as the same text, or not at all.

use sekisho_model::source::Source;
use std::collections::BTreeMap;

use sekisho_exchange::fhir::transform::FhirTransform;
use sekisho_lang::eval::fields::{Person, Scope, transform};
use sekisho_lang::eval::{CellValue, EventRow};
use sekisho_lang::native::Native;
use sekisho_model::cohort::{CompareOp, Literal, Unknown};
use sekisho_model::dates::{Placeholders, Shift};
use sekisho_model::identity::Subject;
use sekisho_model::profile::{
    Action, Cap, FhirRules, FieldComparison, FieldCondition, FieldRule, FieldTerm, Selector,
    Unlisted,
};
use sekisho_model::record::{Collected, Record, RecordHead};
use sekisho_model::transform::{Keyed, Links, RecordTransform, SiteKind, Target};
use sekisho_model::{DataClass, Digest, Origin, Zone, catalog};

use crate::agreement::draw::R;

const SEED: u64 = 2026_1126;
const NUMBER: &str = "Observation.value.ofType(Quantity).value";
const TEXT: &str = "Patient.address.district";

/// Subject n shifts by n days.
struct Plain;

impl Keyed for Plain {
    fn pseudonym(&self, _: SiteKind, subject: Subject, value: &[u8]) -> [u8; 32] {
        std::array::from_fn(|i| b"abcdef"[(subject.0 as usize + value.len() + i) % 6])
    }
    fn bits(&self, value: &[u8]) -> u128 {
        value.iter().fold(7, |n, c| n * 3 + u128::from(*c))
    }
    fn shift(&self, subject: Subject, _: u32) -> Shift {
        Shift {
            days: subject.0 as i32,
            seconds: 3_661,
        }
    }
}

struct Nobody;

impl Links for Nobody {
    fn resolve(&self, _: &Source, _: &str) -> Target {
        Target::Absent
    }
}

fn rule(selector: Selector, actions: Vec<Action>, when: Option<FieldCondition>) -> FieldRule {
    FieldRule {
        selectors: vec![selector],
        actions,
        when,
        origin: Origin::built_in(),
    }
}

fn compare(term: FieldTerm, op: CompareOp, right: Literal) -> FieldCondition {
    FieldCondition::Compare(FieldComparison {
        term,
        op,
        right,
        unknown: Some(Unknown::Include),
        origin: Origin::built_in(),
    })
}

fn condition(draw: &mut R) -> Option<FieldCondition> {
    let sex = FieldTerm::Patient("sex".into());
    match draw.n(4) {
        0 => Some(compare(
            sex,
            CompareOp::Equal,
            Literal::Text("female".into()),
        )),
        1 => Some(compare(
            FieldTerm::Length,
            CompareOp::Greater,
            Literal::Number("2".into()),
        )),
        _ => None,
    }
}

fn actions(draw: &mut R) -> Vec<Action> {
    let all = [
        Action::Keep,
        Action::Drop,
        Action::Blank,
        Action::Shift,
        Action::First(2),
        Action::Replace("（\"伏\"字）".into()),
        Action::Cap(Cap {
            bound: "90".into(),
            unit: None,
        }),
        Action::Round("5".into()),
        Action::Round("0.25".into()),
        Action::Band(vec!["20".into(), "40".into()]),
    ];
    (0..1 + draw.n(2))
        .map(|_| draw.pick(&all).clone())
        .collect()
}

fn record(kind: &str, json: String, subject: i64) -> Record {
    Record {
        beside: Vec::new(),
        head: RecordHead {
            row: 1,
            subject: Some(Subject(subject)),
            kind: kind.into(),
            source_id: "r1".into(),
            class: DataClass::new("clinical"),
            collected: Collected::Timeless,
            digest: Digest::of(json.as_bytes()),
            sealed: false,
            withheld: Some(Vec::new()),
        },
        bytes: json.into_bytes(),
    }
}

/// What stands in the delivered record in the value's place.
fn left(line: &str, number: bool) -> Option<String> {
    if number {
        let from = line.split_once("\"value\":")?.1;
        return from.split_once('}').map(|(value, _)| value.to_owned());
    }
    let json: serde_json::Value = serde_json::from_str(line).expect("it is JSON");
    json["address"][0]["district"].as_str().map(str::to_owned)
}

#[test]
fn the_fhir_engine_says_what_the_evaluator_says() {
    let mut draw = R(SEED);
    let sexes = [None, Some("female"), Some("male")];
    let patients: BTreeMap<Subject, EventRow> = (0..3)
        .map(|n| {
            let sex = sexes[n].map(|sex| ("sex".into(), CellValue::Text(sex.into())));
            let row = EventRow {
                record: 0,
                columns: sex.into_iter().collect(),
            };
            (Subject(n as i64 + 1), row)
        })
        .collect();
    let numbers = [
        "0", "19.9", "20", "40", "90", "90.0", "91", "1.10", "0.125", "-2.5", "2.5e1", "1e3",
    ];
    let texts = [
        "a",
        "ab",
        "千代田区",
        "45",
        "20",
        "19.99",
        "x\\\"y",
        "2020-05-01",
    ];
    let (mut compiled, mut absent) = (0, 0);
    for _ in 0..1_500 {
        let number = draw.n(2) == 0;
        let path = if number { NUMBER } else { TEXT };
        let tested = rule(
            Selector::Path(path.into()),
            actions(&mut draw),
            condition(&mut draw),
        );
        let rules = FhirRules {
            rules: vec![
                rule(Selector::Type("id".into()), vec![Action::Pseudonym], None),
                rule(Selector::Type("code".into()), vec![Action::Keep], None),
                tested.clone(),
            ],
        };
        let Ok(engine) = FhirTransform::compile(&rules, Unlisted::Drop, catalog::r4()) else {
            // A chain that can't take the type; the checker says so too.
            continue;
        };
        let mut engine = engine.reading(sekisho_model::lexicon::Lexicon::believing());
        compiled += 1;
        let subject = 1 + draw.n(3) as i64;
        let (kind, json, value) = if number {
            let value = *draw.pick(&numbers);
            let json = format!(
                r#"{{"resourceType":"Observation","id":"r1","status":"final","valueQuantity":{{"value":{value}}}}}"#
            );
            ("Observation", json, value.to_owned())
        } else {
            let value = *draw.pick(&texts);
            let json = format!(
                r#"{{"resourceType":"Patient","id":"r1","gender":"female","address":[{{"district":"{value}"}}]}}"#
            );
            ("Patient", json, value.replace('\\', ""))
        };
        engine
            .push(&record(kind, json, subject), &Nobody)
            .expect("it leaves");
        let mut native =
            Native::new(&rules.rules, &Plain, Some(180)).knowing(&patients, Zone::TOKYO);
        let mut line = String::new();
        engine
            .flush(&mut native, &mut |_, bytes| {
                line = String::from_utf8(bytes.to_vec()).expect("it is text");
                Ok(())
            })
            .expect("every rule has an engine");
        let person = Person {
            subject: Subject(subject),
            patient: patients.get(&Subject(subject)),
            zone: Zone::TOKYO,
        };
        let placeholders = Placeholders::with(&[]);
        let scope = Scope {
            keyed: &Plain,
            shift_days_max: Some(180),
            placeholders: &placeholders,
        };
        let meant = transform(&tested, SiteKind::Value, &value, person, scope)
            .expect("nothing here stops")
            // An empty value is no value in FHIR.
            .filter(|text| !text.is_empty());
        assert_eq!(
            left(&line, number),
            meant,
            "seed {SEED}: {tested:?} on {value} of {subject}"
        );
        absent += usize::from(meant.is_none());
    }
    assert!(
        compiled > 500 && absent > 100,
        "{compiled} compiled, {absent} absent"
    );
}
