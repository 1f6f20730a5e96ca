//! The secret of each scope: made on first use, destroyed for good, and who asks which.

use sekisho_model::book::{EntryKind, ScopeKeyDestroyed, ScopeKeyMoved};
use sekisho_model::identity::Scope;
use sekisho_model::policy::Delivery;
use sekisho_model::profile::{KeyFate, Profile};
use sekisho_model::{Day, Instant};
use sekisho_store::Ending;
use serde::Serialize;

use super::provider::{KeyProvider as _, Secret};
use super::ring::{BANK, unknown};
use super::scope::ScopeKeys;
use crate::bank::Bank;
use crate::error::BankError;

/// Secrets by which releases are compared with earlier ones: without them a difference between two
/// counts would go unseen. They name nobody outside the bank.
const GUARD: &str = "guard:";
/// A scope's secret as it may be told about.
#[derive(Clone, Debug, Serialize)]
pub struct ScopeLine {
    pub scope: String,
    pub key: String,
    /// 0: it was never kept.
    pub generation: u32,
    pub made: Instant,
    pub destroyed: Option<Instant>,
    pub destroyed_by: Option<String>,
    pub ledger_seq: Option<i64>,
}

/// A secret of one delivery that is never kept, and what the ledger will say of its end.
pub(crate) struct Destroyed {
    pub(super) scope: String,
    pub(super) key: String,
    pub(super) who: String,
    pub(super) facts: ScopeKeyDestroyed,
}

/// The scope in which a pseudonym is the same: a study, a delivery to a recipient, or the bank.
///
/// A delivery made `every` period has a scope each period. One without a period has one scope for
/// all times it is made: what its recipient gets later joins what came before.
pub(crate) fn scope_name(profile: &Profile, delivery: &Delivery, today: Day) -> String {
    let (name, recipient) = (&delivery.name, &delivery.recipient.org);
    match (profile.scope.clone(), &delivery.every) {
        (Scope::Study, _) => format!("study:{}", delivery.study),
        (Scope::Delivery, None) => format!("delivery:{name}:{recipient}"),
        (Scope::Delivery, Some(every)) => {
            format!(
                "delivery:{name}:{recipient}:{}",
                every.period.name_of(today)
            )
        }
        (Scope::Bank, _) => "bank".into(),
    }
}

impl Destroyed {
    /// None for a profile whose secret is kept.
    pub(crate) fn after(
        profile: &Profile,
        scope: &str,
        who: &str,
        permit: i64,
        delivery: &Delivery,
    ) -> Option<Self> {
        (profile.key_fate == KeyFate::DestroyedAfterDelivery).then(|| Self {
            scope: scope.to_owned(),
            key: profile.key.clone().unwrap_or_else(|| BANK.into()),
            who: who.to_owned(),
            facts: ScopeKeyDestroyed {
                scope: scope.to_owned(),
                permit: Some(permit),
                delivery: Some(delivery.name.clone()),
                reason: "destroyed after delivery".to_owned(),
                justification: None,
            },
        })
    }
}

impl Bank {
    /// The keyed functions of the scope of one delivery. A secret that is to be destroyed after the
    /// delivery is never kept: it lives as long as the delivery is being made.
    pub(crate) async fn delivery_keys(
        &self,
        profile: &Profile,
        scope: &str,
        now: Instant,
    ) -> Result<ScopeKeys, BankError> {
        let (ring, key) = (self.keys.ring()?, profile.key.as_deref());
        if let Some(key) = key.filter(|key| ring.generation(key).is_none()) {
            return Err(unknown(key));
        }
        let secret = match profile.key_fate {
            KeyFate::DestroyedAfterDelivery => Secret::draw()?,
            KeyFate::KeptApart => self.secret(scope, key, now).await?,
        };
        Ok(ScopeKeys::new(&secret[..]))
    }

    /// The secret of a scope, made on first use. Where the policy names a key it lies under that
    /// key from then on; otherwise it stays where it is.
    pub(crate) async fn secret(
        &self,
        scope: &str,
        key: Option<&str>,
        now: Instant,
    ) -> Result<Secret, BankError> {
        // While the keys are being rotated, wait.
        let _running = self.running()?;
        let ring = self.keys.ring()?;
        if self.store.secret(scope).await?.is_none() {
            let wrapped = ring.wrap(key.unwrap_or(BANK), scope, &Secret::draw()?)?;
            self.store.put_secret(scope, &wrapped, now).await?;
        }
        // Read back: of two processes that made one at the same time, the vault kept one.
        let row = self.store.secret(scope).await?.ok_or(BankError::Key)?;
        let secret = ring.unwrap(scope, &row.wrapped)?;
        if let Some(key) = key.filter(|key| *key != row.wrapped.key) {
            let wrapped = ring.wrap(key, scope, &secret)?;
            let moved = ScopeKeyMoved {
                scope: scope.to_owned(),
                from: row.wrapped.key.clone(),
                to: key.to_owned(),
            };
            self.note("", moved, Vec::new(), now).await?;
            self.store.rewrap_secrets(&[(row.id, wrapped)]).await?;
        }
        Ok(secret)
    }

    /// The secret of a scope if one stands; none is made.
    pub(crate) async fn standing_secret(&self, scope: &str) -> Result<Option<Secret>, BankError> {
        let _running = self.running()?;
        let Some(row) = self.store.secret(scope).await? else {
            return Ok(None);
        };
        Ok(Some(self.keys.ring()?.unwrap(scope, &row.wrapped)?))
    }

