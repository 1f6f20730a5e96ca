//! What a profile compiles to: a WASM component of world `profile-module` (`plugins/wit/transform.wit`).
//!
//! A small hand-written runtime in WAT (`runtime/`: memory, columns, texts, dates, numbers,
//! conditions) knows how each action is done; a profile adds its texts and tables as data, and per
//! stage of a rule one function that calls the runtime with them. Rule numbers are those of
//! `Profile::rules`. Stages that have no code here are `no-such-rule`: plugins' and pictures', and
//! a shift where the profile names no bound. The same profile gives the same bytes.

mod action;
mod assemble;
mod code;
mod condition;
mod data;
mod rule_table;
#[cfg(test)]
mod tests;

use sekisho_model::oncology::DataModel;
use sekisho_model::policy::Policy;
use sekisho_model::profile::Profile;
use sekisho_model::transform::Modules;

pub use rule_table::{RuleEntry, RuleTable, rule_table};

use self::code::Code;

/// The modules of a policy's profiles.
pub fn modules(policy: &Policy, model: &DataModel) -> Modules {
    let compiled = policy
        .profiles
        .iter()
        .map(|profile| (profile.name.clone(), module(profile, model).into()));
    compiled.collect()
}

/// A profile's module. Its conditions read the columns of the model's `patient` view.
pub fn module(profile: &Profile, model: &DataModel) -> Vec<u8> {
    let mut code = Code::of(model);
    let placeholders = profile.dates.placeholders();
    let dates = (profile.shift_days_max.is_some(), &placeholders);
    for (number, rule) in profile.rules() {
        code.rule(number, rule, dates);
    }
    assemble::component(&code.finish(), &RuleTable::of(profile))
}
