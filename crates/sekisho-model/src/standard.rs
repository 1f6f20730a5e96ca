//! What a legal regime demands of data that leave: per kind of field, what may remain.
//!
//! A standard is declared in policy text (`policies/*`, or an author's own) and proved of a profile
//! when it is compiled. It decides every kind of field, each line with its clause.

use serde::{Deserialize, Serialize};

use crate::catalog::Identifiability;
use crate::codelist::CodeMap;
use crate::identity::Scope;
use crate::law::{self, Note, Validity};
use crate::numbers::ClosedNumber;
use crate::remains::{Grain, Remains};
use crate::{Cite, Origin, Text};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standard {
    pub name: String,
    pub label: Text,
    pub regime: Regime,
    pub lines: Vec<Line>,
    /// The finest that still counts as coarse, by concept; nothing said: nothing counts.
    #[serde(default)]
    pub steps: Vec<StepLine>,
    pub demands: Vec<DemandLine>,
    pub cites: Vec<Cite>,
    #[serde(default)]
    pub validity: Validity,
    #[serde(default)]
    pub notes: Vec<Note>,
    pub origin: Origin,
}

/// `coarse age 5 years, money 2 digits cites "…"`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepLine {
    pub steps: Vec<Step>,
    pub cites: Vec<Cite>,
    pub origin: Origin,
}

/// The finest step that is coarse. Whatever is finer tells a value as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Ages by so many years or more.
    Age {
        years: u32,
    },
    /// Of an amount so many digits are gone from its end.
    Money {
        digits: u32,
    },
    /// So many digits of a postal code at the most.
    Area {
        digits: u32,
    },
    /// The category of a code, or a group of several codes.
    Category,
    Month,
    Year,
}

/// What a proved standard makes of data in law, the strictest last. Data are one of these: a legal
/// basis lists what it carries, and none is carried for being more than another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Regime {
    /// The person may be named.
    Identified,
    /// 符号化: no name and no number, and still 個人データ that a person's consent may carry.
    Coded,
    /// 仮名加工情報: to no third party, consent or not (個人情報保護法41条6項).
    Pseudonymized,
    /// 匿名加工
    Anonymized,
}

/// `direct, linking: nothing or linking(study) cites "…"`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub kinds: Vec<FieldKind>,
    pub allowed: Vec<Allowance>,
    /// `first 3 map LIST`: what `first` leaves must go through this map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapped: Option<CodeMap>,
    pub cites: Vec<Cite>,
    pub origin: Origin,
}

/// What a line of a standard speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Class(Identifiability),
    /// Rare in the snapshot: known only from the data.
    Singular,
    /// A head's volume, from which a face can be rebuilt.
    Face,
    /// DNA sequence.
    Genome,
    /// Dates about a person, beside what `quasi` says.
    Dates,
    /// Ages, and dates that tell one.
    Ages,
    /// Areas smaller than a prefecture or state.
    Areas,
    /// 個人番号, 被保険者等記号・番号: in place of what `code` says.
    Number(ClosedNumber),
}

/// What may remain of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allowance {
    Nothing,
    /// A keyed name that reaches no further.
    Linking(Reach),
    /// The same, made from the bank's own number of the person alone: nothing that came from outside
    /// is in it.
    Issued(Reach),
    /// A coarser value: year, month, first, band, cap, round, map. A shifted date is none.
    Coarse,
    /// A date moved by the person's constant, or a coarser one.
    Shifted,
    Cleaned,
    Year,
    Month,
    First(u32),
    /// No age above it is told apart.
    Capped(u32),
    /// A person looked at every head and signed.
    LookedAt,
    /// Fewer independent SNPs and STR loci than identify a person.
    Fewer {
        snp: u32,
        str: u32,
    },
    /// Any value that the profile's `k` counts.
    InK,
    Any,
}

/// How far a keyed name may reach, the narrowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    Delivery,
    Study,
    Bank,
}

/// What must hold for the release as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Demand {
    /// `key kept apart`: the bank's vault keeps every scope's secret apart from what leaves.
    KeyKeptApart,
    /// `key destroyed after delivery`
    KeyDestroyed,
    /// `k required on quasi`: `release { k … }` over what remains of the quasi-identifiers.
    K,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DemandLine {
    pub demand: Demand,
    pub cites: Vec<Cite>,
    pub origin: Origin,
}

impl Standard {
    /// The line that decides a kind.
    pub fn line(&self, kind: FieldKind) -> Option<&Line> {
        self.lines.iter().find(|line| line.kinds.contains(&kind))
    }

    /// Every step with the line that names it.
    pub fn steps(&self) -> impl Iterator<Item = (Step, &StepLine)> {
        let lines = self.steps.iter();
        lines.flat_map(|line| line.steps.iter().map(move |step| (*step, line)))
    }

    pub fn demands(&self, demand: Demand) -> Option<&DemandLine> {
        self.demands.iter().find(|line| line.demand == demand)
    }
}

