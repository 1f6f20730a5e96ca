//! The views of the oncology model over real records: which view gets how many events from which
//! sample, and what some known ones say.
//!
//! `UPDATE_GOLDEN=1` writes `golden/views.txt` anew; read the diff.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sekisho_exchange::fhir::project::Projector;
use sekisho_exchange::fhir::project::tree::Tree;
use sekisho_lang::data_model::oncology;
use sekisho_model::Zone;
use sekisho_model::event::{Cell, EventRow};
use sekisho_tests::banks::Bank;
use sekisho_tests::samples::{ours, sample, text_of};
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

/// Each record of a file: its lines, the entries of its Bundle, or itself.
fn records(path: &Path) -> Vec<String> {
    let text = text_of(path);
    if path.to_string_lossy().contains(".ndjson") {
        return text.lines().map(str::to_owned).collect();
    }
    let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let entries = value["entry"].as_array().cloned().unwrap_or_default();
    let inside = entries.iter().map(|entry| entry["resource"].to_string());
    match value["resourceType"].as_str() {
        Some("Bundle") => inside.collect(),
        Some(_) => vec![text],
        None => Vec::new(),
    }
}

/// `Type/id` -> its events.
fn events(paths: &[PathBuf]) -> BTreeMap<String, Vec<EventRow>> {
    let projector =
        Projector::new(oncology(), Zone::TOKYO).expect("every path of the model compiles");
    let mut found: BTreeMap<String, Vec<EventRow>> = BTreeMap::new();
    for record in paths.iter().flat_map(|path| records(path)) {
        let tree = Tree::parse(record.as_bytes()).expect("the samples are JSON");
        let word = |key| {
            tree.get(key)
                .and_then(Tree::text)
                .unwrap_or_default()
                .to_owned()
        };
        let (kind, id) = (word("resourceType"), word("id"));
        if let Ok(projection) = projector.project(&kind, &tree) {
            found
                .entry(format!("{kind}/{id}"))
                .or_default()
                .extend(projection.events);
        }
    }
    found
}

/// Rows of each view, and in how many of them each column has a value.
fn census(events: &BTreeMap<String, Vec<EventRow>>) -> String {
    let mut counts: BTreeMap<&str, (usize, Vec<usize>)> = BTreeMap::new();
    for row in events.values().flatten() {
        let (rows, filled) = counts.entry(row.view.as_str()).or_default();
        *rows += 1;
        filled.resize(row.cells.len(), 0);
        for (count, cell) in filled.iter_mut().zip(&row.cells) {
            *count += usize::from(!matches!(cell, Cell::Missing));
        }
    }
    let mut text = String::new();
    for (view, (rows, filled)) in counts {
        let names = oncology().views[view]
            .projected()
            .map(|column| column.name.as_str());
        let filled: Vec<String> = names
            .zip(filled)
            .map(|(name, n)| format!("{name} {n}"))
            .collect();
        writeln!(text, "  {view}: {rows} ({})", filled.join(", ")).expect("a string takes it");
    }
    text
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(folder).expect("a folder of samples");
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path));
        } else if name.ends_with(".json") || name.contains(".ndjson") || name.ends_with(".json.gz")
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn the_samples_give_these_events() {
    let mut text = String::new();
    for folder in [
        "synthea-bulk-400",
        "bulk-10-raw",
        "transaction-bundles",
        "mcode",
        "jp-core",
    ] {
        let Some(path) = sample(&format!("data/fhir/{folder}")) else {
            return;
        };
        writeln!(text, "{folder}\n{}", census(&events(&files(&path)))).expect("a string takes it");
    }
    let own = events(&[ours("tests/data/oncology.ndjson")]);
    write!(text, "tests/data/oncology.ndjson\n{}", census(&own)).expect("a string takes it");
    let golden = ours("tests/golden/views.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &text).expect("the golden is written");
    }
    assert_eq!(text, std::fs::read_to_string(&golden).unwrap_or_default());
}

/// A column of the one row (or of the n-th) that a record gives in a view.
fn value(events: &BTreeMap<String, Vec<EventRow>>, record: &str, column: &str) -> String {
    let (view, column) = column.split_once('.').expect("view.column");
    let (view, n) = view.split_once('#').unwrap_or((view, "0"));
    let mut rows = events[record]
        .iter()
        .filter(|row| row.view.as_str() == view);
    let row = rows.nth(n.parse().expect("a number"));
    let row = row.unwrap_or_else(|| panic!("{record} gives no event {n} of {view}"));
    let mut columns = oncology().views[view].projected();
    let at = columns.position(|c| c.name.as_str() == column);
    match &row.cells[at.unwrap_or_else(|| panic!("{view} has no column {column}"))] {
        Cell::Missing => "unknown".to_owned(),
        Cell::Codes(codes) => codes
            .iter()
            .map(|c| {
                format!(
                    "{} {}",
                    c.system.rsplit('/').next().unwrap_or_default(),
                    c.code
                )
            })
            .collect::<Vec<_>>()
            .join(", "),
        Cell::Text(text) | Cell::Decimal(text) => text.clone(),
        Cell::Integer(n) => n.to_string(),
        Cell::Boolean(yes) => yes.to_string(),
        Cell::Date(date) => {
            let (first, last) = date.days(Zone::TOKYO);
            if first == last {
                first.to_string()
            } else {
                format!("{first}…{last}")
            }
        }
    }
}

