//! What a rule does to a field: the built-in actions and calls of plugins.

use serde::{Deserialize, Serialize};

use crate::codelist::CodeMap;

/// A transform of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Byte for byte as it came.
    Keep,
    Drop,
    /// An empty value: zero length in DICOM, an empty cell in a table, no value in FHIR.
    Blank,
    /// A keyed name: a person's ids derive from the vault's subject, others from `Type/id`.
    Pseudonym,
    /// A keyed identifier in the syntax of its kind (OID, UUID, UID).
    Remap,
    /// Moved by the patient's constant number of days; partial dates keep their precision.
    Shift,
    /// Cut to the year, after the shift.
    Year,
    /// Cut to the month, after the shift.
    Month,
    /// A number above the bound becomes the bound.
    Cap(Cap),
    /// The first N characters.
    First(u32),
    /// To the nearest multiple of the step, halves away from zero; written digits of the step.
    Round(String),
    /// The half-open interval the number lies in: `<20`, `20-<40`, `>=40`. Written bounds, ascending.
    Band(Vec<String>),
    /// The group a codelist gives the code; a code without one becomes absent.
    Map(CodeMap),
    /// This text, whatever the value was.
    Replace(String),
    /// Burned-in text of a picture is painted over; `ocr`: found by reading the picture too.
    MaskBurnedIn {
        ocr: bool,
    },
    /// `plugin.function(argument: value)`; the value of the field is the first parameter.
    Call(Call),
}

/// `cap 90 years`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    pub bound: String,
    /// One of the language's units, singular ones made plural (`years`).
    pub unit: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    pub plugin: String,
    pub function: String,
    pub arguments: Vec<Argument>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Argument {
    /// Empty where the author gave the value without a name.
    pub name: String,
    pub value: ArgumentValue,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArgumentValue {
    Text(String),
    /// Digits as written.
    Number(String),
    Bool(bool),
    Date(crate::Day),
}

impl Action {
    /// The word a policy writes.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Drop => "drop",
            Self::Blank => "blank",
            Self::Pseudonym => "pseudonym",
            Self::Remap => "remap",
            Self::Shift => "shift",
            Self::Year => "year",
            Self::Month => "month",
            Self::Cap(_) => "cap",
            Self::First(_) => "first",
            Self::Round(_) => "round",
            Self::Band(_) => "band",
            Self::Map(_) => "map",
            Self::Replace(_) => "replace",
            Self::MaskBurnedIn { .. } => "mask_burned_in",
            Self::Call(_) => "plugin",
        }
    }
}
