//! A second definition of *covered*: decided straight from the events at one instant, without
//! windows or rectangles. Slow and obvious; it shares nothing with the fold but the shapes.

mod notice;

use std::collections::BTreeSet;

use super::model::consent::{
    Actor, AfterDeath, ConsentEvent, EventKind, Form, Incapacity, Item, LegalGround, RecipientKind,
    Request, SubjectFacts,
};
use super::model::record::Collected;
use super::model::{DataClass, Day, FormName, Instant, PurposeName};
use super::spec::{HOME, Papers, ZONE};

pub fn covered(
    papers: &Papers,
    events: &[ConsentEvent],
    facts: &SubjectFacts,
    ask: &Request<'_>,
    ground: LegalGround<'_>,
) -> bool {
    let standing: Vec<&ConsentEvent> = events.iter().filter(|e| !void(e, events)).collect();
    let lived: Vec<(ConsentEvent, Instant)> = standing
        .iter()
        .filter_map(|e| Some((dated(e, &standing, facts, papers)?, e.effective)))
        .collect();
    let events: Vec<&ConsentEvent> = lived.iter().map(|(event, _)| event).collect();
    let died = events
        .iter()
        .filter(|e| e.kind == EventKind::Died)
        .map(|e| e.effective)
        .chain(facts.death)
        .min();
    let life = Life {
        papers,
        said: papers,
        written: &lived,
        events,
        birth: facts.birth,
        died,
    };
    notice::covers(&life, ask, ground) || life.by_form(ask)
}

fn void(event: &ConsentEvent, all: &[ConsentEvent]) -> bool {
    all.iter().any(|c| {
        matches!(c.kind, EventKind::Correction { voids } if voids == event.id()) && !void(c, all)
    })
}

/// The event as it counts: a yes that can't be of its day not at all, such a no from its recording.
fn dated(
    event: &ConsentEvent,
    all: &[&ConsentEvent],
    facts: &SubjectFacts,
    papers: &Papers,
) -> Option<ConsentEvent> {
    let day = ZONE.day_of(event.effective);
    let never = |e: &ConsentEvent| {
        let day = ZONE.day_of(e.effective);
        e.effective > e.recorded
            || day < Day::parse("1900-01-01").unwrap()
            || facts.born_from.is_some_and(|born| day < born)
                && (!matches!(e.by, Actor::Proxy(_))
                    || matches!(
                        e.kind,
                        EventKind::Assented { .. } | EventKind::Refused { .. }
                    ))
    };
    let deaths = all
        .iter()
        .filter(|e| e.kind == EventKind::Died && !never(e))
        .map(|e| ZONE.day_of(e.effective));
    let dead = deaths.chain(facts.dead_until).max();
    let after_death = event.kind != EventKind::Died
        && !matches!(event.by, Actor::Bereaved(_))
        && dead.is_some_and(|dead| day > dead);
    let paper = event.kind.paper();
    let form = papers.forms.iter().find(|f| Some(&f.name) == paper);
    let printed = form
        .map(|form| {
            let earlier = form.earlier.iter().map(|t| t.text.effective);
            earlier.chain([form.effective]).min().unwrap()
        })
        .or_else(|| {
            let mut optouts = papers.optouts.iter();
            optouts.find(|o| Some(&o.name) == paper)?.effective
        })
        .is_none_or(|effective| effective.add_months(-12) <= day);
    match never(event) || after_death || !printed {
        false => Some(event.clone()),
        true if event.kind.narrows() => Some(ConsentEvent {
            effective: event.recorded,
            ..event.clone()
        }),
        true => None,
    }
}

struct Life<'a> {
    /// As they are read; one form may be read as it was before.
    papers: &'a Papers,
    /// As they are known, with what they said before.
    said: &'a Papers,
    events: Vec<&'a ConsentEvent>,
    /// Each event as it counts, and the day that was written on it.
    written: &'a [(ConsentEvent, Instant)],
    birth: Option<Day>,
    died: Option<Instant>,
}

type Yes<'a> = Vec<&'a ConsentEvent>;

