//! Formats: bytes in, records out, and back. One module per format: FHIR R4, and tables as CSV and
//! Parquet.

pub mod columnar;
mod columns;
pub mod fhir;
pub mod table;
mod words;
