//! Consent forms and opt-out notices as written.

use sekisho_model::asks::KeepsRecord;
use sekisho_model::consent::{AfterDeath, Duration, Incapacity, TakenBack, WithdrawalScope};
use sekisho_model::{Day, Origin, Text};

use super::Name;

#[derive(Clone, Debug)]
pub struct Consent {
    pub name: Name,
    pub label: Text,
    pub form: Option<FormLine>,
    pub document: Option<(Name, Name)>,
    pub replaces: Option<(Name, Option<Duration>)>,
    pub items: Vec<ItemLine>,
    pub covers: Option<Covers>,
    pub default_allow: Option<Origin>,
    pub expires: Option<Expires>,
    pub after_death: Option<AfterDeath>,
    pub minors: Option<Minors>,
    pub incapacity: Option<Incapacity>,
    /// `includes later purposes under X`
    pub includes_later: Vec<Name>,
    pub withdrawals: Vec<WithdrawLine>,
    /// `from fhir policy "…"`
    pub fhir_policies: Vec<Name>,
    pub fhir_codes: Vec<FhirCodes>,
    pub origin: Origin,
}

/// `from fhir "SYSTEM" code … as item "1"`
#[derive(Clone, Debug)]
pub struct FhirCodes {
    pub system: Name,
    pub codes: CodeWords,
    pub means: CodeMeans,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub enum CodeWords {
    /// The text names one code by itself: `"urn:oid:1.2.3.8"`.
    Own,
    /// `code "a", "b"`: each of them by itself.
    Each(Vec<Name>),
    /// `code "a" and "b"`: these together.
    Together(Vec<Name>),
    /// `code any`: whatever else the system holds.
    Any,
}

#[derive(Clone, Debug)]
pub enum CodeMeans {
    Item(Name),
    EveryItem,
    Nothing,
}

/// `form "IC-01" effective from 2020-01-01 until 2023-03-31`
#[derive(Clone, Debug)]
pub struct FormLine {
    pub number: Name,
    pub effective: Day,
    pub until: Option<Day>,
}

#[derive(Clone, Debug)]
pub struct ItemLine {
    pub name: Name,
    pub purposes: Vec<Name>,
    pub classes: Option<Vec<Name>>,
    pub recipients: Vec<Name>,
    pub countries: Vec<Name>,
    pub acts: Vec<Name>,
    pub requires: Option<Name>,
    pub says: Text,
    pub origin: Origin,
}

/// `covers data collected …`; all absent: whenever collected.
#[derive(Clone, Debug)]
pub struct Covers {
    pub since: Option<Day>,
    pub until: Option<Day>,
    pub includes_gap: bool,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug)]
pub enum Expires {
    After(Duration),
    Never,
}

#[derive(Clone, Debug)]
pub enum Minors {
    AsAdults,
    Block(MinorBlock),
}

#[derive(Clone, Debug)]
pub struct MinorBlock {
    pub under_years: u32,
    pub assent_from_years: Option<u32>,
    pub own_consent_at_years: Option<u32>,
    pub joint_from_years: Option<u32>,
    pub hold: Option<Duration>,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct WithdrawLine {
    pub scope: WithdrawalScope,
    pub scope_origin: Origin,
    /// `new use stops within …`, which nobody can promise.
    pub stops_later: Option<Origin>,
    pub delivered: Option<Consequence>,
    pub specimens: Option<Consequence>,
    pub bank_copies: Option<Consequence>,
    pub models: Option<Consequence>,
    pub results: Option<Consequence>,
    /// `infeasible tells board "…" [and person]`
    pub infeasible: Option<(Name, bool)>,
    pub origin: Origin,
}

/// One line of a `withdraw` block after its subject: `recall within 14 days unless anonymized`.
#[derive(Clone, Debug)]
pub struct Consequence {
    pub deed: Deed,
    pub within: Option<Duration>,
    pub unless: Option<Name>,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Keep,
    Recall,
    Notify,
    Destroy,
    Seal,
    Erase,
    Retrain,
}

#[derive(Clone, Debug)]
pub struct Optout {
    pub name: Name,
    pub label: Text,
    pub purposes: Vec<Name>,
    pub classes: Option<Vec<Name>>,
    pub recipients: Vec<Name>,
    pub countries: Vec<Name>,
    pub effective: Option<Day>,
    pub notice: Option<Notice>,
    pub only_as: Option<Name>,
    /// `only under BASIS, …`
    pub only_under: Vec<Name>,
    /// `after death keep unless bereaved object as …`: relations, or presets that list them.
    pub bereaved: Vec<Name>,
    /// `receipt kept Q cites "…"`
    pub receipt: Option<KeepsRecord>,
    /// `objection stops within …`, which nobody can promise.
    pub stops_later: Option<Origin>,
    /// `objection spares permits issued before`
    pub spares_permits: Option<Origin>,
    /// `objection may be taken back [includes gap]`
    pub taken_back: Option<TakenBack>,
    pub origin: Origin,
}

/// `notice required 30 days …`, or the name of a preset that says how long.
#[derive(Clone, Debug)]
pub enum Notice {
    Of(Duration),
    Preset(Name),
}

/// `corrects form F item N because …`
#[derive(Clone, Debug)]
pub struct Corrects {
    pub form: Name,
    pub item: Name,
    pub because: Text,
    pub origin: Origin,
}