    /// The keyed functions of a scope that stands; none is made. For re-tracing what was delivered.
    pub async fn standing_scope(&self, scope: &str) -> Result<Option<ScopeKeys>, BankError> {
        let secret = self.standing_secret(scope).await?;
        Ok(secret.map(|secret| ScopeKeys::new(&secret[..])))
    }

    /// The ledger's entry by which the secret that this permit's delivery was made under is gone.
    /// A secret that ended with a delivery of its own says nothing of others of the scope.
    pub async fn destroyed(&self, scope: &str, permit: i64) -> Result<Option<i64>, BankError> {
        let kind = EntryKind::ScopeKeyDestroyed;
        let entries = self.store.of_scope(kind, scope).await?;
        for entry in entries.iter().filter(|entry| entry.seq > permit) {
            let told = entry.told::<ScopeKeyDestroyed>()?;
            if told.is_some_and(|told| told.permit.is_none_or(|of| of == permit)) {
                return Ok(Some(entry.seq));
            }
        }
        Ok(None)
    }

    /// Says in the vault, just before the delivery stands, that its secret is gone with the process.
    pub(crate) async fn ending(&self, of: &Destroyed, now: Instant) -> Result<i64, BankError> {
        let ending = Ending {
            at: now,
            who: of.who.clone(),
            facts: of.facts.clone(),
            noted: None,
        };
        Ok(self
            .store
            .put_ended_secret(&of.scope, &of.key, &ending)
            .await?)
    }

    /// The ledger's entry about it. Returns its number.
    pub(crate) async fn ended(
        &self,
        row: i64,
        of: &Destroyed,
        now: Instant,
    ) -> Result<i64, BankError> {
        let seq = self
            .note(&of.who, of.facts.clone(), Vec::new(), now)
            .await?;
        self.store.note_ending(row, seq).await?;
        Ok(seq)
    }

    /// Notes every end of a secret that a killed process left unsaid. Returns how many.
    pub(crate) async fn note_endings(&self, now: Instant) -> Result<usize, BankError> {
        let mut count = 0;
        for row in self.store.secrets().await? {
            let Some(ending) = row.ending.filter(|ending| ending.noted.is_none()) else {
                continue;
            };
            let of = Destroyed {
                scope: row.scope,
                key: row.wrapped.key,
                who: ending.who,
                facts: ending.facts,
            };
            self.ended(row.id, &of, now).await?;
            count += 1;
        }
        Ok(count)
    }

    /// Destroys the standing secret of a scope by hand. Returns the ledger's entry.
    pub async fn destroy_scope(
        &self,
        scope: &str,
        who: &str,
        why: &str,
        now: Instant,
    ) -> Result<i64, BankError> {
        if why.trim().is_empty() {
            return Err(BankError::usage(
                "--justify に理由を書いてください",
                "give the reason with --justify",
            ));
        }
        self.looked_after_by(who).await?;
        let _alone = self.alone()?;
        if scope.starts_with(GUARD) {
            return Err(BankError::keys(
                format!(
                    "「{scope}」は過去の提供と比べるための鍵で、どの仮名もここからは出ていません。破棄できません"
                ),
                format!(
                    "'{scope}' is what releases are compared with earlier ones by, and no pseudonym comes from it; it can't be destroyed"
                ),
            ));
        }
        let of = Destroyed {
            scope: scope.to_owned(),
            key: String::new(),
            who: who.to_owned(),
            facts: ScopeKeyDestroyed {
                scope: scope.to_owned(),
                permit: None,
                delivery: None,
                reason: "by hand".to_owned(),
                justification: Some(why.to_owned()),
            },
        };
        let ending = Ending {
            at: now,
            who: of.who.clone(),
            facts: of.facts.clone(),
            noted: None,
        };
        let row = self.store.end_secret(scope, &ending).await?;
        let row = row.ok_or_else(|| {
            BankError::keys(
                format!("範囲「{scope}」の鍵はありません。`sekisho bank keys BANK list` で確かめてください"),
                format!("no key stands for the scope '{scope}'; `sekisho bank keys BANK list` shows them"),
            )
        })?;
        self.ended(row, &of, now).await
    }

    async fn looked_after_by(&self, who: &str) -> Result<(), BankError> {
        if self.is_steward(who).await? {
            return Ok(());
        }
        Err(BankError::keys(
            "鍵の破棄は、利用者の表でグループ steward（データ管理者）に属する人だけができます。何も破棄していません",
            "only a person whom the list of users puts into the group 'steward' (データ管理者) may destroy a key; nothing was destroyed",
        ))
    }

    /// Every scope's secret there is or was.
    pub async fn scopes(&self) -> Result<Vec<ScopeLine>, BankError> {
        let rows = self.store.secrets().await?;
        let line = |row: sekisho_store::SecretRow| ScopeLine {
            scope: row.scope,
            key: row.wrapped.key,
            generation: row.wrapped.generation,
            made: row.made,
            destroyed: row.ending.as_ref().map(|e| e.at),
            destroyed_by: row.ending.as_ref().map(|e| e.who.clone()),
            ledger_seq: row.ending.and_then(|e| e.noted),
        };
        Ok(rows.into_iter().map(line).collect())
    }
}
