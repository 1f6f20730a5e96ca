//! What the proof of a regime says remains of each value of a FHIR record is what the transform
//! really leaves of it: two tellings of one precedence (path beats type, longer beats shorter, a
//! dropped type cuts what is in it), held against each other over generated profiles.
//! `SEKISHO_SEEDS=first..last` draws others.

use std::collections::BTreeMap;

use sekisho_exchange::fhir::transform::FhirTransform;
use sekisho_lang::{FhirPlace, FhirRulebook};
use sekisho_model::catalog::{Catalog, Field, Inside, Json, Shape, ShapeId, r4};
use sekisho_model::identity::Subject;
use sekisho_model::profile::{Action, FhirRules, FieldRule, Selector, Unlisted};
use sekisho_model::record::{Collected, Record, RecordHead};
use sekisho_model::remains::Remains;
use sekisho_model::transform::{
    Column, Links, RecordTransform, SiteKind, Target, TransformError, Transforms,
};
use sekisho_model::{DataClass, Digest, Origin};
use serde_json::{Map, Value};

use crate::agreement::draw::R;

/// Records with choices, with shapes inside shapes, with wholes of every sort; the last about nobody.
const RECORDS: [&str; 9] = [
    "Patient",
    "Condition",
    "Observation",
    "MedicationRequest",
    "Encounter",
    "DiagnosticReport",
    "ImagingStudy",
    "Claim",
    "Organization",
];
/// Deeper, FHIR's shapes only repeat themselves.
const DEPTH_MAX: usize = 5;
const RULES: usize = 14;

