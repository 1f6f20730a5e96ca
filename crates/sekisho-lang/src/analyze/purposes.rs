//! Purposes and their tree, classes, codelists.

use std::collections::BTreeSet;

use sekisho_model::cohort::Codes;
use sekisho_model::policy::{ClassGroup, Purpose};
use sekisho_model::{ClassName, CodelistName, DataClass, PurposeName};
use sekisho_syntax::ast::{self, CodeLine, Item, Name};
use sekisho_syntax::{Parse, nearest};

use super::{Analyzer, Kind};
use crate::problem::{cohort as cohort_problems, consent as consent_problems, names as problems};

/// The class of records the model can't place; nobody can grant it, so `all` leaves it out.
const UNCLASSIFIED: &str = "unclassified";

impl Analyzer<'_> {
    pub fn purpose(&mut self, purpose: &ast::Purpose) {
        if !self.names.is_first(Kind::Purpose, &purpose.name) {
            return;
        }
        let under = purpose
            .under
            .as_ref()
            .and_then(|under| self.resolve(Kind::Purpose, under));
        self.policy.purposes.push(Purpose {
            name: PurposeName::new(&purpose.name.text),
            label: purpose.label.clone(),
            under: under.map(PurposeName::from),
            duo: purpose.duo.iter().map(|duo| duo.text.clone()).collect(),
            commercial: purpose.commercial,
            ends: purpose.ends,
            origin: purpose.origin.clone(),
        });
    }

    /// A purpose that is its own ancestor is cut loose and reported.
    pub fn purpose_circles(&mut self) {
        let circular: Vec<usize> = (0..self.policy.purposes.len())
            .filter(|n| self.in_circle(*n))
            .collect();
        for n in circular {
            let purpose = &mut self.policy.purposes[n];
            purpose.under = None;
            let problem =
                problems::circle(purpose.origin.clone(), Kind::Purpose, purpose.name.as_str());
            self.problems.push(problem);
        }
    }

    fn in_circle(&self, start: usize) -> bool {
        let purposes = &self.policy.purposes;
        let mut at = &purposes[start];
        for _ in 0..purposes.len() {
            let Some(parent) = at
                .under
                .as_ref()
                .and_then(|under| purposes.iter().find(|p| p.name == *under))
            else {
                return false;
            };
            if parent.name == purposes[start].name {
                return true;
            }
            at = parent;
        }
        false
    }

    /// The purposes and everything below them, sorted. A grant never reaches down into a
    /// commercial purpose that it doesn't name: what a company may do is read in its own words.
    pub fn closed_downwards(&mut self, names: &[Name]) -> Vec<PurposeName> {
        let named: Vec<PurposeName> = self.resolve_all(Kind::Purpose, names);
        let mut closed: BTreeSet<PurposeName> = named.into_iter().collect();
        loop {
            let below = self
                .policy
                .purposes
                .iter()
                .filter(|p| !closed.contains(&p.name));
            let below = below.filter(|p| {
                p.under.as_ref().is_some_and(|under| {
                    closed.contains(under) && (!p.commercial || self.is_commercial(under))
                })
            });
            let below: Vec<PurposeName> = below.map(|p| p.name.clone()).collect();
            if below.is_empty() {
                return closed.into_iter().collect();
            }
            closed.extend(below);
        }
    }

    pub fn is_commercial(&self, name: &PurposeName) -> bool {
        self.policy
            .purposes
            .iter()
            .any(|p| p.name == *name && p.commercial)
    }

    pub fn declare_classes(&mut self, parses: &[&Parse]) {
        let mut open: Vec<ast::Class> = Vec::new();
        self.each(parses, |a, item| match item {
            Item::Class(class) if a.names.is_first(Kind::Class, &class.name) => {
                open.push(class.clone())
            }
            _ => {}
        });
        // Groups of groups: each round settles those whose members are settled.
        loop {
            let (ready, rest): (Vec<_>, Vec<_>) = open
                .into_iter()
                .partition(|class| self.members_known(class));
            if ready.is_empty() {
                rest.iter().for_each(|class| self.class_in_circle(class));
                break;
            }
            ready.iter().for_each(|class| self.class(class));
            open = rest;
        }
        self.policy.classes.sort_by(|a, b| {
            (&a.origin.file, a.origin.start).cmp(&(&b.origin.file, b.origin.start))
        });
    }

    fn members_known(&self, class: &ast::Class) -> bool {
        let known =
            |name: &str| self.classes.contains_key(name) || !self.names.has(Kind::Class, name);
        class.members.iter().flatten().all(|member| {
            known(&member.text) || self.model.classes.contains_key(member.text.as_str())
        })
    }

    fn class_in_circle(&mut self, class: &ast::Class) {
        let problem = problems::circle(class.name.origin.clone(), Kind::Class, &class.name.text);
        self.say(problem);
        self.classes.insert(class.name.text.clone(), Vec::new());
    }

    fn class(&mut self, class: &ast::Class) {
        let members = match &class.members {
            Some(members) => self.class_list(members),
            None => self
                .model
                .classes
                .keys()
                .filter(|c| c.as_str() != UNCLASSIFIED)
                .cloned()
                .collect(),
        };
        self.classes
            .insert(class.name.text.clone(), members.clone());
        let (name, label) = (ClassName::new(&class.name.text), class.label.clone());
        self.policy.classes.push(ClassGroup {
            name,
            label,
            members,
            origin: class.origin.clone(),
        });
    }

    /// Groups and data classes written out to data classes, sorted.
    pub fn class_list(&mut self, names: &[Name]) -> Vec<DataClass> {
        let mut found = BTreeSet::new();
        for name in names {
            if let Some(members) = self.classes.get(&name.text) {
                found.extend(members.iter().cloned());
            } else if name.text == UNCLASSIFIED {
                self.say(consent_problems::never_granted(
                    name.origin.clone(),
                    UNCLASSIFIED,
                ));
            } else if self.model.classes.contains_key(name.text.as_str()) {
                found.insert(DataClass::new(&name.text));
            } else {
                let known: Vec<String> = self
                    .classes
                    .keys()
                    .cloned()
                    .chain(self.model.classes.keys().map(|c| c.0.clone()))
                    .collect();
                self.unknown(Kind::Class, name, known.iter().map(String::as_str));
            }
        }
        found.into_iter().collect()
    }

    /// Every class a record can have, also those nobody can grant: what a guard without `on` holds.
    pub fn all_classes(&self) -> Vec<DataClass> {
        self.model.classes.keys().cloned().collect()
    }

    pub fn declare_codelists(&mut self, parses: &[&Parse]) {
        let mut open: Vec<(super::Scope, ast::Codelist)> = Vec::new();
        self.each(parses, |a, item| match item {
            Item::Codelist(list) if a.names.is_first(Kind::Codelist, &list.name) => {
                open.push((a.here.clone(), list.clone()))
            }
            _ => {}
        });
        loop {
            let (ready, rest): (Vec<_>, Vec<_>) = open
                .into_iter()
                .partition(|(_, list)| self.lists_known(list));
            if ready.is_empty() {
                for (_, list) in &rest {
                    self.say(problems::circle(
                        list.name.origin.clone(),
                        Kind::Codelist,
                        &list.name.text,
                    ));
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
        let system = list
            .system
            .as_ref()
            .and_then(|system| self.code_system(system));
        let (systems, prefixes) = system.unwrap_or_default();
        let mut codes = Codes {
            name: CodelistName::new(&list.name.text),
            systems,
            codes: Vec::new(),
            prefixes: Vec::new(),
            excluded: Vec::new(),
            excluded_prefixes: Vec::new(),
        };
        for line in &list.include {
            self.code_line(list, line, prefixes, &mut codes, false);
        }
        for line in &list.exclude {
            self.code_line(list, line, prefixes, &mut codes, true);
        }
        let is_empty = codes.codes.is_empty() && codes.prefixes.is_empty();
        if list.system.is_none() || is_empty && list.include.is_empty() {
            self.say(cohort_problems::empty_codelist(
                list.name.origin.clone(),
                &list.name.text,
            ));
        }
        for part in [
            &mut codes.codes,
            &mut codes.prefixes,
            &mut codes.excluded,
            &mut codes.excluded_prefixes,
        ] {
            part.sort();
            part.dedup();
        }
        self.codelists.insert(list.name.text.clone(), codes);
    }

    fn code_line(
        &mut self,
        list: &ast::Codelist,
        line: &CodeLine,
        prefixes: bool,
        into: &mut Codes,
        excluded: bool,
    ) {
        match line {
            CodeLine::Codes { codes, and_below } => {
                if *and_below && !prefixes {
                    let system = list
                        .system
                        .as_ref()
                        .map(|s| s.text.clone())
                        .unwrap_or_default();
                    let at = codes
                        .first()
                        .map_or_else(|| list.origin.clone(), |c| c.origin.clone());
                    self.say(cohort_problems::no_hierarchy(at, &system));
                }
                let place = match (excluded, and_below) {
                    (false, false) => &mut into.codes,
                    (false, true) => &mut into.prefixes,
                    (true, false) => &mut into.excluded,
                    (true, true) => &mut into.excluded_prefixes,
                };
                place.extend(codes.iter().map(|code| code.text.clone()));
            }
            CodeLine::Of(other) => {
                let Some(name) = self.resolve(Kind::Codelist, other) else {
                    return;
                };
                let Some(found) = self.codelists.get(&name).cloned() else {
                    return;
                };
                if found.systems != into.systems {
                    self.say(cohort_problems::other_system(
                        other.origin.clone(),
                        &list.name.text,
                        &name,
                    ));
                }
                let (codes, below) = if excluded {
                    (&mut into.excluded, &mut into.excluded_prefixes)
                } else {
                    (&mut into.codes, &mut into.prefixes)
                };
                codes.extend(found.codes);
                below.extend(found.prefixes);
                if !excluded {
                    into.excluded.extend(found.excluded);
                    into.excluded_prefixes.extend(found.excluded_prefixes);
                }
            }
        }
    }

    /// Every spelling of a code system, and whether its codes show their hierarchy.
    pub fn code_system(&mut self, name: &Name) -> Option<(Vec<String>, bool)> {
        if let Some(found) = self.known_system(&name.text) {
            return Some(found);
        }
        if ["http://", "https://", "urn:"]
            .iter()
            .any(|start| name.text.starts_with(start))
        {
            return Some((vec![name.text.clone()], false));
        }
        let near =
            nearest(&name.text, self.model.systems.keys().map(String::as_str)).map(str::to_owned);
        self.say(cohort_problems::unknown_system(
            name.origin.clone(),
            &name.text,
            near.as_deref(),
        ));
        None
    }

    fn known_system(&self, text: &str) -> Option<(Vec<String>, bool)> {
        let (name, system) = self
            .model
            .systems
            .iter()
            .find(|(name, system)| *name == text || system.names.iter().any(|n| n == text))?;
        let spellings = system.names.iter().cloned().chain([name.clone()]).collect();
        Some((spellings, system.prefix_hierarchy))
    }
}
