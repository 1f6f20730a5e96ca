//! The page a patient could read: who used their data, when, for what, by which rule, in what form,
//! and what came of every no. Built from the ledger alone; it names nobody else's data.

mod changed;
mod html;
mod taken;
mod uses;
mod withheld;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::consent::{Actor, ConsentEvent, EventKind};
use sekisho_model::ledger::{Entry, EntryKind};
use sekisho_model::policy::{Contact, Policy};
use sekisho_model::{Digest, Instant, Text};
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
const REFUSALS_MAX: usize = 20;

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
        let is_withheld = |entry: &Entry| {
            let copy = entry.facts["delivered"].as_i64();
            let of = copy.filter(|_| entry.kind == EntryKind::Deviation);
            withheld.contains_key(&entry.seq) || of.is_some_and(|of| withheld.contains_key(&of))
        };
        let (entries, all) = {
            let all = entries.len();
            let shown = entries.into_iter().filter(|entry| !is_withheld(entry));
            (shown.collect::<Vec<_>>(), all)
        };
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
        let cleared = entries.iter().filter(|e| e.kind == EntryKind::NothingLeft);
        let cleared: BTreeSet<i64> = cleared.filter_map(|e| e.facts["entry"].as_i64()).collect();
        for entry in &entries {
            match entry.kind {
                EntryKind::Delivered => page.uses.extend(book.delivered(entry).await?),
                EntryKind::MayHaveLeft if !cleared.contains(&entry.seq) => {
                    page.uses.extend(book.delivered(entry).await?);
                }
                EntryKind::Permit if entry.facts["act"] == "count" => {
                    page.counts.push(book.counted(entry).await?);
                }
                EntryKind::EmergencyOpened => page.emergencies.push(book.opened(entry).await?),
                EntryKind::PatientPageRead | EntryKind::ConsentExported => page.read.push(entry.at),
                _ => page
                    .changed
                    .extend(changed::changed(entry, &events, &book.policy)),
            }
        }
        page.taken_back = book.taken_back(&events, &entries, &page.uses).await?;
        self.refusals(&mut page).await?;
        let facts = serde_json::json!({ "entries": all });
        self.note(EntryKind::PatientPageRead, who, facts, vec![subject.0], now)
            .await?;
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
        let entries = self.store.entries().await?;
        let refusals = entries.iter().filter(|e| e.kind == EntryKind::Refusal);
        page.refused_count = refusals.clone().count() as u64;
        let newest: Vec<&Entry> = refusals.rev().take(REFUSALS_MAX).collect();
        for entry in newest {
            let person = self.store.person(&entry.who).await?;
            page.refused.push(Refused {
                at: entry.at,
                org: person.map(|p| p.org).unwrap_or_default(),
                act: word(&entry.facts["act"]),
                kind: word(&entry.facts["refused"]),
                failed: entry.facts["failing_kinds"]
                    .as_array()
                    .map(|kinds| kinds.iter().map(word).collect())
                    .unwrap_or_default(),
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
    earlier: BTreeMap<String, Policy>,
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

    /// The policy that was obeyed when this entry was written; today's where it is not kept.
    async fn policy_of(&mut self, entry: &Entry) -> Result<Policy, BankError> {
        let Some(name) = entry.facts["bundle"].as_str() else {
            return Ok(self.policy.clone());
        };
        if !self.earlier.contains_key(name) {
            let stored = match name.parse::<Digest>() {
                Ok(digest) => self.bank.store.bundle_with(digest).await?,
                Err(_) => None,
            };
            let policy = stored
                .and_then(|stored| bundle_folder::parse(&stored.bytes).ok())
                .map_or_else(|| self.policy.clone(), |bundle| bundle.policy);
            self.earlier.insert(name.to_owned(), policy);
        }
        Ok(self.earlier[name].clone())
    }
}

fn word(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
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
