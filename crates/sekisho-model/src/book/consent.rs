//! What people said, and what stewards and boards did about it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::law::Cite;
use crate::{DataClass, Day, Digest, FormName, Instant, ItemName, PurposeName, Text};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConsentRecorded {
    /// Of the table or document; `None`: one command said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Digest>,
    pub added: u64,
    pub same: u64,
    /// Lines put aside; a command puts none aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarantined: Option<u64>,
    /// By the word of the event.
    pub events: BTreeMap<String, u64>,
    /// `None`: an entry of before papers were owed to whoever objects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipts: Option<Vec<Receipt>>,
}

/// A paper owed to whoever objected (次世代医療基盤法 53条).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub optout: FormName,
    /// The last day on which the copy must be held.
    pub copy_until: Day,
    pub cites: Vec<Cite>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConsentExported {
    pub consents: u64,
    pub people: u64,
    pub file: Digest,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConsentVoided {
    /// The event that is void, and the one that says so.
    pub event: Digest,
    pub correction: Digest,
    pub word: String,
    pub second: String,
    pub justification: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignatureFell {
    pub event: Digest,
    pub effective: Instant,
    pub recorded: Instant,
    pub learnt: Instant,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormCorrected {
    pub bundle: Digest,
    pub form: FormName,
    pub item: ItemName,
    pub because: Text,
    pub place: String,
    pub purposes: Vec<PurposeName>,
    pub classes: Vec<DataClass>,
    pub approvals: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StewardAsked {
    /// By the names they are answered by.
    pub questions: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StewardAnswered {
    pub question: String,
    pub note: String,
}
