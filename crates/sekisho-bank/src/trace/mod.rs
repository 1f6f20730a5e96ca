//! `trace`: from a delivered value back to its source record, the rule that made it, the consent
//! and the permit it left under; and the record made again, to see that the same bytes come out.
//!
//! It works from `record/`, which only the bank's keys open, and under a permit of its own. What
//! can't be traced is said plainly, with the reason.

mod again;
mod controlled;
mod delivered;
mod made;
mod place;
mod told;

use std::path::Path;

use sekisho_gate::{Papers, Refusal, Traceable};
use sekisho_model::book::EntryKind;
use sekisho_model::record::Record;
use sekisho_model::{Bundle, Instant, Text, UserName};
use sekisho_store::Version;

use crate::bank::Bank;
use crate::bundle_folder;
use crate::error::BankError;
use crate::extract::gate_error;
use crate::recall::{PermitEntry, permit_of};
use crate::record::certificate::{self, Certificate, Standing};
use crate::record::grants;
use crate::record::lineage::{self, Found};

pub use controlled::ControlTold;
pub use place::{Asked, At};
pub use told::{Again, GrantTold, PermitTold, RuleTold, SourceTold, Told};

/// How a trace ended, other than by a fault.
pub enum Outcome {
    Told(Box<Told>),
    Refused(Box<Refusal>),
    /// There is nothing to lead back to, and why.
    Nothing(Text),
}

/// Who asks, and what they bring.
pub struct Asker<'a> {
    pub who: &'a str,
    pub justification: Option<&'a str>,
    pub network: Option<&'a str>,
    /// People who approve beside the one who asks.
    pub seconds: Vec<UserName>,
    pub now: Instant,
}

/// What the record of a delivery says of one place.
struct Case {
    certificate: Certificate,
    /// The policy it left under.
    bundle: Bundle,
    found: Found,
    version: Version,
    permit: PermitEntry,
    delivered_seq: Option<i64>,
}

impl Case {
    /// The source record with the parts that stayed in when it left.
    fn as_it_left(&self) -> Record {
        let mut record = self.version.record.clone();
        if let Some(parts) = &mut record.head.withheld {
            parts.retain(|part| self.found.line.withheld.contains(&part.place));
        }
        record
    }
}

impl Bank {
    pub async fn trace(&self, asked: &Asked, asker: &Asker<'_>) -> Result<Outcome, BankError> {
        if self.store.person(asker.who).await?.is_none() {
            return self.stranger(asker).await;
        }
        self.may_let_out().await?;
        let certificate = certificate::read(self, &asked.out)?;
        let papers = papers(&certificate, asker);
        if let Some(why) = standing(&certificate, asked)? {
            return Ok(Outcome::Nothing(why));
        }
        if !certificate.traceable {
            return Ok(Outcome::Nothing(unlinked(&certificate)));
        }
        if let Some(seq) = self
            .destroyed(&certificate.scope, certificate.permit)
            .await?
        {
            return Ok(Outcome::Nothing(destroyed(seq)));
        }
        let case = match self.case(certificate, asked).await? {
            Ok(case) => case,
            Err(why) => return Ok(Outcome::Nothing(why)),
        };
        let place = asked.to_string();
        let what = Traceable {
            delivery: &case.certificate.delivery,
            study: &case.certificate.study,
            profile: &case.certificate.profile,
            recipient: &case.certificate.recipient,
            permit: case.certificate.permit,
            bundle: case.certificate.bundle,
            place: &place,
            source: &case.version.record.head,
            withheld: &case.found.line.withheld,
            seconds: &asker.seconds,
        };
        let gate = self.gate().await?;
        let traced = match gate
            .trace(&self.store, &papers, &what)
            .await
            .map_err(gate_error)?
        {
            Ok(traced) => traced,
            Err(refusal) => return Ok(Outcome::Refused(refusal)),
        };
        let in_force = gate.sealed().digest == case.certificate.bundle;
        match self.made_again(asked, &case, &traced).await? {
            Err(why) => Ok(Outcome::Nothing(why)),
            Ok(made) => {
                let relied = match case.found.line.subject {
                    Some(subject) => grants::of(self, &asked.out, subject)?,
                    None => Default::default(),
                };
                let told = told::of(asked, &case, made, &relied, &traced, in_force);
                Ok(Outcome::Told(Box::new(told)))
            }
        }
    }

    /// Nobody this bank knows learns anything, not even whether there is something to trace.
    async fn stranger(&self, asker: &Asker<'_>) -> Result<Outcome, BankError> {
        let gate = self.gate().await?;
        let papers = Papers::new(asker.who, asker.now);
        let refusal = gate.turn_away(&self.store, &papers).await;
        Ok(Outcome::Refused(refusal.map_err(gate_error)?))
    }

