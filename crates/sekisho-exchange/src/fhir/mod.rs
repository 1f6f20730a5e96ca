//! FHIR R4: reading NDJSON and Bundles, judging and projecting records, transforming what leaves
//! and checking it.

pub mod check;
pub mod consent;
pub mod fhirpath;
pub mod head;
pub mod parts;
pub mod project;
pub mod read;
pub mod telling;
pub mod transform;
pub mod view;

pub use check::{Fault, FaultKind, check};
pub use transform::{CompileError, FhirTransform};
