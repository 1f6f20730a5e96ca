//! A bundle as a folder: `bundle.json` is what is signed and obeyed, and it names the profiles'
//! modules by their digests; the rest are reading copies that must say the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sekisho_lang::data_model::oncology;
use sekisho_lower::Built;
use sekisho_lower::module::{RuleTable, module, rule_table};
use sekisho_model::bundle::{Approval, BUNDLE_FORMAT};
use sekisho_model::transform::Modules;
use sekisho_model::{Bundle, Digest, ProfileName};
use sekisho_plugin::{Author, Bounds, Engines, LoadError, Module, Vouched, limits_of, look};

use crate::components::{Components, read_component};
use crate::error::BankError;
use crate::keys::{SignKey, signature_holds};
use crate::outlet;

const BUNDLE_FILE: &str = "bundle.json";
const BUNDLE_BYTES_MAX: u64 = 64 << 20;
const MODULE_BYTES_MAX: u64 = 32 << 20;
const APPROVALS_MAX: usize = 64;

/// A bundle as read from its folder, with the signatures that hold.
pub struct Stored {
    pub bundle: Bundle,
    pub bytes: Vec<u8>,
    pub modules: Modules,
    pub components: Components,
    pub digest: Digest,
    pub approvals: Vec<Approval>,
}

/// Writes the folder. It must not exist, or be a bundle folder from before.
pub fn write(built: &Built, folder: &Path) -> Result<Digest, BankError> {
    outlet::outside(folder)?;
    if folder.exists()
        && !folder.join(BUNDLE_FILE).exists()
        && folder.read_dir().is_ok_and(|mut d| d.next().is_some())
    {
        return Err(BankError::usage(
            format!(
                "{} は空でも方針の束でもありません。別の名前を選んでください",
                folder.display()
            ),
            format!(
                "{} is neither empty nor a bundle; choose another name",
                folder.display()
            ),
        ));
    }
    if folder.join(BUNDLE_FILE).exists() {
        fs::remove_dir_all(folder).map_err(|e| BankError::file(folder, e))?;
    }
    let bytes = built.bundle.to_bytes();
    let mut files = reading_copies(&built.bundle, &Digest::of(&bytes));
    files.insert(BUNDLE_FILE.into(), bytes.clone());
    for (profile, module) in &built.modules {
        files.insert(module_file(profile), module.to_vec());
    }
    for component in &built.bundle.components {
        let bytes = built.components.get(&component.digest);
        let bytes = bytes.map(|bytes| bytes.to_vec()).unwrap_or_default();
        files.insert(component_file(&component.plugin), bytes);
    }
    for (name, content) in &files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(folder))
            .map_err(|e| BankError::file(&path, e))?;
        fs::write(&path, content).map_err(|e| BankError::file(&path, e))?;
    }
    Ok(Digest::of(&bytes))
}

/// Reads a folder; every reading copy must equal what the bundle itself says.
pub fn read(folder: &Path) -> Result<Stored, BankError> {
    let path = folder.join(BUNDLE_FILE);
    let size = fs::metadata(&path)
        .map_err(|e| BankError::file(&path, e))?
        .len();
    if size > BUNDLE_BYTES_MAX {
        return Err(BankError::file(
            &path,
            format!("{size} bytes; a bundle has at most {BUNDLE_BYTES_MAX}"),
        ));
    }
    let bytes = fs::read(&path).map_err(|e| BankError::file(&path, e))?;
    let bundle = parse(&bytes).map_err(|reason| BankError::file(&path, reason))?;
    let digest = Digest::of(&bytes);
    for (name, content) in reading_copies(&bundle, &digest) {
        let path = folder.join(&name);
        if fs::read(&path).map_err(|e| BankError::file(&path, e))? != content {
            return Err(BankError::bundle(
                format!(
                    "{} が bundle.json と食い違います。`sekisho build` で作り直してください",
                    path.display()
                ),
                format!(
                    "{} does not say what bundle.json says; build it again",
                    path.display()
                ),
            ));
        }
    }
    let modules = modules_of(&bundle, folder)?;
    let components = components_of(&bundle, folder)?;
    let approvals = approvals_of(folder, &digest)?;
    Ok(Stored {
        bundle,
        bytes,
        modules,
        components,
        digest,
        approvals,
    })
}

