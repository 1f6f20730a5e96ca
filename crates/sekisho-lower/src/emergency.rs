//! Break-glass: a permit of its own for a group, outside every study and every purpose.
//!
//! To Cedar an emergency is a study that no author can name (`Emergency::study`). Its permit and
//! the exemption of the consent guard (`consent_guard::policy`) ask for exactly that study, and
//! every permit of an `access` rule asks for another: so none of them can ever meet the exemption.

use sekisho_model::policy::Emergency;
use sekisho_model::{CedarPolicy, Effect, RuleName};

use crate::access::in_role;
use crate::quote::entity;
use crate::rule::{Clause, Ground, Rule};

pub fn policies(ground: &Ground<'_>, emergency: &Emergency) -> Vec<CedarPolicy> {
    let study = emergency.study();
    Rule {
        name: RuleName::new(emergency.name.as_str()),
        effect: Effect::Permit,
        study: Some(study.clone()),
        acts: &emergency.acts,
        classes: &emergency.classes,
        because: &emergency.because,
        duties: vec!["review".into(), "tell_patient".into()],
        origin: &emergency.origin,
        clauses: vec![
            Clause::when("group", in_role(study.as_str(), emergency.name.as_str())),
            Clause::when(
                "emergency",
                format!("context.study == {}", entity("Study", study.as_str())),
            ),
            Clause::when("reason", "context.justified".into()),
        ],
    }
    .per_class(ground)
}
