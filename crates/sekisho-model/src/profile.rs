//! How each field leaves: the rules of a profile as the bundle carries them.

use serde::{Deserialize, Serialize};

use crate::identity::Scope;
use crate::{Origin, ProfileName, Text};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub name: ProfileName,
    pub label: Text,
    /// Names of standards it was proved to satisfy at compile time, e.g. `jp_pseudonymized`.
    pub satisfies: Vec<String>,
    pub scope: Scope,
    /// `dates shift per patient up to N days`; `None`: no rule may shift.
    pub shift_days_max: Option<u32>,
    pub unlisted: Unlisted,
    pub release: Release,
    pub fhir: Option<FhirRules>,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unlisted {
    Drop,
    Stop,
}

/// Control over the released set as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// `small cells below N suppress | stop`
    pub small_cells: Option<SmallCells>,
    /// `round to N`
    pub round_to: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmallCells {
    pub below: u32,
    pub stop: bool,
}

/// The `fhir R4 { … }` block: an allow-list. What no rule names never leaves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FhirRules {
    pub rules: Vec<FieldRule>,
}

/// `selector, selector: action then action`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldRule {
    pub selectors: Vec<Selector>,
    /// One action or a `then` chain, in order.
    pub actions: Vec<Action>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selector {
    /// `type HumanName`: every element of that FHIR type.
    Type(String),
    /// `"Patient.address"`: a path from a resource or data type, without array indexes; a choice
    /// may be written `value`, `value[x]`, `value.ofType(Quantity)` or `valueQuantity`.
    Path(String),
    /// `extension "URL"`: an extension by its URL, anywhere.
    Extension(String),
}

/// A built-in transform of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Byte for byte as it came.
    Keep,
    Drop,
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
    /// The first N characters.
    First(u32),
}
