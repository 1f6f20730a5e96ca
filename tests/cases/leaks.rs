//! What identifies a person does not leave: every delivered file decoded, every place compared with
//! its source, and canaries in every text that FHIR allows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, consented_400, sinusitis_of_400};
use sekisho_tests::canaries::{Elements, Facts, Planted};
use sekisho_tests::dates;
use sekisho_tests::delivery::Delivery;
use sekisho_tests::leaks::{Secret, Secrets};
use sekisho_tests::places::walk;
use sekisho_tests::samples::{ndjson_files, ours, sample, text_of, the_400};

use crate::tables::{in_every_format, tables};

#[test]
fn nothing_that_names_a_person_leaves_the_small_bank() {
    let delivery = Bank::small_consented().into_delivered("sinusitis_broad");
    assert_no_leaks(&delivery.1, &Source::read(&ours("tests/data/small")));
}

#[test]
fn nothing_that_names_a_person_leaves_the_bank_of_400() {
    let (Some(data), Some(delivery)) = (the_400(), sinusitis_of_400()) else {
        return;
    };
    assert_no_leaks(delivery, &Source::read(&data));
}

#[test]
fn nothing_that_names_a_person_leaves_in_a_table() {
    let bank = Bank::small_consented();
    in_every_format(&bank);
    let source = Source::read(&ours("tests/data/small"));
    assert_no_leaks(&bank.delivered("sinusitis_broad", "sato"), &source);
    let (Some(data), Some(bank)) = (the_400(), consented_400()) else {
        return;
    };
    // The 400's Parquet is read beside its FHIR; this is their CSV.
    let delivery = bank.delivered("chf_outcomes", "sato");
    assert!(!tables(&delivery, "csv").is_empty());
    assert_no_leaks(&delivery, &Source::read(&data));
}

#[test]
fn dates_of_the_small_bank_move_by_one_constant_a_person() {
    let delivery = Bank::small_consented().into_delivered("sinusitis_broad");
    assert_dates_moved(&delivery.1, &Source::read(&ours("tests/data/small")));
}

#[test]
fn dates_of_the_400_move_by_one_constant_a_person() {
    let (Some(data), Some(delivery)) = (the_400(), sinusitis_of_400()) else {
        return;
    };
    let shifts = assert_dates_moved(delivery, &Source::read(&data));
    let clocks: BTreeSet<_> = shifts.values().filter_map(|shift| shift.seconds).collect();
    assert!(
        clocks.len() > 250,
        "266 people share {} clocks",
        clocks.len()
    );
    let different: BTreeSet<i64> = shifts.values().map(|shift| shift.days).collect();
    assert!(
        different.len() > 50,
        "266 people share {} shifts",
        different.len()
    );
    assert!(
        different.iter().any(|s| *s < 0) && different.iter().any(|s| *s > 0),
        "all move the same way"
    );
}

#[test]
fn one_person_has_one_pseudonym_in_every_record() {
    let delivery = Bank::small_consented().into_delivered("sinusitis_broad");
    assert_one_name_a_person(&delivery.1, &Source::read(&ours("tests/data/small")));
}

#[test]
fn every_reference_of_the_400_points_to_a_delivered_record() {
    let (Some(data), Some(delivery)) = (the_400(), sinusitis_of_400()) else {
        return;
    };
    assert_one_name_a_person(delivery, &Source::read(&data));
    assert_references_hold(delivery);
}

#[test]
fn every_reference_of_the_small_bank_points_to_a_delivered_record() {
    let delivery = Bank::small_consented().into_delivered("sinusitis_broad");
    assert_references_hold(&delivery.1);
    let mut masked = 0;
    delivery.1.each(|r| {
        masked +=
            usize::from(r.kind() == "DiagnosticReport" && r.text.contains("data-absent-reason"))
    });
    assert_eq!(
        masked, 0,
        "the result that is nowhere goes without a trace, as one that may not be seen"
    );
}