fn check(events: &BTreeMap<String, Vec<EventRow>>, expected: &[(&str, &str, &str)]) {
    for (record, column, expect) in expected {
        assert_eq!(value(events, record, column), *expect, "{record} {column}");
    }
}

#[test]
fn a_lung_cancer_says_what_a_cohort_asks() {
    let own = events(&[ours("tests/data/oncology.ndjson")]);
    check(
        &own,
        &[
            (
                "Condition/primary",
                "diagnosis.code",
                "ICD10-2013-full C341, icd-10 C34.1",
            ),
            (
                "Condition/primary",
                "diagnosis.stage",
                "cancerstaging.org 3B",
            ),
            ("Condition/primary", "diagnosis.histology", "icd-o-3 8140/3"),
            ("Condition/primary", "stage.condition", "Condition/primary"),
            ("Observation/stage-t", "stage.axis", "T"),
            ("Observation/stage-t", "stage.pathological", "false"),
            ("Observation/stage-pn", "stage.axis", "N"),
            ("Observation/stage-pn", "stage.pathological", "true"),
            (
                "Observation/histology",
                "pathology.histology",
                "icd-o-3 8140/3",
            ),
            (
                "DiagnosticReport/pathology",
                "pathology.histology",
                "icd-o-3 8140/3",
            ),
            ("Observation/egfr", "variant.gene", "EGFR"),
            ("Observation/egfr", "variant.pathogenic", "true"),
            ("Observation/egfr", "variant.vaf", "0.32"),
            ("Observation/tp53", "variant.pathogenic", "false"),
            ("Observation/tp53", "variant.vaf", "0.415"),
            ("Observation/rna", "expression#1.gene", "CD274"),
            ("Observation/rna", "expression#1.tpm", "3.10"),
            ("ImagingStudy/ct", "imaging_series.slice_thickness", "1.25"),
            ("ImagingStudy/ct", "imaging_series#1.slice_thickness", "5.0"),
            ("ImagingStudy/ct", "imaging_series#1.date", "2022-03-09"),
            ("Procedure/radiation", "radiotherapy.dose", "60"),
            ("Procedure/radiation", "radiotherapy.fractions", "30"),
            ("Procedure/radiation", "treatment.kind", "radiotherapy"),
            ("Procedure/lobectomy", "treatment.kind", "surgery"),
            (
                "MedicationAdministration/osimertinib",
                "drug_exposure.atc",
                "urn:oid:2.16.840.1.113883.6.73 L01EB04",
            ),
            (
                "MedicationAdministration/osimertinib",
                "treatment.line",
                "2",
            ),
            (
                "MedicationRequest/cisplatin",
                "treatment.regimen",
                "CDDP+VNR",
            ),
            (
                "CarePlan/regimen",
                "treatment.regimen",
                "CBDCA+PEM+Pembrolizumab",
            ),
            ("Condition/recurrence", "relapse.date", "2023-01-05"),
            ("Condition/recurrence", "relapse.site", "sct 12738006"),
            ("Observation/ecog", "performance_status.score", "1"),
            ("Observation/cea", "tumour_marker.value", "12.40"),
            ("Observation/blood-pressure", "vital#1.value", "78"),
            ("Observation/cause", "death.cause", "icd-10 C34.1"),
            (
                "FamilyMemberHistory/father",
                "family_history.onset_age",
                "71",
            ),
        ],
    );
    let views = |record: &str| {
        own[record]
            .iter()
            .map(|row| row.view.to_string())
            .collect::<Vec<_>>()
    };
    // They have their rows, so that one can ask for them, and are no events.
    let was_not = |record: &str, view: &str| {
        let (rows, view) = (&own[record], &oncology().views[view]);
        let names: Vec<_> = view.projected().map(|c| c.name.clone()).collect();
        let mut rows = rows
            .iter()
            .filter(|row| oncology().views[&row.view] == *view);
        rows.any(|row| view.was_not.iter().any(|w| w.is_met(&names, &row.cells)))
    };
    assert!(was_not("Observation/kras-absent", "variant"));
    assert!(was_not("MedicationRequest/cancelled", "medication"));
    assert!(was_not("MedicationRequest/cancelled", "drug_exposure"));
    assert!(!was_not("MedicationDispense/amlodipine", "drug_exposure"));
    assert!(!views("MedicationDispense/amlodipine").contains(&"treatment".to_owned()));
}

