//! Whoever can write in the bank's folder can make another ledger whose chain is whole. A checkpoint
//! kept elsewhere finds each of them, and a proof of one entry can't be bent to another.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

use sekisho_model::book::tree::{self, Blinds};
use sekisho_model::book::{Entry, Kind, Proof, SignedCheckpoint};
use sekisho_model::{Digest, Instant};
use sekisho_tests::banks::{Bank, Scratch};
use sekisho_tests::command::{Ran, sekisho};
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

fn checkpoint(bank: &Bank, to: &Path) -> Ran {
    bank.run(
        ["audit"],
        [OsStr::new("checkpoint"), "--to".as_ref(), to.as_os_str()],
    )
}

fn verify(bank: &Bank, kept: &Path) -> Ran {
    let rest = [
        OsStr::new("verify"),
        "--checkpoint".as_ref(),
        kept.as_os_str(),
    ];
    bank.run(["audit"], rest)
}

fn prove(bank: &Bank, seq: i64, to: &Path) -> Ran {
    let seq = seq.to_string();
    let rest = [
        OsStr::new("prove"),
        seq.as_ref(),
        "--to".as_ref(),
        to.as_os_str(),
    ];
    bank.run(["audit"], rest)
}

fn check(proof: &Path, kept: &Path, key: &Path) -> Ran {
    sekisho([
        OsStr::new("proof"),
        proof.as_os_str(),
        "--checkpoint".as_ref(),
        kept.as_os_str(),
        "--key".as_ref(),
        key.as_os_str(),
    ])
}

fn key_of(bank: &Bank) -> std::path::PathBuf {
    bank.path.join("keys/sign.key.pub")
}

fn proof_in(path: &Path) -> Proof {
    let text = std::fs::read_to_string(path).expect("a proof");
    serde_json::from_str(&text).expect("a proof")
}

fn write(path: &Path, proof: &Proof) {
    let text = serde_json::to_string(proof).expect("plain data");
    std::fs::write(path, text).expect("written");
}

/// Makes this entry somebody else's.
fn rewrite(bank: &Bank, seq: i64, who: &str) -> Vec<Entry> {
    made_anew(bank, &|entry| {
        if entry.seq == seq {
            entry.who = who.to_owned();
        }
    })
}

/// Changes entries, and makes everything follow: the chain, the tree with the blinds that lie beside
/// the entries, the lists, and no checkpoint of before. Gives all entries as they are now.
pub(crate) fn made_anew(bank: &Bank, change: &dyn Fn(&mut Entry)) -> Vec<Entry> {
    let options = SqliteConnectOptions::new().filename(bank.path.join("ledger.sqlite"));
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(async {
        let mut open = SqliteConnection::connect_with(&options)
            .await
            .expect("it opens");
        for statement in [
            "DROP TRIGGER entry_is_never_changed",
            "DELETE FROM checkpoint",
            "DELETE FROM node",
        ] {
            sqlx::query(statement)
                .execute(&mut open)
                .await
                .expect("it runs");
        }
        type Row = (i64, i64, String, String, String, Vec<u8>, i64);
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT seq, at, kind, who, facts, subjects, subject_count FROM entry ORDER BY seq",
        )
        .fetch_all(&mut open)
        .await
        .expect("entries");
        let leaves: Vec<(i64, Vec<u8>, Vec<u8>)> =
            sqlx::query_as("SELECT seq, nonce, people FROM leaf ORDER BY seq")
                .fetch_all(&mut open)
                .await
                .expect("leaves");
        let (mut previous, mut known, mut entries) = (Digest([0; 32]), BTreeMap::new(), Vec::new());
        for (row, (_, nonce, people)) in rows.into_iter().zip(leaves) {
            let (number, at, kind, by, text, subjects, count) = row;
            let mut entry = Entry {
                seq: number,
                at: Instant(at),
                kind: Kind::of_word(kind.trim_matches('"')),
                who: by,
                text,
                subjects: Digest(subjects.try_into().expect("32 bytes")),
                subject_count: count.unsigned_abs(),
                previous,
                digest: previous,
            };
            change(&mut entry);
            entry.digest = entry.compute_digest();
            previous = entry.digest;
            sqlx::query(
                "UPDATE entry SET kind = ?, who = ?, facts = ?, previous = ?, digest = ? WHERE seq = ?",
            )
            .bind(entry.kind.stored())
            .bind(&entry.who)
            .bind(&entry.text)
            .bind(&entry.previous.0[..])
            .bind(&entry.digest.0[..])
            .bind(number)
            .execute(&mut open)
            .await
            .expect("it runs");
            let blinds = Blinds {
                nonce: nonce.try_into().expect("16 bytes"),
                people: people.try_into().expect("16 bytes"),
            };
            let index = number.unsigned_abs() - 1;
            let leaf = tree::leaf_of(&entry, &blinds);
            let grown = tree::grown(index, leaf, &|place| known.get(&place).copied());
            for ((level, place), hash) in grown.expect("a whole tree") {
                known.insert((level, place), hash);
                sqlx::query("INSERT INTO node (level, place, hash) VALUES (?, ?, ?)")
                    .bind(level)
                    .bind(place as i64)
                    .bind(&hash.0[..])
                    .execute(&mut open)
                    .await
                    .expect("it runs");
            }
            entries.push(entry);
        }
        for statement in [
            "DELETE FROM tally",
            "INSERT INTO tally (kind, entries) SELECT kind, count(*) FROM entry GROUP BY kind",
            "DELETE FROM open_permit",
            "INSERT INTO open_permit (seq) SELECT seq FROM open_by_entries",
        ] {
            let ran = sqlx::query(statement).execute(&mut open).await;
            ran.expect("it runs");
        }
        open.close().await.expect("it closes");
        entries
    })
}

