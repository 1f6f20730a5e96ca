//! The state of consent of one person, or of everybody, out of the bank as FHIR Consents, so that
//! another service can hold its own against it. It is personal: a steward asks, and an entry says so.

use sekisho_exchange::fhir::check;
use sekisho_model::book::ConsentExported;
use sekisho_model::consent::heard_at;
use sekisho_model::identity::Subject;
use sekisho_model::{Digest, Instant, Text, catalog};

use super::super::Named;
use super::sheet::Person;
use crate::bank::Bank;
use crate::error::BankError;

/// Consents as NDJSON.
pub struct Exported {
    pub lines: Vec<String>,
    pub people: usize,
    /// Forms of the policy whose items have no codes.
    pub uncoded: Vec<String>,
}

impl Bank {
    /// `patient`: a resource id or a number, and its source, empty where not said; `None`: everybody
    /// who ever said anything.
    pub async fn export_consents(
        &self,
        patient: Option<(&str, &str)>,
        who: &str,
        now: Instant,
    ) -> Result<Exported, BankError> {
        self.steward(who).await?;
        self.may_let_out().await?;
        let gate = self.gate().await?;
        let policy = &gate.bundle().policy;
        let subjects = match patient {
            Some((id, source)) => {
                let refused = |says: Text| BankError::usage(says.ja, says.en);
                let named = Named::find(&self.store, id, source)
                    .await?
                    .map_err(refused)?;
                let one = named.now().map_err(|nobody| refused(nobody.text()))?;
                Some(vec![one])
            }
            None => None,
        };
        let events = self.store.consent_events(subjects.as_deref()).await?;
        let people: Vec<Subject> = events.keys().copied().collect();
        let snapshot = self.store.snapshot().await?;
        let facts = self.store.facts_of(&people, snapshot).await?;
        let mut lines = Vec::new();
        for (subject, events) in events {
            let ids = self.store.patient_ids_of(subject).await?;
            let Some(id) = ids.first() else { continue };
            // As its source names it.
            let (source, id) = id.split_once(':').unwrap_or(("", id));
            let events = heard_at(events, now);
            let person = Person {
                subject,
                source,
                id,
                events: &events,
                facts: &facts.get(&subject).cloned().unwrap_or_default(),
                policy,
                home: &self.settings().country,
                zone: self.settings().zone,
                now,
            };
            lines.extend(person.sheets());
        }
        for line in &lines {
            if let Some(fault) = check(line.as_bytes(), catalog::r4()).first() {
                return Err(BankError::bundle(
                    format!(
                        "書き出した Consent が FHIR R4 になりません（{fault}）。何も出していません"
                    ),
                    format!(
                        "a Consent would be no valid FHIR R4 ({fault}); nothing was written out"
                    ),
                ));
            }
        }
        let exported = ConsentExported {
            consents: lines.len() as u64,
            people: people.len() as u64,
            file: Digest::of(lines.join("\n").as_bytes()),
        };
        let about = people.iter().map(|subject| subject.0).collect();
        self.note(who, exported, about, now).await?;
        let uncoded = policy
            .forms
            .iter()
            .filter(|form| form.fhir.codes.is_empty());
        Ok(Exported {
            lines,
            people: people.len(),
            uncoded: uncoded.map(|form| form.name.to_string()).collect(),
        })
    }
}
