//! From a checked program to the bundle that a bank obeys: Cedar schema and policies, the profiles'
//! modules, sources.
//!
//! Total and deterministic: every `Policy` has a bundle, the same program the same bytes. What the
//! authors named becomes entity *ids*, never types; a rule becomes one static policy per data class.
//! The consent guard stands first for every class, whatever the program says.

mod access;
mod consent_guard;
mod delivery;
mod emergency;
mod guard;
pub mod module;
mod quote;
mod rule;
mod schema;
mod test;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sekisho_model::bundle::{BUNDLE_FORMAT, ModelRef, ModuleRef};
use sekisho_model::oncology::DataModel;
use sekisho_model::policy::Policy;
use sekisho_model::transform::Modules;
use sekisho_model::{Bundle, CedarPolicy, Digest, SourceText, Zone};

use rule::Ground;

/// What `sekisho build` writes: the bundle, and the modules that it names by their digests.
#[derive(Clone, Debug)]
pub struct Built {
    pub bundle: Bundle,
    pub modules: Modules,
    /// The authors' components by their digests; whoever has the files adds them and names them in
    /// the bundle.
    pub components: BTreeMap<Digest, Arc<[u8]>>,
}

/// All of a checked program.
pub fn build(program: &sekisho_lang::Program, model: &DataModel) -> Built {
    let mut bundle = lower(program, model);
    let modules = module::modules(&bundle.policy, model);
    let profiles = bundle.policy.profiles.iter();
    let named = profiles.map(|profile| ModuleRef {
        profile: profile.name.clone(),
        digest: Digest::of(&modules[&profile.name]),
        bytes: modules[&profile.name].len() as u64,
    });
    bundle.modules = named.collect();
    Built {
        bundle,
        modules,
        components: BTreeMap::new(),
    }
}

/// The rules of a checked program, without modules: a gate can be asked, nothing can leave.
pub fn lower(program: &sekisho_lang::Program, model: &DataModel) -> Bundle {
    lower_policy(
        &program.package,
        &program.policy,
        program.sources.clone(),
        program.zone,
        model,
    )
}

/// The bundle of a policy whose names are resolved. Days are midnights in `zone`.
pub fn lower_policy(
    package: &str,
    policy: &Policy,
    sources: Vec<SourceText>,
    zone: Zone,
    model: &DataModel,
) -> Bundle {
    let ground = Ground {
        policy,
        zone,
        types: schema::resource_types(model),
    };
    let mut cedar = consent_guard::policies(&ground);
    policy
        .guards
        .iter()
        .for_each(|g| cedar.extend(guard::policies(&ground, g)));
    policy
        .emergencies
        .iter()
        .for_each(|e| cedar.extend(emergency::policies(&ground, e)));
    policy
        .deliveries
        .iter()
        .for_each(|d| cedar.extend(delivery::policies(&ground, d)));
    policy
        .access
        .iter()
        .for_each(|r| cedar.extend(access::policies(&ground, r)));
    make_ids_unique(&mut cedar);
    Bundle {
        format: BUNDLE_FORMAT,
        package: package.to_owned(),
        model: ModelRef {
            name: model.name.clone(),
            version: model.version.clone(),
            digest: model.digest,
        },
        policy: policy.clone(),
        cedar_schema: schema::text(&ground.types),
        cedar,
        modules: Vec::new(),
        components: Vec::new(),
        sources,
    }
}

/// Two rules of one name keep two policies: a lost `forbid` would open the gate.
fn make_ids_unique(cedar: &mut [CedarPolicy]) {
    let mut seen = BTreeSet::new();
    for policy in cedar {
        let plain = policy.id.clone();
        let mut n = 1;
        while !seen.insert(policy.id.clone()) {
            n += 1;
            policy.id = format!("{plain}~{n}");
        }
    }
}
