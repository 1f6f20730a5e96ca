//! `allow` and `forbid` lines of an `access` block.
//!
//! Each condition is its own `when`, so that a refusal can name the one that failed. An `allow`
//! carries everything: the role with its organisation and training, the open study, the purpose,
//! the profile, what it requires. A `forbid` asks less (the role's group alone): it must not be
//! escaped by a lapsed training.

use std::collections::BTreeSet;

use sekisho_model::law::Days;
use sekisho_model::policy::{AccessRule, Act, Requirement, Role, Study};
use sekisho_model::{CedarPolicy, Day, Effect, PurposeName, Zone};

use crate::quote::{all, any, entity, quoted, set};
use crate::rule::{Clause, Ground, Rule};
use crate::test;

pub fn policies(ground: &Ground<'_>, access: &AccessRule) -> Vec<CedarPolicy> {
    let effect = if access.allow {
        Effect::Permit
    } else {
        Effect::Forbid
    };
    let study = ground.policy.study(access.study.as_str());
    let mut clauses = vec![Clause::when("role", member_of(access))];
    if let (Some(study), true) = (study, access.allow) {
        clauses.extend(role_conditions(study, access));
    }
    clauses.push(Clause::when(
        "study",
        format!(
            "context.study == {}",
            entity("Study", access.study.as_str())
        ),
    ));
    if access.allow {
        clauses.extend(study_conditions(ground, study));
    }
    if let Some(profile) = &access.profile {
        clauses.push(Clause::when(
            "profile",
            format!("context.profile == {}", quoted(profile.as_str())),
        ));
        if access.allow {
            clauses.extend(law(ground, access, study));
        }
    }
    clauses.extend(test::clause(&access.condition, effect));
    if access.allow {
        let required = access.requires.iter().enumerate();
        clauses.extend(
            required.filter_map(|(n, r)| {
                Some(Clause::when(format!("requirement {n}"), requirement(r)?))
            }),
        );
    }
    Rule {
        name: access.name.clone(),
        effect,
        study: Some(access.study.clone()),
        acts: &access.acts,
        classes: &access.classes,
        because: &access.because,
        duties: access
            .requires
            .iter()
            .filter_map(Requirement::duty)
            .collect(),
        origin: &access.origin,
        clauses,
    }
    .per_class(ground)
}

/// What a requirement asks before release; a duty comes after it.
pub fn requirement(required: &Requirement) -> Option<String> {
    match required {
        Requirement::Approval { count, by } => Some(approved_by(*count, by)),
        Requirement::Justification => Some("context.justified".into()),
        Requirement::Profile(profile) => {
            Some(format!("context.profile == {}", quoted(profile.as_str())))
        }
        Requirement::Fee(_) | Requirement::Duty(_) => None,
    }
}

/// N of M as a sum, which grows with M and not with the number of choices; a name given twice
/// counts once.
fn approved_by(count: u32, by: &[String]) -> String {
    let names: BTreeSet<&String> = by.iter().collect();
    if count as usize > names.len() {
        return "false".into();
    }
    let given = |name: &&String| format!("context.approvals.contains({})", quoted(name));
    match count {
        0 => "true".into(),
        1 => any(&names.iter().map(given).collect::<Vec<_>>()),
        n if n as usize == names.len() => all(&names.iter().map(given).collect::<Vec<_>>()),
        n => {
            let terms: Vec<String> = names
                .iter()
                .map(|m| format!("(if {} then 1 else 0)", given(m)))
                .collect();
            format!("{} >= {n}", terms.join(" + "))
        }
    }
}

fn role_id(study: &str, role: &str) -> String {
    format!("{study}/{role}")
}

pub fn in_role(study: &str, role: &str) -> String {
    format!("principal in {}", entity("Role", &role_id(study, role)))
}

fn member_of(access: &AccessRule) -> String {
    let study = access.study.as_str();
    any(&access
        .roles
        .iter()
        .map(|r| in_role(study, r.as_str()))
        .collect::<Vec<_>>())
}

/// The organisation and the training of the roles, each only where one of them asks for it. The
/// later clause implies the earlier: they are apart so that the first one missing can be named. A
/// rule of one role has its own clause for membership, so that a person of that organisation who
/// lacks the role is told about the role alone.
fn role_conditions(study: &Study, access: &AccessRule) -> Vec<Clause> {
    let roles: Vec<&Role> = study
        .roles
        .iter()
        .filter(|r| access.roles.contains(&r.name))
        .collect();
    let only = roles.len() == 1;
    let mut clauses = Vec::new();
    if roles.iter().any(|r| r.org.is_some()) {
        clauses.push(Clause::when(
            "org",
            any(&roles
                .iter()
                .map(|r| role_text(study, r, only, false))
                .collect::<Vec<_>>()),
        ));
    }
    if roles.iter().any(|r| r.training.is_some()) {
        clauses.push(Clause::when(
            "training",
            any(&roles
                .iter()
                .map(|r| role_text(study, r, only, true))
                .collect::<Vec<_>>()),
        ));
    }
    clauses
}

