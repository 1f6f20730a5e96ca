//! One request under judgement, as Cedar sees it: who asks, in which study, to do what, on which
//! papers. Records come later, one by one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::str::FromStr as _;

use cedar_policy::{
    Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression,
};
use sekisho_model::consent::{LegalGround, RecipientKind};
use sekisho_model::policy::{Act, Policy, Role, Study};
use sekisho_model::profile::Profile;
use sekisho_model::standard::Regime;
use sekisho_model::{BasisName, Day, DeliveryName, Instant, PurposeName, Zone, consent_guard};
use sekisho_store::Person;

use crate::{Gate, GateError};

#[derive(Clone)]
pub(crate) struct Case<'a> {
    pub person: &'a Person,
    pub study: &'a Study,
    pub purpose: PurposeName,
    pub act: Act,
    pub profile: Option<&'a Profile>,
    pub delivery: Option<&'a DeliveryName>,
    /// Of that delivery, or of the one that is traced.
    pub ground: LegalGround<'a>,
    pub recipient: RecipientKind,
    pub country: String,
    pub network: String,
    pub justified: bool,
    pub approvals: BTreeSet<String>,
    pub now: Instant,
    /// The bank's time, where nobody has confirmed that it may be as late as `now`: the request
    /// must be allowed at both.
    pub still: Option<Instant>,
}

impl Case<'_> {
    /// The request as of a moment: `now`, or `still`.
    pub fn context(&self, gate: &Gate, now: Instant) -> Result<Context, GateError> {
        let regimes = self.profile.map(Profile::regimes).unwrap_or_default();
        let regime = self.profile.map_or(Regime::Identified, Profile::is);
        let classes = gate.model.classes.keys();
        let consents = classes.map(|class| {
            let tag = consent_guard::tag(&self.purpose, class);
            (class.as_str(), text(&tag))
        });
        let pairs = [
            ("now", long(now.0)),
            ("study", link("Study", self.study.name.as_str())?),
            ("purpose", link("Purpose", self.purpose.as_str())?),
            ("consents", record(consents)?),
            (
                "delivery",
                text(self.delivery.map(DeliveryName::as_str).unwrap_or_default()),
            ),
            (
                "basis",
                text(self.ground.basis.map(BasisName::as_str).unwrap_or_default()),
            ),
            (
                "profile",
                text(self.profile.map(|p| p.name.as_str()).unwrap_or_default()),
            ),
            ("regime", text(regime.word())),
            ("regimes", texts(regimes)),
            ("network", text(&self.network)),
            ("country", text(&self.country)),
            ("recipient", text(self.recipient.as_str())),
            ("act", text(self.act.as_str())),
            ("justified", RestrictedExpression::new_bool(self.justified)),
            ("approvals", texts(&self.approvals)),
        ];
        let issued = self.ground.issued.map(|at| ("permit_issued", long(at.0)));
        let pairs = pairs.into_iter().chain(issued);
        Context::from_pairs(pairs.map(|(key, value)| (key.to_owned(), value)))
            .map_err(GateError::cedar)
    }

    pub fn principal(&self) -> Result<EntityUid, GateError> {
        uid("User", &self.person.user)
    }

    pub fn action(&self) -> Result<EntityUid, GateError> {
        uid("Action", self.act.as_str())
    }

    /// The entities that stay the same for every record: purposes, study, roles, the person.
    pub fn entities(&self, gate: &Gate) -> Result<Entities, GateError> {
        let mut entities = purposes(&gate.bundle().policy, &self.purpose)?;
        let study = uid("Study", self.study.name.as_str())?;
        for role in &self.study.roles {
            let parents = HashSet::from([study.clone()]);
            entities.push(Entity::new_no_attrs(
                uid("Role", &role_id(self.study, role))?,
                parents,
            ));
        }
        entities.push(Entity::new_no_attrs(study, HashSet::new()));
        entities.push(self.user(gate.zone)?);
        Entities::from_entities(entities, Some(&gate.schema)).map_err(GateError::cedar)
    }

    /// Roles by group; what a role asks beyond the group is a condition of the policies.
    fn user(&self, zone: Zone) -> Result<Entity, GateError> {
        let held: Vec<&Role> = self
            .study
            .roles
            .iter()
            .filter(|r| self.person.groups.contains(&r.group))
            .collect();
        let parents: Result<Vec<_>, _> = held
            .iter()
            .map(|r| uid("Role", &role_id(self.study, r)))
            .collect();
        let taken = self.trainings(zone);
        let mut attributes = vec![
            ("org".to_owned(), text(&self.person.org)),
            ("training".to_owned(), texts(taken.keys())),
        ];
        let valid: BTreeMap<String, (Instant, Instant)> = held
            .iter()
            .filter_map(|r| Some((role_id(self.study, r), validity(r, &taken, zone)?)))
            .map(|(role, (from, until))| {
                // A training taken since then is no work of the clock.
                (
                    role,
                    (self.still.map_or(from, |still| from.min(still)), until),
                )
            })
            .collect();
        if let Some(until) = valid.values().map(|(_, until)| *until).max() {
            attributes.push(("training_until".to_owned(), long(until.0)));
        }
        let span = |(from, until): (Instant, Instant)| {
            record([("from", long(from.0)), ("until", long(until.0))])
        };
        let tags: Result<Vec<_>, GateError> = valid
            .into_iter()
            .map(|(key, v)| Ok((key, span(v)?)))
            .collect();
        Entity::new_with_tags(self.principal()?, attributes, parents?, tags?)
            .map_err(GateError::cedar)
    }

    /// Each training with the last day it was taken; one that lies ahead does not count yet.
    fn trainings(&self, zone: Zone) -> BTreeMap<&str, Day> {
        let today = zone.day_of(self.now);
        let mut taken = BTreeMap::new();
        for (name, day) in self.person.training.iter().filter(|(_, day)| *day <= today) {
            let last = taken.entry(name.as_str()).or_insert(*day);
            *last = (*last).max(*day);
        }
        taken
    }
}

