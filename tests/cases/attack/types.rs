//! Types that no view and no class speaks of: what a profile can let out is proved, whoever names it.

use std::fs;

use sekisho_tests::banks::Scratch;
use sekisho_tests::command::{Ran, sekisho};

fn checked(scratch: &Scratch, satisfies: &str, rules: &str) -> Ran {
    let package = scratch.path("package");
    fs::create_dir_all(&package).expect("a folder");
    fs::write(
        package.join("sekisho.yaml"),
        "name: cases\nversion: \"1\"\nmodel: oncology 2026.1\npolicies: .\n",
    )
    .expect("written");
    let profile = format!(
        "sekisho 1\npackage cases\nuse model oncology 2026.1\nprofile coded {{\n  {satisfies}\n  unlisted drop\n  key scope study\n  fhir R4 {{\n    type id, type Reference: pseudonym\n    type code, type boolean: keep\n    {rules}\n  }}\n}}\n"
    );
    fs::write(package.join("main.seki"), profile).expect("written");
    sekisho([
        "--lang".as_ref(),
        "en".as_ref(),
        "check".as_ref(),
        package.as_os_str(),
    ])
}

const STANDARD: &str = "satisfies jp_coded_consent";

#[track_caller]
fn refused(rules: &str, field: &str) {
    let scratch = Scratch::default();
    let ran = checked(&scratch, STANDARD, rules);
    assert!(ran.said().contains("SK0710"), "{rules}: {}", ran.said());
    ran.says(&[field]);
}

#[test]
fn an_extension_is_nobodys_content() {
    refused("extension \"http://example.org/number\": keep", "number");
    // A shift moves the dates in it; the codes and numbers beside them stay as they came.
    refused(
        "extension \"http://example.org/number\": keep\n    type integer: keep",
        "valueInteger",
    );
    refused("extension \"http://example.org/number\": first 3", "number");
}

#[test]
fn a_type_outside_the_model_is_proved_too() {
    refused(
        "\"VerificationResult.validator.identityCertificate\": keep",
        "identityCertificate",
    );
    refused(
        "\"MedicinalProduct.name.productName\": keep",
        "MedicinalProduct",
    );
    refused(
        "type HumanName: keep\n    \"HumanName.family\": keep",
        "family",
    );
}

#[test]
fn an_unknown_type_is_a_problem() {
    let scratch = Scratch::default();
    let ran = checked(&scratch, STANDARD, "type PersonalNote: keep");
    assert_ne!(ran.code, 0, "{}", ran.said());
}

#[test]
fn names_and_notes_without_a_standard_are_warned_of() {
    let scratch = Scratch::default();
    let ran = checked(
        &scratch,
        "label en \"plain\"",
        "\"Observation.note.text\", \"Patient.name.family\": keep",
    );
    assert!(ran.said().contains("SK1561"), "{}", ran.said());
    let quiet = Scratch::default();
    let ran = checked(&quiet, "label en \"plain\"", "\"Patient.gender\": keep");
    assert!(!ran.said().contains("SK1561"), "{}", ran.said());
}