#[test]
fn what_is_decided_of_a_value_is_what_leaves_of_it() {
    let range = std::env::var("SEKISHO_SEEDS").unwrap_or_else(|_| "1..25".into());
    let (first, last) = range.split_once("..").expect("first..last");
    let seeds = first.parse::<u64>().expect("a number")..last.parse().expect("a number");
    println!("seeds {range}");
    let mut met = Met::default();
    for seed in seeds {
        let mut draw = R(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        (0..10).for_each(|_| _ = draw.n(2));
        for record in RECORDS {
            let source = Source::of(record);
            let rules = profile(&mut draw, record, &source);
            if let Err(difference) = compare(record, &source, &rules, &mut met) {
                panic!("seed {seed}, {record}: {difference}\n{}", shown(&rules));
            }
        }
    }
    assert!(
        met.kept > 5_000 && met.changed > 5_000 && met.gone > 20_000,
        "too little was met to prove anything: {met:?}"
    );
}

#[derive(Debug, Default)]
struct Met {
    kept: usize,
    changed: usize,
    gone: usize,
}

/// A record with every element that FHIR allows, choices side by side, and its values by path.
struct Source {
    json: Value,
    values: BTreeMap<String, Value>,
    /// The names of the types on the way to each value, the record's own first, its own last.
    types: BTreeMap<String, Vec<&'static str>>,
}

impl Source {
    fn of(record: &'static str) -> Self {
        let catalog = r4();
        let (id, shape) = catalog.shape(record).expect("a record type");
        let mut source = Self {
            json: Value::Null,
            values: BTreeMap::new(),
            types: BTreeMap::new(),
        };
        let mut json = source.object(catalog, shape, record, &[record], &mut vec![id]);
        json.insert("resourceType".into(), record.into());
        source.json = Value::Object(json);
        source
    }

    fn object(
        &mut self,
        catalog: &'static Catalog,
        shape: &'static Shape,
        at: &str,
        types: &[&'static str],
        open: &mut Vec<ShapeId>,
    ) -> Map<String, Value> {
        let mut members = Map::new();
        for field in &shape.fields {
            let path = format!("{at}.{}", field.key);
            let types: Vec<_> = types.iter().copied().chain([field.type_name]).collect();
            // Modifiers that no value makes harmless are a story of their own.
            let skipped = matches!(field.type_name, "Extension" | "Resource")
                || field.key == "implicitRules"
                // Of a reference only `reference` may leave.
                || shape.path == "Reference" && matches!(field.inside, Inside::Shape(_))
                || field.modifies() && field.harmless.is_empty();
            let value = match field.inside {
                _ if skipped => continue,
                Inside::Value(json) => {
                    let value = self.value(field, json, shape, at);
                    self.values.insert(path.clone(), value.clone());
                    self.types.insert(path, types);
                    value
                }
                Inside::Shape(inner) if !open.contains(&inner) && open.len() < DEPTH_MAX => {
                    open.push(inner);
                    let mut inside = self.object(catalog, catalog.at(inner), &path, &types, open);
                    open.pop();
                    if field.modifies() {
                        self.say_harmless(&path, field, &mut inside);
                    }
                    Value::Object(inside)
                }
                Inside::Shape(_) | Inside::Resource => continue,
            };
            let value = if field.is_many {
                vec![value].into()
            } else {
                value
            };
            members.insert(field.key.into(), value);
        }
        members
    }

    fn value(&self, field: &Field, json: Json, shape: &Shape, at: &str) -> Value {
        let n = self.values.len();
        match (field.type_name, json) {
            _ if field.modifies() && json == Json::Boolean => (field.harmless[0] != "false").into(),
            ("date", _) => "2020-01-02".into(),
            ("time", _) => "03:04:05".into(),
            ("dateTime" | "instant", _) => "2020-01-02T03:04:05Z".into(),
            _ if field.modifies() => field.harmless[0].into(),
            // What makes a display and a unit open stands beside them.
            ("string", _) if field.key == "unit" => "mg".into(),
            (_, Json::String) if shape.path == "Reference" && field.key == "reference" => {
                format!("Condition/{n}").into()
            }
            (_, Json::String) => format!("{} {n}", at.rsplit('.').next().unwrap_or(at)).into(),
            (_, Json::Number) => n.into(),
            (_, Json::Boolean) => true.into(),
        }
    }

    fn say_harmless(&mut self, path: &str, field: &Field, concept: &mut Map<String, Value>) {
        if let Some(coding) = concept.get_mut("coding").and_then(|c| c.get_mut(0)) {
            coding["code"] = field.harmless[0].into();
            let code = coding["code"].clone();
            self.values.insert(format!("{path}.coding.code"), code);
        }
    }
}

/// Rules around the edges of one another: a value drawn, then its path, shorter ones, paths from the
/// types it stands in, those types, its own.
fn profile(draw: &mut R, record: &'static str, source: &Source) -> FhirRules {
    let link = vec![
        Selector::Type("id".into()),
        Selector::Type("Reference".into()),
    ];
    let mut rules = vec![rule(link, Action::Pseudonym)];
    let paths: Vec<&String> = source.values.keys().collect();
    let mut near = draw.pick(&paths).to_string();
    while rules.len() < RULES {
        // Half of the rules speak of one neighbourhood, so that they meet.
        if draw.n(2) == 0 {
            near = draw.pick(&paths).to_string();
        }
        let selector = selector(draw, record, &near, &source.types[&near]);
        let action = match draw.n(8) {
            0..3 => Action::Keep,
            3..5 => Action::Drop,
            5 => Action::First(2),
            6 => Action::Shift,
            _ => Action::Pseudonym,
        };
        rules.push(rule(vec![selector], action));
        let tried = FhirRules {
            rules: rules.clone(),
        };
        // What can't be obeyed is refused, and so not drawn.
        if FhirTransform::compile(&tried, Unlisted::Drop, r4()).is_err() {
            rules.pop();
        }
    }
    FhirRules { rules }
}

fn selector(draw: &mut R, record: &str, near: &str, types: &[&'static str]) -> Selector {
    let keys: Vec<&str> = near.split('.').skip(1).collect();
    let from = draw.n(keys.len());
    let until = from + 1 + draw.n(keys.len() - from);
    match draw.n(5) {
        // A type on the way, or the record's own.
        0 => Selector::Type(types[draw.n(types.len() - 1) + 1].into()),
        1 if draw.n(4) == 0 => Selector::Path(record.into()),
        // From a type on the way: `Coding.display`.
        2 => Selector::Path(format!("{}.{}", types[from], keys[from..until].join("."))),
        // From the root, whole or cut short.
        3 => Selector::Path(format!("{record}.{}", keys[..until].join("."))),
        _ => Selector::Path(near.into()),
    }
}

fn rule(selectors: Vec<Selector>, action: Action) -> FieldRule {
    FieldRule {
        selectors,
        actions: vec![action],
        when: None,
        origin: Origin::built_in(),
    }
}

fn compare(
    record: &'static str,
    source: &Source,
    rules: &FhirRules,
    met: &mut Met,
) -> Result<(), String> {
    let Some(left) = left(record, source, rules) else {
        return Ok(());
    };
    let mut decided: BTreeMap<String, (Remains, Option<FhirPlace>)> = BTreeMap::new();
    FhirRulebook::new(r4(), &rules.rules, &[]).each_value(record, &mut |value| {
        let path = value.path();
        if source.values.contains_key(&path) {
            decided.insert(path, (value.remains, value.by));
        }
    });
    if decided.len() != source.values.len() {
        return Err(format!(
            "{} values, {} decided",
            source.values.len(),
            decided.len()
        ));
    }
    let itself = |path: &str| {
        decided
            .get(path)
            .is_some_and(|(r, _)| *r == Remains::Itself)
    };
    for (path, (remains, by)) in &decided {
        let (whole, _) = path.rsplit_once('.').expect("a path");
        let beside = |key: &str| itself(&format!("{whole}.{key}"));
        let expected = match remains {
            // Guarded by what stands beside it; a narrative is nothing without its text.
            Remains::Itself
                if is_display(source, path) && !(beside("system") && beside("code")) =>
            {
                None
            }
            _ if decided
                .get(&format!("{whole}.div"))
                .is_some_and(|(div, _)| *div == Remains::Nothing) =>
            {
                None
            }
            Remains::Nothing => None,
            Remains::Itself => Some(source.values[path].clone()),
            // The rule that is said to decide is the one that did.
            Remains::Linking => Some(Value::Null),
            _ => Some(marker(by.map_or(usize::MAX, |place| place.0)).into()),
        };
        let found = look(&left, path);
        let agrees = match (&expected, found) {
            (None, None) => true,
            (Some(Value::Null), Some(found)) => *found != source.values[path],
            (Some(expected), Some(found)) => text(expected) == text(found),
            _ => false,
        };
        if !agrees {
            return Err(format!(
                "of {path} is decided {remains:?} by {by:?}, and it leaves as {found:?}"
            ));
        }
        match &expected {
            None => met.gone += 1,
            Some(value) if *value == source.values[path] => met.kept += 1,
            Some(_) => met.changed += 1,
        }
    }
    Ok(())
}

fn is_display(source: &Source, path: &str) -> bool {
    let types = &source.types[path];
    path.ends_with(".display") && types[types.len() - 2] == "Coding"
}

/// Numbers and texts alike: a changed number is a number.
fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn look<'v>(json: &'v Value, path: &str) -> Option<&'v Value> {
    let item = |value: &'v Value| match value {
        Value::Array(items) => items.first(),
        other => Some(other),
    };
    let mut steps = path.split('.').skip(1);
    let found = steps.try_fold(json, |at, key| item(at.get(key)?));
    found.filter(|value| !value.is_null())
}

