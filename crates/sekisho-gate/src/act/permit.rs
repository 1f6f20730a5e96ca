//! A permit: the right to carry out one delivery once. Only the gate makes one, only after the
//! ledger entry stands, and `extract` spends it by value.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::book::ExtractPermit;
use sekisho_model::identity::Subject;
use sekisho_model::policy::Act;
use sekisho_model::record::{RecordHead, Snapshot};
use sekisho_model::transform::Held;
use sekisho_model::{
    DataClass, DeliveryName, Digest, FormName, Instant, ItemName, ProfileName, PurposeName,
    RuleName, StudyName, Text,
};
use serde::Serialize;

use crate::judge::Answers;
use crate::judge::parts;

/// Neither `Clone` nor `Copy`, and without public fields: spent once.
#[derive(Debug)]
pub struct Permit {
    pub(crate) seq: i64,
    pub(crate) finding: Finding,
}

/// Why a record of the cohort stays in the bank.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeptOut {
    /// No consent or notice covers it.
    Consent,
    /// It has no readable date, and the consent asks for one.
    Undated,
    /// The person's consent has more rectangles than policies can read: a steward must look.
    TooManyGrants,
    /// A guard or an access rule forbids it.
    Forbidden(RuleName),
    /// No permit's conditions hold for this record.
    NoPermit,
    /// A policy erred.
    Erred,
}

/// The form and item, or the opt-out, that a person's release rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Relied {
    pub form: FormName,
    pub item: Option<ItemName>,
}

/// Everything decided about one extract.
pub(crate) struct Finding {
    pub delivery: DeliveryName,
    pub study: StudyName,
    pub purpose: PurposeName,
    pub profile: ProfileName,
    pub bundle: Digest,
    pub snapshot: Snapshot,
    pub at: Instant,
    pub justification: Option<String>,
    /// With at least one allowed record, sorted.
    pub subjects: Vec<Subject>,
    pub cohort: u64,
    pub answers: BTreeMap<Subject, Answers>,
    pub counts: BTreeMap<DataClass, u64>,
    pub kept_out: BTreeMap<KeptOut, u64>,
    /// Parts inside the records of these people.
    pub parts_kept_out: BTreeMap<KeptOut, u64>,
    /// What was answered about records that are about nobody.
    pub nobody: Answers,
    /// People whose consent overflows its slots.
    pub overflowing: BTreeSet<Subject>,
    pub relied: BTreeMap<Subject, BTreeSet<Relied>>,
    pub permits: BTreeSet<RuleName>,
    pub duties: BTreeSet<String>,
    /// How often Cedar was asked.
    pub decisions: u64,
}

impl Permit {
    /// The ledger entry that was written before this permit existed.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    pub fn snapshot(&self) -> Snapshot {
        self.finding.snapshot
    }

    pub fn delivery(&self) -> &DeliveryName {
        &self.finding.delivery
    }

    pub fn purpose(&self) -> &PurposeName {
        &self.finding.purpose
    }

    /// The time it was decided for.
    pub fn at(&self) -> Instant {
        self.finding.at
    }

    /// The same for fewer people. A permit only ever narrows.
    pub fn without(mut self, people: &BTreeSet<Subject>) -> Self {
        self.finding.subjects.retain(|s| !people.contains(s));
        self.finding.answers.retain(|s, _| !people.contains(s));
        self.finding.relied.retain(|s, _| !people.contains(s));
        self
    }

    /// Everybody with at least one allowed record, sorted.
    pub fn subjects(&self) -> &[Subject] {
        &self.finding.subjects
    }

    /// Whether this record may leave. What was not decided may not.
    pub fn allows(&self, head: &RecordHead) -> bool {
        self.answers(head)
            .is_some_and(|answers| answers.allow(head.stamp()))
    }

    fn answers(&self, head: &RecordHead) -> Option<&Answers> {
        match head.subject {
            Some(subject) => self.finding.answers.get(&subject),
            None => Some(&self.finding.nobody),
        }
    }

    /// An allowed record as it may leave: without the parts that were decided to stay, or not
    /// decided at all. `Err`: it can't leave without one of them.
    pub fn narrow(&self, head: &mut RecordHead) -> Result<(), Held> {
        let answers = self.answers(head);
        parts::narrow(head, |part| {
            answers.is_some_and(|answers| answers.allow(part.stamp()))
        })
    }

    /// Allowed records by class.
    pub fn counts(&self) -> &BTreeMap<DataClass, u64> {
        &self.finding.counts
    }

    pub fn kept_out(&self) -> &BTreeMap<KeptOut, u64> {
        &self.finding.kept_out
    }

    /// The forms and items that one person's release rests on.
    pub fn relied_on(&self, subject: Subject) -> Option<&BTreeSet<Relied>> {
        self.finding.relied.get(&subject)
    }

    /// The same for everybody.
    pub fn relied(&self) -> &BTreeMap<Subject, BTreeSet<Relied>> {
        &self.finding.relied
    }

    /// Duties of all satisfied permits and of the delivery together.
    pub fn duties(&self) -> &BTreeSet<String> {
        &self.finding.duties
    }

    /// The facts that the ledger holds, with the entry's number.
    pub fn evidence(&self) -> PermitTold {
        self.finding.evidence(self.seq)
    }
}

