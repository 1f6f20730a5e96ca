//! `expect allowed` and `expect denied`, asked of the gate class by class.

use sekisho_gate::Answer;
use sekisho_lang::{Because, Decided, Need, TestDecl};
use sekisho_model::consent::Grant;
use sekisho_model::record::Collected;
use sekisho_model::{DataClass, Instant, Origin};

use super::world::{Asker, Matter, World, ask};
use super::{Failure, counterfactual, failure};
use crate::error::BankError;

/// One class of the question and its answer.
pub(super) type ClassAnswer<'t> = (&'t DataClass, Answer);

/// Allowed on every class; and denied without each paper the line says it needs.
pub(super) fn allowed(
    world: &mut World<'_>,
    test: &TestDecl,
    of: &Decided,
    at: &Origin,
) -> Result<Option<Failure>, BankError> {
    let asker = world.asker(test)?;
    let grants = grants_of(world, test, of);
    let answers = asked(world, test, &asker, of, &grants, None)?;
    if let Some((class, Answer::Refused { why, forbids })) =
        answers.iter().find(|(_, answer)| !answer.allowed())
    {
        return Ok(Some(failure::denied(class, why, forbids, at)));
    }
    for need in &of.needs {
        let without = asked(world, test, &asker, of, &grants, Some(*need))?;
        if let Some((class, answer)) = without.iter().find(|(_, answer)| answer.allowed()) {
            return Ok(Some(failure::not_needed(class, *need, answer, at)));
        }
    }
    Ok(None)
}

/// Denied on every class; and for the reason the line gives: with that alone taken away, allowed.
pub(super) fn denied(
    world: &mut World<'_>,
    test: &TestDecl,
    of: &Decided,
    because: Option<&Because>,
    at: &Origin,
) -> Result<Option<Failure>, BankError> {
    let asker = world.asker(test)?;
    let grants = grants_of(world, test, of);
    let answers = asked(world, test, &asker, of, &grants, None)?;
    if let Some((class, answer)) = answers.iter().find(|(_, answer)| answer.allowed()) {
        return Ok(Some(failure::allowed(class, answer, at)));
    }
    let Some(because) = because else {
        return Ok(None);
    };
    for (class, _) in &answers {
        let matter = matter(of, class, asker.now, None);
        let answer = counterfactual::without(world, test, &asker, &matter, &grants, because)?;
        if let Answer::Refused { why, forbids } = &answer {
            return Ok(Some(failure::other_reason(
                class, because, why, forbids, at,
            )));
        }
    }
    Ok(None)
}

fn asked<'t>(
    world: &World<'_>,
    test: &TestDecl,
    asker: &Asker<'_>,
    of: &'t Decided,
    grants: &[Grant],
    lacking: Option<Need>,
) -> Result<Vec<ClassAnswer<'t>>, BankError> {
    of.classes
        .iter()
        .map(|class| {
            let matter = matter(of, class, asker.now, lacking);
            Ok((class, ask(&world.gate, test, asker, &matter, grants)?))
        })
        .collect()
}

fn matter<'t>(
    of: &'t Decided,
    class: &'t DataClass,
    now: Instant,
    lacking: Option<Need>,
) -> Matter<'t> {
    Matter {
        act: of.act,
        class,
        profile: of.profile.as_ref(),
        delivery: None,
        collected: of.collected.unwrap_or_else(|| day_of(now)),
        sealed: of.sealed,
        approved: lacking != Some(Need::Approval),
        justified: lacking != Some(Need::Justification),
    }
}

/// A record of the day of the test, where the line names no other.
pub(super) fn day_of(now: Instant) -> Collected {
    Collected::Between(now, Instant(now.0 + 1))
}

fn grants_of(world: &World<'_>, test: &TestDecl, of: &Decided) -> Vec<Grant> {
    let patient = test.patients.iter().find(|p| p.subject == of.patient);
    patient.map(|p| world.grants(p)).unwrap_or_default()
}
