//! Formats: bytes in, records out, and back. One module per format; FHIR R4 is the first.

pub mod columnar;
pub mod fhir;
