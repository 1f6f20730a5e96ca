//! `extract`: decide, stage, transform, check, publish; the ledger knows every end of it.

mod abandoned;
mod able;
mod count;
mod evidence;
mod forms;
mod manifest;
mod modules;
mod past;
mod report;
mod watch;

pub use past::Guarded;

use std::path::Path;
use std::sync::Arc;

use sekisho_exchange::fhir::telling::Survey;
use sekisho_gate::disclosure::ControlReport;
use sekisho_gate::{Decision, Gate, Machinery, Papers, Permit, Preview, Refusal, extract};
use sekisho_model::Text;
use sekisho_model::ledger::{EntryDraft, EntryKind};
use sekisho_model::policy::Delivery;
use sekisho_model::profile::{Profile, Unlisted};
use sekisho_model::standard::Regime;
use sekisho_model::transform::{DateSurvey, Held, Keyed, RecordTransform, TableTransform};
use sekisho_plugin::{ModuleRunner, WithPlugins};
use serde::Serialize;

use crate::bank::Bank;
use crate::error::BankError;
use crate::keys::{Destroyed, RecordSeal, scope_name};
use crate::recall::Terms;
use crate::release::{DeliveredFile, Staging, check_destination};

use evidence::{Paper, Parts};

pub(crate) use forms::lexicon;

use forms::Forms;
use watch::Watching;

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
        // Nobody the bank doesn't know hears of a rule that can't be carried out.
        let known = self.store.person(papers.who.as_str()).await?.is_some();
        let asked = policy.delivery(delivery).filter(|_| known);
        if let Some(delivery) = asked
            && let Some(profile) = policy.profile(delivery.profile.as_str())
        {
            able::rules(profile, delivery, gate.bundle())?;
        }
        let running = self.running()?;
        // A closed ring is said before anything is decided or noted.
        self.keys.ring()?;
        let room = count::Room {
            bank: self,
            gate: &gate,
            now: papers.now,
        };
        let decided = gate.preview(&self.store, papers, &room).await;
        let permit = match decided.map_err(gate_error)? {
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
        able::check(profile, delivery)?;
        let earlier = self.earlier(delivery, profile, papers.now).await?;
        let (permit, held_back) = self.narrowed(permit, earlier.as_ref()).await?;
        let when = (permit.at(), self.settings().zone);
        let lexicon = lexicon(&gate.bundle().policy, profile);
        let mut forms = Forms::of(delivery, profile, when, &lexicon)?;
        let mut watching = Watching::of(delivery, profile, when, &lexicon)?;
        let mut dates = Survey::of(profile);
        let scope = scope_name(profile, delivery, self.settings().zone.day_of(papers.now));
        let keyed = self.delivery_keys(profile, &scope, papers.now).await?;
        let seal = RecordSeal::writing(self.keys.ring()?, permit.seq())?;
        let keyed: Arc<dyn Keyed + Send + Sync> = Arc::new(keyed);
        let module = self.module(gate.bundle(), profile).await?;
        let patients = self
            .patients(profile, permit.subjects(), permit.snapshot())
            .await?;
        let plugins = self.plugins(gate.bundle(), profile).await?;
        let mut own = ModuleRunner::new(&module, profile, Arc::clone(&keyed)).knowing(&patients);
        let mut transforms = WithPlugins::new(profile, &mut own, &plugins);
        let traced = profile.regime != Some(Regime::Anonymized);
        let formats = forms.table_formats.clone();
        let mut staging = Staging::beside(out, formats, seal, traced)?;
        let (seq, snapshot) = (permit.seq(), permit.snapshot());
        let paper = Paper::of(&permit);
        let terms = Terms::of(delivery, profile, permit.purpose(), &scope);
        let machinery = Machinery {
            records: forms
                .records
                .as_mut()
                .map(|r| r as &mut dyn RecordTransform),
            tables: forms.tables.as_mut().map(|t| t as &mut dyn TableTransform),
            transforms: &mut transforms,
            keyed: &*keyed,
            shared_by: profile.shared_by(),
            watch: watching.as_mut().map(|watching| watching.watch(profile)),
            dates: dates.as_mut().map(|dates| dates as &mut dyn DateSurvey),
        };
        let extracted = extract(&self.store, permit, machinery, &mut staging, progress)
            .await
            .map_err(|error| stopped(error, profile))?;
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
        if let Some(earlier) = &earlier {
            self.holds(&extracted.people, earlier).await?;
        }
        let files = staging.finish_data()?;
        if let Some(control) = extracted.control.as_ref().filter(|c| c.people_after == 0) {
            return Err(nobody_stays(profile, control));
        }
        past::large_enough(profile, extracted.subjects)?;
        if files.is_empty() {
            return Err(BankError::bundle(
                "許可された記録のどれも、このプロファイルでは外へ出せません",
                "none of the permitted records may leave under this profile",
            ));
        }
        let bytes: u64 = files.iter().map(|f| f.bytes).sum();
        if let Some(limit) = delivery.limit_bytes.filter(|limit| bytes > *limit) {
            return Err(BankError::bundle(
                format!("データが上限の {limit} バイトを超えるので止めました。何も出していません"),
                format!("there are more bytes of data than the limit of {limit}; nothing left"),
            ));
        }
        let fee = delivery
            .fee
            .as_ref()
            .map(|fee| fee.due(extracted.subjects, extracted.records.values().sum()));
        let manifest = manifest::manifest(
            gate, delivery, profile, papers, seq, snapshot, &files, &extracted,
        );
        staging.put("manifest.json", &manifest)?;
        let certificate = paper.certificate(gate, delivery, profile, papers, scope.clone());
        let parts = Parts {
            gate,
            delivery,
            profile,
            extracted: &extracted,
            files: &files,
            fee,
        };
        paper.file(&self.keys.ring()?.signing, &staging, certificate, &parts)?;
        let facts = serde_json::json!({ "permit": seq, "delivery": delivery.name, "patients": extracted.subjects,
            "records": extracted.records, "rows": extracted.rows, "files": files,
            "scope": scope, "fee": delivery.fee, "fee_due_yen": fee, "terms": terms,
            "held_back": held_back });
        let destroyed = Destroyed::after(profile, &scope, papers.who.as_str(), seq, delivery);
        let ending = match &destroyed {
            Some(of) => Some((self.ending(of, papers.now).await?, of)),
            None => None,
        };
        staging.publish()?;
        let draft = EntryDraft {
            kind: EntryKind::Delivered,
            who: papers.who.to_string(),
            facts,
            subjects: extracted.people.iter().map(|subject| subject.0).collect(),
        };
        let noted = self
            .note_delivered(draft, delivery, &extracted.people, papers.now)
            .await;
        if noted.is_err() {
            // Nothing may stand at a destination that the ledger does not call delivered.
            std::fs::remove_dir_all(out).map_err(|e| BankError::file(out, e))?;
        }
        let ledger_seq = noted?;
        drop(own);
        drop(keyed);
        let key_destroyed = match ending {
            Some((row, of)) => Some(self.ended(row, of, papers.now).await?),
            None => None,
        };
        self.open_overtaken(gate, ledger_seq, &extracted.people, papers.now)
            .await?;
        Ok(Receipt {
            permit: seq,
            ledger_seq,
            patients: extracted.subjects,
            records: extracted.records.values().sum(),
            rows: extracted.rows.values().sum(),
            files,
            kept_out: report::told(&extracted),
            fee_due_yen: fee,
            key_destroyed,
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
