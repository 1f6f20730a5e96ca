//! How an item came into force: who had to agree, from when, and until when at the latest.

use super::ages::Ages;
use super::history::{Author, History, Narrowing, Signature};
use super::{AfterDeath, Form, Item, Minor};
use crate::{DataClass, Instant, ItemName, PurposeName};

/// One yes that counts: a signature, or a proxy's signature together with the child's own word.
pub(super) struct Agreement<'a> {
    pub form: &'a Form,
    pub item: &'a Item,
    parts: Vec<Part>,
    pub from: Instant,
    /// The latest end, before anything that was taken back.
    pub until: Instant,
}

#[derive(Clone, Copy)]
struct Part {
    author: Author,
    at: Instant,
    signature: bool,
}

impl Agreement<'_> {
    /// Where it is in force for one purpose and class: until the first no that it does not answer.
    pub fn window(&self, history: &History, purpose: &PurposeName, class: &DataClass) -> (Instant, Instant) {
        let hits = |no: &&Narrowing| no.hits(purpose, class);
        (self.from, self.until.min(self.first_unanswered(history.narrowings.iter().filter(hits))))
    }

    fn first_unanswered<'n>(&self, nos: impl Iterator<Item = &'n Narrowing<'n>>) -> Instant {
        let unanswered = nos.filter(|no| no.reaches(self.form) && !self.answers(no));
        unanswered.map(|no| no.at).min().unwrap_or(Instant::MAX)
    }

    /// A later yes answers a no, but only from whoever said it: a proxy never overrules the
    /// person, nor the child's assent a parent. A person who signs alone overrules everybody.
    fn answers(&self, no: &Narrowing) -> bool {
        let has_proxy = self.parts.iter().any(|part| part.author == Author::Proxy);
        let may_answer = |part: &&Part| match no.author {
            Author::Person => part.author == Author::Person,
            Author::Proxy if has_proxy => part.author == Author::Proxy,
            Author::Proxy => part.author == Author::Person,
            Author::Bereaved => true,
        };
        self.parts.iter().filter(may_answer).any(|part| part.at > no.at)
    }
}

/// Every agreement to one item, with its bounds by age, expiry, re-consent and death.
pub(super) fn agreements<'a>(form: &'a Form, item: &'a Item, world: &World<'_, 'a>) -> Vec<Agreement<'a>> {
    let history = world.history;
    let signed = |s: &&Signature| *s.form == form.name && s.items.contains(&item.name);
    let signatures: Vec<&Signature> = history.signatures.iter().filter(signed).collect();
    let mut found: Vec<(Vec<Part>, Instant)> = Vec::new();
    for signature in &signatures {
        let part = Part::signature(signature);
        match (signature.author, &form.minor) {
            (Author::Bereaved, _) if !world.dead_by(signature.at) => {}
            (Author::Bereaved, _) | (_, None) => found.push((vec![part], Instant::MAX)),
            (Author::Person, Some(minor)) if signature.at < world.ages.bands(minor).adult => {}
            (Author::Person, Some(_)) => found.push((vec![part], Instant::MAX)),
            (Author::Proxy, Some(minor)) => for_a_minor(part, form, &signatures, world, minor, &mut found),
        }
    }
    let bounded = found.into_iter().map(|(parts, until)| bounded(form, item, world, parts, until));
    bounded.filter(|agreement| agreement.from < agreement.until).collect()
}

/// What a proxy's signature brings about at each age, alone and with the child's own word.
fn for_a_minor(
    proxy: Part,
    form: &Form,
    signatures: &[&Signature],
    world: &World,
    minor: &Minor,
    found: &mut Vec<(Vec<Part>, Instant)>,
) {
    let bands = world.ages.bands(minor);
    if proxy.at >= bands.own {
        return;
    }
    let until_joint = bands.joint.min(bands.end);
    found.push((vec![proxy], bands.assent.min(until_joint)));
    let assents = world.history.assents.iter().filter(|(name, at)| **name == form.name && *at < bands.own);
    for (_, at) in assents {
        let assent = Part { author: Author::Person, at: *at, signature: false };
        found.push((vec![proxy, assent], until_joint));
    }
    // A child's own signature is at least an assent, and from the joint age the consent asked for.
    for own in signatures.iter().filter(|s| s.author == Author::Person && s.at < bands.own) {
        let until = if own.at >= bands.joint { bands.end } else { until_joint };
        found.push((vec![proxy, Part::signature(own)], until));
    }
}

impl Part {
    fn signature(signature: &Signature) -> Self {
        Self { author: signature.author, at: signature.at, signature: true }
    }
}

