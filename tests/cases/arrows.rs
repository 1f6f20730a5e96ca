//! The house keeps its shape: who may use what, read from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use sekisho_tests::Json;
use sekisho_tests::samples::workspace;

/// Crate -> the crates of this workspace it may use.
const MAY_USE: [(&str, &[&str]); 12] = [
    ("sekisho-model", &[]),
    ("sekisho-linkage", &["sekisho-model"]),
    ("sekisho-syntax", &["sekisho-model"]),
    ("sekisho-lang", &["sekisho-syntax", "sekisho-model"]),
    ("sekisho-lower", &["sekisho-lang", "sekisho-model"]),
    ("sekisho-store", &["sekisho-model"]),
    ("sekisho-exchange", &["sekisho-model"]),
    ("sekisho-gate", &["sekisho-model", "sekisho-store"]),
    ("sekisho-plugin", &["sekisho-model"]),
    (
        "sekisho-bank",
        &[
            "sekisho-model",
            "sekisho-lang",
            "sekisho-lower",
            "sekisho-store",
            "sekisho-exchange",
            "sekisho-gate",
            "sekisho-plugin",
        ],
    ),
    (
        "sekisho-cli",
        &[
            "sekisho-model",
            "sekisho-syntax",
            "sekisho-lang",
            "sekisho-lower",
            "sekisho-store",
            "sekisho-exchange",
            "sekisho-gate",
            "sekisho-plugin",
            "sekisho-bank",
        ],
    ),
    // The harness looks from outside; only stories (dev-dependencies) may ask an engine beside it.
    ("sekisho-tests", &[]),
];

/// A capability and the crates that may name it.
const ONLY: [(&str, &[&str]); 15] = [
    ("pest", &["sekisho-syntax"]),
    ("serde_yaml_ng", &["sekisho-lang"]),
    ("cedar-policy", &["sekisho-lower", "sekisho-gate"]),
    ("sqlx", &["sekisho-store"]),
    ("object_store", &["sekisho-store"]),
    (
        "tokio",
        &[
            "sekisho-store",
            "sekisho-gate",
            "sekisho-bank",
            "sekisho-cli",
        ],
    ),
    ("ed25519-dalek", &["sekisho-bank"]),
    ("clap", &["sekisho-cli"]),
    ("miette", &["sekisho-cli"]),
    ("indicatif", &["sekisho-cli"]),
    ("wasmtime", &["sekisho-plugin"]),
    ("parquet", &["sekisho-exchange"]),
    ("wasm-encoder", &["sekisho-lower"]),
    ("argon2", &["sekisho-bank"]),
    ("axum", &[]),
];

/// Values in, values out: nothing below them may wait, ask a database or run a foreign module.
const PURE: [&str; 6] = [
    "sekisho-model",
    "sekisho-linkage",
    "sekisho-syntax",
    "sekisho-lang",
    "sekisho-lower",
    "sekisho-exchange",
];
const WORLD: [&str; 6] = ["tokio", "sqlx", "axum", "wasmtime", "hyper", "reqwest"];

/// Nobody above the store reads an entry by a field's name, and nobody but a verifier or a lister
/// loads all of the ledger: what an entry says is a struct of `model::book`, and what is looked up
/// is a question to the store.
#[test]
fn the_ledger_is_read_by_type_and_asked_by_question() {
    let mut found = Vec::new();
    for name in ["sekisho-gate", "sekisho-bank", "sekisho-cli"] {
        let mut ahead = vec![workspace().join("crates").join(name).join("src")];
        while let Some(folder) = ahead.pop() {
            for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    ahead.push(path);
                    continue;
                }
                let shown = path.display().to_string();
                let text = std::fs::read_to_string(&path).expect("a source");
                let is_test = shown.contains("/tests");
                let may_load = is_test || shown.ends_with("commands/audit.rs");
                for (number, line) in text.lines().enumerate() {
                    let by_name = line.contains("facts[\"") && !is_test;
                    let loads = line.contains("store.entries()") && !may_load;
                    if by_name || loads {
                        found.push(format!("{shown}:{}: {}", number + 1, line.trim()));
                    }
                }
            }
        }
    }
    assert_eq!(found, [""; 0]);
}

