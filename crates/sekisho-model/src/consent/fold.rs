//! The fold: a person's events become rectangles of use time × collection time.

use serde::{Deserialize, Serialize};

use super::ages::Ages;
use super::history::History;
use super::rectangles::{Drawing, fewest};
use super::world::World;
use super::{ConsentEvent, Form, Life, Optout, RecipientKind, meet};
use crate::identity::Subject;
use crate::record::Collected;
use crate::{BasisName, DataClass, Day, FormName, Instant, ItemName, PurposeName, Zone};

/// What the fold needs to know about a person besides their events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectFacts {
    /// The last day the birth date may mean, so that a partial date makes nobody older than they
    /// surely are; `None` = unknown, which counts as a minor.
    pub birth: Option<Day>,
    pub death: Option<Instant>,
    /// The first day the birth date may mean: nothing was said by the person before it.
    pub born_from: Option<Day>,
    /// The last day the death date may mean: nothing was said by the person after it.
    pub dead_until: Option<Day>,
}

impl SubjectFacts {
    /// The same without what is certain enough to set a statement aside.
    #[must_use]
    pub fn unsure(&self) -> Self {
        Self {
            born_from: None,
            dead_until: None,
            ..self.clone()
        }
    }
}

/// One rectangle: in force for use in `[from, until)` on data collected in `[since, to)`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    pub purpose: PurposeName,
    pub class: DataClass,
    pub from: Instant,
    pub until: Instant,
    /// `Instant::MIN` = open.
    pub since: Instant,
    /// `Instant::MAX` = open.
    pub to: Instant,
    /// Acts beyond read, count, extract.
    pub acts: Vec<String>,
    /// Resolved: never empty.
    pub recipients: Vec<RecipientKind>,
    /// Resolved: never empty.
    pub countries: Vec<String>,
    /// `only as` of an opt-out; `None` for a signed form.
    pub only_as: Option<String>,
    /// `only under` of an opt-out: on these legal bases and in no other use; empty for the rest.
    pub only_under: Vec<BasisName>,
    /// `spares permits issued before` of an opt-out that was objected to: for deliveries whose permit
    /// was issued before this, and for no other use.
    pub permits_before: Option<Instant>,
    /// The form and item (or opt-out) relied on.
    pub form: FormName,
    pub item: Option<ItemName>,
}

/// What an opt-out asks of a delivery. It is no property of a record, so `contains` doesn't ask.
#[derive(Clone, Copy, Debug, Default)]
pub struct LegalGround<'a> {
    pub basis: Option<&'a BasisName>,
    /// The end of the day on which its permit was issued: by then it surely was.
    pub issued: Option<Instant>,
}

/// One question to the fold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    pub purpose: &'a PurposeName,
    pub class: &'a DataClass,
    /// `read`, `count`, `extract`, `recontact`, `return_result`.
    pub act: &'a str,
    pub recipient: RecipientKind,
    pub country: &'a str,
    pub collected: Collected,
    pub at: Instant,
}

/// What every grant allows beside the acts it names. A trace looks at the same record for the same
/// purpose as the delivery it proves, so it needs no item of its own; what it needs is a rule.
pub const BASE_ACTS: [&str; 4] = ["count", "read", "extract", "trace"];

/// Everything that was ever granted to this person's data and not taken back, as of what is
/// recorded, in the fewest rectangles and in a fixed order. Events of other people are passed over.
pub fn fold(
    subject: Subject,
    events: &[ConsentEvent],
    facts: &SubjectFacts,
    forms: &[Form],
    optouts: &[Optout],
    home_country: &str,
    zone: Zone,
) -> Vec<Grant> {
    let own: Vec<&ConsentEvent> = events
        .iter()
        .filter(|event| event.subject == subject)
        .collect();
    let life = Life::of(facts, &own, zone);
    let history = History::read(&own, forms, optouts, life);
    let death = history.death.into_iter().chain(facts.death).min();
    let world = World {
        history: &history,
        ages: Ages {
            birth: facts.birth,
            death,
            zone,
        },
        forms: forms.iter().collect(),
        reading: None,
    };
    let drawing = Drawing {
        world: &world,
        home_country,
    };
    let mut grants = meet::forms(&drawing, forms);
    grants.extend(
        optouts
            .iter()
            .flat_map(|optout| meet::optout(&drawing, optout)),
    );
    fewest(grants)
}

/// True iff one grant contains the whole question. Whether the delivery's regime, legal basis and
/// permit are those an opt-out allows is the gate's to ask ([`Grant::allows`]).
pub fn covered(grants: &[Grant], request: &Request<'_>) -> bool {
    grants.iter().any(|grant| grant.contains(request))
}

impl Grant {
    /// Whether the form of the data, the legal basis and the permit are those that an opt-out allows.
    pub fn allows(&self, is_of: impl Fn(&str) -> bool, ground: LegalGround<'_>) -> bool {
        let before = |limit: Instant| ground.issued.is_some_and(|issued| issued <= limit);
        self.only_as.as_deref().is_none_or(is_of)
            && (self.only_under.is_empty()
                || ground
                    .basis
                    .is_some_and(|basis| self.only_under.contains(basis)))
            && self.permits_before.is_none_or(before)
    }

    pub fn contains(&self, request: &Request<'_>) -> bool {
        self.purpose == *request.purpose
            && self.class == *request.class
            && self.from <= request.at
            && request.at < self.until
            && (BASE_ACTS.contains(&request.act) || self.acts.iter().any(|act| act == request.act))
            && self.recipients.contains(&request.recipient)
            && self
                .countries
                .iter()
                .any(|country| country == request.country)
            && self.contains_collected(request.collected)
    }

    /// A timeless record skips this test; an undated one is only in a window that has no end on
    /// either side; a date that may fall outside is outside.
    pub fn contains_collected(&self, collected: Collected) -> bool {
        match collected {
            Collected::Timeless => true,
            Collected::Undated => self.since == Instant::MIN && self.to == Instant::MAX,
            Collected::Between(from, until) => self.since <= from && until <= self.to,
        }
    }
}
