//! What a profile decides and what it doesn't are together all there is.

use std::collections::BTreeMap;

use sekisho_lang::{Coverage, Package, check_package, coverage, data_model};
use sekisho_model::catalog::{Identifiability, r4};

fn covered(profile: &str) -> BTreeMap<String, Coverage> {
    let text = format!(
        "sekisho 1\npackage t\nuse model oncology 2026.1\n\nprofile p {{\n  unlisted drop\n  key scope study\n{profile}\n}}\n"
    );
    let manifest = "name: t\nversion: 1.0.0\nmodel: oncology 2026.1\n";
    let files = [("sekisho.yaml", manifest), ("policies/t.seki", &text)];
    let package = Package::of(files).expect("a package");
    let analysis = check_package(&package);
    let policy = analysis
        .program
        .unwrap_or_else(|| panic!("{:#?}", analysis.problems))
        .policy;
    let profile = policy.profile("p").expect("the profile");
    let all = coverage(profile, &policy.plugins, data_model::oncology(), r4());
    all.into_iter().map(|c| (c.place.clone(), c)).collect()
}

fn class_of(coverage: &Coverage, name: &str) -> Option<Identifiability> {
    let found = coverage.undecided.iter().find(|e| e.name == name);
    found.map(|element| element.identifiability)
}

#[test]
fn a_column_no_line_names_is_undecided() {
    let all = covered("  table patient { sex: keep; name, kana: drop }");
    let patient = &all["table patient"];
    assert_eq!(patient.decided, 3);
    assert_eq!(class_of(patient, "address"), Some(Identifiability::Direct));
    assert_eq!(
        class_of(patient, "birth_date"),
        Some(Identifiability::Quasi)
    );
    assert_eq!(class_of(patient, "sex"), None);
    assert_eq!(class_of(patient, "name"), None);
    assert!(!all.contains_key("fhir Patient"));
}

#[test]
fn decided_and_undecided_are_together_all_there_is() {
    let head = "  fhir R4 {\n    type id: pseudonym\n";
    let few = covered(&format!("{head}    \"Patient.gender\": keep\n  }}"));
    let more = covered(&format!(
        "{head}    \"Patient.gender\": keep\n    type HumanName, type Identifier: drop\n    type CodeableConcept: keep\n  }}"
    ));
    let total = |c: &Coverage| c.decided + c.undecided.len();
    assert_eq!(few.len(), data_model::oncology().records.len());
    for (place, coverage) in &few {
        assert_eq!(total(coverage), total(&more[place]), "{place}");
        // Of what is about nobody only a path decides.
        assert!(coverage.undecided.len() >= more[place].undecided.len());
    }
    let (few, more) = (&few["fhir Patient"], &more["fhir Patient"]);
    let name = "name.family";
    assert_eq!(class_of(few, name), Some(Identifiability::Direct));
    assert_eq!(class_of(more, name), None);
    // A drop on a type cuts all below it, references too.
    assert!(class_of(few, "identifier.assigner.display").is_some());
    assert_eq!(class_of(more, "identifier.assigner.display"), None);
    assert_eq!(class_of(few, "gender"), None);
}
