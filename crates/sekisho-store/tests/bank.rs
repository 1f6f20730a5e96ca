//! What a bank keeps: versions, snapshots, identities, large records, crashes between databases.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests, outside of what clippy calls one"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use sekisho_model::book::{BundleLoaded, EntryDraft};
use sekisho_model::catalog::Identifiability;
use sekisho_model::event::{Cell, Coding, EventRow};
use sekisho_model::identity::Subject;
use sekisho_model::oncology::{Column, ColumnType, DataModel, Lies, RecordType, Source, View};
use sekisho_model::record::{Collected, Snapshot};
use sekisho_model::{Digest, Instant, Interval, Text, Zone};
use sekisho_store::{
    About, IngestBatch, NewRecord, Outcome, Owed, Person, Points, Position, QuarantineRow,
    Settings, SourceIdentity, Store, StoreError,
};

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("sekisho-store-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

fn settings() -> Settings {
    Settings {
        zone: Zone::TOKYO,
        country: "JP".into(),
        approvals: 0,
        test_clock: true,
        trusted_keys: Vec::new(),
        blobs: None,
    }
}

fn model() -> DataModel {
    let column = |name: &str, kind| Column {
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
    };
    let view = |resource: &str, date: Option<&str>, columns| View {
        label: Text::default(),
        from: vec![Source {
            resource: resource.into(),
            filter: None,
            classes: Vec::new(),
            each: None,
            columns: BTreeMap::new(),
        }],
        date: date.map(Into::into),
        was_not: Vec::new(),
        columns,
    };
    let patient = vec![
        column("birth_date", ColumnType::Date),
        column("death", ColumnType::Date),
    ];
    let diagnosis = vec![
        column("code", ColumnType::Code),
        column("date", ColumnType::Date),
    ];
    DataModel {
        name: "small".into(),
        version: "1".into(),
        classes: BTreeMap::new(),
        records: BTreeMap::<String, RecordType>::new(),
        views: BTreeMap::from([
            ("patient".into(), view("Patient", None, patient)),
            (
                "diagnosis".into(),
                view("Condition", Some("date"), diagnosis),
            ),
        ]),
        systems: BTreeMap::new(),
        system_families: Vec::new(),
        sealed_labels: Vec::new(),
        spellings: BTreeMap::new(),
        digest: Digest::of(b"small"),
    }
}

async fn bank(name: &str) -> Store {
    let store = Store::create(&folder(name), &settings()).await.unwrap();
    store.install_model(&model()).await.unwrap();
    store
}

fn date(text: &str) -> Cell {
    Cell::Date(Interval::parse(text, Zone::TOKYO).unwrap())
}

fn record(kind: &str, id: &str, about: About, bytes: &str) -> NewRecord {
    NewRecord {
        kind: kind.into(),
        source_id: id.into(),
        about,
        class: "clinical".into(),
        collected: Collected::Between(Instant(5), Instant(6)),
        sealed: false,
        parts: None,
        bytes: bytes.as_bytes().to_vec(),
        events: Vec::new(),
        identities: Vec::new(),
        alias: None,
        updated: None,
        points: Points::default(),
        beside: Vec::new(),
        sex: None,
        birth: None,
        file: "feed.ndjson".into(),
        line: 7,
    }
}

fn patient(id: &str, bytes: &str, mrn: &str) -> NewRecord {
    NewRecord {
        events: vec![EventRow {
            inside: 0,
            view: "patient".into(),
            cells: vec![date("1950-02"), date("2020-01-01T00:00:00Z")],
        }],
        identities: vec![SourceIdentity {
            system: "urn:mrn".into(),
            value: mrn.into(),
            old: false,
            starts: String::new(),
            ends: String::new(),
        }],
        ..record("Patient", id, About::Patient(id.into()), bytes)
    }
}

fn about(id: &str) -> About {
    About::Patient(id.into())
}

fn batch(records: Vec<NewRecord>) -> IngestBatch {
    IngestBatch {
        at: Instant(1000),
        records,
        deletions: Vec::new(),
        unclear: Vec::new(),
        quarantine: Vec::new(),
        positions: Vec::new(),
    }
}

async fn texts(store: &Store, subject: Subject, snapshot: Snapshot) -> Vec<String> {
    let records = store.records_of(subject, snapshot).await.unwrap();
    records
        .into_iter()
        .map(|r| String::from_utf8(r.bytes).unwrap())
        .collect()
}

#[tokio::test]
async fn a_new_version_takes_over_and_the_old_snapshot_still_shows_the_old_one() {
    let store = bank("versions").await;
    let first = store
        .ingest_batch(batch(vec![record("Condition", "c", about("p"), "one")]))
        .await
        .unwrap();
    let again = store
        .ingest_batch(batch(vec![record("Condition", "c", about("p"), "one")]))
        .await
        .unwrap();
    assert_eq!(
        (again.snapshot, again.by_kind["Condition"].same),
        (first.snapshot, 1)
    );
    let later = batch(vec![
        record("Condition", "c", about("p"), "two"),
        record("Condition", "c", about("p"), "three"),
    ]);
    let second = store
        .ingest_batch(IngestBatch {
            at: Instant(2000),
            ..later
        })
        .await
        .unwrap();
    assert_eq!(
        second.by_kind["Condition"],
        Outcome {
            superseded: 2,
            ..Outcome::default()
        }
    );
    let subject = store.find_people("p").await.unwrap()[0];
    assert_eq!(texts(&store, subject, first.snapshot).await, ["one"]);
    assert_eq!(texts(&store, subject, second.snapshot).await, ["three"]);
    // Going back to an earlier content is a new version.
    let back = store
        .ingest_batch(batch(vec![record("Condition", "c", about("p"), "one")]))
        .await
        .unwrap();
    assert_eq!(back.by_kind["Condition"].superseded, 1);
    assert_eq!(
        texts(&store, subject, store.snapshot().await.unwrap()).await,
        ["one"]
    );
    assert_eq!(texts(&store, subject, second.snapshot).await, ["three"]);
    assert_eq!(
        store.snapshot_at(Instant(1999)).await.unwrap(),
        first.snapshot
    );
    assert_eq!(store.snapshot_at(Instant(999)).await.unwrap(), Snapshot(0));
    assert!(store.subjects(Snapshot(0)).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_person_is_one_subject_whether_the_record_or_the_patient_came_first() {
    let store = bank("people").await;
    store
        .ingest_batch(batch(vec![record("Condition", "c", about("p1"), "c1")]))
        .await
        .unwrap();
    let subject = store.find_people("Patient/p1").await.unwrap();
    store
        .ingest_batch(batch(vec![
            patient("p1", "P1", "M-1"),
            patient("p2", "P2", "M-1"),
        ]))
        .await
        .unwrap();
    assert_eq!(store.find_people("p1").await.unwrap(), subject);
    assert_eq!(
        store.find_people("M-1").await.unwrap().len(),
        2,
        "a number that two people share names both"
    );
    assert!(store.find_people("M-").await.unwrap().is_empty());
    assert_eq!(store.patient_ids_of(subject[0]).await.unwrap(), ["p1"]);
    let facts = &store
        .facts_of(&subject, store.snapshot().await.unwrap())
        .await
        .unwrap()[&subject[0]];
    // The last day it may mean: a partial birth date makes nobody older than they surely are.
    assert_eq!(facts.birth.unwrap().to_string(), "1950-02-28");
    assert_eq!(
        facts.death.unwrap().iso(Zone::UTC),
        "2020-01-01T00:00:00.000Z"
    );
}

#[tokio::test]
async fn records_by_alias_find_their_person_in_this_batch_or_an_earlier_one() {
    let store = bank("aliases").await;
    let by = |id: &str, urn: &str| record("Condition", id, About::Alias(urn.into()), id);
    let named = NewRecord {
        alias: Some("urn:uuid:1".into()),
        ..patient("p", "P", "M")
    };
    store
        .ingest_batch(batch(vec![by("c1", "urn:uuid:1"), named]))
        .await
        .unwrap();
    let receipt = store
        .ingest_batch(batch(vec![by("c2", "urn:uuid:1"), by("c3", "urn:uuid:9")]))
        .await
        .unwrap();
    assert_eq!(
        receipt.by_kind["Condition"],
        Outcome {
            new: 1,
            quarantined: 1,
            ..Outcome::default()
        }
    );
    let subject = store.find_people("p").await.unwrap()[0];
    assert_eq!(
        texts(&store, subject, receipt.snapshot).await,
        ["c1", "c2", "P"]
    );
    assert_eq!(
        store.aliases_of(Some(subject)).await.unwrap()["urn:uuid:1"],
        "Patient/p"
    );
    assert!(store.aliases_of(None).await.unwrap().is_empty());
    let rows = store.quarantine().await.unwrap();
    assert_eq!(
        (rows.len(), rows[0].file.as_str(), rows[0].line),
        (1, "feed.ndjson", 7)
    );
}

#[tokio::test]
async fn large_records_and_merged_blocks_come_back_byte_for_byte() {
    let store = bank("blocks").await;
    let large = "大".repeat(600_000);
    let mut expect: Vec<String> = vec![large.clone()];
    store
        .ingest_batch(batch(vec![record("Binary", "b", about("p"), &large)]))
        .await
        .unwrap();
    for n in 10..30 {
        let text = format!("record {n} {}", "x".repeat(n * 1000));
        store
            .ingest_batch(batch(vec![record(
                "Condition",
                &n.to_string(),
                about("p"),
                &text,
            )]))
            .await
            .unwrap();
        expect.push(text);
    }
    let subject = store.find_people("p").await.unwrap()[0];
    let snapshot = store.snapshot().await.unwrap();
    assert!(texts(&store, subject, snapshot).await == expect);
    assert_eq!(store.merge_blocks().await.unwrap(), 19);
    assert_eq!(store.merge_blocks().await.unwrap(), 0);
    assert!(texts(&store, subject, snapshot).await == expect);
}

#[tokio::test]
async fn what_is_about_nobody_is_apart_and_the_unclassified_is_never_among_it() {
    let store = bank("nobody").await;
    let unclassified = NewRecord {
        class: "unclassified".into(),
        ..record("Basic", "x", About::Nobody, "x")
    };
    store
        .ingest_batch(batch(vec![
            record("Organization", "o", About::Nobody, "O"),
            unclassified,
        ]))
        .await
        .unwrap();
    let snapshot = store.snapshot().await.unwrap();
    let heads = store.heads_about_nobody(snapshot).await.unwrap();
    assert_eq!(
        heads.iter().map(|h| h.kind.as_str()).collect::<Vec<_>>(),
        ["Organization"]
    );
    assert_eq!(
        store
            .record_by_id("Organization", "o", snapshot)
            .await
            .unwrap()
            .unwrap()
            .bytes,
        b"O"
    );
    assert!(
        store
            .record_by_id("Basic", "x", snapshot)
            .await
            .unwrap()
            .is_none()
    );
    assert!(store.head_summary(snapshot, None).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_crash_between_vault_and_bank_loses_and_doubles_nothing() {
    let store = bank("crash").await;
    let position = |complete| Position {
        file: Digest::of(b"file"),
        name: "feed.ndjson".into(),
        offset: 10,
        line: 1,
        complete,
        seen: BTreeMap::new(),
        run: 1,
    };
    // The batch fails inside the bank's transaction, after the vault made its subject.
    let bad = EventRow {
        inside: 0,
        view: "no_such_view".into(),
        cells: Vec::new(),
    };
    let failing = NewRecord {
        events: vec![bad],
        ..record("Condition", "c", about("p"), "c")
    };
    let failed = IngestBatch {
        positions: vec![position(true)],
        ..batch(vec![patient("p", "P", "M"), failing])
    };
    assert!(matches!(
        store.ingest_batch(failed).await,
        Err(StoreError::OtherModel)
    ));
    assert_eq!(store.position_of(&Digest::of(b"file")).await.unwrap(), None);
    let subject = store.find_people("p").await.unwrap();
    assert_eq!(
        (subject.len(), store.snapshot().await.unwrap()),
        (1, Snapshot(0))
    );
    let whole = vec![
        patient("p", "P", "M"),
        record("Condition", "c", about("p"), "c"),
    ];
    store
        .ingest_batch(IngestBatch {
            positions: vec![position(true)],
            ..batch(whole)
        })
        .await
        .unwrap();
    assert_eq!(store.find_people("p").await.unwrap(), subject);
    assert_eq!(
        store.position_of(&Digest::of(b"file")).await.unwrap(),
        Some(position(true))
    );
    let status = store.status().await.unwrap();
    assert_eq!((status.subjects, status.records.len()), (1, 2));
}

#[tokio::test]
async fn a_bank_opens_with_what_it_was_founded_with() {
    let dir = folder("open");
    assert!(matches!(
        Store::open(&dir).await,
        Err(StoreError::NotABank(_))
    ));
    let store = Store::create(&dir, &settings()).await.unwrap();
    assert!(matches!(
        Store::create(&dir, &settings()).await,
        Err(StoreError::Exists(_))
    ));
    let person = Person {
        user: "sato".into(),
        groups: vec!["g".into()],
        org: String::new(),
        training: Vec::new(),
    };
    store
        .put_people(std::slice::from_ref(&person))
        .await
        .unwrap();
    for (n, text) in [b"first".as_slice(), b"second"].into_iter().enumerate() {
        let (digest, at) = (Digest::of(text), Instant(n as i64 + 1));
        store.put_module(digest, text).await.unwrap();
        let brings = Owed::Bundle {
            digest,
            approvals: "[]".into(),
            succession: Default::default(),
            at,
        };
        let loaded = BundleLoaded {
            bundle: digest,
            package: "lung".into(),
            approvals: 0,
            sealed_by_bank: true,
            validated: None,
            said_anew: Vec::new(),
        };
        let draft = EntryDraft::new("", loaded);
        let entries = store.append_owing(vec![draft], &brings, None, at).await;
        assert!(entries.unwrap().is_some());
    }
    let row = QuarantineRow {
        file: "f".into(),
        line: 1,
        reason: Text::new("理由", "reason"),
        at: Instant(3),
    };
    store
        .add_quarantine(&[row.clone(), row.clone()])
        .await
        .unwrap();
    store.close().await;
    let store = Store::open(&dir).await.unwrap();
    assert_eq!(store.settings(), &settings());
    assert_eq!(store.person("sato").await.unwrap(), Some(person));
    assert_eq!(store.person("tanaka").await.unwrap(), None);
    assert_eq!(store.bundle().await.unwrap().unwrap().bytes, b"second");
    assert_eq!(store.quarantine().await.unwrap(), [row]);
    store.install_model(&model()).await.unwrap();
    let other = DataModel {
        digest: Digest::of(b"other"),
        ..model()
    };
    assert!(matches!(
        store.install_model(&other).await,
        Err(StoreError::OtherModel)
    ));
}

#[tokio::test]
async fn events_follow_their_versions() {
    let store = bank("events").await;
    let coded = |code: &str| NewRecord {
        events: vec![EventRow {
            inside: 0,
            view: "diagnosis".into(),
            cells: vec![
                Cell::Codes(vec![Coding {
                    system: "s".into(),
                    code: code.into(),
                }]),
                date("2020-01-01"),
            ],
        }],
        ..record("Condition", "c", about("p"), code)
    };
    let first = store
        .ingest_batch(batch(vec![patient("p", "P", "M"), coded("A")]))
        .await
        .unwrap()
        .snapshot;
    let second = store
        .ingest_batch(batch(vec![coded("B")]))
        .await
        .unwrap()
        .snapshot;
    for (snapshot, code) in [(first, "A"), (second, "B")] {
        for wanted in ["A", "B"] {
            let answer = store
                .cohort(&some_diagnosis(wanted), &model(), snapshot)
                .await
                .unwrap();
            let sekisho_store::CohortAnswer::Members(members) = answer else {
                panic!("stopped")
            };
            assert_eq!(
                members.len(),
                usize::from(wanted == code),
                "{wanted} in snapshot {snapshot:?}"
            );
        }
    }
}

fn some_diagnosis(code: &str) -> sekisho_model::cohort::Cohort {
    use sekisho_model::Origin;
    use sekisho_model::cohort::{
        Cohort, CompareOp, Comparison, Condition, EventQuery, Literal, Predicate, Quantity, Term,
        Unknown,
    };
    let equals = Predicate::Compare(Comparison {
        term: Term::Event("code".into()),
        op: CompareOp::Equal,
        right: Literal::Text(code.into()),
        partners: None,
        unknown: Some(Unknown::Exclude),
        origin: Origin::built_in(),
    });
    let some = EventQuery {
        quantity: Quantity::Some,
        view: "diagnosis".into(),
        window: None,
        has: Some(Box::new(equals)),
        was: None,
        origin: Origin::built_in(),
    };
    Cohort {
        name: "c".into(),
        label: Text::default(),
        because: Text::default(),
        index: None,
        conditions: vec![Condition {
            exclude: false,
            predicate: Predicate::Events(some),
            origin: Origin::built_in(),
        }],
        expect: None,
        origin: Origin::built_in(),
    }
}
