//! Secrets in the vault: one stands a scope, all move together, and a destroyed one is gone.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests, outside of what clippy calls one"
)]

use std::path::{Path, PathBuf};

use sekisho_model::book::ScopeKeyDestroyed;
use sekisho_model::{Instant, Zone};
use sekisho_store::{Ending, Settings, Store, WrappedSecret};

async fn bank(name: &str) -> (Store, PathBuf) {
    let folder =
        std::env::temp_dir().join(format!("sekisho-secrets-{}-{name}", std::process::id()));
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

fn wrapped(generation: u32, bytes: &[u8]) -> WrappedSecret {
    WrappedSecret {
        key: "bank".into(),
        generation,
        bytes: bytes.to_vec(),
    }
}

fn ending(at: i64) -> Ending {
    Ending {
        at: Instant(at),
        who: "yamada".into(),
        facts: ScopeKeyDestroyed {
            scope: "study:a".into(),
            permit: None,
            delivery: None,
            reason: "by hand".into(),
            justification: None,
        },
        noted: None,
    }
}

/// Whether any file of the vault holds these bytes.
fn found_in(folder: &Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let entry = entry.unwrap();
        let vault = entry.file_name().to_string_lossy().starts_with("vault");
        let held = vault.then(|| std::fs::read(entry.path()).unwrap());
        held.is_some_and(|held| held.windows(bytes.len()).any(|window| window == bytes))
    })
}

#[tokio::test]
async fn of_two_secrets_made_for_a_scope_the_first_stands() {
    let (store, _) = bank("first").await;
    for bytes in [b"one", b"two"] {
        store
            .put_secret("study:a", &wrapped(1, bytes), Instant(1))
            .await
            .unwrap();
    }
    let stands = store.secret("study:a").await.unwrap().unwrap();
    assert_eq!(
        (stands.wrapped.bytes.as_slice(), stands.ending),
        (&b"one"[..], None)
    );
    assert_eq!(store.secrets().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_destroyed_secret_leaves_no_byte_in_the_files_of_the_vault() {
    let (store, folder) = bank("gone").await;
    let bytes = b"forty bytes that stand in no other place";
    store
        .put_secret("study:a", &wrapped(1, bytes), Instant(1))
        .await
        .unwrap();
    assert!(found_in(&folder, bytes), "it was there");
    let id = store.end_secret("study:a", &ending(5)).await.unwrap();
    assert!(!found_in(&folder, bytes), "bytes were left");
    assert_eq!(store.secret("study:a").await.unwrap(), None);
    assert_eq!(store.end_secret("study:a", &ending(6)).await.unwrap(), None);
    store.note_ending(id.unwrap(), 77).await.unwrap();
    store
        .put_secret("study:a", &wrapped(2, b"another"), Instant(9))
        .await
        .unwrap();
    let all = store.secrets().await.unwrap();
    assert_eq!(
        all.iter().map(|s| s.ending.is_some()).collect::<Vec<_>>(),
        [true, false]
    );
    let ended = all[0].ending.clone().unwrap();
    assert_eq!(
        (ended.at, ended.who.as_str(), ended.noted),
        (Instant(5), "yamada", Some(77))
    );
}

#[tokio::test]
async fn secrets_are_rewrapped_all_or_none() {
    let (store, folder) = bank("all").await;
    for (scope, bytes) in [("a", b"old bytes of a"), ("b", b"old bytes of b")] {
        store
            .put_secret(scope, &wrapped(1, bytes), Instant(1))
            .await
            .unwrap();
    }
    let ids: Vec<i64> = store
        .secrets()
        .await
        .unwrap()
        .iter()
        .map(|s| s.id)
        .collect();
    let to = |id: i64| (id, wrapped(2, b"new"));
    assert!(
        store
            .rewrap_secrets(&[to(ids[0]), to(ids[1] + 1)])
            .await
            .is_err()
    );
    let generations = |all: Vec<sekisho_store::SecretRow>| {
        all.iter().map(|s| s.wrapped.generation).collect::<Vec<_>>()
    };
    assert_eq!(
        generations(store.secrets().await.unwrap()),
        [1, 1],
        "none moved"
    );
    store
        .rewrap_secrets(&[to(ids[0]), to(ids[1])])
        .await
        .unwrap();
    assert_eq!(generations(store.secrets().await.unwrap()), [2, 2]);
    assert!(!found_in(&folder, b"old bytes of"));
}
