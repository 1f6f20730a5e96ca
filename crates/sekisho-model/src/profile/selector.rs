//! What a rule is about: an element, a column, a tag, a field of a message.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ColumnName;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selector {
    /// `type HumanName`: every element of that FHIR type.
    Type(String),
    /// `"Patient.address"`: a path from a resource or data type, without array indexes; a choice
    /// may be written `value`, `value[x]`, `value.ofType(Quantity)` or `valueQuantity`.
    Path(String),
    /// `extension "URL"`: an extension by its URL, anywhere.
    Extension(String),
    /// A column of the block's view, or a part of its report.
    Column(ColumnName),
    /// DICOM: `0010,0020`, hexadecimal digits upper case, `x` = any digit.
    Tag(String),
    /// DICOM: what `pixels` speaks of.
    Pixels,
    /// VCF: a fixed column, the samples' names, `INFO.AF`, `FORMAT.GT`, the records of `chrY`.
    Vcf(VcfField),
    /// レセ電: a field of a record type, `RE.birth_date`.
    Claim { record: String, field: String },
    /// HL7 v2: `PID-5`, or one component of it, `PID-5.1`.
    Segment {
        segment: String,
        field: u16,
        component: Option<u16>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VcfField {
    Sample,
    Fixed(String),
    Info(String),
    Format(String),
    Chromosome(String),
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(name) => write!(f, "type {name}"),
            Self::Path(path) => write!(f, "\"{path}\""),
            Self::Extension(url) => write!(f, "extension \"{url}\""),
            Self::Column(column) => write!(f, "{column}"),
            Self::Tag(tag) => write!(f, "tag ({tag})"),
            Self::Pixels => f.write_str("pixels"),
            Self::Vcf(field) => write!(f, "{field}"),
            Self::Claim { record, field } => write!(f, "{record}.{field}"),
            Self::Segment {
                segment,
                field,
                component: None,
            } => write!(f, "{segment}-{field}"),
            Self::Segment {
                segment,
                field,
                component: Some(component),
            } => write!(f, "{segment}-{field}.{component}"),
        }
    }
}

impl fmt::Display for VcfField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sample => f.write_str("sample"),
            Self::Fixed(name) | Self::Chromosome(name) => f.write_str(name),
            Self::Info(key) => write!(f, "INFO.{key}"),
            Self::Format(key) => write!(f, "FORMAT.{key}"),
        }
    }
}
