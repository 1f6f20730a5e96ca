//! One question without a bank: would this person, with these papers, be let through to a record of
//! somebody who granted this? For `test` blocks, the permission matrix, and agreement tests.
//!
//! It asks the same policies in the same order as a real decision, and writes no ledger entry:
//! nothing can leave by it.

use std::collections::BTreeSet;

use sekisho_model::consent::{Grant, LegalGround, RecipientKind};
use sekisho_model::identity::Subject;
use sekisho_model::policy::{Act, Study};
use sekisho_model::profile::Profile;
use sekisho_model::record::{Collected, Stamp};
use sekisho_model::{DataClass, DeliveryName, Instant, ProfileName, PurposeName, StudyName};
use sekisho_store::Person;

use crate::explain::quote::Quote;
use crate::hearing::unknown;
use crate::judge::Judge;
use crate::judge::case::Case;
use crate::judge::check::{self, label};
use crate::refusal::Why;
use crate::{Gate, GateError};

#[derive(Clone, Debug)]
pub struct Question<'a> {
    pub person: &'a Person,
    pub study: &'a StudyName,
    /// `None`: the study's first purpose.
    pub purpose: Option<&'a PurposeName>,
    pub act: Act,
    pub class: &'a DataClass,
    /// `None`: any profile that a rule or a delivery of the study names; one is enough.
    pub profile: Option<&'a ProfileName>,
    /// As this delivery, whose own requirements hold then too.
    pub delivery: Option<&'a DeliveryName>,
    pub collected: Collected,
    /// Whether the record is a sealed one.
    pub sealed: bool,
    /// Everything the record's person has granted.
    pub grants: &'a [Grant],
    /// Kind and country; `None`: those of the study's deliveries, else the bank's own house.
    pub recipient: Option<(RecipientKind, String)>,
    pub network: Option<&'a str>,
    pub justified: bool,
    pub approvals: &'a BTreeSet<String>,
    pub now: Instant,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// By these permits.
    Allowed(Vec<Quote>),
    /// For this reason first; `forbids` are all that hold for the record, told or not.
    Refused { why: Why, forbids: Vec<Quote> },
}

impl Answer {
    pub fn allowed(&self) -> bool {
        matches!(self, Self::Allowed(_))
    }

    /// The rule the answer rests on, where there is one.
    pub fn quote(&self) -> Option<&Quote> {
        match self {
            Self::Allowed(permits) => permits.first(),
            Self::Refused { why, .. } => why.quote(),
        }
    }
}

impl Gate {
    /// The grants of somebody who agreed to this purpose on this class without any bound.
    pub fn full_consent(
        purpose: &PurposeName,
        class: &DataClass,
        countries: impl IntoIterator<Item = String>,
    ) -> Grant {
        Grant {
            purpose: purpose.clone(),
            class: class.clone(),
            from: Instant::MIN,
            until: Instant::MAX,
            since: Instant::MIN,
            to: Instant::MAX,
            acts: Act::ALL.iter().map(|a| a.as_str().to_owned()).collect(),
            recipients: vec![
                RecipientKind::Hospital,
                RecipientKind::University,
                RecipientKind::PublicBody,
                RecipientKind::Company,
                RecipientKind::RegisteredBody,
            ],
            countries: countries.into_iter().collect(),
            only_as: None,
            only_under: Vec::new(),
            permits_before: None,
            form: "(everything granted)".into(),
            item: None,
        }
    }

    pub fn answer(&self, question: &Question<'_>) -> Result<Answer, GateError> {
        let Some(study) = self.study(question.study.as_str()) else {
            return Ok(Answer::from(unknown(
                "研究",
                "study",
                question.study.as_str(),
            )));
        };
        let mut refused: Option<(Why, Vec<Quote>)> = None;
        for (profile, (recipient, country)) in self.ways(question, study) {
            let case = Case {
                person: question.person,
                study,
                purpose: question
                    .purpose
                    .or(study.purposes.first())
                    .cloned()
                    .unwrap_or_else(|| "".into()),
                act: question.act,
                profile,
                delivery: question.delivery,
                ground: question
                    .delivery
                    .map_or_else(LegalGround::default, |name| self.ground_of(name)),
                recipient,
                country,
                network: question.network.unwrap_or_default().to_owned(),
                justified: question.justified,
                approvals: question.approvals.clone(),
                now: question.now,
                still: None,
            };
            match one(&Judge::new(self, case)?, question)? {
                Answer::Refused { why, forbids }
                    if refused.as_ref().is_none_or(|(r, _)| why.nearer_than(r)) =>
                {
                    refused = Some((why, forbids));
                }
                Answer::Refused { .. } => {}
                allowed => return Ok(allowed),
            }
        }
        let (why, forbids) = refused.unwrap_or((
            Why::NoPermit {
                classes: Vec::new(),
                nearest: None,
            },
            Vec::new(),
        ));
        Ok(Answer::Refused { why, forbids })
    }

