//! The blocks of a profile beside FHIR: tables, DICOM, VCF, reports, claims, SS-MIX2.
//!
//! Each is an allow-list of its own modality; what no rule of it names never leaves.

use serde::{Deserialize, Serialize};

use super::FieldRule;
use crate::{Origin, ViewName};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    pub modality: Modality,
    pub rules: Vec<FieldRule>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// `table patient { … }`: a view of the data model.
    Table(ViewName),
    Dicom(DicomTerms),
    Vcf,
    Text(ReportTerms),
    Claims,
    Ssmix2,
}

/// What a `dicom` block says beside its tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DicomTerms {
    /// PS3.15 Annex E: the profile and its options, as DICOM names them; empty = no basis, every
    /// tag that leaves is listed.
    pub basis: Vec<String>,
    /// Creators whose safe private attributes (PS3.15 Table E.3.10-1) stay.
    pub private_except: Vec<String>,
    /// `pixels ACTION else quarantine`: what the action can't clear stays in the bank.
    pub pixels_else_quarantine: bool,
}

/// What a `text` block says beside its parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportTerms {
    /// A kind of report, `pathology_report`.
    pub report: String,
    pub leftover: Option<Leftover>,
}

/// `leftover above 0.1% quarantine`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leftover {
    /// Digits of the percentage as written.
    pub above_percent: String,
    pub stop: bool,
}

impl Modality {
    /// The word that opens the block.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Table(_) => "table",
            Self::Dicom(_) => "dicom",
            Self::Vcf => "vcf",
            Self::Text(_) => "text",
            Self::Claims => "claims",
            Self::Ssmix2 => "ssmix2",
        }
    }

    /// The block as a person names it: `table patient`, `dicom`.
    pub fn title(&self) -> String {
        match self {
            Self::Table(view) => format!("table {view}"),
            Self::Text(terms) => format!("text {}", terms.report),
            other => other.word().to_owned(),
        }
    }
}
