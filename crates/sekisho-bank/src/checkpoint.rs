//! Checkpoints: what the bank signs of its ledger, to be kept where nobody who can write in the bank's
//! folder can reach it; and proofs of single entries, which anybody can check against one.
//!
//! The chain shows that entries follow from each other. Whoever can write all of it can make another
//! chain that does; against a checkpoint kept elsewhere that one does not stand.

use std::path::Path;

use sekisho_model::book::{Checkpoint, Entry, Proof, SignedCheckpoint, tree};
use sekisho_model::digest::hex;
use sekisho_model::{Instant, Text};
use sekisho_store::{Part, Rebuilt};

use crate::bank::Bank;
use crate::error::BankError;
use crate::keys::{read_public, signature_holds};

/// Bytes of a checkpoint or a proof; the longest text of an entry is far below it.
const FILE_MAX: u64 = 16 * 1024 * 1024;

impl Bank {
    /// Signs how far the ledger has come, and keeps it beside the entries.
    pub async fn checkpoint(&self, now: Instant) -> Result<SignedCheckpoint, BankError> {
        let empty = || damaged("台帳が空です", "the ledger is empty");
        let head = self.store.head_of(Part::Ledger).await?.ok_or_else(empty)?;
        let entries = head.n.unsigned_abs();
        let root = self.store.tree_root(entries).await?;
        let told = Checkpoint {
            bank: self.store.identity().await?,
            entries,
            root: root.ok_or_else(tree_damaged)?,
            chain: head.digest,
            at: now,
        };
        let key = &self.keys.ring()?.signing;
        let signature = key.sign(told.body().as_bytes());
        let signed = SignedCheckpoint::new(told, &key.public(), &signature);
        let signed = signed.ok_or(BankError::Key)?;
        self.store.put_checkpoint(entries, &signed.text()).await?;
        Ok(signed)
    }

    /// That an entry is in the ledger of a checkpoint; without one, of the first that was signed after
    /// it.
    pub async fn prove(
        &self,
        seq: i64,
        checkpoint: Option<&SignedCheckpoint>,
    ) -> Result<Proof, BankError> {
        let found = match checkpoint {
            Some(given) => Some(given.clone()),
            None => {
                let note = self.store.checkpoint_over(seq).await?;
                note.as_deref().and_then(SignedCheckpoint::read)
            }
        };
        let Some(checkpoint) = found else {
            return Err(BankError::usage(
                format!(
                    "{seq} 番より後のチェックポイントがまだありません。`sekisho audit BANK checkpoint --to FILE` で作ってください"
                ),
                format!(
                    "no checkpoint was signed after entry {seq}; `sekisho audit BANK checkpoint --to FILE` signs one"
                ),
            ));
        };
        let bank = self.store.identity().await?;
        if checkpoint.told.bank != bank {
            return Err(usage_of(&another_bank()));
        }
        let size = checkpoint.told.entries;
        let path = self.store.tree_path(seq, size).await?;
        let (Some(entry), Some(blinds), Some(path)) = (
            self.store.entry(seq).await?,
            self.store.blinds_of(seq).await?,
            path,
        ) else {
            return Err(BankError::usage(
                format!("{seq} 番は、そのチェックポイントの {size} 件の中にありません"),
                format!("entry {seq} is not among the {size} entries of that checkpoint"),
            ));
        };
        Ok(Proof {
            format: Proof::FORMAT.to_owned(),
            bank,
            entries: size,
            seq,
            at: entry.at,
            kind: entry.kind.word().to_owned(),
            who: entry.who.clone(),
            people: tree::hidden_people(&entry, &blinds),
            people_count: entry.subject_count,
            text: entry.text,
            nonce: hex(&blinds.nonce),
            path,
        })
    }

    /// What is wrong with the kept tree and the checkpoints signed before; `entries`: all, found to be
    /// a whole chain.
    pub async fn tree_stands(&self, entries: &[Entry]) -> Result<Result<Rebuilt, Text>, BankError> {
        let tree = self.store.rebuilt_tree(entries).await?;
        if let Some(seq) = tree.differs {
            return Ok(Err(Text::new(
                format!(
                    "台帳の {seq} 件目は、記帳したときに木へ入れられたものと違います。控えから戻し、誰が触れたかを調べてください"
                ),
                format!(
                    "ledger entry {seq} is not what was put into the tree when it was written; restore it from a copy and find out who touched it"
                ),
            )));
        }
        for note in self.store.checkpoints().await? {
            let signed = SignedCheckpoint::read(&note);
            let Some(signed) = signed else {
                return Ok(Err(Text::new(
                    "台帳の横に置いたチェックポイントが壊れています",
                    "a checkpoint kept beside the ledger is damaged",
                )));
            };
            if let Err(text) = self.held_against(&signed, entries, &tree).await? {
                return Ok(Err(text));
            }
        }
        Ok(Ok(tree))
    }

