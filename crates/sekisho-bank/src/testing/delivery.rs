//! `expect delivery`: the cohort, of it those the gate lets through, then the delivery's own limits.

use std::collections::BTreeSet;

use sekisho_gate::{Answer, Why};
use sekisho_lang::{Because, Expectation, StopReason, TestDecl};
use sekisho_model::identity::Subject;
use sekisho_model::policy::{Act, Delivery};
use sekisho_model::record::Collected;
use sekisho_model::{CohortName, DataClass, DeliveryName, Origin};

use super::cohort::{self, CohortProblem};
use super::decision::day_of;
use super::world::{Asker, Matter, World, ask, unchecked};
use super::{Failure, counterfactual, failure, release};
use crate::error::BankError;

/// How a delivery of the test's patients ends.
pub(super) enum End {
    /// So many patients leave.
    Delivered(BTreeSet<Subject>),
    /// The request itself is refused on this class.
    Refused(DataClass, Box<Why>),
    /// `unknown stop`, or two engines that don't agree.
    Cohort(CohortName, CohortProblem),
    /// More patients than the delivery's limit.
    Limit(u64, u64),
    /// A group too small (`k`), one that tells a value (`l`), or a value that singles somebody out
    /// (`singular`): the rule, and how many people it is about.
    Release(&'static str, u64),
    /// Fewer than the profile lets out at all.
    SmallCells(u64, u64),
}

pub(super) async fn rows(
    world: &mut World<'_>,
    test: &TestDecl,
    name: &DeliveryName,
    rows: u64,
    at: &Origin,
) -> Result<Option<Failure>, BankError> {
    let (asker, delivery) = parties(world, test, name)?;
    if let Some(failure) = outside(world, test, &delivery, at).await? {
        return Ok(Some(failure));
    }
    let end = run(world, test, &asker, &delivery).await?;
    Ok(match &end {
        End::Delivered(who) if who.len() as u64 == rows => None,
        _ => Some(failure::rows(world, test, &delivery, rows, &end, at)),
    })
}

pub(super) async fn stops(
    world: &mut World<'_>,
    test: &TestDecl,
    name: &DeliveryName,
    because: &StopReason,
    at: &Origin,
) -> Result<Option<Failure>, BankError> {
    let (asker, delivery) = parties(world, test, name)?;
    let end = run(world, test, &asker, &delivery).await?;
    let as_expected = match (&end, because) {
        (End::Cohort(cohort, CohortProblem::Stopped(..)), StopReason::Cohort(wanted)) => {
            cohort == wanted
        }
        (End::Limit(..), StopReason::Limit) => true,
        (End::SmallCells(..), StopReason::Release(word)) => word == "small_cells",
        (End::Release(rule, _), StopReason::Release(word)) => word == rule,
        (End::Refused(class, _), StopReason::Because(rule)) => {
            would_pass(world, test, &asker, &delivery, class, rule)?
        }
        (End::Delivered(who), StopReason::Because(Because::Consent)) => {
            who.is_empty() && outside(world, test, &delivery, at).await?.is_none()
        }
        _ => false,
    };
    if as_expected {
        return Ok(None);
    }
    Ok(Some(failure::stops(
        world, test, &delivery, because, &end, at,
    )))
}

fn parties<'t>(
    world: &World<'_>,
    test: &'t TestDecl,
    name: &DeliveryName,
) -> Result<(Asker<'t>, Delivery), BankError> {
    let delivery = world.program.policy.delivery(name.as_str());
    Ok((world.asker(test)?, delivery.ok_or_else(unchecked)?.clone()))
}

