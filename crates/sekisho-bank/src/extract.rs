//! `extract`: decide, stage, transform, check, publish; the ledger knows every end of it.

use std::fs::File;
use std::path::Path;

use sekisho_exchange::fhir::transform::FhirTransform;
use sekisho_gate::{
    Counted, Decision, Extracted, Gate, Machinery, Papers, Permit, Preview, Refusal, extract,
};
use sekisho_lang::native::Native;
use sekisho_model::identity::Scope;
use sekisho_model::ledger::EntryKind;
use sekisho_model::policy::{Act, Delivery};
use sekisho_model::profile::{KeyFate, Profile, Unlisted};
use sekisho_model::record::Snapshot;
use sekisho_model::transform::Held;
use sekisho_model::{Instant, Text, catalog};
use serde::Serialize;

use crate::bank::Bank;
use crate::error::BankError;
use crate::release::{DeliveredFile, Staging, check_destination};

/// How a request for a delivery ended, other than by a fault.
pub enum Outcome {
    Delivered(Receipt),
    Refused(Box<Refusal>),
    /// `--dry-run`
    Preview(Box<Preview>),
}

/// What stands at the destination.
#[derive(Debug, Serialize)]
pub struct Receipt {
    pub permit: i64,
    pub ledger_seq: i64,
    pub patients: u64,
    pub files: Vec<DeliveredFile>,
    pub kept_out: Vec<KeptOut>,
    /// What the delivery's fee comes to.
    pub fee_due_yen: Option<u64>,
}

/// Records that were permitted by name and yet stayed out, by reason.
#[derive(Clone, Debug, Serialize)]
pub struct KeptOut {
    #[serde(rename = "type")]
    pub kind: String,
    pub reason: Text,
    pub records: u64,
}

