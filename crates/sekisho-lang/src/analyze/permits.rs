//! What the rules of a study say to one another: permits that nothing bounds, that nobody reaches,
//! that repeat another or leave the form open; roles nobody uses.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::policy::{AccessRule, Act, Attribute, Guard, Requirement, Study, Test, When};
use sekisho_model::{DataClass, RoleName, StudyName};

use super::{Analyzer, truth};
use crate::problem::access as problems;

/// Role, act and class: what one rule speaks of.
type Triples<'a> = BTreeSet<(&'a RoleName, Act, &'a DataClass)>;

impl Analyzer<'_> {
    pub fn permits(&mut self) {
        let (studies, all) = (self.policy.studies.clone(), self.policy.access.clone());
        let mut of_study: BTreeMap<&StudyName, Vec<&AccessRule>> = BTreeMap::new();
        for rule in &all {
            of_study.entry(&rule.study).or_default().push(rule);
        }
        for study in &studies {
            let rules = of_study.remove(&study.name).unwrap_or_default();
            for (n, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.allow) {
                self.bounded(study, rule);
                self.counted(rule);
                if !self.undone(rule, &rules) {
                    self.repeated(n, rule, &rules);
                    self.one_form(rule, &rules[..n]);
                }
            }
            if !rules.is_empty() {
                self.roles_used(study, &rules);
            }
        }
    }

    /// Data that leave are bound by their form, by somebody's approval, by a place or by an
    /// organisation; going back to a person's source by a reason or an approval.
    fn bounded(&mut self, study: &Study, rule: &AccessRule) {
        let approved = rule
            .requires
            .iter()
            .any(|r| matches!(r, Requirement::Approval { .. }));
        let traced = rule.acts.contains(&Act::Trace)
            && !approved
            && !rule.requires.contains(&Requirement::Justification);
        let profile = rule.profile.as_ref();
        let profile = profile.and_then(|p| self.policy.profile(p.as_str()));
        let housed = rule.roles.iter().all(|name| {
            let role = study.roles.iter().find(|role| &role.name == name);
            role.is_none_or(|role| role.org.is_some())
        });
        let taken = rule.acts.contains(&Act::Extract)
            && profile.is_some_and(|p| p.satisfies.is_empty())
            && !approved
            && !housed
            && !asks_place(&rule.condition);
        if traced || taken {
            self.say(problems::nothing_bounds(rule.origin.clone()));
        }
    }

    /// Numbers of people leave in a form that says from how many on one is told.
    fn counted(&mut self, rule: &AccessRule) {
        let counts = rule.acts.contains(&Act::Count);
        let named = rule.profile.as_ref().filter(|_| counts);
        let profile = named.and_then(|p| self.policy.profile(p.as_str()));
        if let Some(profile) = profile.filter(|p| p.release.small_cells.is_none()) {
            let (name, there) = (profile.name.as_str().to_owned(), profile.origin.clone());
            self.say(problems::count_without_bound(
                rule.origin.clone(),
                &name,
                there,
            ));
        }
    }

    /// Everything it permits is forbidden without condition.
    fn undone(&mut self, rule: &AccessRule, rules: &[&AccessRule]) -> bool {
        let mut left = triples(rule);
        if left.is_empty() {
            return true;
        }
        let mut by = None;
        for forbid in rules.iter().filter(|r| !r.allow && whenever(&r.condition)) {
            let before = left.len();
            let gone = triples(forbid);
            left.retain(|triple| !gone.contains(triple));
            by = by.or((left.len() < before).then_some(&forbid.origin));
        }
        // A guard that forbids everything has its own problem.
        let classes = self.model.classes.len() - 1;
        let guards = self.policy.guards.iter().filter(|g| {
            whenever(&g.condition) && (g.classes.len() < classes || g.acts.len() < Act::ALL.len())
        });
        for guard in guards {
            let before = left.len();
            left.retain(|(_, act, class)| !covers(guard, *act, class));
            by = by.or((left.len() < before).then_some(&guard.origin));
        }
        let undone = left.is_empty().then(|| by.cloned()).flatten();
        let found = undone.is_some();
        if let Some(by) = undone {
            self.say(problems::unreachable(rule.origin.clone(), by));
        }
        found
    }

    /// Another permit grants all of it already: as wide, in the same form, asking no more.
    fn repeated(&mut self, n: usize, rule: &AccessRule, rules: &[&AccessRule]) {
        let own = triples(rule);
        let wider = rules.iter().enumerate().find(|(m, other)| {
            let same_condition =
                whenever(&other.condition) || same_question(&other.condition, &rule.condition);
            *m != n
                && other.allow
                && other.profile == rule.profile
                && same_condition
                && other.requires.iter().all(|r| rule.requires.contains(r))
                && own.is_subset(&triples(other))
                // Of two that say the same, the later one is the repetition.
                && (*m < n || !triples(other).is_subset(&own) || !says_as_much(rule, other))
        });
        if let Some((_, wider)) = wider {
            let there = wider.origin.clone();
            self.say(problems::says_nothing_more(rule.origin.clone(), there));
        }
    }

    /// One act on one class by one role leaves in one form; a delivery chooses its own.
    fn one_form(&mut self, rule: &AccessRule, earlier: &[&AccessRule]) {
        for other in earlier.iter().filter(|o| o.allow) {
            let (Some(one), Some(two)) = (&rule.profile, &other.profile) else {
                continue;
            };
            if one == two || !truth::meet(&rule.condition, &other.condition) {
                continue;
            }
            let theirs = triples(other);
            let own = triples(rule);
            let shared = own
                .iter()
                .find(|t| matches!(t.1, Act::Read | Act::Count) && theirs.contains(t));
            if let Some((_, act, class)) = shared {
                let problem = problems::two_profiles(
                    rule.origin.clone(),
                    act.as_str(),
                    class.as_str(),
                    other.origin.clone(),
                );
                return self.say(problem);
            }
        }
    }

    fn roles_used(&mut self, study: &Study, rules: &[&AccessRule]) {
        let deliveries = self.policy.deliveries.iter();
        let deliveries = deliveries.filter(|d| d.study == study.name);
        let required = rules
            .iter()
            .flat_map(|r| &r.requires)
            .chain(deliveries.flat_map(|d| &d.requires));
        let approvers: BTreeSet<&str> = required
            .filter_map(|r| match r {
                Requirement::Approval { by, .. } => Some(by),
                _ => None,
            })
            .flatten()
            .map(String::as_str)
            .collect();
        let unused: Vec<_> = study
            .roles
            .iter()
            .filter(|role| !approvers.contains(role.name.as_str()))
            .filter(|role| !rules.iter().any(|rule| rule.roles.contains(&role.name)))
            .map(|role| (role.origin.clone(), role.name.clone()))
            .collect();
        for (at, role) in unused {
            self.say(problems::role_unused(at, role.as_str()));
        }
    }
}

