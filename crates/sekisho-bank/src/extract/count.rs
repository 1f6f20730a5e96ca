//! `count`: how many, as far as it may be told.

use std::sync::Arc;

use sekisho_gate::{CountOf, Counted, Counting, Ending, Gate, GateError, Papers};
use sekisho_model::Instant;
use sekisho_model::identity::{Scope, Subject};
use sekisho_model::policy::Study;
use sekisho_model::profile::Profile;
use sekisho_model::transform::{Column, Keyed, SiteKind, Transforms as _};
use sekisho_plugin::{ModuleRunner, WithPlugins};
use sekisho_store::Mark;

use super::{gate_error, odd};
use crate::bank::Bank;
use crate::error::BankError;
use crate::keys::ScopeKeys;

impl Bank {
    /// A guarded count, or why not.
    pub async fn count(
        &self,
        papers: &Papers,
        of: CountOf<'_>,
    ) -> Result<Ending<Counted>, BankError> {
        self.may_let_out().await?;
        // A closed ring is said before anything is decided or noted.
        self.keys.ring()?;
        let gate = self.gate().await?;
        let room = Room {
            bank: self,
            gate: &gate,
            now: papers.now,
        };
        let counted = gate.count(&self.store, papers, of, &room).await;
        counted.map_err(gate_error)
    }

    /// The people under the key of one guard, which serves nothing else.
    pub(super) async fn marked(
        &self,
        guard: &str,
        people: &[Subject],
        now: Instant,
    ) -> Result<Vec<Mark>, BankError> {
        let secret = self.secret(&format!("guard:{guard}"), None, now).await?;
        let keys = ScopeKeys::new(&secret[..]);
        let mark = |subject: &Subject| {
            let hex = keys.pseudonym(SiteKind::SubjectId, *subject, b"");
            std::str::from_utf8(&hex)
                .ok()
                .and_then(|hex| Mark::from_str_radix(hex, 16).ok())
                .ok_or_else(|| odd("a mark is not hexadecimal"))
        };
        people.iter().map(mark).collect()
    }
}

/// Where a count gets its keys and transforms.
pub(super) struct Room<'a> {
    pub bank: &'a Bank,
    pub gate: &'a Gate,
    pub now: Instant,
}

impl Room<'_> {
    async fn left(
        &self,
        profile: &Profile,
        study: &Study,
        rule: u16,
        subjects: &[Subject],
        mut values: Column,
    ) -> Result<Column, BankError> {
        let scope = scope_of(profile, study);
        let secret = self.bank.secret(&scope, None, self.now).await?;
        let keyed: Arc<dyn Keyed + Send + Sync> = Arc::new(ScopeKeys::new(&secret[..]));
        let module = self.bank.module(self.gate.bundle(), profile).await?;
        let snapshot = self.bank.store.snapshot().await?;
        let patients = self.bank.patients(profile, subjects, snapshot).await?;
        let plugins = self.bank.plugins(self.gate.bundle(), profile).await?;
        let mut own = ModuleRunner::new(&module, profile, keyed).knowing(&patients);
        let mut transforms = WithPlugins::new(profile, &mut own, &plugins);
        let found = profile.rules().find(|(number, _)| *number == rule);
        let stages = found.map_or(0, |(_, rule)| rule.actions.len());
        for stage in 0..stages {
            values = transforms
                .apply(rule, stage as u16, SiteKind::Value, subjects, &values)
                .map_err(|error| BankError::Gate(error.text(profile)))?;
        }
        Ok(values)
    }
}

impl Counting for Room<'_> {
    async fn marks(&self, guard: &str, people: &[Subject]) -> Result<Vec<Mark>, GateError> {
        let marks = self.bank.marked(guard, people, self.now).await;
        marks.map_err(fault)
    }

    async fn transformed(
        &self,
        profile: &Profile,
        study: &Study,
        rule: u16,
        subjects: &[Subject],
        values: Column,
    ) -> Result<Column, GateError> {
        let left = self.left(profile, study, rule, subjects, values).await;
        left.map_err(fault)
    }
}

/// A count belongs to no delivery, so that a scope of deliveries has one of its own here.
fn scope_of(profile: &Profile, study: &Study) -> String {
    match profile.scope {
        Scope::Study => format!("study:{}", study.name),
        Scope::Delivery => format!("count:{}", study.name),
        Scope::Bank => "bank".into(),
    }
}

fn fault(error: BankError) -> GateError {
    GateError::Bank(error.text())
}
