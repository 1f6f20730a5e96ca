//! The tables that leave and what they mean: records through the table engine, and their events
//! through `eval::fields::output`; every cell of every column must be the same. Over the 400 under
//! the example's profile, and over generated records under generated profiles.
//! `SEKISHO_SEEDS=first..last` draws others.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_exchange::fhir::project::Projector;
use sekisho_exchange::fhir::project::tree::Tree;
use sekisho_exchange::table::Tables;
use sekisho_lang::data_model::oncology;
use sekisho_lang::eval::fields::{Scope as Keys, output};
use sekisho_lang::eval::{CellValue, EventRow, SubjectRows};
use sekisho_lang::native::Native;
use sekisho_lang::{Package, check_package};
use sekisho_model::dates::Shift;
use sekisho_model::event::Cell;
use sekisho_model::fields::table::field;
use sekisho_model::identity::{Scope, Subject};
use sekisho_model::oncology::Lies;
use sekisho_model::profile::{Action, Block, Cap, FieldRule, Modality, Profile, Release, Unlisted};
use sekisho_model::record::{Collected, Record, RecordHead};
use sekisho_model::transform::{Holds, Keyed, SiteKind, TableTransform};
use sekisho_model::{
    ColumnName, DataClass, Day, Digest, Origin, ProfileName, Text, ViewName, Zone, catalog,
};
use sekisho_tests::samples::{ndjson_files, ours, text_of, the_400};
use serde_json::{Value, json};

use crate::agreement::draw::R;

const ZONE: Zone = Zone::TOKYO;

/// Subject n shifts by n days.
struct Plain;