fn bounded<'a>(form: &'a Form, item: &'a Item, world: &World, parts: Vec<Part>, until: Instant) -> Agreement<'a> {
    let agreed = parts.iter().map(|part| part.at).max().unwrap_or(Instant::MAX);
    let signed = parts.iter().filter(|part| part.signature).map(|part| part.at).min();
    let expiry = form.expires.zip(signed).map_or(Instant::MAX, |(length, signed)| length.after(signed, world.ages.zone));
    let death = match form.after_death {
        AfterDeath::Stop => world.ages.death.unwrap_or(Instant::MAX),
        AfterDeath::Keep | AfterDeath::KeepUnlessObjected => Instant::MAX,
    };
    let from = agreed.max(world.ages.zone.midnight(form.effective));
    let until = until.min(expiry).min(death).min(world.reconsent_deadline(form));
    Agreement { form, item, parts, from, until }
}

/// Everything the bounds are read from.
pub(super) struct World<'h, 'a> {
    pub history: &'h History<'a>,
    pub ages: Ages,
    pub forms: &'a [Form],
}

impl<'a> World<'_, 'a> {
    fn dead_by(&self, moment: Instant) -> bool {
        let day = |instant| self.ages.zone.day_of(instant);
        self.ages.death.is_some_and(|death| day(death) <= day(moment))
    }

    /// The earliest day by which a newer form, replacing this one directly or through others, had
    /// to be signed and was not. Someone who died before it was not asked.
    fn reconsent_deadline(&self, form: &Form) -> Instant {
        let zone = self.ages.zone;
        let missed = |newer: &Form| {
            let within = newer.replaces.as_ref()?.within?;
            let deadline = within.after(zone.midnight(newer.effective), zone);
            let signed = self.history.signatures.iter().any(|s| *s.form == newer.name && s.at <= deadline);
            (self.replaces(newer, form) && !signed && !self.ages.died_before(deadline)).then_some(deadline)
        };
        self.forms.iter().filter_map(missed).min().unwrap_or(Instant::MAX)
    }

    fn replaces(&self, newer: &Form, older: &Form) -> bool {
        let previous = |form: &&'_ Form| {
            let name = &form.replaces.as_ref()?.form;
            self.forms.iter().find(|f| f.name == *name)
        };
        let chain = std::iter::successors(Some(newer), |form| previous(form));
        chain.skip(1).take(self.forms.len()).any(|form| form.name == older.name)
    }

    /// When an item stood, as disjoint spans: what another item may require.
    fn standing(&self, form: &'a Form, item: &'a Item, depth: usize) -> Vec<(Instant, Instant)> {
        let mut spans = Vec::new();
        for agreement in agreements(form, item, self) {
            let bound = self.required_until(&agreement, depth);
            spans.extend(self.spans_of(&agreement).into_iter().map(|(from, until)| (from, until.min(bound))));
        }
        joined(spans)
    }

    fn spans_of(&self, agreement: &Agreement) -> Vec<(Instant, Instant)> {
        let item = agreement.item;
        if item.purposes.is_empty() || item.classes.is_empty() {
            let named = self.history.narrowings.iter().filter(|no| no.names(agreement.form, item));
            return vec![(agreement.from, agreement.until.min(agreement.first_unanswered(named)))];
        }
        let pairs = item.purposes.iter().flat_map(|p| item.classes.iter().map(move |c| (p, c)));
        pairs.map(|(purpose, class)| agreement.window(self.history, purpose, class)).collect()
    }

    /// Where the item this one `requires` is first lost after the agreement began; at once where
    /// it did not stand then, is unknown, or the chain of requirements closes on itself.
    pub fn required_until(&self, agreement: &Agreement<'a>, depth: usize) -> Instant {
        let Some(name) = &agreement.item.requires else { return Instant::MAX };
        let Some(required) = find_item(agreement.form, name).filter(|_| depth > 0) else { return Instant::MIN };
        let spans = self.standing(agreement.form, required, depth - 1);
        let holding = spans.iter().find(|(from, until)| *from <= agreement.from && agreement.from < *until);
        holding.map_or(Instant::MIN, |(_, until)| *until)
    }
}

fn find_item<'a>(form: &'a Form, name: &ItemName) -> Option<&'a Item> {
    form.items.iter().find(|item| item.name == *name)
}

/// The union of half-open spans; spans that touch become one.
pub(super) fn joined(mut spans: Vec<(Instant, Instant)>) -> Vec<(Instant, Instant)> {
    spans.retain(|(from, until)| from < until);
    spans.sort();
    let mut union: Vec<(Instant, Instant)> = Vec::new();
    for (from, until) in spans {
        match union.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => union.push((from, until)),
        }
    }
    union
}
