//! Cohorts of a test, on SQLite and on the reference evaluator.

use std::collections::BTreeSet;

use sekisho_lang::data_model::oncology;
use sekisho_lang::{TestDecl, eval};
use sekisho_model::identity::Subject;
use sekisho_model::{CohortName, Origin, Text, ViewName};
use sekisho_store::CohortAnswer;

use super::world::World;
use super::{Failure, failure};
use crate::error::BankError;

/// Who is in a cohort, or what must be said instead.
pub(super) type Found = Result<BTreeSet<Subject>, CohortProblem>;

pub(super) enum CohortProblem {
    /// `unknown stop` met so many patients; the comparison stands there.
    Stopped(u64, Origin),
    /// The two engines don't agree; both answers in words.
    Disagree(String, String),
}

pub(super) async fn members(
    world: &mut World<'_>,
    test: &TestDecl,
    cohort: &CohortName,
    patients: &[Subject],
    inside: bool,
    at: &Origin,
) -> Result<Option<Failure>, BankError> {
    let found = match ask(world, test, cohort).await? {
        Ok(found) => found,
        Err(problem) => return Ok(Some(failure::cohort(world, cohort, &problem, at))),
    };
    let wrong: Vec<Subject> = patients
        .iter()
        .copied()
        .filter(|patient| found.contains(patient) != inside)
        .collect();
    if wrong.is_empty() {
        return Ok(None);
    }
    Ok(Some(failure::membership(
        world, test, cohort, &wrong, inside, at,
    )))
}

/// Both engines on the test's own patients.
pub(super) async fn ask(
    world: &World<'_>,
    test: &TestDecl,
    name: &CohortName,
) -> Result<Found, BankError> {
    let Some(cohort) = world.program.policy.cohort(name.as_str()) else {
        return Ok(Ok(BTreeSet::new()));
    };
    let sql = world
        .store
        .cohort(cohort, oncology(), world.snapshot)
        .await?;
    let rows: eval::Rows = test
        .patients
        .iter()
        .map(|patient| (patient.subject, patient.rows.clone()))
        .collect();
    let dates = |view: &ViewName| oncology().views.get(view)?.date.clone();
    let meant = eval::cohort_with(cohort, &rows, world.program.zone, &dates);
    Ok(match (sql, meant) {
        (CohortAnswer::Members(sql), Ok(meant)) if same(&sql, &meant) => {
            Ok(meant.into_iter().map(|m| m.subject).collect())
        }
        (CohortAnswer::Stopped { unknown, origin }, Err(stopped)) if unknown == stopped.unknown => {
            Err(CohortProblem::Stopped(unknown, origin))
        }
        (sql, meant) => Err(CohortProblem::Disagree(
            format!("{sql:?}"),
            format!("{meant:?}"),
        )),
    })
}

fn same(sql: &[sekisho_store::Member], meant: &[eval::Member]) -> bool {
    let pair = |subject: Subject, index| (subject, index);
    sql.iter()
        .map(|m| pair(m.subject, m.index))
        .eq(meant.iter().map(|m| pair(m.subject, m.index)))
}

/// For each patient the index event and every condition, as the evaluator sees them.
pub(super) fn explain(
    world: &World<'_>,
    test: &TestDecl,
    name: &CohortName,
    patients: &[Subject],
) -> Text {
    let Some(cohort) = world.program.policy.cohort(name.as_str()) else {
        return Text::default();
    };
    let dates = |view: &ViewName| oncology().views.get(view)?.date.clone();
    let mut lines: Vec<(String, String)> = Vec::new();
    for patient in test
        .patients
        .iter()
        .filter(|p| patients.contains(&p.subject))
    {
        let steps = eval::explain(cohort, &patient.rows, world.program.zone, &dates);
        lines.push((format!("{}:", patient.name), format!("{}:", patient.name)));
        for step in steps {
            let mark = match step.holds {
                Some(true) => "✔",
                Some(false) => "✘",
                None => "？",
            };
            let line = format!("  {mark} {} [{}]", world.line(&step.origin), step.origin);
            lines.push((line.clone(), line));
        }
    }
    let (ja, en): (Vec<String>, Vec<String>) = lines.into_iter().unzip();
    Text::new(ja.join("\n"), en.join("\n"))
}