    /// The profiles and recipients under which the act could be done in this study.
    fn ways<'a>(
        &'a self,
        question: &Question<'_>,
        study: &Study,
    ) -> Vec<(Option<&'a Profile>, (RecipientKind, String))> {
        let policy = &self.bundle().policy;
        let house = (RecipientKind::Hospital, self.home_country.clone());
        let mut ways: Vec<(Option<&Profile>, (RecipientKind, String))> = Vec::new();
        let mut add = |profile: Option<&'a Profile>, recipient: (RecipientKind, String)| {
            let wanted = question
                .profile
                .is_none_or(|name| profile.is_some_and(|p| &p.name == name));
            let recipient = question.recipient.clone().unwrap_or(recipient);
            let known = ways
                .iter()
                .any(|(p, r)| p.map(|p| &p.name) == profile.map(|p| &p.name) && *r == recipient);
            if wanted && !known {
                ways.push((profile, recipient));
            }
        };
        for delivery in policy.deliveries.iter().filter(|d| d.study == study.name) {
            let own =
                !question.person.org.is_empty() && delivery.recipient.org == question.person.org;
            let recipient = (delivery.recipient.kind, delivery.recipient.country.clone());
            if question.act == Act::Extract {
                add(policy.profile(delivery.profile.as_str()), recipient);
            } else if own {
                for rule in policy
                    .access
                    .iter()
                    .filter(|r| r.study == study.name && r.acts.contains(&question.act))
                {
                    add(
                        rule.profile
                            .as_ref()
                            .and_then(|p| policy.profile(p.as_str())),
                        recipient.clone(),
                    );
                }
            }
        }
        for rule in policy
            .access
            .iter()
            .filter(|r| r.study == study.name && r.acts.contains(&question.act))
        {
            add(
                rule.profile
                    .as_ref()
                    .and_then(|p| policy.profile(p.as_str())),
                house.clone(),
            );
        }
        if ways.is_empty() {
            let profile = question.profile.and_then(|p| policy.profile(p.as_str()));
            ways.push((profile, question.recipient.clone().unwrap_or(house)));
        }
        ways
    }
}

fn one(judge: &Judge<'_>, question: &Question<'_>) -> Result<Answer, GateError> {
    let Some((class, _)) = judge.gate.model.classes.get_key_value(question.class) else {
        return Ok(Answer::from(unknown(
            "データの種類",
            "data class",
            question.class.as_str(),
        )));
    };
    let stamp = Stamp {
        class,
        collected: question.collected,
        sealed: question.sealed,
    };
    let answers = judge.person(Subject(0), question.grants, [stamp])?;
    let ruling = answers.ruling(stamp).cloned().unwrap_or_default();
    let bundle = judge.gate.bundle();
    let rules: Vec<Quote> = ruling
        .because
        .iter()
        .map(|i| Quote::of(bundle, &judge.gate.book.rules[*i]))
        .collect();
    let refused = check::request(judge, [class])?;
    Ok(match (refused, ruling.allowed, rules.first()) {
        (Some(why), ..) => Answer::Refused {
            why,
            forbids: rules,
        },
        (None, true, _) => Answer::Allowed(rules),
        (None, false, Some(first)) => {
            let why = Why::Forbidden {
                quote: Box::new(first.clone()),
                classes: vec![label(judge, class)],
                permitted: true,
            };
            Answer::Refused {
                why,
                forbids: rules,
            }
        }
        (None, false, None) => {
            let nearest = check::candidate(judge, class)?;
            Answer::from(Why::NoPermit {
                classes: vec![label(judge, class)],
                nearest,
            })
        }
    })
}

impl From<Why> for Answer {
    fn from(why: Why) -> Self {
        Self::Refused {
            why,
            forbids: Vec::new(),
        }
    }
}
