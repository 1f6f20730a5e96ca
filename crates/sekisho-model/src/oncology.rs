//! The data model package: record types with their subject, date and class; event views.
//!
//! The model is data (`dsl/models/<name>/*.yaml`); this file is its shape. Reading YAML is the
//! language's work.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{ColumnName, DataClass, Digest, Text, ViewName};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataModel {
    pub name: String,
    pub version: String,
    /// Every data class with its label, e.g. `clinical`.
    pub classes: BTreeMap<DataClass, Text>,
    /// FHIR resource type -> what the bank must know of it.
    pub records: BTreeMap<String, RecordType>,
    pub views: BTreeMap<ViewName, View>,
    /// Code system -> every spelling that means it (`SNOMED CT`, URL, `urn:oid:…`).
    pub systems: BTreeMap<String, CodeSystem>,
    /// Digest over the package's files.
    pub digest: Digest,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordType {
    /// FHIRPath to the reference that names the person; `None` = about nobody. `id` = itself (Patient).
    pub subject: Option<String>,
    /// The type may lack a subject and is about nobody then (a Device on the shelf). Elsewhere a
    /// record without its subject goes to quarantine.
    #[serde(default)]
    pub subject_optional: bool,
    /// FHIRPaths to the collection date, the first present counts; empty = timeless.
    #[serde(default)]
    pub collected: Vec<String>,
    /// The first matching rule decides; `class` is the default.
    #[serde(default)]
    pub class_rules: Vec<ClassRule>,
    pub class: DataClass,
}

/// `category`/`code` has one of these codes -> class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassRule {
    /// FHIRPath to codings, e.g. `category.coding.code`.
    pub path: String,
    pub codes: Vec<String>,
    pub class: DataClass,
}

/// An event table projected from one resource type (or several).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    pub label: Text,
    /// FHIR resource type.
    pub resource: String,
    /// Rows only for resources where this FHIRPath is true (non-empty and not false).
    #[serde(default, rename = "where")]
    pub filter: Option<String>,
    /// The column that is the event's date; `None` for the patient view.
    #[serde(default)]
    pub date: Option<ColumnName>,
    pub columns: Vec<Column>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    pub name: ColumnName,
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// FHIRPath; for `code` it selects Codings.
    pub path: String,
    #[serde(default)]
    pub nullable: bool,
    #[serde(default)]
    pub unit: Option<String>,
    #[serde(default)]
    pub label: Text,
}

/// A `code` column gives one row per coding of the record (system and code side by side); a
/// `date` column an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    Code,
    Text,
    /// Decimal digits as written.
    Decimal,
    Integer,
    Boolean,
    Date,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodeSystem {
    pub names: Vec<String>,
    /// True where a longer code lies below its prefix (ICD-10, ATC).
    #[serde(default)]
    pub prefix_hierarchy: bool,
}