impl Line {
    pub fn allows(&self, remains: &Remains, reach: Reach) -> bool {
        *remains == Remains::Nothing || self.allowed.iter().any(|a| a.allows(remains, reach))
    }

    /// The clauses, as a sentence quotes them.
    pub fn clause(&self) -> String {
        law::clause(&self.cites)
    }
}

impl Allowance {
    pub fn allows(self, remains: &Remains, reach: Reach) -> bool {
        match (self, remains) {
            (Self::Any, _) | (_, Remains::Nothing) => true,
            (Self::Linking(max) | Self::Issued(max), Remains::Linking) => reach <= max,
            (Self::Cleaned, Remains::Cleaned) => true,
            (Self::Shifted, Remains::Shifted) => true,
            (Self::Coarse | Self::Shifted, Remains::Coarse(_)) => true,
            (narrow, Remains::Coarse(grains)) => grains.iter().any(|grain| narrow.takes(*grain)),
            _ => false,
        }
    }

    fn takes(self, grain: Grain) -> bool {
        match (self, grain) {
            (Self::Year | Self::Month, Grain::Year) | (Self::Month, Grain::Month) => true,
            (Self::First(max), Grain::First(n)) => n <= max,
            (Self::Capped(max), Grain::Capped(bound)) => bound <= max,
            _ => false,
        }
    }
}

impl FieldKind {
    /// Every kind a standard must decide. The others refine `quasi` and `code`.
    pub const REQUIRED: [Self; 12] = [
        Self::Class(Identifiability::Direct),
        Self::Class(Identifiability::Code),
        Self::Class(Identifiability::Linking),
        Self::Class(Identifiability::Quasi),
        Self::Singular,
        Self::Class(Identifiability::Free),
        Self::Class(Identifiability::Pixel),
        Self::Face,
        Self::Genome,
        Self::Class(Identifiability::Sensitive),
        Self::Class(Identifiability::Technical),
        Self::Class(Identifiability::Open),
    ];
    pub const REFINING: [Self; 5] = [
        Self::Dates,
        Self::Ages,
        Self::Areas,
        Self::Number(ClosedNumber::Individual),
        Self::Number(ClosedNumber::Insured),
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Class(class) => class.word(),
            Self::Singular => "singular",
            Self::Face => "face",
            Self::Genome => "genome",
            Self::Dates => "dates",
            Self::Ages => "ages",
            Self::Areas => "areas",
            Self::Number(number) => number.word(),
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::REQUIRED
            .into_iter()
            .chain(Self::REFINING)
            .find(|kind| kind.word() == word)
    }
}

impl Regime {
    pub const ALL: [Self; 4] = [
        Self::Identified,
        Self::Coded,
        Self::Pseudonymized,
        Self::Anonymized,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Identified => "identified",
            Self::Coded => "coded",
            Self::Pseudonymized => "pseudonymized",
            Self::Anonymized => "anonymized",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|regime| regime.word() == word)
    }

    /// What a notice may ask for at the least (`only as coded`): anything but the person's name.
    pub fn at_least() -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(|regime| *regime > Self::Identified)
    }

    /// Whether it is this or more, as a notice's `only as` asks. A legal basis never asks so.
    pub fn meets(self, wanted: Self) -> bool {
        self >= wanted
    }
}

impl Reach {
    pub fn of(scope: &Scope) -> Self {
        match scope {
            Scope::Delivery => Self::Delivery,
            Scope::Study => Self::Study,
            Scope::Bank => Self::Bank,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::Study => "study",
            Self::Bank => "bank",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shift_leaves_is_not_coarse() {
        let month = Remains::Coarse(vec![Grain::Month]);
        let asked =
            |allowance: Allowance, remains: &Remains| allowance.allows(remains, Reach::Study);
        assert!(!asked(Allowance::Coarse, &Remains::Shifted));
        assert!(asked(Allowance::Coarse, &month) && asked(Allowance::Month, &month));
        assert!(!asked(Allowance::Year, &month) && !asked(Allowance::Nothing, &month));
        assert!(asked(Allowance::Nothing, &Remains::Nothing));
    }

    #[test]
    fn a_keyed_name_may_reach_less_far_and_never_further() {
        let study = Allowance::Linking(Reach::Study);
        assert!(study.allows(&Remains::Linking, Reach::Delivery));
        assert!(!study.allows(&Remains::Linking, Reach::Bank));
    }

    #[test]
    fn a_notice_asks_at_the_least_and_never_for_a_name() {
        let words: Vec<&str> = Regime::at_least().map(Regime::word).collect();
        assert_eq!(words, ["coded", "pseudonymized", "anonymized"]);
        assert!(Regime::Anonymized.meets(Regime::Coded));
        assert!(!Regime::Coded.meets(Regime::Pseudonymized));
    }

    #[test]
    fn every_kind_has_its_own_word() {
        for kind in FieldKind::REQUIRED.into_iter().chain(FieldKind::REFINING) {
            assert_eq!(FieldKind::parse(kind.word()), Some(kind));
        }
    }
}