fn triples(rule: &AccessRule) -> Triples<'_> {
    let mut all = BTreeSet::new();
    for role in &rule.roles {
        for act in &rule.acts {
            all.extend(rule.classes.iter().map(|class| (role, *act, class)));
        }
    }
    all
}

pub fn covers(guard: &Guard, act: Act, class: &DataClass) -> bool {
    guard.acts.contains(&act) && guard.classes.contains(class)
}

/// No condition, or one that every request fulfils.
pub fn whenever(condition: &When) -> bool {
    match condition {
        When::Always => true,
        When::When(test) => truth::always(test),
        When::Unless(test) => truth::never(test),
    }
}

fn says_as_much(one: &AccessRule, other: &AccessRule) -> bool {
    one.requires.iter().all(|r| other.requires.contains(r))
        && (whenever(&one.condition) || same_question(&one.condition, &other.condition))
}

/// The same condition, wherever it is written.
fn same_question(one: &When, other: &When) -> bool {
    match (one, other) {
        (When::Always, When::Always) => true,
        (When::When(one), When::When(other)) | (When::Unless(one), When::Unless(other)) => {
            same_test(one, other)
        }
        _ => false,
    }
}

fn same_test(one: &Test, other: &Test) -> bool {
    let all = |one: &[Test], other: &[Test]| {
        one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same_test(a, b))
    };
    match (one, other) {
        (Test::And(one), Test::And(other)) | (Test::Or(one), Test::Or(other)) => all(one, other),
        (Test::Not(one), Test::Not(other)) => same_test(one, other),
        (
            Test::Compare {
                left, op, right, ..
            },
            Test::Compare {
                left: left2,
                op: op2,
                right: right2,
                ..
            },
        ) => (left, op, right) == (left2, op2, right2),
        _ => false,
    }
}

/// The condition asks where the request comes from or goes.
fn asks_place(condition: &When) -> bool {
    fn asks(test: &Test) -> bool {
        match test {
            Test::And(parts) | Test::Or(parts) => parts.iter().any(asks),
            Test::Not(inner) => asks(inner),
            Test::Compare { left, .. } => matches!(
                left,
                Attribute::RequestNetwork | Attribute::PrincipalOrg | Attribute::RequestCountry
            ),
        }
    }
    match condition {
        When::Always => false,
        When::When(test) | When::Unless(test) => asks(test),
    }
}
