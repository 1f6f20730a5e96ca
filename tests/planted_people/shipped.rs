//! Every shipped profile, taken as it is written in `examples/` and in the cases of `policies/` that
//! pass, with the presets, in one package over the synthea example's form and cohort.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sekisho_tests::banks::{Scratch, copy_folder};
use sekisho_tests::planted;
use sekisho_tests::samples::{ours, text_of};

/// A profile of the package.
#[derive(Clone, Debug)]
pub struct Shipped {
    /// `p3`
    pub name: String,
    /// `policies/hipaa/cases/pass_safe_harbor.seki: safe_harbor`
    pub from: String,
    body: String,
}

impl Shipped {
    pub fn formats(&self) -> &'static str {
        match (
            self.body.contains("\n  fhir R4"),
            self.body.contains("\n  table "),
        ) {
            (true, true) => "fhir R4, csv, parquet",
            (true, false) => "fhir R4",
            // Without a table's rule there is nothing to deliver; such a profile serves counts.
            (false, true) => "csv, parquet",
            (false, false) => "",
        }
    }

    pub fn delivers(&self) -> bool {
        !self.formats().is_empty() && !self.counts()
    }

    pub fn counts(&self) -> bool {
        self.body.contains("small cells below") && !self.body.contains("satisfies")
    }
}

/// Writes the package and gives its profiles.
pub fn package(folder: &Path) -> Vec<Shipped> {
    let (mut profiles, codelists) = all();
    // What speaks of pictures or variants alone gives nothing to a table or a record.
    profiles.retain(|profile| profile.counts() || !profile.formats().is_empty());
    let mut text: String = codelists.into_iter().collect();
    text.extend(profiles.iter().map(|profile| profile.body.as_str()));
    let formats = |profile: &Shipped| {
        if profile.delivers() {
            profile.formats()
        } else {
            ""
        }
    };
    let each: Vec<(&str, &str)> = profiles
        .iter()
        .map(|p| (p.name.as_str(), formats(p)))
        .collect();
    planted::package(folder, &text, &each);
    copy_folder(&ours("examples/lung/codelists"), &folder.join("codelists"));
    profiles
}

fn all() -> (Vec<Shipped>, BTreeSet<String>) {
    let (mut profiles, mut codelists, mut seen) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for path in files() {
        let text = text_of(&path);
        let mut names: Vec<(String, String)> = Vec::new();
        for block in blocks(&text, "profile ") {
            let (name, rest) = head(&block, "profile ");
            if !seen.insert(rest.to_owned()) {
                continue;
            }
            let new = format!("p{}", profiles.len());
            let mut body = served(&format!("profile {new} {rest}\n"));
            for (old, new) in &names {
                body = body.replace(&format!("extends {old} "), &format!("extends {new} "));
            }
            names.push((name.to_owned(), new.clone()));
            let from = path.strip_prefix(ours("")).unwrap_or(&path);
            profiles.push(Shipped {
                from: format!("{}: {name}", from.display()),
                body,
                name: new,
            });
            let lists = blocks(&text, "codelist ");
            let used =
                |list: &&String| rest.contains(&format!("map {}", head(list, "codelist ").0));
            codelists.extend(lists.iter().filter(used).map(|list| format!("{list}\n")));
        }
    }
    for preset in blocks(
        &text_of(&ours("policies/disclosure/presets.seki")),
        "preset ",
    ) {
        let (name, _) = head(&preset, "preset ");
        let new = format!("p{}", profiles.len());
        profiles.push(Shipped {
            from: format!("policies/disclosure/presets.seki: {name}"),
            body: format!(
                "profile {new} {{\n  unlisted drop\n  key scope delivery\n  release {{\n    preset {name} # small cells below\n  }}\n}}\n"
            ),
            name: new,
        });
    }
    (profiles, codelists)
}

/// A profile without what is no part of it here: the plugins that it calls, a key that must be made.
fn served(body: &str) -> String {
    let mut lines = Vec::new();
    let mut in_text = false;
    for line in body.lines() {
        in_text |= line.starts_with("  text ") || line == "  dicom {";
        // Of pictures, which nothing delivers here.
        let calls = line.contains("ja_deid.") || line.contains("heads drop");
        if !in_text && !calls {
            let line = line.replace("expr_matrix.quantize(step: 0.25)", "drop");
            lines.push(
                match line
                    .strip_prefix("  key \"")
                    .and_then(|rest| rest.split_once("\" "))
                {
                    Some((_, rest)) => format!("  key {rest}"),
                    None => line,
                },
            );
        }
        in_text &= line != "  }";
    }
    lines.join("\n") + "\n"
}

/// `NAME`, and from the brace on.
fn head<'a>(block: &'a str, word: &str) -> (&'a str, &'a str) {
    let rest = block.strip_prefix(word).expect("it begins so");
    let (name, _) = rest.split_once(' ').expect("a name");
    (name, &rest[name.len() + 1..])
}

/// The declarations that begin so, whole.
fn blocks(text: &str, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        if open.is_none() && line.starts_with(word) {
            open = Some(String::new());
        }
        if let Some(block) = &mut open {
            *block += line;
            block.push('\n');
            if line == "}" || (line.starts_with(word) && line.ends_with('}')) {
                found.extend(open.take());
            }
        }
    }
    found
}

fn files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for (folder, inner, prefix) in [("examples", "policies", ""), ("policies", "cases", "pass_")] {
        for package in sorted(&ours(folder)) {
            let within = sorted(&package.join(inner));
            files.extend(within.into_iter().filter(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.ends_with(".seki") && name.starts_with(prefix)
            }));
        }
    }
    files
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
}

/// Builds it.
pub fn bundle(scratch: &Scratch) -> (PathBuf, Vec<Shipped>) {
    let (package, bundle) = (scratch.path("package"), scratch.path("bundle"));
    let profiles = self::package(&package);
    let build = [
        "build".into(),
        package.into_os_string(),
        "-o".into(),
        bundle.clone().into_os_string(),
    ];
    sekisho_tests::sekisho(build).done();
    (bundle, profiles)
}
