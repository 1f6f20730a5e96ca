//! `extract`: decide, stage, transform, check, publish; the ledger knows every end of it.

mod able;
mod attempt;
mod count;
mod evidence;
mod forms;
mod left;
mod manifest;
mod modules;
mod past;
mod report;
mod road;
mod watch;

pub use attempt::Settled;
pub use left::Left;
pub use past::Guarded;

use std::fs::File;
use std::path::Path;

use sekisho_gate::disclosure::ControlReport;
use sekisho_gate::{Ending, Gate, Papers, Preview};
use sekisho_model::profile::Profile;
use sekisho_model::{DeliveryName, Text};
use serde::Serialize;

use crate::bank::Bank;
use crate::error::BankError;
use crate::release::{DeliveredFile, check_destination};

pub(crate) use forms::lexicon;

use attempt::End;
use road::{Order, Reached};

/// What stands at the destination.
#[derive(Debug, Serialize)]
pub struct Receipt {
    pub permit: i64,
    pub ledger_seq: i64,
    pub patients: u64,
    /// Source records of which something left, once each, in however many formats.
    pub records: u64,
    /// Rows of tables; in several formats they are the same rows.
    pub rows: u64,
    pub files: Vec<DeliveredFile>,
    pub kept_out: Vec<KeptOut>,
    /// What the delivery's fee comes to.
    pub fee_due_yen: Option<u64>,
    /// The ledger's entry by which the key of its pseudonyms is gone, where the profile says so.
    pub key_destroyed: Option<i64>,
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
    /// `--dry-run`: what a delivery would be, as far as it may be told.
    pub async fn preview(
        &self,
        papers: &Papers,
        delivery: &DeliveryName,
    ) -> Result<Ending<Preview>, BankError> {
        let (gate, running) = self.ready(papers, delivery).await?;
        let room = count::Room {
            bank: self,
            gate: &gate,
            now: papers.now,
        };
        let preview = gate.preview(&self.store, papers, delivery, &room).await;
        drop(running);
        preview.map_err(gate_error)
    }

    /// Makes one delivery at `out`, or none at all.
    pub async fn extract(
        &self,
        papers: &Papers,
        delivery: &DeliveryName,
        out: &Path,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Ending<Receipt>, BankError> {
        check_destination(out)?;
        let (gate, running) = self.ready(papers, delivery).await?;
        let decided = gate.extract(&self.store, papers, delivery).await;
        let permit = match decided.map_err(gate_error)? {
            Ok(permit) => *permit,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let out = std::path::absolute(out).map_err(|e| BankError::file(out, e))?;
        let (seq, policy) = (permit.seq(), &gate.bundle().policy);
        let found = policy.delivery(delivery.as_str());
        let profile = found.and_then(|d| policy.profile(d.profile.as_str()));
        let mut reached = Reached::default();
        let made = match found.zip(profile) {
            Some((delivery, profile)) => {
                let order = Order {
                    gate: &gate,
                    delivery,
                    profile,
                    papers,
                    out: &out,
                };
                road::walk(self, &order, permit, &mut reached, progress).await
            }
            None => Err(odd("the bundle lost a delivery it was decided on")),
        };
        let outcome = match made {
            Ok(receipt) => Ok(Ok(Box::new(receipt))),
            Err(error) => Err(self.stopped(seq, reached, error, papers.now).await?),
        };
        drop(running);
        outcome
    }

    /// The gate, and the lock of whoever makes or looks at a delivery.
    async fn ready(
        &self,
        papers: &Papers,
        delivery: &DeliveryName,
    ) -> Result<(Gate, File), BankError> {
        self.may_let_out().await?;
        let gate = self.gate().await?;
        let policy = &gate.bundle().policy;
        // Nobody the bank doesn't know hears of a rule that can't be carried out.
        let known = self.store.person(papers.who.as_str()).await?.is_some();
        let asked = policy.delivery(delivery.as_str()).filter(|_| known);
        if let Some(delivery) = asked
            && let Some(profile) = policy.profile(delivery.profile.as_str())
        {
            able::rules(profile, delivery, gate.bundle())?;
        }
        let running = self.running()?;
        // A closed ring is said before anything is decided or noted.
        self.keys.ring()?;
        Ok((gate, running))
    }

    /// What became of an attempt that this process could not finish, in the ledger and in words.
    async fn stopped(
        &self,
        permit: i64,
        reached: Reached,
        error: BankError,
        now: sekisho_model::Instant,
    ) -> Result<BankError, BankError> {
        let why = error.text();
        let ended = self
            .end_attempt(permit, Some(reached.bytes), &why.en, now)
            .await?;
        Ok(match ended {
            End::Aborted => error,
            End::Delivered(entry) => BankError::Gate(Text::new(
                format!(
                    "{}\n写しは提供先に置かれ、台帳 {entry} に提供として記しました",
                    why.ja
                ),
                format!(
                    "{}\nthe copy stands at its destination, and ledger entry {entry} says so",
                    why.en
                ),
            )),
            End::MayHaveLeft(entry) => BankError::Gate(Text::new(
                format!(
                    "{}\n書きかけの写しは消しましたが、一度は置かれたので、台帳 {entry} に「出たかもしれない」と記しました。データ管理者が確かめて `sekisho bank left BANK clear {entry} --as データ管理者 --justify 理由` とするまで、出たものとして数えます",
                    why.ja
                ),
                format!(
                    "{}\nwhat was written of it is deleted, but it stood there for a while: ledger entry {entry} holds it as 'may have left', and it counts as a copy until a steward who has looked runs `sekisho bank left BANK clear {entry} --as STEWARD --justify TEXT`",
                    why.en
                ),
            )),
        })
    }
}

pub(crate) fn gate_error(error: sekisho_gate::GateError) -> BankError {
    BankError::Gate(error.text())
}

/// The controls would leave everybody out.
fn nobody_stays(profile: &Profile, control: &ControlReport) -> BankError {
    let line = match &control.k {
        Some(k) => format!("k {} on {}", k.k, k.fields.join(", ")),
        None => "l".to_owned(),
    };
    let name = &profile.name;
    BankError::bundle(
        format!(
            "プロファイル {name} の「{line}」のもとでは誰も残りません。何も出していません。値をもっと粗くするか、対象を広げてください"
        ),
        format!(
            "nobody is left under '{line}' of profile {name}; nothing left. Make the values coarser, or widen the cohort"
        ),
    )
}

/// A transform that stopped the delivery is told with the place of its rule.
fn stopped(error: sekisho_gate::GateError, profile: &Profile) -> BankError {
    match error {
        sekisho_gate::GateError::Transform(error) => BankError::Gate(error.text(profile)),
        sekisho_gate::GateError::Stopped(mut stopped) => {
            stopped.origin.get_or_insert_with(|| profile.origin.clone());
            BankError::Gate(stopped.text())
        }
        other => gate_error(other),
    }
}

/// Something that the program itself got wrong.
fn odd(what: &str) -> BankError {
    BankError::Gate(Text::new(
        format!("内部の食い違い: {what}"),
        format!("an inner contradiction: {what}"),
    ))
}
