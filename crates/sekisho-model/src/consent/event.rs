//! What a person (or someone for them) said, and when. Events are only ever added.

use serde::{Deserialize, Serialize};

use crate::identity::Subject;
use crate::{Digest, FormName, Instant, ItemName};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The person agreed to these items.
    Signed {
        form: FormName,
        items: Vec<ItemName>,
        /// Until then and no longer, where the person said so; the form's own end holds besides.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Instant>,
    },
    /// 不同意: said no, which is not the same as a blank answer.
    Declined {
        form: FormName,
        items: Vec<ItemName>,
    },
    /// `item` absent = all of the form.
    Withdrawn {
        form: FormName,
        item: Option<ItemName>,
    },
    /// An opt-out notice reached the person.
    Notified {
        optout: FormName,
    },
    Objected {
        optout: FormName,
    },
    /// Whoever objected no longer does.
    ObjectionTakenBack {
        optout: FormName,
    },
    /// A child agreed with the proxy.
    Assented {
        form: FormName,
    },
    /// A child said no; this beats the proxy.
    Refused {
        form: FormName,
    },
    /// From here the person can't judge for themselves, as their doctors say.
    Incapacitated,
    /// From here the person can judge again.
    Restored,
    Died,
    /// The event with this id was keyed in by mistake; both are kept, that one has no effect.
    Correction {
        voids: Digest,
    },
}

/// Who spoke.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    #[default]
    Self_,
    Proxy(String),
    Bereaved(String),
}

/// One event with its two clocks: when it took effect, when the bank learned of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentEvent {
    pub subject: Subject,
    pub kind: EventKind,
    pub by: Actor,
    pub effective: Instant,
    pub recorded: Instant,
}

impl ConsentEvent {
    /// The same statement twice is one event: `recorded` does not count, so that keying the same
    /// paper in again changes nothing.
    pub fn id(&self) -> Digest {
        let key = serde_json::to_vec(&(self.subject, &self.kind, &self.by, self.effective))
            .unwrap_or_default();
        Digest::of(&key)
    }
}
