//! A patient and their records as Cedar sees them: consent rectangles in numbered slots, and of a
//! record no more than its class, its date, its seal and whose it is.

use std::collections::{BTreeMap, BTreeSet};

use cedar_policy::{Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression};
use sekisho_model::consent::{BASE_ACTS, Grant};
use sekisho_model::consent_guard::{self, SLOTS};
use sekisho_model::identity::Subject;
use sekisho_model::record::{Collected, Stamp};
use sekisho_model::{BasisName, DataClass, Instant, PurposeName};

use crate::GateError;
use crate::judge::case::{long, record, text, texts, uid};

/// A person's grants for the purpose at hand, by class.
pub(crate) struct Grants<'a>(BTreeMap<&'a DataClass, Vec<&'a Grant>>);

impl<'a> Grants<'a> {
    pub fn of(purpose: &PurposeName, grants: &'a [Grant]) -> Self {
        let mut by_class: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for grant in grants.iter().filter(|g| &g.purpose == purpose) {
            by_class.entry(&grant.class).or_default().push(grant);
        }
        Self(by_class)
    }

    pub fn on(&self, class: &DataClass) -> &[&'a Grant] {
        self.0.get(class).map(Vec::as_slice).unwrap_or_default()
    }

    /// More rectangles than slots: the class is denied to everybody until a steward has looked.
    pub fn overflow(&self, class: &DataClass) -> bool {
        self.on(class).len() > SLOTS
    }

    /// The subject with a tag a class for the purpose. A class that overflows has none.
    pub fn entity(&self, subject: Subject, purpose: &PurposeName) -> Result<Entity, GateError> {
        let mut tags = Vec::new();
        for (class, grants) in self.0.iter().filter(|(class, _)| !self.overflow(class)) {
            tags.push((consent_guard::tag(purpose, class), slots(grants)?));
        }
        Entity::new_with_tags(subject_uid(subject)?, [], [], tags).map_err(GateError::cedar)
    }

    /// Where an answer on this class may change with the record's date.
    pub fn cuts(&self, class: &DataClass) -> BTreeSet<i64> {
        let bounds = self.on(class).iter().flat_map(|g| [g.since, g.to]);
        bounds
            .filter(|b| *b != Instant::MIN && *b != Instant::MAX)
            .map(|b| b.0)
            .collect()
    }
}

fn slots(grants: &[&Grant]) -> Result<RestrictedExpression, GateError> {
    const NAMES: [&str; SLOTS] = ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"];
    let slots: Result<Vec<_>, GateError> = NAMES
        .into_iter()
        .zip(grants)
        .map(|(n, g)| Ok((n, span(g)?)))
        .collect();
    record(slots?)
}

fn span(grant: &Grant) -> Result<RestrictedExpression, GateError> {
    let acts: BTreeSet<&str> = BASE_ACTS
        .into_iter()
        .chain(grant.acts.iter().map(String::as_str))
        .collect();
    let whenever = grant.since == Instant::MIN && grant.to == Instant::MAX;
    let mut fields = vec![
        ("from", long(grant.from.0)),
        ("until", long(grant.until.0)),
        ("since", long(grant.since.0)),
        ("to", long(grant.to.0)),
        ("whenever", RestrictedExpression::new_bool(whenever)),
        ("acts", texts(acts)),
        (
            "recipients",
            texts(grant.recipients.iter().map(|r| r.as_str())),
        ),
        ("countries", texts(&grant.countries)),
    ];
    fields.extend(
        grant
            .only_as
            .as_ref()
            .map(|regime| ("only_as", text(regime))),
    );
    if !grant.only_under.is_empty() {
        let bases = grant.only_under.iter().map(BasisName::as_str);
        fields.push(("only_under", texts(bases)));
    }
    fields.extend(
        grant
            .permits_before
            .map(|at| ("permits_before", long(at.0))),
    );
    record(fields)
}

pub(crate) fn subject_uid(subject: Subject) -> Result<EntityUid, GateError> {
    uid("Subject", &subject.0.to_string())
}

/// A record of that person; `number` only keeps the records of one call apart.
pub(crate) fn record_entity(
    kind: &EntityTypeName,
    number: usize,
    subject: &EntityUid,
    stamp: Stamp<'_>,
) -> Result<Entity, GateError> {
    let collected = stamp.collected;
    let id = EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(number.to_string()));
    let mut attributes = vec![
        (
            "subject".to_owned(),
            RestrictedExpression::new_entity_uid(subject.clone()),
        ),
        (
            "timeless".to_owned(),
            RestrictedExpression::new_bool(collected == Collected::Timeless),
        ),
        (
            "sealed".to_owned(),
            RestrictedExpression::new_bool(stamp.sealed),
        ),
    ];
    if let Collected::Between(from, until) = collected {
        attributes.push(("collected_from".to_owned(), long(from.0)));
        attributes.push(("collected_until".to_owned(), long(until.0)));
    }
    Entity::new_with_tags(id, attributes, [], []).map_err(GateError::cedar)
}
