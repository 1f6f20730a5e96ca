//! Plugins as declared.

use sekisho_model::{Origin, Text};

use super::Name;

#[derive(Clone, Debug)]
pub struct Plugin {
    pub name: Name,
    pub version: Name,
    pub from: Name,
    pub digest: Name,
    pub label: Text,
    pub functions: Vec<Function>,
    /// Empty: `capabilities none`.
    pub capabilities: Option<Vec<Name>>,
    /// Number and unit.
    pub fuel: Option<(Name, Name)>,
    pub memory: Option<(Name, Name)>,
    pub golden: Option<Name>,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct Function {
    pub name: Name,
    /// Name and type.
    pub parameters: Vec<(Name, Name)>,
    pub result: Name,
    /// `None`: neither `deterministic` nor `random` is written.
    pub random: Option<bool>,
    pub leaves: Option<Name>,
    pub origin: Origin,
}
