//! What earlier versions of the program stored is read, and is what this one would store.

use std::collections::BTreeSet;

use super::*;
use crate::{Digest, Instant};

/// A kind's word and the text of an entry, as banks have them; one of each shape.
const STORED: &str = include_str!("stored.tsv");

fn entry(kind: &str, text: &str) -> Entry {
    let mut entry = Entry {
        seq: 7,
        at: Instant(5),
        kind: Kind::of_word(kind),
        who: "sato".into(),
        text: text.to_owned(),
        subjects: subject_set_digest(&[]),
        subject_count: 0,
        previous: Digest([0; 32]),
        digest: Digest([0; 32]),
    };
    entry.digest = entry.compute_digest();
    entry
}

#[test]
fn every_kind_is_stored_byte_for_byte_as_it_always_was() {
    let mut seen = BTreeSet::new();
    for line in STORED.lines() {
        let (kind, text) = line.split_once('\t').expect("a kind and a text");
        let entry = entry(kind, text);
        let fact = entry.fact().unwrap_or_else(|e| panic!("{e}\n{text}"));
        let fact = fact.expect("a kind of this version");
        let owes = entry.owes().expect("readable");
        seen.insert(fact.kind());
        let again = EntryDraft::new("", fact).text(owes.as_ref());
        assert_eq!(again.expect("plain data"), text, "{kind}");
    }
    let unseen: Vec<_> = EntryKind::ALL
        .iter()
        .filter(|k| !seen.contains(k))
        .collect();
    assert_eq!(unseen, [&EntryKind::Delivered; 0], "kinds without a line");
}

#[test]
fn a_kind_of_a_later_version_is_named_and_verifies() {
    let later = entry("linked", r#"{"into":3,"of":{"x":1.50}}"#);
    assert_eq!((later.kind.word(), later.fact()), ("linked", Ok(None)));
    assert_eq!(later.digest, later.compute_digest());
    let shown = serde_json::to_value(&later).expect("plain data");
    assert_eq!(
        (&shown["kind"], &shown["facts"]["into"]),
        (&"linked".into(), &3.into())
    );
    let time = BankTime::kept(Some(Instant(5)));
    assert_eq!(
        time.after(&later.kind, Instant(9)),
        time,
        "it moves no time"
    );
}

#[test]
fn the_digest_is_over_the_stored_text() {
    let stored = entry("key_added", r#"{ "key":"lab", "since": 3 }"#);
    let told = stored.told::<KeyAdded>().expect("readable").expect("one");
    assert_eq!(
        told.key, "lab",
        "a field that this version does not have is let be"
    );
    let same = entry("key_added", r#"{"key":"lab","since":3}"#);
    assert_ne!(stored.digest, same.digest);
}

#[test]
fn what_is_not_of_its_kind_is_told_with_its_number_in_both_languages() {
    for text in [r#"{"permit":"six"}"#, "{}", "", "null"] {
        let unread = entry("aborted", text).fact().expect_err(text);
        let says = unread.says();
        assert!(says.ja.contains("台帳の 7 番（aborted）"), "{}", says.ja);
        assert!(says.en.contains("ledger entry 7 (aborted)"), "{}", says.en);
    }
}
