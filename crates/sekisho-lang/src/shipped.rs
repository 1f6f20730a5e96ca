//! The policy packages that ship with Sekisho (`policies/*`): standards, presets, legal bases.
//!
//! They are compiled in, so that the program stands alone, and are in view of every package without
//! a `use`. What a package refers to becomes part of its bundle's sources: the digest that an ethics
//! board approves covers the clauses it relies on. What it doesn't refer to leaves no trace.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use sekisho_model::policy::Policy;
use sekisho_model::{Origin, SourceText};
use sekisho_syntax::Parse;

/// How the paths of shipped files begin; no path inside a user's package does.
const PREFIX: &str = "@sekisho/";

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        [$((concat!("@sekisho/", $path), include_str!(concat!("../../../policies/", $path)))),*]
    };
}

/// Every file of every shipped package.
static FILES: [(&str, &str); 12] = files![
    "disclosure/presets.seki",
    "ehds/bases.seki",
    "ehds/standards.seki",
    "hipaa/standards.seki",
    "jp-appi/bases.seki",
    "jp-appi/coming.seki",
    "jp-appi/standards.seki",
    "jp-insurance/grounds.seki",
    "jp-ngmia/bases.seki",
    "jp-ngmia/coming.seki",
    "jp-ngmia/notices.seki",
    "jp-ngmia/standards.seki",
];

/// The shipped files, parsed once.
pub fn parses() -> &'static [Parse] {
    static PARSES: LazyLock<Vec<Parse>> = LazyLock::new(|| {
        let parse = |(path, text): &(&str, &str)| {
            sekisho_syntax::parse(&SourceText::new(path, (*text).to_owned()))
        };
        FILES.iter().map(parse).collect()
    });
    &PARSES
}

/// The shipped files, except those that are themselves being checked.
pub fn beside<'s>(shipped: &'s [Parse], own: &[Parse]) -> Vec<&'s Parse> {
    let own: BTreeSet<_> = own.iter().map(|parse| parse.source.digest).collect();
    shipped
        .iter()
        .filter(|parse| !own.contains(&parse.source.digest))
        .collect()
}

/// The text of a shipped file, wherever it lies.
pub fn is_copy(own: &SourceText) -> bool {
    parses()
        .iter()
        .any(|parse| parse.source.digest == own.digest)
}

pub fn is_shipped(origin: &Origin) -> bool {
    is_shipped_file(&origin.file)
}

pub fn is_shipped_file(file: &str) -> bool {
    file.starts_with(PREFIX)
}

/// Which file refers to something that another declares.
#[derive(Debug, Default)]
pub struct References(BTreeSet<(Arc<str>, Arc<str>)>);

impl References {
    /// A word in one place means what is declared in the other.
    pub fn note(&mut self, word: &Origin, declared: &Origin) {
        if is_shipped(declared) && word.file != declared.file {
            self.0.insert((word.file.clone(), declared.file.clone()));
        }
    }

    /// The shipped files that a user's files refer to, and those that these refer to in turn.
    pub fn reached(&self) -> BTreeSet<Arc<str>> {
        let mut reached = BTreeSet::new();
        loop {
            let more = self.0.iter().filter(|(from, to)| {
                !reached.contains(to) && (!is_shipped_file(from) || reached.contains(from))
            });
            let more: Vec<_> = more.map(|(_, to)| to.clone()).collect();
            if more.is_empty() {
                return reached;
            }
            reached.extend(more);
        }
    }
}

/// The texts of the files reached, by path.
pub fn sources(reached: &BTreeSet<Arc<str>>) -> impl Iterator<Item = SourceText> {
    parses()
        .iter()
        .filter(|parse| reached.contains(&parse.source.path))
        .map(|parse| parse.source.clone())
}

/// Leaves out of a policy what unreached shipped files declare.
pub fn leave_out_unreached(policy: &mut Policy, reached: &BTreeSet<Arc<str>>) {
    let stays = |origin: &Origin| !is_shipped(origin) || reached.contains(&origin.file);
    policy.purposes.retain(|p| stays(&p.origin));
    policy.classes.retain(|c| stays(&c.origin));
    policy.forms.retain(|f| stays(&f.origin));
    policy.optouts.retain(|o| stays(&o.origin));
    policy.guards.retain(|g| stays(&g.origin));
    policy.cohorts.retain(|c| stays(&c.origin));
    policy.profiles.retain(|p| stays(&p.origin));
    policy.bases.retain(|b| stays(&b.origin));
    policy.grounds.retain(|g| stays(&g.origin));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_file_reads_and_every_file_of_the_folder_ships() {
        for parse in parses() {
            assert_eq!(parse.problems, [], "{}", parse.source.path);
        }
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
        let mut found = Vec::new();
        for package in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap()) {
            let name = package.file_name().into_string().unwrap();
            let files = std::fs::read_dir(package.path()).unwrap();
            let files = files.map(|e| e.unwrap().file_name().into_string().unwrap());
            found.extend(
                files
                    .filter(|f| f.ends_with(".seki"))
                    .map(|f| format!("{PREFIX}{name}/{f}")),
            );
        }
        found.sort();
        assert_eq!(found, FILES.map(|(path, _)| path.to_owned()));
    }

    #[test]
    fn a_file_reached_through_another_counts() {
        let place = |file: &str| Origin {
            file: Arc::from(file),
            ..Origin::built_in()
        };
        let mut references = References::default();
        references.note(&place("@sekisho/a"), &place("@sekisho/b"));
        references.note(&place("@sekisho/x"), &place("@sekisho/y"));
        assert!(references.reached().is_empty());
        references.note(&place("policies/p.seki"), &place("@sekisho/a"));
        let reached: Vec<_> = references.reached().into_iter().collect();
        assert_eq!(reached, [Arc::from("@sekisho/a"), Arc::from("@sekisho/b")]);
    }
}