/// A patient outside of the cohort proves nothing about a delivery, unless the test says that too.
async fn outside(
    world: &World<'_>,
    test: &TestDecl,
    delivery: &Delivery,
    at: &Origin,
) -> Result<Option<Failure>, BankError> {
    let Ok(members) = cohort::ask(world, test, &delivery.cohort).await? else {
        return Ok(None);
    };
    let said: BTreeSet<Subject> = test
        .expectations
        .iter()
        .filter_map(|(expectation, _)| match expectation {
            Expectation::NotInCohort { cohort, patients } if *cohort == delivery.cohort => {
                Some(patients)
            }
            _ => None,
        })
        .flatten()
        .copied()
        .collect();
    let outside: Vec<Subject> = test
        .patients
        .iter()
        .map(|p| p.subject)
        .filter(|s| !members.contains(s) && !said.contains(s))
        .collect();
    Ok((!outside.is_empty()).then(|| failure::outside(test, delivery, &outside, at)))
}

/// In the order of a real delivery: the request, the cohort, each person, the limits.
async fn run(
    world: &World<'_>,
    test: &TestDecl,
    asker: &Asker<'_>,
    delivery: &Delivery,
) -> Result<End, BankError> {
    for class in &delivery.classes {
        let consented = world.full_consent(test, &asker.purpose, class);
        let matter = matter(delivery, class, asker);
        if let Answer::Refused { why, .. } = ask(&world.gate, test, asker, &matter, &consented)? {
            return Ok(End::Refused(class.clone(), Box::new(why)));
        }
    }
    let members = match cohort::chosen(world, test, asker, delivery).await? {
        Ok(Ok(members)) => members,
        Ok(Err(problem)) => return Ok(End::Cohort(delivery.cohort.clone(), problem)),
        Err(why) => {
            let class = delivery.classes.first().ok_or_else(unchecked)?;
            return Ok(End::Refused(class.clone(), why));
        }
    };
    let mut delivered = BTreeSet::new();
    for patient in test
        .patients
        .iter()
        .filter(|p| members.contains(&p.subject))
    {
        let grants = world.grants(patient);
        for class in &delivery.classes {
            if ask(
                &world.gate,
                test,
                asker,
                &matter(delivery, class, asker),
                &grants,
            )?
            .allowed()
            {
                delivered.insert(patient.subject);
            }
        }
    }
    limits(world, test, asker, delivery, delivered)
}

/// `limit` counts whom the gate lets through; the release control then looks at those.
fn limits(
    world: &World<'_>,
    test: &TestDecl,
    asker: &Asker<'_>,
    delivery: &Delivery,
    delivered: BTreeSet<Subject>,
) -> Result<End, BankError> {
    let patients = delivered.len() as u64;
    if let Some(limit) = delivery.limit_patients.filter(|limit| patients > *limit) {
        return Ok(End::Limit(patients, limit));
    }
    let profile = world.profile(&delivery.profile).ok_or_else(unchecked)?;
    let delivered: BTreeSet<Subject> =
        match release::controlled(world, test, asker, profile, &delivered)? {
            Ok(control) => control.people().collect(),
            Err(stopped) => return Ok(End::Release(stopped.rule, stopped.people)),
        };
    let patients = delivered.len() as u64;
    let cells = profile.release.small_cells;
    let below = cells.filter(|c| patients > 0 && patients < u64::from(c.below));
    Ok(match below {
        Some(cells) if cells.stop => End::SmallCells(patients, u64::from(cells.below)),
        // Suppressed as a whole: nobody leaves.
        Some(_) => End::Delivered(BTreeSet::new()),
        None => End::Delivered(delivered),
    })
}

fn would_pass(
    world: &mut World<'_>,
    test: &TestDecl,
    asker: &Asker<'_>,
    delivery: &Delivery,
    class: &DataClass,
    rule: &Because,
) -> Result<bool, BankError> {
    let consented = world.full_consent(test, &asker.purpose, class);
    let matter = matter(delivery, class, asker);
    let answer = counterfactual::without(world, test, asker, &matter, &consented, rule)?;
    Ok(answer.allowed())
}

fn matter<'t>(delivery: &'t Delivery, class: &'t DataClass, asker: &Asker<'_>) -> Matter<'t> {
    let collected: Collected = day_of(asker.now);
    Matter {
        act: Act::Extract,
        class,
        profile: Some(&delivery.profile),
        delivery: Some(&delivery.name),
        collected,
        sealed: false,
        approved: true,
        justified: true,
    }
}
