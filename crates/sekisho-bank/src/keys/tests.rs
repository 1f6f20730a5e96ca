//! What a killed process leaves behind: at every step the bank opens, and nothing is unsaid for good.

use sekisho_model::book::{EntryKind, ScopeKeyDestroyed};
use sekisho_model::{Instant, Zone};
use sekisho_store::{Ending, Settings};
use tempfile::TempDir;

use super::{Destroyed, Secret};
use crate::bank::Bank;

const SCOPE: &str = "study:a";

async fn founded() -> (TempDir, Bank) {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings {
        zone: Zone::TOKYO,
        country: "JP".into(),
        approvals: 0,
        test_clock: true,
        trusted_keys: Vec::new(),
        blobs: None,
    };
    let dir = folder.path().join("bank");
    let bank = Bank::init(&dir, &settings, None, Instant(1)).await.unwrap();
    (folder, bank)
}

/// Another process opens it.
async fn again(folder: &TempDir) -> Bank {
    Bank::open(&folder.path().join("bank"), None).await.unwrap()
}

async fn secret(bank: &Bank) -> Secret {
    bank.secret(SCOPE, None, Instant(2)).await.unwrap()
}

#[tokio::test]
async fn a_rotation_stopped_at_any_step_leaves_a_bank_that_opens_and_rotates_again() {
    let (folder, bank) = founded().await;
    let made = secret(&bank).await;
    let file = folder.path().join("bank/keys/bank.key");
    // While the new ring was being written beside the old one.
    std::fs::write(file.with_file_name("bank.key.new"), b"half of a r").unwrap();
    assert_eq!(secret(&again(&folder).await).await, made);
    // After it had been put in its place, before the vault followed.
    let grown = again(&folder).await.grow(Instant(3)).unwrap();
    assert_eq!(grown.lines().len(), 2);
    assert_eq!(secret(&again(&folder).await).await, made);
    // After the vault followed, before the old keys were dropped.
    let bank = again(&folder).await;
    assert_eq!(bank.rewrap_all(&grown).await.unwrap(), 1);
    assert_eq!(secret(&again(&folder).await).await, made);
    // Rotating again ends it: one generation of every key is left, the secret is the same.
    let rotated = again(&folder)
        .await
        .rotate_keys("", None, Instant(4))
        .await
        .unwrap();
    assert_eq!((rotated.keys.len(), rotated.keys[0].generation), (1, 3));
    let bank = again(&folder).await;
    assert_eq!(secret(&bank).await, made);
    assert_eq!(bank.wrapping_keys().unwrap(), rotated.keys);
}

#[tokio::test]
async fn nobody_rotates_while_an_extract_runs() {
    let (folder, bank) = founded().await;
    let running = bank.running().unwrap();
    assert!(
        again(&folder)
            .await
            .rotate_keys("", None, Instant(3))
            .await
            .is_err()
    );
    drop(running);
    assert!(
        again(&folder)
            .await
            .rotate_keys("", None, Instant(3))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_key_that_ended_with_a_killed_process_is_noted_at_the_next_start() {
    let (folder, bank) = founded().await;
    let of = Destroyed {
        scope: "delivery:d:org".into(),
        key: "bank".into(),
        who: "sato".into(),
        facts: ScopeKeyDestroyed {
            scope: "delivery:d:org".into(),
            permit: Some(1),
            delivery: None,
            reason: "destroyed after delivery".into(),
            justification: None,
        },
    };
    bank.ending(&of, Instant(5)).await.unwrap();
    assert_eq!(bank.destroyed("delivery:d:org", 1).await.unwrap(), None);
    let bank = again(&folder).await;
    bank.close_abandoned(Instant(6)).await.unwrap();
    let seq = bank.destroyed("delivery:d:org", 1).await.unwrap().unwrap();
    let entry = bank.store.entries().await.unwrap().pop().unwrap();
    assert_eq!(
        (entry.seq, entry.kind, entry.who.as_str()),
        (seq, EntryKind::ScopeKeyDestroyed.into(), "sato")
    );
    assert_eq!(bank.scopes().await.unwrap()[0].ledger_seq, Some(seq));
    // Once, and about its own delivery only.
    assert_eq!(bank.destroyed("delivery:d:org", 0).await.unwrap(), None);
    bank.close_abandoned(Instant(7)).await.unwrap();
    assert_eq!(bank.store.entries().await.unwrap().len() as i64, seq);
    assert_eq!(bank.destroyed("delivery:d:org", seq).await.unwrap(), None);
}

#[tokio::test]
async fn a_secret_destroyed_by_a_killed_process_is_noted_and_its_successor_is_another() {
    let (folder, bank) = founded().await;
    let made = secret(&bank).await;
    let ending = Ending {
        at: Instant(5),
        who: "yamada".into(),
        facts: ScopeKeyDestroyed {
            scope: SCOPE.into(),
            permit: None,
            delivery: None,
            reason: "by hand".into(),
            justification: None,
        },
        noted: None,
    };
    bank.store.end_secret(SCOPE, &ending).await.unwrap();
    let bank = again(&folder).await;
    bank.close_abandoned(Instant(6)).await.unwrap();
    // By hand: everything of the scope that was delivered before, nothing after.
    let seq = bank.destroyed(SCOPE, 1).await.unwrap().unwrap();
    assert_eq!(bank.destroyed(SCOPE, seq).await.unwrap(), None);
    assert!(bank.standing_scope(SCOPE).await.unwrap().is_none());
    assert_ne!(secret(&bank).await, made);
}

#[tokio::test]
async fn what_releases_are_compared_by_is_not_destroyed() {
    let (_folder, bank) = founded().await;
    let users = "user,group,org,training,training_date\nyamada,steward,,,\n";
    bank.people(users.as_bytes(), Instant(2)).await.unwrap();
    bank.secret("guard:org", None, Instant(2)).await.unwrap();
    let destroyed = bank
        .destroy_scope("guard:org", "yamada", "end", Instant(3))
        .await;
    assert!(destroyed.is_err());
    assert!(bank.standing_secret("guard:org").await.unwrap().is_some());
}
