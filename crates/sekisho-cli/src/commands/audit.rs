//! `audit …` and `proof`: the ledger as people read it, and what proves that it is the one it was.

use std::collections::BTreeMap;
use std::path::Path;

use sekisho_bank::{Bank, BankError, checkpoint, outlet};
use sekisho_model::book::{Entry, EntryKind, Kind};
use sekisho_model::text::within_line;
use sekisho_model::{Instant, Text};
use sekisho_store::{Rebuilt, ledger};

use super::{open, open_as, open_to_look, page};
use crate::actor;
use crate::args::{AuditCommand, Format};
use crate::show::{Done, Ended, Show, out};

pub async fn run(bank: &Path, command: AuditCommand, show: &Show) -> Done {
    let (bank, now) = match &command {
        // The chain is read as it lies: nothing may be appended first.
        AuditCommand::Verify { .. } | AuditCommand::List { .. } | AuditCommand::Prove { .. } => {
            (open_to_look(bank).await?, Instant::MIN)
        }
        AuditCommand::Checkpoint { .. } => open(bank).await?,
        AuditCommand::Patient { who, .. } => open_as(bank, who.as_deref()).await?,
    };
    match command {
        AuditCommand::Verify { checkpoint } => verify(&bank, checkpoint.as_deref(), show).await,
        AuditCommand::Checkpoint { to } => sign(&bank, &to, now, show).await,
        AuditCommand::Prove {
            entry,
            to,
            checkpoint,
        } => prove(&bank, entry, &to, checkpoint.as_deref(), show).await,
        AuditCommand::List { format } => {
            list(&bank.store.entries().await?, &bank, format, show);
            Ok(())
        }
        AuditCommand::Patient {
            id,
            format,
            output,
            who,
        } => {
            let who = actor::named(who.as_deref())?;
            page::write(&bank, &id, &who, now, format, output.as_deref(), show).await
        }
    }
}

async fn verify(bank: &Bank, kept: Option<&Path>, show: &Show) -> Done {
    let kept = kept.map(checkpoint::read_checkpoint).transpose()?;
    let (entries, tree) = whole(bank).await?.map_err(Ended::Failed)?;
    if let Some(kept) = &kept {
        let held = bank.held_against(kept, &entries, &tree).await?;
        held.map_err(Ended::Failed)?;
    }
    let last = entries
        .last()
        .map(|e| e.digest.to_string())
        .unwrap_or_default();
    let n = entries.len();
    show.say(
        format!("台帳 {n} 件の鎖は切れていません。最後は {last}"),
        format!("the chain of {n} entries is whole; the last is {last}"),
    );
    if let Some(kept) = kept {
        let (had, day) = (kept.told.entries, bank.settings().zone.day_of(kept.told.at));
        show.say(
            format!("最初の {had} 件は、{day} のチェックポイントのままです"),
            format!("the first {had} are those of the checkpoint of {day}"),
        );
    }
    Ok(())
}

/// Nothing is signed that is not whole.
async fn sign(bank: &Bank, to: &Path, now: Instant, show: &Show) -> Done {
    whole(bank).await?.map_err(Ended::Failed)?;
    let signed = bank.checkpoint(now).await?;
    outlet::write_new(to, signed.text().as_bytes())?;
    let n = signed.told.entries;
    show.say(
        format!(
            "台帳 {n} 件のチェックポイントを {} に書きました。この銀行の外に置いてください",
            to.display()
        ),
        format!(
            "a checkpoint over {n} entries is in {}; keep it outside of this bank",
            to.display()
        ),
    );
    Ok(())
}

async fn prove(bank: &Bank, seq: i64, to: &Path, kept: Option<&Path>, show: &Show) -> Done {
    let kept = kept.map(checkpoint::read_checkpoint).transpose()?;
    let proof = bank.prove(seq, kept.as_ref()).await?;
    let text = serde_json::to_string_pretty(&proof).unwrap_or_default();
    outlet::write_new(to, format!("{text}\n").as_bytes())?;
    let n = proof.entries;
    show.say(
        format!(
            "{seq} 番の証明を {} に書きました。台帳 {n} 件のチェックポイントと合わせて確かめます",
            to.display()
        ),
        format!(
            "the proof of entry {seq} is in {}; it is checked against the checkpoint over {n} entries",
            to.display()
        ),
    );
    Ok(())
}

/// `proof`: whether an entry is in the ledger of a checkpoint, without the bank.
pub fn check_proof(file: &Path, kept: &Path, key: &str, show: &Show) -> Done {
    let (proof, kept) = (
        checkpoint::read_proof(file)?,
        checkpoint::read_checkpoint(kept)?,
    );
    let key = checkpoint::public_key(key)?;
    checkpoint::check_proof(&proof, &kept, &key).map_err(Ended::Failed)?;
    let (seq, kind, n) = (proof.seq, &proof.kind, kept.told.entries);
    show.say(
        format!("台帳の {seq} 番（{kind}）は、銀行の署名した {n} 件の中にあります"),
        format!("ledger entry {seq} ({kind}) is among the {n} that the bank signed"),
    );
    out(&within_line(&proof.text));
    Ok(())
}

