//! What may be looked up: which codes, displays, units, languages and URIs of a record are words of
//! a table and which are what somebody typed.
//!
//! A code stands where a table would stand, and so does a name that was typed into its place. A word
//! leaves where it can be looked up: a code whose check digit holds or that stands in a table of the
//! bank; a display that is the table's own label of its code; units and languages of a list; a code
//! that enough people of the delivery share ([`shared`]); and the codes of systems of which the
//! profile says that its sources take them from a table ([`crate::profile::Trust`]). Nothing else.

mod lists;
pub mod shared;
mod terms;
mod ucum;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::{Catalog, r4};
use crate::codelist::{CheckDigit, Codelist, Form};
use crate::oncology::DataModel;
use crate::profile::Trust;

pub use lists::{is_language, is_media_type};
pub use shared::{Shared, Tally};
pub use ucum::is_ucum;

/// So long a code is no code.
pub const CODE_MAX: usize = 64;
/// Systems whose codes are written in a list of their own.
const LANGUAGES: &str = "urn:ietf:bcp:47";
const MEDIA_TYPES: &str = "urn:ietf:bcp:13";
const UCUM: &str = "http://unitsofmeasure.org";

/// A number of [`Lexicon::spellings`].
pub type SystemId = u16;

#[derive(Clone, Default)]
pub struct Lexicon {
    systems: Vec<System>,
    /// Every spelling with its system, sorted.
    spellings: Vec<(Box<str>, SystemId)>,
    shared: Arc<Shared>,
    believes: bool,
}

#[derive(Clone, Default)]
struct System {
    /// One spelling that stands for all of them.
    name: Box<str>,
    trusted: bool,
    form: Option<Form>,
    /// Code -> its labels.
    codes: BTreeMap<Box<str>, Vec<Box<str>>>,
}

impl Lexicon {
    /// What ships with Sekisho: FHIR's own value sets, the code systems of `terminology.tsv`.
    pub fn shipped() -> Self {
        let mut lexicon = Self::default();
        for set in r4().value_sets() {
            let names = [
                format!("http://terminology.hl7.org/CodeSystem/{set}"),
                format!("http://hl7.org/fhir/{set}"),
            ];
            let at = lexicon.open(names.iter().map(String::as_str));
            for code in r4().codes(set).unwrap_or_default() {
                lexicon.systems[usize::from(at)].put(code, "");
            }
        }
        for (names, rows) in terms::systems() {
            let at = lexicon.open(names.into_iter());
            for (code, label) in rows {
                lexicon.systems[usize::from(at)].put(code, label);
            }
        }
        lexicon.open([LANGUAGES].into_iter());
        lexicon.open([MEDIA_TYPES].into_iter());
        lexicon
    }

    /// The lexicon of a delivery: the shipped one, the model's systems, the bundle's codelists, and
    /// what the profile says of its sources.
    pub fn of(model: &DataModel, codelists: &[Codelist], trusts: &[Trust]) -> Self {
        let mut lexicon = Self::shipped();
        for (name, system) in &model.systems {
            let own = std::iter::once(name.as_str());
            let at = lexicon.open(system.names.iter().map(String::as_str).chain(own));
            let known = &mut lexicon.systems[usize::from(at)];
            known.form = model.spellings.get(name).map(Form::from);
        }
        for list in codelists.iter().filter(|list| !list.systems.is_empty()) {
            let at = lexicon.open(list.systems.iter().map(String::as_str));
            for entry in &list.entries {
                lexicon.systems[usize::from(at)].put(&entry.code, &entry.display);
            }
        }
        for system in trusts.iter().flat_map(|trust| &trust.systems) {
            let at = lexicon.open(system.names.iter().map(String::as_str));
            lexicon.systems[usize::from(at)].trusted = true;
        }
        lexicon
    }

    /// Takes every word for one of a table: for stories about something else. No bank reads so
    /// (`tests/cases/arrows.rs`).
    pub fn believing() -> Self {
        Self {
            believes: true,
            ..Self::shipped()
        }
    }

    /// The same, knowing what enough people share.
    #[must_use]
    pub fn with_shared(mut self, shared: Arc<Shared>) -> Self {
        self.share(shared);
        self
    }

    pub fn share(&mut self, shared: Arc<Shared>) {
        self.shared = shared;
    }

    pub fn believes_all(&self) -> bool {
        self.believes
    }

    /// Every spelling of every system it knows.
    pub fn spellings(&self) -> impl Iterator<Item = (&str, SystemId)> {
        self.spellings.iter().map(|(name, at)| (&**name, *at))
    }

    pub fn system(&self, spelling: &str) -> Option<SystemId> {
        let found = self
            .spellings
            .binary_search_by(|(name, _)| (**name).cmp(spelling));
        found.ok().map(|at| self.spellings[at].1)
    }

    /// A code that leaves whoever else has it.
    pub fn is_settled(&self, system: Option<SystemId>, code: &str) -> bool {
        if self.believes {
            return true;
        }
        let Some(known) = system.and_then(|at| self.systems.get(usize::from(at))) else {
            return false;
        };
        known.settles(code)
    }