#[test]
fn an_entry_rewritten_with_the_whole_chain_and_tree_is_found_by_a_checkpoint() {
    let (bank, away) = (Bank::small_consented(), Scratch::in_memory());
    let kept = away.path("checkpoint.txt");
    checkpoint(&bank, &kept).done();
    let said = verify(&bank, &kept).done().said();
    assert!(said.contains("are those of the checkpoint"), "{said}");
    let _ = bank.extract("sinusitis_broad", "tanaka").0.refused();
    verify(&bank, &kept).done();

    rewrite(&bank, 3, "mallory");
    // Nothing inside the folder tells of it any more.
    bank.run(["audit"], ["verify"]).done();
    let said = verify(&bank, &kept).refused().said();
    assert!(said.contains("the ledger was rewritten"), "{said}");
    assert!(said.contains("書き換えられています"), "{said}");
}

#[test]
fn a_rewriter_who_forgets_the_checkpoint_of_a_delivery_is_found_without_another() {
    let bank = Bank::small_consented();
    bank.delivered("sinusitis_broad", "sato");
    let notes = "SELECT note FROM checkpoint";
    let options = SqliteConnectOptions::new().filename(bank.path.join("ledger.sqlite"));
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.expect("a runtime");
    let note: String = runtime.block_on(async {
        let mut open = SqliteConnection::connect_with(&options)
            .await
            .expect("it opens");
        let note = sqlx::query_scalar(notes).fetch_one(&mut open).await;
        open.close().await.expect("it closes");
        note.expect("signed with the delivery")
    });
    rewrite(&bank, 3, "mallory");
    runtime.block_on(async {
        let mut open = SqliteConnection::connect_with(&options)
            .await
            .expect("it opens");
        let put = "INSERT INTO checkpoint (entries, note) VALUES (1, ?)";
        sqlx::query(put)
            .bind(note)
            .execute(&mut open)
            .await
            .expect("it runs");
        open.close().await.expect("it closes");
    });
    let said = bank.run(["audit"], ["verify"]).refused().said();
    assert!(said.contains("the ledger was rewritten"), "{said}");
}

#[test]
fn a_ledger_cut_off_and_one_grown_anew_are_told_apart() {
    let (bank, away) = (Bank::small_consented(), Scratch::in_memory());
    // A copy of the folder is a ledger of an earlier day.
    let earlier = bank.copy();
    bank.delivered("sinusitis_broad", "sato");
    let kept = away.path("checkpoint.txt");
    checkpoint(&bank, &kept).done();
    verify(&bank, &kept).done();

    let said = verify(&earlier, &kept).refused().said();
    assert!(said.contains("the ledger was shortened"), "{said}");
    assert!(said.contains("切り詰められています"), "{said}");

    while earlier.ledger().len() <= bank.ledger().len() {
        let _ = earlier.extract("sinusitis_broad", "tanaka").0.refused();
    }
    earlier.run(["audit"], ["verify"]).done();
    let said = verify(&earlier, &kept).refused().said();
    assert!(said.contains("rolled back and grown anew"), "{said}");
    assert!(said.contains("昔の時点に戻され"), "{said}");
}

