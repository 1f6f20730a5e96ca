//! What a Consent says about the items of one form: for how long a yes, from when a no.
//!
//! A yes is never read wider than it was written, and a no never smaller. A permit counts where all
//! that narrows it is what the item says anyhow; a deny counts for the whole item, whomever or
//! whatever it singles out; and where nobody can tell what a deny is about, it blocks the permits
//! that it may be about, and says nothing else.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_exchange::fhir::consent::{Code, Consent, Effect, Provision};
use sekisho_model::consent::{CodeMeans, CodeWord, Form};
use sekisho_model::time::Precision;
use sekisho_model::{Day, Instant, Interval, ItemName, Text, Zone};

use super::aside;

/// A yes to one item, as long as it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub from: Instant,
    pub until: Option<Instant>,
}

/// A yes or a no, and by which provision it was said.
#[derive(Clone, Debug)]
pub(super) struct Said<T> {
    pub item: ItemName,
    pub what: T,
    pub provision: usize,
}

#[derive(Default)]
pub(super) struct Weighed {
    pub yes: Vec<Said<Span>>,
    /// From when, where that is said.
    pub no: Vec<Said<Option<Instant>>>,
    /// What was not taken, and why; each told once.
    pub aside: BTreeSet<(String, String)>,
}

/// How far a provision reaches, word by word, with all that it stands in.
#[derive(Clone)]
struct Reach {
    /// Named for certain by every element that names anything.
    surely: Vec<bool>,
    /// The same, where what nobody knows might be it.
    perhaps: Vec<bool>,
    /// Some code stands on the way.
    is_named: bool,
    /// An element on the way that narrows it and is no code.
    besides: Option<&'static str>,
    /// Every bound of its time on the way can be read.
    from: Option<Instant>,
    until: Option<Instant>,
    is_dated: bool,
    /// The last provision that stands within it.
    last: usize,
}

/// What one thing that a provision names is, to this form.
enum Meaning {
    Word(usize),
    Every,
    Nothing,
    Unknown,
}

pub(super) fn weigh(consent: &Consent, form: &Form, zone: Zone) -> Weighed {
    let words = Words::of(form);
    let mut weighed = Weighed::default();
    let reaches = words.reaches(consent, form, zone, &mut weighed.aside);
    for item in &form.items {
        let ways: Vec<Vec<usize>> = words.ways(form, &item.name);
        if !ways.is_empty() {
            weigh_item(&item.name, &ways, consent, &reaches, zone, &mut weighed);
        }
    }
    weighed
}

fn weigh_item(
    item: &ItemName,
    ways: &[Vec<usize>],
    consent: &Consent,
    reaches: &[Reach],
    zone: Zone,
    weighed: &mut Weighed,
) {
    let mut denies: Vec<(usize, Option<Instant>, Option<Instant>, bool)> = Vec::new();
    let mine: BTreeSet<usize> = ways.iter().flatten().copied().collect();
    for (n, (provision, reach)) in consent.provisions.iter().zip(reaches).enumerate() {
        // A rule that says neither yes nor no may be a no.
        let denies_it = match provision.effect {
            Some(Effect::Permit) => false,
            Some(Effect::Deny) => !is_default(consent, n, reach),
            None => n > 0,
        };
        if !denies_it {
            continue;
        }
        let is_deny = provision.effect.is_some();
        let surely = is_deny && mine.iter().any(|word| reach.surely[*word]);
        if !surely && !mine.iter().any(|word| reach.perhaps[*word]) {
            continue;
        }
        let from = reach.from.or_else(|| said(consent, zone));
        denies.push((n, from, reach.until, surely));
        if surely {
            if let Some(element) = reach.besides {
                weighed
                    .aside
                    .insert(aside::narrower_no(&provision.place, element));
            }
            weighed.no.push(Said {
                item: item.clone(),
                what: from,
                provision: n,
            });
        } else {
            weighed.aside.insert(aside::unknown_no(&provision.place));
        }
    }
    for way in ways {
        for (n, span) in permitted(way, consent, reaches, zone, &mut weighed.aside) {
            if let Some(span) = outlived(n, span, &denies, reaches) {
                weighed.yes.push(Said {
                    item: item.clone(),
                    what: span,
                    provision: n,
                });
            }
        }
    }
}

/// The root's deny is what holds where nothing else is said, and no word of the person; alone it is.
fn is_default(consent: &Consent, n: usize, reach: &Reach) -> bool {
    n == 0 && !reach.is_named && consent.provisions.len() > 1
}

