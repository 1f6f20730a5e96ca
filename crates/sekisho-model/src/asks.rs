//! What a legal basis asks beyond its axes, and the papers of a delivery that answer it: a screened
//! proposal, a contract, a permit, the recipient's certificate.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::consent::{Duration, RecipientKind};
use crate::institution::Institution;
use crate::law::Cite;
use crate::policy::Delivery;
use crate::{Day, Instant, Text, Zone};

/// `asks contract cites "…"`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    pub what: Ask,
    pub cites: Vec<Cite>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// A written contract with the recipient.
    Contract,
    /// A proposal of the recipient that the institution has screened.
    Proposal,
    /// The recipient is certified, and its certificate runs.
    CertifiedRecipient,
    /// The recipient is one of a closed list, and the delivery says by which of its clauses.
    EligibleRecipient { by: Vec<String> },
    /// The bank or the recipient is an academic institution.
    AcademicSide,
    /// A permit of an authority, of this length at most.
    Permit { at_most: Option<Duration> },
}

/// `keeps record 3 years cites "…"`: how long the record of a delivery is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeepsRecord {
    pub lasts: Duration,
    pub cites: Vec<Cite>,
}

/// The papers that a delivery stands on. Each is held to its days whether a basis asks for it or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Proposal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<Contract>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permit: Option<Permit>,
}

/// `proposal "N" screened D`: from 00:00 of that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub number: String,
    pub screened: Day,
}

/// `contract "N" on D [until D]`: the until day itself still counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    pub number: String,
    pub on: Day,
    pub until: Option<Day>,
}

/// `permit "N" [issued D] from D until D`: both days count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permit {
    pub number: String,
    /// The authority's day; an objection after it may spare what leaves on the permit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<Day>,
    pub from: Day,
    pub until: Day,
}

/// `certified "N" until D` of a recipient: the day itself still counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    pub number: String,
    pub until: Day,
}

impl Permit {
    /// When it surely was issued: at the end of its day.
    pub fn surely_issued(&self, zone: Zone) -> Option<Instant> {
        let next = Day(self.issued?.0.saturating_add(1));
        Some(zone.midnight(next))
    }
}

impl Agreed {
    /// In words, for the manifest.
    pub fn words(&self) -> BTreeMap<&'static str, String> {
        let proposal = self.proposal.as_ref();
        let contract = self.contract.as_ref().map(|c| {
            let until = c.until.map(|day| format!(" until {day}"));
            format!("{} on {}{}", c.number, c.on, until.unwrap_or_default())
        });
        let permit = self.permit.as_ref();
        let said = [
            (
                "proposal",
                proposal.map(|p| format!("{} screened {}", p.number, p.screened)),
            ),
            ("contract", contract),
            (
                "permit",
                permit.map(|p| {
                    let issued = p.issued.map(|day| format!(" issued {day}"));
                    let issued = issued.unwrap_or_default();
                    format!("{}{issued} from {} until {}", p.number, p.from, p.until)
                }),
            ),
        ];
        said.into_iter()
            .filter_map(|(paper, words)| Some((paper, words?)))
            .collect()
    }
}

impl Ask {
    /// Whether a delivery of that bank has it.
    pub fn is_met(&self, delivery: &Delivery, bank: Option<&Institution>) -> bool {
        let (agreed, recipient) = (&delivery.agreed, &delivery.recipient);
        match self {
            Self::Contract => agreed.contract.is_some(),
            Self::Proposal => agreed.proposal.is_some(),
            Self::CertifiedRecipient => recipient.certified.is_some(),
            Self::EligibleRecipient { by } => {
                let clause = recipient.eligible.as_ref();
                clause.is_some_and(|clause| by.contains(clause))
            }
            Self::AcademicSide => {
                bank.is_some_and(|bank| bank.academic)
                    || recipient.kind == RecipientKind::University
            }
            Self::Permit { .. } => agreed.permit.is_some(),
        }
    }

    /// What is asked, as part of a sentence.
    pub fn text(&self) -> Text {
        let (ja, en) = match self {
            Self::Contract => (
                "提供先との書面の契約",
                "a written contract with the recipient",
            ),
            Self::Proposal => (
                "審査を済ませた提案",
                "a proposal of the recipient that was screened",
            ),
            Self::CertifiedRecipient => (
                "提供先が認定を受けていること",
                "a recipient that is certified",
            ),
            Self::EligibleRecipient { .. } => (
                "条文が挙げる者への提供であること",
                "a recipient that its closed list names",
            ),
            Self::AcademicSide => (
                "銀行か提供先のどちらかが学術研究機関等であること",
                "that the bank or the recipient is an academic institution",
            ),
            Self::Permit { .. } => ("許可", "a permit"),
        };
        Text::new(ja, en)
    }

    /// The line that answers it.
    pub fn line(&self) -> String {
        let line = match self {
            Self::Contract => "contract \"C-2026-01\" on 2026-05-01 until 2028-03-31",
            Self::Proposal => "proposal \"P-2026-01\" screened 2026-04-20",
            Self::CertifiedRecipient => {
                "to org \"…\" kind company country \"JP\" certified \"N-12\" until 2028-03-31"
            }
            Self::EligibleRecipient { by } => {
                let first = by.first().map_or("", String::as_str);
                return format!("to org \"…\" kind university country \"JP\" eligible \"{first}\"");
            }
            Self::AcademicSide => "to org \"…\" kind university country \"JP\"",
            Self::Permit { .. } => "permit \"A-2026-01\" from 2026-05-01 until 2029-04-30",
        };
        line.to_owned()
    }
}
