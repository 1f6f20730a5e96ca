//! Legal bases as written.

use sekisho_model::asks::{Asked, KeepsRecord};
use sekisho_model::{Cite, Origin, Text};

use super::{LawLines, Name};

/// `basis 匿名加工情報 { … }`
#[derive(Clone, Debug)]
pub struct Basis {
    pub name: Name,
    pub label: Text,
    /// `None`: not written; `Some(None)`: any.
    pub institutions: Option<Option<Vec<Name>>>,
    pub certified: Vec<Name>,
    pub standards: Option<Option<Vec<Name>>>,
    pub asks: Vec<(Asked, Origin)>,
    pub keeps_record: Option<KeepsRecord>,
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
