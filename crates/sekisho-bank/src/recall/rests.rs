//! On which items a person's part of a delivery rested: the same fold and the same questions as the
//! gate's, over what the bank knew when it decided.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::book::{Entry, ExtractPermit, Permit, Unread};
use sekisho_model::consent::{ConsentEvent, Grant, LegalGround, Request, SubjectFacts, fold};
use sekisho_model::identity::Subject;
use sekisho_model::policy::Policy;
use sekisho_model::record::Snapshot;
use sekisho_model::{DataClass, FormName, Instant, ItemName};
use sekisho_store::{HeadTuple, Store};

use super::Terms;
use crate::error::BankError;

/// One paper's item (none for a notice) and the kinds of data that left on its strength.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    pub form: FormName,
    pub item: Option<ItemName>,
    pub classes: BTreeSet<DataClass>,
}

/// When a permit was decided for, and over which data.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    pub decided_for: Instant,
    /// What was recorded by then was known.
    pub known: Instant,
    pub snapshot: Snapshot,
}

/// The permit of a delivery, and its entry.
pub(crate) struct PermitEntry {
    pub entry: Entry,
    pub told: ExtractPermit,
}

impl PermitEntry {
    /// `None`: the entry permits no delivery.
    pub fn of(entry: Entry) -> Result<Option<Self>, Unread> {
        let told = entry.told::<Permit>()?;
        Ok(match told {
            Some(Permit::Extract(told)) => Some(Self { entry, told: *told }),
            Some(Permit::Count(_) | Permit::Trace(_)) | None => None,
        })
    }
}

impl Moment {
    pub fn of(permit: &PermitEntry) -> Self {
        let (at, decided_for) = (permit.entry.at, permit.told.decided_for);
        Self {
            decided_for,
            known: at.max(decided_for),
            snapshot: permit.told.snapshot,
        }
    }
}

/// By form and item. `besides` are events that count as unknown whatever their dates say: those
/// whose effect is being asked for.
pub(crate) async fn rests(
    store: &Store,
    policy: &Policy,
    subject: Subject,
    terms: &Terms,
    moment: Moment,
    besides: &[ConsentEvent],
) -> Result<Vec<Rest>, BankError> {
    let events = store.consent_events(Some(&[subject])).await?;
    let known: Vec<ConsentEvent> = events
        .into_values()
        .flatten()
        .filter(|e| e.recorded <= moment.known && !besides.contains(e))
        .collect();
    let facts = facts_then(store, subject, moment).await?;
    let grants = grants(store, policy, subject, &known, &facts);
    let mut rests = Rests::default();
    for head in heads(store, subject, terms, moment).await? {
        let request = request(terms, moment, &head);
        rests.add(
            grants.iter().filter(|g| allows(g, terms, &request)),
            &head.class,
        );
    }
    Ok(rests.list())
}

/// What left on the strength of these events alone: without them nothing would have let it.
pub(super) async fn rested_only_on(
    store: &Store,
    policy: &Policy,
    subject: Subject,
    terms: &Terms,
    moment: Moment,
    events: &[ConsentEvent],
) -> Result<Vec<Rest>, BankError> {
    let all = store.consent_events(Some(&[subject])).await?;
    let known: Vec<ConsentEvent> = all
        .into_values()
        .flatten()
        .filter(|e| e.recorded <= moment.known)
        .collect();
    let facts = facts_then(store, subject, moment).await?;
    let with = grants(store, policy, subject, &known, &facts);
    let others: Vec<ConsentEvent> = known
        .iter()
        .filter(|e| !events.contains(e))
        .cloned()
        .collect();
    let without = grants(store, policy, subject, &others, &facts);
    let mut rests = Rests::default();
    for head in heads(store, subject, terms, moment).await? {
        let request = request(terms, moment, &head);
        if !without.iter().any(|g| allows(g, terms, &request)) {
            rests.add(
                with.iter().filter(|g| allows(g, terms, &request)),
                &head.class,
            );
        }
    }
    Ok(rests.list())
}

#[derive(Default)]
struct Rests(BTreeMap<(FormName, Option<ItemName>), BTreeSet<DataClass>>);

impl Rests {
    fn add<'g>(&mut self, grants: impl Iterator<Item = &'g Grant>, class: &DataClass) {
        for grant in grants {
            let key = (grant.form.clone(), grant.item.clone());
            self.0.entry(key).or_default().insert(class.clone());
        }
    }

    fn list(self) -> Vec<Rest> {
        let rest = |((form, item), classes)| Rest {
            form,
            item,
            classes,
        };
        self.0.into_iter().map(rest).collect()
    }
}

/// Births and deaths as the bank knew them when it decided: what came to be known since did not
/// set anything aside then.
async fn facts_then(
    store: &Store,
    subject: Subject,
    moment: Moment,
) -> Result<SubjectFacts, BankError> {
    let facts = store.facts_of(&[subject], moment.snapshot).await?;
    Ok(facts.get(&subject).cloned().unwrap_or_default())
}

/// The person's records of the kinds that the delivery asked for.
async fn heads(
    store: &Store,
    subject: Subject,
    terms: &Terms,
    moment: Moment,
) -> Result<Vec<HeadTuple>, BankError> {
    // What has been taken out since had left then.
    let mut heads = store
        .as_it_was()
        .head_summary(moment.snapshot, Some(&[subject]))
        .await?;
    heads.retain(|head| terms.classes.contains(&head.class));
    Ok(heads)
}

fn request<'r>(terms: &'r Terms, moment: Moment, head: &'r HeadTuple) -> Request<'r> {
    Request {
        purpose: &terms.purpose,
        class: &head.class,
        act: "extract",
        recipient: terms.recipient.kind,
        country: &terms.recipient.country,
        collected: head.collected,
        at: moment.decided_for,
    }
}

fn grants(
    store: &Store,
    policy: &Policy,
    subject: Subject,
    events: &[ConsentEvent],
    facts: &SubjectFacts,
) -> Vec<Grant> {
    let settings = store.settings();
    fold(
        subject,
        events,
        facts,
        &policy.forms,
        &policy.optouts,
        &settings.country,
        settings.zone,
    )
}

fn allows(grant: &Grant, terms: &Terms, request: &Request<'_>) -> bool {
    // A copy whose basis was not kept may have left on any.
    let basis = terms.basis.as_ref().or(grant.only_under.first());
    let issued = terms.permit_issued;
    grant.contains(request)
        && grant.allows(|wanted| terms.meets(wanted), LegalGround { basis, issued })
}
