//! Standards and presets as written, and the `release` lines of both presets and profiles.

use sekisho_model::consent::Duration;
use sekisho_model::release::{AgainstPast, GroupFate, Heads, Singular, SmallCells};
use sekisho_model::standard::{Allowance, Demand, FieldKind, Regime, Step};
use sekisho_model::{Cite, Origin, Text};

use super::{Clause, LawLines, Name};

#[derive(Clone, Debug)]
pub struct Standard {
    pub name: Name,
    pub label: Text,
    pub regime: Option<Regime>,
    pub lines: Vec<RemainLine>,
    pub steps: Vec<StepLine>,
    pub demands: Vec<DemandLine>,
    pub cites: Vec<Clause>,
    pub law: LawLines,
    pub origin: Origin,
}

/// `direct, linking: nothing or linking(study) cites "…"`
#[derive(Clone, Debug)]
pub struct RemainLine {
    pub kinds: Vec<(FieldKind, Origin)>,
    pub allowed: Vec<Allowance>,
    /// `first 3 map LIST`
    pub mapped: Option<Name>,
    pub cites: Vec<Clause>,
    pub origin: Origin,
}

/// `coarse age 5 years, area 3 digits cites "…"`
#[derive(Clone, Debug)]
pub struct StepLine {
    pub steps: Vec<Step>,
    pub cites: Vec<Clause>,
    pub origin: Origin,
}

/// `key destroyed after delivery cites "…"`
#[derive(Clone, Debug)]
pub struct DemandLine {
    pub demand: Demand,
    pub cites: Vec<Clause>,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct Preset {
    pub name: Name,
    pub label: Text,
    pub release: ReleaseLines,
    /// `notice 30 days cites "…"`: what an opt-out may name as its waiting period.
    pub notice: Option<Duration>,
    /// `bereaved spouse, child cites "…"`: who may object for the dead.
    pub bereaved: Option<(Vec<Name>, Vec<Cite>)>,
    pub cites: Vec<Clause>,
    pub law: LawLines,
    pub origin: Origin,
}

/// Each control with its place; a line not written says nothing.
#[derive(Clone, Debug, Default)]
pub struct ReleaseLines {
    pub small_cells: Option<(SmallCells, Origin)>,
    pub round_to: Option<(u32, Origin)>,
    pub k: Option<GroupLine>,
    pub l: Vec<GroupLine>,
    pub singular: Option<(Singular, Origin)>,
    pub heads: Option<(Heads, Origin)>,
    pub against: Option<(AgainstPast, Origin)>,
    pub presets: Vec<Name>,
}

/// `k 5 on patient.age, patient.sex suppress`
#[derive(Clone, Debug)]
pub struct GroupLine {
    pub size: u32,
    pub on: Vec<Name>,
    /// `None`: the author didn't say what happens to a group that is too small.
    pub fate: Option<GroupFate>,
    pub origin: Origin,
}
