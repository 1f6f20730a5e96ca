//! A delivery from its first staged byte to its end, and what became of the copy.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Entry, Terms, Unread};
use crate::policy::Fee;
use crate::{DeliveryName, Digest, Instant, StudyName};

/// What is known of a copy as its first byte is staged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Staged {
    pub permit: i64,
    pub delivery: DeliveryName,
    pub terms: Terms,
    pub scope: String,
    pub decided_for: Instant,
    pub held_back: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Staging {
    #[serde(flatten)]
    pub of: Staged,
    pub folder: Folder,
    /// By guard the set of people it tells.
    pub told: BTreeMap<String, Digest>,
}

/// Paths by their digests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    pub place: Digest,
    pub destination: Digest,
}

/// All that will be said of a copy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Announced {
    pub permit: i64,
    pub delivery: DeliveryName,
    pub patients: u64,
    /// Source records by type.
    pub records: BTreeMap<String, u64>,
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
    pub files: Vec<DeliveredFile>,
    pub scope: String,
    pub fee: Option<Fee>,
    pub fee_due_yen: Option<u64>,
    /// `None`: an entry of before terms were kept; the delivery's own words of today are asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
    pub held_back: u64,
    /// The day that it belongs to. `None`: an entry of before this was kept; that of its end counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_for: Option<Instant>,
}

/// One delivered file, as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveredFile {
    /// A FHIR resource type, or a view of the data model.
    #[serde(rename = "type")]
    pub kind: String,
    pub file: String,
    /// As the delivery names it: `fhir R4`, `csv`, `parquet`.
    pub format: String,
    /// Resources, or rows.
    pub count: u64,
    pub bytes: u64,
    pub sha256: Digest,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Publishing {
    #[serde(flatten)]
    pub of: Announced,
    pub folder: PublishedFolder,
    pub told: BTreeMap<String, Digest>,
}

/// How the folder is known again by whoever finds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedFolder {
    pub place: Digest,
    pub destination: Digest,
    pub certificate: Digest,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivered {
    #[serde(flatten)]
    pub of: Announced,
    /// `None`: an entry of before sets of people were compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<BTreeMap<String, Digest>>,
    /// The entry that announced it; `None`: an entry of before one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publishing: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MayHaveLeft {
    #[serde(flatten)]
    pub of: Attempt,
    pub told: BTreeMap<String, Digest>,
    pub reason: String,
    pub staging: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publishing: Option<i64>,
}

/// How far an attempt had come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Attempt {
    Announced(Box<Announced>),
    Staged(Box<Staged>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aborted {
    pub permit: i64,
    pub delivery: DeliveryName,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NothingLeft {
    pub permit: i64,
    /// The one that said a copy may have left.
    pub entry: i64,
    pub delivery: DeliveryName,
    pub justification: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deviation {
    pub id: String,
    /// The entry that stands for the copy.
    pub delivered: i64,
    pub permit: i64,
    pub delivery: DeliveryName,
    pub study: StudyName,
    pub recipient: String,
    pub effective: Instant,
    pub recorded: Instant,
    pub decided: Instant,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GuardCleared {
    pub guard: String,
    pub sets: u64,
    pub justification: String,
}

/// A copy, whichever of its entries tells of it.
#[derive(Clone, Copy, Debug)]
pub struct Left<'f> {
    pub permit: i64,
    pub delivery: &'f DeliveryName,
    pub terms: Option<&'f Terms>,
    pub scope: &'f str,
    pub decided_for: Option<Instant>,
    /// Of a copy that was only staged none are known.
    pub files: &'f [DeliveredFile],
    /// The same: how many people are in it.
    pub patients: Option<u64>,
}

impl Announced {
    pub fn left(&self) -> Left<'_> {
        Left {
            permit: self.permit,
            delivery: &self.delivery,
            terms: self.terms.as_ref(),
            scope: &self.scope,
            decided_for: self.decided_for,
            files: &self.files,
            patients: Some(self.patients),
        }
    }
}

impl Staged {
    pub fn left(&self) -> Left<'_> {
        Left {
            permit: self.permit,
            delivery: &self.delivery,
            terms: Some(&self.terms),
            scope: &self.scope,
            decided_for: Some(self.decided_for),
            files: &[],
            patients: None,
        }
    }
}

impl Attempt {
    pub fn left(&self) -> Left<'_> {
        match self {
            Self::Announced(of) => of.left(),
            Self::Staged(of) => of.left(),
        }
    }
}

impl Entry {
    /// How far the copy of this entry had come; `None`: it stands for none.
    pub fn attempt(&self) -> Result<Option<Attempt>, Unread> {
        if let Some(told) = self.told::<Delivered>()? {
            return Ok(Some(Attempt::Announced(Box::new(told.of))));
        }
        if let Some(told) = self.told::<Publishing>()? {
            return Ok(Some(Attempt::Announced(Box::new(told.of))));
        }
        if let Some(told) = self.told::<Staging>()? {
            return Ok(Some(Attempt::Staged(Box::new(told.of))));
        }
        Ok(self.told::<MayHaveLeft>()?.map(|told| told.of))
    }
}
