//! A person's events put in order: what was signed, what was taken back, what was notified.
//!
//! Every event recorded so far counts, whenever it was recorded. An event named by a correction
//! that stands itself has no effect; both stay in the book.

use std::collections::BTreeMap;

use super::world::joined;
use super::{Actor, AfterDeath, ConsentEvent, EventKind, Form, Impossible, Item, Life, Optout};
use crate::{DataClass, Digest, FormName, Instant, ItemName, PurposeName};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Author {
    Person,
    Proxy,
    Bereaved,
}

pub(super) struct Signature<'a> {
    pub form: &'a FormName,
    pub items: &'a [ItemName],
    pub author: Author,
    pub at: Instant,
    /// The person's own bound; `MAX` where they named none.
    pub until: Instant,
}

/// A no: declined, withdrawn, refused or objected.
pub struct Narrowing<'a> {
    pub(super) author: Author,
    pub(super) at: Instant,
    /// As it was written, however impossible: no permit is older than this that only a slip makes so.
    pub(super) said: Instant,
    taken: Taken<'a>,
}

/// What an event takes back; `None` where it takes back nothing.
pub fn narrowing<'a>(
    event: &'a ConsentEvent,
    forms: &'a [Form],
    optouts: &'a [Optout],
    life: Life,
) -> Option<Narrowing<'a>> {
    let mut history = History::default();
    history.add(
        event,
        &Papers {
            forms,
            optouts,
            life,
        },
    );
    history.narrowings.pop()
}

/// What was said to widen and can't have been said then: it stands in the book without effect.
pub fn fallen<'a>(
    events: &[&'a ConsentEvent],
    forms: &[Form],
    optouts: &[Optout],
    life: Life,
) -> Vec<(&'a ConsentEvent, Impossible)> {
    let standing = standing(events).into_iter();
    let widening = standing.filter(|event| event.kind.widens());
    widening
        .filter_map(|event| Some((event, life.impossible(event, forms, optouts)?)))
        .collect()
}

/// What a no takes back: of every text of its paper that was in force when it was said or since,
/// so that no later text makes it smaller.
enum Taken<'a> {
    Items(Vec<(&'a Form, Vec<&'a Item>)>),
    Optout(Vec<&'a Optout>),
    /// The paper is no longer in the program, so nobody can tell what it named: all of it.
    Everything,
}

