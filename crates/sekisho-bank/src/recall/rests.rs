//! On which items a person's part of a delivery rested: the same fold and the same questions as the
//! gate's, over what the bank knew when it decided.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::consent::{ConsentEvent, Grant, Request, SubjectFacts, fold};
use sekisho_model::identity::Subject;
use sekisho_model::ledger::Entry;
use sekisho_model::policy::Policy;
use sekisho_model::record::Snapshot;
use sekisho_model::{DataClass, FormName, Instant, ItemName};
use sekisho_store::Store;

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

impl Moment {
    pub fn of(permit: &Entry) -> Self {
        let number = |name: &str| permit.facts[name].as_i64();
        let snapshot = serde_json::from_value(permit.facts["snapshot"].clone());
        let decided_for = number("decided_for").map_or(permit.at, Instant);
        Self {
            decided_for,
            known: permit.at.max(decided_for),
            snapshot: snapshot.unwrap_or(Snapshot(i64::MAX)),
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
    let newest = store.snapshot().await?;
    let facts = store.facts_of(&[subject], newest).await?;
    let facts = facts.get(&subject).cloned().unwrap_or_default();
    let grants = grants(store, policy, subject, &known, &facts);
    let mut rests: BTreeMap<(FormName, Option<ItemName>), BTreeSet<DataClass>> = BTreeMap::new();
    // What has been taken out since had left then.
    for head in store
        .as_it_was()
        .head_summary(moment.snapshot, Some(&[subject]))
        .await?
    {
        if !terms.classes.contains(&head.class) {
            continue;
        }
        let request = Request {
            purpose: &terms.purpose,
            class: &head.class,
            act: "extract",
            recipient: terms.recipient.kind,
            country: &terms.recipient.country,
            collected: head.collected,
            at: moment.decided_for,
        };
        for grant in grants.iter().filter(|g| allows(g, terms, &request)) {
            let key = (grant.form.clone(), grant.item.clone());
            rests.entry(key).or_default().insert(head.class.clone());
        }
    }
    let rest = |((form, item), classes)| Rest {
        form,
        item,
        classes,
    };
    Ok(rests.into_iter().map(rest).collect())
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
    let regime = |wanted: &String| terms.regimes.contains(wanted);
    grant.contains(request) && grant.only_as.as_ref().is_none_or(regime)
}
