//! The page a patient could read: who used their data, when, for what, by which rule, in what form,
//! and what came of every no. Built from the ledger alone; it names nobody else's data.

mod changed;
mod html;
mod taken;
mod uses;
mod withheld;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::book::{Entry, EntryKind, Fact, PatientPageRead, Permit, Refusal};
use sekisho_model::consent::{Actor, ConsentEvent, EventKind};
use sekisho_model::policy::{Contact, Policy};
use sekisho_model::{Digest, Instant, Text};
use sekisho_store::StoreError;
use serde::Serialize;

use crate::bank::Bank;
use crate::bundle_folder;
use crate::error::BankError;
use crate::people::SYSTEM;

pub use changed::{Changed, What};
pub use html::html;
pub use taken::{Copy, TakenBack};
pub use uses::{Item, Use, Who};
pub use withheld::{Act, Withheld, kind_text};
pub use words::{Card, Row, Section, Tone, contact, sections};

/// How many refused requests are named one by one.
const REFUSALS_MAX: u32 = 20;

/// Everything the page says. Instants are epoch milliseconds; `zone` is the bank's.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// As the reader asked: the person's own number.
    pub patient: String,
    pub made: Instant,
    #[serde(skip)]
    pub zone: sekisho_model::Zone,
    /// What the person said, oldest first.
    pub said: Vec<Said>,
    /// Copies that left.
    pub uses: Vec<Use>,
    /// Numbers the person was counted in.
    pub counts: Vec<Use>,
    pub emergencies: Vec<Opening>,
    pub taken_back: Vec<TakenBack>,
    /// Where the person's consent is read otherwise than before.
    pub changed: Vec<Changed>,
    /// Requests that were refused altogether: nobody's data left. Newest first.
    pub refused: Vec<Refused>,
    pub refused_count: u64,
    /// When this page was read before.
    pub read: Vec<Instant>,
    /// A steward keeps something off this page. Which, and how many, it does not say.
    pub withheld: bool,
    /// Whom to ask, as the policy package has it.
    pub contact: Option<Contact>,
}

/// One statement of the person's, or of somebody for them.
#[derive(Clone, Debug, Serialize)]
pub struct Said {
    pub at: Instant,
    pub recorded: Instant,
    /// `signed`, `withdrawn`, …
    pub what: &'static str,
    pub by: Actor,
    pub paper: Text,
    pub items: Vec<Item>,
    /// The end that a signature names itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
}

/// Records opened in an emergency.
#[derive(Clone, Debug, Serialize)]
pub struct Opening {
    pub at: Instant,
    pub until: Option<Instant>,
    pub who: Who,
    pub emergency: Text,
    pub reason: String,
    pub because: Text,
    pub place: String,
    pub kinds: Vec<Text>,
    pub identity_shown: bool,
    pub review_by: String,
    pub review_until: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Refused {
    pub at: Instant,
    pub org: String,
    /// `extract`, `count`, …
    pub act: String,
    /// The word of the refusal: `no_permit`, `forbidden`, …
    pub kind: String,
    /// The kinds of the conditions that did not hold: `role`, `training`, …
    pub failed: Vec<String>,
}

impl Bank {
    /// Builds the page and writes down that it was read.
    pub async fn patient_page(
        &self,
        patient: &str,
        who: &str,
        now: Instant,
    ) -> Result<Page, BankError> {
        self.may_read_pages(who).await?;
        let subject = self.person(patient).await?;
        let entries = self.store.entries_about(subject).await?;
        let withheld = self.withheld_from(subject, now).await?;
        let all = entries.len() as u64;
        let entries = shown(entries, &withheld)?;
        let events = self.store.consent_events(Some(&[subject])).await?;
        let events: Vec<ConsentEvent> = events.into_values().flatten().collect();
        let mut book = Book::of(self, subject).await?;
        let mut page = Page {
            patient: patient.to_owned(),
            made: now,
            zone: self.settings().zone,
            said: events.iter().map(|e| said(e, &book.policy)).collect(),
            uses: Vec::new(),
            counts: Vec::new(),
            emergencies: Vec::new(),
            taken_back: Vec::new(),
            changed: Vec::new(),
            refused: Vec::new(),
            refused_count: 0,
            read: Vec::new(),
            withheld: !withheld.is_empty(),
            contact: book.policy.contact.clone(),
        };
        let cleared: BTreeSet<i64> = entries
            .iter()
            .filter_map(|(_, fact)| cleared(fact))
            .collect();
        for (entry, fact) in &entries {
            match fact {
                Some(Fact::Delivered(told)) => {
                    page.uses
                        .extend(book.delivered(entry, told.of.left()).await?);
                }
                Some(Fact::MayHaveLeft(told)) if !cleared.contains(&entry.seq) => {
                    page.uses
                        .extend(book.delivered(entry, told.of.left()).await?);
                }
                Some(Fact::Permit(permit)) => {
                    if let Permit::Count(told) = &**permit {
                        page.counts.push(book.counted(entry, told).await?);
                    }
                }
                Some(Fact::EmergencyOpened(told)) => {
                    page.emergencies.push(book.opened(entry, told).await?);
                }
                Some(Fact::PatientPageRead(_) | Fact::ConsentExported(_)) => {
                    page.read.push(entry.at);
                }
                Some(fact) => {
                    page.changed
                        .extend(changed::changed(entry, fact, &events, &book.policy))
                }
                None => {}
            }
        }
        page.taken_back = book.taken_back(&events, &entries, &page.uses).await?;
        self.refusals(&mut page).await?;
        let read = PatientPageRead { entries: all };
        self.note(who, read, vec![subject.0], now).await?;
        Ok(page)
    }