/// Every entry from the first on and the tree over them, where each is what was written; or which
/// one is not.
pub(super) async fn whole(bank: &Bank) -> Result<Result<(Vec<Entry>, Rebuilt), Text>, BankError> {
    let entries = bank.store.entries().await?;
    let mut subjects: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for entry in &entries {
        subjects.insert(entry.seq, bank.store.subjects_of_entry(entry.seq).await?);
    }
    let of = |seq| subjects.get(&seq).cloned().unwrap_or_default();
    let broken = match ledger::verify(&entries, &of) {
        Ok(()) if bank.store.lookups_agree().await? => {
            let tree = bank.tree_stands(&entries).await?;
            return Ok(tree.map(|tree| (entries, tree)));
        }
        Ok(()) => {
            return Ok(Err(Text::new(
                "台帳の鎖は切れていませんが、引くための索引が記された内容と合いません。控えから戻し、誰が触れたかを調べてください",
                "the chain is whole, but what the ledger is looked up by is not what its entries say; restore it from a copy and find out who touched it",
            )));
        }
        Err(broken) => broken,
    };
    Ok(Err(Text::new(
        format!(
            "台帳の {} 件目が書かれたときと違います（{}）。控えから戻し、誰が触れたかを調べてください",
            broken.seq, broken.what
        ),
        format!(
            "ledger entry {} is not what was written ({}); restore it from a copy and find out who touched it",
            broken.seq, broken.what
        ),
    )))
}

fn list(entries: &[Entry], bank: &Bank, format: Format, show: &Show) {
    if format == Format::Json {
        out(&serde_json::to_string_pretty(entries).unwrap_or_default());
        return;
    }
    for entry in entries {
        let kind = show.lines(&kind_words(&entry.kind)).join(" / ");
        let who = if entry.who.is_empty() {
            "-"
        } else {
            &entry.who
        };
        // One entry is one line, whatever stands in a reason or a name.
        out(&within_line(&format!(
            "{:>5}  {}  {kind}  {who}  {}",
            entry.seq,
            entry.at.iso(bank.settings().zone),
            facts(&entry.text)
        )));
    }
}

/// A kind of a later version by its own word.
fn kind_words(kind: &Kind) -> Text {
    let known = match kind {
        Kind::Known(kind) => *kind,
        Kind::Later(word) => return Text::new(word.clone(), word.clone()),
    };
    let (ja, en) = match known {
        EntryKind::BankInitialised => ("開設", "founded"),
        EntryKind::BundleLoaded => ("方針", "bundle"),
        EntryKind::PeopleLoaded => ("利用者", "people"),
        EntryKind::Ingested => ("取込", "ingest"),
        EntryKind::ConsentRecorded => ("同意", "consent"),
        EntryKind::Permit => ("許可", "permit"),
        EntryKind::Refusal => ("不許可", "refusal"),
        EntryKind::Delivered => ("提供", "delivered"),
        EntryKind::Aborted => ("中止", "aborted"),
        EntryKind::Explained => ("説明", "explained"),
        EntryKind::EmergencyOpened => ("緊急", "emergency"),
        EntryKind::RecordOpened => ("証拠閲覧", "record opened"),
        EntryKind::KeysRotated => ("鍵の更新", "keys rotated"),
        EntryKind::PassphraseChanged => ("合言葉の変更", "passphrase changed"),
        EntryKind::KeyAdded => ("鍵の追加", "key added"),
        EntryKind::ScopeKeyMoved => ("鍵の移動", "scope key moved"),
        EntryKind::ScopeKeyDestroyed => ("鍵の破棄", "scope key destroyed"),
        EntryKind::RecallOpened => ("回収", "recall"),
        EntryKind::RecallAcknowledged => ("回収受領", "recall acknowledged"),
        EntryKind::RecallCertified => ("消去証明", "deletion certified"),
        EntryKind::RecallShown => ("回収照会", "recall shown"),
        EntryKind::Deviation => ("逸脱", "deviation"),
        EntryKind::SignatureFell => ("署名の失効", "signature fell"),
        EntryKind::StewardAsked => ("管理者への問い", "steward asked"),
        EntryKind::StewardAnswered => ("管理者の答え", "steward answered"),
        EntryKind::ConsentVoided => ("出来事の取り消し", "event voided"),
        EntryKind::FormCorrected => ("同意書の訂正", "form corrected"),
        EntryKind::PatientPageRead => ("記録の閲覧", "patient's page"),
        EntryKind::ConsentExported => ("同意の書き出し", "consent exported"),
        EntryKind::ClockConfirmed => ("時計の確認", "clock confirmed"),
        EntryKind::ClockSetBack => ("時の訂正", "clock set back"),
        EntryKind::GuardCleared => ("照合の区切り", "guard cleared"),
        EntryKind::RecordsRetired => ("取り下げ", "records retired"),
        EntryKind::RecordsReturned => ("取り下げの取消", "records returned"),
        EntryKind::WaitingDecided => ("保留の決定", "waiting decided"),
        EntryKind::Staging => ("作成開始", "staging"),
        EntryKind::Publishing => ("提供直前", "publishing"),
        EntryKind::MayHaveLeft => ("出たかもしれない", "may have left"),
        EntryKind::NothingLeft => ("出ていないと確認", "nothing left"),
        EntryKind::BackedUp => ("控え", "backed up"),
        EntryKind::Restored => ("控えから復元", "restored"),
        EntryKind::EnteredAgain => ("入れ直しの確認", "entered again"),
        EntryKind::MarkSet => ("外の目印", "mark set"),
        EntryKind::PageEntryWithheld => ("記録から除外", "kept off a page"),
        EntryKind::PageEntryShown => ("記録に再掲", "shown on a page again"),
    };
    Text::new(ja, en)
}

/// The plain facts of an entry on one line; nested ones are left to `--format json`.
fn facts(text: &str) -> String {
    let Ok(facts) = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text) else {
        return String::new();
    };
    let plain = facts.iter().filter_map(|(key, value)| match value {
        serde_json::Value::String(text) if !text.is_empty() => Some(format!("{key}={text}")),
        serde_json::Value::Number(number) => Some(format!("{key}={number}")),
        serde_json::Value::Bool(yes) => Some(format!("{key}={yes}")),
        _ => None,
    });
    plain.collect::<Vec<_>>().join(" ")
}
