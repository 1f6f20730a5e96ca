//! Cohorts of a test, on SQLite and on the reference evaluator.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_gate::{Choosing, Why};
use sekisho_lang::data_model::oncology;
use sekisho_lang::{TestDecl, eval};
use sekisho_model::consent::Grant;
use sekisho_model::covered::Covered;
use sekisho_model::identity::Subject;
use sekisho_model::policy::Delivery;
use sekisho_model::{CohortName, ColumnName, Origin, Text, ViewName};
use sekisho_store::CohortAnswer;

use super::world::{Asker, World, judged_by, unchecked};
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
    let rows = rows(test);
    let meant = eval::cohort_with(cohort, &rows, world.program.zone, &dates);
    Ok(agreed(sql, meant))
}

/// Who is in a delivery's cohort by records that each patient covers, or why it can't be chosen.
pub(super) async fn chosen(
    world: &World<'_>,
    test: &TestDecl,
    asker: &Asker<'_>,
    delivery: &Delivery,
) -> Result<Result<Found, Box<Why>>, BankError> {
    let policy = &world.program.policy;
    let cohort = policy
        .cohort(delivery.cohort.as_str())
        .ok_or_else(unchecked)?;
    let asked = Choosing {
        person: &asker.person,
        study: policy
            .study(asker.asking.study.as_str())
            .ok_or_else(unchecked)?,
        purpose: &asker.purpose,
        delivery: &delivery.name,
        network: test.papers.network.as_deref(),
        justified: test.papers.justification.is_some(),
        approvals: &test.papers.approvals,
        now: asker.now,
    };
    let people: Vec<(Subject, Vec<Grant>)> = test
        .patients
        .iter()
        .map(|patient| (patient.subject, world.grants(patient)))
        .collect();
    let coverage = world.gate.coverage(&asked, &people);
    let coverage = match coverage.map_err(|e| BankError::Gate(e.text()))? {
        Ok(coverage) => coverage,
        Err(why) => return Ok(Err(Box::new(why))),
    };
    let (model, zone) = (oncology(), world.program.zone);
    let sql = world
        .store
        .members(cohort, model, world.snapshot, &coverage)
        .await?;
    let covered: Vec<&Covered> = coverage.groups.iter().collect();
    let usable = |covered: &Covered, view: &ViewName, row: &eval::EventRow| {
        let of = model.views.get(view).map(|view| judged_by(view, row));
        of.is_some_and(|(class, collected)| covered.usable(&class, collected))
    };
    let whole = |covered: &Covered, view: &ViewName| {
        let of = model.views.get(view);
        of.map(|view| covered.whole(model, view, zone))
            .unwrap_or_default()
    };
    let looks: Vec<_> = covered
        .iter()
        .map(|covered| {
            (
                move |view: &ViewName, row: &eval::EventRow| usable(covered, view, row),
                move |view: &ViewName| whole(covered, view),
            )
        })
        .collect();
    let seen: Vec<eval::Seen<'_>> = looks
        .iter()
        .map(|(usable, whole)| eval::Seen {
            usable,
            whole,
            today: coverage.today,
        })
        .collect();
    let of: BTreeMap<Subject, usize> = coverage.people.iter().copied().collect();
    let seen_of = |subject: Subject| of.get(&subject).map(|group| &seen[*group]);
    let rows = rows(test);
    let meant = eval::cohort_seen(cohort, &rows, zone, &dates, &seen_of);
    Ok(Ok(agreed(sql, meant)))
}

fn rows(test: &TestDecl) -> eval::Rows {
    let patients = test.patients.iter();
    patients
        .map(|patient| (patient.subject, patient.rows.clone()))
        .collect()
}

fn dates(view: &ViewName) -> Option<ColumnName> {
    oncology().views.get(view)?.date.clone()
}

/// What both engines say, if it is the same.
fn agreed(sql: CohortAnswer, meant: Result<Vec<eval::Member>, eval::Stopped>) -> Found {
    match (sql, meant) {
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
    }
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
