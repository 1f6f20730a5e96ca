//! Control over a released set as a whole: `release { … }`.

use serde::{Deserialize, Serialize};

use crate::{ColumnName, Origin, ViewName};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// `small cells below N suppress | stop`
    pub small_cells: Option<SmallCells>,
    /// `round to N`
    pub round_to: Option<u32>,
    /// `k N on fields suppress | stop | generalize`
    #[serde(default)]
    pub k: Option<KAnonymity>,
    /// `l N on field suppress | stop`
    #[serde(default)]
    pub l: Vec<LDiversity>,
    /// `singular suppress | stop | keep`
    #[serde(default)]
    pub singular: Option<Singular>,
    /// `heads drop | looked at`
    #[serde(default)]
    pub heads: Option<Heads>,
    /// `against past deliveries of study | recipient new below N`
    #[serde(default)]
    pub against: Option<AgainstPast>,
    /// The presets it took lines from, by name.
    #[serde(default)]
    pub presets: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmallCells {
    pub below: u32,
    pub stop: bool,
}

/// Each combination of the released values is shared by at least `k` people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KAnonymity {
    pub k: u32,
    pub on: Vec<ReleasedField>,
    pub fate: GroupFate,
    pub origin: Origin,
}

/// More fields than this are not counted together: with each further one groups fall to one person.
pub const COUNTED_FIELDS_MAX: usize = 16;

/// What becomes of people who share their values with too few others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupFate {
    /// They are left out.
    Suppress,
    /// The delivery stops.
    Stop,
    /// The fields become coarser for everybody, until each group is large enough.
    Generalize,
}

/// Each group of `k` holds at least `l` different values of the field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LDiversity {
    pub l: u32,
    pub on: ReleasedField,
    pub stop: bool,
    pub origin: Origin,
}

/// `patient.age`: a column of a view of the data model.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReleasedField {
    pub view: ViewName,
    pub column: ColumnName,
}

/// What happens to a value that is rare in the snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Singular {
    Keep,
    Suppress,
    Stop,
}

/// What happens to a head's volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heads {
    Drop,
    /// A person looks at each and signs before it leaves.
    LookedAt,
}

/// Compares a release with what the same study or recipient had before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgainstPast {
    pub of: PastOf,
    /// Fewer new people than this are held back.
    pub new_below: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PastOf {
    Study,
    Recipient,
}

/// What becomes of a scope's secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyFate {
    /// Kept in the vault, apart from what leaves.
    #[default]
    KeptApart,
    /// Destroyed once the delivery is done: nothing joins back.
    DestroyedAfterDelivery,
}

impl Release {
    /// Whether k or l names the field.
    pub fn counts(&self, field: &ReleasedField) -> bool {
        let in_k = self.k.iter().any(|k| k.on.contains(field));
        in_k || self.l.iter().any(|l| l.on == *field)
    }

    /// A control that this version declares and does not carry out yet; a delivery under it is refused.
    pub fn not_carried_out(&self) -> Option<&'static str> {
        let asked = [
            (self.heads == Some(Heads::LookedAt), "heads looked at"),
            (self.heads == Some(Heads::Drop), "heads drop"),
        ];
        asked.into_iter().find(|(is, _)| *is).map(|(_, name)| name)
    }
}

impl std::fmt::Display for ReleasedField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.view, self.column)
    }
}
