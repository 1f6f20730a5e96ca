//! Legal bases as written.

use sekisho_model::{Cite, Origin, Text};

use super::{LawLines, Name};

/// `basis 匿名加工情報 { … }`
#[derive(Clone, Debug)]
pub struct Basis {
    pub name: Name,
    pub label: Text,
    pub regimes: Option<Option<Vec<Name>>>,
    pub recipients: Option<Option<Vec<Name>>>,
    /// Whether a commercial purpose may rest on it.
    pub commercial: Option<bool>,
    pub countries: Option<BasisCountries>,
    pub cites: Vec<Cite>,
    pub law: LawLines,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub enum BasisCountries {
    Any,
    Home,
    Of(Vec<Name>),
}
