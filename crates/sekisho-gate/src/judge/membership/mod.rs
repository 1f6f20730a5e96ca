//! Who is in a cohort, for somebody who asks: by records that the study may use and that the person
//! covered, each judged on its own date.
//!
//! Being chosen is a use. Whoever learns who is in a cohort, or only how many, learns what the
//! records say that chose it; so counts and deliveries ask here and nowhere else. The plan itself
//! holds no permission: what each person covers is asked of Cedar class by class (`cover`), and the
//! store looks at nothing beyond it.

mod cover;
mod ground;
mod needs;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::cohort::Cohort;
use sekisho_model::consent::Grant;
use sekisho_model::identity::Subject;
use sekisho_model::policy::Study;
use sekisho_model::{DataClass, Day, DeliveryName, Instant, PurposeName, RuleName};
use sekisho_store::{CohortAnswer, Coverage, Member, Person};

pub(crate) use self::ground::{Ground, counting};
pub(crate) use self::needs::Needs;
use crate::explain::quote::Quote;
use crate::hearing::Hearing;
use crate::judge::Judge;
use crate::judge::case::Case;
use crate::judge::check::label;
use crate::refusal::Why;
use crate::{Gate, GateError};

/// The members, and what each person who could be one covers.
pub(crate) struct Chosen {
    pub members: Vec<Member>,
    coverage: Coverage,
    /// The first of the rules by which somebody who could be a member is none.
    kept_out: Option<usize>,
    /// Of those who could be members: a steward must look at their consent first.
    pub overflowing: BTreeSet<Subject>,
}

/// Who is in the cohort, or why that can't be said.
pub(crate) async fn choose(
    hearing: &Hearing<'_>,
    ground: &Ground<'_, '_>,
    cohort: &Cohort,
) -> Result<Result<Chosen, Why>, GateError> {
    let (store, model) = (hearing.store, &hearing.gate.model);
    let people = store.candidates(cohort, model, hearing.snapshot).await?;
    let grants = hearing.grants(&people).await?;
    let today = hearing.gate.zone.day_of(hearing.at);
    let asked = people.iter().copied().zip(grants.iter().map(Vec::as_slice));
    let laid = ground.coverage(asked, today)?;
    let answer = store
        .members(cohort, model, hearing.snapshot, &laid.coverage)
        .await?;
    Ok(match answer {
        CohortAnswer::Members(members) => Ok(Chosen {
            members,
            coverage: laid.coverage,
            kept_out: laid.kept_out,
            overflowing: laid.overflowing,
        }),
        CohortAnswer::Stopped { unknown, origin } => {
            let rule = RuleName::new(cohort.name.as_str());
            let quote = Quote::at(hearing.gate.bundle(), rule, &origin, cohort.because.clone());
            Err(Why::CohortStopped {
                unknown,
                quote: Box::new(quote),
            })
        }
    })
}

impl Chosen {
    pub fn subjects(&self) -> Vec<Subject> {
        self.members.iter().map(|member| member.subject).collect()
    }

    /// What the members cover, for whoever reads a value of theirs.
    pub fn coverage(&self) -> Coverage {
        let members: BTreeMap<Subject, ()> = self.members.iter().map(|m| (m.subject, ())).collect();
        let people = self.coverage.people.iter().copied();
        Coverage {
            people: people.filter(|(s, _)| members.contains_key(s)).collect(),
            ..self.coverage.clone()
        }
    }

    /// Nobody is a member, and somebody could be: the rule that keeps them out, where there is one.
    pub fn nobody(&self, gate: &Gate, ground: &Ground<'_, '_>) -> Option<Why> {
        let rule = &gate.book.rules[self.kept_out.filter(|_| self.members.is_empty())?];
        let classes = ground.classes().map(|(class, judge)| label(judge, class));
        Some(Why::Forbidden {
            quote: Box::new(Quote::of(gate.bundle(), rule)),
            classes: classes.collect(),
            permitted: true,
        })
    }
}

/// A delivery's asking without a bank, for `test` blocks.
#[derive(Clone, Debug)]
pub struct Choosing<'a> {
    pub person: &'a Person,
    pub study: &'a Study,
    pub purpose: &'a PurposeName,
    pub delivery: &'a DeliveryName,
    pub network: Option<&'a str>,
    pub justified: bool,
    pub approvals: &'a BTreeSet<String>,
    pub now: Instant,
}

impl Gate {
    /// What these people cover for the choosing of a delivery's cohort, or why it can't be chosen.
    pub fn coverage(
        &self,
        asked: &Choosing<'_>,
        people: &[(Subject, Vec<Grant>)],
    ) -> Result<Result<Coverage, Why>, GateError> {
        let policy = &self.bundle().policy;
        let delivery = policy.delivery(asked.delivery.as_str());
        let cohort = delivery.and_then(|d| policy.cohort(d.cohort.as_str()));
        let (Some(delivery), Some(cohort)) = (delivery, cohort) else {
            let name = asked.delivery.as_str();
            return Ok(Err(crate::hearing::unknown("引き渡し", "delivery", name)));
        };
        let case = Case {
            person: asked.person,
            study: asked.study,
            purpose: asked.purpose.clone(),
            act: sekisho_model::policy::Act::Extract,
            profile: policy.profile(delivery.profile.as_str()),
            delivery: Some(&delivery.name),
            ground: delivery.ground(self.zone),
            recipient: delivery.recipient.kind,
            country: delivery.recipient.country.clone(),
            network: asked.network.unwrap_or_default().to_owned(),
            justified: asked.justified,
            approvals: asked.approvals.clone(),
            now: asked.now,
            still: None,
        };
        let judge = Judge::new(self, case)?;
        let counting = counting(&judge)?;
        let needs = Needs::of(&self.model, cohort, &[]);
        let ground = match Ground::stand(&needs, std::iter::once(&judge).chain(&counting))? {
            Ok(ground) => ground,
            Err(why) => return Ok(Err(why)),
        };
        let today: Day = self.zone.day_of(asked.now);
        let people = people
            .iter()
            .map(|(subject, grants)| (*subject, grants.as_slice()));
        Ok(Ok(ground.coverage(people, today)?.coverage))
    }
}

/// A class of the model by its name.
fn class_of<'g>(gate: &'g Gate, class: &DataClass) -> Option<&'g DataClass> {
    gate.model
        .classes
        .get_key_value(class)
        .map(|(class, _)| class)
}
