//! The release control of a test's delivery: who stays, by the reference evaluator.
//!
//! In the order of `semantics.md`: transform, then k and l over the released subjects.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_lang::TestDecl;
use sekisho_lang::data_model::oncology;
use sekisho_lang::eval::fields::{Bound, Released, Scope, output, release};
use sekisho_model::identity::Subject;
use sekisho_model::profile::Profile;
use sekisho_model::release::ReleasedField;

use super::output::TEST_SECRET;
use super::world::{Asker, World};
use crate::error::BankError;
use crate::keys::ScopeKeys;

/// Who stays; or the rule that stops the delivery, and how many it is about.
type Stay = Result<BTreeSet<Subject>, (&'static str, u64)>;

pub(super) fn stay(
    world: &World<'_>,
    test: &TestDecl,
    asker: &Asker<'_>,
    profile: &Profile,
    delivered: BTreeSet<Subject>,
) -> Result<Stay, BankError> {
    let (k, l) = (profile.release.k.as_ref(), &profile.release.l);
    let fields: BTreeSet<&ReleasedField> = k
        .iter()
        .flat_map(|k| &k.on)
        .chain(l.iter().map(|l| &l.on))
        .collect();
    let mut people = transformed(world, test, asker, profile, &delivered, &fields)?;
    let bound = k.map(|k| Bound {
        least: k.k,
        on: k.on.iter().map(ToString::to_string).collect(),
    });
    let before = people.len();
    keep(&mut people, bound.as_ref(), None);
    let left_out = (before - people.len()) as u64;
    if left_out > 0 && k.is_some_and(|k| k.stop) {
        return Ok(Err(("k", left_out)));
    }
    for rule in l {
        let on = rule.on.to_string();
        // A field that leaves for nobody tells nothing of anybody.
        if people.values().all(|person| !person.contains_key(&on)) {
            continue;
        }
        let before = people.len();
        // The groups of k that are left; each is still whole.
        let groups = bound.as_ref().map(|k| Bound {
            least: 1,
            on: k.on.clone(),
        });
        let least = Bound {
            least: rule.l,
            on: vec![on],
        };
        keep(&mut people, groups.as_ref(), Some(&least));
        let left_out = (before - people.len()) as u64;
        if left_out > 0 && rule.stop {
            return Ok(Err(("l", left_out)));
        }
    }
    Ok(Ok(people.into_keys().collect()))
}

fn keep(people: &mut BTreeMap<Subject, Released>, k: Option<&Bound>, l: Option<&Bound>) {
    let stay = release(people, k, l);
    people.retain(|subject, _| stay.contains(subject));
}

/// What would leave of these fields, person by person; a field that leaves nothing has no entry.
fn transformed(
    world: &World<'_>,
    test: &TestDecl,
    asker: &Asker<'_>,
    profile: &Profile,
    delivered: &BTreeSet<Subject>,
    fields: &BTreeSet<&ReleasedField>,
) -> Result<BTreeMap<Subject, Released>, BankError> {
    let zone = world.program.zone;
    let day = zone.day_of(asker.now);
    let keys = ScopeKeys::new(TEST_SECRET);
    let mut people = BTreeMap::new();
    for patient in test
        .patients
        .iter()
        .filter(|p| delivered.contains(&p.subject))
    {
        let mut released = Released::new();
        for field in fields {
            let scope = Scope {
                keyed: &keys,
                shift_days_max: profile.shift_days_max,
            };
            let name = (&field.view, &field.column);
            let who = (patient.subject, &patient.rows);
            let values = output(profile, name, who, day, oncology(), (scope, zone));
            let values = values.map_err(|unmet| {
                let why = format!("{field}: {unmet:?}");
                BankError::usage(why.clone(), why)
            })?;
            let values: BTreeSet<String> = values.into_iter().flatten().collect();
            if !values.is_empty() {
                released.insert(field.to_string(), values);
            }
        }
        people.insert(patient.subject, released);
    }
    Ok(people)
}