    /// A page opens for stewards, and for whoever runs the bank. To its other users a number that
    /// somebody has and one that nobody has are the same.
    async fn may_read_pages(&self, who: &str) -> Result<(), BankError> {
        if who.starts_with(SYSTEM) || self.is_steward(who).await? {
            return Ok(());
        }
        self.known(who).await?;
        Err(BankError::bundle(
            "患者の記録を開けるのは、利用者の表でグループ steward（データ管理者）に属する人です",
            "a patient's page opens for people whom the list of users puts into the group 'steward' (データ管理者)",
        ))
    }

    async fn refusals(&self, page: &mut Page) -> Result<(), BankError> {
        page.refused_count = self.store.how_many(EntryKind::Refusal).await?;
        let newest = self.store.newest_of(EntryKind::Refusal, REFUSALS_MAX);
        for entry in newest.await? {
            let Some(told) = entry.told::<Refusal>()? else {
                continue;
            };
            let person = self.store.person(&entry.who).await?;
            page.refused.push(Refused {
                at: entry.at,
                org: person.map(|p| p.org).unwrap_or_default(),
                act: told.act.as_str().to_owned(),
                kind: told.cause.refused,
                failed: told.cause.failing_kinds.into_iter().flatten().collect(),
            });
        }
        Ok(())
    }
}

/// What the entries are read with: the policy of each one's day, by the digest it names.
pub(crate) struct Book<'a> {
    bank: &'a Bank,
    subject: sekisho_model::identity::Subject,
    /// Today's.
    policy: Policy,
    earlier: BTreeMap<Digest, Policy>,
}

impl<'a> Book<'a> {
    async fn of(
        bank: &'a Bank,
        subject: sekisho_model::identity::Subject,
    ) -> Result<Self, BankError> {
        let gate = bank.gate().await?;
        Ok(Self {
            bank,
            subject,
            policy: gate.bundle().policy.clone(),
            earlier: BTreeMap::new(),
        })
    }

    /// The policy that was obeyed when an entry named it; today's where it is not kept.
    async fn policy_of(&mut self, bundle: Digest) -> Result<Policy, BankError> {
        if !self.earlier.contains_key(&bundle) {
            let stored = self.bank.store.bundle_with(bundle).await?;
            let policy = stored
                .and_then(|stored| bundle_folder::parse(&stored.bytes).ok())
                .map_or_else(|| self.policy.clone(), |bundle| bundle.policy);
            self.earlier.insert(bundle, policy);
        }
        Ok(self.earlier[&bundle].clone())
    }
}

/// A person's entries with what they say (`None`: of a later version), without those that a steward
/// keeps off the page and the deviations of such copies.
fn shown(
    entries: Vec<Entry>,
    withheld: &BTreeMap<i64, Withheld>,
) -> Result<Vec<(Entry, Option<Fact>)>, StoreError> {
    let mut shown = Vec::new();
    for entry in entries {
        let fact = entry.fact()?;
        let copy = match &fact {
            Some(Fact::Deviation(told)) => told.delivered,
            Some(_) | None => entry.seq,
        };
        if !withheld.contains_key(&entry.seq) && !withheld.contains_key(&copy) {
            shown.push((entry, fact));
        }
    }
    Ok(shown)
}

/// The entry about a copy that never left.
fn cleared(fact: &Option<Fact>) -> Option<i64> {
    match fact {
        Some(Fact::NothingLeft(told)) => Some(told.entry),
        Some(_) | None => None,
    }
}

/// The paper by its label, or its name where the policy no longer has it.
pub(super) fn paper(policy: &Policy, name: &str) -> Text {
    let form = policy.forms.iter().find(|f| f.name.as_str() == name);
    let optout = policy.optouts.iter().find(|o| o.name.as_str() == name);
    form.map(|f| &f.label)
        .or(optout.map(|o| &o.label))
        .filter(|label| !label.is_empty())
        .cloned()
        .unwrap_or_else(|| Text::new(name, name))
}

fn said(event: &ConsentEvent, policy: &Policy) -> Said {
    let (what, name, items) = match &event.kind {
        EventKind::Signed { form, items, .. } => ("signed", form.as_str(), items.clone()),
        EventKind::Declined { form, items } => ("declined", form.as_str(), items.clone()),
        EventKind::Withdrawn { form, item } => {
            ("withdrawn", form.as_str(), item.iter().cloned().collect())
        }
        EventKind::Notified { optout } => ("notified", optout.as_str(), Vec::new()),
        EventKind::Objected { optout } => ("objected", optout.as_str(), Vec::new()),
        EventKind::ObjectionTakenBack { optout } => {
            ("objection_taken_back", optout.as_str(), Vec::new())
        }
        EventKind::Assented { form } => ("assented", form.as_str(), Vec::new()),
        EventKind::Refused { form } => ("refused", form.as_str(), Vec::new()),
        EventKind::Incapacitated => ("incapacitated", "", Vec::new()),
        EventKind::Restored => ("restored", "", Vec::new()),
        EventKind::Died => ("died", "", Vec::new()),
        EventKind::Correction { .. } => ("corrected", "", Vec::new()),
    };
    Said {
        at: event.effective,
        recorded: event.recorded,
        what,
        by: event.by.clone(),
        until: match event.kind {
            EventKind::Signed { until, .. } => until,
            _ => None,
        },
        paper: paper(policy, name),
        items: items
            .iter()
            .map(|item| Item::of(policy, name, Some(item.as_str())))
            .collect(),
    }
}