#[test]
fn mcode_jp_core_and_synthea_say_what_their_records_say() {
    let (Some(mcode), Some(jp), Some(bundles)) = (
        sample("data/fhir/mcode"),
        sample("data/fhir/jp-core/examples.ndjson"),
        sample("data/fhir/transaction-bundles"),
    ) else {
        return;
    };
    check(
        &events(&files(&mcode)),
        &[
            (
                "Observation/8fca0c2922335ea3c92022b4b2d4de17ba0645ce72d884b1e1c71a757c300a10",
                "stage.code",
                "cancerstaging.org 3C",
            ),
            (
                "Observation/8fca0c2922335ea3c92022b4b2d4de17ba0645ce72d884b1e1c71a757c300a10",
                "stage.condition",
                "urn:uuid:cond-1",
            ),
            (
                "Observation/626b61fd700d8ddc5a6a576a2e47944191b5f608e03083d00c49614f0158bb65",
                "stage.axis",
                "T",
            ),
            (
                "Condition/conditionId-1",
                "diagnosis.histology",
                "sct example-histology",
            ),
            (
                "Observation/CancerDiseaseStatus-fixture",
                "response.code",
                "sct 385633008",
            ),
            (
                "AdverseEvent/adverseEventId-1",
                "adverse_event.date",
                "1994-12-09",
            ),
        ],
    );
    check(
        &events(&[jp]),
        &[
            (
                "Observation/jp-observation-labresult-example-1",
                "lab.code",
                "localcode 05104, urn:oid:1.2.392.200119.4.504 3C020000002327101",
            ),
            (
                "Observation/jp-observation-labresult-example-1",
                "lab.value",
                "3.5",
            ),
            (
                "DiagnosticReport/jp-diagnosticreport-labresult-example-1",
                "lab.value",
                "176",
            ),
            (
                "MedicationRequest/jp-medicationrequest-injection-example-2",
                "drug_exposure.code",
                "urn:oid:1.2.392.200119.4.403.1 107750603, urn:oid:1.2.392.200119.4.403.1 108010002",
            ),
            (
                "Procedure/jp-procedure-example-1",
                "surgery.code",
                "masterS-medicalProcedure 140000610",
            ),
            (
                "ImagingStudy/jp-imagingstudy-radiology-example-1",
                "imaging_series.modality",
                "DCM CT",
            ),
            (
                "Patient/jp-patient-example-1",
                "patient.birth_date",
                "1970-01-01",
            ),
        ],
    );
    let synthea = events(&files(&bundles));
    let radiated = synthea
        .values()
        .flatten()
        .filter(|row| row.view.as_str() == "radiotherapy");
    assert_eq!(radiated.count(), 48);
}

/// The mCODE fixtures are about a person whom they name by a URN and don't describe.
const MCODE_PATIENT: &str = r#"{"resourceType":"Bundle","type":"collection","entry":[
    {"fullUrl":"urn:uuid:mrn-1","resource":{"resourceType":"Patient","id":"mrn-1"}}]}"#;

#[test]
fn mcode_and_jp_core_come_into_a_bank() {
    let (Some(mcode), Some(jp)) = (
        sample("data/fhir/mcode/extractors/fixtures"),
        sample("data/fhir/jp-core/examples.ndjson"),
    ) else {
        return;
    };
    let bank = Bank::of_package("examples/synthea");
    let patient = bank.scratch.file("patient.json", MCODE_PATIENT);
    bank.run(["ingest"], [patient]).done();
    // 14 files hold no resource, 5 Conditions of DSTU2 name no subject, one Bundle is no transaction.
    bank.run(["ingest"], [mcode])
        .refused()
        .says(&["19 new, 0 known, 3 updated, 20 quarantined"]);
    bank.run(["ingest"], [jp]).done().says(&[
        "48 new, 0 known, 0 updated, 0 quarantined",
        "http://abc-hospital.local/fhir/Observation/localcode",
    ]);
    for (view, events) in [
        ("stage", 4),
        ("histology", 1),
        ("response", 1),
        ("adverse_event", 2),
        ("radiotherapy", 1),
        ("surgery", 1),
        // Two of them have a status that FHIR does not know, which marks nothing.
        ("drug_exposure", 12),
        ("lab", 35),
        ("imaging_series", 2),
        ("specimen", 3),
        ("family_history", 2),
        ("vital", 2),
    ] {
        assert_eq!(stored(&bank, view), events, "{view}");
    }
}

/// Events that stand in a view's table.
fn stored(bank: &Bank, view: &str) -> i64 {
    let options = SqliteConnectOptions::new()
        .filename(bank.path.join("bank.sqlite"))
        .read_only(true);
    let sql = format!("SELECT count(*) FROM (SELECT DISTINCT record, part FROM event_{view})");
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(async {
        let mut open = SqliteConnection::connect_with(&options)
            .await
            .expect("the bank opens");
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_one(&mut open)
            .await
            .expect("a count")
    })
}