#[test]
fn a_checkpoint_of_another_bank_and_one_that_is_not_signed_are_none() {
    let (bank, other, away) = (Bank::small(), Bank::small(), Scratch::in_memory());
    let kept = away.path("checkpoint.txt");
    checkpoint(&other, &kept).done();
    let said = verify(&bank, &kept).refused().said();
    assert!(said.contains("of another bank"), "{said}");

    let own = away.path("own.txt");
    checkpoint(&bank, &own).done();
    let text = std::fs::read_to_string(&own).expect("a checkpoint");
    let n = SignedCheckpoint::read(&text).expect("one").told.entries;
    for (from, to) in [
        (format!("\n{n}\n"), format!("\n{}\n", n - 1)),
        ("\nat 1".into(), "\nat 2".into()),
    ] {
        let forged = away.path("forged.txt");
        std::fs::write(&forged, text.replacen(&from, &to, 1)).expect("written");
        let said = verify(&bank, &forged).refused().said();
        assert!(said.contains("not signed by this bank's key"), "{said}");
        std::fs::remove_file(&forged).expect("gone");
    }
    // Any other byte of it, and it is no checkpoint at all.
    for wrong in [
        format!("{text}\n"),
        text.replacen("\n\n", "\n", 1),
        String::new(),
    ] {
        let file = away.path("wrong.txt");
        std::fs::write(&file, &wrong).expect("written");
        assert!(
            verify(&bank, &file).said().contains("is no checkpoint"),
            "{wrong}"
        );
    }
}

#[test]
fn a_proof_is_of_its_entry_alone_and_needs_no_bank() {
    let (bank, other, away) = (Bank::small_consented(), Bank::small(), Scratch::in_memory());
    let (kept, file) = (away.path("checkpoint.txt"), away.path("proof.json"));
    let said = prove(&bank, 3, &file).said();
    assert!(
        said.contains("no checkpoint was signed after entry 3"),
        "{said}"
    );
    checkpoint(&bank, &kept).done();
    prove(&bank, 3, &file).done();
    // The bank is elsewhere: its key and two small files are all there is.
    let key = away.path("sign.key.pub");
    std::fs::copy(key_of(&bank), &key).expect("copied");
    let said = check(&file, &kept, &key).done().said();
    assert!(said.contains("ledger entry 3 (people_loaded)"), "{said}");

    let proof = proof_in(&file);
    let mut bent = Vec::new();
    for seq in [1, 2, 4] {
        bent.push(Proof {
            seq,
            ..proof.clone()
        });
    }
    bent.push(Proof {
        who: "mallory".into(),
        ..proof.clone()
    });
    bent.push(Proof {
        text: proof.text.replace('1', "2"),
        ..proof.clone()
    });
    bent.push(Proof {
        people_count: 7,
        ..proof.clone()
    });
    bent.push(Proof {
        kind: "permit".into(),
        ..proof.clone()
    });
    let second = away.path("second.json");
    prove(&bank, 4, &second).done();
    bent.push(Proof {
        path: proof_in(&second).path,
        ..proof.clone()
    });
    bent.push(Proof {
        nonce: proof_in(&second).nonce,
        ..proof.clone()
    });
    for proof in bent {
        let file = away.path("bent.json");
        write(&file, &proof);
        let said = check(&file, &kept, &key).refused().said();
        assert!(
            said.contains("no such entry is in that ledger"),
            "{said}\n{proof:?}"
        );
    }

    // Another key, another bank's checkpoint, a later one.
    let said = check(&file, &kept, &key_of(&other)).refused().said();
    assert!(said.contains("not signed by this bank's key"), "{said}");
    let theirs = away.path("theirs.txt");
    checkpoint(&other, &theirs).done();
    let said = check(&file, &theirs, &key_of(&other)).refused().said();
    assert!(said.contains("of another bank"), "{said}");
    let _ = bank.extract("sinusitis_broad", "tanaka").0.refused();
    let later = away.path("later.txt");
    checkpoint(&bank, &later).done();
    let said = check(&file, &later, &key).refused().said();
    assert!(said.contains("the one it was made for"), "{said}");
}

/// Whoever holds a proof knows the hash of the leaf beside it, and may know the bank well. No guess
/// at that entry can be tried against it.
#[test]
fn a_proof_lets_nobody_try_a_guess_of_its_neighbour() {
    let (bank, away) = (Bank::small_consented(), Scratch::in_memory());
    let (kept, file) = (away.path("checkpoint.txt"), away.path("proof.json"));
    checkpoint(&bank, &kept).done();
    prove(&bank, 3, &file).done();
    let (text, proof) = (
        std::fs::read_to_string(&file).expect("a proof"),
        proof_in(&file),
    );
    let own: [u8; 16] = sekisho_model::digest::unhex(&proof.nonce)
        .and_then(|bytes| bytes.try_into().ok())
        .expect("16 bytes");
    // Every entry as it truly is: the best guess there can be.
    for entry in rewrite(&bank, 0, "") {
        for secret in [entry.digest, entry.previous, entry.subjects] {
            let shown = text.contains(&secret.hex());
            assert!(
                !shown || entry.subject_count == 0,
                "entry {}: {secret}",
                entry.seq
            );
        }
        for nonce in [own, [0; 16]] {
            for people in [own, [0; 16]] {
                let guess = tree::leaf_of(&entry, &Blinds { nonce, people });
                assert!(!proof.path.contains(&guess), "entry {}", entry.seq);
            }
        }
    }
}
