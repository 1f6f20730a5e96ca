//! What a withdrawal brings about, as the form promises it. New use always stops at once; the rest
//! are duties the bank takes on, so each is typed and has its own time limit.

use serde::{Deserialize, Serialize};

use super::Duration;
use crate::{ItemName, Origin};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawalScope {
    AnyItem,
    All,
    Item(ItemName),
}

/// One `withdraw …` block. What it leaves out is `None`: the form promises nothing about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    pub scope: WithdrawalScope,
    pub delivered: Option<Delivered>,
    pub specimens: Option<Specimens>,
    pub bank_copies: Option<BankCopies>,
    pub models: Option<Models>,
    pub results: Option<Results>,
    pub infeasible: Option<Infeasible>,
    pub origin: Origin,
}

/// Copies that left before: one duty per delivery that holds the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivered {
    Keep,
    /// Taken back from the recipient.
    Recall {
        within: Duration,
        unless_anonymized: bool,
    },
    /// The recipient is told and decides.
    Notify {
        within: Duration,
        unless_anonymized: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Specimens {
    Keep,
    Destroy { within: Duration },
}

/// The bank's own records of the person. Both are done to the person's record key: sealed, or
/// destroyed, and the ledger keeps a tombstone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BankCopies {
    Keep,
    Seal { within: Duration },
    Erase { within: Duration },
}

/// Models trained with the person's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Models {
    Keep,
    Retrain,
}

/// Results already published or computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Results {
    Keep,
    Recall,
}

/// Who hears of what can't be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Infeasible {
    pub board: String,
    pub tells_person: bool,
}

impl Withdrawal {
    /// A form that says nothing: any item can always be withdrawn, and new use stops.
    pub fn silent(origin: Origin) -> Self {
        Self {
            scope: WithdrawalScope::AnyItem,
            delivered: None,
            specimens: None,
            bank_copies: None,
            models: None,
            results: None,
            infeasible: None,
            origin,
        }
    }
}
