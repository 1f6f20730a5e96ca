//! What can't have been said on the day it claims: before birth, after death, in the future, in a
//! year that is a slip of the pen, on a paper that did not exist.
//!
//! What widens and is impossible has no effect, whenever that is learnt. What narrows is never set
//! aside for its date: it counts from its recording instead.

use super::{Actor, ConsentEvent, EventKind, Form, Optout, SubjectFacts, standing};
use crate::{Day, FormName, Instant, Zone};

/// Nobody alive today signed anything before this day.
const LONG_AGO: (i32, u32, u32) = (1900, 1, 1);
/// Papers are printed, and some are signed, before the day they take effect; not years before.
const PRINTED_MONTHS: i32 = 12;

/// Why it can't have been said on that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Impossible {
    BeforeBirth,
    AfterDeath,
    /// After the bank learned of it.
    Future,
    LongAgo,
    BeforeThePaper,
}

/// What is certain of a person's life: partial dates say no more than they say.
#[derive(Clone, Copy, Debug)]
pub struct Life {
    /// Not born before this day.
    pub born: Option<Day>,
    /// Dead after this day.
    pub dead: Option<Day>,
    pub zone: Zone,
}

impl Life {
    /// From the records and from the deaths that were told. Where they differ, less is certain.
    pub fn of(facts: &SubjectFacts, events: &[&ConsentEvent], zone: Zone) -> Self {
        let born = facts.born_from;
        let alone = Self {
            born,
            dead: None,
            zone,
        };
        let told = standing(events).into_iter().filter(|event| {
            event.kind == EventKind::Died && alone.impossible(event, &[], &[]).is_none()
        });
        let told = told.map(|event| zone.day_of(event.effective));
        Self {
            dead: told.chain(facts.dead_until).max(),
            ..alone
        }
    }

    /// Why this can't have been said on its day, if so.
    pub fn impossible(
        &self,
        event: &ConsentEvent,
        forms: &[Form],
        optouts: &[Optout],
    ) -> Option<Impossible> {
        let day = self.zone.day_of(event.effective);
        let long_ago = Day::from_ymd(LONG_AGO.0, LONG_AGO.1, LONG_AGO.2);
        if long_ago.is_some_and(|first| day < first) {
            return Some(Impossible::LongAgo);
        }
        if event.effective > event.recorded {
            return Some(Impossible::Future);
        }
        let by_proxy = matches!(event.by, Actor::Proxy(_)) && !childs_word(&event.kind);
        if self.born.is_some_and(|born| day < born) && !by_proxy {
            return Some(Impossible::BeforeBirth);
        }
        let by_bereaved = matches!(event.by, Actor::Bereaved(_));
        let dead = event.kind != EventKind::Died && !by_bereaved;
        if dead && self.dead.is_some_and(|dead| day > dead) {
            return Some(Impossible::AfterDeath);
        }
        let printed = paper(&event.kind).and_then(|name| effective(name, forms, optouts));
        printed
            .is_some_and(|effective| day < effective.add_months(-PRINTED_MONTHS))
            .then_some(Impossible::BeforeThePaper)
    }

    /// When a no begins to count: on its day, or where that can't be, when the bank learned of it.
    pub fn counts_from(&self, event: &ConsentEvent, forms: &[Form], optouts: &[Optout]) -> Instant {
        match self.impossible(event, forms, optouts) {
            Some(_) => event.recorded,
            None => event.effective,
        }
    }
}

impl EventKind {
    /// Takes something back, or says no.
    pub fn narrows(&self) -> bool {
        match self {
            Self::Declined { .. }
            | Self::Withdrawn { .. }
            | Self::Objected { .. }
            | Self::Refused { .. }
            | Self::Incapacitated => true,
            Self::Signed { .. }
            | Self::Notified { .. }
            | Self::ObjectionTakenBack { .. }
            | Self::Assented { .. }
            | Self::Restored
            | Self::Died
            | Self::Correction { .. } => false,
        }
    }

    /// Lets something be used that could not be without it, and nothing else.
    pub fn widens(&self) -> bool {
        matches!(
            self,
            Self::Signed { .. }
                | Self::Notified { .. }
                | Self::ObjectionTakenBack { .. }
                | Self::Assented { .. }
        )
    }

    /// The form or opt-out it speaks of.
    pub fn paper(&self) -> Option<&FormName> {
        paper(self)
    }
}

/// Only the child can say it, so nobody says it for one who is not born.
fn childs_word(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Assented { .. } | EventKind::Refused { .. })
}

fn paper(kind: &EventKind) -> Option<&FormName> {
    match kind {
        EventKind::Signed { form, .. }
        | EventKind::Declined { form, .. }
        | EventKind::Withdrawn { form, .. }
        | EventKind::Assented { form }
        | EventKind::Refused { form } => Some(form),
        EventKind::Notified { optout }
        | EventKind::Objected { optout }
        | EventKind::ObjectionTakenBack { optout } => Some(optout),
        EventKind::Incapacitated
        | EventKind::Restored
        | EventKind::Died
        | EventKind::Correction { .. } => None,
    }
}

/// The first day that any text of the paper names: a later bundle makes no signature impossible.
fn effective(name: &FormName, forms: &[Form], optouts: &[Optout]) -> Option<Day> {
    if let Some(form) = forms.iter().find(|form| form.name == *name) {
        let earlier = form.earlier.iter().map(|earlier| earlier.text.effective);
        return earlier.chain([form.effective]).min();
    }
    let optout = optouts.iter().find(|optout| optout.name == *name)?;
    let earlier = optout.earlier.iter().map(|earlier| earlier.text.effective);
    // A text without a day has none to be before.
    earlier
        .chain([optout.effective])
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .min()
}
