//! Stories of files that come in.

mod cohorts;

use std::path::{Path, PathBuf};

use sekisho_lang::data_model::oncology;
use sekisho_model::catalog;
use sekisho_model::record::Collected;
use sekisho_model::{Instant, Zone};
use sekisho_store::{Outcome, Settings, Store};

use super::{IngestReport, Progress, ingest};

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("sekisho-ingest-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

async fn bank(folder: &Path) -> Store {
    let settings = Settings {
        zone: Zone::TOKYO,
        country: "JP".into(),
        approvals: 0,
        test_clock: true,
        trusted_keys: Vec::new(),
        blobs: None,
    };
    Store::create(&folder.join("bank"), &settings)
        .await
        .unwrap()
}

async fn take(store: &Store, paths: &[PathBuf]) -> IngestReport {
    ingest(
        store,
        oncology(),
        catalog::r4(),
        &crate::ingest::From::default(),
        paths,
        Instant(0),
        &mut |_| {},
    )
    .await
    .unwrap()
}

/// Everything of a person that a reader sees: names, digests, classes, dates.
async fn shown(store: &Store, id: &str) -> Vec<String> {
    let snapshot = store.snapshot().await.unwrap();
    let subject = store.find_people(id).await.unwrap()[0];
    let heads = store.heads_of(subject, snapshot).await.unwrap();
    heads
        .iter()
        .map(|h| {
            format!(
                "{}/{} {} {} {:?}",
                h.kind, h.source_id, h.digest, h.class, h.collected
            )
        })
        .collect()
}

#[tokio::test]
async fn a_bad_line_is_set_aside_and_the_others_come_in() {
    let dir = folder("bad");
    let lines = [
        r#"{"resourceType":"Patient","id":"p","identifier":[{"system":"urn:mrn","value":"M-77"}]}"#,
        "{\"resourceType\":\"Patient\",\"id\":\"secret-1\"",
        r#"{"resourceType":"Patient","id":"q","birthDate":"2000","birthDate":"2001"}"#,
        r#"{"resourceType":"Dragon","id":"d"}"#,
        r#"{"resourceType":"Condition","id":"c1"}"#,
        r#"{"resourceType":"Condition","id":"c2","subject":{"identifier":{"value":"M-77"}}}"#,
        r#"{"resourceType":"Condition","id":"c3","subject":{"reference":"http://elsewhere/Patient/p"}}"#,
        r#"{"resourceType":"Observation","id":"o1","subject":{"reference":"Group/g"}}"#,
        r#"{"resourceType":"Appointment","id":"a","participant":[{"actor":{"reference":"Patient/p"}},{"actor":{"reference":"Patient/x"}}]}"#,
        r#"{"resourceType":"Appointment","id":"b","participant":[{"actor":{"reference":"Patient/p"}},{"actor":{"reference":"Practitioner/x"}}]}"#,
        r#"{"resourceType":"Condition","id":"c4","subject":{"reference":"Patient/p/_history/3"},"onsetDateTime":"2010-05"}"#,
        r#"{"resourceType":"Condition","id":"c5","subject":{"reference":"Patient/not-yet-here"}}"#,
        r#"{"resourceType":"Device","id":"on-the-shelf"}"#,
    ];
    let store = bank(&dir).await;
    let report = take(&store, &[file(&dir, "mixed.ndjson", &lines.join("\n"))]).await;
    assert_eq!((report.new(), report.quarantined()), (5, 8));
    assert_eq!(
        report.by_kind["Condition"],
        Outcome {
            new: 2,
            quarantined: 3,
            ..Outcome::default()
        }
    );
    let rows = store.quarantine().await.unwrap();
    assert_eq!(
        rows.iter().map(|row| row.line).collect::<Vec<_>>(),
        [2, 3, 4, 5, 6, 7, 8, 9]
    );
    assert!(
        rows.iter()
            .all(|row| row.file == "mixed.ndjson" && !row.reason.ja.is_empty())
    );
    assert!(
        rows.iter()
            .all(|row| !row.reason.en.contains("secret") && !row.reason.en.contains("M-77"))
    );
    assert_eq!(
        store.find_people("M-77").await.unwrap(),
        store.find_people("p").await.unwrap()
    );
    assert_eq!(shown(&store, "p").await.len(), 3);
    assert_eq!(shown(&store, "not-yet-here").await.len(), 1);
}

#[tokio::test]
async fn what_the_model_does_not_know_is_kept_but_in_no_class_that_can_be_granted() {
    let dir = folder("unknown");
    let lines = [
        r#"{"resourceType":"Basic","id":"x","subject":{"reference":"Patient/p"},"created":"2020"}"#,
        r#"{"resourceType":"Basic","id":"y"}"#,
        r#"{"resourceType":"Observation","id":"o","subject":{"reference":"Patient/p"},"category":[{"coding":[{"code":"of-our-own"}]}]}"#,
    ];
    let store = bank(&dir).await;
    take(&store, &[file(&dir, "x.ndjson", &lines.join("\n"))]).await;
    let snapshot = store.snapshot().await.unwrap();
    let tuples = store.head_summary(snapshot, None).await.unwrap();
    assert!(
        tuples
            .iter()
            .all(|t| t.class.as_str() == "unclassified" && t.collected == Collected::Undated)
    );
    assert_eq!(tuples.iter().map(|t| t.records).sum::<u64>(), 2);
    assert!(store.heads_about_nobody(snapshot).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_bundle_names_its_own_people_whatever_their_order() {
    let dir = folder("bundle");
    let bundle = r#"{"resourceType":"Bundle","type":"transaction","entry":[
      {"fullUrl":"urn:uuid:c","resource":{"resourceType":"Condition","id":"c","subject":{"reference":"urn:uuid:p"}},"request":{"method":"POST"}},
      {"fullUrl":"http://here/Patient/q","resource":{"resourceType":"Patient","id":"q"}},
      {"resource":{"resourceType":"Condition","id":"d","subject":{"reference":"http://here/Patient/q"}}},
      {"fullUrl":"urn:uuid:p","resource":{"resourceType":"Patient","id":"p"},"request":{"method":"PUT"}},
      {"fullUrl":"urn:uuid:n","request":{"method":"DELETE","url":"Patient/p"}},
      {"resource":{"resourceType":"Condition","id":"e","subject":{"reference":"urn:uuid:nobody"}}}]}"#;
    let later = r#"{"resourceType":"Condition","id":"f","subject":{"reference":"urn:uuid:p"}}"#;
    let store = bank(&dir).await;
    let report = take(
        &store,
        &[
            file(&dir, "b.json", bundle),
            file(&dir, "later.ndjson", later),
        ],
    )
    .await;
    assert_eq!((report.new(), report.quarantined()), (5, 1));
    assert_eq!(shown(&store, "p").await.len(), 3, "c, f and the patient");
    assert_eq!(shown(&store, "q").await.len(), 2);
    let lines: Vec<u64> = store
        .quarantine()
        .await
        .unwrap()
        .iter()
        .map(|row| row.line)
        .collect();
    assert_eq!(lines, [6]);
    // A transaction deletes before it writes (FHIR R4, transaction processing rules).
    assert_eq!((report.deletions.records, report.deletions.idle), (0, 1));
    let aliases = store
        .aliases_of(Some(store.find_people("p").await.unwrap()[0]))
        .await
        .unwrap();
    assert_eq!(aliases["|urn:uuid:c"], "Condition/c");
    assert_eq!(aliases.len(), 2);
}

#[tokio::test]
async fn a_folder_holds_other_things_too() {
    let dir = folder("walk");
    let feed = dir.join("feed/deep");
    std::fs::create_dir_all(&feed).unwrap();
    file(&feed, "MANIFEST.json", r#"{"patients":["secret"]}"#);
    file(&feed, "notes.txt", "x");
    file(&feed, "broken.json", "{");
    file(&feed, "cut.ndjson.gz", "\u{1f}");
    file(&feed, "one.json", r#"{"resourceType":"Patient","id":"p"}"#);
    std::fs::write(feed.join("torn.ndjson.gz"), [0x1f, 0x8b, 8, 0, 0]).unwrap();
    let store = bank(&dir).await;
    let report = take(&store, &[dir.join("feed")]).await;
    assert_eq!(
        (report.new(), report.skipped.as_slice()),
        (1, &["MANIFEST.json".to_owned()][..])
    );
    let files: Vec<String> = store
        .quarantine()
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.file)
        .collect();
    assert_eq!(files, ["broken.json", "cut.ndjson.gz", "torn.ndjson.gz"]);
}

/// 12 MiB of lines: more than one batch.
fn long_feed(dir: &Path) -> PathBuf {
    let pad = "x".repeat(900);
    let line = |n: usize| {
        let body = format!(
            r#""subject":{{"reference":"Patient/p{}"}},"note":[{{"text":"{pad}"}}]"#,
            n % 7
        );
        format!(
            r#"{{"resourceType":"Condition","id":"c{n}","code":{{"coding":[{{"system":"s","code":"k"}}]}},{body}}}"#
        )
    };
    file(
        dir,
        "long.ndjson",
        &(0..12_000).map(line).collect::<Vec<_>>().join("\n"),
    )
}

#[tokio::test]
async fn an_ingest_that_was_cut_off_goes_on_where_it_ended_and_a_second_one_changes_nothing() {
    let dir = folder("cut");
    let feed = long_feed(&dir);
    let (whole, cut) = (bank(&folder("cut-whole")).await, bank(&dir).await);
    take(&whole, std::slice::from_ref(&feed)).await;
    let (store, paths) = (cut.clone(), vec![feed.clone()]);
    let killed = async move {
        let mut stop = |_: Progress| panic!("cut off after the first batch");
        ingest(
            &store,
            oncology(),
            catalog::r4(),
            &crate::ingest::From::default(),
            &paths,
            Instant(0),
            &mut stop,
        )
        .await
        .map(|_| ())
    };
    let ended = tokio::task::LocalSet::new()
        .run_until(async { tokio::task::spawn_local(killed).await })
        .await;
    assert!(ended.is_err());
    let midway = cut.status().await.unwrap().records[0].2;
    assert!(midway > 0 && midway < 12_000, "{midway}");
    let report = take(&cut, std::slice::from_ref(&feed)).await;
    assert_eq!(
        report.by_kind["Condition"],
        Outcome {
            new: 12_000 - midway,
            same: midway,
            ..Outcome::default()
        }
    );
    for n in 0..7 {
        let id = format!("p{n}");
        assert_eq!(shown(&cut, &id).await, shown(&whole, &id).await);
    }
    let snapshot = cut.snapshot().await.unwrap();
    let again = take(&cut, std::slice::from_ref(&feed)).await;
    assert_eq!(
        again.by_kind["Condition"],
        Outcome {
            same: 12_000,
            ..Outcome::default()
        }
    );
    assert_eq!(cut.snapshot().await.unwrap(), snapshot);
    // The same records in another file are the same records.
    let text = std::fs::read_to_string(&feed).unwrap() + "\n\n";
    let copied = take(&cut, &[file(&dir, "copy.ndjson", &text)]).await;
    assert_eq!(
        (copied.same(), copied.new(), cut.snapshot().await.unwrap()),
        (12_000, 0, snapshot)
    );
}

/// A folder of the shared samples; `None` (said aloud) where there are none.
fn sample(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("SEKISHO_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let found = root.join(path);
    if found.exists() {
        return Some(found);
    }
    assert!(
        std::env::var_os("SEKISHO_REQUIRE_SHARED").is_none(),
        "no samples at {}",
        found.display()
    );
    println!("skipped: no samples at {}", found.display());
    None
}

#[tokio::test]
async fn real_feeds_of_three_kinds_come_in() {
    let dir = folder("feeds");
    let store = bank(&dir).await;
    for (path, new, quarantined) in [
        ("data/fhir/bulk-10-raw", 7_160, 4),
        ("data/fhir/jp-core/examples.ndjson", 48, 0),
        ("data/fhir/transaction-bundles", 3_449, 0),
    ] {
        let Some(path) = sample(path) else { return };
        let report = take(&store, &[path]).await;
        assert_eq!(
            (report.new(), report.quarantined()),
            (new, quarantined),
            "{:?}",
            report.by_kind
        );
    }
    let japanese = shown(&store, "jp-patient-example-1").await;
    let class = |id: &str| {
        let line = japanese
            .iter()
            .find(|line| line.contains(id))
            .expect("an example");
        line.split(' ').nth(2).unwrap_or_default().to_owned()
    };
    assert_eq!(class("jp-diagnosticreport-endoscopy"), "endoscopy");
    assert_eq!(class("jp-diagnosticreport-radiology"), "radiology");
    assert_eq!(class("jp-observation-labresult"), "laboratory");
    assert_eq!(class("jp-media-endoscopy"), "endoscopy");
    assert_eq!(class("jp-coverage"), "claims");
}