    /// Whether the ledger is still the one that the checkpoint was signed over, and if not, what was
    /// done to it.
    pub async fn held_against(
        &self,
        signed: &SignedCheckpoint,
        entries: &[Entry],
        tree: &Rebuilt,
    ) -> Result<Result<(), Text>, BankError> {
        let told = &signed.told;
        if told.bank != self.store.identity().await? {
            return Ok(Err(another_bank()));
        }
        if !is_signed(signed, self.keys.public()) {
            return Ok(Err(not_signed()));
        }
        let (has, had) = (entries.len() as u64, told.entries);
        let root = tree.root(had);
        let last = had.checked_sub(1).and_then(|n| usize::try_from(n).ok());
        let last = last.and_then(|n| entries.get(n));
        let same = last.is_some_and(|entry| entry.digest == told.chain);
        if root == Some(told.root) && same {
            return Ok(Ok(()));
        }
        let day = self.settings().zone.day_of(told.at);
        Ok(Err(match last {
            None => Text::new(
                format!(
                    "台帳は切り詰められています: {day} のチェックポイントには {had} 件ありましたが、いまは {has} 件です"
                ),
                format!(
                    "the ledger was shortened: the checkpoint of {day} had {had} entries, and it has {has} now"
                ),
            ),
            Some(entry) if entry.at > told.at => Text::new(
                format!(
                    "台帳は昔の時点に戻され、そこから新しく書き足されています: {day} のチェックポイントにあった {had} 件は、いまの最初の {had} 件と違い、いまの {had} 番はその日より後に書かれています"
                ),
                format!(
                    "the ledger was rolled back and grown anew: the {had} entries of the checkpoint of {day} are not its first {had} now, and its entry {had} was written after that day"
                ),
            ),
            Some(_) => Text::new(
                format!(
                    "台帳は書き換えられています: {day} のチェックポイントにあった {had} 件は、いまの最初の {had} 件と違います"
                ),
                format!(
                    "the ledger was rewritten: the {had} entries of the checkpoint of {day} are not its first {had} now"
                ),
            ),
        }))
    }
}

/// Checks a proof without the bank: by its checkpoint and the bank's public key.
pub fn check_proof(proof: &Proof, signed: &SignedCheckpoint, public: &str) -> Result<(), Text> {
    if !is_signed(signed, public) {
        return Err(not_signed());
    }
    if proof.bank != signed.told.bank {
        return Err(another_bank());
    }
    if proof.entries != signed.told.entries {
        return Err(Text::new(
            format!(
                "この証明は {} 件のチェックポイントについてのもので、チェックポイントは {} 件です。同じときのチェックポイントで確かめてください",
                proof.entries, signed.told.entries
            ),
            format!(
                "the proof is about a checkpoint of {} entries, and this one is of {}; check it against the one it was made for",
                proof.entries, signed.told.entries
            ),
        ));
    }
    match proof.leads_to(&signed.told) {
        true => Ok(()),
        false => Err(Text::new(
            "この記帳は、その台帳にありません",
            "no such entry is in that ledger",
        )),
    }
}

/// A checkpoint from a file.
pub fn read_checkpoint(path: &Path) -> Result<SignedCheckpoint, BankError> {
    let text = read(path)?;
    SignedCheckpoint::read(&text).ok_or_else(|| {
        damaged(
            &format!("{} はチェックポイントではありません", path.display()),
            &format!("{} is no checkpoint", path.display()),
        )
    })
}

/// A proof from a file.
pub fn read_proof(path: &Path) -> Result<Proof, BankError> {
    serde_json::from_str(&read(path)?).map_err(|_| {
        damaged(
            &format!("{} は記帳の証明ではありません", path.display()),
            &format!("{} is no proof of an entry", path.display()),
        )
    })
}

/// A public key: 64 hexadecimal digits, or a file that holds one (`BANK/keys/sign.key.pub`).
pub fn public_key(given: &str) -> Result<String, BankError> {
    let is_key = given.len() == 64 && given.bytes().all(|b| b.is_ascii_hexdigit());
    match is_key {
        true => Ok(given.to_ascii_lowercase()),
        false => read_public(Path::new(given)),
    }
}

fn read(path: &Path) -> Result<String, BankError> {
    let file = |e| BankError::file(path, e);
    if std::fs::metadata(path).map_err(file)?.len() > FILE_MAX {
        return Err(damaged(
            &format!("{} は大きすぎます", path.display()),
            &format!("{} is too large", path.display()),
        ));
    }
    std::fs::read_to_string(path).map_err(file)
}

fn is_signed(signed: &SignedCheckpoint, public: &str) -> bool {
    let signature = signed.signature_of(public);
    signature.is_some_and(|s| signature_holds(public, &s, signed.told.body().as_bytes()))
}

fn another_bank() -> Text {
    Text::new(
        "このチェックポイントは別の銀行のものです",
        "the checkpoint is of another bank",
    )
}

fn not_signed() -> Text {
    Text::new(
        "このチェックポイントに、この銀行の鍵による署名はありません",
        "the checkpoint is not signed by this bank's key",
    )
}

fn usage_of(text: &Text) -> BankError {
    BankError::usage(text.ja.clone(), text.en.clone())
}

fn damaged(ja: &str, en: &str) -> BankError {
    BankError::usage(ja, en)
}

fn tree_damaged() -> BankError {
    damaged(
        "台帳の木が欠けています。`sekisho audit BANK verify` で確かめてください",
        "the ledger's tree is not whole; look with `sekisho audit BANK verify`",
    )
}