/// The profiles' modules, each of the digest that the bundle names, each the module of its profile.
fn modules_of(bundle: &Bundle, folder: &Path) -> Result<Modules, BankError> {
    let named = bundle.modules.iter().map(|module| &module.profile);
    if !named.eq(bundle.policy.profiles.iter().map(|profile| &profile.name)) {
        return Err(BankError::bundle(
            "bundle.json のプロファイルとモジュールが揃っていません。`sekisho build` で作り直してください",
            "bundle.json does not name one module for each of its profiles; build it again",
        ));
    }
    let mut modules = Modules::new();
    for (module, profile) in bundle.modules.iter().zip(&bundle.policy.profiles) {
        let path = folder.join(module_file(&module.profile));
        let size = fs::metadata(&path)
            .map_err(|e| BankError::file(&path, e))?
            .len();
        let bytes = match size == module.bytes && size <= MODULE_BYTES_MAX {
            true => fs::read(&path).map_err(|e| BankError::file(&path, e))?,
            false => Vec::new(),
        };
        let is_whole = Digest::of(&bytes) == module.digest;
        if !is_whole || rule_table(&bytes).as_ref() != Ok(&RuleTable::of(profile)) {
            return Err(BankError::bundle(
                format!(
                    "{} は bundle.json の言うモジュールではありません。`sekisho build` で作り直してください",
                    path.display()
                ),
                format!(
                    "{} is not the module that bundle.json speaks of; build it again",
                    path.display()
                ),
            ));
        }
        modules.insert(module.profile.clone(), bytes.into());
    }
    Ok(modules)
}

/// The authors' components, each of the digest that its policy names. They are looked at and not
/// compiled: nobody knows yet who signed.
fn components_of(bundle: &Bundle, folder: &Path) -> Result<Components, BankError> {
    let mut components = Components::new();
    for named in &bundle.components {
        let path = folder.join(component_file(&named.plugin));
        let bytes = read_component(&path)?;
        let mut declared = bundle.policy.plugins.iter();
        let plugin = declared.find(|p| p.name == named.plugin && p.digest == named.digest);
        let plugin = plugin.ok_or_else(|| {
            BankError::bundle(
                format!(
                    "bundle.json の部品「{}」は方針の宣言にありません",
                    named.plugin
                ),
                format!(
                    "bundle.json brings a component '{}' that no policy declares",
                    named.plugin
                ),
            )
        })?;
        let found = Digest::of(&bytes);
        let declared = plugin.digest;
        match found == declared {
            true => look(&bytes, &Bounds::MOST),
            false => Err(LoadError::Digest { declared, found }),
        }
        .map_err(|why| refused(&path.display(), &why))?;
        components.insert(named.digest, bytes.into());
    }
    Ok(components)
}

fn refused(name: &dyn std::fmt::Display, why: &LoadError) -> BankError {
    let why = why.text();
    BankError::bundle(format!("{name} {}", why.ja), format!("{name} {}", why.en))
}

/// Whether every module and component runs here, each compiled in a process of its own before it is
/// in this one; a module that this program makes of its profile, byte for byte, is known. Only for
/// a bundle whose signatures are those that the bank asks for.
pub(crate) fn try_components(stored: &Stored) -> Result<(), BankError> {
    for profile in &stored.bundle.policy.profiles {
        let Some(bytes) = stored.modules.get(&profile.name) else {
            continue;
        };
        if module(profile, oncology()) != **bytes {
            Module::vouched(Engines::shared(), bytes, Vouched::Nobody)
                .map_err(|why| refused(&module_file(&profile.name), &why))?;
        }
    }
    for named in &stored.bundle.components {
        let mut declared = stored.bundle.policy.plugins.iter();
        let plugin = declared.find(|p| p.name == named.plugin && p.digest == named.digest);
        let bytes = stored.components.get(&named.digest);
        if let (Some(plugin), Some(bytes)) = (plugin, bytes) {
            let (limits, nobody) = (limits_of(plugin), Vouched::Nobody);
            Author::declared(Engines::shared(), bytes, plugin.digest, limits, nobody)
                .map_err(|why| refused(&component_file(&named.plugin), &why))?;
        }
    }
    Ok(())
}

