//! Whether an event can have been said on its day, and what to tell whoever keyed it in.

use std::collections::BTreeMap;

use sekisho_model::Text;
use sekisho_model::consent::{ConsentEvent, Impossible, Life};
use sekisho_model::identity::Subject;
use sekisho_model::policy::Policy;
use sekisho_store::Store;

use crate::error::BankError;

/// What is certain of the lives of these people, with the deaths that are being told.
pub(super) struct Lives(BTreeMap<Subject, Life>);

impl Lives {
    pub async fn of<'e>(
        store: &Store,
        people: &[Subject],
        known: &'e BTreeMap<Subject, Vec<ConsentEvent>>,
        told: impl Iterator<Item = &'e ConsentEvent>,
    ) -> Result<Self, BankError> {
        let facts = store.facts_of(people, store.snapshot().await?).await?;
        let zone = store.settings().zone;
        let mut events: BTreeMap<Subject, Vec<&ConsentEvent>> = BTreeMap::new();
        for event in known.values().flatten().chain(told) {
            events.entry(event.subject).or_default().push(event);
        }
        let life = |subject: &Subject| {
            let events = events.get(subject).map(Vec::as_slice).unwrap_or_default();
            let facts = facts.get(subject).cloned().unwrap_or_default();
            (*subject, Life::of(&facts, events, zone))
        };
        Ok(Self(people.iter().map(life).collect()))
    }

    pub fn impossible(&self, event: &ConsentEvent, policy: &Policy) -> Option<Impossible> {
        let life = self.0.get(&event.subject)?;
        life.impossible(event, &policy.forms, &policy.optouts)
    }
}

/// Why a row that widens is put aside.
pub(super) fn set_aside(why: Impossible) -> Text {
    match why {
        Impossible::BeforeBirth => Text::new(
            "この患者が生まれる前の日付です。本人は署名できません。patient_id と date を確かめてください。代諾なら by を proxy にします",
            "the date lies before this patient was born, who can't have signed; check patient_id and date, or write by proxy if somebody signed for them",
        ),
        Impossible::AfterDeath => Text::new(
            "この患者が亡くなったあとの日付です。本人は署名できません。patient_id と date を確かめてください。遺族の署名なら by を bereaved にします",
            "the date lies after this patient's death, who can't have signed; check patient_id and date, or write by bereaved if the bereaved signed",
        ),
        Impossible::Future => Text::new(
            "date がまだ来ていない日です。年と月日を確かめてください",
            "the date lies in the future; check the year, the month and the day",
        ),
        Impossible::LongAgo => Text::new(
            "date の年が 1900 年より前です。年を四桁で確かめてください",
            "the date lies before 1900; check the four digits of the year",
        ),
        Impossible::BeforeThePaper => Text::new(
            "date がこの同意書の施行日より一年以上前です。まだない紙には署名できません。form と date を確かめてください",
            "the date lies more than a year before this paper takes effect, so there was nothing to sign; check form and date",
        ),
    }
}

/// What a steward is asked about a no whose date can't be.
pub(super) fn counts_now(why: Impossible) -> Text {
    let (ja, en) = match why {
        Impossible::BeforeBirth => ("患者が生まれる前", "before the patient was born"),
        Impossible::AfterDeath => ("患者が亡くなったあと", "after the patient's death"),
        Impossible::Future => ("まだ来ていない日", "in the future"),
        Impossible::LongAgo => ("1900 年より前", "before 1900"),
        Impossible::BeforeThePaper => (
            "紙の施行日より一年以上前",
            "more than a year before the paper",
        ),
    };
    Text::new(
        format!(
            "撤回・不同意・拒否の日付が{ja}です。記した日から効かせました。紙を見て、日付と患者を確かめてください"
        ),
        format!(
            "a withdrawal, refusal or objection is dated {en}; it counts from the day it was recorded. Look at the paper and check its date and the patient"
        ),
    )
}
