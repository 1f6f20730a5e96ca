//! `expect output`: what a profile lets out of one field, by the reference evaluator of field rules.

use std::collections::BTreeSet;

use sekisho_lang::TestDecl;
use sekisho_lang::data_model::oncology;
use sekisho_lang::eval::SubjectRows;
use sekisho_lang::eval::fields::{Scope, output};
use sekisho_lang::problem::test as problems;
use sekisho_model::identity::Subject;
use sekisho_model::oncology::Lies;
use sekisho_model::{ColumnName, Origin, ProfileName, Text, ViewName};

use super::Failure;
use super::world::{World, unchecked};
use crate::error::BankError;
use crate::keys::ScopeKeys;

/// Pseudonyms and shifts of a test are under a key that no bank has.
pub(super) const TEST_SECRET: &[u8] = b"sekisho test";

/// One field of one patient under a profile.
pub(super) struct Field<'t> {
    pub profile: &'t ProfileName,
    pub table: &'t str,
    pub column: &'t str,
    pub patient: Subject,
}

pub(super) fn leaves(
    world: &World<'_>,
    test: &TestDecl,
    field: &Field<'_>,
    wanted: Option<&str>,
    at: &Origin,
) -> Result<Option<Failure>, BankError> {
    let profile = world.profile(field.profile).ok_or_else(unchecked)?;
    let patient = test.patients.iter().find(|p| p.subject == field.patient);
    let rows = &patient.ok_or_else(unchecked)?.rows;
    let zone = world.program.zone;
    let day = zone.day_of(test.at.ok_or_else(unchecked)?);
    let (view, column) = (ViewName::new(field.table), ColumnName::new(field.column));
    let keys = ScopeKeys::new(TEST_SECRET);
    let placeholders = profile.dates.placeholders();
    let scope = Scope {
        keyed: &keys,
        shift_days_max: profile.shift_days_max,
        placeholders: &placeholders,
    };
    let path = format!("{}.{}", field.table, field.column);
    if wanted.is_none() && !is_given(&view, &column, rows) {
        return Ok(Some(Failure {
            problem: problems::nothing_to_leave(at.clone(), &path),
            why: Text::default(),
        }));
    }
    let (got, why) = match output(
        profile,
        (&view, &column),
        (field.patient, rows),
        day,
        oncology(),
        (scope, zone),
    ) {
        Ok(values) => {
            let left: BTreeSet<String> = values.into_iter().flatten().collect();
            if left.iter().map(String::as_str).eq(wanted) {
                return Ok(None);
            }
            (told(&left), String::new())
        }
        Err(unmet) => (
            Text::new("計算できません。", "it can't be worked out."),
            format!("{unmet:?}"),
        ),
    };
    let wanted = wanted.unwrap_or("missing");
    Ok(Some(Failure {
        problem: problems::output_differs(at.clone(), &path, wanted, &got.ja, &got.en),
        why: Text::new(why.clone(), why),
    }))
}

fn told(left: &BTreeSet<String>) -> Text {
    let all = left.iter().cloned().collect::<Vec<_>>().join(", ");
    match left.is_empty() {
        true => Text::new("何も出ません。", "nothing leaves."),
        false => Text::new(format!("「{all}」が出ます。"), format!("'{all}' leaves.")),
    }
}

/// The patient has something that could leave.
fn is_given(view: &ViewName, column: &ColumnName, rows: &SubjectRows) -> bool {
    let found = oncology()
        .views
        .get(view)
        .and_then(|v| v.column(column.as_str()));
    let (view, column) = match found.map(|column| column.lies) {
        Some(Lies::Age) => ("patient", "birth_date"),
        _ => (view.as_str(), column.as_str()),
    };
    let rows = rows.get(view).map_or(&[][..], Vec::as_slice);
    rows.iter().any(|row| row.columns.contains_key(column))
}