impl Life<'_> {
    fn by_form(&self, ask: &Request) -> bool {
        self.items().any(|(form, item)| {
            self.yeses(form, item)
                .iter()
                .any(|yes| self.holds(form, item, yes, ask) && self.held_then(form, item, yes, ask))
        })
    }

    fn holds(&self, form: &Form, item: &Item, yes: &[&ConsentEvent], ask: &Request) -> bool {
        let how = if item.purposes.contains(ask.purpose) {
            (basic(ask.act) || item.acts.iter().any(|a| a == ask.act))
                && silent(&item.recipients, ask.recipient)
                && at_home(&item.countries, ask.country)
        } else {
            basic(ask.act) && silent(&[], ask.recipient) && at_home(&[], ask.country)
        };
        names(item, ask.purpose, ask.class)
            && how
            && self.stands(form, item, yes, ask.purpose, ask.class, ask.at)
            && self.collected_fits(form, yes, ask)
    }

    /// Would it hold as well if every text that one of these events was said under stood today?
    fn held_then(&self, form: &Form, item: &Item, yes: &[&ConsentEvent], ask: &Request) -> bool {
        let under = |yes: &[&ConsentEvent]| -> BTreeSet<usize> {
            let text = |e: &&ConsentEvent| form.earlier.iter().position(|t| e.effective < t.until);
            yes.iter().filter_map(text).collect()
        };
        let texts = under(yes);
        texts.iter().all(|then| {
            let mut papers = self.papers.clone();
            for other in papers.forms.iter_mut().filter(|f| f.name == form.name) {
                *other = form.earlier[*then].text.clone();
            }
            let life = Life {
                papers: &papers,
                said: self.said,
                written: self.written,
                events: self.events.clone(),
                birth: self.birth,
                died: self.died,
            };
            let text = papers.forms.iter().find(|f| f.name == form.name).unwrap();
            let Some(item) = text.items.iter().find(|i| i.name == item.name) else {
                return false;
            };
            let mut yeses = life.yeses(text, item).into_iter();
            yeses.any(|yes| under(&yes) == texts && life.holds(text, item, &yes, ask))
        })
    }

    fn items(&self) -> impl Iterator<Item = (&Form, &Item)> {
        self.papers
            .forms
            .iter()
            .flat_map(|form| form.items.iter().map(move |item| (form, item)))
    }

    /// Every one or two events that might together be a yes to this item.
    fn yeses(&self, form: &Form, item: &Item) -> Vec<Yes<'_>> {
        let about = |e: &&&ConsentEvent| match &e.kind {
            EventKind::Signed { form: f, items, .. } => {
                *f == form.name && items.contains(&item.name)
            }
            EventKind::Assented { form: f } => *f == form.name,
            _ => false,
        };
        let unable =
            |e: &&ConsentEvent| e.by == Actor::Self_ && signed(e) && self.incapable(e.effective);
        let mut events: Vec<&ConsentEvent> = self.events.iter().filter(about).copied().collect();
        events.retain(|e| !unable(e));
        let mut yeses: Vec<Yes> = events.iter().map(|e| vec![*e]).collect();
        yeses.extend(
            events
                .iter()
                .flat_map(|a| events.iter().map(|b| vec![*a, *b])),
        );
        yeses
    }

    fn start(form: &Form, yes: &[&ConsentEvent]) -> Instant {
        yes.iter()
            .map(|e| e.effective)
            .max()
            .unwrap()
            .max(ZONE.midnight(form.effective))
    }

    /// Does this yes stand at `t`, the items it requires included?
    fn stands(
        &self,
        form: &Form,
        item: &Item,
        yes: &[&ConsentEvent],
        p: &PurposeName,
        c: &DataClass,
        t: Instant,
    ) -> bool {
        self.stands_alone(form, yes, p, c, t)
            && self.requirement_held(form, item, Self::start(form, yes), t, form.items.len())
    }

    fn stands_alone(
        &self,
        form: &Form,
        yes: &[&ConsentEvent],
        p: &PurposeName,
        c: &DataClass,
        t: Instant,
    ) -> bool {
        let answered = |no: &ConsentEvent| {
            yes.iter()
                .any(|e| e.effective > no.effective && may_answer(e, no, yes))
        };
        Self::start(form, yes) <= t
            && self.enough(form, yes, t)
            && yes
                .iter()
                .filter(|e| signed(e))
                .all(|e| form.expires.is_none_or(|q| t < q.after(e.effective, ZONE)))
            && yes.iter().all(|e| own_end(e).is_none_or(|end| t < end))
            && !(form.after_death == AfterDeath::Stop && self.died.is_some_and(|d| d <= t))
            && !(form.incapacity == Some(Incapacity::Stop)
                && self.ever_incapable(Self::start(form, yes), t))
            && !self.reconsent_missed(form, t)
            && self
                .events
                .iter()
                .filter(|no| no.effective <= t && self.says_no(no, p, c))
                .filter(|no| {
                    !(matches!(no.by, Actor::Bereaved(_))
                        && !matches!(no.kind, EventKind::Refused { .. })
                        && form.after_death == AfterDeath::Keep)
                })
                .all(|no| answered(no))
    }

    /// The required item has stood at every moment from `start` to `t`.
    fn requirement_held(
        &self,
        form: &Form,
        item: &Item,
        start: Instant,
        t: Instant,
        depth: usize,
    ) -> bool {
        let Some(name) = &item.requires else {
            return true;
        };
        let Some(needed) = form
            .items
            .iter()
            .find(|i| i.name == *name)
            .filter(|_| depth > 0)
        else {
            return false;
        };
        let stood = |m: Instant| {
            self.yeses(form, needed).iter().any(|yes| {
                needed.purposes.iter().any(|p| {
                    needed
                        .classes
                        .iter()
                        .any(|c| self.stands_alone(form, yes, p, c, m))
                }) && self.requirement_held(form, needed, Self::start(form, yes), m, depth - 1)
            })
        };
        self.moments()
            .into_iter()
            .chain([start, t])
            .filter(|m| start <= *m && *m <= t)
            .all(stood)
    }

    /// Every instant at which anything can change.
    fn moments(&self) -> Vec<Instant> {
        let mut moments: Vec<Instant> = self
            .events
            .iter()
            .map(|e| e.effective)
            .chain(self.events.iter().copied().filter_map(own_end))
            .chain(self.died)
            .collect();
        for form in &self.papers.forms {
            moments.push(ZONE.midnight(form.effective));
            moments.extend(
                form.expires
                    .iter()
                    .flat_map(|q| self.events.iter().map(|e| q.after(e.effective, ZONE))),
            );
            moments.extend(deadline(form));
            for m in form.minor.iter() {
                let ages = [
                    Some(m.under_years),
                    Some(m.own_consent_at_years),
                    m.assent_from_years,
                    m.joint_from_years,
                ];
                moments.extend(
                    ages.into_iter()
                        .flatten()
                        .filter_map(|years| self.turned(years)),
                );
                moments.extend(
                    self.turned(m.own_consent_at_years)
                        .zip(m.hold)
                        .map(|(at, hold)| hold.after(at, ZONE)),
                );
            }
        }
        moments
    }

    /// Can the person not judge at `t`? The last word about it decides; of two at one instant, the bad news.
    fn incapable(&self, t: Instant) -> bool {
        let last = |kind: EventKind| {
            let told = self
                .events
                .iter()
                .filter(|e| e.kind == kind && e.effective <= t);
            told.map(|e| e.effective).max()
        };
        let lost = last(EventKind::Incapacitated);
        lost.is_some() && lost >= last(EventKind::Restored)
    }

    fn ever_incapable(&self, from: Instant, until: Instant) -> bool {
        let within = |e: &&&ConsentEvent| from <= e.effective && e.effective <= until;
        let moments = self.events.iter().filter(within).map(|e| e.effective);
        moments.chain([from]).any(|m| self.incapable(m))
    }

    /// Since someone signed for them, has the person been able to judge?
    fn ever_capable(&self, from: Instant, until: Instant) -> bool {
        let within = |e: &&&ConsentEvent| from <= e.effective && e.effective <= until;
        let moments = self.events.iter().filter(within).map(|e| e.effective);
        moments.chain([from, until]).any(|m| !self.incapable(m))
    }

    /// Did a proxy agree for someone who could not judge, and may that still stand at `t`?
    fn in_their_place(&self, form: &Form, yes: &ConsentEvent, t: Instant) -> bool {
        let Some(Incapacity::Proxy { until_restored }) = form.incapacity else {
            return false;
        };
        let by_proxy = signed(yes) && matches!(yes.by, Actor::Proxy(_));
        let child = form.minor.is_some_and(|minor| {
            let own = minor.own_consent_at_years as i32;
            self.age(yes.effective).is_none_or(|age| age < own)
        });
        by_proxy
            && self.incapable(yes.effective)
            && (!(until_restored || child) || !self.ever_capable(yes.effective, t))
    }

    fn age(&self, t: Instant) -> Option<i32> {
        let t = self.died.map_or(t, |d| d.min(t));
        self.birth.map(|birth| ZONE.day_of(t).age(birth))
    }

    /// The first midnight at that age, looked for day by day.
    fn turned(&self, years: u32) -> Option<Instant> {
        let birth = self.birth?;
        let near = birth.0 + years as i32 * 365;
        (near..near + 100)
            .map(Day)
            .find(|day| day.age(birth) >= years as i32)
            .map(|day| ZONE.midnight(day))
    }

    /// Are these the people whose yes is needed, at the age of `t`?
    fn enough(&self, form: &Form, yes: &[&ConsentEvent], t: Instant) -> bool {
        let one = yes.len() == 1;
        if yes
            .iter()
            .any(|e| matches!(e.by, Actor::Bereaved(_)) && signed(e))
        {
            return one
                && self
                    .died
                    .is_some_and(|d| ZONE.day_of(d) <= ZONE.day_of(yes[0].effective));
        }
        if one && self.in_their_place(form, yes[0], t) {
            return true;
        }
        let Some(minor) = form.minor else {
            let for_an_adult = form.incapacity.is_none() || by_person(yes[0]);
            return one && signed(yes[0]) && for_an_adult;
        };
        let own_age = minor.own_consent_at_years as i32;
        let at_least = |t, years: i32| self.age(t).is_some_and(|age| age >= years);
        if one && signed(yes[0]) && by_person(yes[0]) {
            return at_least(yes[0].effective, own_age.min(minor.under_years as i32));
        }
        if !yes
            .iter()
            .any(|e| signed(e) && matches!(e.by, Actor::Proxy(_)))
        {
            return false;
        }
        let child = yes.iter().find(|e| by_person(e));
        if yes.len() == 2 && child.is_none() || yes.iter().any(|e| at_least(e.effective, own_age)) {
            return false;
        }
        // Nothing a proxy agreed to outlives the hold, unless death stopped the clock.
        if let Some(come_of_age) = self.turned(minor.own_consent_at_years) {
            let end = minor
                .hold
                .map_or(come_of_age, |hold| hold.after(come_of_age, ZONE));
            let clock_runs =
                self.died.is_none_or(|d| d >= come_of_age) && self.died.is_none_or(|d| d >= end);
            if clock_runs && t >= end {
                return false;
            }
        }
        let reached = |years: Option<u32>, t| {
            years.is_some_and(|y| self.birth.is_none() || at_least(t, y as i32))
        };
        if reached(minor.joint_from_years, t) {
            return child
                .is_some_and(|e| signed(e) && reached(minor.joint_from_years, e.effective));
        }
        !reached(minor.assent_from_years, t) || child.is_some()
    }

    fn reconsent_missed(&self, form: &Form, t: Instant) -> bool {
        self.papers.forms.iter().any(|newer| {
            let Some(deadline) = deadline(newer) else {
                return false;
            };
            let signed_it = self.events.iter().any(|e| {
                matches!(&e.kind, EventKind::Signed { form, .. } if *form == newer.name)
                    && e.effective <= deadline
            });
            deadline <= t
                && self.is_older(&form.name, newer, 9)
                && !signed_it
                && self.died.is_none_or(|d| d >= deadline)
        })
    }

    fn is_older(&self, name: &FormName, newer: &Form, depth: u32) -> bool {
        let Some(previous) = &newer.replaces else {
            return false;
        };
        previous.form == *name
            || depth > 0
                && self
                    .papers
                    .forms
                    .iter()
                    .any(|f| f.name == previous.form && self.is_older(name, f, depth - 1))
    }

    fn says_no(&self, e: &ConsentEvent, p: &PurposeName, c: &DataClass) -> bool {
        let (paper, items) = match &e.kind {
            EventKind::Declined { form, items } => (form, items.clone()),
            EventKind::Withdrawn { form, item } => (form, item.iter().cloned().collect()),
            EventKind::Objected { optout } => (optout, vec![]),
            EventKind::Refused { form } => (form, vec![]),
            _ => return false,
        };
        let has = |purposes: &[PurposeName], classes: &[DataClass]| {
            purposes.contains(p) && classes.contains(c)
        };
        if let Some(optout) = self.said.optouts.iter().find(|o| o.name == *paper) {
            let since = optout.earlier.iter().filter(|t| e.effective < t.until);
            let mut texts = since.map(|t| &t.text).chain([optout]);
            return texts.any(|text| has(&text.purposes, &text.classes));
        }
        let Some(form) = self.said.forms.iter().find(|f| f.name == *paper) else {
            return true;
        };
        // What any text since then names.
        let mut all: Vec<&Item> = form.items.iter().collect();
        for earlier in form.earlier.iter().filter(|t| e.effective < t.until) {
            all.extend(&earlier.text.items);
        }
        let whole = items.is_empty() || items.iter().any(|n| !all.iter().any(|i| i.name == *n));
        all.into_iter()
            .any(|i| (whole || items.contains(&i.name)) && names(i, p, c))
    }

    fn collected_fits(&self, form: &Form, yes: &[&ConsentEvent], ask: &Request) -> bool {
        let start = Self::start(form, yes);
        let nos = self
            .events
            .iter()
            .filter(|no| no.effective < start && self.says_no(no, ask.purpose, ask.class));
        let nos = nos.filter(|no| {
            !(matches!(no.by, Actor::Bereaved(_))
                && !matches!(no.kind, EventKind::Refused { .. })
                && form.after_death == AfterDeath::Keep)
        });
        let gaps: Vec<(Instant, Instant)> = nos
            .map(|no| (no.effective, self.next_yes(no.effective, ask)))
            .collect();
        let gaps = if form.includes_gap { Vec::new() } else { gaps };
        let fits = |from: Instant, until: Instant| {
            form.collected_since
                .is_none_or(|day| ZONE.midnight(day) <= from)
                && form
                    .collected_until
                    .is_none_or(|day| until <= ZONE.midnight(Day(day.0 + 1)))
                && gaps.iter().all(|(no, yes)| until <= *no || *yes <= from)
        };
        match ask.collected {
            Collected::Between(from, until) => fits(from, until),
            Collected::Undated => {
                form.collected_since.is_none() && form.collected_until.is_none() && gaps.is_empty()
            }
            // Nothing else of this person could be covered where no moment is left at all.
            Collected::Timeless => {
                let first = form
                    .collected_since
                    .map_or(Instant::MIN, |day| ZONE.midnight(day));
                gaps.iter()
                    .map(|(_, yes)| *yes)
                    .chain([first])
                    .any(|at| fits(at, Instant(at.0 + 1)))
            }
        }
    }

    /// The first instant after a no at which some yes to the same purpose and class begins to stand.
    fn next_yes(&self, no: Instant, ask: &Request) -> Instant {
        let mut starts = Vec::new();
        for (form, item) in self
            .items()
            .filter(|(_, i)| names(i, ask.purpose, ask.class))
        {
            for yes in self.yeses(form, item) {
                let start = Self::start(form, &yes);
                if start > no && self.stands(form, item, &yes, ask.purpose, ask.class, start) {
                    starts.push(start);
                }
            }
        }
        starts.into_iter().min().unwrap()
    }
}

