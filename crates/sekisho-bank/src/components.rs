//! The components of authors' plugins: found by their digests, judged, tried on their golden cases.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use sekisho_lang::declared;
use sekisho_lang::problem::plugin as problems;
use sekisho_lower::Built;
use sekisho_model::bundle::ComponentRef;
use sekisho_model::plugin::{Function, Plugin};
use sekisho_model::policy::Policy;
use sekisho_model::profile::{Action, Profile};
use sekisho_model::{Digest, Problem};
use sekisho_plugin::{
    Author, Bounds, Engines, LoadError, Mismatch, Vouched, cases_of, check_cases, limits_of, said,
};

use crate::error::BankError;

/// Components by the digest of their bytes.
pub type Components = BTreeMap<Digest, Arc<[u8]>>;

/// The folder of a package where components lie.
pub const FOLDER: &str = "plugins";
const FILES_MAX: usize = 256;

/// Every component in the folder; there may be none.
pub fn find(folder: &Path) -> Result<Components, BankError> {
    let Ok(entries) = folder.read_dir() else {
        return Ok(Components::new());
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "wasm"));
    paths.sort();
    let mut components = Components::new();
    for path in paths.iter().take(FILES_MAX) {
        let bytes = read_component(path)?;
        components.insert(Digest::of(&bytes), bytes.into());
    }
    Ok(components)
}

pub(crate) fn read_component(path: &Path) -> Result<Vec<u8>, BankError> {
    let size = fs::metadata(path)
        .map_err(|e| BankError::file(path, e))?
        .len();
    let most = Bounds::MOST.bytes;
    if size > most {
        let text = LoadError::TooLarge { bytes: size, most }.text();
        return Err(BankError::file(path, text.en));
    }
    fs::read(path).map_err(|e| BankError::file(path, e))
}

/// Puts the components of the declared plugins into what is built, and says what is wrong with them
/// or missing. With an error among the problems nothing should be written. `folder` is named to
/// the reader.
pub fn attach(built: &mut Built, found: &Components, folder: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let needed = needed(&built.bundle.policy);
    for plugin in &built.bundle.policy.plugins {
        let (at, name) = (plugin.origin.clone(), plugin.name.as_str());
        let digest = plugin.digest.to_string();
        match found.get(&plugin.digest) {
            None if needed.contains(name) => {
                problems.push(problems::component_missing(at, name, &digest, folder));
            }
            None => problems.push(problems::component_not_needed(at, name, &digest, folder)),
            Some(bytes) => {
                problems.extend(judge(plugin, bytes));
                built.components.insert(plugin.digest, Arc::clone(bytes));
                built.bundle.components.push(ComponentRef {
                    plugin: plugin.name.clone(),
                    digest: plugin.digest,
                    bytes: bytes.len() as u64,
                });
            }
        }
    }
    problems
}

/// Whether the component runs within the declared limits and is what the policy says it is.
fn judge(plugin: &Plugin, bytes: &[u8]) -> Option<Problem> {
    let at = || plugin.origin.clone();
    let (limits, nobody) = (limits_of(plugin), Vouched::Nobody);
    let loaded = Author::declared(Engines::shared(), bytes, plugin.digest, limits, nobody);
    if let Err(why) = loaded {
        return Some(problems::component_refused(at(), &plugin.name, &why.text()));
    }
    let own = declared(said(bytes)?, "", plugin.digest).ok()?.plugin;
    let same = |ours: &Function, own: &Function| {
        ours.name == own.name
            && ours.parameters == own.parameters
            && ours.result == own.result
            && ours.random == own.random
            && ours.leaves == own.leaves
    };
    let other = plugin
        .functions
        .iter()
        .enumerate()
        .find(|(place, ours)| !own.functions.get(*place).is_some_and(|own| same(ours, own)));
    other.map(|(_, function)| {
        problems::component_says_otherwise(function.origin.clone(), &plugin.name, &function.name)
    })
}

/// The plugins that the profiles of the deliveries call.
fn needed(policy: &Policy) -> BTreeSet<&str> {
    let deliveries = policy.deliveries.iter();
    let profiles = deliveries.filter_map(|delivery| policy.profile(delivery.profile.as_str()));
    profiles.flat_map(called).collect()
}

/// The plugins that a profile's rules call.
pub(crate) fn called(profile: &Profile) -> BTreeSet<&str> {
    let actions = profile.rules().flat_map(|(_, rule)| &rule.actions);
    actions
        .filter_map(|action| match action {
            Action::Call(call) => Some(call.plugin.as_str()),
            _ => None,
        })
        .collect()
}

/// A plugin's golden cases, tried.
#[derive(Clone, Debug)]
pub struct Golden {
    pub plugin: String,
    pub file: String,
    /// How many cases; 0 with a problem where they can't be read.
    pub cases: usize,
    /// `None`: the component is not there, and nothing was tried.
    pub problems: Option<Vec<Problem>>,
}

/// The golden cases of every plugin that declares some. `text_of` gives a file of the package.
pub fn golden<'t>(
    policy: &Policy,
    found: &Components,
    text_of: impl Fn(&str) -> Option<&'t str>,
) -> Vec<Golden> {
    let mut tried = Vec::new();
    for plugin in &policy.plugins {
        let Some(file) = &plugin.golden else { continue };
        let unreadable = |why: &str| {
            let problem = problems::golden_unreadable(plugin.origin.clone(), file, why);
            (0, Some(vec![problem]))
        };
        let text = text_of(file).unwrap_or_default();
        let (cases, problems) = match (cases_of(text), found.get(&plugin.digest)) {
            (Err(why), _) => unreadable(&why),
            (Ok(cases), None) => (cases.len(), None),
            (Ok(cases), Some(bytes)) => {
                let limits = limits_of(plugin);
                match Author::load(Engines::shared(), bytes, limits) {
                    Err(why) => {
                        let at = plugin.origin.clone();
                        let why = problems::component_refused(at, &plugin.name, &why.text());
                        (cases.len(), Some(vec![why]))
                    }
                    Ok(author) => match check_cases(&author, plugin, &cases) {
                        Err(why) => unreadable(&why),
                        Ok(wrong) => {
                            let wrong = wrong.iter().map(|wrong| differs(plugin, file, wrong));
                            (cases.len(), Some(wrong.collect()))
                        }
                    },
                }
            }
        };
        tried.push(Golden {
            plugin: plugin.name.clone(),
            file: file.clone(),
            cases,
            problems,
        });
    }
    tried
}

fn differs(plugin: &Plugin, file: &str, wrong: &Mismatch) -> Problem {
    let word = |answer: &Option<String>| match answer {
        Some(text) => serde_json::Value::from(text.as_str()).to_string(),
        None => "null".to_owned(),
    };
    let expected = word(&wrong.expected);
    let (ja, en) = match &wrong.answered {
        Ok(answer) => (
            format!("{expected} のはずが {} でした。", word(answer)),
            format!("{expected} was expected, {} came.", word(answer)),
        ),
        Err(reason) => {
            let text = reason.text();
            (
                format!("{expected} のはずが、部品は{}。", text.ja),
                format!("{expected} was expected, and it {}.", text.en),
            )
        }
    };
    let place = format!("{file}:{}", wrong.line);
    problems::golden_differs(plugin.origin.clone(), &plugin.name, &place, &ja, &en)
}