fn component_file(plugin: &str) -> String {
    format!("modules/plugins/{}.wasm", file_name(plugin))
}

fn module_file(profile: &ProfileName) -> String {
    format!("modules/{}.wasm", file_name(profile.as_str()))
}

/// The bundle in these bytes, of the one format this program knows.
pub fn parse(bytes: &[u8]) -> Result<Bundle, String> {
    let bundle: Bundle = serde_json::from_slice(bytes).map_err(|e| format!("not a bundle: {e}"))?;
    if bundle.format != BUNDLE_FORMAT {
        return Err(format!(
            "bundle format {}; this program reads {BUNDLE_FORMAT}",
            bundle.format
        ));
    }
    Ok(bundle)
}

/// Adds a signature over the digest.
pub fn seal(folder: &Path, key: &SignKey) -> Result<Digest, BankError> {
    let stored = read(folder)?;
    let approval = approve(&stored.digest, key, false);
    let path = folder
        .join("approvals")
        .join(format!("{}.json", &approval.key[..16]));
    fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(|e| BankError::file(&path, e))?;
    let text = serde_json::to_vec_pretty(&approval).expect("an approval is plain data");
    fs::write(&path, text).map_err(|e| BankError::file(&path, e))?;
    Ok(stored.digest)
}

/// A signature over the digest's 32 bytes.
pub fn approve(digest: &Digest, key: &SignKey, by_bank: bool) -> Approval {
    Approval {
        key: key.public(),
        signature: key.sign(&digest.0),
        by_bank,
    }
}

fn approvals_of(folder: &Path, digest: &Digest) -> Result<Vec<Approval>, BankError> {
    let folder = folder.join("approvals");
    let Ok(entries) = folder.read_dir() else {
        return Ok(Vec::new());
    };
    let mut paths: Vec<_> = entries
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
        .collect();
    paths.sort();
    let mut approvals: BTreeMap<String, Approval> = BTreeMap::new();
    for path in paths.into_iter().take(APPROVALS_MAX) {
        let bytes = fs::read(&path).map_err(|e| BankError::file(&path, e))?;
        let approval: Approval =
            serde_json::from_slice(&bytes).map_err(|e| BankError::file(&path, e))?;
        if !signature_holds(&approval.key, &approval.signature, &digest.0) {
            return Err(BankError::bundle(
                format!("{} の署名はこの束のものではありません", path.display()),
                format!("the signature in {} is not of this bundle", path.display()),
            ));
        }
        approvals.insert(approval.key.clone(), approval);
    }
    Ok(approvals.into_values().collect())
}

/// What people and other tools read: made from the bundle, never obeyed.
fn reading_copies(bundle: &Bundle, digest: &Digest) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let manifest = serde_json::json!({
        "format": bundle.format,
        "package": bundle.package,
        "model": bundle.model,
        "digest": digest,
        "modules": bundle.modules,
        "components": bundle.components,
        "sources": bundle.sources.iter().map(|s| serde_json::json!({"path": s.path, "digest": s.digest})).collect::<Vec<_>>(),
    });
    files.insert("manifest.json".into(), pretty(&manifest));
    files.insert(
        "schema.cedarschema".into(),
        bundle.cedar_schema.clone().into_bytes(),
    );
    let policies: Vec<&str> = bundle.cedar.iter().map(|p| p.text.trim_end()).collect();
    files.insert(
        "policies.cedar".into(),
        (policies.join("\n\n") + "\n").into_bytes(),
    );
    for cohort in &bundle.policy.cohorts {
        files.insert(
            format!("plans/{}.json", file_name(cohort.name.as_str())),
            pretty(cohort),
        );
    }
    for source in &bundle.sources {
        files.insert(
            format!("sources/{}", source.path),
            source.text.clone().into_bytes(),
        );
    }
    files
}

fn pretty(value: &impl serde::Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("plain data");
    bytes.push(b'\n');
    bytes
}

/// A declared name as a file name: separators become `_`.
fn file_name(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c == '/' || c == '\\' || c.is_control() {
                '_'
            } else {
                c
            }
        })
        .collect()
}