/// No canary leaves, whatever the element, the choice of its type or the list it stands in.
#[test]
fn no_free_text_leaves_from_any_element_of_fhir() {
    const KINDS: [&str; 16] = [
        "Patient",
        "AllergyIntolerance",
        "CarePlan",
        "Claim",
        "Condition",
        "DiagnosticReport",
        "Encounter",
        "ExplanationOfBenefit",
        "Goal",
        "ImagingStudy",
        "Immunization",
        "MedicationRequest",
        "Observation",
        "Procedure",
        "Organization",
        "Practitioner",
    ];
    let Some(catalog) = sample("data/fhir-r4/elements.json") else {
        return;
    };
    let elements = Elements::read(&text_of(&catalog));
    let (mut planted, mut records) = (Planted::default(), String::new());
    for nth in 0..12 {
        for kind in KINDS {
            let patient = format!("canary-patient-{nth}");
            let facts = Facts {
                patient: &patient,
                date: "2015-06-01",
            };
            let mut record = elements.record(kind, nth, &facts, &mut planted);
            make_deliverable(&mut record, kind, nth);
            records.push_str(&record.write());
            records.push('\n');
        }
    }
    let bank = Bank::of_package("examples/synthea");
    in_every_format(&bank);
    let file = bank.scratch.file("canaries.ndjson", &records);
    bank.run(["ingest"], [file]).done();
    let people: Vec<String> = (0..12).map(|nth| format!("canary-patient-{nth}")).collect();
    // Every other one of them died on the day that all of it is of.
    let signed = people.iter().enumerate().map(|(nth, id)| {
        let by = ["", "bereaved"][nth % 2];
        format!("{id},broad_2020,1,signed,2020-06-01,{by}\n")
    });
    let table = "patient_id,form,item,event,date,by\n".to_owned() + &signed.collect::<String>();
    let table = bank.scratch.file("signed.csv", &table);
    bank.run(["consent", "import"], [table]).done();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let mut secrets = Secrets::default();
    planted
        .at
        .keys()
        .for_each(|word| secrets.add(word, Secret::Canary));
    people
        .iter()
        .for_each(|id| secrets.add(id, Secret::ResourceId));
    let detector = secrets.detector();
    let (mut kinds, mut escaped) = (BTreeSet::new(), BTreeSet::new());
    delivery.each(|record| {
        kinds.insert(record.kind().to_owned());
        for leak in detector.leaks(&record.json) {
            let from = planted.at.get(&leak.value).unwrap_or(&leak.value);
            escaped.insert(format!("{} at {}", from, leak.path));
        }
    });
    let mut views = BTreeSet::new();
    each_row(&delivery, &mut |table, line, row| {
        views.insert(table.to_owned());
        for leak in detector.leaks(row) {
            let from = planted.at.get(&leak.value).unwrap_or(&leak.value);
            escaped.insert(format!("{from} at {table}:{line} {}", leak.path));
        }
    });
    assert!(
        kinds.len() == KINDS.len() && views.len() >= 2 * 4,
        "only {kinds:?} and {views:?} were delivered: the canaries prove nothing"
    );
    assert!(
        escaped.is_empty(),
        "{} canaries escaped:\n{escaped:#?}",
        escaped.len()
    );
}

