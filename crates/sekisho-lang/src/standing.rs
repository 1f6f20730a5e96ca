//! The small package on which the examples of the problem pages stand, and what checking an example says.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::problem::Example;
use sekisho_model::{Digest, SourceText};

use crate::{Analysis, Package, PackageError, check_package};

const POLICY: &str = "policies/standing.seki";
/// Where the declarations of an example stand.
pub const EXAMPLE: &str = "policies/example.seki";
const HEAD: &str = "sekisho 1\npackage standing\nuse model oncology 2026.1\n\n";
/// How many lines stand above an example in its file.
pub const HEAD_LINES: u32 = 4;
const COMMON: &str = "policies/common.seki";
/// How a comment of an example says a line of the manifest: `# sekisho.yaml: institution: { … }`.
const SAID_OF_MANIFEST: &str = "# sekisho.yaml: ";
const MANIFEST: &str = "sekisho.yaml";
/// Stands in an example where the digest of the document named before it belongs.
const DIGEST: &str = "sha256:…";

static FILES: [(&str, &str); 3] = [
    ("sekisho.yaml", include_str!("standing/sekisho.yaml")),
    (POLICY, include_str!("standing/policies/standing.seki")),
    (
        "documents/form.md",
        include_str!("standing/documents/form.md"),
    ),
];

/// An example as it was checked.
pub struct Checked {
    pub analysis: Analysis,
    pub sources: Vec<SourceText>,
}

/// Checks an example on the standing package; `None` for one that no text shows.
pub fn check(example: Example) -> Option<Result<Checked, PackageError>> {
    let files = files(example)?;
    let package = Package::of(
        files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    );
    Some(package.map(|package| Checked {
        analysis: check_package(&package),
        sources: package.sources,
    }))
}

/// The files of the package in which an example stands.
pub fn files(example: Example) -> Option<BTreeMap<String, String>> {
    match example {
        Example::Declarations(text) => Some(files_of(&[text])),
        Example::Files(own) => {
            let mut files = standing();
            if own.iter().any(|(path, _)| path.ends_with(".seki")) {
                files.remove(POLICY);
            }
            files.extend(own.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())));
            Some(filled(files))
        }
        Example::NotShown(_) => None,
    }
}

/// The files with declarations put in layer by layer: each takes the place of the one of its kind
/// and name in the layers below, or is added. The last layer is the file [`EXAMPLE`].
pub fn files_of(layers: &[&str]) -> BTreeMap<String, String> {
    let mut files = standing();
    let (own, common) = layers
        .split_last()
        .map_or(("", layers), |(own, c)| (*own, c));
    let mut common = common.concat();
    let above: BTreeSet<String> = names(own);
    let policy = without(&without(&files[POLICY], &names(&common)), &above);
    common = without(&common, &above);
    files.insert(POLICY.to_owned(), policy);
    if !common.trim().is_empty() {
        files.insert(COMMON.to_owned(), format!("{HEAD}{common}\n"));
    }
    files.insert(EXAMPLE.to_owned(), format!("{HEAD}{own}\n"));
    let manifest = manifest(&files[MANIFEST], own);
    files.insert(MANIFEST.to_owned(), manifest);
    filled(files)
}

/// The manifest with what an example says of its institution: another one, or (`no institution`) none.
pub fn manifest(standing: &str, example: &str) -> String {
    let mut lines: Vec<&str> = standing.lines().collect();
    for said in example
        .lines()
        .filter_map(|l| l.strip_prefix(SAID_OF_MANIFEST))
    {
        lines.retain(|line| !line.starts_with("institution:"));
        lines.extend(Some(said).filter(|said| said.starts_with("institution:")));
    }
    lines.join("\n") + "\n"
}

fn standing() -> BTreeMap<String, String> {
    FILES
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

fn filled(files: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let digests = digests(&files);
    let filled = files.into_iter().map(|(path, text)| {
        let is_policy = path.ends_with(".seki");
        let text = if is_policy {
            with_digests(&text, &digests)
        } else {
            text
        };
        (path, text)
    });
    filled.collect()
}

/// Keyword and name at the left margin: `consent broad`.
fn name(line: &str) -> Option<String> {
    let starts = line.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let mut words = line.split(|c: char| c.is_whitespace() || c == '{');
    let (keyword, name) = (words.next()?, words.find(|word| !word.is_empty())?);
    starts.then(|| format!("{keyword} {name}"))
}

fn names(text: &str) -> BTreeSet<String> {
    text.lines().filter_map(name).collect()
}

/// A policy without the declarations of these names; its lines keep their numbers.
fn without(policy: &str, names: &BTreeSet<String>) -> String {
    let mut left_out = false;
    let mut kept = String::new();
    for line in policy.lines() {
        if let Some(name) = name(line) {
            left_out = names.contains(&name);
        }
        if !left_out {
            kept.push_str(line);
        }
        kept.push('\n');
    }
    kept
}

fn digests(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let documents = files.iter().filter(|(path, _)| !path.ends_with(".seki"));
    documents
        .map(|(path, text)| (path.clone(), Digest::of(text.as_bytes()).to_string()))
        .collect()
}

/// `document "documents/form.md" digest "sha256:…"` with the digest of that file.
fn with_digests(text: &str, digests: &BTreeMap<String, String>) -> String {
    let line = |line: &str| {
        let path = line.split('"').find_map(|part| digests.get(part));
        match path {
            Some(digest) => format!("{}\n", line.replace(DIGEST, digest)),
            None => format!("{line}\n"),
        }
    };
    text.lines().map(line).collect()
}