impl Bank {
    /// Makes one delivery at `out`, or none at all.
    pub async fn extract(
        &self,
        papers: &Papers,
        delivery: &str,
        out: Option<&Path>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Outcome, BankError> {
        if let Some(out) = out {
            check_destination(out)?;
        }
        let gate = self.gate().await?;
        let policy = &gate.bundle().policy;
        let asked = policy.delivery(delivery);
        if let Some(profile) = asked.and_then(|d| policy.profile(d.profile.as_str())) {
            crate::ready::check(profile)?;
        }
        let running = self.running()?;
        let permit = match gate.decide(&self.store, papers).await.map_err(gate_error)? {
            Decision::Permit(permit) => *permit,
            Decision::Preview(preview) => return Ok(Outcome::Preview(preview)),
            Decision::Refusal(refusal) => return Ok(Outcome::Refused(refusal)),
            Decision::Counted(_) | Decision::Opened(_) => {
                return Err(odd("something else was decided for an extract"));
            }
        };
        let out = out.ok_or_else(|| BankError::usage("--out が要ります", "--out is needed"))?;
        let (seq, policy) = (permit.seq(), &gate.bundle().policy);
        let made = match (
            policy.delivery(delivery),
            policy
                .delivery(delivery)
                .and_then(|d| policy.profile(d.profile.as_str())),
        ) {
            (Some(delivery), Some(profile)) => {
                self.deliver(&gate, permit, delivery, profile, papers, out, progress)
                    .await
            }
            _ => Err(odd("the bundle lost a delivery it was decided on")),
        };
        let outcome = match made {
            Ok(receipt) => Ok(Outcome::Delivered(receipt)),
            Err(error) => {
                let facts = serde_json::json!({ "permit": seq, "delivery": delivery, "reason": error.text().en });
                self.note(
                    EntryKind::Aborted,
                    papers.who.as_str(),
                    facts,
                    Vec::new(),
                    papers.now,
                )
                .await?;
                Err(error)
            }
        };
        drop(running);
        outcome
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the whole of one delivery, called once"
    )]
    async fn deliver(
        &self,
        gate: &Gate,
        permit: Permit,
        delivery: &Delivery,
        profile: &Profile,
        papers: &Papers,
        out: &Path,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Receipt, BankError> {
        carries_out(profile)?;
        let rules = profile.fhir.as_ref().ok_or_else(|| {
            BankError::bundle(
                format!("プロファイル {} に fhir の規則がありません", profile.name),
                format!("profile {} has no fhir rules", profile.name),
            )
        })?;
        let mut records = FhirTransform::compile(rules, profile.unlisted, catalog::r4())
            .map_err(|e| odd(&e.to_string()))?;
        let keyed = self.scope(&scope_name(profile, delivery)).await?;
        let mut transforms = Native::new(&rules.rules, &keyed, profile.shift_days_max);
        let mut staging = Staging::beside(out)?;
        let (seq, snapshot, facts) = (permit.seq(), permit.snapshot(), permit.evidence());
        let machinery = Machinery {
            records: &mut records,
            transforms: &mut transforms,
            keyed: &keyed,
        };
        let extracted = extract(&self.store, permit, machinery, &mut staging, progress)
            .await
            .map_err(gate_error)?;
        if profile.unlisted == Unlisted::Stop
            && extracted
                .held
                .keys()
                .any(|(_, held)| *held == Held::Unlisted)
        {
            return Err(BankError::bundle(
                format!(
                    "プロファイル {} の挙げない要素があり、unlisted stop なので止めました。何も出していません",
                    profile.name
                ),
                format!(
                    "a record holds an element that profile {} does not list, and it says 'unlisted stop'; nothing left",
                    profile.name
                ),
            ));
        }
        let files = staging.finish_data()?;
        if files.is_empty() {
            return Err(BankError::bundle(
                "許可された記録のどれも、このプロファイルでは外へ出せません",
                "none of the permitted records may leave under this profile",
            ));
        }
        let bytes: u64 = files.iter().map(|f| f.bytes).sum();
        if let Some(limit) = delivery.limit_bytes.filter(|limit| bytes > *limit) {
            return Err(BankError::bundle(
                format!(
                    "データ {bytes} バイトは上限 {limit} バイトを超えるので止めました。何も出していません"
                ),
                format!("{bytes} bytes of data are more than the limit of {limit}; nothing left"),
            ));
        }
        let fee = delivery
            .fee
            .as_ref()
            .map(|fee| fee.due(extracted.subjects, extracted.records.values().sum()));
        let manifest = manifest(
            gate, delivery, profile, papers, seq, snapshot, &files, &extracted,
        );
        staging.put("release/manifest.json", &manifest)?;
        staging.put("record/report.json", &report(&facts, &extracted))?;
        let facts = serde_json::json!({ "permit": seq, "delivery": delivery.name, "patients": extracted.subjects,
            "records": extracted.records, "files": files,
            "fee": delivery.fee, "fee_due_yen": fee });
        staging.publish()?;
        let noted = self
            .note(
                EntryKind::Delivered,
                papers.who.as_str(),
                facts,
                Vec::new(),
                papers.now,
            )
            .await;
        if noted.is_err() {
            // Nothing may stand at a destination that the ledger does not call delivered.
            std::fs::remove_dir_all(out).map_err(|e| BankError::file(out, e))?;
        }
        let ledger_seq = noted?;
        Ok(Receipt {
            permit: seq,
            ledger_seq,
            patients: extracted.subjects,
            files,
            kept_out: kept_out(&extracted),
            fee_due_yen: fee,
        })
    }

    /// A guarded count, or why not.
    pub async fn count(&self, papers: &Papers) -> Result<Result<Counted, Box<Refusal>>, BankError> {
        match self
            .gate()
            .await?
            .decide(&self.store, papers)
            .await
            .map_err(gate_error)?
        {
            Decision::Counted(counted) => Ok(Ok(*counted)),
            Decision::Refusal(refusal) => Ok(Err(refusal)),
            Decision::Permit(_) | Decision::Preview(_) | Decision::Opened(_) => {
                Err(odd("an extract was decided for a count"))
            }
        }
    }

    /// Permits that no process is spending any more are closed as aborted. The shared lock says that
    /// an extract runs; whoever can take it alone knows that none does.
    fn running(&self) -> Result<File, BankError> {
        let path = self.dir.join("extract.lock");
        let file = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(|e| BankError::file(&path, e))?;
        file.lock_shared().map_err(|e| BankError::file(&path, e))?;
        Ok(file)
    }

    /// Closes what a killed process left open. Returns how many permits were closed.
    pub async fn close_abandoned(&self, now: Instant) -> Result<usize, BankError> {
        let path = self.dir.join("extract.lock");
        let file = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(|e| BankError::file(&path, e))?;
        if file.try_lock().is_err() {
            return Ok(0);
        }
        let entries = self.store.entries().await?;
        let closed: std::collections::BTreeSet<i64> = entries
            .iter()
            .filter(|e| matches!(e.kind, EntryKind::Delivered | EntryKind::Aborted))
            .filter_map(|e| e.facts["permit"].as_i64())
            .collect();
        let open = entries.iter().filter(|e| {
            e.kind == EntryKind::Permit
                && e.facts["act"] == Act::Extract.as_str()
                && !closed.contains(&e.seq)
        });
        let mut count = 0;
        for entry in open {
            let facts = serde_json::json!({ "permit": entry.seq, "delivery": entry.facts["delivery"],
                "reason": "the process ended before the delivery stood at its destination" });
            self.note(EntryKind::Aborted, &entry.who, facts, Vec::new(), now)
                .await?;
            count += 1;
        }
        Ok(count)
    }
}

/// The scope in which a pseudonym is the same: a study, a delivery to a recipient, or the bank.
/// A profile may ask for what this version can't do; then nothing leaves under it.
fn carries_out(profile: &Profile) -> Result<(), BankError> {
    let wanted = match (&profile.key, profile.key_fate) {
        (Some(key), _) => Some(format!("key \"{key}\"")),
        (None, KeyFate::DestroyedAfterDelivery) => Some("destroyed after delivery".to_owned()),
        (None, KeyFate::KeptApart) => profile.release.not_carried_out().map(str::to_owned),
    };
    let Some(wanted) = wanted else { return Ok(()) };
    Err(BankError::bundle(
        format!(
            "プロファイル {} の求める「{wanted}」を、この版はまだ実行できません。何も出していません",
            profile.name
        ),
        format!(
            "profile {} asks for '{wanted}', which this version can't carry out yet; nothing left",
            profile.name
        ),
    ))
}

fn scope_name(profile: &Profile, delivery: &Delivery) -> String {
    match profile.scope {
        Scope::Study => format!("study:{}", delivery.study),
        Scope::Delivery => format!("delivery:{}:{}", delivery.name, delivery.recipient.org),
        Scope::Bank => "bank".into(),
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "the facts of one manifest, gathered once"
)]
/// What the recipient is told. No source hash, no grant, no identifier of a person.
fn manifest(
    gate: &Gate,
    delivery: &Delivery,
    profile: &Profile,
    papers: &Papers,
    permit: i64,
    snapshot: Snapshot,
    files: &[DeliveredFile],
    extracted: &Extracted,
) -> serde_json::Value {
    let by_bank = gate.sealed().approvals.iter().all(|a| a.by_bank);
    let seal = if by_bank {
        Text::new(
            "銀行自身の鍵で封印（審査者の署名なし）",
            "sealed with the bank's own key; no reviewer signed",
        )
    } else {
        Text::new("審査者の鍵で封印", "sealed by reviewers' keys")
    };
    let dates = match profile.shift_days_max {
        Some(days) => Text::new(
            format!("患者ごとに一定の日数（{days} 日以内、0 日を除く）ずらした。間隔は保たれる"),
            format!(
                "moved by a constant number of days per patient (up to {days}, never 0); intervals survive"
            ),
        ),
        None => Text::new("日付はずらしていない", "dates were not moved"),
    };
    serde_json::json!({
        "sekisho": env!("CARGO_PKG_VERSION"),
        "delivery": delivery.name, "study": delivery.study, "cohort": delivery.cohort,
        "recipient": delivery.recipient, "basis": delivery.basis,
        "profile": profile.name, "satisfies": profile.satisfies,
        "bundle": gate.sealed().digest,
        "seal": { "by_bank": by_bank, "keys": gate.sealed().approvals.iter().map(|a| &a.key).collect::<Vec<_>>(),
                  "ja": seal.ja, "en": seal.en },
        "dates": dates,
        "duties": delivery.after.words(),
        "snapshot": snapshot,
        "permit": permit,
        "ledger_seq": permit,
        "transactionTime": papers.now.iso(sekisho_model::Zone::UTC),
        "requested_by": papers.who,
        "patients": extracted.subjects,
        "output": files,
    })
}

/// The bank's own evidence.
fn report(permit: &serde_json::Value, extracted: &Extracted) -> serde_json::Value {
    serde_json::json!({
        "permit": permit,
        "patients": extracted.subjects,
        "records": extracted.records,
        "kept_out_by_profile": kept_out(extracted),
        "elements_dropped": extracted.counts.elements_dropped,
        "values_changed": extracted.counts.values_changed,
        "references_absent": extracted.counts.references_absent,
        "required_absent": extracted.counts.required_absent,
    })
}

fn kept_out(extracted: &Extracted) -> Vec<KeptOut> {
    extracted
        .held
        .iter()
        .map(|((kind, held), n)| KeptOut {
            kind: kind.clone(),
            reason: held_reason(held),
            records: *n,
        })
        .collect()
}

fn held_reason(held: &Held) -> Text {
    match held {
        Held::Unlisted => Text::new(
            "プロファイルにこの型の規則がない",
            "the profile has no rule for this type",
        ),
        Held::Modifier => Text::new(
            "意味を反転しうる修飾要素があり、プロファイルが挙げていない",
            "it carries a modifier that the profile does not list",
        ),
        Held::Malformed(what) => Text::new(
            format!("安全に読めない（{what}）"),
            format!("it can't be read safely: {what}"),
        ),
    }
}

pub(crate) fn gate_error(error: sekisho_gate::GateError) -> BankError {
    BankError::Gate(error.text())
}

/// Something that the program itself got wrong.
fn odd(what: &str) -> BankError {
    BankError::Gate(Text::new(
        format!("内部の食い違い: {what}"),
        format!("an inner contradiction: {what}"),
    ))
}