fn role_text(study: &Study, role: &Role, only: bool, with_training: bool) -> String {
    let mut parts = Vec::new();
    if !only {
        parts.push(in_role(study.name.as_str(), role.name.as_str()));
    }
    parts.extend(
        role.org
            .as_ref()
            .map(|org| format!("principal.org == {}", quoted(org))),
    );
    if with_training && role.training.is_some() {
        let key = quoted(&role_id(study.name.as_str(), role.name.as_str()));
        parts.push(format!("principal.hasTag({key})"));
        parts.push(format!("principal.getTag({key}).from <= context.now"));
        parts.push(format!("context.now < principal.getTag({key}).until"));
    }
    all(&parts)
}

/// Open while one approval runs; for one of its purposes or what lies under it; not after a
/// purpose has ended.
fn study_conditions(ground: &Ground<'_>, study: Option<&Study>) -> Vec<Clause> {
    let Some(study) = study else {
        return vec![Clause::when("open", "false".into())];
    };
    let purposes: Vec<String> = study
        .purposes
        .iter()
        .map(|p| entity("Purpose", p.as_str()))
        .collect();
    let purpose = match purposes.is_empty() {
        true => "false".into(),
        false => format!("context.purpose in {}", set(&purposes)),
    };
    let mut clauses = vec![
        Clause::when("open", any(&on_days(ground.zone, &study.runs()))),
        Clause::when("purpose", purpose),
    ];
    clauses.extend(permission(ground.zone, study));
    clauses.extend(sites(ground.zone, study));
    for (n, purpose) in ground.policy.purposes.iter().enumerate() {
        let Some(ends) = purpose.ends else { continue };
        if study
            .purposes
            .iter()
            .any(|p| related(ground, p, &purpose.name))
        {
            let of = entity("Purpose", purpose.name.as_str());
            let end = morrow(ground.zone, ends);
            clauses.push(Clause::when(
                format!("ends {n}"),
                format!("(!(context.purpose in {of}) || context.now < {end})"),
            ));
        }
    }
    clauses
}

/// From 00:00 of the day on which the head of the institution let it begin.
fn permission(zone: Zone, study: &Study) -> Option<Clause> {
    let from = zone.midnight(study.permission.as_ref()?.on).0;
    Some(Clause::when("permission", format!("{from} <= context.now")))
}

/// People of a site's organisation work in the study while it is a site.
fn sites(zone: Zone, study: &Study) -> impl Iterator<Item = Clause> {
    let bounded = study.sites.iter().enumerate();
    bounded.filter_map(move |(n, site)| {
        let from = site
            .from
            .map(|day| format!("{} <= context.now", zone.midnight(day).0));
        let until = site
            .until
            .map(|day| format!("context.now < {}", morrow(zone, day)));
        let window: Vec<String> = from.into_iter().chain(until).collect();
        let text = format!(
            "(principal.org != {} || {})",
            quoted(&site.org),
            all(&window)
        );
        (!window.is_empty()).then(|| Clause::when(format!("site {n}"), text))
    })
}

/// What the profile rests on is in force, by the law of the request's day. A trace reads what
/// left when it was.
fn law<'g>(
    ground: &'g Ground<'_>,
    access: &AccessRule,
    study: Option<&Study>,
) -> impl Iterator<Item = Clause> + use<'g> {
    let profile = access.profile.as_ref();
    let profile = profile.and_then(|name| ground.policy.profile(name.as_str()));
    let runs = study.map(Study::runs).unwrap_or_default();
    let traces = access.acts.contains(&Act::Trace);
    let zone = ground.zone;
    let rests = profile.map(|p| p.rests.as_slice()).unwrap_or_default();
    rests.iter().enumerate().map(move |(n, rests)| {
        let mut stretches = on_days(zone, &rests.days(&runs));
        if traces {
            let trace = entity("Action", Act::Trace.as_str());
            stretches.push(format!("action == {trace}"));
        }
        Clause::when(format!("law {n}"), any(&stretches))
    })
}

/// A condition for each stretch of days; none where there is no day.
pub fn on_days(zone: Zone, stretches: &[Days]) -> Vec<String> {
    let one = |days: &Days| {
        let from = days
            .from
            .map(|day| format!("{} <= context.now", zone.midnight(day).0));
        let until = days
            .until
            .map(|day| format!("context.now < {}", morrow(zone, day)));
        let bounds: Vec<String> = from.into_iter().chain(until).collect();
        all(&bounds)
    };
    stretches.iter().map(one).collect()
}

/// 00:00 of the day after.
pub fn morrow(zone: Zone, day: Day) -> i64 {
    zone.midnight(Day(day.0.saturating_add(1))).0
}

/// One lies under the other, or they are the same.
fn related(ground: &Ground<'_>, one: &PurposeName, other: &PurposeName) -> bool {
    under(ground, one, other) || under(ground, other, one)
}

fn under(ground: &Ground<'_>, low: &PurposeName, high: &PurposeName) -> bool {
    let mut at = Some(low);
    // A tree has no more steps than purposes; a cycle would be the checker's fault, not ours to follow.
    for _ in 0..=ground.policy.purposes.len() {
        let Some(name) = at else { return false };
        if name == high {
            return true;
        }
        at = ground
            .policy
            .purposes
            .iter()
            .find(|p| &p.name == name)
            .and_then(|p| p.under.as_ref());
    }
    false
}
