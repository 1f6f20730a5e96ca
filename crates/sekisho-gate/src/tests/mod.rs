//! Stories of the gate: what is asked, what the policies say, what a person reads.

mod agreement;
mod answers;
mod bank;
mod consent_spec;
mod covered;
mod decisions;
mod glass;
mod guarded;
mod opening;
mod speed;
mod terms;

use std::collections::BTreeSet;

use sekisho_lower::lower_policy;
use sekisho_model::consent::{Grant, RecipientKind};
use sekisho_model::policy::{Act, Policy};
use sekisho_model::record::Collected;
use sekisho_model::{Bundle, DataClass, Instant, SealedBundle, StudyName, Zone};
use sekisho_store::Person;

use crate::explain::trial::{Answer, Question};
use crate::{Gate, story};

pub(crate) fn bundle(policy: &Policy) -> Bundle {
    lower_policy(
        "肺がんバンク",
        policy,
        story::sources(),
        Zone::TOKYO,
        &story::model(),
    )
}

pub(crate) fn seal(bundle: Bundle) -> SealedBundle {
    SealedBundle {
        digest: bundle.digest(),
        bundle,
        approvals: Vec::new(),
    }
}

pub(crate) fn gate(policy: &Policy) -> Gate {
    Gate::open(seal(bundle(policy)), &story::model(), Zone::TOKYO, "JP").expect("the story opens")
}

/// 00:00 of a day in Tokyo.
pub(crate) fn at(day: &str) -> Instant {
    Zone::TOKYO.midnight(story::day(day))
}

pub(crate) fn person(user: &str, group: &str, org: &str) -> Person {
    Person {
        user: user.into(),
        groups: vec![group.into()],
        org: org.into(),
        training: Vec::new(),
    }
}

pub(crate) fn partner() -> Person {
    person("佐藤", "utokyo-lung", "東京大学")
}

pub(crate) fn approvals(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|n| (*n).to_owned()).collect()
}

/// A broad consent of 2024-02-01 to hospitals, universities and public bodies in Japan.
pub(crate) fn grant(purpose: &str, class: &str) -> Grant {
    Grant {
        purpose: purpose.into(),
        class: class.into(),
        from: at("2024-02-01"),
        until: Instant::MAX,
        since: Instant::MIN,
        to: Instant::MAX,
        acts: Vec::new(),
        recipients: vec![
            RecipientKind::Hospital,
            RecipientKind::University,
            RecipientKind::PublicBody,
        ],
        countries: vec!["JP".into()],
        only_as: None,
        only_under: Vec::new(),
        permits_before: None,
        form: "研究同意_第3版".into(),
        item: Some("1".into()),
    }
}

/// The partner's extract of clinical data in June 2026 with everything in order; tests bend it.
pub(crate) struct Asking {
    pub person: Person,
    pub study: StudyName,
    pub act: Act,
    pub class: DataClass,
    pub collected: Collected,
    pub grants: Vec<Grant>,
    pub recipient: Option<(RecipientKind, String)>,
    pub network: Option<String>,
    pub justified: bool,
    pub approvals: BTreeSet<String>,
    pub now: Instant,
}

impl Asking {
    pub fn partner() -> Self {
        Self {
            person: partner(),
            study: "肺がん予後2026".into(),
            act: Act::Extract,
            class: "clinical".into(),
            collected: Collected::Between(at("2025-05-01"), at("2025-05-02")),
            grants: vec![grant("予後予測研究", "clinical")],
            recipient: Some((RecipientKind::University, "JP".into())),
            network: None,
            justified: true,
            approvals: approvals(&["データ管理者", "倫理委員"]),
            now: at("2026-06-01"),
        }
    }

    /// The company's extract of clinical data under item 3.
    pub fn company() -> Self {
        Self {
            person: person("アクメ太郎", "acme-bio", "アクメ製薬"),
            study: "肺がん創薬A".into(),
            grants: vec![Grant {
                recipients: vec![RecipientKind::Company],
                ..grant("企業創薬", "clinical")
            }],
            recipient: Some((RecipientKind::Company, "JP".into())),
            ..Self::partner()
        }
    }

    pub fn of(&self, gate: &Gate) -> Answer {
        let question = Question {
            person: &self.person,
            study: &self.study,
            purpose: None,
            act: self.act,
            class: &self.class,
            profile: None,
            delivery: None,
            collected: self.collected,
            sealed: false,
            grants: &self.grants,
            recipient: self.recipient.clone(),
            network: self.network.as_deref(),
            justified: self.justified,
            approvals: &self.approvals,
            now: self.now,
        };
        gate.answer(&question).expect("an answer")
    }

    pub fn allowed(&self, gate: &Gate) -> bool {
        self.of(gate).allowed()
    }

    /// The refusing rule.
    pub fn refused_by(&self, gate: &Gate) -> String {
        match self.of(gate) {
            Answer::Allowed(_) => "allowed".into(),
            Answer::Refused { why, .. } => why
                .quote()
                .map_or_else(|| "no rule".into(), |q| q.rule.to_string()),
        }
    }
}
