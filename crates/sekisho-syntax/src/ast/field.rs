//! The blocks of a profile and their field rules, as written.

use sekisho_model::Origin;
use sekisho_model::profile::Action;

use super::{Expr, Name};

#[derive(Clone, Debug)]
pub struct FhirBlock {
    pub version: Name,
    pub rules: Vec<FieldLine>,
    /// Lines of other modalities, which mean nothing here.
    pub terms: Vec<Term>,
    pub origin: Origin,
}

/// A block of another modality.
#[derive(Clone, Debug)]
pub struct FieldBlock {
    pub kind: BlockKind,
    pub rules: Vec<FieldLine>,
    pub terms: Vec<Term>,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub enum BlockKind {
    Table(Name),
    Dicom,
    Vcf,
    Text(Name),
    Claims,
    Ssmix2,
}

/// What a block says beside its fields.
#[derive(Clone, Debug)]
pub struct Term {
    pub said: Said,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub enum Said {
    /// `basis "PS3.15 Basic Profile", "…"`
    Basis(Vec<Name>),
    /// `private drop except "CREATOR"`
    Private(Vec<Name>),
    /// `pixels ACTION else quarantine`: the action as a rule without selector.
    Pixels {
        rule: Box<FieldLine>,
        else_quarantine: bool,
    },
    /// `leftover above 0.1% quarantine`
    Leftover { above: Name, stop: bool },
}

/// `type HumanName, "Patient.address": drop`
#[derive(Clone, Debug)]
pub struct FieldLine {
    pub selectors: Vec<(FieldSelector, Origin)>,
    pub actions: Vec<(FieldAction, Origin)>,
    /// Arguments of plugins that are no plain values.
    pub odd_arguments: Vec<Origin>,
    /// Governs the last action.
    pub when: Option<Expr>,
    pub origin: Origin,
}

/// An action whose names are still words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldAction {
    Ready(Action),
    /// `map CODELIST`
    /// `map LIST else keep`
    Map {
        list: Name,
        keeps_rest: bool,
    },
}

/// What a rule names, before the block's catalog is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldSelector {
    /// `type HumanName`
    Type(String),
    /// `extension "URL"`
    Extension(String),
    /// `"Patient.address"`
    Quoted(String),
    /// `birth_date`, `INFO.AF`, `RE.name`
    Named(String),
    /// `tag (0010,0020)`, `tag PatientID`, or both.
    Tag {
        number: Option<String>,
        keyword: Option<String>,
    },
    /// `PID-5`, `PID-5.1`
    Segment(String),
}

impl Said {
    /// The word its line starts with.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Basis(_) => "basis",
            Self::Private(_) => "private",
            Self::Pixels { .. } => "pixels",
            Self::Leftover { .. } => "leftover",
        }
    }
}
