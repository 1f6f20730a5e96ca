//! Who may do what no rule of a policy grants: the bank's stewards, and the second person beside
//! one. A reason is always written down.

use crate::bank::Bank;
use crate::error::BankError;

/// Groups whose people look after the bank.
const STEWARDS: [&str; 2] = ["steward", "データ管理者"];

impl Bank {
    pub(crate) async fn is_steward(&self, who: &str) -> Result<bool, BankError> {
        let person = self.store.person(who).await?;
        let is = |p: sekisho_store::Person| p.groups.iter().any(|g| STEWARDS.contains(&g.as_str()));
        Ok(person.is_some_and(is))
    }

    /// `Err` says that a steward must do it.
    pub(crate) async fn steward(&self, who: &str) -> Result<(), BankError> {
        if self.is_steward(who).await? {
            return Ok(());
        }
        Err(BankError::keys(
            "これは、利用者の表でグループ steward（データ管理者）に属する人だけができます。何も変えていません",
            "only a person whom the list of users puts into the group 'steward' (データ管理者) may do this; nothing was changed",
        ))
    }

    /// A steward with a reason.
    pub(crate) async fn steward_because(&self, who: &str, why: &str) -> Result<(), BankError> {
        if why.trim().is_empty() {
            return Err(BankError::usage(
                "--justify に理由を書いてください",
                "give the reason with --justify",
            ));
        }
        self.steward(who).await
    }

    /// Somebody of the bank beside the one who asks.
    pub(crate) async fn second(&self, who: &str, second: &str) -> Result<(), BankError> {
        if second == who {
            return Err(BankError::usage(
                "承認するのは、行う人とは別の人です。--approved-by に別の人を示してください",
                "somebody else than the one who does it must approve; name them with --approved-by",
            ));
        }
        if self.store.person(second).await?.is_none() {
            return Err(BankError::usage(
                format!("承認者「{second}」は利用者の表にいません"),
                format!("the approver '{second}' is not in the list of users"),
            ));
        }
        Ok(())
    }
}
