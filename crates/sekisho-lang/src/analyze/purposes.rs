//! Purposes and their tree as of a date, classes.

mod tree;

use std::collections::BTreeSet;

use sekisho_model::policy::{ClassGroup, Purpose};
use sekisho_model::{ClassName, CodelistName, DataClass, Day, PurposeName};
use sekisho_syntax::Parse;
use sekisho_syntax::ast::{self, Item, Name};

use super::{Analyzer, Kind};
use crate::problem::{consent as consent_problems, names as problems};
pub(super) use tree::PurposeTree;

/// The class of records the model can't place; nobody can grant it, so `all` leaves it out.
const UNCLASSIFIED: &str = "unclassified";

impl Analyzer<'_> {
    pub fn purpose(&mut self, purpose: &ast::Purpose) {
        if !self.names.is_first(Kind::Purpose, &purpose.name) {
            return;
        }
        self.duo(purpose);
        if let Some(list) = &purpose.disease {
            self.resolve(Kind::Codelist, list);
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
            disease: purpose
                .disease
                .as_ref()
                .map(|list| CodelistName::new(&list.text)),
            since: purpose.since,
            commercial: purpose.commercial,
            ends: purpose.ends,
            origin: purpose.origin.clone(),
        });
    }

    /// A purpose that is its own ancestor is cut loose and reported. From here on the tree stands.
    pub fn purpose_circles(&mut self) {
        for n in tree::circular(&self.policy.purposes) {
            let purpose = &mut self.policy.purposes[n];
            purpose.under = None;
            let problem =
                problems::circle(purpose.origin.clone(), Kind::Purpose, purpose.name.as_str());
            self.problems.push(problem);
        }
        self.purposes = PurposeTree::of(&self.policy.purposes);
    }

    /// The purposes and everything below them as of a day, sorted. A grant never reaches down into a
    /// commercial purpose that it doesn't name: what a company may do is read in its own words.
    /// Nor into one set up after that day; without a day, into none that has one of its own.
    pub fn closed_downwards(&mut self, names: &[Name], as_of: Option<Day>) -> Vec<PurposeName> {
        let named: Vec<PurposeName> = self.resolve_all(Kind::Purpose, names);
        let closed = self.grown(named.into_iter().collect(), |a, p, under| {
            let there = a
                .since(&p.name)
                .is_none_or(|since| as_of.is_some_and(|day| since <= day));
            there && (!p.commercial || a.is_commercial(under))
        });
        closed.into_iter().collect()
    }

    /// The purposes that `includes later purposes under …` adds to what an item grants: set up
    /// after the form, below one it names, never commercial nor below commerce.
    pub fn later_purposes(
        &self,
        granted: &[PurposeName],
        under: &[PurposeName],
        effective: Day,
    ) -> Vec<PurposeName> {
        let reached = self.below(under);
        let named = |p: &Purpose| reached.contains(&p.name);
        let grown = self.grown(granted.iter().cloned().collect(), |a, p, parent| {
            let later = a.since(&p.name).is_some_and(|since| since > effective);
            later && named(p) && !p.commercial && !a.is_commercial(parent)
        });
        grown.into_iter().filter(|p| !granted.contains(p)).collect()
    }

    /// The set with every purpose below it that may join, step by step down the tree.
    fn grown(
        &self,
        mut set: BTreeSet<PurposeName>,
        joins: impl Fn(&Self, &Purpose, &PurposeName) -> bool,
    ) -> BTreeSet<PurposeName> {
        let mut open: Vec<PurposeName> = set.iter().cloned().collect();
        while let Some(under) = open.pop() {
            for n in self.purposes.right_below(&under) {
                let purpose = &self.policy.purposes[*n];
                if !set.contains(&purpose.name) && joins(self, purpose, &under) {
                    set.insert(purpose.name.clone());
                    open.push(purpose.name.clone());
                }
            }
        }
        set
    }

    /// Everything that lies under one of these.
    pub fn below(&self, tops: &[PurposeName]) -> BTreeSet<PurposeName> {
        let mut found = BTreeSet::new();
        let mut open: Vec<PurposeName> = tops.to_vec();
        while let Some(under) = open.pop() {
            for n in self.purposes.right_below(&under) {
                let name = &self.policy.purposes[*n].name;
                if found.insert(name.clone()) {
                    open.push(name.clone());
                }
            }
        }
        found
    }

    /// The day a purpose was set up: its own, or a later one of those it lies under.
    pub fn since(&self, name: &PurposeName) -> Option<Day> {
        self.purposes.since(name)
    }

    /// The purpose and those it lies under. Circles have been cut.
    pub fn ancestry<'p>(&'p self, name: &PurposeName) -> impl Iterator<Item = &'p Purpose> {
        let find = |name: &PurposeName| self.known_purpose(name);
        let up = move |p: &&'p Purpose| p.under.as_ref().and_then(find);
        std::iter::successors(find(name), up)
    }

    pub fn is_commercial(&self, name: &PurposeName) -> bool {
        self.known_purpose(name).is_some_and(|p| p.commercial)
    }

    fn known_purpose(&self, name: &PurposeName) -> Option<&Purpose> {
        Some(&self.policy.purposes[self.purposes.place(name)?])
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
}
