//! `--dry-run`: the same decision with nothing to spend, and no number in it but a guarded count.
//!
//! Whoever asks the same of neighbouring cohorts, or day after day, would read off exact numbers who
//! came, who withdrew and what stands in whose records. So the people of the delivery are counted as
//! `count` counts them for the same person: under the study's count rule, held against everything
//! that was told before, and remembered. Where no rule lets the person count, no number is told. What
//! the data would stop (limits, small cells, an expected size) is told as far as that number shows
//! it. A data steward sees the finding as the ledger has it.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::book::{EntryDraft, Explained, ExtractPermit, Permit};
use sekisho_model::policy::Act;
use sekisho_model::{
    DeliveryName, Digest, Instant, ProfileName, PurposeName, RuleName, StudyName, Text,
};
use sekisho_store::{Person, Store};
use serde::Serialize;

use crate::act::count::{self, Counted, Counting, Held, TRIES_MAX};
use crate::act::deliver::{self, Found};
use crate::act::permit::{Finding, PermitTold};
use crate::hearing::{Ending, Hearing};
use crate::refusal::Why;
use crate::{Ask, Gate, GateError, Papers};

/// What a dry run shows.
#[derive(Debug)]
pub struct Preview {
    pub(crate) seq: i64,
    pub(crate) finding: Finding,
    pub(crate) counted: Option<Counted>,
    pub(crate) limit: Option<u64>,
    pub(crate) steward: bool,
}

impl Gate {
    /// A dry run of a delivery, over the keys of the bank: its one number is guarded as a count is,
    /// and remembered as one.
    pub async fn preview<C: Counting>(
        &self,
        store: &Store,
        papers: &Papers,
        delivery: &DeliveryName,
        counting: &C,
    ) -> Result<Ending<Preview>, GateError> {
        let ask = Ask::Extract {
            delivery: delivery.clone(),
        };
        let (hearing, person) = match Hearing::of_look(self, store, papers, ask).await? {
            Ok(heard) => heard,
            Err(refused) => return Ok(Err(refused)),
        };
        look(&hearing, &person, delivery, counting).await
    }
}

async fn look<C: Counting>(
    hearing: &Hearing<'_>,
    person: &Person,
    name: &DeliveryName,
    counting: &C,
) -> Result<Ending<Preview>, GateError> {
    let found = match deliver::find(hearing, person, name).await? {
        Err(why) => return hearing.refuse(why).await.map(Err),
        Ok(found) => found,
    };
    if let Some(stop) = found.stops.as_ref().filter(|_| hearing.steward) {
        return hearing.refuse(stop.why.clone()).await.map(Err);
    }
    let people = found.finding.subjects.clone();
    let asking = count::of_people(hearing, person, found.study, found.cohort, people)?;
    let Some(asking) = asking else {
        return uncounted(hearing, found.finding).await.map(Ok);
    };
    for _ in 0..TRIES_MAX {
        let held = match asking.held(counting).await? {
            Ok(held) => held,
            Err(why @ Why::PastFull { .. }) => return hearing.refuse(why).await.map(Err),
            Err(_) => return uncounted(hearing, found.finding).await.map(Ok),
        };
        let draft = draft(hearing, &found, &held);
        if let Some(seq) = hearing.tell(draft, &held).await? {
            let counted = Some(asking.counted(held, seq));
            return Ok(Ok(shown(hearing, found.finding, seq, counted)));
        }
    }
    Err(GateError::Busy)
}

/// Without a number.
async fn uncounted(hearing: &Hearing<'_>, finding: Finding) -> Result<Box<Preview>, GateError> {
    let seq = hearing.note(tried(&finding, None), BTreeSet::new()).await?;
    Ok(shown(hearing, finding, seq, None))
}

fn shown(
    hearing: &Hearing<'_>,
    finding: Finding,
    seq: i64,
    counted: Option<Counted>,
) -> Box<Preview> {
    let policy = &hearing.gate.bundle().policy;
    let delivery = policy.delivery(finding.delivery.as_str());
    Box::new(Preview {
        seq,
        counted,
        limit: delivery.and_then(|delivery| delivery.limit_patients),
        steward: hearing.steward,
        finding,
    })
}