/// What a record needs to come as far as the transform: the cohort's diagnosis, a known class, a
/// reference from a delivered record to those about nobody.
fn make_deliverable(record: &mut Json, kind: &str, nth: usize) {
    match kind {
        "Condition" => record.set(
            "code",
            Json::parse(r#"{"coding":[{"system":"http://snomed.info/sct","code":"444814009"}]}"#),
        ),
        "Observation" => record.set(
            "category",
            Json::parse(r#"[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}]"#),
        ),
        "Encounter" => {
            let organization = format!(r#"{{"reference":"Organization/canary-organization-{nth}"}}"#);
            record.set("serviceProvider", Json::parse(&organization));
            let practitioner =
                format!(r#"[{{"individual":{{"reference":"Practitioner/canary-practitioner-{nth}"}}}}]"#);
            record.set("participant", Json::parse(&practitioner));
        }
        "Organization" | "Practitioner" => forget_patients(record),
        _ => {}
    }
    // A status that FHIR does not know turns a record round, and it is held.
    let words: &[(&str, &str)] = match kind {
        "CarePlan" | "MedicationRequest" => &[("status", "active"), ("intent", "order")],
        "Claim" | "ExplanationOfBenefit" => &[("status", "active"), ("use", "claim")],
        "Goal" => &[("lifecycleStatus", "active")],
        "Immunization" => &[("status", "completed")],
        _ => &[],
    };
    for (element, word) in words {
        record.set(element, Json::Text((*word).to_owned()));
    }
}

/// A record about nobody that names a patient is set aside.
fn forget_patients(json: &mut Json) {
    let names_one = |value: &Json| value.text().is_some_and(|to| to.starts_with("Patient"));
    match json {
        Json::List(items) => items.iter_mut().for_each(forget_patients),
        Json::Object(members) => {
            members.retain(|(key, value)| {
                !["reference", "type"].contains(&key.as_str()) || !names_one(value)
            });
            for (_, value) in members {
                forget_patients(value);
            }
        }
        _ => {}
    }
}

/// The detector is not blind: what it must find, put into a real delivery, it finds.
#[test]
fn a_leak_planted_in_a_delivery_is_seen() {
    let source = Source::read(&ours("tests/data/small"));
    let (bank, delivery) = Bank::small_consented().into_delivered("sinusitis_broad");
    let file = delivery.folder.join("release/Condition.ndjson");
    let clean = text_of(&file);
    let plant = |planted: &str| {
        std::fs::write(&file, clean.replacen('{', planted, 1)).expect("a planted file");
        std::panic::catch_unwind(|| assert_no_leaks(&delivery, &source)).is_err()
    };
    assert!(!plant("{"), "the clean delivery passes");
    for planted in [
        "{\"x\":\"pt-hanako-0001\",",
        "{\"x\":[\"999-22-1962\"],",
        "{\"note\":\"花子さん\",",
        "{\"y\":\"555-978-4581\",",
    ] {
        assert_eq!(plant(planted), !planted.contains("花子"), "{planted}");
    }
    assert!(plant("{\"note\":\"鈴木 花子\","), "a name as a word");
    drop(bank);
}

/// Nor is it blind in a table.
#[test]
fn a_leak_planted_in_a_table_is_seen() {
    let source = Source::read(&ours("tests/data/small"));
    let bank = Bank::small_consented();
    in_every_format(&bank);
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let file = delivery.folder.join("release/encounter.csv");
    let clean = text_of(&file);
    assert!(clean.contains("finished"));
    let plant = |planted: &str| {
        let text = clean.replacen("finished", planted, 1);
        std::fs::write(&file, text).expect("a planted file");
        std::panic::catch_unwind(|| assert_no_leaks(&delivery, &source)).is_err()
    };
    assert!(!plant("finished"), "the clean delivery passes");
    for planted in [
        "pt-hanako-0001",
        "999-22-1962",
        "\"x, 鈴木 花子\"",
        "555-978-4581",
    ] {
        assert!(plant(planted), "{planted}");
    }
    drop(bank);
}

fn assert_no_leaks(delivery: &Delivery, source: &Source) {
    let mut secrets = Secrets::default();
    source.each(|record| secrets.of_record(record));
    assert!(secrets.len() > 30, "the source names hardly anybody");
    let detector = secrets.detector();
    let (mut found, mut read) = (BTreeMap::new(), 0);
    delivery.each(|record| {
        read += 1;
        for leak in detector.leaks(&record.json) {
            found
                .entry((leak.secret, format!("{} {}", record.kind(), leak.path)))
                .or_insert((record.line, leak.value));
        }
        let birth = record.json.get("birthDate").and_then(Json::text);
        assert!(
            birth.is_none_or(|date| date.len() < 10),
            "{}:{} has a full birth date",
            record.file,
            record.line
        );
    });
    each_row(delivery, &mut |table, line, row| {
        for leak in detector.leaks(row) {
            found
                .entry((leak.secret, format!("{table} {}", leak.path)))
                .or_insert((line, leak.value));
        }
        let birth = row.get("birth_date").and_then(Json::text);
        assert!(birth.is_none_or(|date| date.len() == 4), "{table}:{line}");
    });
    assert!(read > 0, "nothing was delivered");
    assert!(found.is_empty(), "leaks (first of each place): {found:#?}");
}

/// Every row of every table, by its file and line, as an object of its cells.
fn each_row(delivery: &Delivery, see: &mut dyn FnMut(&str, usize, &Json)) {
    for ending in ["csv", "parquet"] {
        for table in tables(delivery, ending).values() {
            for (n, row) in table.rows.iter().enumerate() {
                let cells = table.columns.iter().zip(row);
                let cells = cells.filter_map(|(name, cell)| {
                    let cell = cell.clone()?;
                    let is_number = ["value", "coding"].contains(&name.as_str());
                    let json = if is_number {
                        Json::Number(cell)
                    } else {
                        Json::Text(cell)
                    };
                    Some((name.clone(), json))
                });
                see(&table.file, n + 1, &Json::Object(cells.collect()));
            }
        }
    }
}

/// Patient -> shift.
fn assert_dates_moved(delivery: &Delivery, source: &Source) -> BTreeMap<String, dates::Shift> {
    let lineage = delivery.lineage();
    let mut shifts: BTreeMap<String, dates::Shift> = BTreeMap::new();
    let mut compared = 0;
    // Twice: a person's shift is known only once a full date of theirs was seen.
    for pass in 0..2 {
        delivery.each(|record| {
            let before = source.record(&lineage[&(record.file.clone(), record.line)]);
            let Some(person) = person_of(&before) else {
                return;
            };
            if pass == 0 {
                if let Some(shift) = dates::shift_between(&before, &record.json) {
                    let known = shifts.entry(person).or_insert(shift);
                    known.seconds = known.seconds.or(shift.seconds);
                }
                return;
            }
            let shift = *shifts
                .get(&person)
                .unwrap_or_else(|| panic!("no date of {person} to compare"));
            let faults = dates::faults(&before, &record.json, shift);
            assert!(
                faults.is_empty(),
                "{}:{} {faults:?}",
                record.file,
                record.line
            );
            compared += 1;
        });
    }
    assert!(compared > 0, "nothing was compared");
    for (person, shift) in &shifts {
        assert!(
            shift.days != 0 && shift.days.abs() <= 180,
            "{person} moved by {shift:?}"
        );
        let clock = shift.seconds.map_or(60, i64::abs);
        assert!(
            (60..=21_600).contains(&clock),
            "{person} moved by {shift:?}"
        );
    }
    shifts
}

fn assert_one_name_a_person(delivery: &Delivery, source: &Source) {
    let lineage = delivery.lineage();
    let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    delivery.each(|record| {
        let before = source.record(&lineage[&(record.file.clone(), record.line)]);
        let Some(person) = person_of(&before) else {
            return;
        };
        names
            .entry(person)
            .or_default()
            .insert(person_of(&record.json).expect("a delivered record names its person"));
    });
    assert!(names.values().all(|n| n.len() == 1), "{names:#?}");
    let different: BTreeSet<&String> = names.values().flatten().collect();
    assert_eq!(different.len(), names.len(), "two people share a pseudonym");
}

fn assert_references_hold(delivery: &Delivery) {
    let (mut delivered, mut pointed) = (BTreeSet::new(), BTreeMap::new());
    delivery.each(|record| {
        let id = record
            .json
            .get("id")
            .and_then(Json::text)
            .expect("a delivered record has an id");
        assert!(
            delivered.insert(format!("{}/{id}", record.kind())),
            "{}/{id} stands twice",
            record.kind()
        );
        walk(&record.json, &mut |place| {
            let target = place.value.text().unwrap_or_default();
            if place.key == "reference" && !target.starts_with('#') {
                pointed.insert(
                    target.to_owned(),
                    format!("{}:{} {}", record.file, record.line, place.path),
                );
            }
        });
    });
    pointed.retain(|target, _| !delivered.contains(target));
    assert!(pointed.is_empty(), "references into nothing: {pointed:#?}");
}

/// `subject`, `patient`, or the Patient's own id.
fn person_of(record: &Json) -> Option<String> {
    if record.get("resourceType").and_then(Json::text) == Some("Patient") {
        return record.get("id").and_then(Json::text).map(str::to_owned);
    }
    let reference = record
        .at("subject.reference")
        .or_else(|| record.at("patient.reference"))?;
    Some(reference.text()?.trim_start_matches("Patient/").to_owned())
}

/// The records that went in, by type and id.
struct Source(BTreeMap<(String, String), String>);

impl Source {
    fn read(folder: &Path) -> Self {
        let mut records = BTreeMap::new();
        for file in ndjson_files(folder) {
            for line in text_of(&file).lines() {
                let head = Json::parse(line);
                let word = |key: &str| {
                    head.get(key)
                        .and_then(Json::text)
                        .expect("a source record has type and id")
                        .to_owned()
                };
                records.insert((word("resourceType"), word("id")), line.to_owned());
            }
        }
        Self(records)
    }

    fn each(&self, mut see: impl FnMut(&Json)) {
        self.0.values().for_each(|line| see(&Json::parse(line)));
    }

    fn record(&self, key: &(String, String)) -> Json {
        Json::parse(
            self.0
                .get(key)
                .unwrap_or_else(|| panic!("lineage names {key:?}, which never came in")),
        )
    }
}

/// A delivery together with the bank whose folder it lies in.
trait IntoDelivered {
    fn into_delivered(self, delivery: &str) -> (Bank, Delivery);
}

impl IntoDelivered for Bank {
    fn into_delivered(self, delivery: &str) -> (Bank, Delivery) {
        let delivered = self.delivered(delivery, "sato");
        (self, delivered)
    }
}
