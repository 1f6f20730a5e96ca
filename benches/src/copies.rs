//! A large package out of the examples: copies of their files in which every declared name, and
//! every package, carries the number of the copy.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sekisho_lang::Package;
use sekisho_model::SourceText;

/// Copies of all packages below a folder, until there are this many lines.
pub fn package(examples: &Path, lines_min: usize) -> Package {
    let mut folders: Vec<_> = std::fs::read_dir(examples)
        .expect("the examples")
        .map(|entry| entry.expect("an example").path())
        .filter(|path| path.join("sekisho.yaml").is_file())
        .collect();
    folders.sort();
    let mut originals: Vec<Package> = folders
        .iter()
        .map(|folder| Package::load(folder).expect("a package"))
        .collect();
    // A package is of one institution: the largest example's. One that delivers on a basis for
    // private institutions alone stays out.
    originals.retain(|package| {
        let mut sources = package.sources.iter();
        !sources.any(|source| source.text.contains("basis 匿名加工情報\n"))
    });
    let lines_of = |package: &&Package| -> usize {
        let sources = package.sources.iter();
        sources.map(|source| source.text.lines().count()).sum()
    };
    let largest = originals.iter().max_by_key(lines_of).expect("an example");
    let mut large = Package {
        name: "large".to_owned(),
        sources: Vec::new(),
        files: BTreeMap::new(),
        ..largest.clone()
    };
    let mut lines = 0;
    // Two examples may declare the same names: every copy of either has a number of its own.
    for (original, copy) in originals.iter().cycle().zip(1..) {
        if lines >= lines_min {
            break;
        }
        large.files.extend(original.files.clone());
        large.texts.extend(original.texts.clone());
        for source in renamed(original, copy) {
            lines += source.text.lines().count();
            large.sources.push(source);
        }
    }
    large
}

fn renamed(package: &Package, copy: usize) -> Vec<SourceText> {
    let names: BTreeSet<&str> = package
        .sources
        .iter()
        .flat_map(|source| source.text.lines().filter_map(declared))
        .collect();
    // What a hospital's Consents call a form is its own as well.
    let apart = |line: &str| match line.rsplit_once('"') {
        Some((uri, end)) if line.trim_start().starts_with("from fhir policy ") => {
            format!("{uri}.{copy}\"{end}")
        }
        _ => line.to_owned(),
    };
    let one = |source: &SourceText| {
        let path = format!("{copy:03}/{}/{}", package.name, source.path);
        let text = with_names(&source.text, &names, copy);
        SourceText::new(&path, text.split_inclusive('\n').map(apart).collect())
    };
    package.sources.iter().map(one).collect()
}

/// The same with a letter too many in every declared name.
pub fn broken(package: &Package) -> Package {
    let one = |line: &str| match declared(line).filter(|_| !line.starts_with("package")) {
        Some(name) => line.replacen(name, &format!("{name}x"), 1),
        None => line.to_owned(),
    };
    let sources = package.sources.iter().map(|source| {
        let text = source.text.split_inclusive('\n').map(one).collect();
        SourceText::new(&source.path, text)
    });
    Package {
        sources: sources.collect(),
        ..package.clone()
    }
}

/// The name a line declares, or the package it names.
fn declared(line: &str) -> Option<&str> {
    const DECLARATIONS: [&str; 17] = [
        "package",
        "purpose",
        "class",
        "codelist",
        "consent",
        "optout",
        "guard",
        "cohort",
        "study",
        "profile",
        "deliver",
        "standard",
        "preset",
        "basis",
        "emergency",
        "claim",
        "plugin",
    ];
    let mut words = line.split([' ', '{']).filter(|word| !word.is_empty());
    let keyword = words.next().filter(|_| !line.starts_with(' '))?;
    DECLARATIONS.contains(&keyword).then(|| words.next())?
}

/// Every occurrence of a name outside of quotes and comments gets the number of the copy. A name of
/// the package itself is more than one word (`lung.consent`).
fn with_names(text: &str, names: &BTreeSet<&str>, copy: usize) -> String {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let (mut rest, mut quoted, mut comment) = (text, false, false);
    while let Some(c) = rest.chars().next() {
        let length = match rest.find(|c| !is_word(c)) {
            Some(0) => c.len_utf8(),
            Some(length) => length,
            None => rest.len(),
        };
        let word = &rest[..length];
        out.push_str(word);
        let head = word.split_once('.').map_or(word, |(head, _)| head);
        if !quoted && !comment && names.contains(word) {
            out.push_str(&format!("_{copy}"));
        } else if !quoted && !comment && names.contains(head) && word != head {
            // A function of a plugin: `mask.text`.
            out.truncate(out.len() - word.len());
            out.push_str(&format!("{head}_{copy}{}", &word[head.len()..]));
        }
        quoted = (quoted != (c == '"')) && c != '\n';
        comment = (comment || c == '#' && !quoted) && c != '\n';
        rest = &rest[length..];
    }
    out
}
