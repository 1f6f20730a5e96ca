//! What a test expects: decisions with their reasons, cohorts, outputs, deliveries.

use sekisho_model::identity::Subject;
use sekisho_model::policy::Study;
use sekisho_model::profile::{Block, Modality};
use sekisho_model::record::Collected;
use sekisho_model::{GuardName, Instant, Interval, ProfileName, StudyName};
use sekisho_syntax::ast::{self, CollectedOn, Expected, Moment, Name, Requirement, Value};
use sekisho_syntax::nearest;

use super::{Analyzer, Kind};
use crate::problem::{cohort as cohort_problems, deliver as problems, test as test_problems};
use crate::program::{Because, Decided, Expectation, Need, StopReason, TestPatient};

/// The words of a profile's release control that can stop a delivery.
const RELEASE_WORDS: [&str; 5] = ["k", "l", "small_cells", "singular", "past_deliveries"];

impl Analyzer<'_> {
    pub fn expectation(
        &mut self,
        expected: &Expected,
        patients: &[TestPatient],
        study: Option<&Study>,
    ) -> Option<Expectation> {
        match expected {
            Expected::Allowed { of } => self.decided(of, patients, study).map(Expectation::Allowed),
            Expected::Denied { of, because } => {
                let because = because.as_ref().and_then(|because| self.because(because));
                let of = self.decided(of, patients, study)?;
                Some(Expectation::Denied { of, because })
            }
            Expected::InCohort {
                cohort,
                patients: names,
            } => Some(Expectation::InCohort {
                cohort: self.resolve(Kind::Cohort, cohort)?.into(),
                patients: self.given(names, patients),
            }),
            Expected::NotInCohort {
                cohort,
                patients: names,
            } => Some(Expectation::NotInCohort {
                cohort: self.resolve(Kind::Cohort, cohort)?.into(),
                patients: self.given(names, patients),
            }),
            Expected::DeliveryRows { delivery, rows } => Some(Expectation::DeliveryRows {
                delivery: self.resolve(Kind::Delivery, delivery)?.into(),
                rows: *rows,
            }),
            Expected::DeliveryStops { delivery, because } => {
                let delivery = self.resolve(Kind::Delivery, delivery);
                let because = self.stop_reason(because)?;
                Some(Expectation::DeliveryStops {
                    delivery: delivery?.into(),
                    because,
                })
            }
            Expected::Output {
                profile,
                path,
                patient,
                value,
            } => self.output(profile.as_ref(), path, patient, value.as_ref(), patients),
        }
    }

    fn decided(
        &mut self,
        of: &ast::Decided,
        patients: &[TestPatient],
        study: Option<&Study>,
    ) -> Option<Decided> {
        let act = self.act(&of.act);
        let classes = match &of.class {
            Some(class) => self.class_list(std::slice::from_ref(class)),
            None => study.map(|study| study.classes.clone()).unwrap_or_default(),
        };
        let patient = self
            .given(std::slice::from_ref(&of.patient), patients)
            .first()
            .copied();
        let (mut profile, mut needs) = (None, Vec::new());
        for require in &of.requires {
            match &require.what {
                Requirement::Profile(name) => {
                    profile = self.resolve(Kind::Profile, name).map(ProfileName::from);
                }
                Requirement::Approval { .. } => needs.push(Need::Approval),
                Requirement::Justification => needs.push(Need::Justification),
                _ => self.say(test_problems::cannot_require(require.origin.clone())),
            }
        }
        Some(Decided {
            act: act?,
            classes,
            patient: patient?,
            collected: of.collected.as_ref().map(|on| self.collected(on)),
            sealed: of.sealed,
            profile,
            needs,
        })
    }

    fn collected(&self, on: &CollectedOn) -> Collected {
        match on {
            CollectedOn::Unknown => Collected::Undated,
            CollectedOn::At(Moment::Instant(at)) => Collected::Between(*at, Instant(at.0 + 1)),
            CollectedOn::At(Moment::Day(day)) => {
                Interval::parse(&day.to_string(), self.package.zone)
                    .map_or(Collected::Undated, |interval| {
                        Collected::Between(interval.from, interval.until)
                    })
            }
        }
    }

    fn output(
        &mut self,
        profile: Option<&Name>,
        path: &Name,
        patient: &Name,
        value: Option<&ast::Operand>,
        patients: &[TestPatient],
    ) -> Option<Expectation> {
        let profile = match profile {
            Some(profile) => self.resolve(Kind::Profile, profile),
            None => self.only_profile_of(path),
        };
        let patient = self.given(std::slice::from_ref(patient), patients);
        let Some((table, column)) = path.text.split_once('.') else {
            self.say(test_problems::output_path(path.origin.clone(), &path.text));
            return None;
        };
        let model = self.model;
        let named = Name {
            text: table.to_owned(),
            origin: path.origin.clone(),
        };
        let view = &model.views[&self.view(&named)?];
        if view.column(column).is_none() {
            let near = nearest(column, view.columns.iter().map(|c| c.name.as_str()));
            let at = path.origin.clone();
            self.say(cohort_problems::unknown_column(at, table, column, near));
            return None;
        }
        let value = match value.map(|operand| (&operand.value, &operand.origin)) {
            None => None,
            Some((Value::Text(text) | Value::Number(text) | Value::Path(text), _)) => {
                Some(text.clone())
            }
            Some((Value::Date(day), _)) => Some(day.to_string()),
            Some((Value::Bool(yes), _)) => Some(yes.to_string()),
            Some((
                Value::Amount { .. } | Value::Measured { .. } | Value::List(_) | Value::Call { .. },
                origin,
            )) => {
                self.say(problems::test_value(origin.clone(), column, "90"));
                return None;
            }
        };
        Some(Expectation::Output {
            profile: profile?.into(),
            table: table.to_owned(),
            column: column.to_owned(),
            patient: patient.first().copied()?,
            value,
        })
    }

    /// The profile of a test that names none: the only one whose rules speak of the table.
    fn only_profile_of(&mut self, path: &Name) -> Option<String> {
        let table = path.text.split('.').next().unwrap_or_default();
        let speaks = |block: &Block| matches!(&block.modality, Modality::Table(view) if view.as_str() == table);
        let profiles = self.policy.profiles.iter();
        let names: Vec<String> = profiles
            .filter(|profile| profile.blocks.iter().any(speaks))
            .map(|profile| profile.name.to_string())
            .collect();
        match names.as_slice() {
            [only] => Some(only.clone()),
            _ => {
                self.say(test_problems::which_profile(
                    path.origin.clone(),
                    table,
                    &names,
                ));
                None
            }
        }
    }

    pub fn given(&mut self, names: &[Name], patients: &[TestPatient]) -> Vec<Subject> {
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
    fn because(&mut self, name: &Name) -> Option<Because> {
        if let Some(because) = self.rule_named(name) {
            return Some(because);
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

    fn rule_named(&self, name: &Name) -> Option<Because> {
        match name.text.as_str() {
            "consent" | "同意" => Some(Because::Consent),
            guard if self.names.has(Kind::Guard, guard) => {
                Some(Because::Guard(GuardName::new(guard)))
            }
            study if self.names.has(Kind::Study, study) => {
                Some(Because::Study(StudyName::new(study)))
            }
            _ => None,
        }
    }

    fn stop_reason(&mut self, name: &Name) -> Option<StopReason> {
        if let Some(because) = self.rule_named(name) {
            return Some(StopReason::Because(because));
        }
        if self.names.has(Kind::Cohort, &name.text) {
            return Some(StopReason::Cohort(name.text.as_str().into()));
        }
        if name.text == "limit" {
            return Some(StopReason::Limit);
        }
        if RELEASE_WORDS.contains(&name.text.as_str()) {
            return Some(StopReason::Release(name.text.clone()));
        }
        let mut known: Vec<String> = [Kind::Guard, Kind::Study, Kind::Cohort]
            .into_iter()
            .flat_map(|kind| self.names.of_kind(kind))
            .map(str::to_owned)
            .collect();
        known.extend(["consent", "limit"].map(str::to_owned));
        known.extend(RELEASE_WORDS.map(str::to_owned));
        let near = nearest(&name.text, known.iter().map(String::as_str));
        self.say(test_problems::no_stop(
            name.origin.clone(),
            &name.text,
            near,
        ));
        None
    }
}
