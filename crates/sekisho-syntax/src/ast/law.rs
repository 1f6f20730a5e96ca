//! What a standard, a preset and a basis say of themselves as rules of law.

use sekisho_model::law::{Force, Note};
use sekisho_model::{Cite, Origin};

use super::Name;

/// `"個人情報保護法41条" unverified`, with its place.
#[derive(Clone, Debug)]
pub struct Clause {
    pub cite: Cite,
    pub origin: Origin,
}

/// On which days it holds, what it replaces, and what no line can say.
#[derive(Clone, Debug, Default)]
pub struct LawLines {
    pub force: Option<(Force, Origin)>,
    pub replaces: Option<Name>,
    /// `running studies may stay`
    pub running: Option<Origin>,
    pub notes: Vec<Note>,
}
