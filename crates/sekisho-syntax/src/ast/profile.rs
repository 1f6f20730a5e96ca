//! Profiles as written.

use sekisho_model::identity::Scope;
use sekisho_model::profile::{SmallCells, Unlisted};
use sekisho_model::{Origin, Text};

use super::{FhirBlock, FieldBlock, Name};

#[derive(Clone, Debug)]
pub struct Profile {
    pub name: Name,
    pub extends: Option<Name>,
    pub label: Text,
    pub satisfies: Vec<Name>,
    pub unlisted: Option<Unlisted>,
    pub scope: Option<Scope>,
    pub shift_days_max: Option<u32>,
    pub small_cells: Option<SmallCells>,
    pub round_to: Option<u32>,
    pub fhir: Option<FhirBlock>,
    pub blocks: Vec<FieldBlock>,
    pub origin: Origin,
}
