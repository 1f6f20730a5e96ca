//! What the recipient's side says of a recall, and what it is told: never more than the name by
//! which it already holds the person.

use sekisho_model::book::{
    Attempt, DeliveredFile, Entry, RecallAcknowledged, RecallCertified, RecallShown,
};
use sekisho_model::transform::{Keyed as _, SiteKind};
use sekisho_model::{Digest, Instant};
use serde::Serialize;

use super::duty::{Duty, Kind, State};
use crate::bank::Bank;
use crate::error::BankError;

/// A file that says the copy is gone: kept by digest only.
#[derive(Clone, Copy, Debug)]
pub struct Certificate<'a> {
    pub bytes: &'a [u8],
}

/// What the recipient needs to find the copy.
#[derive(Clone, Debug, Serialize)]
pub struct Notice {
    pub duty: Duty,
    /// The person's name in that delivery; `None` where its key was destroyed or no name left.
    pub pseudonym: Option<String>,
    /// Of a duty about single records: their names in that delivery.
    pub records: Vec<String>,
    /// The delivered files, by name and digest.
    pub files: Vec<File>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct File {
    pub file: String,
    pub sha256: String,
}

impl Bank {
    /// Shows whom the recipient must look for. The showing is written down.
    pub async fn recall_notice(
        &self,
        id: &str,
        who: &str,
        now: Instant,
    ) -> Result<Notice, BankError> {
        let duty = self.answerable(id, who).await?;
        self.may_let_out().await?;
        let files = self.files_of(&duty).await?;
        let pseudonym = self.pseudonym(&duty).await?;
        let records = self.names_of(&duty).await?;
        let shown = RecallShown {
            id: duty.id.clone(),
            delivery: duty.terms.delivery.clone(),
            recipient: duty.terms.recipient.org.clone(),
            known: pseudonym.is_some(),
        };
        self.note(who, shown, vec![duty.subject.0], now).await?;
        Ok(Notice {
            duty,
            pseudonym,
            records,
            files,
        })
    }

    /// The recipient's side knows and will act. Saying it twice is no harm and no second entry.
    pub async fn acknowledge_recall(
        &self,
        id: &str,
        who: &str,
        note: &str,
        now: Instant,
    ) -> Result<Duty, BankError> {
        let duty = self.answerable(id, who).await?;
        match duty.state {
            State::Open => {}
            State::Acknowledged { .. } => return Ok(duty),
            State::Certified { .. } => return Err(closed(&duty)),
            State::Void => return Err(void(&duty)),
        }
        if note.len() > 2000 {
            return Err(BankError::usage(
                "--note は 2000 バイトまでです",
                "--note takes at most 2000 bytes",
            ));
        }
        let acknowledged = RecallAcknowledged {
            id: duty.id.clone(),
            delivery: duty.terms.delivery.clone(),
            recipient: duty.terms.recipient.org.clone(),
            note: note.to_owned(),
        };
        self.note(who, acknowledged, vec![duty.subject.0], now)
            .await?;
        self.recall(id).await
    }

    /// The copy is gone, and this file says so. Only after the recall was acknowledged.
    pub async fn certify_recall(
        &self,
        id: &str,
        who: &str,
        certificate: Certificate<'_>,
        now: Instant,
    ) -> Result<Duty, BankError> {
        let duty = self.answerable(id, who).await?;
        match (&duty.state, duty.kind) {
            (State::Acknowledged { .. }, Kind::Recall) => {}
            (_, Kind::Notify) => {
                return Err(BankError::usage(
                    format!("{id} は知らせるだけの約束で、消去証明は要りません"),
                    format!("{id} only promises to tell the recipient; it takes no certificate"),
                ));
            }
            (State::Open, _) => {
                return Err(BankError::usage(
                    format!(
                        "{id} はまだ受領されていません。先に `sekisho recall BANK acknowledge {id} --as WHO` をしてください"
                    ),
                    format!(
                        "{id} was not acknowledged yet; `sekisho recall BANK acknowledge {id} --as WHO` comes first"
                    ),
                ));
            }
            (State::Certified { .. }, _) => return Err(closed(&duty)),
            (State::Void, _) => return Err(void(&duty)),
        }
        if certificate.bytes.is_empty() {
            return Err(BankError::usage(
                "消去証明のファイルが空です",
                "the certificate is an empty file",
            ));
        }
        let certified = RecallCertified {
            id: duty.id.clone(),
            delivery: duty.terms.delivery.clone(),
            recipient: duty.terms.recipient.org.clone(),
            sha256: Digest::of(certificate.bytes),
            bytes: certificate.bytes.len() as u64,
        };
        self.note(who, certified, vec![duty.subject.0], now).await?;
        self.recall(id).await
    }