/// What this record's transform leaves; `None` where no rule lets the record out at all.
fn left(record: &'static str, source: &Source, rules: &FhirRules) -> Option<Value> {
    let mut transform = FhirTransform::compile(rules, Unlisted::Drop, r4())
        .expect("the profile compiles")
        .reading(sekisho_model::lexicon::Lexicon::believing());
    let json = source.json.to_string();
    let head = RecordHead {
        row: 1,
        subject: (record != "Organization").then_some(Subject(7)),
        kind: record.into(),
        source_id: text(&source.values[&format!("{record}.id")]),
        class: DataClass::new("clinical"),
        collected: Collected::Timeless,
        digest: Digest::of(json.as_bytes()),
        sealed: false,
        withheld: Some(Vec::new()),
    };
    let bytes = json.into_bytes();
    match transform.push(
        &Record {
            head,
            bytes,
            beside: Vec::new(),
        },
        &Delivered,
    ) {
        Ok(()) => {}
        Err(sekisho_model::transform::Held::Unlisted) => return None,
        Err(held) => panic!("{record} is held: {held:?}\n{}", shown(rules)),
    }
    let mut line = Vec::new();
    let mut out = |_: usize, bytes: &[u8]| {
        line = bytes.to_vec();
        Ok(())
    };
    transform.flush(&mut Marks, &mut out).expect("it runs");
    Some(serde_json::from_slice(&line).expect("one line of JSON"))
}

fn marker(rule: usize) -> String {
    (700_000 + rule).to_string()
}

/// Every value a rule changes becomes that rule's number.
struct Marks;

impl Transforms for Marks {
    fn apply(
        &mut self,
        rule: u16,
        _: u16,
        _: SiteKind,
        _: &[Subject],
        values: &Column,
    ) -> Result<Column, TransformError> {
        let mut out = Column::new();
        (0..values.len()).for_each(|_| out.push(Some(marker(rule.into()).as_bytes())));
        Ok(out)
    }
}

/// Every reference leads to a delivered record.
struct Delivered;

impl Links for Delivered {
    fn resolve(&self, _: &sekisho_model::source::Source, reference: &str) -> Target {
        let (kind, id) = reference.split_once('/').expect("a reference of ours");
        Target::Record {
            kind: kind.into(),
            id: id.into(),
        }
    }
}

fn shown(rules: &FhirRules) -> String {
    let line = |(n, rule): (usize, &FieldRule)| {
        let selectors: Vec<String> = rule.selectors.iter().map(ToString::to_string).collect();
        format!("  {n} {}: {:?}", selectors.join(", "), rule.actions)
    };
    let lines: Vec<String> = rules.rules.iter().enumerate().map(line).collect();
    lines.join("\n")
}
