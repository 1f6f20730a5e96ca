//! What the bank keeps of a Consent that it took: so that the same one changes nothing, a later
//! version is a withdrawal of what it leaves out, and an older one brings nothing back.

use sekisho_exchange::fhir::consent::Consent;
use sekisho_exchange::fhir::project::moment;
use sekisho_model::consent::{Actor, ConsentEvent, EventKind, Form};
use sekisho_model::identity::Subject;
use sekisho_model::policy::Policy;
use sekisho_model::{Digest, FormName, Instant, Interval, ItemName, Zone};
use serde::{Deserialize, Serialize};

use super::weigh::Span;

/// The newest version that the bank knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Known {
    pub subject: i64,
    /// Of its bytes.
    pub content: Digest,
    /// Of every `from fhir` line it was read by.
    pub mapping: Digest,
    /// Nothing of it was put aside.
    pub whole: bool,
    pub version: Version,
    pub form: FormName,
    pub yes: Vec<Yes>,
    pub no: Vec<No>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Version {
    pub updated: Option<Instant>,
    pub number: Option<u64>,
    pub said: Option<Instant>,
}

/// A yes that this Consent brought, with the event that it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Yes {
    pub form: FormName,
    pub item: ItemName,
    pub from: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
    pub by: Actor,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct No {
    pub form: FormName,
    pub item: ItemName,
    pub from: Option<Instant>,
    pub by: Actor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Nothing new.
    Same,
    /// The very same, read again: something of it was put aside, or the form says its codes anew.
    Again,
    /// Certainly later, or the first.
    Later,
    Older,
    /// Another, and nothing tells which is later.
    Unproved,
}

impl Version {
    pub fn of(consent: &Consent, zone: Zone, now: Instant) -> Self {
        let said = consent.said.as_deref();
        Self {
            updated: consent
                .updated
                .as_deref()
                .and_then(|text| moment(text, zone))
                .filter(|at| *at <= now),
            number: consent.version.as_deref().and_then(|v| v.parse().ok()),
            said: said
                .and_then(|text| Interval::parse(text, zone))
                .map(|said| said.from),
        }
    }

    /// When the version came to be, as far as it says so.
    pub fn moment(&self, now: Instant) -> Instant {
        self.updated.or(self.said).unwrap_or(now).min(now)
    }

    fn against(&self, known: &Self) -> Option<std::cmp::Ordering> {
        let apart = |a: std::cmp::Ordering| (!a.is_eq()).then_some(a);
        let updated = self.updated.zip(known.updated).map(|(a, b)| a.cmp(&b));
        let number = self.number.zip(known.number).map(|(a, b)| a.cmp(&b));
        let said = self.said.zip(known.said).map(|(a, b)| a.cmp(&b));
        updated
            .and_then(apart)
            .or_else(|| number.and_then(apart))
            .or_else(|| said.and_then(apart))
    }
}

impl Known {
    /// How a version stands to the one that is known.
    pub fn order(&self, content: Digest, mapping: Digest, version: &Version) -> Order {
        if content == self.content {
            return match self.whole && mapping == self.mapping {
                true => Order::Same,
                false => Order::Again,
            };
        }
        match version.against(&self.version) {
            Some(std::cmp::Ordering::Less) => Order::Older,
            Some(_) => Order::Later,
            None => Order::Unproved,
        }
    }
}

impl Yes {
    pub fn kind(&self) -> EventKind {
        EventKind::Signed {
            form: self.form.clone(),
            items: vec![self.item.clone()],
            until: self.until,
        }
    }

    pub fn id(&self, subject: Subject) -> Digest {
        let event = ConsentEvent {
            subject,
            kind: self.kind(),
            by: self.by.clone(),
            effective: self.from,
            recorded: self.from,
        };
        event.id()
    }

    pub fn of(form: &Form, item: &ItemName, span: Span, by: Actor) -> Self {
        Self {
            form: form.name.clone(),
            item: item.clone(),
            from: span.from,
            until: span.until,
            by,
        }
    }
}

/// Every `from fhir` line of the policy.
pub(super) fn mapping(policy: &Policy) -> Digest {
    let lines = policy.forms.iter().map(|form| {
        let codes = form.fhir.codes.iter();
        let codes = codes.map(|c| (&c.system, &c.codes, &c.means));
        (&form.name, &form.fhir.policies, codes.collect::<Vec<_>>())
    });
    let lines: Vec<_> = lines.collect();
    Digest::of(&serde_json::to_vec(&lines).unwrap_or_default())
}