#[derive(Default)]
pub(super) struct History<'a> {
    pub signatures: Vec<Signature<'a>>,
    pub assents: Vec<(&'a FormName, Instant)>,
    pub narrowings: Vec<Narrowing<'a>>,
    pub notices: Vec<(&'a FormName, Instant)>,
    /// Objections taken back: by whom, and when.
    pub returns: Vec<(&'a FormName, Author, Instant)>,
    /// When the person could not judge, disjoint and in order.
    pub incapable: Vec<(Instant, Instant)>,
    pub death: Option<Instant>,
}

impl<'a> History<'a> {
    pub fn read(
        events: &[&'a ConsentEvent],
        forms: &'a [Form],
        optouts: &'a [Optout],
        life: Life,
    ) -> Self {
        let mut history = Self::default();
        let papers = Papers {
            forms,
            optouts,
            life,
        };
        let mut standing = standing(events);
        // What narrows is never set aside for its date.
        standing.retain(|event| {
            event.kind.narrows() || life.impossible(event, forms, optouts).is_none()
        });
        history.incapable = incapable(&standing, life);
        for event in standing {
            history.add(event, &papers);
        }
        // What someone signs who can't judge is no consent; their no is still a no.
        let incapable = std::mem::take(&mut history.incapable);
        let able = |author: Author, at: Instant| {
            author != Author::Person || spell_at(&incapable, at).is_none()
        };
        history.signatures.retain(|s| able(s.author, s.at));
        history.returns.retain(|(_, author, at)| able(*author, *at));
        history.incapable = incapable;
        history
    }

    /// The first moment from `from` on at which the person can't judge.
    pub fn first_incapable(&self, from: Instant) -> Instant {
        let ahead = self.incapable.iter().find(|(_, until)| *until > from);
        ahead.map_or(Instant::MAX, |(start, _)| *start)
    }

    /// Where the person can judge again, if they can't at `moment`.
    pub fn incapable_until(&self, moment: Instant) -> Option<Instant> {
        spell_at(&self.incapable, moment).map(|(_, until)| until)
    }

    fn add(&mut self, event: &'a ConsentEvent, papers: &Papers<'a>) {
        let author = author(&event.by);
        let at = match event.kind.narrows() {
            true => papers.life.counts_from(event, papers.forms, papers.optouts),
            false => event.effective,
        };
        let said = at.min(event.effective);
        let mut no = |author, taken| {
            self.narrowings.push(Narrowing {
                author,
                at,
                said,
                taken,
            })
        };
        match &event.kind {
            EventKind::Signed { form, items, until } => self.signatures.push(Signature {
                form,
                items,
                author,
                at,
                until: until.unwrap_or(Instant::MAX),
            }),
            EventKind::Declined { form, items } => no(author, papers.items(form, items, at)),
            EventKind::Withdrawn { form, item } => {
                no(author, papers.items(form, item.as_slice(), at))
            }
            EventKind::Objected { optout } => no(author, papers.items(optout, &[], at)),
            EventKind::ObjectionTakenBack { optout } => self.returns.push((optout, author, at)),
            // The child speaks, whoever wrote it down.
            EventKind::Refused { form } => no(Author::Person, papers.items(form, &[], at)),
            EventKind::Assented { form } => self.assents.push((form, at)),
            EventKind::Notified { optout } => self.notices.push((optout, at)),
            EventKind::Died => self.death = Some(self.death.map_or(at, |earlier| earlier.min(at))),
            // Read beforehand: who may sign hangs on them.
            EventKind::Incapacitated | EventKind::Restored => {}
            EventKind::Correction { .. } => {}
        }
    }
}

impl Narrowing<'_> {
    /// From here it counts: its own day, or its recording where that day can't be.
    pub fn counts_from(&self) -> Instant {
        self.at
    }

    /// The bereaved have no say over a form that says `after death keep`.
    pub fn reaches(&self, form: &Form) -> bool {
        self.author != Author::Bereaved || form.after_death != AfterDeath::Keep
    }

    pub fn hits(&self, purpose: &PurposeName, class: &DataClass) -> bool {
        let within = |purposes: &[PurposeName], classes: &[DataClass]| {
            purposes.contains(purpose) && classes.contains(class)
        };
        match &self.taken {
            Taken::Items(texts) => texts.iter().flat_map(|(_, items)| items).any(|item| {
                within(&item.purposes, &item.classes) || within(&item.later, &item.classes)
            }),
            Taken::Optout(texts) => texts
                .iter()
                .any(|optout| within(&optout.purposes, &optout.classes)),
            Taken::Everything => true,
        }
    }

    /// The texts of the notice that it objects to; none where it is another no.
    fn objects_to(&self) -> &[&Optout] {
        match &self.taken {
            Taken::Optout(texts) => texts,
            Taken::Items(_) | Taken::Everything => &[],
        }
    }

    fn every_text(&self, says: impl Fn(&Optout) -> bool) -> bool {
        let texts = self.objects_to();
        !texts.is_empty() && texts.iter().all(|text| says(text))
    }

    /// It leaves alone what rests on this notice and on a permit that was issued before it: both
    /// notices say so.
    pub fn spares(&self, optout: &Optout) -> bool {
        optout.spares_permits && self.every_text(|text| text.spares_permits)
    }

    /// From here a permit counts as issued after it.
    pub fn permits_before(&self) -> Instant {
        self.said
    }

    /// When whoever objected took it back; `MAX` where they did not, or can't. Both notices say that
    /// an objection may be.
    pub(super) fn until(&self, optout: &Optout, history: &History<'_>) -> Instant {
        let may = |text: &Optout| text.taken_back.is_some();
        if !may(optout) || !self.every_text(may) {
            return Instant::MAX;
        }
        let of = |name: &FormName| self.objects_to().iter().any(|text| text.name == *name);
        let later = history.returns.iter().filter(|(name, author, at)| {
            of(name) && *author == self.author && *author != Author::Bereaved && *at > self.at
        });
        later.map(|(.., at)| *at).min().unwrap_or(Instant::MAX)
    }

    /// Names this item, or one that it can't stand without.
    pub fn ends(&self, form: &Form, item: &Item) -> bool {
        let mut ends = self.names(form, item);
        let mut needed = item.requires.as_ref();
        // A ring of requirements is refused by the checker; the bound holds for any other reader.
        for _ in 0..form.items.len() {
            let Some(item) = needed.and_then(|name| form.items.iter().find(|i| i.name == *name))
            else {
                break;
            };
            ends |= self.names(form, item);
            needed = item.requires.as_ref();
        }
        ends
    }

    /// Nothing of the paper is left out.
    pub fn takes_all_of(&self, form: &Form) -> bool {
        form.items.iter().all(|item| self.names(form, item))
    }

    pub fn names(&self, form: &Form, item: &Item) -> bool {
        match &self.taken {
            Taken::Items(texts) => texts.iter().any(|(of, items)| {
                of.name == form.name && items.iter().any(|i| i.name == item.name)
            }),
            Taken::Optout(_) => false,
            Taken::Everything => true,
        }
    }
}

struct Papers<'a> {
    forms: &'a [Form],
    optouts: &'a [Optout],
    life: Life,
}

impl<'a> Papers<'a> {
    /// The named items, or all of the paper where none is named or one is unknown: a no is never
    /// read smaller than it may have been meant.
    fn items(&self, name: &FormName, items: &[ItemName], at: Instant) -> Taken<'a> {
        if let Some(optout) = self.optouts.iter().find(|o| o.name == *name) {
            let earlier = optout.earlier.iter().filter(|earlier| earlier.until > at);
            let texts = earlier.map(|earlier| &earlier.text).chain([optout]);
            return Taken::Optout(texts.collect());
        }
        let Some(form) = self.forms.iter().find(|f| f.name == *name) else {
            return Taken::Everything;
        };
        let earlier = form.earlier.iter().filter(|earlier| earlier.until > at);
        let texts: Vec<&Form> = earlier.map(|earlier| &earlier.text).chain([form]).collect();
        let known = |name: &ItemName| {
            let mut items = texts.iter().flat_map(|text| &text.items);
            items.any(|item| item.name == *name)
        };
        let whole = items.is_empty() || !items.iter().all(known);
        let named = |text: &'a Form| {
            let named = text.items.iter();
            named
                .filter(|item| whole || items.contains(&item.name))
                .collect()
        };
        Taken::Items(texts.into_iter().map(|text| (text, named(text))).collect())
    }
}

