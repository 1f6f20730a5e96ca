//! `sekisho check --coverage`: what the profiles of a package decide nothing of.

use std::path::Path;
use std::process::Command;

fn check(args: &[&str]) -> String {
    let synthea = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/synthea");
    let output = Command::new(env!("CARGO_BIN_EXE_sekisho"))
        .args(["check", "--lang", "en"])
        .arg(synthea)
        .args(args)
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn the_undecided_are_counted_and_those_that_name_somebody_are_named() {
    assert_eq!(check(&[]), "synthea: no problems\n");
    let said = check(&["--coverage"]);
    let first = "research_coded: unlisted drop — what is not decided doesn't leave\n";
    assert!(said.starts_with(first), "{said}");
    let mut lines = said.lines();
    let patient = lines
        .find(|line| line.starts_with("  fhir Patient "))
        .expect("a patient");
    assert!(patient.contains("free "), "{patient}");
    let free = lines
        .find(|line| line.starts_with("    free: "))
        .expect("names");
    assert!(free.contains("maritalStatus.text"), "{free}");
    assert!(said.ends_with("synthea: no problems\n"), "{said}");
}

#[test]
fn a_program_reads_every_element() {
    let said: serde_json::Value =
        serde_json::from_str(&check(&["--coverage", "--format", "json"])).expect("JSON");
    assert_eq!(said["problems"], serde_json::json!([]));
    let profile = &said["coverage"][0];
    assert_eq!(
        (&profile["profile"], &profile["unlisted"]),
        (&"research_coded".into(), &"drop".into())
    );
    let places = profile["places"].as_array().expect("places");
    let patient = places
        .iter()
        .find(|place| place["place"] == "fhir Patient")
        .expect("a patient");
    let undecided = patient["undecided"].as_array().expect("elements");
    let text = undecided
        .iter()
        .find(|element| element["name"] == "maritalStatus.text")
        .expect("an element");
    assert_eq!(text["identifiability"], "free");
    // A type's line decides it.
    assert!(
        !undecided
            .iter()
            .any(|element| element["name"] == "name.family")
    );
}
