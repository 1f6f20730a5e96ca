//! The typed tree of a policy file. Names are still words; the language resolves them.

mod basis;
mod consent;
mod deliver;
mod emergency;
mod expr;
mod field;
mod ground;
mod law;
mod plugin;
mod profile;
mod request;
mod standard;
mod study;
mod test;

pub use basis::*;
pub use consent::*;
pub use deliver::*;
pub use emergency::*;
pub use expr::*;
pub use field::*;
pub use ground::*;
pub use law::*;
pub use plugin::*;
pub use profile::*;
pub use request::*;
pub use standard::*;
pub use study::*;
pub use test::*;

use sekisho_model::{Day, Origin, Text};

/// A word of the author with its place: a name, or the text between quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    pub origin: Origin,
}

#[derive(Clone, Debug, Default)]
pub struct File {
    pub package: Option<Name>,
    pub model: Option<ModelUse>,
    pub uses: Vec<Name>,
    pub label: Text,
    pub items: Vec<Item>,
    /// What is well written but belongs to a later version of Sekisho.
    pub later: Vec<Later>,
}

#[derive(Clone, Debug)]
pub struct ModelUse {
    pub name: Name,
    pub version: Name,
}

/// A feature that parses and is not built yet; the language refuses it by name.
#[derive(Clone, Debug)]
pub struct Later {
    pub feature: String,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub enum Item {
    Purpose(Purpose),
    Class(Class),
    Codelist(Codelist),
    Consent(Consent),
    Optout(Optout),
    Corrects(Corrects),
    Guard(Guard),
    Cohort(Cohort),
    Study(Study),
    Access(Access),
    Standard(Standard),
    Preset(Preset),
    Profile(Profile),
    Plugin(Plugin),
    Deliver(Box<Deliver>),
    Emergency(Emergency),
    Claim(Claim),
    Basis(Basis),
    Ground(Ground),
    Test(Test),
    /// A block whose first line can't be read; `name` is what it was probably called.
    Broken {
        origin: Origin,
        name: Option<String>,
    },
}

#[derive(Clone, Debug)]
pub struct Purpose {
    pub name: Name,
    pub under: Option<Name>,
    pub label: Text,
    pub duo: Vec<Name>,
    pub disease: Option<Name>,
    pub commercial: bool,
    pub since: Option<Day>,
    pub ends: Option<Day>,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct Class {
    pub name: Name,
    /// `None`: `class everything = all`.
    pub members: Option<Vec<Name>>,
    pub label: Text,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct Codelist {
    pub name: Name,
    pub label: Text,
    pub system: Option<Name>,
    pub version: Option<Name>,
    /// `from "codes.csv" digest "sha256:…"`
    pub file: Option<(Name, Name)>,
    /// `molar mass 113.12 "g/mol"`: the number as written and its unit.
    pub molar_mass: Option<(String, Name)>,
    pub include: Vec<CodeLine>,
    pub exclude: Vec<CodeLine>,
    pub origin: Origin,
}

/// `include "C34" and below` or `include codelist lung`
#[derive(Clone, Debug)]
pub enum CodeLine {
    Codes {
        codes: Vec<Name>,
        and_below: bool,
        /// `group "…"`: what a `map` of a profile writes instead.
        group: Option<Name>,
    },
    Of(Name),
}