/// Spells of incapacity: from each report until the first recovery after it. At one instant the
/// report, which narrows, comes last.
fn incapable(events: &[&ConsentEvent], life: Life) -> Vec<(Instant, Instant)> {
    let of = |kind: EventKind| {
        let events = events.iter().filter(move |event| event.kind == kind);
        events.map(move |event| match event.kind.narrows() {
            true => life.counts_from(event, &[], &[]),
            false => event.effective,
        })
    };
    let end = |from: Instant| of(EventKind::Restored).filter(|at| *at > from).min();
    let spell = |from| (from, end(from).unwrap_or(Instant::MAX));
    joined(of(EventKind::Incapacitated).map(spell).collect())
}

fn spell_at(spells: &[(Instant, Instant)], moment: Instant) -> Option<(Instant, Instant)> {
    spells
        .iter()
        .copied()
        .find(|(from, until)| *from <= moment && moment < *until)
}

fn author(by: &Actor) -> Author {
    match by {
        Actor::Self_ => Author::Person,
        Actor::Proxy(_) => Author::Proxy,
        Actor::Bereaved(_) => Author::Bereaved,
    }
}

/// The events as they are heard at a moment. A no that a wrong clock dated later than that was said
/// all the same: it counts from now. A yes of such a clock waits for its day.
pub fn heard_at(events: Vec<ConsentEvent>, at: Instant) -> Vec<ConsentEvent> {
    let ahead = |e: &ConsentEvent| e.kind.narrows() && e.effective.max(e.recorded) > at;
    if !events.iter().any(ahead) {
        return events;
    }
    // A correction names what it voids by its dates, so it is carried out before they move.
    let said: Vec<&ConsentEvent> = events.iter().collect();
    let is_correction = |e: &ConsentEvent| matches!(e.kind, EventKind::Correction { .. });
    let stands = standing(&said).into_iter().filter(|e| !is_correction(e));
    let heard = stands.cloned().map(|mut event| {
        if ahead(&event) {
            event.effective = event.effective.min(at);
            event.recorded = event.recorded.min(at);
        }
        event
    });
    heard.collect()
}

/// Events that no standing correction voids. A correction may void a correction; an id is a digest
/// over the event it names, so such chains cannot close.
pub fn standing<'a>(events: &[&'a ConsentEvent]) -> Vec<&'a ConsentEvent> {
    let correction = |event: &&ConsentEvent| match event.kind {
        EventKind::Correction { voids } => Some((event.id(), voids)),
        _ => None,
    };
    let corrections: Vec<(Digest, Digest)> = events.iter().filter_map(correction).collect();
    // Most people have no correction at all, and then no digest need be computed.
    if corrections.is_empty() {
        return events.to_vec();
    }
    let mut known = BTreeMap::new();
    events
        .iter()
        .copied()
        .filter(|event| !is_void(event.id(), &corrections, &mut known))
        .collect()
}

fn is_void(
    id: Digest,
    corrections: &[(Digest, Digest)],
    known: &mut BTreeMap<Digest, bool>,
) -> bool {
    if let Some(&answer) = known.get(&id) {
        return answer;
    }
    known.insert(id, false);
    let voiding: Vec<Digest> = corrections
        .iter()
        .filter(|(_, voids)| *voids == id)
        .map(|(by, _)| *by)
        .collect();
    let answer = voiding
        .into_iter()
        .any(|by| !is_void(by, corrections, known));
    known.insert(id, answer);
    answer
}
