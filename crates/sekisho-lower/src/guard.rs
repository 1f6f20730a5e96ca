//! `guard`: a `forbid` for every study, beside the consent guard.

use sekisho_model::policy::Guard;
use sekisho_model::{CedarPolicy, Effect, RuleName};

use crate::quote::{any, entity};
use crate::rule::{Clause, Ground, Reads, Rule};
use crate::test;

pub fn policies(ground: &Ground<'_>, guard: &Guard) -> Vec<CedarPolicy> {
    Rule {
        name: RuleName::new(guard.name.as_str()),
        effect: Effect::Forbid,
        study: None,
        acts: &guard.acts,
        classes: &guard.classes,
        because: &guard.because,
        duties: Vec::new(),
        origin: &guard.origin,
        clauses: test::clause(&guard.condition, Effect::Forbid)
            .into_iter()
            .chain(passed(ground, guard))
            .collect(),
    }
    .per_class(ground)
}

/// The emergencies that name this guard as one they pass.
fn passed(ground: &Ground<'_>, guard: &Guard) -> Option<Clause> {
    let named = ground.policy.emergencies.iter();
    let studies: Vec<String> = named
        .filter(|e| e.despite.contains(&guard.name))
        .map(|e| format!("context.study == {}", entity("Study", e.study().as_str())))
        .collect();
    (!studies.is_empty()).then(|| Clause {
        kind: "despite".into(),
        unless: true,
        text: any(&studies),
        reads: Reads::default(),
    })
}
