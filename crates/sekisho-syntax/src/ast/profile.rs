//! Profiles as written.

use sekisho_model::identity::Scope;
use sekisho_model::profile::{KeyFate, Unlisted};
use sekisho_model::{Day, Origin, Text};

use super::{FhirBlock, FieldBlock, Name, ReleaseLines};

#[derive(Clone, Debug)]
pub struct Profile {
    pub name: Name,
    pub extends: Option<Name>,
    pub label: Text,
    pub satisfies: Vec<Name>,
    pub unlisted: Option<(Unlisted, Origin)>,
    pub key: Option<KeyLine>,
    pub trusts: Vec<TrustLine>,
    pub shift_days_max: Option<(u32, Origin)>,
    pub dates: DateLines,
    pub release: Option<ReleaseLines>,
    pub fhir: Option<FhirBlock>,
    pub blocks: Vec<FieldBlock>,
    pub origin: Origin,
}

/// `key "kms:lung" scope delivery destroyed after delivery`
#[derive(Clone, Debug)]
pub struct KeyLine {
    pub key: Option<Name>,
    pub scope: Scope,
    pub fate: KeyFate,
    pub origin: Origin,
}

/// `trust codes of "LOINC", "http://…" because ja "…" en "…"`
#[derive(Clone, Debug)]
pub struct TrustLine {
    pub systems: Vec<Name>,
    pub because: Text,
    pub origin: Origin,
}

/// `placeholder dates 2020-01-01`, `shared dates of "Coverage.period" move`,
/// `plain numbers of "Observation.valueInteger" keep`; each may stand several times.
#[derive(Clone, Debug, Default)]
pub struct DateLines {
    pub placeholders: Vec<Day>,
    pub shared: Vec<Name>,
    pub numbers: Vec<Name>,
}
