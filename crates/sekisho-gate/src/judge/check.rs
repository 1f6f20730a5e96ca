//! What can be said before any record is looked at: does some permit let this request through for
//! each class, and does something forbid it for every record alike?

use std::collections::BTreeSet;

use sekisho_model::{DataClass, Effect, Text};

use crate::GateError;
use crate::explain::quote::{Candidate, Quote};
use crate::judge::{Judge, Stage};
use crate::open::DUTIES_LATER;
use crate::refusal::Why;
use crate::rulebook::Rule;

/// What one class answers to the request alone.
pub(crate) struct ClassCheck<'g> {
    pub class: &'g DataClass,
    pub stage: Option<Stage>,
    pub rules: Vec<&'g Rule>,
}

impl<'g> ClassCheck<'g> {
    pub fn of(judge: &Judge<'g>, class: &'g DataClass) -> Result<Self, GateError> {
        let indices = judge
            .slice(class)
            .map(|s| s.rules.as_slice())
            .unwrap_or_default();
        let rules = indices.iter().map(|i| &judge.gate.book.rules[*i]).collect();
        Ok(Self {
            class,
            stage: judge.stage(class)?,
            rules,
        })
    }

    pub fn permits(&self) -> impl Iterator<Item = &'g Rule> {
        self.rules
            .iter()
            .copied()
            .filter(|r| r.effect == Effect::Permit)
    }

    /// The permit with the fewest failing conditions, the first of equals.
    pub fn nearest(&self) -> Option<(usize, &'g Rule)> {
        let stage = self.stage.as_ref()?;
        self.permits()
            .map(|r| (stage.failing(r), r))
            .min_by_key(|(failing, _)| *failing)
    }

    pub fn permitted(&self) -> bool {
        self.nearest().is_some_and(|(failing, _)| failing == 0)
    }

    /// The first forbid that holds for every record of the class.
    pub fn forbidden(&self) -> Option<&'g Rule> {
        let stage = self.stage.as_ref()?;
        self.rules
            .iter()
            .copied()
            .find(|r| r.effect == Effect::Forbid && stage.forbids_all(r))
    }
}

/// A request asks for all its classes or for none: what it may not have is said, not left out.
pub(crate) fn request<'g>(
    judge: &Judge<'g>,
    classes: impl IntoIterator<Item = &'g DataClass>,
) -> Result<Option<Why>, GateError> {
    let mut checks = Vec::new();
    for class in classes {
        checks.push(ClassCheck::of(judge, class)?);
    }
    let now = no_permit(judge, &checks)
        .or_else(|| forbidden(judge, checks.iter(), true))
        .or_else(|| undoable(judge, &checks));
    match (now, judge.case.still) {
        (None, Some(still)) if opened_by_time(judge, &checks)? => Ok(Some(Why::Clock {
            last: judge.gate.zone.day_of(still),
        })),
        (now, _) => Ok(now),
    }
}

/// Whether some class of a request that is allowed now was not allowed at the bank's time.
fn opened_by_time(judge: &Judge<'_>, checks: &[ClassCheck<'_>]) -> Result<bool, GateError> {
    for check in checks {
        for stage in judge.stages(check.class)? {
            let then = ClassCheck {
                stage: Some(stage),
                class: check.class,
                rules: check.rules.clone(),
            };
            if !then.permitted() || then.forbidden().is_some() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// What all satisfied permits of these classes lay down for after the release.
pub(crate) fn duties<'g>(
    judge: &Judge<'g>,
    classes: impl IntoIterator<Item = &'g DataClass>,
) -> Result<BTreeSet<String>, GateError> {
    let mut duties = BTreeSet::new();
    for class in classes {
        let check = ClassCheck::of(judge, class)?;
        let Some(stage) = &check.stage else { continue };
        let satisfied = check.permits().filter(|rule| stage.failing(rule) == 0);
        duties.extend(satisfied.flat_map(|rule| rule.duties.iter().cloned()));
    }
    Ok(duties)
}

/// Duties of all satisfied permits apply together: one that nothing here can carry out stops it.
fn undoable(judge: &Judge<'_>, checks: &[ClassCheck<'_>]) -> Option<Why> {
    let satisfied = checks.iter().flat_map(|check| {
        let stage = check.stage.as_ref();
        check
            .permits()
            .filter(move |rule| stage.is_some_and(|stage| stage.failing(rule) == 0))
    });
    let mut owed = satisfied.flat_map(|rule| rule.duties.iter().map(move |duty| (rule, duty)));
    let (rule, duty) = owed.find(|(_, duty)| DUTIES_LATER.contains(&duty.as_str()))?;
    Some(Why::NotYet {
        what: Text::new(format!("義務 {duty}"), format!("the duty '{duty}'")),
        quote: Box::new(Quote::of(judge.gate.bundle(), rule)),
    })
}

/// No permit at all was ever written for a class: then a rule that says no is the better answer.
fn no_permit(judge: &Judge<'_>, checks: &[ClassCheck<'_>]) -> Option<Why> {
    let failing: Vec<&ClassCheck<'_>> = checks.iter().filter(|c| !c.permitted()).collect();
    if failing.is_empty() {
        return None;
    }
    let nearest = failing
        .iter()
        .filter_map(|c| Some((c.nearest()?, c.stage.as_ref()?)))
        .min_by_key(|((n, _), _)| *n);
    if nearest.is_none()
        && let Some(why) = forbidden(judge, failing.iter().copied(), false)
    {
        return Some(why);
    }
    let nearest = nearest.map(|((_, rule), stage)| {
        Box::new(Candidate::of(
            judge.gate.bundle(),
            judge.gate.zone,
            rule,
            stage,
        ))
    });
    Some(Why::NoPermit {
        classes: failing.iter().map(|c| label(judge, c.class)).collect(),
        nearest,
    })
}

fn forbidden<'c, 'g: 'c>(
    judge: &Judge<'_>,
    checks: impl Iterator<Item = &'c ClassCheck<'g>> + Clone,
    permitted: bool,
) -> Option<Why> {
    let first = checks.clone().find_map(ClassCheck::forbidden)?;
    let same = |c: &&ClassCheck<'_>| {
        c.forbidden()
            .is_some_and(|r| r.name == first.name && r.origin == first.origin)
    };
    Some(Why::Forbidden {
        quote: Box::new(Quote::of(judge.gate.bundle(), first)),
        classes: checks.filter(same).map(|c| label(judge, c.class)).collect(),
        permitted,
    })
}

/// The permit that comes nearest for one class, condition by condition.
pub(crate) fn candidate(
    judge: &Judge<'_>,
    class: &DataClass,
) -> Result<Option<Box<Candidate>>, GateError> {
    let Some((class, _)) = judge.gate.model.classes.get_key_value(class) else {
        return Ok(None);
    };
    let check = ClassCheck::of(judge, class)?;
    let (Some((_, rule)), Some(stage)) = (check.nearest(), check.stage.as_ref()) else {
        return Ok(None);
    };
    Ok(Some(Box::new(Candidate::of(
        judge.gate.bundle(),
        judge.gate.zone,
        rule,
        stage,
    ))))
}

/// What the model calls a class; its id where it has no label.
pub(crate) fn label(judge: &Judge<'_>, class: &DataClass) -> Text {
    match judge.gate.model.classes.get(class) {
        Some(label) if !label.is_empty() => label.clone(),
        _ => Text::new(class.as_str(), class.as_str()),
    }
}
