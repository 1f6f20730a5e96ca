//! From agreements and notices to rectangles: use window × collected window.
//!
//! Data collected while a no stood stays out of what is signed later, unless the form includes
//! the gap; so one agreement may give several rectangles, side by side on the collected axis.

use super::agreement::{Agreement, agreements};
use super::meet::{Drawn, texts_of};
use super::world::{World, joined};
use super::{Earlier, Form, Grant, Item, Optout, RecipientKind, TakenBack};
use crate::{DataClass, Day, FormName, Instant, PurposeName};

/// What every grant of this person has in common.
pub(super) struct Drawing<'w, 'h, 'a> {
    pub world: &'w World<'h, 'a>,
    pub home_country: &'w str,
}

impl<'a> Drawing<'_, '_, 'a> {
    /// The rectangles of every form for every purpose and class they name.
    pub fn forms(&self) -> Vec<Drawn> {
        let known = |name: &FormName| -> &'a [Earlier<Form>] {
            let form = self.world.forms.iter().find(|form| form.name == *name);
            form.map_or(&[], |form| &form.earlier)
        };
        self.drawn(known)
    }

    /// The same, each agreement marked with the texts of its form that it was given under.
    pub fn drawn<'e>(&self, earlier: impl Fn(&FormName) -> &'e [Earlier<Form>]) -> Vec<Drawn> {
        let mut agreed: Vec<Agreed<'a>> = Vec::new();
        let forms = &self.world.forms;
        for form in forms {
            let earlier = earlier(&form.name);
            for item in &form.items {
                for agreement in agreements(form, item, self.world) {
                    let required = self.world.required_until(&agreement, form.items.len());
                    let texts = texts_of(&agreement, earlier);
                    agreed.push((agreement, required, texts));
                }
            }
        }
        let items = forms.iter().flat_map(|form| &form.items);
        pairs(items.flat_map(|item| {
            let of = |purposes| (purposes, &item.classes[..]);
            [of(&item.purposes[..]), of(&item.later[..])]
        }))
        .into_iter()
        .flat_map(|(purpose, class)| self.pair(&agreed, purpose, class))
        .collect()
    }

    /// One purpose and class over all forms: what was agreed first, then the gaps between.
    fn pair(&self, agreed: &[Agreed<'a>], purpose: &PurposeName, class: &DataClass) -> Vec<Drawn> {
        let names = |item: &Item| {
            (item.purposes.contains(purpose) || item.later.contains(purpose))
                && item.classes.contains(class)
        };
        let windows: Vec<(&Agreement, Instant, Instant, &Vec<usize>)> = agreed
            .iter()
            .filter(|(agreement, ..)| names(agreement.item))
            .map(|(agreement, required, texts)| {
                let (from, until) = agreement.window(self.world.history, purpose, class);
                (agreement, from, until.min(*required), texts)
            })
            .filter(|(_, from, until, _)| from < until)
            .collect();
        let starts: Vec<Instant> = windows.iter().map(|(_, from, ..)| *from).collect();
        let mut drawn = Vec::new();
        for (agreement, from, until, texts) in windows {
            let gaps = if agreement.form.includes_gap {
                Vec::new()
            } else {
                self.gaps(agreement, &starts, purpose, class)
            };
            for (since, to) in self.collected(agreement.form, &gaps) {
                let item = agreement.item;
                // A later purpose comes with what silence means and nothing of the item's own.
                let named = item.purposes.contains(purpose);
                let (acts, kinds, countries) = match named {
                    true => (&item.acts[..], &item.recipients[..], &item.countries[..]),
                    false => (&[][..], &[][..], &[][..]),
                };
                let grant = Grant {
                    purpose: purpose.clone(),
                    class: class.clone(),
                    from,
                    until,
                    since,
                    to,
                    acts: acts.to_vec(),
                    recipients: recipients(kinds),
                    countries: self.countries(countries),
                    only_as: None,
                    only_under: Vec::new(),
                    permits_before: None,
                    form: agreement.form.name.clone(),
                    item: Some(item.name.clone()),
                };
                let texts = texts.clone();
                drawn.push(Drawn { grant, texts });
            }
        }
        drawn
    }

    /// The spans before this agreement in which a no stood: from each no to the next yes on any form.
    fn gaps(
        &self,
        agreement: &Agreement,
        starts: &[Instant],
        purpose: &PurposeName,
        class: &DataClass,
    ) -> Vec<(Instant, Instant)> {
        let nos = self.world.history.narrowings.iter();
        let before = nos.filter(|no| {
            no.at < agreement.from && no.reaches(agreement.form) && no.hits(purpose, class)
        });
        let next_yes = |no: Instant| starts.iter().copied().filter(|start| *start > no).min();
        joined(
            before
                .filter_map(|no| Some((no.at, next_yes(no.at)?)))
                .collect(),
        )
    }

    /// The form's collected window without the gaps. The last day of the window still counts.
    fn collected(&self, form: &Form, gaps: &[(Instant, Instant)]) -> Vec<(Instant, Instant)> {
        let zone = self.world.ages.zone;
        let since = form
            .collected_since
            .map_or(Instant::MIN, |day| zone.midnight(day));
        let to = form.collected_until.map_or(Instant::MAX, |day| {
            zone.midnight(Day(day.0.saturating_add(1)))
        });
        without(since, to, gaps)
    }

    /// A notice covers after its waiting period until the first no about the same purpose and
    /// class, whenever that was said: a notice never restores anything. What its text says of
    /// objections, it says of them alone: for permits issued before one, and after one taken back.
    pub fn optout(&self, optout: &Optout, told: Instant) -> Vec<Grant> {
        let from = optout.notice.after(told, self.world.ages.zone);
        let mut grants = Vec::new();
        for (purpose, class) in pairs(std::iter::once((&optout.purposes[..], &optout.classes[..])))
        {
            for span in self.open(optout, from, purpose, class) {
                grants.extend(span.collected.iter().map(|(since, to)| Grant {
                    purpose: purpose.clone(),
                    class: class.clone(),
                    from: span.from,
                    until: span.until,
                    since: *since,
                    to: *to,
                    acts: Vec::new(),
                    recipients: recipients(&optout.recipients),
                    countries: self.countries(&optout.countries),
                    only_as: optout.only_as.clone(),
                    only_under: optout.only_under.clone(),
                    permits_before: span.permits_before,
                    form: optout.name.clone(),
                    item: None,
                }));
            }
        }
        grants
    }

    /// The spans of use that the objections to a notice leave for one purpose and class.
    fn open(
        &self,
        optout: &Optout,
        from: Instant,
        purpose: &PurposeName,
        class: &DataClass,
    ) -> Vec<Open> {
        let history = self.world.history;
        let nos: Vec<Said> = history
            .narrowings
            .iter()
            .filter(|no| no.hits(purpose, class))
            .map(|no| Said {
                at: no.at,
                until: no.until(optout, history),
                // Before the waiting period is over nothing could leave on a permit.
                spares: (no.at > from && no.spares(optout)).then(|| no.permits_before()),
            })
            .collect();
        let mut turns: Vec<Instant> = nos.iter().flat_map(|no| [no.at, no.until]).collect();
        turns.retain(|at| from < *at && *at < Instant::MAX);
        turns.push(from);
        turns.sort_unstable();
        turns.dedup();
        let ends = turns.iter().skip(1).copied().chain([Instant::MAX]);
        let spans = turns.iter().copied().zip(ends);
        spans
            .filter_map(|(from, until)| {
                let standing = nos.iter().filter(|no| no.at <= from && from < no.until);
                let spared: Option<Vec<Instant>> = standing.map(|no| no.spares).collect();
                let permits_before = spared?.into_iter().min();
                let gaps: Vec<(Instant, Instant)> = match optout.taken_back {
                    Some(TakenBack::WithoutGap) => {
                        let over = nos.iter().filter(|no| no.until <= from);
                        joined(over.map(|no| (no.at, no.until)).collect())
                    }
                    Some(TakenBack::WithGap) | None => Vec::new(),
                };
                Some(Open {
                    from,
                    until,
                    permits_before,
                    collected: without(Instant::MIN, Instant::MAX, &gaps),
                })
            })
            .collect()
    }

    fn countries(&self, named: &[String]) -> Vec<String> {
        all_countries(named, self.home_country)
    }
}

