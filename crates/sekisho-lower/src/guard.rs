//! `guard`: a `forbid` for every study, beside the consent guard.

use sekisho_model::policy::Guard;
use sekisho_model::{CedarPolicy, Effect, RuleName};

use crate::rule::{Ground, Rule};
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
            .collect(),
    }
    .per_class(ground)
}