/// Where all the codes of one way are permitted at once.
fn permitted(
    way: &[usize],
    consent: &Consent,
    reaches: &[Reach],
    zone: Zone,
    aside: &mut BTreeSet<(String, String)>,
) -> Vec<(usize, Span)> {
    let mut found: Option<Vec<(usize, Span)>> = None;
    for word in way {
        let mut spans = Vec::new();
        for (n, (provision, reach)) in consent.provisions.iter().zip(reaches).enumerate() {
            let permits = provision.effect == Some(Effect::Permit) && reach.is_named;
            if !permits || !reach.surely[*word] {
                continue;
            }
            if let Some(element) = reach.besides {
                aside.insert(aside::narrower_yes(&provision.place, element));
                continue;
            }
            let Some(from) = reach.from.or_else(|| said(consent, zone)) else {
                aside.insert(aside::undated_yes(&provision.place));
                continue;
            };
            if !reach.is_dated {
                aside.insert(aside::unread_period(&provision.place));
                continue;
            }
            spans.push((
                n,
                Span {
                    from,
                    until: reach.until,
                },
            ));
        }
        found = Some(match found {
            None => spans,
            Some(before) => both(&before, &spans),
        });
    }
    let mut found = found.unwrap_or_default();
    found.retain(|(_, span)| span.until.is_none_or(|until| span.from < until));
    found
}

fn both(these: &[(usize, Span)], those: &[(usize, Span)]) -> Vec<(usize, Span)> {
    let mut found: Vec<(usize, Span)> = Vec::new();
    for (n, a) in these {
        for (_, b) in those {
            let until = match (a.until, b.until) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            let from = a.from.max(b.from);
            let span = (*n, Span { from, until });
            if until.is_none_or(|until| from < until) && !found.contains(&span) {
                found.push(span);
            }
        }
        // Nobody signs one box a hundred times; what is left out is less.
        if found.len() > 100 {
            break;
        }
    }
    found
}

/// What is left of a yes beside the noes of the same Consent. A permit is an exception to the deny
/// it stands in, and to no other.
fn outlived(
    n: usize,
    mut span: Span,
    denies: &[(usize, Option<Instant>, Option<Instant>, bool)],
    reaches: &[Reach],
) -> Option<Span> {
    let mut denies: Vec<_> = denies
        .iter()
        .filter(|(deny, ..)| !(*deny < n && n <= reaches[*deny].last))
        .map(|(_, from, until, surely)| (from.unwrap_or(Instant::MIN), *until, *surely))
        .collect();
    denies.sort();
    for (from, until, surely) in denies {
        let begun = from <= span.from;
        if begun && until.is_none_or(|until| span.from < until) {
            span.from = until?;
        } else if !begun && !surely {
            span.until = Some(span.until.map_or(from, |until| until.min(from)));
        }
    }
    span.until
        .is_none_or(|until| span.from < until)
        .then_some(span)
}

/// The codes of one form, numbered.
struct Words<'f> {
    form: &'f Form,
    numbers: BTreeMap<CodeWord, usize>,
}

impl<'f> Words<'f> {
    fn of(form: &'f Form) -> Self {
        let mut numbers = BTreeMap::new();
        for code in &form.fhir.codes {
            if matches!(code.means, CodeMeans::Item(_)) {
                for word in code.words() {
                    let next = numbers.len();
                    numbers.entry(word).or_insert(next);
                }
            }
        }
        Self { form, numbers }
    }

    fn ways(&self, form: &Form, item: &ItemName) -> Vec<Vec<usize>> {
        let numbered = |words: Vec<CodeWord>| words.iter().map(|w| self.numbers[w]).collect();
        form.fhir.ways_to(item).map(numbered).collect()
    }

    fn meaning(&self, code: &Code) -> Meaning {
        let word = CodeWord::new(&code.system, &code.code);
        if let Some(number) = self.numbers.get(&word) {
            return Meaning::Word(*number);
        }
        let lines = &self.form.fhir.codes;
        let alone = lines.iter().find(|line| line.words() == [word.clone()]);
        match alone.map(|line| &line.means) {
            Some(CodeMeans::EveryItem) => Meaning::Every,
            Some(CodeMeans::Nothing) => Meaning::Nothing,
            _ if lines.iter().any(|line| line.takes_rest_of(&code.system)) => Meaning::Nothing,
            _ => Meaning::Unknown,
        }
    }