/// A no as it stands against one notice.
struct Said {
    at: Instant,
    /// Where it was taken back.
    until: Instant,
    /// Permits issued before this stand.
    spares: Option<Instant>,
}

/// A span of use that is open on a notice.
struct Open {
    from: Instant,
    until: Instant,
    permits_before: Option<Instant>,
    /// When the data may have been collected.
    collected: Vec<(Instant, Instant)>,
}

/// A window without these gaps, which lie apart and in order.
fn without(since: Instant, to: Instant, gaps: &[(Instant, Instant)]) -> Vec<(Instant, Instant)> {
    let mut since = since;
    let mut windows = Vec::new();
    for (gap, end) in gaps {
        windows.push((since, to.min(*gap)));
        since = since.max(*end);
    }
    windows.push((since, to));
    windows.retain(|(since, to)| since < to);
    windows
}

/// An agreement, where what it requires ends, and the earlier texts it was given under.
type Agreed<'a> = (Agreement<'a>, Instant, Vec<usize>);

/// Home, and what is named beside it.
pub(super) fn all_countries(named: &[String], home: &str) -> Vec<String> {
    let mut countries = named.to_vec();
    countries.push(home.to_owned());
    countries.sort();
    countries.dedup();
    countries
}

/// Silence is everyone but companies and registered bodies, and `to company` alone adds them to
/// that; naming another kind is a choice among them.
pub(super) fn recipients(named: &[RecipientKind]) -> Vec<RecipientKind> {
    let mut kinds = named.to_vec();
    if named.iter().all(|kind| kind.must_be_named()) {
        kinds.extend([
            RecipientKind::Hospital,
            RecipientKind::University,
            RecipientKind::PublicBody,
        ]);
    }
    kinds.sort();
    kinds.dedup();
    kinds
}

