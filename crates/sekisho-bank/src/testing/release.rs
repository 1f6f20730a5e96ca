//! The release control of a test's delivery: what the reference evaluator says leaves of each
//! patient, and the gate's own controls over it.

use std::collections::BTreeSet;

use sekisho_gate::disclosure::{Control, Stopped, Surveying, control, watched};
use sekisho_lang::TestDecl;
use sekisho_lang::data_model::oncology;
use sekisho_lang::eval::fields::{Scope, Unmet, output};
use sekisho_model::identity::Subject;
use sekisho_model::profile::Profile;

use super::output::TEST_SECRET;
use super::world::{Asker, World};
use crate::error::BankError;
use crate::keys::ScopeKeys;

/// Who stays and how; or the rule that stops the delivery, and how many it is about.
pub(super) fn controlled(
    world: &World<'_>,
    test: &TestDecl,
    asker: &Asker<'_>,
    profile: &Profile,
    delivered: &BTreeSet<Subject>,
) -> Result<Result<Control, Stopped>, BankError> {
    let watched = watched(profile, oncology());
    let fields = watched.fields.iter();
    let fields = fields.map(|(field, measure)| (field.clone(), *measure));
    let mut surveying = Surveying::of(delivered.iter().copied(), fields);
    let zone = world.program.zone;
    let day = zone.day_of(asker.now);
    let keys = ScopeKeys::new(TEST_SECRET);
    let placeholders = profile.dates.placeholders();
    let patients = test.patients.iter();
    for patient in patients.filter(|p| delivered.contains(&p.subject)) {
        surveying.saw(patient.subject);
        for (at, field) in watched.fields.keys().enumerate() {
            let scope = Scope {
                keyed: &keys,
                shift_days_max: profile.shift_days_max,
                placeholders: &placeholders,
            };
            let name = (&field.view, &field.column);
            let who = (patient.subject, &patient.rows);
            let values = match output(profile, name, who, day, oncology(), (scope, zone)) {
                Ok(values) => values,
                // No evaluator runs a plugin: what it makes of a value nobody counts is not asked.
                Err(Unmet::Plugin(_)) if !profile.release.counts(field) => continue,
                Err(unmet) => {
                    let why = format!("{field}: {unmet:?}");
                    return Err(BankError::usage(why.clone(), why));
                }
            };
            for value in values.iter().flatten() {
                surveying.add(patient.subject, at, value);
            }
        }
    }
    let survey = surveying.finish();
    Ok(control(&survey, &profile.release, &watched.singular_on))
}