    /// `Err`: what it can't be led back to, and why.
    async fn case(
        &self,
        certificate: Certificate,
        asked: &Asked,
    ) -> Result<Result<Case, Text>, BankError> {
        let found = lineage::find(self, &asked.out, asked.lineage_file(), asked.number())?;
        let Some(found) = found else {
            return Ok(Err(out_of_range(asked)));
        };
        let Some(mut version) = self.store.version(found.line.source_row).await? else {
            return Ok(Err(Text::new(
                "元の記録の版は、もう銀行にありません（消去されています）",
                "the bank no longer keeps that version of the source record; it was erased",
            )));
        };
        if version.record.head.digest != found.line.source {
            return Ok(Err(Text::new(
                "銀行にある元の記録の版は、渡したときのものと digest が違います",
                "the source version in the bank is not the one that was delivered: its digest differs",
            )));
        }
        // A row may hold codes of what stood beside it then.
        let then = self.store.as_it_was();
        let record = std::slice::from_mut(&mut version.record);
        then.put_beside(record, certificate.snapshot).await?;
        let bundle = self.store.bundle_with(certificate.bundle).await?;
        let Some(bundle) = bundle.and_then(|stored| bundle_folder::parse(&stored.bytes).ok())
        else {
            return Ok(Err(Text::new(
                "渡したときの方針の束が、この銀行にありません",
                "this bank does not keep the bundle that it left under",
            )));
        };
        let permit = permit_of(&self.store, certificate.permit).await?;
        let Some(permit) = permit.filter(|permit| is_of(permit, &certificate)) else {
            return Ok(Err(Text::new(
                "証明書の挙げる許可が、この銀行の台帳にありません",
                "the ledger of this bank has no such permit as the certificate names",
            )));
        };
        let delivered = self
            .store
            .of_permit(EntryKind::Delivered, certificate.permit);
        let delivered_seq = delivered.await?.map(|entry| entry.seq);
        Ok(Ok(Case {
            permit,
            certificate,
            bundle,
            found,
            version,
            delivered_seq,
        }))
    }
}

fn is_of(permit: &PermitEntry, certificate: &Certificate) -> bool {
    permit.told.delivery == certificate.delivery && permit.told.bundle == certificate.bundle
}

pub(crate) fn papers(certificate: &Certificate, asker: &Asker<'_>) -> Papers {
    let mut papers = Papers::new(asker.who, asker.now);
    papers.purpose = Some(certificate.purpose.clone());
    papers.justification = asker.justification.map(str::to_owned);
    papers.network = asker.network.map(str::to_owned);
    papers
}

/// `None`: the file is as it was delivered.
fn standing(certificate: &Certificate, asked: &Asked) -> Result<Option<Text>, BankError> {
    let file = &asked.file;
    let why = match certificate.standing(&asked.out, file)? {
        Standing::AsDelivered => return Ok(None),
        Standing::Changed => Text::new(
            format!(
                "{file} は渡した後に変わっています（sha256 が証明書と違います）。渡したままの写しで試してください"
            ),
            format!(
                "{file} was changed after the delivery (its sha256 is not the certificate's); try an untouched copy"
            ),
        ),
        Standing::Missing => Text::new(
            format!("{file} はこのフォルダーにもうありません"),
            format!("{file} is no longer in this folder"),
        ),
        Standing::Unknown => {
            let known: Vec<&str> = certificate.release.keys().map(String::as_str).collect();
            Text::new(
                format!(
                    "{file} はこの提供のファイルではありません。あるのは {}",
                    known.join("、")
                ),
                format!(
                    "{file} is no file of this delivery; it has {}",
                    known.join(", ")
                ),
            )
        }
    };
    Ok(Some(why))
}

pub(crate) fn unlinked(certificate: &Certificate) -> Text {
    let (cohort, permit) = (&certificate.cohort, certificate.permit);
    Text::new(
        format!(
            "追跡できません: つながりは取り除かれています。匿名加工した提供なので、たどれるのはコホート「{cohort}」（{} 人、許可は台帳 {permit}）までです",
            certificate.patients
        ),
        format!(
            "can't be traced: linking removed. The delivery is anonymized, so the trail ends at cohort {cohort} ({} patients, permit: ledger entry {permit})",
            certificate.patients
        ),
    )
}

pub(crate) fn destroyed(seq: i64) -> Text {
    Text::new(
        format!(
            "追跡できません: 仮名の鍵は破棄されました（台帳 {seq}）。誰の値かは、もう銀行にも分かりません"
        ),
        format!(
            "can't be traced: the key of its pseudonyms was destroyed (ledger entry {seq}); whose value it is, the bank itself can't tell any more"
        ),
    )
}

fn out_of_range(asked: &Asked) -> Text {
    let (file, n) = (&asked.file, asked.number());
    match asked.at {
        At::Line { .. } => Text::new(
            format!("{file} に {n} 行目はありません"),
            format!("{file} has no line {n}"),
        ),
        At::Cell { .. } => Text::new(
            format!("{file} に {n} 行目（見出しの次を 1 行目とする）はありません"),
            format!("{file} has no row {n} (the first below the header is 1)"),
        ),
    }
}

/// A file of the delivery that can't be read.
fn unreadable(path: &Path, error: std::io::Error) -> BankError {
    BankError::file(path, error)
}
