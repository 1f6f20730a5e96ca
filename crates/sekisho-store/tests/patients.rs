//! What a bank knows of a person comes back as it went in, for the snapshot asked about.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests, outside of what clippy calls one"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use sekisho_model::catalog::Identifiability;
use sekisho_model::event::{Cell, Coding, EventRow};
use sekisho_model::oncology::{Column, ColumnType, DataModel, Lies, RecordType, Source, View};
use sekisho_model::record::{Collected, Snapshot};
use sekisho_model::{ColumnName, Digest, Instant, Interval, Text, Zone};
use sekisho_store::{About, IngestBatch, NewRecord, Points, Settings, Store};

const COLUMNS: [(&str, ColumnType); 7] = [
    ("birth_date", ColumnType::Date),
    ("sex", ColumnType::Text),
    ("married", ColumnType::Code),
    ("speaks", ColumnType::Code),
    ("height", ColumnType::Decimal),
    ("children", ColumnType::Integer),
    ("twin", ColumnType::Boolean),
];

fn model() -> DataModel {
    let columns = COLUMNS.map(|(name, kind)| Column {
        name: name.into(),
        kind,
        path: String::new(),
        nullable: true,
        unit: None,
        measure: None,
        identifiability: Identifiability::Open,
        concept: None,
        lies: Lies::Table,
        label: Text::default(),
    });
    let view = View {
        label: Text::default(),
        from: vec![Source {
            resource: "Patient".into(),
            filter: None,
            classes: Vec::new(),
            each: None,
            columns: BTreeMap::new(),
        }],
        date: None,
        was_not: Vec::new(),
        columns: columns.into(),
    };
    DataModel {
        name: "small".into(),
        version: "1".into(),
        classes: BTreeMap::new(),
        records: BTreeMap::<String, RecordType>::new(),
        views: BTreeMap::from([("patient".into(), view)]),
        systems: BTreeMap::new(),
        system_families: Vec::new(),
        sealed_labels: Vec::new(),
        spellings: BTreeMap::new(),
        digest: Digest::of(b"small"),
    }
}

async fn bank(folder: PathBuf) -> Store {
    let settings = Settings {
        zone: Zone::TOKYO,
        country: "JP".into(),
        approvals: 0,
        test_clock: true,
        trusted_keys: Vec::new(),
        blobs: None,
    };
    let store = Store::create(&folder, &settings).await.unwrap();
    store.install_model(&model()).await.unwrap();
    store
}

/// A version of the patient's record; the snapshot that holds it.
async fn ingest(store: &Store, bytes: &str, cells: Vec<Cell>) -> Snapshot {
    let record = NewRecord {
        kind: "Patient".into(),
        source_id: "p".into(),
        about: About::Patient("p".into()),
        class: "clinical".into(),
        collected: Collected::Timeless,
        sealed: false,
        parts: None,
        bytes: bytes.as_bytes().to_vec(),
        events: vec![EventRow {
            inside: 0,
            view: "patient".into(),
            cells,
        }],
        identities: Vec::new(),
        alias: None,
        updated: None,
        points: Points::default(),
        beside: Vec::new(),
        sex: None,
        birth: None,
        file: "people.ndjson".into(),
        line: 1,
    };
    let batch = IngestBatch {
        at: Instant(bytes.len() as i64),
        records: vec![record],
        deletions: Vec::new(),
        unclear: Vec::new(),
        quarantine: Vec::new(),
        positions: Vec::new(),
    };
    store.ingest_batch(batch).await.unwrap().snapshot
}

#[tokio::test]
async fn a_row_comes_back_as_it_went_in() {
    let folder = std::env::temp_dir().join(format!("sekisho-patients-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let store = bank(folder).await;
    let coding = |system: &str, code: &str| Coding {
        system: system.into(),
        code: code.into(),
    };
    let date = |text| Cell::Date(Interval::parse(text, Zone::TOKYO).unwrap());
    let cells = vec![
        date("1950-02"),
        Cell::Text("女".into()),
        Cell::Codes(vec![coding("urn:m", "M"), coding("", "married")]),
        Cell::Codes(vec![coding("urn:l", "ja"), coding("urn:l", "en")]),
        Cell::Decimal("160.50".into()),
        Cell::Integer(2),
        Cell::Boolean(true),
    ];
    let first = ingest(&store, "1", cells.clone()).await;
    let mut corrected = vec![Cell::Missing; COLUMNS.len()];
    corrected[0] = date("1951");
    let second = ingest(&store, "22", corrected.clone()).await;
    let subject = store.find_people("p").await.unwrap()[0];
    let names: Vec<ColumnName> = COLUMNS.iter().map(|(name, _)| (*name).into()).collect();
    for (snapshot, cells) in [(first, cells), (second, corrected)] {
        let people = store.patient_rows(&[subject], &names, snapshot).await;
        let meant: BTreeMap<_, _> = names.iter().cloned().zip(cells).collect();
        assert!(people.unwrap().rows[&subject] == meant, "{snapshot:?}");
    }
    let one = store
        .patient_rows(&[subject], &names[1..2], first)
        .await
        .unwrap();
    assert_eq!(one.rows[&subject].len(), 1, "only what was asked for");
    let before = store
        .patient_rows(&[subject], &names, Snapshot(0))
        .await
        .unwrap();
    assert!(before.rows.is_empty());
    store.close().await;
}
