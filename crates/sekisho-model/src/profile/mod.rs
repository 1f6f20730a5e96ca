//! How each field leaves: the rules of a profile as the bundle carries them.

mod action;
mod block;
mod condition;
mod kind;
mod selector;
mod trust;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use action::{Action, Argument, ArgumentValue, Call, Cap};
pub use block::{Block, DicomTerms, Leftover, Modality, ReportTerms};
pub use condition::{FieldComparison, FieldCondition, FieldTerm};
pub use kind::ValueKind;
pub use selector::{Selector, VcfField};
pub use trust::{Trust, TrustedSystem};

pub use crate::codelist::CodeMap;
use crate::dates::DateTerms;
use crate::identity::Scope;
use crate::law::Rests;
use crate::lexicon::shared::PEOPLE_DEFAULT;
pub use crate::release::{KeyFate, Release, SmallCells};
use crate::standard::Regime;
use crate::{Origin, ProfileName, Text};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub name: ProfileName,
    pub label: Text,
    /// Names of standards it was proved to satisfy at compile time, e.g. `jp_coded_consent`.
    pub satisfies: Vec<String>,
    /// The strictest regime those standards prove; ask [`Profile::is`] and [`Profile::regimes`].
    #[serde(default)]
    pub regime: Option<Regime>,
    /// The standards and presets that hold on some days only, with their versions that it meets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rests: Vec<Rests>,
    pub scope: Scope,
    #[serde(default)]
    pub key_fate: KeyFate,
    /// `key "kms:…"`: the key that must wrap the scope's secret; `None`: the bank's own.
    #[serde(default)]
    pub key: Option<String>,
    /// `dates shift per patient up to N days`; `None`: no rule may shift.
    pub shift_days_max: Option<u32>,
    /// Placeholders, shared dates, numbers that are dates, ages.
    #[serde(default)]
    pub dates: DateTerms,
    pub unlisted: Unlisted,
    /// Code systems that its sources take from a table.
    #[serde(default)]
    pub trusts: Vec<Trust>,
    pub release: Release,
    pub fhir: Option<FhirRules>,
    /// The blocks of the other modalities, in the order they were written.
    #[serde(default)]
    pub blocks: Vec<Block>,
    pub origin: Origin,
}

impl Profile {
    /// Every field rule by its number: those of the `fhir` block first, then block by block as
    /// written. Modules, engines, lineage and the ledger name a rule by this number.
    pub fn rules(&self) -> impl Iterator<Item = (u16, &FieldRule)> {
        let fhir = self.fhir.iter().flat_map(|fhir| &fhir.rules);
        let blocks = self.blocks.iter().flat_map(|block| &block.rules);
        fhir.chain(blocks)
            .enumerate()
            .map(|(number, rule)| (number as u16, rule))
    }

    /// The number of the first rule of the n-th block; its others follow.
    pub fn first_rule_of_block(&self, block: usize) -> u16 {
        let fhir = self.fhir.as_ref().map_or(0, |fhir| fhir.rules.len());
        let before: usize = self.blocks[..block].iter().map(|b| b.rules.len()).sum();
        (fhir + before) as u16
    }

    /// How many people must share a code that no table settles: the strictest bound that the
    /// profile names, else that of the NDB.
    pub fn shared_by(&self) -> u32 {
        let k = self.release.k.as_ref().map(|k| k.k);
        let cells = self.release.small_cells.map(|cells| cells.below);
        k.max(cells).unwrap_or(PEOPLE_DEFAULT)
    }

    /// What it is in law, one thing: what a legal basis must list. Nothing proved: identified.
    /// Whoever says 仮名加工 beside another standard brings 個人情報保護法41条6項 on it.
    pub fn is(&self) -> Regime {
        self.regime.unwrap_or(Regime::Identified)
    }

    /// What it is at the least, as `only as` and `unless` ask: anonymized is more than
    /// pseudonymized, and that is more than coded.
    pub fn regimes(&self) -> BTreeSet<&'static str> {
        let met = Regime::at_least().filter(|wanted| self.is().meets(*wanted));
        met.map(Regime::word).collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unlisted {
    Drop,
    Stop,
}

/// The `fhir R4 { … }` block: an allow-list. What no rule names never leaves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FhirRules {
    pub rules: Vec<FieldRule>,
}

/// `selector, selector: action then action when CONDITION`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldRule {
    pub selectors: Vec<Selector>,
    /// One action or a `then` chain, in order.
    pub actions: Vec<Action>,
    /// Governs the last action only.
    #[serde(default)]
    pub when: Option<FieldCondition>,
    pub origin: Origin,
}

impl FieldRule {
    /// Whether any value can come out of it: an unconditional `drop` anywhere in the chain lets
    /// none. A `blank` field is there and empty.
    pub fn lets_out(&self) -> bool {
        let last = self.actions.len().saturating_sub(1);
        let drops = |(at, action): (usize, &Action)| {
            *action == Action::Drop && !(at == last && self.when.is_some())
        };
        !self.actions.iter().enumerate().any(drops)
    }

    /// Whether what it leaves can spell out what came: it stays, or its beginning does. A keyed name,
    /// a group or a word of the author's own says nothing of how the value was written.
    pub fn shows(&self) -> bool {
        let certain = match (&self.when, self.actions.split_last()) {
            (Some(_), Some((_, before))) => before,
            _ => &self.actions[..],
        };
        let hides = |action: &Action| {
            matches!(
                action,
                Action::Drop
                    | Action::Blank
                    | Action::Pseudonym
                    | Action::Remap
                    | Action::Replace(_)
            ) || matches!(action, Action::Map(map) if !map.keeps_rest)
        };
        !certain.iter().any(hides)
    }

    /// Whether its dates leave as the person's constant moves them, whole or cut.
    pub fn moves_dates(&self) -> bool {
        let moves =
            |action: &Action| matches!(action, Action::Shift | Action::Year | Action::Month);
        self.actions.iter().any(moves)
    }

    /// Whether its values leave as they came, always.
    pub fn keeps(&self) -> bool {
        self.actions.iter().all(|action| *action == Action::Keep)
    }
}
