//! Tests: who asks, and what is expected.

use sekisho_model::identity::Subject;
use sekisho_model::policy::Study;
use sekisho_model::{PurposeName, StudyName};
use sekisho_syntax::ast::{self, Expected, Name};
use sekisho_syntax::nearest;

use super::{Analyzer, Kind};
use crate::problem::{deliver as problems, package as package_problems};
use crate::program::{Asking, Expectation, TestDecl, TestPatient};

impl Analyzer<'_> {
    pub fn test(&mut self, test: &ast::Test) {
        let patients: Vec<TestPatient> = test
            .patients
            .iter()
            .zip(1..)
            .map(|(patient, n)| self.given_patient(patient, Subject(n)))
            .collect();
        let asking = test.asking.as_ref().and_then(|asking| self.asking(asking));
        let mut expectations = Vec::new();
        let decides = |e: &&ast::Expectation| {
            matches!(e.what, Expected::Allowed { .. } | Expected::Denied { .. })
        };
        if let Some(first) = test.expectations.iter().find(decides) {
            self.needs_asking(test, &first.origin);
        }
        for expected in &test.expectations {
            let found = self.expectation(
                &expected.what,
                &patients,
                asking.as_ref().map(|(_, study)| study),
            );
            expectations.extend(found.map(|found| (found, expected.origin.clone())));
        }
        self.tests.push(TestDecl {
            name: test.name.text.clone(),
            patients,
            at: test.at.as_ref().map(|at| self.instant(at)),
            asking: asking.map(|(asking, _)| asking),
            expectations,
            origin: test.origin.clone(),
        });
    }

    fn needs_asking(&mut self, test: &ast::Test, at: &sekisho_model::Origin) {
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

    fn expectation(
        &mut self,
        expected: &Expected,
        patients: &[TestPatient],
        study: Option<&Study>,
    ) -> Option<Expectation> {
        match expected {
            Expected::Allowed {
                act,
                class,
                patient,
                requires,
            } => {
                for require in requires {
                    self.say(package_problems::not_available(
                        require.origin.clone(),
                        "expect … require",
                    ));
                }
                let (act, classes, patient) =
                    self.decision(act, class.as_ref(), patient, patients, study)?;
                Some(Expectation::Allowed {
                    act,
                    classes,
                    patient,
                })
            }
            Expected::Denied {
                act,
                class,
                patient,
                because,
            } => {
                let because = because.as_ref().and_then(|because| self.because(because));
                let (act, classes, patient) =
                    self.decision(act, class.as_ref(), patient, patients, study)?;
                Some(Expectation::Denied {
                    act,
                    classes,
                    patient,
                    because,
                })
            }
            Expected::InCohort {
                cohort,
                patients: names,
            } => {
                let cohort = self.resolve(Kind::Cohort, cohort)?.into();
                Some(Expectation::InCohort {
                    cohort,
                    patients: self.given(names, patients),
                })
            }
            Expected::NotInCohort {
                cohort,
                patients: names,
            } => {
                let cohort = self.resolve(Kind::Cohort, cohort)?.into();
                Some(Expectation::NotInCohort {
                    cohort,
                    patients: self.given(names, patients),
                })
            }
            Expected::DeliveryRows { delivery, rows } => {
                let delivery = self.resolve(Kind::Delivery, delivery)?.into();
                Some(Expectation::DeliveryRows {
                    delivery,
                    rows: *rows,
                })
            }
            Expected::DeliveryStops { delivery, .. } => {
                self.say(package_problems::not_available(
                    delivery.origin.clone(),
                    "expect delivery … stops because",
                ));
                None
            }
            Expected::Output { path, .. } => {
                self.say(package_problems::not_available(
                    path.origin.clone(),
                    "expect output",
                ));
                None
            }
        }
    }

    fn decision(
        &mut self,
        act: &Name,
        class: Option<&Name>,
        patient: &Name,
        patients: &[TestPatient],
        study: Option<&Study>,
    ) -> Option<(
        sekisho_model::policy::Act,
        Vec<sekisho_model::DataClass>,
        Subject,
    )> {
        let act = self.act(act);
        let classes = match class {
            Some(class) => self.class_list(std::slice::from_ref(class)),
            None => study.map(|study| study.classes.clone()).unwrap_or_default(),
        };
        let patient = self
            .given(std::slice::from_ref(patient), patients)
            .first()
            .copied();
        Some((act?, classes, patient?))
    }

    fn given(&mut self, names: &[Name], patients: &[TestPatient]) -> Vec<Subject> {
        let mut found = Vec::new();
        for name in names {
            match patients.iter().find(|p| p.name == name.text) {
                Some(patient) => found.push(patient.subject),
                None => {
                    let near = nearest(&name.text, patients.iter().map(|p| p.name.as_str()))
                        .map(str::to_owned);
                    self.say(problems::test_patient(
                        name.origin.clone(),
                        &name.text,
                        near.as_deref(),
                    ));
                }
            }
        }
        found
    }

    /// A guard, a study, or the built-in guard under either of its names.
    fn because(&mut self, name: &Name) -> Option<String> {
        if matches!(name.text.as_str(), "consent" | "同意") {
            return Some("consent".into());
        }
        if self.names.has(Kind::Guard, &name.text) || self.names.has(Kind::Study, &name.text) {
            return Some(name.text.clone());
        }
        let known: Vec<String> = [Kind::Guard, Kind::Study]
            .into_iter()
            .flat_map(|kind| self.names.of_kind(kind))
            .map(str::to_owned)
            .collect();
        let near = nearest(&name.text, known.iter().map(String::as_str));
        self.say(problems::test_because(
            name.origin.clone(),
            &name.text,
            near,
        ));
        None
    }
}
