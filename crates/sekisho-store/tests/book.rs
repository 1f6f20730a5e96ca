//! The ledger and the consent events: added to, never changed.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests, outside of what clippy calls one"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use sekisho_model::book::{EntryDraft, EntryKind, Fact};
use sekisho_model::consent::{Actor, ConsentEvent, EventKind};
use sekisho_model::identity::Subject;
use sekisho_model::{Digest, Instant, Zone};
use sekisho_store::ledger::{Broken, verify};
use sekisho_store::{Settings, Store};

async fn bank(name: &str) -> (Store, PathBuf) {
    let folder = std::env::temp_dir().join(format!("sekisho-book-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let settings = Settings {
        zone: Zone::TOKYO,
        country: "JP".into(),
        approvals: 0,
        test_clock: true,
        trusted_keys: Vec::new(),
        blobs: None,
    };
    (Store::create(&folder, &settings).await.unwrap(), folder)
}

/// Of each kind one as it was stored.
fn draft(kind: EntryKind, subjects: &[i64]) -> EntryDraft {
    let none = Digest([0; 32]);
    let text = match kind {
        EntryKind::Permit => format!(
            r#"{{"act":"count","study":"予後","cohort":"全員","by":[],"purpose":null,"profile":null,"bundle":"{none}","snapshot":1,"decided_for":500,"justification":null,"suppressed":false,"hidden":0,"held_back":0,"told":{{}},"duties":[],"dry_run":false}}"#
        ),
        EntryKind::Delivered => {
            r#"{"permit":1,"delivery":"写し","patients":0,"records":{},"rows":{},"files":[],"scope":"study:予後","fee":null,"fee_due_yen":null,"held_back":0}"#.to_owned()
        }
        EntryKind::Refusal => format!(
            r#"{{"refused":"stranger","act":"count","asked":"count","bundle":"{none}","dry_run":false}}"#
        ),
        _ => format!(r#"{{"act":"count","asked":"count","class":"clinical","bundle":"{none}"}}"#),
    };
    EntryDraft::new("sato", Fact::read(kind, &text).unwrap()).about(subjects.to_vec())
}

#[tokio::test]
async fn entries_are_chained_and_time_never_runs_back() {
    let (store, _) = bank("chain").await;
    store
        .append(draft(EntryKind::Permit, &[3, 1, 3]), Instant(500))
        .await
        .unwrap();
    store
        .append(draft(EntryKind::Delivered, &[]), Instant(100))
        .await
        .unwrap();
    store
        .append(draft(EntryKind::Refusal, &[1]), Instant(900))
        .await
        .unwrap();
    let entries = store.entries().await.unwrap();
    assert_eq!(
        entries.iter().map(|e| (e.seq, e.at.0)).collect::<Vec<_>>(),
        [(1, 500), (2, 500), (3, 900)]
    );
    assert_eq!(store.subjects_of_entry(1).await.unwrap(), [1, 3]);
    assert_eq!(
        store.bank_time().await.unwrap().at(),
        Some(Instant(500)),
        "a refusal moves no time"
    );
    let about: Vec<i64> = store
        .entries_about(Subject(1))
        .await
        .unwrap()
        .iter()
        .map(|e| e.seq)
        .collect();
    assert_eq!(about, [1, 3]);
    let kept: BTreeMap<i64, Vec<i64>> =
        BTreeMap::from([(1, vec![1, 3]), (2, vec![]), (3, vec![1])]);
    let beside = |seq: i64| kept[&seq].clone();
    assert_eq!(verify(&entries, &beside), Ok(()));
    assert!(
        verify(&entries, &|_| vec![1]).is_err(),
        "other persons beside an entry"
    );
    assert_eq!(verify(&entries[1..], &beside).map_err(|b| b.seq), Err(2));
    let mut changed = entries.clone();
    changed[1].who = "tanaka".into();
    assert_eq!(
        verify(&changed, &beside),
        Err(Broken {
            seq: 2,
            what: "its content was changed"
        })
    );
    changed[1].digest = changed[1].compute_digest();
    assert_eq!(
        verify(&changed, &beside).map_err(|b| b.seq),
        Err(3),
        "a forged digest breaks the next link"
    );
}

#[tokio::test]
async fn two_writers_never_fork_the_chain() {
    let (store, folder) = bank("fork").await;
    let other = Store::open(&folder).await.unwrap();
    let write = |store: Store| async move {
        for n in 0..20 {
            store
                .append(draft(EntryKind::Explained, &[n]), Instant(n))
                .await
                .unwrap();
        }
    };
    tokio::join!(
        tokio::spawn(write(store.clone())),
        tokio::spawn(write(other))
    )
    .0
    .unwrap();
    let entries = store.entries().await.unwrap();
    assert_eq!(entries.len(), 40);
    let mut beside = BTreeMap::new();
    for entry in &entries {
        beside.insert(entry.seq, store.subjects_of_entry(entry.seq).await.unwrap());
    }
    assert_eq!(verify(&entries, &|seq| beside[&seq].clone()), Ok(()));
}

#[tokio::test]
async fn the_same_statement_is_one_event_and_events_come_in_order() {
    let (store, _) = bank("consent").await;
    let event = |subject, effective, recorded| ConsentEvent {
        subject: Subject(subject),
        kind: EventKind::Correction {
            voids: Digest::of(b"x"),
        },
        by: Actor::Self_,
        effective: Instant(effective),
        recorded: Instant(recorded),
    };
    let events = [
        event(1, 20, 30),
        event(1, 10, 90),
        event(2, 5, 5),
        event(1, 20, 99),
    ];
    assert_eq!(store.add_consent_events(&events).await.unwrap(), 3);
    assert_eq!(store.add_consent_events(&events).await.unwrap(), 0);
    let all = store.consent_events(None).await.unwrap();
    assert_eq!(all[&Subject(1)], [event(1, 10, 90), event(1, 20, 30)]);
    let one = store
        .consent_events(Some(&[Subject(2), Subject(9)]))
        .await
        .unwrap();
    assert_eq!(one, BTreeMap::from([(Subject(2), vec![event(2, 5, 5)])]));
}
