//! The lexicon as the formats ask it: raw bytes in, yes or no out, without allocating per value.

use std::cell::RefCell;
use std::sync::Arc;

use sekisho_model::catalog::Catalog;
use sekisho_model::identity::Subject;
use sekisho_model::lexicon::{Lexicon, Shared, SystemId};
use sekisho_model::transform::SiteKind;

use crate::columns::Rows;

/// Verdicts kept at a time; a delivery has thousands of distinct codes, not more.
const VERDICTS_MAX: usize = 1 << 16;

/// A list that a value must stand in, a place among [`Words`]' own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ListId(u16);

pub(crate) const LANGUAGE: ListId = ListId(0);
pub(crate) const MEDIA_TYPE: ListId = ListId(1);
/// A URI of a known system or profile, or a word that enough people share.
pub(crate) const WORD: ListId = ListId(2);
pub(crate) const UNIT: ListId = ListId(3);
const SETS_FROM: u16 = 4;

pub(crate) struct Words {
    lexicon: Lexicon,
    /// Every spelling of a system, and which system each is.
    spellings: Rows,
    systems: Vec<SystemId>,
    /// The value sets of required bindings that were asked for.
    sets: Vec<(&'static str, Rows)>,
    verdicts: RefCell<Verdicts>,
}

/// Whether codes of known systems hold, as far as they were asked.
struct Verdicts {
    rows: Rows,
    holds: Vec<bool>,
}

/// Rows of words that are about nobody.
const ALONE: Subject = Subject(0);

fn table<'w>(words: impl Iterator<Item = &'w str>) -> Rows {
    let mut rows = Rows::new(0, SiteKind::Value);
    for word in words {
        rows.place(ALONE, word.as_bytes(), |_| true);
    }
    rows
}

impl Words {
    pub fn new(lexicon: Lexicon) -> Self {
        let spellings = table(lexicon.spellings().map(|(name, _)| name));
        let systems = lexicon.spellings().map(|(_, at)| at).collect();
        Self {
            lexicon,
            spellings,
            systems,
            sets: Vec::new(),
            verdicts: RefCell::new(Verdicts::new()),
        }
    }

    /// Another lexicon in place of this one; lists that were asked for keep their places.
    pub fn read(&mut self, lexicon: Lexicon) {
        let sets = std::mem::take(&mut self.sets);
        *self = Self {
            sets,
            ..Self::new(lexicon)
        };
    }

    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    pub fn share(&mut self, shared: &Arc<Shared>) {
        self.lexicon.share(Arc::clone(shared));
        *self.verdicts.get_mut() = Verdicts::new();
    }

    /// The list of a value set of a required binding.
    pub fn set(&mut self, catalog: &Catalog, name: &'static str) -> ListId {
        let known = self.sets.iter().position(|(set, _)| *set == name);
        let at = known.unwrap_or_else(|| {
            let codes = catalog.codes(name).unwrap_or_default();
            self.sets.push((name, table(codes.iter().copied())));
            self.sets.len() - 1
        });
        ListId(SETS_FROM + at as u16)
    }

    #[inline]
    pub fn lists(&self, list: ListId, value: &str) -> bool {
        match list {
            _ if self.lexicon.believes_all() => true,
            LANGUAGE => self.lexicon.is_language(value),
            MEDIA_TYPE => self.lexicon.is_media_type(value),
            WORD => self.lexicon.is_word(value),
            UNIT => self.lexicon.is_unit(value),
            ListId(set) => {
                let set = self.sets.get(usize::from(set - SETS_FROM));
                set.is_some_and(|(_, codes)| codes.find(ALONE, value.as_bytes()).is_some())
            }
        }
    }

    #[inline]
    pub fn system(&self, spelling: &str) -> Option<SystemId> {
        let at = self.spellings.find(ALONE, spelling.as_bytes())?;
        self.systems.get(at as usize).copied()
    }

    /// Whether a code of a system may leave.
    #[inline]
    pub fn holds(&self, system: &str, code: &str) -> bool {
        let Some(id) = self.system(system) else {
            return self.lexicon.holds_of(None, system, code);
        };
        let mut verdicts = self.verdicts.borrow_mut();
        let key = Subject(i64::from(id));
        if let Some(row) = verdicts.rows.find(key, code.as_bytes()) {
            return verdicts.holds[row as usize];
        }
        let holds = self.lexicon.holds_of(Some(id), system, code);
        verdicts.learn(key, code, holds);
        holds
    }
}

impl Verdicts {
    fn new() -> Self {
        Self {
            rows: Rows::new(0, SiteKind::Value),
            holds: Vec::new(),
        }
    }

    fn learn(&mut self, system: Subject, code: &str, holds: bool) {
        if self.holds.len() >= VERDICTS_MAX {
            self.rows.clear();
            self.holds.clear();
        }
        if self.rows.place(system, code.as_bytes(), |_| true).is_some() {
            self.holds.push(holds);
        }
    }
}