fn draft(hearing: &Hearing<'_>, found: &Found<'_>, held: &Held) -> EntryDraft {
    let tried = tried(&found.finding, Some(held.commits()));
    EntryDraft::new(hearing.papers.who.to_string(), tried)
}

/// `told`: by guard the sets that its number tells.
fn tried(finding: &Finding, told: Option<BTreeMap<String, Vec<Digest>>>) -> Explained {
    Explained::Tried(Permit::Extract(Box::new(ExtractPermit {
        dry_run: Some(true),
        told,
        ..finding.told()
    })))
}

impl Preview {
    /// The number of the ledger's entry, for stewards; see `Refusal`.
    pub fn entry(&self) -> Option<i64> {
        self.steward.then_some(self.seq)
    }

    /// How many people would be in the delivery, as a count tells it; `None`: no rule lets this
    /// person count them.
    pub fn counted(&self) -> Option<&Counted> {
        self.counted.as_ref()
    }

    /// `limit patients`, where the number that is told lies above it.
    pub fn over_limit(&self) -> Option<u64> {
        let told = self.counted.as_ref()?.guarded()?;
        self.limit.filter(|limit| told > *limit)
    }

    /// How many people would be in the delivery and how many are in the cohort, and why how many
    /// records stay; for stewards.
    pub fn exact(&self) -> Option<Exact<'_>> {
        self.steward.then(|| Exact {
            patients: self.finding.subjects.len() as u64,
            cohort: self.finding.cohort,
            records: self.finding.counts.values().sum(),
            kept_out: &self.finding.kept_out,
        })
    }

    /// The rules and duties of the decision, and what this person may know of its numbers.
    pub fn evidence(&self) -> PreviewTold<'_> {
        if self.steward {
            return PreviewTold::Whole(Box::new(self.finding.evidence(self.seq)));
        }
        let finding = &self.finding;
        PreviewTold::Guarded(Box::new(GuardedTold {
            act: Act::Extract,
            delivery: &finding.delivery,
            study: &finding.study,
            purpose: &finding.purpose,
            profile: &finding.profile,
            bundle: finding.bundle,
            decided_for: finding.at,
            justification: finding.justification.as_deref(),
            permits: &finding.permits,
            duties: &finding.duties,
            dry_run: true,
            patients: self.counted.as_ref().and_then(Counted::guarded),
            over_limit: self.over_limit(),
            counted: self.counted.as_ref().map(|counted| CountedTold {
                shown: counted.to_string(),
                suppressed: counted.suppressed(),
                expected_between: counted.unexpected(),
                within: counted.within(),
                note: counted.note(),
            }),
        }))
    }

    /// The digest of the policy it was decided by.
    pub fn bundle(&self) -> sekisho_model::Digest {
        self.finding.bundle
    }
}

/// A look as data: for a steward as the ledger has it, for others one guarded number.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum PreviewTold<'a> {
    Whole(Box<PermitTold>),
    Guarded(Box<GuardedTold<'a>>),
}

#[derive(Debug, Serialize)]
pub struct GuardedTold<'a> {
    act: Act,
    delivery: &'a DeliveryName,
    study: &'a StudyName,
    purpose: &'a PurposeName,
    profile: &'a ProfileName,
    bundle: Digest,
    decided_for: Instant,
    justification: Option<&'a str>,
    permits: &'a BTreeSet<RuleName>,
    duties: &'a BTreeSet<String>,
    dry_run: bool,
    patients: Option<u64>,
    over_limit: Option<u64>,
    #[serde(flatten)]
    counted: Option<CountedTold>,
}

#[derive(Debug, Serialize)]
struct CountedTold {
    shown: String,
    suppressed: bool,
    expected_between: Option<(u64, u64)>,
    within: u32,
    note: Text,
}

/// The numbers of a finding as the ledger has them.
pub struct Exact<'a> {
    pub patients: u64,
    pub cohort: u64,
    pub records: u64,
    pub kept_out: &'a std::collections::BTreeMap<crate::KeptOut, u64>,
}