impl Keyed for Plain {
    fn pseudonym(&self, kind: SiteKind, subject: Subject, value: &[u8]) -> [u8; 32] {
        let digest = match kind {
            SiteKind::SubjectId => Digest::of(format!("person {}", subject.0).as_bytes()),
            SiteKind::OtherId => Digest::of(value),
            SiteKind::Value => Digest::of(&[b"value ", value].concat()),
        };
        digest.hex().as_bytes()[..32].try_into().expect("32 digits")
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

type People = BTreeMap<Subject, Vec<Record>>;

/// What was compared, so that an empty table can't pass.
#[derive(Debug, Default)]
struct Met {
    rows: usize,
    values: usize,
    absent: usize,
    spread: usize,
    held: u64,
}

#[test]
fn the_tables_of_the_400_hold_what_the_evaluator_says() {
    let Some(data) = the_400() else { return };
    let people = people_of(&data, 60);
    let package = Package::load(&ours("examples/synthea")).expect("the example");
    let program = check_package(&package).program.expect("it checks");
    let profile = program.policy.profile("research_coded");
    let mut met = Met::default();
    compare(profile.expect("its profile"), &people, &mut met).expect("the same");
    assert!(met.rows > 10_000 && met.values > 50_000, "{met:?}");
    // The same people under every action that fits.
    let mut draw = R(0x9E37_79B9_7F4A_7C15);
    let few: People = people.into_iter().take(6).collect();
    for n in 0..12 {
        let profile = generated_profile(&mut draw);
        if let Err(difference) = compare(&profile, &few, &mut met) {
            panic!("profile {n}: {difference}\n{}", shown(&profile));
        }
    }
}

#[test]
fn generated_tables_hold_what_the_evaluator_says() {
    let range = std::env::var("SEKISHO_SEEDS").unwrap_or_else(|_| "1..120".into());
    let (first, last) = range.split_once("..").expect("first..last");
    println!("seeds {range}");
    let mut met = Met::default();
    for seed in first.parse::<u64>().expect("a number")..last.parse().expect("a number") {
        let mut draw = R(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        (0..10).for_each(|_| _ = draw.n(2));
        let people = generated_people(&mut draw);
        let profile = generated_profile(&mut draw);
        if let Err(difference) = compare(&profile, &people, &mut met) {
            panic!("seed {seed}: {difference}\n{}", shown(&profile));
        }
    }
    assert!(
        met.rows > 2_000 && met.values > 5_000 && met.absent > 5_000 && met.spread > 500,
        "too little was met to prove anything: {met:?}"
    );
    assert!(met.held > 200, "no row was held back: {met:?}");
}

fn compare(profile: &Profile, people: &People, met: &mut Met) -> Result<(), String> {
    let at = Day::from_ymd(2026, 5, 1).expect("a day");
    let mut tables = Tables::compile(profile, oncology(), catalog::r4(), (at, ZONE))
        .map_err(|e| e.to_string())?
        .reading(sekisho_model::lexicon::Lexicon::believing());
    let rules: Vec<FieldRule> = profile.rules().map(|(_, rule)| rule.clone()).collect();
    let all = Projector::of_columns(oncology(), ZONE, &|_, c| c.lies != Lies::Age)
        .map_err(|e| e.to_string())?;
    let heads = tables.tables().to_vec();
    let mut unseen = 0;
    for (subject, records) in people {
        let events = |record: &Record| {
            let tree = Tree::parse(&record.bytes).expect("a record");
            all.events(&record.head.kind, &tree).expect("few events")
        };
        let placeholders = profile.dates.placeholders();
        let mut transforms =
            Native::new(&rules, &Plain, profile.shift_days_max).masking(placeholders.clone());
        let mut given: BTreeMap<(usize, usize), Vec<Vec<Option<String>>>> = BTreeMap::new();
        let pushed: usize = records
            .iter()
            .map(|record| tables.push(record, &|name| Some(name.to_owned())))
            .sum();
        let mut rows = 0;
        let flushed = tables.flush(&mut transforms, &mut |record, row| {
            let cells = row.cells.iter().map(|c| c.map(str::to_owned)).collect();
            given.entry((row.table, record)).or_default().push(cells);
            rows += 1;
            Ok(())
        });
        flushed.map_err(|e| e.to_string())?;
        if pushed != rows {
            return Err(format!("{pushed} rows were said, {rows} came"));
        }
        met.rows += rows;
        for (table, head) in heads.iter().enumerate() {
            let mut meant = SubjectRows::new();
            let mut delivered: Vec<&Vec<Option<String>>> = Vec::new();
            for (n, record) in records.iter().enumerate() {
                let events = events(record);
                let of_view = events.iter().filter(|event| event.view == head.view);
                if of_view.clone().next().is_some() {
                    match given.get(&(table, n)) {
                        Some(rows) => {
                            delivered.extend(rows);
                            let rows = meant.entry(head.view.clone()).or_default();
                            rows.extend(of_view.map(read_event));
                        }
                        None => unseen += 1,
                    }
                }
                // Ages are the person's, whether their own row leaves or not.
                if head.view.as_str() != "patient" {
                    let patients = events.iter().filter(|e| e.view.as_str() == "patient");
                    let rows = meant.entry(ViewName::new("patient")).or_default();
                    rows.extend(patients.map(read_event));
                }
            }
            for (place, column) in head.columns.iter().enumerate() {
                let cells: Vec<Option<&str>> =
                    delivered.iter().map(|row| row[place].as_deref()).collect();
                match column.holds {
                    Holds::Person => {
                        let digits = Plain.pseudonym(SiteKind::SubjectId, *subject, b"");
                        let own = std::str::from_utf8(&digits).expect("digits");
                        let expected = rules[usize::from(column.rule.expect("a rule"))]
                            .actions
                            .len()
                            > 1
                            || cells.iter().all(|cell| *cell == Some(own));
                        if !expected {
                            return Err(format!("{}: a row of somebody else", head.view));
                        }
                    }
                    Holds::Coding => {
                        met.spread += cells.iter().filter(|cell| **cell != Some("1")).count();
                    }
                    Holds::System => {}
                    Holds::Value => {
                        let keys = Keys {
                            keyed: &Plain,
                            shift_days_max: profile.shift_days_max,
                            placeholders: &placeholders,
                        };
                        let wanted = output(
                            profile,
                            (&head.view, &column.name),
                            (*subject, &meant),
                            at,
                            oncology(),
                            (keys, ZONE),
                        )
                        .map_err(|unmet| format!("{unmet:?}"))?;
                        let wanted: Vec<Option<&str>> =
                            wanted.iter().map(Option::as_deref).collect();
                        if wanted != cells {
                            let at = wanted.iter().zip(&cells).position(|(a, b)| a != b);
                            return Err(format!(
                                "{}.{} of subject {}: {} rows meant, {} left; first difference {:?}",
                                head.view,
                                column.name,
                                subject.0,
                                wanted.len(),
                                cells.len(),
                                at.map(|at| (wanted[at], cells[at])),
                            ));
                        }
                        met.values += cells.iter().flatten().count();
                        met.absent += cells.iter().filter(|cell| cell.is_none()).count();
                    }
                }
            }
        }
    }
    let held: u64 = tables.held().values().sum();
    met.held += held;
    if held != unseen {
        return Err(format!("{held} records are said to stay out, {unseen} did"));
    }
    Ok(())
}

/// The projected event as the evaluator sees it.
fn read_event(event: &sekisho_model::event::EventRow) -> EventRow {
    let columns = oncology().views[&event.view].columns.iter();
    let columns = columns.filter(|column| column.lies != Lies::Age);
    let cells = columns.zip(&event.cells).filter_map(|(column, cell)| {
        let value = match cell {
            Cell::Missing => return None,
            Cell::Codes(codings) => {
                let codings = codings.iter();
                CellValue::Codes(
                    codings
                        .map(|c| (c.system.clone(), c.code.clone()))
                        .collect(),
                )
            }
            Cell::Text(text) => CellValue::Text(text.clone()),
            Cell::Decimal(digits) => CellValue::Decimal(digits.clone()),
            Cell::Integer(number) => CellValue::Integer(*number),
            Cell::Boolean(yes) => CellValue::Boolean(*yes),
            Cell::Date(date) => CellValue::Date(*date),
        };
        Some((column.name.clone(), value))
    });
    EventRow {
        record: 0,
        columns: cells.collect(),
    }
}

/// The records of the first so many people, each person's own Patient first.
fn people_of(folder: &std::path::Path, how_many: usize) -> People {
    let mut numbers: BTreeMap<String, Subject> = BTreeMap::new();
    let mut people = People::new();
    let mut files = ndjson_files(folder);
    files.sort_by_key(|path| !path.to_string_lossy().contains("/Patient."));
    for file in files {
        for line in text_of(&file).lines() {
            let json: Value = serde_json::from_str(line).expect("a record");
            let kind = json["resourceType"].as_str().expect("a type").to_owned();
            let id = json["id"].as_str().expect("an id").to_owned();
            let subject = if kind == "Patient" {
                if numbers.len() == how_many {
                    continue;
                }
                let next = Subject(numbers.len() as i64 + 1);
                *numbers.entry(id.clone()).or_insert(next)
            } else {
                let reference = [&json["subject"], &json["patient"]]
                    .into_iter()
                    .find_map(|r| r["reference"].as_str()?.strip_prefix("Patient/"));
                match reference.and_then(|id| numbers.get(id)) {
                    Some(subject) => *subject,
                    None => continue,
                }
            };
            people
                .entry(subject)
                .or_default()
                .push(record(subject, &kind, &id, line));
        }
    }
    people
}

fn record(subject: Subject, kind: &str, id: &str, bytes: &str) -> Record {
    Record {
        beside: Vec::new(),
        head: RecordHead {
            row: 0,
            subject: Some(subject),
            kind: kind.to_owned(),
            source_id: id.to_owned(),
            class: DataClass::from("clinical"),
            collected: Collected::Timeless,
            digest: Digest::of(bytes.as_bytes()),
            sealed: false,
            withheld: Some(Vec::new()),
        },
        bytes: bytes.as_bytes().to_vec(),
    }
}

/// Rules for some columns of some views, each a chain that fits.
fn generated_profile(draw: &mut R) -> Profile {
    let mut blocks = Vec::new();
    for (name, view) in &oncology().views {
        let is_patient = name.as_str() == "patient";
        if !is_patient && draw.n(4) == 0 {
            continue;
        }
        let mut rules = Vec::new();
        for column in &view.columns {
            if draw.n(6) == 0 {
                continue;
            }
            let kind = field(column).kind;
            let actions: Vec<Action> = (0..1 + draw.n(2)).map(|_| action(draw)).collect();
            // What hides a row's meaning is met often enough without help: half of all stays.
            let actions = match Action::chain(&actions, kind) {
                Ok(_) if draw.n(2) == 0 => actions,
                _ => vec![Action::Keep],
            };
            rules.push(FieldRule {
                selectors: vec![field(column).selector],
                actions,
                when: None,
                origin: Origin::built_in(),
            });
        }
        blocks.push(Block {
            modality: Modality::Table(name.clone()),
            rules,
            origin: Origin::built_in(),
        });
    }
    Profile {
        name: ProfileName::new("generated"),
        label: Text::default(),
        satisfies: Vec::new(),
        rests: Vec::new(),
        regime: None,
        scope: Scope::Study,
        key_fate: Default::default(),
        key: None,
        shift_days_max: Some(180),
        dates: Default::default(),
        unlisted: Unlisted::Drop,
        trusts: Vec::new(),
        release: Release::default(),
        fhir: None,
        blocks,
        origin: Origin::built_in(),
    }
}

fn action(draw: &mut R) -> Action {
    match draw.n(13) {
        0 => Action::Drop,
        1 => Action::Blank,
        2 => Action::Pseudonym,
        3 => Action::Remap,
        4 => Action::Shift,
        5 => Action::Year,
        6 => Action::Month,
        7 => Action::First(1 + draw.n(4) as u32),
        8 => Action::Round(["0.5", "10", "1"][draw.n(3)].into()),
        9 => Action::Cap(Cap {
            bound: ["90", "2.5"][draw.n(2)].into(),
            unit: None,
        }),
        10 => Action::Band(vec!["1".into(), "40".into()]),
        11 => Action::Replace("x, \"y\"".into()),
        _ => Action::Keep,
    }
}

fn shown(profile: &Profile) -> String {
    let blocks = profile.blocks.iter().map(|block| {
        let rules = block.rules.iter().map(|rule| {
            let names: Vec<String> = rule.selectors.iter().map(ToString::to_string).collect();
            let words: Vec<&str> = rule.actions.iter().map(Action::word).collect();
            format!("  {}: {}", names.join(", "), words.join(" then "))
        });
        let rules: Vec<String> = rules.collect();
        format!("{}\n{}", block.modality.title(), rules.join("\n"))
    });
    blocks.collect::<Vec<_>>().join("\n")
}

const DATES: [&str; 7] = [
    "2020",
    "2020-02",
    "2020-02-29",
    "2020-02-29T23:59:59Z",
    "2020-03-01T00:30:00+09:00",
    "9999-12-31",
    "1956-08-03",
];
const NUMBERS: [&str; 7] = ["1.10", "0.010", "-3", "40", "90.5", "1e2", "100"];

fn generated_people(draw: &mut R) -> People {
    let people = 1..3 + draw.n(3) as i64;
    people
        .map(|n| {
            let subject = Subject(n);
            let mut records = vec![patient(draw, subject)];
            records.extend((0..draw.n(12)).map(|n| clinical(draw, subject, n)));
            (subject, records)
        })
        .collect()
}

fn codings(draw: &mut R) -> Value {
    let codes = ["a", "b", "ab12", "444814009"];
    let systems = ["http://snomed.info/sct", "urn:oid:1.2.392", ""];
    let coding = |draw: &mut R| {
        let (code, system) = (*draw.pick(&codes), *draw.pick(&systems));
        if system.is_empty() {
            json!({ "code": code })
        } else {
            json!({ "system": system, "code": code })
        }
    };
    json!({ "coding": (0..1 + draw.n(3)).map(|_| coding(draw)).collect::<Vec<_>>() })
}

fn patient(draw: &mut R, subject: Subject) -> Record {
    let mut json = json!({"resourceType": "Patient", "id": format!("p{}", subject.0), "gender": "female",
        "name": [{"text": "鈴木 花子"}], "address": [{"state": "東京都", "city": "新宿区"}]});
    if draw.n(4) > 0 {
        json["birthDate"] = ["1956-08-03", "2000-02-29", "1970-05", "1931"][draw.n(4)].into();
    }
    if draw.n(3) == 0 {
        json["deceasedDateTime"] = DATES[draw.n(6)].into();
    }
    if draw.n(5) == 0 {
        json["active"] = (draw.n(2) == 0).into();
    }
    record(
        subject,
        "Patient",
        &format!("p{}", subject.0),
        &json.to_string(),
    )
}

fn clinical(draw: &mut R, subject: Subject, n: usize) -> Record {
    let kind = *draw.pick(&[
        "Condition",
        "Observation",
        "MedicationRequest",
        "Procedure",
        "Encounter",
    ]);
    let status: &[&str] = match kind {
        "Condition" => &[""],
        "Observation" => &["final", "amended", "entered-in-error", "preliminary"],
        "Encounter" => &["finished", "cancelled"],
        _ => &["completed", "entered-in-error", "active"],
    };
    let mut json = json!({"resourceType": kind, "id": format!("r{n}"),
        "subject": {"reference": format!("Patient/p{}", subject.0)}});
    let code = if kind == "MedicationRequest" {
        "medicationCodeableConcept"
    } else {
        "code"
    };
    if kind == "Encounter" {
        json["type"] = json!([codings(draw)]);
        json["class"] = json!({"code": "AMB"});
        json["period"] = json!({"start": *draw.pick(&DATES)});
    } else if draw.n(8) > 0 {
        json[code] = codings(draw);
    }
    match kind {
        "Condition" => {
            json["onsetDateTime"] = (*draw.pick(&DATES)).into();
            json["verificationStatus"] =
                json!({"coding": [{"code": *draw.pick(&["confirmed", "refuted"])}]});
        }
        "Observation" => {
            json["category"] =
                json!([{"coding": [{"code": *draw.pick(&["laboratory", "vital-signs"])}]}]);
            json["effectiveDateTime"] = (*draw.pick(&DATES)).into();
            if draw.n(3) > 0 {
                json["valueQuantity"] = json!({"value": 0, "unit": *draw.pick(&["mg/dL", "山田"])});
                if draw.n(4) == 0 {
                    json["valueQuantity"]["comparator"] = "<".into();
                }
            } else {
                json["valueCodeableConcept"] = codings(draw);
            }
        }
        "MedicationRequest" => {
            json["authoredOn"] = (*draw.pick(&DATES)).into();
            json["intent"] = (*draw.pick(&["order", "proposal"])).into();
        }
        "Procedure" => json["performedDateTime"] = (*draw.pick(&DATES)).into(),
        _ => {}
    }
    if kind != "Condition" {
        json["status"] = (*draw.pick(status)).into();
    }
    // serde would rewrite a number's digits.
    let written = json
        .to_string()
        .replace("\"value\":0", &format!("\"value\":{}", draw.pick(&NUMBERS)));
    record(subject, kind, &format!("r{n}"), &written)
}

/// No view has a column that a table's own columns would be confused with.
#[test]
fn the_columns_a_table_adds_have_names_of_their_own() {
    for (name, view) in &oncology().views {
        let names: BTreeSet<&str> = view.columns.iter().map(|c| c.name.as_str()).collect();
        assert!(!names.contains("coding"), "{name}.coding");
        for column in &names {
            let system = ColumnName::new(format!("{column}_system"));
            assert!(!names.contains(system.as_str()), "{name}.{system}");
        }
        assert!(
            name.as_str() == "patient" || !names.contains("patient_id"),
            "{name}.patient_id"
        );
    }
}