    /// Users of the recipient's organisation, and data stewards. To anybody else there is no such
    /// recall: they must not learn that somebody took consent back. So another's recall and a name that
    /// no recall has are answered alike.
    async fn answerable(&self, id: &str, who: &str) -> Result<Duty, BankError> {
        self.known(who).await?;
        let gate = self.gate().await?;
        let person = self.store.person(who).await?;
        let may = |duty: &Duty| {
            let study = gate.bundle().policy.study(duty.terms.study.as_str());
            person.as_ref().is_some_and(|person| {
                person.org == duty.terms.recipient.org || sekisho_gate::is_steward(person, study)
            })
        };
        let steward = person
            .as_ref()
            .is_some_and(|person| sekisho_gate::is_steward(person, None));
        let mut own: Vec<Duty> = self.recalls().await?;
        own.retain(may);
        if steward || !own.is_empty() {
            let found = own.into_iter().find(|duty| duty.id == id);
            return found.ok_or_else(|| super::duty::unknown(id));
        }
        Err(BankError::Gate(sekisho_model::Text::new(
            "この人が答えられる回収ではありません。受け手の組織の利用者か、データ管理者が答えます",
            "no recall that this user may answer; users of the recipient's organisation and data stewards do",
        )))
    }

    /// The copy that is to be taken back.
    async fn copy_of(&self, duty: &Duty) -> Result<Option<Attempt>, BankError> {
        let entry = self.store.entry(duty.delivered).await?;
        let attempt = entry.as_ref().map(Entry::attempt).transpose();
        Ok(attempt?.flatten())
    }

    async fn files_of(&self, duty: &Duty) -> Result<Vec<File>, BankError> {
        let Some(copy) = self.copy_of(duty).await? else {
            return Ok(Vec::new());
        };
        let file = |told: &DeliveredFile| File {
            file: told.file.clone(),
            sha256: told.sha256.to_string(),
        };
        Ok(copy.left().files.iter().map(file).collect())
    }

    /// The names of the records that a removal took out, as the copy has them.
    async fn names_of(&self, duty: &Duty) -> Result<Vec<String>, BankError> {
        let scope = duty.terms.scope.as_str();
        let (Some(removal), Some(keys)) = (duty.removal, self.standing_scope(scope).await?) else {
            return Ok(Vec::new());
        };
        let removed = self.store.removed(removal).await?;
        let of_person = removed
            .iter()
            .filter(|r| r.subject == Some(duty.subject) && duty.classes.contains(&r.class));
        let mut names: Vec<String> = of_person
            .map(|record| {
                let name = format!("{}/{}", record.kind, record.source_id);
                let kind = if record.kind == "Patient" {
                    SiteKind::SubjectId
                } else {
                    SiteKind::OtherId
                };
                let name = keys.pseudonym(kind, duty.subject, name.as_bytes());
                format!("{}/{}", record.kind, String::from_utf8_lossy(&name))
            })
            .collect();
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// `None` where the secret that the copy was made under is gone; one made since under the same
    /// name would only lead astray.
    async fn pseudonym(&self, duty: &Duty) -> Result<Option<String>, BankError> {
        let scope = duty.terms.scope.as_str();
        let copy = self.copy_of(duty).await?;
        let permit = copy.map(|copy| copy.left().permit);
        if self.destroyed(scope, permit.unwrap_or(0)).await?.is_some() {
            return Ok(None);
        }
        let Some(keys) = self.standing_scope(scope).await? else {
            return Ok(None);
        };
        let name = keys.pseudonym(SiteKind::SubjectId, duty.subject, b"");
        Ok(Some(String::from_utf8_lossy(&name).into_owned()))
    }
}

fn closed(duty: &Duty) -> BankError {
    BankError::usage(
        format!("{} の消去証明はもう受け取っています", duty.id),
        format!("{} was certified before", duty.id),
    )
}

fn void(duty: &Duty) -> BankError {
    BankError::usage(
        format!(
            "{} のもとになった記録は訂正されたか、写しは出ていなかったので、回収は要りません",
            duty.id
        ),
        format!(
            "the event behind {} was corrected, or its copy never left; nothing is to be taken back",
            duty.id
        ),
    )
}
