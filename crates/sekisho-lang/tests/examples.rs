//! The shipped package checks without a problem, and its cohort tests hold in the evaluator.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests, outside of what clippy calls one"
)]

use std::path::Path;

use sekisho_lang::{Expectation, Program, eval};
use sekisho_model::DataClass;
use sekisho_model::policy::Act;

fn synthea() -> Program {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/synthea");
    let analysis = sekisho_lang::check(&folder).unwrap();
    assert_eq!(analysis.problems, []);
    analysis.program.unwrap()
}

#[test]
fn synthea_is_the_package_its_readme_tells() {
    let policy = synthea().policy;
    let form = &policy.forms[0];
    assert_eq!(
        (form.name.as_str(), form.effective.to_string().as_str()),
        ("broad_2020", "2020-01-01")
    );
    assert!(
        form.expires.is_none()
            && form.minor.is_none()
            && form.collected_since.is_none()
            && form.document.is_some()
    );
    let item = &form.items[0];
    assert_eq!(
        item.purposes.iter().map(|p| p.as_str()).collect::<Vec<_>>(),
        ["outcomes_research", "research"]
    );
    assert!(item.classes.len() >= 10 && !item.classes.contains(&DataClass::from("unclassified")));
    let study = policy.study("synthea_outcomes").unwrap();
    assert_eq!(study.approvals[0].until.to_string(), "2100-01-01");
    for (name, table) in [("sinusitis_broad", "parquet"), ("chf_outcomes", "csv")] {
        let delivery = policy.delivery(name).unwrap();
        assert_eq!(
            (delivery.classes.len(), delivery.formats.as_slice()),
            (
                item.classes.len(),
                &["fhir R4".to_owned(), table.to_owned()][..]
            )
        );
    }
    let profile = policy.profile("research_coded").unwrap();
    assert_eq!(
        (profile.satisfies.as_slice(), profile.shift_days_max),
        (&["jp_coded_consent".to_owned()][..], Some(180))
    );
    assert!(
        profile.release.small_cells.is_none()
            && policy
                .profile("counts_10")
                .unwrap()
                .release
                .small_cells
                .is_some()
    );
    assert!(policy.access.iter().any(|rule| rule.acts == [Act::Count]));
}

#[test]
fn the_cohort_tests_hold_in_the_reference_evaluator() {
    let program = synthea();
    assert!(program.tests.len() >= 6);
    let mut asked = 0;
    for test in &program.tests {
        let rows: eval::Rows = test
            .patients
            .iter()
            .map(|p| (p.subject, p.rows.clone()))
            .collect();
        for (expectation, origin) in &test.expectations {
            let (name, patients, inside) = match expectation {
                Expectation::InCohort { cohort, patients } => (cohort, patients, true),
                Expectation::NotInCohort { cohort, patients } => (cohort, patients, false),
                _ => continue,
            };
            let members = eval::cohort(
                program.policy.cohort(name.as_str()).unwrap(),
                &rows,
                program.zone,
            )
            .unwrap();
            for patient in patients {
                asked += 1;
                assert_eq!(
                    members.iter().any(|m| m.subject == *patient),
                    inside,
                    "{} {origin}",
                    test.name
                );
            }
        }
    }
    assert!(asked >= 11, "{asked}");
}