/// What the ledger holds of a permit, with the entry's number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PermitTold {
    act: Act,
    #[serde(flatten)]
    pub told: ExtractPermit,
    pub ledger_seq: i64,
}

impl std::fmt::Debug for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Finding({}, {} patients)",
            self.delivery,
            self.subjects.len()
        )
    }
}

impl Finding {
    pub fn told(&self) -> ExtractPermit {
        let words = |kept: &BTreeMap<KeptOut, u64>| -> BTreeMap<String, u64> {
            kept.iter().map(|(why, n)| (why.word(), *n)).collect()
        };
        ExtractPermit {
            delivery: self.delivery.clone(),
            study: self.study.clone(),
            purpose: self.purpose.clone(),
            profile: self.profile.clone(),
            bundle: self.bundle,
            snapshot: self.snapshot,
            decided_for: self.at,
            justification: self.justification.clone(),
            permits: self.permits.clone(),
            duties: self.duties.clone(),
            patients: self.subjects.len() as u64,
            cohort: self.cohort,
            records: self.counts.clone(),
            kept_out: words(&self.kept_out),
            parts_kept_out: Some(words(&self.parts_kept_out)),
            consent_overflow_patients: self.overflowing.len() as u64,
            decisions: self.decisions,
            dry_run: None,
            told: None,
        }
    }

    pub fn evidence(&self, seq: i64) -> PermitTold {
        PermitTold {
            act: Act::Extract,
            told: self.told(),
            ledger_seq: seq,
        }
    }
}

impl KeptOut {
    pub fn word(&self) -> String {
        match self {
            Self::Consent => "no_consent".into(),
            Self::Undated => "undated".into(),
            Self::TooManyGrants => "too_many_grants".into(),
            Self::Forbidden(rule) => format!("forbidden by {rule}"),
            Self::NoPermit => "no_permit".into(),
            Self::Erred => "policy_error".into(),
        }
    }

    pub fn text(&self) -> Text {
        match self {
            Self::Consent => Text::new("同意なし", "no consent covers it"),
            Self::Undated => Text::new(
                "日付なし（同意は採取期間を限っている）",
                "undated, and the consent asks for a date",
            ),
            Self::TooManyGrants => Text::new(
                "同意の区間が多すぎる（管理者の確認待ち）",
                "too many consent periods; a steward must look",
            ),
            Self::Forbidden(rule) => {
                Text::new(format!("{rule} が禁止"), format!("forbidden by {rule}"))
            }
            Self::NoPermit => Text::new("許す規則なし", "no rule allows it"),
            Self::Erred => Text::new("規則の評価に失敗", "a policy erred"),
        }
    }
}
