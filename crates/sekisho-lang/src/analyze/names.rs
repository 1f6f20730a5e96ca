//! Which names exist, where each was declared, and which of them a file can see.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Origin, Problem};
use sekisho_syntax::ast::{File, Item, Name};
use sekisho_syntax::{Parse, nearest};

use super::Analyzer;
use super::look_alike::{self, skeleton};
use crate::problem::names as problems;
use crate::shipped;

/// What a name can be the name of. Two kinds may share a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Purpose,
    Class,
    Codelist,
    /// A consent form or an opt-out notice.
    Form,
    Guard,
    Cohort,
    Study,
    Role,
    Standard,
    Preset,
    Profile,
    Plugin,
    Delivery,
    Emergency,
    Claim,
    Basis,
    Ground,
    View,
}

impl Kind {
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Purpose => ("目的", "purpose"),
            Self::Class => ("データの種類", "data class"),
            Self::Codelist => ("コード表", "codelist"),
            Self::Form => ("同意書", "consent form"),
            Self::Guard => ("柵", "guard"),
            Self::Cohort => ("コホート", "cohort"),
            Self::Study => ("研究", "study"),
            Self::Role => ("役割", "role"),
            Self::Standard => ("基準", "standard"),
            Self::Preset => ("既定の組", "preset"),
            Self::Profile => ("プロファイル", "profile"),
            Self::Plugin => ("プラグイン", "plugin"),
            Self::Delivery => ("提供", "delivery"),
            Self::Emergency => ("緊急閲覧", "emergency"),
            Self::Claim => ("主張", "claim"),
            Self::Basis => ("法的根拠", "legal basis"),
            Self::Ground => ("番号を持つ根拠", "ground for holding numbers"),
            Self::View => ("表", "table"),
        }
    }
}

/// The package of a file and those it uses.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    packages: BTreeSet<String>,
}

impl Scope {
    pub fn of(file: &File) -> Self {
        let own = file.package.iter().map(|p| p.text.clone());
        Self {
            packages: own
                .chain(file.uses.iter().map(|u| u.text.clone()))
                .collect(),
        }
    }
}

struct Declared {
    origin: Origin,
    package: String,
}

pub struct Names {
    declared: BTreeMap<(Kind, String), Declared>,
    packages: BTreeSet<String>,
    /// What broken declarations were probably called: not reported as unknown again.
    broken: BTreeSet<String>,
}

impl Names {
    pub fn collect(parses: &[&Parse]) -> (Self, Vec<Problem>) {
        let mut names = Self {
            declared: BTreeMap::new(),
            packages: BTreeSet::new(),
            broken: BTreeSet::new(),
        };
        let mut found = Vec::new();
        for parse in parses {
            let package = parse
                .file
                .package
                .as_ref()
                .map(|p| p.text.clone())
                .unwrap_or_default();
            names.packages.insert(package.clone());
            for item in &parse.file.items {
                match name_of(item) {
                    Some((kind, name)) => found.extend(names.declare(kind, name, &package)),
                    None => {
                        if let Item::Broken {
                            name: Some(name), ..
                        } = item
                        {
                            names.broken.insert(name.clone());
                        }
                    }
                }
            }
        }
        found.extend(names.look_alikes());
        found.extend(names.mixed());
        (names, found)
    }

    fn declare(&mut self, kind: Kind, name: &Name, package: &str) -> Option<Problem> {
        let key = (kind, name.text.clone());
        if let Some(first) = self.declared.get(&key) {
            let says = if shipped::is_shipped(&first.origin) {
                problems::shipped_name
            } else {
                problems::twice
            };
            return Some(says(
                name.origin.clone(),
                kind,
                &name.text,
                first.origin.clone(),
            ));
        }
        self.declared.insert(
            key,
            Declared {
                origin: name.origin.clone(),
                package: package.to_owned(),
            },
        );
        None
    }

    /// Names of one kind that a reader can't tell apart (ロ and 口, ー and 一).
    fn look_alikes(&self) -> Vec<Problem> {
        let mut seen: BTreeMap<(Kind, String), (&String, &Origin)> = BTreeMap::new();
        let mut found = Vec::new();
        for ((kind, name), declared) in &self.declared {
            match seen.get(&(*kind, skeleton(name))) {
                Some((other, first)) => found.push(problems::look_alike(
                    declared.origin.clone(),
                    name,
                    other,
                    (*first).clone(),
                )),
                None => drop(seen.insert((*kind, skeleton(name)), (name, &declared.origin))),
            }
        }
        found
    }

