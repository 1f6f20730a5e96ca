//! A profile that extends another is all of that other, its own lines on top.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests, outside of what clippy calls one"
)]

use sekisho_lang::standing;
use sekisho_model::Severity;
use sekisho_model::identity::Scope;
use sekisho_model::problem::Example;
use sekisho_model::profile::{Action, KeyFate, Modality, Profile, Unlisted};
use sekisho_model::release::Heads;

const PROFILES: &str = r#"
profile whole {
  satisfies jp_coded_consent
  unlisted stop
  key "kms:whole" scope delivery destroyed after delivery
  dates shift per patient up to 180 days
  release {
    small cells below 10 suppress
    heads drop
  }
  fhir R4 { type id, type Reference: pseudonym; "Patient.gender": keep }
  table patient { patient_id: pseudonym; sex: keep; name: drop }
  dicom {
    basis "PS3.15 Basic Profile"
    tag (0010,0020): pseudonym
    private drop except "SIEMENS MR HEADER"
    pixels mask_burned_in(ocr: yes) else quarantine
  }
  vcf { sample: pseudonym; INFO.DP: keep }
  claims { IY.drug_code: keep }
  ssmix2 { PID-8: keep }
  text pathology_report { date: shift; leftover above 0.1% stop }
}
profile part extends whole {
  table patient { sex: drop }
  dicom { tag (0008,0020): shift then year }
  text pathology_report { leftover above 0.05% stop }
}
"#;

fn part() -> Profile {
    let text = PROFILES.replace("  dicom { tag (0008,0020): shift then year }\n", "");
    let text: &'static str = Box::leak(text.into_boxed_str());
    let checked = standing::check(Example::Declarations(text))
        .unwrap()
        .unwrap();
    // Its fhir block is small on purpose: that it drops modifiers may be said.
    assert!(
        !checked.analysis.has_errors(),
        "{:?}",
        checked.analysis.problems
    );
    let policy = checked.analysis.program.expect("a program").policy;
    policy.profile("part").expect("the profile").clone()
}

#[test]
fn every_block_and_line_of_the_base_is_there() {
    let part = part();
    let titles: Vec<String> = part.blocks.iter().map(|b| b.modality.title()).collect();
    assert_eq!(
        titles,
        [
            "table patient",
            "dicom",
            "vcf",
            "claims",
            "ssmix2",
            "text pathology_report"
        ]
    );
    assert_eq!(part.fhir.as_ref().map(|fhir| fhir.rules.len()), Some(2));
    assert_eq!(
        (
            part.unlisted,
            &part.scope,
            part.key_fate,
            part.key.as_deref()
        ),
        (
            Unlisted::Stop,
            &Scope::Delivery,
            KeyFate::DestroyedAfterDelivery,
            Some("kms:whole")
        )
    );
    assert_eq!(part.shift_days_max, Some(180));
    assert_eq!(part.release.heads, Some(Heads::Drop));
    assert_eq!(part.satisfies, ["jp_coded_consent"]);
}

#[test]
fn a_line_of_ones_own_stands_in_place_of_the_bases() {
    let part = part();
    let of = |title: &str| {
        let mut blocks = part.blocks.iter();
        blocks.find(|b| b.modality.title() == title).expect(title)
    };
    let patient: Vec<String> = of("table patient")
        .rules
        .iter()
        .flat_map(|rule| rule.selectors.iter().map(move |s| (s, &rule.actions)))
        .map(|(selector, actions)| format!("{selector} {}", actions[0].word()))
        .collect();
    assert_eq!(patient, ["patient_id pseudonym", "name drop", "sex drop"]);
    let Modality::Dicom(terms) = &of("dicom").modality else {
        panic!("a dicom block")
    };
    assert!(terms.pixels_else_quarantine && terms.basis.len() == 1);
    assert_eq!(terms.private_except, ["SIEMENS MR HEADER"]);
    assert_eq!(of("dicom").rules.len(), 2);
    let Modality::Text(terms) = &of("text pathology_report").modality else {
        panic!("a text block")
    };
    let leftover = terms.leftover.as_ref().expect("a bound");
    assert_eq!(
        (leftover.above_percent.as_str(), leftover.stop),
        ("0.05", true)
    );
}

/// The base says by how much dates shift; `shift` in the profile means that. What the base drops,
/// and by its basis drops, may not come back even shifted.
#[test]
fn a_shift_needs_no_bound_of_its_own_and_a_date_that_was_gone_stays_gone() {
    let checked = standing::check(Example::Declarations(PROFILES))
        .unwrap()
        .unwrap();
    let said: Vec<String> = checked
        .analysis
        .problems
        .iter()
        .filter(|p| p.severity == Severity::Error)
        .map(|p| p.code_text())
        .collect();
    assert_eq!(said, ["SK0720"]);
    let shifted = PROFILES
        .replace("tag (0008,0020): shift then year", "pixels drop")
        .replace(
            "leftover above 0.05% stop",
            "date: shift then month; leftover above 0.05% stop",
        );
    let text: &'static str = Box::leak(shifted.into_boxed_str());
    let checked = standing::check(Example::Declarations(text))
        .unwrap()
        .unwrap();
    assert!(
        !checked.analysis.has_errors(),
        "{:?}",
        checked.analysis.problems
    );
    let policy = checked.analysis.program.expect("a program").policy;
    let report = policy
        .profile("part")
        .and_then(|p| p.blocks.last())
        .cloned();
    let rules = report.expect("the report").rules;
    assert!(
        rules
            .iter()
            .any(|r| r.actions == [Action::Shift, Action::Month])
    );
}
