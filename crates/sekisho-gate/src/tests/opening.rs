//! What a gate refuses to open with.

use sekisho_model::policy::Requirement;
use sekisho_model::{Digest, Zone};

use super::{Asking, bundle, gate, seal};
use crate::{Gate, OpenError, story};

fn open(change: impl FnOnce(&mut sekisho_model::Bundle)) -> Result<Gate, OpenError> {
    let mut bundle = bundle(&story::policy());
    change(&mut bundle);
    Gate::open(seal(bundle), &story::model(), Zone::TOKYO, "JP")
}

#[test]
fn another_layout_or_another_model_is_refused() {
    assert!(matches!(
        open(|b| b.format = 99),
        Err(OpenError::Format { found: 99 })
    ));
    assert!(matches!(
        open(|b| b.model.digest = Digest::of(b"other")),
        Err(OpenError::Model { .. })
    ));
}

#[test]
fn a_bundle_without_one_consent_guard_is_refused() {
    let found = open(|b| {
        b.cedar.remove(2);
    });
    assert_eq!(
        found.err(),
        Some(OpenError::NoConsentGuard("genome".into()))
    );
}

#[test]
fn a_consent_guard_that_says_something_else_is_refused() {
    let lax = |text: &str| {
        let text = text.to_owned();
        open(move |b| b.cedar[1].text = text)
    };
    let always_covered = "@clause0(\"record consent\")\nforbid(principal, action, resource is Clinical)\nunless { true };";
    assert_eq!(
        lax(always_covered).err(),
        Some(OpenError::NoConsentGuard("clinical".into()))
    );
}

#[test]
fn a_duty_or_an_attribute_nobody_knows_is_refused() {
    let found = open(|b| {
        b.policy.access[0]
            .requires
            .push(Requirement::Duty("water_the_plants".into()))
    });
    assert!(
        matches!(found, Err(OpenError::UnknownDuty { duty, .. }) if duty == "water_the_plants")
    );
    let found = open(|b| b.cedar[7].reads.push("mood".into()));
    assert!(
        matches!(found, Err(OpenError::UnknownAttribute { attribute, .. }) if attribute == "mood")
    );
}

#[test]
fn a_policy_that_fails_strict_validation_is_refused() {
    let found = open(|b| {
        let last = b.cedar.last_mut().expect("policies");
        last.text = last
            .text
            .replace("context.justified", "context.nothing")
            .replace("context.profile", "context.nothing");
    });
    assert!(
        matches!(found, Err(OpenError::Invalid(_))),
        "{:?}",
        found.err()
    );
}

#[test]
fn a_forbid_that_errs_denies_where_cedar_would_allow() {
    // The validator keeps such a policy out of a real bundle; here it is slipped past it.
    let mut gate = gate(&story::policy());
    assert!(Asking::partner().allowed(&gate));
    let bad = "forbid(principal, action, resource is Clinical) when { resource.subject.nope };";
    gate.book
        .slip_in(bad, &"肺がん予後2026".into(), &"clinical".into());
    let answer = Asking::partner().of(&gate);
    assert!(!answer.allowed(), "{answer:?}");
}
