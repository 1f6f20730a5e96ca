//! Codelists: what is included less what is excluded, each code one its system can have.

mod check;
mod table;

use std::collections::BTreeMap;

use sekisho_model::codelist::{CodeEntry, CodeMap, Codelist};
use sekisho_model::cohort::Codes;
use sekisho_model::oncology::CodeSystem;
use sekisho_model::{CodelistName, Origin};
use sekisho_syntax::ast::{self, CodeLine, Item, Name};
use sekisho_syntax::{Parse, nearest};

pub use sekisho_model::codelist::Slip;

use super::{Analyzer, Kind, Scope};
use crate::problem::{codelist as problems, cohort as cohort_problems, names as name_problems};

/// A code as written, with the place to point at.
struct Written {
    entry: CodeEntry,
    at: Origin,
    /// Taken over from another codelist, which has been judged by itself.
    taken: bool,
}

/// A codelist while it is read.
struct Reading<'l> {
    list: &'l ast::Codelist,
    /// The name of its system in the model; `None` for a system given by its address, or none.
    system: Option<String>,
    included: Vec<Written>,
    excluded: Vec<Written>,
}

impl Analyzer<'_> {
    pub fn declare_codelists(&mut self, parses: &[&Parse]) {
        let mut open: Vec<(Scope, ast::Codelist)> = Vec::new();
        self.each(parses, |a, item| match item {
            Item::Codelist(list) if a.names.is_first(Kind::Codelist, &list.name) => {
                open.push((a.here.clone(), list.clone()))
            }
            _ => {}
        });
        // Lists of lists: each round settles those whose members are settled.
        loop {
            let (ready, rest): (Vec<_>, Vec<_>) = open
                .into_iter()
                .partition(|(_, list)| self.lists_known(list));
            if ready.is_empty() {
                for (_, list) in &rest {
                    let (at, name) = (list.name.origin.clone(), &list.name.text);
                    self.say(name_problems::circle(at, Kind::Codelist, name));
                }
                return;
            }
            for (scope, list) in &ready {
                self.here = scope.clone();
                self.codelist(list);
            }
            open = rest;
        }
    }

    fn lists_known(&self, list: &ast::Codelist) -> bool {
        list.include
            .iter()
            .chain(&list.exclude)
            .all(|line| match line {
                CodeLine::Of(other) => {
                    self.codelists.contains_key(&other.text)
                        || !self.names.has(Kind::Codelist, &other.text)
                }
                CodeLine::Codes { .. } => true,
            })
    }

    fn codelist(&mut self, list: &ast::Codelist) {
        let mut reading = Reading {
            list,
            system: None,
            included: Vec::new(),
            excluded: Vec::new(),
        };
        let file = list
            .file
            .as_ref()
            .and_then(|(path, digest)| self.code_file(path, digest));
        let of_table = file.as_ref().and_then(|file| file.system.as_ref());
        let system = list.system.as_ref().or(of_table);
        let found = system.and_then(|system| self.code_system(system));
        reading.system = system.and_then(|system| self.system_name(&system.text));
        let (systems, hierarchy) = found.unwrap_or_default();
        for line in &list.include {
            self.code_line(&mut reading, line, &systems, hierarchy, false);
        }
        for line in &list.exclude {
            self.code_line(&mut reading, line, &systems, hierarchy, true);
        }
        let mut source = None;
        if let Some(file) = file {
            self.of_one_system(list, &file, &systems);
            let path = &list.file.as_ref().expect("it was read").0;
            if file.entries.iter().any(|entry| entry.below) && !hierarchy {
                self.no_hierarchy(path.origin.clone(), list);
            }
            let written = |entry| Written {
                entry,
                at: path.origin.clone(),
                taken: false,
            };
            reading
                .included
                .extend(file.entries.into_iter().map(written));
            source = Some((path.text.clone(), file.digest));
        }
        self.judge_codes(&reading);
        if let Some((number, unit)) = &list.molar_mass {
            self.molar_mass(&list.name.text, number, unit);
        }
        self.keep(reading, systems, source);
    }

    fn code_line(
        &mut self,
        reading: &mut Reading,
        line: &CodeLine,
        systems: &[String],
        hierarchy: bool,
        exclude: bool,
    ) {
        let place = if exclude {
            &mut reading.excluded
        } else {
            &mut reading.included
        };
        match line {
            CodeLine::Codes {
                codes,
                and_below,
                group,
            } => {
                let group = group.as_ref().map(|group| group.text.clone());
                place.extend(codes.iter().map(|code| Written {
                    entry: CodeEntry {
                        code: code.text.clone(),
                        display: String::new(),
                        below: *and_below,
                        group: group.clone(),
                    },
                    at: code.origin.clone(),
                    taken: false,
                }));
                if *and_below && !hierarchy {
                    let at = codes
                        .first()
                        .map_or(&reading.list.origin, |code| &code.origin);
                    self.no_hierarchy(at.clone(), reading.list);
                }
            }
            CodeLine::Of(other) => {
                let Some(name) = self.resolve(Kind::Codelist, other) else {
                    return;
                };
                let Some(found) = self
                    .policy
                    .codelists
                    .iter()
                    .find(|l| l.name.as_str() == name)
                else {
                    return;
                };
                place.extend(found.entries.iter().cloned().map(|entry| Written {
                    entry,
                    at: other.origin.clone(),
                    taken: true,
                }));
                if found.systems != systems {
                    let (at, list) = (other.origin.clone(), &reading.list.name.text);
                    self.say(cohort_problems::other_system(at, list, &name));
                }
            }
        }
    }

    fn no_hierarchy(&mut self, at: Origin, list: &ast::Codelist) {
        let system = list.system.as_ref().map_or("", |system| &system.text);
        self.say(cohort_problems::no_hierarchy(at, system));
    }

    fn keep(
        &mut self,
        reading: Reading,
        systems: Vec<String>,
        file: Option<(String, sekisho_model::Digest)>,
    ) {
        let list = reading.list;
        let name = CodelistName::new(&list.name.text);
        let mut codes = Codes {
            name: name.clone(),
            systems: systems.clone(),
            codes: Vec::new(),
            prefixes: Vec::new(),
            excluded: Vec::new(),
            excluded_prefixes: Vec::new(),
        };
        let put = |written: &[Written], exact: &mut Vec<String>, below: &mut Vec<String>| {
            for one in written {
                let place = if one.entry.below {
                    &mut *below
                } else {
                    &mut *exact
                };
                place.push(one.entry.code.clone());
            }
            for place in [exact, below] {
                place.sort();
                place.dedup();
            }
        };
        put(&reading.included, &mut codes.codes, &mut codes.prefixes);
        put(
            &reading.excluded,
            &mut codes.excluded,
            &mut codes.excluded_prefixes,
        );
        // What a list it takes over leaves out stays out.
        for other in list.include.iter().filter_map(taken_over) {
            if let Some(other) = self.codelists.get(&other.text) {
                codes.excluded.extend(other.excluded.iter().cloned());
                codes
                    .excluded_prefixes
                    .extend(other.excluded_prefixes.iter().cloned());
            }
        }
        let gone = |entry: &CodeEntry| {
            reading
                .excluded
                .iter()
                .any(|out| check::takes_out(&out.entry, entry))
        };
        let entries = reading.included.into_iter().map(|written| written.entry);
        self.policy.codelists.push(Codelist {
            name,
            label: list.label.clone(),
            systems,
            version: list.version.as_ref().map(|version| version.text.clone()),
            entries: entries.filter(|entry| !gone(entry)).collect(),
            file,
            origin: list.origin.clone(),
        });
        self.codelists.insert(list.name.text.clone(), codes);
    }

    /// The groups of a codelist, for `map NAME` of a profile; a list without groups is a problem.
    pub fn code_map(&mut self, name: &Name) -> Option<CodeMap> {
        let found = self.resolve(Kind::Codelist, name)?;
        let list = self
            .policy
            .codelists
            .iter()
            .find(|list| list.name.as_str() == found)?;
        let mut map = CodeMap {
            name: list.name.clone(),
            systems: list.systems.clone(),
            exact: BTreeMap::new(),
            below: BTreeMap::new(),
            keeps_rest: false,
        };
        for entry in &list.entries {
            let Some(group) = &entry.group else { continue };
            let place = if entry.below {
                &mut map.below
            } else {
                &mut map.exact
            };
            place.insert(entry.code.clone(), group.clone());
        }
        if map.exact.is_empty() && map.below.is_empty() {
            self.say(problems::no_groups(name.origin.clone(), &name.text));
            return None;
        }
        Some(map)
    }

    /// A list without a code system, made for a map: its entries are words, not codes.
    pub fn maps_words(&self, name: &str) -> bool {
        let list = self
            .policy
            .codelists
            .iter()
            .find(|list| list.name.as_str() == name);
        list.is_some_and(|list| list.entries.iter().any(|entry| entry.group.is_some()))
    }

    /// A list nothing refers to: a condition was forgotten, or the list should go.
    pub fn unused_codelists(&mut self, parses: &[&Parse]) {
        self.each(parses, |a, item| {
            let Item::Codelist(list) = item else { return };
            let key = (Kind::Codelist, list.name.text.clone());
            let sound = a.codelists.contains_key(&list.name.text);
            if sound
                && !crate::shipped::is_shipped(&list.origin)
                && a.names.is_first(Kind::Codelist, &list.name)
                && !a.used.contains(&key)
            {
                let at = list.name.origin.clone();
                a.say(problems::codelist_unused(at, &list.name.text));
            }
        });
    }

    /// Every spelling of a code system, and whether its codes show their hierarchy.
    pub fn code_system(&mut self, name: &Name) -> Option<(Vec<String>, bool)> {
        if let Some((name, system)) = self.known_system(&name.text) {
            let spellings = system.names.iter().cloned().chain([name.clone()]).collect();
            return Some((spellings, system.prefix_hierarchy));
        }
        if ["http://", "https://", "urn:"]
            .iter()
            .any(|start| name.text.starts_with(start))
        {
            return Some((vec![name.text.clone()], false));
        }
        let near = nearest(&name.text, self.model.systems.keys().map(String::as_str));
        let problem = cohort_problems::unknown_system(name.origin.clone(), &name.text, near);
        self.say(problem);
        None
    }

    fn known_system(&self, text: &str) -> Option<(&String, &CodeSystem)> {
        let spells = |(name, system): &(&String, &CodeSystem)| {
            *name == text || system.names.iter().any(|spelling| spelling == text)
        };
        self.model.systems.iter().find(spells)
    }

    fn system_name(&self, text: &str) -> Option<String> {
        self.known_system(text).map(|(name, _)| name.clone())
    }
}