    fn reaches(
        &self,
        consent: &Consent,
        form: &Form,
        zone: Zone,
        aside: &mut BTreeSet<(String, String)>,
    ) -> Vec<Reach> {
        let all = vec![true; self.numbers.len()];
        let mut reaches: Vec<Reach> = Vec::with_capacity(consent.provisions.len());
        for (n, provision) in consent.provisions.iter().enumerate() {
            let mut reach = match provision.parent {
                Some(parent) => reaches[parent].clone(),
                None => Reach {
                    surely: all.clone(),
                    perhaps: all.clone(),
                    is_named: false,
                    besides: None,
                    from: None,
                    until: None,
                    is_dated: true,
                    last: 0,
                },
            };
            reach.last = n;
            self.narrow(&mut reach, provision, form, zone, aside);
            reaches.push(reach);
            let mut inside = provision.parent;
            while let Some(outer) = inside {
                reaches[outer].last = n;
                inside = consent.provisions[outer].parent;
            }
        }
        reaches
    }

    fn narrow(
        &self,
        reach: &mut Reach,
        provision: &Provision,
        form: &Form,
        zone: Zone,
        aside: &mut BTreeSet<(String, String)>,
    ) {
        for (element, things) in &provision.about {
            reach.is_named = true;
            let (mut surely, mut perhaps) = (
                vec![false; reach.surely.len()],
                vec![false; reach.surely.len()],
            );
            for thing in things {
                self.thing(thing, &mut surely, &mut perhaps, || {
                    aside.insert(aside::unknown_code(&provision.place, element));
                });
            }
            let both = |own: &mut Vec<bool>, with: &[bool]| {
                own.iter_mut()
                    .zip(with)
                    .for_each(|(own, with)| *own &= with);
            };
            both(&mut reach.surely, &surely);
            both(&mut reach.perhaps, &perhaps);
        }
        if let Some(element) = provision.besides.first() {
            reach.besides = reach.besides.or(Some(element));
        }
        if let Some(window) = &provision.collected
            && !is_within(form, window, zone)
        {
            reach.besides = reach.besides.or(Some("dataPeriod"));
        }
        let read = |text: &Option<String>| text.as_deref().map(|text| Interval::parse(text, zone));
        match read(&provision.start) {
            Some(None) => reach.is_dated = false,
            Some(Some(start)) => {
                reach.from = Some(reach.from.map_or(start.from, |from| from.max(start.from)));
            }
            None => {}
        }
        match read(&provision.end) {
            Some(None) => reach.is_dated = false,
            Some(Some(end)) => {
                let end = last_moment(&end);
                reach.until = Some(reach.until.map_or(end, |until| until.min(end)));
            }
            None => {}
        }
    }

    /// The codings of one thing are so many words for it. Where two of them mean different things
    /// here, nobody can tell which is meant.
    fn thing(
        &self,
        codings: &[Code],
        surely: &mut [bool],
        perhaps: &mut [bool],
        unknown: impl FnOnce(),
    ) {
        let mut words: Vec<usize> = Vec::new();
        let (mut every, mut nothing) = (false, false);
        for code in codings {
            match self.meaning(code) {
                Meaning::Word(word) => words.push(word),
                Meaning::Every => every = true,
                Meaning::Nothing => nothing = true,
                Meaning::Unknown => {}
            }
        }
        words.sort_unstable();
        words.dedup();
        match (&words[..], every, nothing) {
            ([word], false, _) => {
                surely[*word] = true;
                perhaps[*word] = true;
            }
            ([], true, _) => {
                surely.fill(true);
                perhaps.fill(true);
            }
            ([], false, true) => {}
            _ => {
                perhaps.fill(true);
                unknown();
            }
        }
    }
}

/// The item's data lie within the window, so that the window narrows nothing.
fn is_within(form: &Form, (start, end): &(Option<String>, Option<String>), zone: Zone) -> bool {
    let read = |text: &String| Interval::parse(text, zone);
    let starts = match start {
        None => true,
        Some(text) => read(text)
            .zip(form.collected_since)
            .is_some_and(|(start, since)| start.from <= zone.midnight(since)),
    };
    let ends = match end {
        None => true,
        Some(text) => read(text)
            .zip(form.collected_until)
            .is_some_and(|(end, until)| {
                zone.midnight(Day(until.0.saturating_add(1))) <= last_moment(&end)
            }),
    };
    starts && ends
}

/// A day is meant with all its hours, a moment with nothing after it.
fn last_moment(end: &Interval) -> Instant {
    match end.precision {
        Precision::Instant => end.from,
        _ => end.until,
    }
}

pub(super) fn said(consent: &Consent, zone: Zone) -> Option<Instant> {
    let said = Interval::parse(consent.said.as_deref()?, zone)?;
    Some(said.from)
}

impl Weighed {
    pub fn reasons(&self) -> impl Iterator<Item = Text> + '_ {
        self.aside
            .iter()
            .map(|(ja, en)| Text::new(ja.clone(), en.clone()))
    }
}
