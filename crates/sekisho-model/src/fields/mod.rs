//! Field catalogs of every modality beside FHIR: which fields there are, their types, how far each
//! points at a person, what it means. The facts are data (`dsl/dicom`, `dsl/vcf`, `dsl/claims`,
//! `dsl/ssmix2`, each with its SOURCES.md; tables come from the data model), embedded and read once.

pub mod claims;
mod decided;
pub mod dicom;
mod load;
pub mod ssmix2;
pub mod table;
pub mod text;
pub mod vcf;

pub use decided::{Decided, decided, undecided};

use crate::Text;
use crate::catalog::Identifiability;
use crate::profile::{Selector, ValueKind};

/// A field that a rule may name.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownField {
    /// As a rule holds it once resolved.
    pub selector: Selector,
    /// As a person names it: `PatientName`, `RE.birth_date`, `PID-5`.
    pub name: String,
    pub label: Text,
    /// The modality's own word for its type: a VR, an HL7 type, a column type.
    pub type_name: String,
    pub kind: ValueKind,
    pub identifiability: Identifiability,
    /// What the datum means wherever it stands: `birth_date`, `facility`.
    pub concept: Option<String>,
}