    /// Names with a kanji where a kana of its shape was meant.
    fn mixed(&self) -> Vec<Problem> {
        let own = self.declared.iter();
        let own = own.filter(|(_, declared)| !shipped::is_shipped(&declared.origin));
        own.filter_map(|((_, name), declared)| {
            let meant = look_alike::meant(name)?;
            Some(problems::kanji_among_kana(
                declared.origin.clone(),
                name,
                &meant,
            ))
        })
        .collect()
    }

    pub fn has(&self, kind: Kind, name: &str) -> bool {
        self.declared.contains_key(&(kind, name.to_owned()))
    }

    /// True for the name at the place that declared it first: a second declaration is left out.
    pub fn is_first(&self, kind: Kind, name: &Name) -> bool {
        self.declared
            .get(&(kind, name.text.clone()))
            .is_some_and(|d| d.origin == name.origin)
    }

    pub fn has_package(&self, name: &str) -> bool {
        self.packages.contains(name)
    }

    pub fn nearest_package(&self, name: &str) -> Option<String> {
        nearest(name, self.packages.iter().map(String::as_str)).map(str::to_owned)
    }

    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.declared
            .keys()
            .filter(move |(k, _)| *k == kind)
            .map(|(_, name)| name.as_str())
    }

    pub fn is_broken(&self, name: &str) -> bool {
        self.broken.contains(name)
    }
}

impl Analyzer<'_> {
    /// The name, if something of that kind has it and this file can see it.
    pub fn resolve(&mut self, kind: Kind, name: &Name) -> Option<String> {
        self.used.insert((kind, name.text.clone()));
        match self.names.declared.get(&(kind, name.text.clone())) {
            Some(declared) if shipped::is_shipped(&declared.origin) => {
                self.references.note(&name.origin, &declared.origin);
                Some(name.text.clone())
            }
            Some(declared) if self.here.packages.contains(&declared.package) => {
                Some(name.text.clone())
            }
            Some(declared) => {
                let problem =
                    problems::not_in_view(name.origin.clone(), kind, &name.text, &declared.package);
                self.say(problem);
                Some(name.text.clone())
            }
            None => {
                let words: Vec<String> = self.names.of_kind(kind).map(str::to_owned).collect();
                self.unknown(kind, name, words.iter().map(String::as_str));
                None
            }
        }
    }

    pub fn resolve_all<T: From<String>>(&mut self, kind: Kind, names: &[Name]) -> Vec<T> {
        names
            .iter()
            .filter_map(|name| self.resolve(kind, name))
            .map(T::from)
            .collect()
    }

    /// Says that a name is unknown, unless it was probably declared by a broken block.
    pub fn unknown<'n>(&mut self, kind: Kind, name: &Name, known: impl Iterator<Item = &'n str>) {
        if self.names.is_broken(&name.text) {
            return;
        }
        let known: Vec<&str> = known.collect();
        let shape = skeleton(&name.text);
        let (at, text) = (name.origin.clone(), name.text.as_str());
        let problem = match known.iter().find(|known| skeleton(known) == shape) {
            Some(alike) => {
                let differs = text.chars().zip(alike.chars()).find(|(a, b)| a != b);
                problems::undeclared_look_alike(at, kind, text, alike, differs)
            }
            None => problems::unknown(at, kind, text, nearest(text, known)),
        };
        self.say(problem);
    }
}

fn name_of(item: &Item) -> Option<(Kind, &Name)> {
    Some(match item {
        Item::Purpose(p) => (Kind::Purpose, &p.name),
        Item::Class(c) => (Kind::Class, &c.name),
        Item::Codelist(c) => (Kind::Codelist, &c.name),
        Item::Consent(c) => (Kind::Form, &c.name),
        Item::Optout(o) => (Kind::Form, &o.name),
        Item::Guard(g) => (Kind::Guard, &g.name),
        Item::Cohort(c) => (Kind::Cohort, &c.name),
        Item::Study(s) => (Kind::Study, &s.name),
        Item::Standard(s) => (Kind::Standard, &s.name),
        Item::Preset(p) => (Kind::Preset, &p.name),
        Item::Profile(p) => (Kind::Profile, &p.name),
        Item::Plugin(p) => (Kind::Plugin, &p.name),
        Item::Deliver(d) => (Kind::Delivery, &d.name),
        Item::Emergency(e) => (Kind::Emergency, &e.name),
        Item::Claim(c) => (Kind::Claim, &c.name),
        Item::Basis(b) => (Kind::Basis, &b.name),
        Item::Ground(g) => (Kind::Ground, &g.name),
        Item::Access(_) | Item::Corrects(_) | Item::Test(_) | Item::Broken { .. } => return None,
    })
}
