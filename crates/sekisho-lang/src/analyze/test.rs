//! Tests: given patients, who asks with which papers. What is expected is in `expected.rs`.

use std::collections::BTreeSet;

use sekisho_model::identity::Subject;
use sekisho_model::policy::Study;
use sekisho_model::{Origin, PurposeName, StudyName};
use sekisho_syntax::ast::{self, Expected, Name};

use super::{Analyzer, Kind};
use crate::problem::{deliver as problems, test as test_problems};
use crate::program::{Asking, TestDecl, TestPapers, TestPatient};

impl Analyzer<'_> {
    pub fn test(&mut self, test: &ast::Test) {
        let patients: Vec<TestPatient> = test
            .patients
            .iter()
            .zip(1..)
            .map(|(patient, n)| self.given_patient(patient, Subject(n)))
            .collect();
        let asking = test.asking.as_ref().and_then(|asking| self.asking(asking));
        if let Some(first) = test.expectations.iter().find(|e| decides(&e.what)) {
            self.needs_asking(test, &first.origin);
        }
        let output = |e: &&ast::Expectation| matches!(e.what, Expected::Output { .. });
        if let Some(first) = test.expectations.iter().find(output)
            && test.at.is_none()
        {
            let at = first.origin.clone();
            self.say(problems::test_lacks(at, "at", "at 2026-05-01"));
        }
        let study = asking.as_ref().map(|(_, study)| study);
        let mut expectations = Vec::new();
        for expected in &test.expectations {
            let found = self.expectation(&expected.what, &patients, study);
            expectations.extend(found.map(|found| (found, expected.origin.clone())));
        }
        self.worth_running(test);
        let papers = self.test_papers(&test.papers, study);
        self.tests.push(TestDecl {
            name: test.name.text.clone(),
            patients,
            at: test.at.as_ref().map(|at| self.instant(at)),
            asking: asking.map(|(asking, _)| asking),
            papers,
            expectations,
            origin: test.origin.clone(),
        });
    }

    fn needs_asking(&mut self, test: &ast::Test, at: &Origin) {
        if test.at.is_none() {
            self.say(problems::test_lacks(at.clone(), "at", "at 2026-05-01"));
        }
        if test.asking.is_none() {
            self.say(problems::test_lacks(
                at.clone(),
                "as",
                "as analyst of synthea_outcomes for outcomes_research",
            ));
        }
    }

    fn asking(&mut self, asking: &ast::Asking) -> Option<(Asking, Study)> {
        let name = self.resolve(Kind::Study, &asking.study);
        let purpose = asking
            .purpose
            .as_ref()
            .and_then(|purpose| self.resolve(Kind::Purpose, purpose))
            .map(PurposeName::from);
        let study = self.policy.study(&name?).cloned()?;
        let role = self.role_of(&study, &asking.role)?;
        Some((
            Asking {
                role,
                study: StudyName::new(study.name.as_str()),
                purpose,
            },
            study,
        ))
    }

    fn test_papers(&mut self, papers: &ast::TestPapers, study: Option<&Study>) -> TestPapers {
        let home = self.package.country.clone();
        let recipient = papers.recipient.as_ref().and_then(|recipient| {
            let country = recipient.country.as_ref();
            let kind = self.recipient_kind(&recipient.kind)?;
            Some((kind, country.map_or(home, |country| country.text.clone())))
        });
        if let Some(study) = study {
            papers
                .trained
                .iter()
                .for_each(|(training, _)| self.training_asked_for(training, study));
        }
        TestPapers {
            network: papers.network.as_ref().map(|n| n.text.clone()),
            trained: papers
                .trained
                .iter()
                .map(|(name, day)| (name.text.clone(), *day))
                .collect(),
            approvals: papers.approvals.iter().map(|a| a.text.clone()).collect(),
            justification: papers.justify.as_ref().map(|j| j.text.clone()),
            recipient,
        }
    }

    /// A training that no role of the study asks for is a slip of the pen: it opens nothing.
    fn training_asked_for(&mut self, training: &Name, study: &Study) {
        let known: BTreeSet<String> = study
            .roles
            .iter()
            .filter_map(|role| role.training.as_ref())
            .map(|t| t.name.clone())
            .collect();
        if !known.contains(&training.text) {
            let near = sekisho_syntax::nearest(&training.text, known.iter().map(String::as_str))
                .or_else(|| known.first().map(String::as_str));
            self.say(test_problems::training_unknown(
                training.origin.clone(),
                &training.text,
                study.name.as_str(),
                near,
            ));
        }
    }

    /// A test that expects nothing, a patient nobody asks about, two tests of one name.
    fn worth_running(&mut self, test: &ast::Test) {
        if test.expectations.is_empty() {
            self.say(test_problems::expects_nothing(
                test.name.origin.clone(),
                &test.name.text,
            ));
            return;
        }
        if self.tests.iter().any(|other| other.name == test.name.text) {
            self.say(test_problems::same_name(
                test.name.origin.clone(),
                &test.name.text,
            ));
        }
        let asked: BTreeSet<&str> = test
            .expectations
            .iter()
            .flat_map(|e| mentioned(&e.what))
            .map(|name| name.text.as_str())
            .collect();
        // A delivery is asked for everybody the test gives.
        let all = test.expectations.iter().any(|e| {
            matches!(
                e.what,
                Expected::DeliveryRows { .. } | Expected::DeliveryStops { .. }
            )
        });
        let mut given = BTreeSet::new();
        for patient in &test.patients {
            if !given.insert(patient.name.text.as_str()) {
                self.say(test_problems::patient_twice(
                    patient.name.origin.clone(),
                    &patient.name.text,
                ));
            } else if !all && !asked.contains(patient.name.text.as_str()) {
                self.say(test_problems::patient_unasked(
                    patient.name.origin.clone(),
                    &patient.name.text,
                ));
            }
        }
    }
}

fn decides(expected: &Expected) -> bool {
    match expected {
        Expected::Allowed { .. }
        | Expected::Denied { .. }
        | Expected::DeliveryRows { .. }
        | Expected::DeliveryStops { .. } => true,
        Expected::InCohort { .. } | Expected::NotInCohort { .. } | Expected::Output { .. } => false,
    }
}

fn mentioned(expected: &Expected) -> &[Name] {
    match expected {
        Expected::Allowed { of } | Expected::Denied { of, .. } => std::slice::from_ref(&of.patient),
        Expected::InCohort { patients, .. } | Expected::NotInCohort { patients, .. } => patients,
        Expected::Output { patient, .. } => std::slice::from_ref(patient),
        Expected::DeliveryRows { .. } | Expected::DeliveryStops { .. } => &[],
    }
}