/// Every purpose × class of these lists, once each.
fn pairs<'a>(
    lists: impl Iterator<Item = (&'a [PurposeName], &'a [DataClass])>,
) -> std::collections::BTreeSet<(&'a PurposeName, &'a DataClass)> {
    lists
        .flat_map(|(purposes, classes)| {
            purposes
                .iter()
                .flat_map(move |p| classes.iter().map(move |c| (p, c)))
        })
        .collect()
}

/// The same union in fewer rectangles: use windows that touch are joined where all else is equal,
/// and a rectangle inside another goes. Ordered.
pub(super) fn fewest(mut grants: Vec<Grant>) -> Vec<Grant> {
    grants.sort();
    let same_tag = |a: &Grant, b: &Grant| a.purpose == b.purpose && a.class == b.class;
    let mut fewest = Vec::with_capacity(grants.len());
    for tag in grants.chunk_by(same_tag) {
        let joined = joined_in_use(tag);
        for (i, grant) in joined.iter().enumerate() {
            // Of two equal rectangles the first stays.
            let inside = |(j, other): (usize, &Grant)| {
                j != i && contains(other, grant) && (j < i || !contains(grant, other))
            };
            if !joined.iter().enumerate().any(inside) {
                fewest.push(grant.clone());
            }
        }
    }
    fewest.sort();
    fewest
}

/// The grants come ordered by `from`.
fn joined_in_use(grants: &[Grant]) -> Vec<Grant> {
    let mut joined: Vec<Grant> = Vec::new();
    for grant in grants {
        let touching = joined
            .iter_mut()
            .find(|earlier| grant.from <= earlier.until && same_but_use(earlier, grant));
        match touching {
            Some(earlier) => earlier.until = earlier.until.max(grant.until),
            None => joined.push(grant.clone()),
        }
    }
    joined
}

fn same_but_use(a: &Grant, b: &Grant) -> bool {
    (a.since, a.to, &a.acts, &a.recipients, &a.countries)
        == (b.since, b.to, &b.acts, &b.recipients, &b.countries)
        && (&a.only_as, &a.only_under, a.permits_before)
            == (&b.only_as, &b.only_under, b.permits_before)
        && (&a.form, &a.item) == (&b.form, &b.item)
}

fn contains(outer: &Grant, inner: &Grant) -> bool {
    outer.from <= inner.from
        && inner.until <= outer.until
        && outer.since <= inner.since
        && inner.to <= outer.to
        && inner.acts.iter().all(|act| outer.acts.contains(act))
        && inner
            .recipients
            .iter()
            .all(|kind| outer.recipients.contains(kind))
        && inner
            .countries
            .iter()
            .all(|country| outer.countries.contains(country))
        && (outer.only_as.is_none() || outer.only_as == inner.only_as)
        && outer
            .permits_before
            .is_none_or(|outer| inner.permits_before.is_some_and(|inner| inner <= outer))
        && (outer.only_under.is_empty()
            || !inner.only_under.is_empty()
                && inner
                    .only_under
                    .iter()
                    .all(|basis| outer.only_under.contains(basis)))
}