#[test]
fn every_crate_is_in_the_table_and_uses_only_what_it_may() {
    let house = House::read();
    let known: BTreeSet<&str> = MAY_USE.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        house
            .members
            .iter()
            .map(String::as_str)
            .collect::<BTreeSet<_>>(),
        known,
        "a crate came or went"
    );
    for (name, allowed) in MAY_USE {
        let used: Vec<&String> = house
            .uses(name)
            .iter()
            .filter(|d| house.members.contains(*d))
            .collect();
        for crate_used in used {
            assert!(
                allowed.contains(&crate_used.as_str()),
                "{name} may not use {crate_used}"
            );
        }
    }
}

#[test]
fn a_capability_is_named_where_it_belongs() {
    let house = House::read();
    for (capability, owners) in ONLY {
        for member in house
            .members
            .iter()
            .filter(|m| house.uses(m).contains(capability))
        {
            assert!(
                owners.contains(&member.as_str()),
                "{member} names {capability}; only {owners:?} may"
            );
        }
    }
}

#[test]
fn pure_crates_reach_no_runtime_database_or_network() {
    let house = House::read();
    for name in PURE {
        let reached = house.reaches(name);
        let world: Vec<&&str> = WORLD.iter().filter(|w| reached.contains(**w)).collect();
        assert!(world.is_empty(), "{name} reaches {world:?}");
    }
}

/// A lexicon that takes every word for one of a table is for stories about something else.
#[test]
fn no_bank_believes_every_word() {
    let mut found = Vec::new();
    let mut folders = vec![workspace().join("crates")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            let is_rust = path.extension().is_some_and(|end| end == "rs");
            if path.is_dir() {
                folders.push(path);
            } else if is_rust
                && std::fs::read_to_string(&path).is_ok_and(|text| text.contains("believing()"))
            {
                found.push(path.to_string_lossy().into_owned());
            }
        }
    }
    let is_story = |path: &String| path.contains("/tests/") || path.ends_with("/tests.rs");
    found.retain(|path| !is_story(path) && !path.ends_with("model/src/lexicon/mod.rs"));
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn the_gate_never_reads_policy_text() {
    let reached = House::read().reaches("sekisho-gate");
    for name in ["sekisho-syntax", "sekisho-lang", "sekisho-lower"] {
        assert!(!reached.contains(name), "sekisho-gate reaches {name}");
    }
}

/// The dependency graph without dev-dependencies.
struct House {
    members: BTreeSet<String>,
    uses: BTreeMap<String, BTreeSet<String>>,
}

impl House {
    fn read() -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        let output = command
            .args(["metadata", "--format-version", "1"])
            .current_dir(workspace())
            .output();
        let output = output.expect("cargo metadata runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Self::of(&Json::parse(
            &String::from_utf8(output.stdout).expect("UTF-8"),
        ))
    }

    fn of(metadata: &Json) -> Self {
        let text = |json: &Json, key: &str| {
            json.get(key)
                .and_then(Json::text)
                .unwrap_or_default()
                .to_owned()
        };
        let packages = metadata.get("packages").expect("packages").items();
        let names: BTreeMap<String, String> = packages
            .iter()
            .map(|p| (text(p, "id"), text(p, "name")))
            .collect();
        let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for node in metadata.at("resolve.nodes").expect("nodes").items() {
            let used = node
                .get("deps")
                .expect("deps")
                .items()
                .iter()
                .filter(|d| !is_dev_only(d));
            uses.entry(names[&text(node, "id")].clone())
                .or_default()
                .extend(used.map(|d| names[&text(d, "pkg")].clone()));
        }
        let members = metadata
            .get("workspace_members")
            .expect("members")
            .items()
            .iter();
        Self {
            members: members
                .map(|m| names[m.text().expect("an id")].clone())
                .collect(),
            uses,
        }
    }

    fn uses(&self, name: &str) -> &BTreeSet<String> {
        self.uses
            .get(name)
            .unwrap_or_else(|| panic!("no crate {name}"))
    }

    fn reaches(&self, name: &str) -> BTreeSet<String> {
        let (mut reached, mut ahead) = (BTreeSet::new(), vec![name.to_owned()]);
        while let Some(here) = ahead.pop() {
            ahead.extend(
                self.uses(&here)
                    .iter()
                    .filter(|d| reached.insert((*d).clone()))
                    .cloned(),
            );
        }
        reached
    }
}

fn is_dev_only(dependency: &Json) -> bool {
    let kinds = dependency.get("dep_kinds").expect("dep_kinds").items();
    kinds
        .iter()
        .all(|kind| kind.get("kind").and_then(Json::text) == Some("dev"))
}