fn taken_over(line: &CodeLine) -> Option<&Name> {
    match line {
        CodeLine::Of(other) => Some(other),
        CodeLine::Codes { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use sekisho_model::SourceText;

    use super::*;
    use crate::{Package, data_model};

    /// `map NAME`, asked of a list with groups and of one without.
    #[test]
    fn a_map_is_made_of_a_list_with_groups_only() {
        let text = "sekisho 1\npackage t\nuse model oncology 2026.1\n\
            codelist parts {\n  include \"13\", \"14\" group \"Kanto\"\n  include \"27\" group \"Kinki\"\n}\n\
            codelist plain {\n  system \"ICD-10\"\n  include \"C34\" and below\n}\n";
        let package = Package::of([
            (
                "sekisho.yaml",
                "name: t\nversion: \"1\"\nmodel: oncology 2026.1\n",
            ),
            ("policies/t.seki", text),
        ])
        .unwrap();
        let parse = sekisho_syntax::parse(&SourceText::new("policies/t.seki", text.to_owned()));
        let parses = [&parse];
        let model = data_model::oncology();
        let mut analyzer = Analyzer::new(&package, &parses, model, sekisho_model::catalog::r4());
        analyzer.run(&parses);
        analyzer.here = Scope::of(&parse.file);
        analyzer.problems.clear();
        let name = |text: &str| Name {
            text: text.to_owned(),
            origin: Origin::built_in(),
        };
        let map = analyzer.code_map(&name("parts")).unwrap();
        assert_eq!(
            (map.group("13"), map.group("27"), map.group("40")),
            (Some("Kanto"), Some("Kinki"), None)
        );
        assert_eq!(analyzer.problems, []);
        assert_eq!(analyzer.code_map(&name("plain")), None);
        assert_eq!(
            analyzer.problems.iter().map(|p| p.code).collect::<Vec<_>>(),
            [218]
        );
    }
}
