//! A state: for every key of one place, what becomes of its value.

use std::cell::Cell;

use sekisho_model::catalog::Json;

use super::super::keys::Keys;
use super::super::rulebook::Rule;
use super::StateId;
use crate::words::ListId;

/// What becomes of one key's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Plan {
    Drop,
    /// No rule decides it, and the profile says `unlisted stop`.
    Stop,
    /// `implicitRules`: the record can't be read without it.
    Hold,
    Keep(Json),
    /// Kept where the value stands in a list: a code of a required binding, a language, a URI.
    Listed(ListId),
    /// `resourceType`: kept, but says nothing.
    Kind,
    /// An extension's `url`: kept, but says nothing alone.
    Url,
    /// A code system's own words: kept where system and code stand beside them.
    Display,
    /// A unit: kept where it repeats the code or is a known symbol.
    Unit,
    Date(Rule),
    Text(Rule),
    /// The same of a value that the rule may leave a part of: only what stands in a list.
    Checked(Rule, ListId),
    /// A number or a boolean, which stands without quotes.
    Bare(Rule),
    /// A keyed name made from the value.
    Name(Rule),
    /// The resource's own id.
    Id,
    Walk(StateId),
    /// Extensions by URL, under the given context.
    Extensions(u16),
    Resource(u16),
}

/// How a required element that lost its content says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Absence {
    /// It need not stand there.
    Free,
    /// Index of a member to write: `,"_status":{"extension":[…]}`.
    Member(u32),
    /// It has no way to say so: its parent goes.
    Parent,
}

/// An element that says how the rest of its whole reads.
#[derive(Debug)]
pub(in super::super) struct Modifier {
    /// The values that are assumed where it is absent (`dsl/fhir-r4/modifiers.tsv`).
    pub harmless: &'static [&'static str],
    /// What is written of it no longer says what it said.
    pub is_changed: bool,
}

#[derive(Debug)]
pub(in super::super) struct FieldPlan {
    pub key: &'static str,
    pub plan: Plan,
    /// The rule that made the plan; `None`: no rule speaks of it.
    pub by: Option<Rule>,
    /// The JSON value is an array.
    pub is_many: bool,
    /// A primitive: may have a sibling `_key`.
    pub is_value: bool,
    pub absence: Absence,
    /// A modifier extension: an item that does not leave holds the record.
    pub is_modifier_extension: bool,
    /// Of a modifier element: what may be lost of it. `None`: it is no modifier.
    pub modifier: Option<Modifier>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Kind {
    Plain,
    Resource,
    Coding,
    Quantity,
    Reference,
    Extension,
    Identifier,
}

#[derive(Debug)]
pub(in super::super) struct State {
    pub kind: Kind,
    pub path: &'static str,
    pub fields: Vec<FieldPlan>,
    pub keys: Keys,
    /// The key that followed each key last time (`fields.len()` = none yet); index 0 = the first key.
    pub next: Vec<Cell<u16>>,
    /// Something can leave from here besides ids and urls.
    pub is_live: bool,
    /// The same, extensions apart: they may stand anywhere.
    pub is_listed: bool,
    /// What may stand beside a value here (`_x`); `None` where no extension URL is listed.
    pub below_values: Option<StateId>,
    /// The keys that open a guarded string: (system, code).
    pub beside: (usize, usize),
    /// That string: a coding's display, a quantity's unit.
    pub string: usize,
}

impl State {
    /// A resource, of its own or inside another.
    pub fn is_record(&self) -> bool {
        self.kind == Kind::Resource
    }
}
