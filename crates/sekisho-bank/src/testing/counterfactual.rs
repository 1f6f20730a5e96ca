//! The world in which one rule does not stand, all else equal: a denial had that reason if and only
//! if it is allowed there.
//!
//! Without `consent` the person has agreed to everything. Without a guard its `forbid` is gone.
//! Without a study nothing that study lays down holds: its access rules, approvals, purposes and
//! what it asks of a role; consent, guards and the delivery's own demands stay.

use sekisho_gate::{Answer, Gate};
use sekisho_lang::{Because, Program, TestDecl};
use sekisho_model::consent::Grant;
use sekisho_model::policy::{AccessRule, Approval, Policy, Role, When};
use sekisho_model::{Day, StudyName, Text};

use super::world::{Asker, Matter, World, ask, gate};
use crate::error::BankError;

/// The role by which everybody of the asker's group is let through when the study says nothing.
const ANYBODY: &str = "(anybody of the group)";

pub(super) fn without(
    world: &mut World<'_>,
    test: &TestDecl,
    asker: &Asker<'_>,
    matter: &Matter<'_>,
    grants: &[Grant],
    because: &Because,
) -> Result<Answer, BankError> {
    if *because == Because::Consent {
        let grants = world.full_consent(test, &asker.purpose, matter.class);
        return ask(&world.gate, test, asker, matter, &grants);
    }
    let key = key(because, asker, matter);
    if !world.without.contains_key(&key) {
        let policy = taken_away(world.program, asker, matter, because);
        world
            .without
            .insert(key.clone(), gate(world.program, &policy)?);
    }
    let gate: &Gate = &world.without[&key];
    ask(gate, test, asker, matter, grants)
}

/// A guard is taken away for everybody; a study for the question at hand.
fn key(because: &Because, asker: &Asker<'_>, matter: &Matter<'_>) -> String {
    match because {
        Because::Consent => "consent".into(),
        Because::Guard(guard) => format!("guard {guard}"),
        Because::Study(study) => format!(
            "study {study} {} {} {} {}",
            asker.asking.role, asker.purpose, matter.act, matter.class
        ),
    }
}

fn taken_away(
    program: &Program,
    asker: &Asker<'_>,
    matter: &Matter<'_>,
    because: &Because,
) -> Policy {
    let mut policy = program.policy.clone();
    match because {
        Because::Consent => {}
        Because::Guard(guard) => policy.guards.retain(|g| g.name != *guard),
        Because::Study(study) => silence(&mut policy, study, asker, matter),
    }
    policy
}

/// The study's word replaced by one permit without conditions. The role stands beside the real
/// ones, so that what guards read of a person (their training) stays as it is.
fn silence(policy: &mut Policy, study: &StudyName, asker: &Asker<'_>, matter: &Matter<'_>) {
    let Some(found) = policy.studies.iter_mut().find(|s| s.name == *study) else {
        return;
    };
    let origin = found.origin.clone();
    let always = |year| Day::from_ymd(year, 1, 1).unwrap_or(Day(0));
    found.approvals = vec![Approval {
        number: String::new(),
        by: String::new(),
        from: always(1),
        until: always(9999),
        origin: origin.clone(),
    }];
    if !found.purposes.contains(&asker.purpose) {
        found.purposes.push(asker.purpose.clone());
    }
    found.roles.push(Role {
        name: ANYBODY.into(),
        group: asker.person.groups.first().cloned().unwrap_or_default(),
        org: None,
        training: None,
        origin: origin.clone(),
    });
    policy.access.retain(|rule| rule.study != *study);
    policy.access.push(AccessRule {
        name: format!("{study}#").into(),
        study: study.clone(),
        allow: true,
        acts: vec![matter.act],
        roles: vec![ANYBODY.into()],
        classes: vec![matter.class.clone()],
        profile: matter.profile.cloned(),
        condition: When::Always,
        requires: Vec::new(),
        because: Text::default(),
        origin,
    });
}
