//! A delivery and those before it: `against past deliveries of study | recipient new below N`.
//!
//! People new since an earlier release wait until there are enough of them. Where fewer than the
//! bound are gone from one for another reason than their own word or death, the delivery stops: the
//! two together would tell who they are. Who withdrew, objected or died never keeps a delivery back.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_gate::disclosure::{People, Told, held_back};
use sekisho_gate::{Permit, bound, guard_of_recipient, guard_of_study, guards};
use sekisho_model::book::{EntryDraft, GuardCleared};
use sekisho_model::consent::EventKind;
use sekisho_model::identity::Subject;
use sekisho_model::policy::Delivery;
use sekisho_model::profile::Profile;
use sekisho_model::release::PastOf;
use sekisho_model::{Digest, Instant, StudyName};
use sekisho_store::{Mark, ReleasedSet};

use crate::bank::Bank;
use crate::error::BankError;

/// What a profile with `against` compares with: earlier sets over the people of this bank.
pub(super) struct Earlier {
    /// The guard, and the last entry that told anything under it.
    pub seen: (String, i64),
    people: Vec<Subject>,
    list: usize,
    told: Vec<(Instant, Told)>,
    below: u32,
}

impl Bank {
    /// `None` where the profile compares with nothing.
    pub(super) async fn earlier(
        &self,
        delivery: &Delivery,
        profile: &Profile,
        now: Instant,
    ) -> Result<Option<Earlier>, BankError> {
        let (Some(against), Some(below)) = (profile.release.against, bound(&profile.release))
        else {
            return Ok(None);
        };
        let guard = match against.of {
            PastOf::Recipient => guard_of_recipient(&delivery.recipient.org),
            PastOf::Study => guard_of_study(&delivery.study),
        };
        let people = self.store.subjects(self.store.snapshot().await?).await?;
        let marks = self.marked(&guard, &people, now).await?;
        let mut list = people.len();
        let mut places: BTreeMap<Mark, usize> = marks.into_iter().zip(0..).collect();
        let mut sets = Vec::new();
        let released = self.store.released(&guard).await?;
        let seen = (guard, released.last);
        for (told, set) in released.sets {
            let place = |mark: &Mark| {
                *places.entry(*mark).or_insert_with(|| {
                    list += 1;
                    list - 1
                })
            };
            let members: Vec<usize> = set.marks.iter().map(place).collect();
            sets.push((told.at, members, set.rows));
        }
        let told = sets.into_iter().map(|(at, members, rows)| {
            let people = People::of(list, members);
            (at, Told { people, rows })
        });
        let told = told.collect();
        Ok(Some(Earlier {
            seen,
            people,
            list,
            told,
            below,
        }))
    }

    /// The permit without those who must wait, and how many they are.
    pub(super) async fn narrowed(
        &self,
        permit: Permit,
        earlier: Option<&Earlier>,
    ) -> Result<(Permit, u64), BankError> {
        let Some(earlier) = earlier else {
            return Ok((permit, 0));
        };
        let waiting = earlier.waiting(permit.subjects());
        let permit = permit.without(&waiting);
        self.holds(permit.subjects(), earlier).await?;
        Ok((permit, waiting.len() as u64))
    }

    /// Whether exactly these people may leave after what left before.
    pub(super) async fn holds(
        &self,
        people: &[Subject],
        earlier: &Earlier,
    ) -> Result<(), BankError> {
        let few = |n: usize| n > 0 && n < earlier.below as usize;
        if few(earlier.waiting(people).len()) {
            return Err(stopped(earlier.below));
        }
        for (at, gone) in earlier.gone(people) {
            let left = self.left_by_own_word(&gone, at).await?;
            if few(gone.len() - left) {
                return Err(stopped(earlier.below));
            }
        }
        Ok(())
    }

    /// How many of them withdrew, objected, refused or died since.
    async fn left_by_own_word(&self, gone: &[Subject], since: Instant) -> Result<usize, BankError> {
        let events = self.store.consent_events(Some(gone)).await?;
        let snapshot = self.store.snapshot().await?;
        let facts = self.store.facts_of(gone, snapshot).await?;
        let said = |subject: &&Subject| {
            let events = events.get(subject).map(Vec::as_slice).unwrap_or_default();
            events
                .iter()
                .any(|e| e.recorded >= since && leaves(&e.kind))
                || facts.get(subject).is_some_and(|f| f.death.is_some())
        };
        Ok(gone.iter().filter(said).count())
    }

    /// The set of people whose rows leave, under both guards of the delivery.
    pub(super) async fn told_sets(
        &self,
        delivery: &Delivery,
        people: &[Subject],
        now: Instant,
    ) -> Result<Vec<(String, Vec<ReleasedSet>)>, BankError> {
        let mut sets = Vec::new();
        for guard in guards(&delivery.recipient.org, &delivery.study) {
            let set = ReleasedSet::new(self.marked(&guard, people, now).await?, true);
            sets.push((guard, vec![set]));
        }
        Ok(sets)
    }