/// From the training's day until the day after its last valid one.
fn validity(role: &Role, taken: &BTreeMap<&str, Day>, zone: Zone) -> Option<(Instant, Instant)> {
    let training = role.training.as_ref()?;
    let from = zone.midnight(*taken.get(training.name.as_str())?);
    let last = zone.day_of(training.within.after(from, zone));
    Some((from, zone.midnight(Day(last.0.saturating_add(1)))))
}

/// The purpose tree; a purpose nobody declared stands alone and lies under none.
fn purposes(policy: &Policy, asked: &PurposeName) -> Result<Vec<Entity>, GateError> {
    let mut parents: HashMap<&str, Option<&PurposeName>> = HashMap::from([(asked.as_str(), None)]);
    parents.extend(
        policy
            .purposes
            .iter()
            .map(|p| (p.name.as_str(), p.under.as_ref())),
    );
    let entity = |(name, under): (&str, Option<&PurposeName>)| {
        let under: Result<HashSet<_>, _> = under
            .into_iter()
            .map(|p| uid("Purpose", p.as_str()))
            .collect();
        Ok(Entity::new_no_attrs(uid("Purpose", name)?, under?))
    };
    parents.into_iter().map(entity).collect()
}

fn role_id(study: &Study, role: &Role) -> String {
    format!("{}/{}", study.name, role.name)
}

pub(crate) fn uid(kind: &str, id: &str) -> Result<EntityUid, GateError> {
    let kind = EntityTypeName::from_str(kind).map_err(GateError::cedar)?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}

fn link(kind: &str, id: &str) -> Result<RestrictedExpression, GateError> {
    Ok(RestrictedExpression::new_entity_uid(uid(kind, id)?))
}

pub(crate) fn long(value: i64) -> RestrictedExpression {
    RestrictedExpression::new_long(value)
}

pub(crate) fn text(value: &str) -> RestrictedExpression {
    RestrictedExpression::new_string(value.to_owned())
}

pub(crate) fn texts<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> RestrictedExpression {
    RestrictedExpression::new_set(values.into_iter().map(|v| text(v.as_ref())))
}

pub(crate) fn record<'a>(
    fields: impl IntoIterator<Item = (&'a str, RestrictedExpression)>,
) -> Result<RestrictedExpression, GateError> {
    RestrictedExpression::new_record(
        fields
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value)),
    )
    .map_err(GateError::cedar)
}
