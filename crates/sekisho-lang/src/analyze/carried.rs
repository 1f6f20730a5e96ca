//! Whether what a study may use can carry the choice of its patients: the classes of its data, the
//! rules of whoever extracts, the time that the forms cover.
//!
//! The gate asks the same of every request and refuses; here it is said while the policy is written.

use std::collections::BTreeSet;

use sekisho_model::cohort::{Cohort, Confined, End, EventQuery, Predicate, Quantity, Side};
use sekisho_model::consent::Form;
use sekisho_model::policy::{Act, Study};
use sekisho_model::{DataClass, Day, Origin, RoleName, ViewName};
use sekisho_syntax::Parse;
use sekisho_syntax::ast::{self, Item};

use super::Analyzer;
use crate::problem::carried as problems;

/// Something that takes for an answer that a view shows nothing over some days.
struct Silence<'a> {
    view: &'a ViewName,
    days: (Day, Day),
    at: Origin,
}

impl Analyzer<'_> {
    pub fn carried(&mut self, parses: &[&Parse]) {
        self.each(parses, |a, item| match item {
            Item::Study(study) => a.study_carries(study),
            Item::Deliver(deliver) => a.roles_may_choose(deliver),
            _ => {}
        });
    }

    fn study_carries(&mut self, written: &ast::Study) {
        let Some(study) = self.policy.study(&written.name.text).cloned() else {
            return;
        };
        for name in &written.cohorts {
            let Some(cohort) = self.policy.cohort(&name.text).cloned() else {
                continue;
            };
            let have: BTreeSet<&DataClass> = study.classes.iter().collect();
            let lacks = self.lacks(&cohort, &have);
            if lacks.is_empty() {
                self.asks_within_consent(&study, &cohort);
            } else {
                let (at, classes) = (name.origin.clone(), list(&lacks));
                let study = study.name.as_str();
                self.say(problems::beyond_the_data(at, &name.text, study, &classes));
            }
        }
    }

    /// The classes without which a cohort can't be chosen.
    fn lacks(&self, cohort: &Cohort, have: &BTreeSet<&DataClass>) -> BTreeSet<DataClass> {
        let mut lacks = BTreeSet::new();
        for (name, silence) in cohort.asks() {
            let Some(view) = self.model.views.get(&name) else {
                continue;
            };
            for source in &view.from {
                let others = view.from.iter().filter(|s| s.resource == source.resource);
                let classes: BTreeSet<&DataClass> = others
                    .flat_map(|source| self.model.classes_of_source(source))
                    .collect();
                let none = classes.is_disjoint(have);
                let missing = classes.into_iter().filter(|class| !have.contains(class));
                if silence || none {
                    lacks.extend(missing.cloned());
                }
            }
        }
        lacks
    }

    /// Of those who may extract a delivery, somebody may look at what chooses its patients.
    fn roles_may_choose(&mut self, deliver: &ast::Deliver) {
        let policy = &self.policy;
        let Some(delivery) = policy.delivery(&deliver.name.text) else {
            return;
        };
        let (Some(study), Some(cohort)) = (
            policy.study(delivery.study.as_str()),
            policy.cohort(delivery.cohort.as_str()),
        ) else {
            return;
        };
        let all: BTreeSet<&DataClass> = study.classes.iter().collect();
        if !self.lacks(cohort, &all).is_empty() {
            return;
        }
        let rules = || {
            policy
                .access
                .iter()
                .filter(|r| r.allow && r.study == study.name)
        };
        let extracting: BTreeSet<&RoleName> = rules()
            .filter(|rule| rule.acts.contains(&Act::Extract))
            .flat_map(|rule| &rule.roles)
            .collect();
        let may = |role: &RoleName| -> BTreeSet<&DataClass> {
            let own = rules().filter(|rule| rule.roles.contains(role));
            own.filter(|rule| {
                rule.acts
                    .iter()
                    .any(|act| matches!(act, Act::Count | Act::Extract))
            })
            .flat_map(|rule| &rule.classes)
            .collect()
        };
        let lacks = extracting
            .into_iter()
            .map(|role| self.lacks(cohort, &may(role)));
        let Some(least) = lacks.min_by_key(BTreeSet::len) else {
            return;
        };
        if !least.is_empty() {
            let (at, classes) = (deliver.name.origin.clone(), list(&least));
            let cohort = cohort.name.to_string();
            self.say(problems::role_cannot_choose(
                at,
                &deliver.name.text,
                &cohort,
                &classes,
            ));
        }
    }

    /// What is asked of silence lies in the time that each form covers.
    fn asks_within_consent(&mut self, study: &Study, cohort: &Cohort) {
        let mut said = Vec::new();
        // What ends after the study does not end for it.
        let last = study.approvals.iter().map(|approval| approval.until).max();
        for silence in self.silences(cohort) {
            let Some(view) = self.model.views.get(silence.view) else {
                continue;
            };
            let dated = self
                .model
                .classes_of(view)
                .into_iter()
                .filter(|(_, timeless)| !timeless);
            let classes: BTreeSet<&DataClass> = dated.map(|(class, _)| class).collect();
            for form in self
                .policy
                .forms
                .iter()
                .filter(|form| grants(form, study, &classes))
            {
                let since = form.collected_since.filter(|since| silence.days.0 < *since);
                let until = form.collected_until.filter(|until| silence.days.1 > *until);
                let until = until.filter(|until| last.is_none_or(|last| *until < last));
                if since.is_some() || until.is_some() {
                    let (at, name) = (silence.at.clone(), form.name.to_string());
                    said.push(problems::asks_before_consent(at, &name, since, until));
                }
            }
        }
        for problem in said {
            if !self.problems.contains(&problem) {
                self.say(problem);
            }
        }
    }

    fn silences<'c>(&self, cohort: &'c Cohort) -> Vec<Silence<'c>> {
        let mut silences = Vec::new();
        if let Some(index) = &cohort.index {
            let date = self
                .model
                .views
                .get(&index.view)
                .and_then(|v| v.date.as_ref());
            let confined = Confined::by(index.filter.as_ref(), date);
            silences.push(Silence {
                view: &index.view,
                days: match index.end {
                    End::First => (confined.first, Day::MIN),
                    End::Last => (Day::MAX, confined.last),
                },
                at: index.origin.clone(),
            });
        }
        for condition in &cohort.conditions {
            self.silence(&condition.predicate, !condition.exclude, &mut silences);
        }
        silences
    }

    fn silence<'c>(&self, predicate: &'c Predicate, wanted: bool, found: &mut Vec<Silence<'c>>) {
        match predicate {
            Predicate::And(all) | Predicate::Or(all) => {
                all.iter().for_each(|one| self.silence(one, wanted, found));
            }
            Predicate::Not(inner) => self.silence(inner, !wanted, found),
            Predicate::Compare(_) => {}
            Predicate::Events(query) => {
                let by_silence = match query.quantity {
                    Quantity::Some | Quantity::AtLeast(_) => !wanted,
                    Quantity::No | Quantity::Every => wanted,
                };
                if by_silence && !query.always() {
                    found.push(self.silence_of(query));
                }
            }
        }
    }

    /// A window with an end hangs on the index date; its end asks about no time of its own.
    fn silence_of<'c>(&self, query: &'c EventQuery) -> Silence<'c> {
        let date = self
            .model
            .views
            .get(&query.view)
            .and_then(|v| v.date.as_ref());
        let confined = query.confined(date);
        let (back, forth) = match &query.window {
            None => (true, true),
            Some(window) if window.span.is_some() => (false, false),
            Some(window) => (window.side != Side::After, window.side != Side::Before),
        };
        Silence {
            view: &query.view,
            days: (
                if back { confined.first } else { Day::MAX },
                if forth { confined.last } else { Day::MIN },
            ),
            at: query.origin.clone(),
        }
    }
}

/// A form of the study's purposes for one of these classes.
fn grants(form: &Form, study: &Study, classes: &BTreeSet<&DataClass>) -> bool {
    form.items.iter().any(|item| {
        let purposes = || item.purposes.iter().chain(&item.later);
        purposes().any(|purpose| study.purposes.contains(purpose))
            && item.classes.iter().any(|class| classes.contains(class))
    })
}

fn list(classes: &BTreeSet<DataClass>) -> String {
    classes
        .iter()
        .map(DataClass::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}