    /// What a recipient, or a study's recipients together, were told so far is compared no longer.
    /// A steward answers for it.
    pub async fn clear_guard(
        &self,
        of: &Guarded,
        who: &str,
        why: &str,
        now: Instant,
    ) -> Result<(i64, usize), BankError> {
        if why.trim().is_empty() {
            return Err(BankError::usage(
                "--justify に理由を書いてください",
                "give the reason with --justify",
            ));
        }
        self.steward(who).await?;
        let guard = of.guard();
        let sets = self.store.released(&guard).await?.sets.len();
        if sets == 0 {
            return Err(BankError::usage(
                format!(
                    "{guard} には照合する過去の回答がありません。`sekisho bank guard BANK list` で確かめてください"
                ),
                format!(
                    "nothing is compared under {guard}; `sekisho bank guard BANK list` shows what is"
                ),
            ));
        }
        let cleared = GuardCleared {
            guard: guard.clone(),
            sets: sets as u64,
            justification: why.to_owned(),
        };
        let draft = EntryDraft::new(who, cleared);
        let entry = self.store.append_cleared(draft, now, &guard).await?;
        Ok((entry.seq, sets))
    }

    /// Of each guard: how many releases and sets are compared.
    pub async fn guarded(&self) -> Result<Vec<(String, usize, usize)>, BankError> {
        let mut lines = Vec::new();
        for guard in self.store.guards().await? {
            let sets = self.store.released(&guard).await?.sets;
            let releases: BTreeSet<i64> = sets.iter().map(|(told, _)| told.seq).collect();
            lines.push((guard, releases.len(), sets.len()));
        }
        Ok(lines)
    }
}

/// Whose past answers.
pub enum Guarded {
    /// An organisation; empty: the bank's own house.
    Recipient(String),
    Study(StudyName),
}

impl Guarded {
    fn guard(&self) -> String {
        match self {
            Self::Recipient(org) => guard_of_recipient(org),
            Self::Study(study) => guard_of_study(study),
        }
    }
}

impl Earlier {
    fn set(&self, people: &[Subject]) -> People {
        let places = people
            .iter()
            .filter_map(|s| self.people.binary_search(s).ok());
        People::of(self.list, places)
    }

    fn waiting(&self, people: &[Subject]) -> BTreeSet<Subject> {
        let told: Vec<Told> = self.told.iter().map(|(_, told)| told.clone()).collect();
        let away = held_back(&self.set(people), &told, self.list, self.below);
        away.iter()
            .filter_map(|place| self.people.get(place).copied())
            .collect()
    }

    /// Of each earlier delivery that this one resembles: when, and who is in it no more.
    fn gone(&self, people: &[Subject]) -> Vec<(Instant, Vec<Subject>)> {
        let now = self.set(people);
        let rows = self.told.iter().filter(|(_, told)| told.rows);
        rows.map(|(at, told)| {
            let gone = told.people.iter().filter(|place| !now.has(*place));
            (
                *at,
                gone.filter_map(|place| self.people.get(place).copied())
                    .collect(),
            )
        })
        .collect()
    }
}

/// A table as a whole is a cell too: of fewer people than the bound nothing leaves. Asked again
/// once the other controls have left people out.
pub(super) fn large_enough(profile: &Profile, people: u64) -> Result<(), BankError> {
    let cells = profile.release.small_cells;
    match cells.filter(|cells| people > 0 && people < u64::from(cells.below)) {
        None => Ok(()),
        Some(cells) => Err(BankError::bundle(
            format!(
                "出せる患者が {} 人に満たないので止めました（small cells）。何も出していません",
                cells.below
            ),
            format!(
                "fewer than {} patients could leave (small cells), so it stopped; nothing left",
                cells.below
            ),
        )),
    }
}

fn leaves(kind: &EventKind) -> bool {
    match kind {
        EventKind::Withdrawn { .. }
        | EventKind::Objected { .. }
        | EventKind::Refused { .. }
        | EventKind::Declined { .. }
        | EventKind::Died => true,
        EventKind::Signed { .. }
        | EventKind::Notified { .. }
        | EventKind::ObjectionTakenBack { .. }
        | EventKind::Assented { .. }
        | EventKind::Incapacitated
        | EventKind::Restored
        | EventKind::Correction { .. } => false,
    }
}

/// What an entry commits to of the sets it tells.
pub(super) fn told_digests(sets: &[(String, Vec<ReleasedSet>)]) -> BTreeMap<String, Digest> {
    sets.iter()
        .map(|(guard, sets)| (guard.clone(), sets[0].digest()))
        .collect()
}

fn stopped(below: u32) -> BankError {
    BankError::bundle(
        format!(
            "以前の提供との差が {below} 人に満たず、二つを比べると個人が分かるおそれがあるので止めました（撤回・拒否・死亡で減った人は数えません）。何も出していません。人が増えてから、またはコホートを以前と同じにして申請してください"
        ),
        format!(
            "an earlier release and this one differ by fewer than {below} people, who could be told from the two (those who withdrew, objected or died are not counted); nothing left. Ask when there are more, or with the cohort of before"
        ),
    )
}