    /// A code that some system settles, where it isn't known which one it is of.
    pub fn is_settled_somewhere(&self, code: &str) -> bool {
        self.believes || self.systems.iter().any(|system| system.settles(code))
    }

    /// A code that may leave: it can be looked up, or enough people share it.
    pub fn holds(&self, system: &str, code: &str) -> bool {
        self.holds_of(self.system(system), system, code)
    }

    /// The same, where the system's number is known already.
    pub fn holds_of(&self, at: Option<SystemId>, system: &str, code: &str) -> bool {
        !code.is_empty()
            && (self.is_settled(at, code) || self.shared.has(self.canonical(at, system), code))
    }

    /// A display is its code's own label in a table, or the profile says where it comes from.
    pub fn labels(&self, system: Option<SystemId>, code: &str, display: &str) -> bool {
        if self.believes {
            return true;
        }
        let known = system.and_then(|at| self.systems.get(usize::from(at)));
        known.is_some_and(|known| {
            known.trusted
                || known
                    .codes
                    .get(code)
                    .is_some_and(|labels| labels.iter().any(|label| **label == *display))
        })
    }

    pub fn trusts(&self, system: Option<SystemId>) -> bool {
        let known = system.and_then(|at| self.systems.get(usize::from(at)));
        self.believes || known.is_some_and(|known| known.trusted)
    }

    /// The spelling under which a system's codes are counted.
    pub fn canonical<'l>(&'l self, at: Option<SystemId>, system: &'l str) -> &'l str {
        at.and_then(|at| self.systems.get(usize::from(at)))
            .map_or(system, |known| &known.name)
    }

    /// A word that stands alone: a URI of a known system or profile, or one that enough people share.
    pub fn is_word(&self, word: &str) -> bool {
        self.believes
            || self.system(word).is_some()
            || lists::is_address(word)
            || self.shared.has("", word)
    }

    /// A unit of the list, one that UCUM's grammar and our atoms build, or one that enough share.
    pub fn is_unit(&self, unit: &str) -> bool {
        self.believes || r4().is_unit(unit) || is_ucum(unit) || self.shared.has("", unit)
    }

    /// Whether a quantity's code can be looked up: one of UCUM is a unit, of another system a code.
    pub fn is_unit_code(&self, system: &str, code: &str) -> bool {
        if system.is_empty() || self.is_ucum_system(system) {
            self.is_unit(code)
        } else {
            self.holds(system, code)
        }
    }

    fn is_ucum_system(&self, system: &str) -> bool {
        let ucum = self.system(UCUM);
        system == UCUM || ucum.is_some() && self.system(system) == ucum
    }

    /// Whether a value is one of a required binding.
    pub fn is_of_set(&self, catalog: &Catalog, set: &str, code: &str) -> bool {
        self.believes
            || catalog
                .codes(set)
                .is_some_and(|codes| codes.binary_search(&code).is_ok())
    }

    pub fn is_language(&self, tag: &str) -> bool {
        self.believes || is_language(tag)
    }

    pub fn is_media_type(&self, name: &str) -> bool {
        self.believes || is_media_type(name)
    }

    /// The system of these spellings, new where none of them is known.
    fn open<'n>(&mut self, names: impl Iterator<Item = &'n str> + Clone) -> SystemId {
        let known = names.clone().find_map(|name| self.system(name));
        let at = known.unwrap_or_else(|| {
            let name = names.clone().next().unwrap_or_default().into();
            self.systems.push(System {
                name,
                ..System::default()
            });
            (self.systems.len() - 1) as SystemId
        });
        for name in names {
            let place = self
                .spellings
                .binary_search_by(|(known, _)| (**known).cmp(name));
            if let Err(place) = place {
                self.spellings.insert(place, (name.into(), at));
            }
        }
        at
    }
}

impl System {
    fn put(&mut self, code: &str, label: &str) {
        let labels = self.codes.entry(code.into()).or_default();
        if !label.is_empty() && !labels.iter().any(|known| **known == *label) {
            labels.push(label.into());
        }
    }

    fn settles(&self, code: &str) -> bool {
        if self.codes.contains_key(code) {
            return true;
        }
        match &*self.name {
            LANGUAGES => return is_language(code),
            MEDIA_TYPES => return is_media_type(code),
            _ => {}
        }
        let form = self.form.as_ref();
        let checked = form.is_some_and(|form| match form.check_digit {
            Some(CheckDigit::Luhn) => form.fits(code),
            Some(CheckDigit::Verhoeff) => form.fits(code) && is_concept(code),
            None => false,
        });
        // What a table is said to hold is still written as the system writes it.
        let believed = self.trusted && form.is_none_or(|form| form.fits(code));
        checked || believed && code.len() <= CODE_MAX
    }
}

/// An identifier of SNOMED CT says before its check digit what it is of: 00 and 10 are concepts
/// (Release File Specifications §6, partition identifier).
fn is_concept(code: &str) -> bool {
    let partition = code
        .len()
        .checked_sub(3)
        .and_then(|at| code.get(at..at + 2));
    matches!(partition, Some("00" | "10"))
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lexicon({} systems)", self.systems.len())
    }
}

#[cfg(test)]
mod tests;
