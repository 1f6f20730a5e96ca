//! Grounds on which numbers are held, as written.

use sekisho_model::{Cite, Origin, Text};

use super::Name;

/// `ground 保険診療 { holds insured_number }`
#[derive(Clone, Debug)]
pub struct Ground {
    pub name: Name,
    pub label: Text,
    pub holds: Vec<Name>,
    pub cites: Vec<Cite>,
    pub origin: Origin,
}