fn names(item: &Item, p: &PurposeName, c: &DataClass) -> bool {
    (item.purposes.contains(p) || item.later.contains(p)) && item.classes.contains(c)
}

fn deadline(newer: &Form) -> Option<Instant> {
    Some(
        newer
            .replaces
            .as_ref()?
            .within?
            .after(ZONE.midnight(newer.effective), ZONE),
    )
}

fn may_answer(yes: &ConsentEvent, no: &ConsentEvent, all: &[&ConsentEvent]) -> bool {
    let child_spoke = matches!(no.kind, EventKind::Refused { .. });
    match &no.by {
        Actor::Self_ => by_person(yes),
        _ if child_spoke => by_person(yes),
        Actor::Proxy(_)
            if all
                .iter()
                .any(|e| signed(e) && matches!(e.by, Actor::Proxy(_))) =>
        {
            !by_person(yes)
        }
        Actor::Proxy(_) => by_person(yes),
        Actor::Bereaved(_) => true,
    }
}

/// An assent is the child's own, whoever wrote it down.
fn by_person(e: &ConsentEvent) -> bool {
    e.by == Actor::Self_ || matches!(e.kind, EventKind::Assented { .. })
}

fn signed(e: &ConsentEvent) -> bool {
    matches!(e.kind, EventKind::Signed { .. })
}

/// The end that a signature names itself.
fn own_end(e: &ConsentEvent) -> Option<Instant> {
    match &e.kind {
        EventKind::Signed { until, .. } => *until,
        _ => None,
    }
}

fn basic(act: &str) -> bool {
    matches!(act, "read" | "count" | "extract")
}

fn silent(named: &[RecipientKind], kind: RecipientKind) -> bool {
    let apart = [RecipientKind::Company, RecipientKind::RegisteredBody];
    let only_apart = named.iter().all(|k| apart.contains(k));
    named.contains(&kind) || only_apart && !apart.contains(&kind)
}

fn at_home(named: &[String], country: &str) -> bool {
    country == HOME || named.iter().any(|n| n == country)
}
