//! The consent guard, first in every bundle for every class, whatever the program says. Only a
//! declared emergency, named in full, stands beside it.

use sekisho_model::policy::Act;
use sekisho_model::{CedarPolicy, Effect, Origin, RuleName, consent_guard};

use crate::rule::Ground;

pub fn policies(ground: &Ground<'_>) -> Vec<CedarPolicy> {
    let of = |(class, kind): (&sekisho_model::DataClass, &String)| CedarPolicy {
        id: format!("{}/{class}", consent_guard::RULE),
        effect: Effect::Forbid,
        rule: RuleName::from(consent_guard::RULE),
        study: None,
        class: class.clone(),
        acts: Act::ALL.to_vec(),
        text: consent_guard::policy(class, kind, &ground.policy.emergencies),
        collected_cuts: Vec::new(),
        reads: Vec::new(),
        origin: Origin::built_in(),
    };
    ground.types.iter().map(of).collect()
}
