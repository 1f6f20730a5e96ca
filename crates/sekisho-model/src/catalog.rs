//! The element catalog of FHIR R4 4.0.1.
