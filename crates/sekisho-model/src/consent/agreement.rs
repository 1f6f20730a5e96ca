//! How an item came into force: who had to agree, from when, and until when at the latest.

use super::history::{Author, History, Narrowing, Signature};
use super::world::World;
use super::{AfterDeath, Form, Incapacity, Item, Minor};
use crate::{DataClass, Instant, PurposeName};

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
    until: Instant,
}

impl Agreement<'_> {
    /// When each of its parts was said.
    pub fn moments(&self) -> impl Iterator<Item = Instant> {
        self.parts.iter().map(|part| part.at)
    }

    /// Where it is in force for one purpose and class: until the first no that it does not answer.
    pub fn window(
        &self,
        history: &History,
        purpose: &PurposeName,
        class: &DataClass,
    ) -> (Instant, Instant) {
        let hits = |no: &&Narrowing| no.hits(purpose, class);
        (
            self.from,
            self.until
                .min(self.first_unanswered(history.narrowings.iter().filter(hits))),
        )
    }

    /// The first no among these that no later yes of this agreement answers.
    pub fn first_unanswered<'n>(&self, nos: impl Iterator<Item = &'n Narrowing<'n>>) -> Instant {
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
        self.parts
            .iter()
            .filter(may_answer)
            .any(|part| part.at > no.at)
    }
}

/// Every agreement to one item, with its bounds by age, expiry, re-consent and death.
pub(super) fn agreements<'a>(
    form: &'a Form,
    item: &'a Item,
    world: &World<'_, 'a>,
) -> Vec<Agreement<'a>> {
    let history = world.history;
    let signed = |s: &&Signature| *s.form == form.name && s.items.contains(&item.name);
    let signatures: Vec<&Signature> = history.signatures.iter().filter(signed).collect();
    let mut found: Vec<(Vec<Part>, Instant)> = Vec::new();
    for signature in &signatures {
        let part = Part::signature(signature);
        match (signature.author, &form.minor) {
            (Author::Bereaved, _) if !world.dead_by(signature.at) => {}
            (Author::Bereaved, _) | (Author::Person, None) => {
                found.push((vec![part], Instant::MAX))
            }
            (Author::Person, Some(minor)) if signature.at < world.ages.bands(minor).adult => {}
            (Author::Person, Some(_)) => found.push((vec![part], Instant::MAX)),
            (Author::Proxy, minor) => {
                found.extend(for_the_incapable(part, form, world));
                match minor {
                    Some(minor) => for_a_minor(part, form, &signatures, world, minor, &mut found),
                    // A form that says nothing of either takes a proxy's word as it stands.
                    None if form.incapacity.is_none() => found.push((vec![part], Instant::MAX)),
                    None => {}
                }
            }
        }
    }
    let bounded = found
        .into_iter()
        .map(|(parts, until)| bounded(form, item, world, parts, until));
    bounded
        .filter(|agreement| agreement.from < agreement.until)
        .collect()
}

/// What a proxy's signature brings about for someone who can't judge when it is given: it stands
/// alone, whatever the age. It ends when they can judge again if the form says so, and where the
/// form's rules for minors take over again then.
fn for_the_incapable(proxy: Part, form: &Form, world: &World) -> Option<(Vec<Part>, Instant)> {
    let Some(Incapacity::Proxy { until_restored }) = form.incapacity else {
        return None;
    };
    let restored = world.history.incapable_until(proxy.at)?;
    let is_child = |minor: &Minor| proxy.at < world.ages.bands(minor).own;
    let ends = until_restored || form.minor.as_ref().is_some_and(is_child);
    Some((vec![proxy], if ends { restored } else { Instant::MAX }))
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
    let assents = world
        .history
        .assents
        .iter()
        .filter(|(name, at)| **name == form.name && *at < bands.own);
    for (_, at) in assents {
        let assent = Part {
            author: Author::Person,
            at: *at,
            signature: false,
            until: Instant::MAX,
        };
        found.push((vec![proxy, assent], until_joint));
    }
    // A child's own signature is at least an assent, and from the joint age the consent asked for.
    for own in signatures
        .iter()
        .filter(|s| s.author == Author::Person && s.at < bands.own)
    {
        let until = if own.at >= bands.joint {
            bands.end
        } else {
            until_joint
        };
        found.push((vec![proxy, Part::signature(own)], until));
    }
}

impl Part {
    fn signature(signature: &Signature) -> Self {
        Self {
            author: signature.author,
            at: signature.at,
            signature: true,
            until: signature.until,
        }
    }
}

fn bounded<'a>(
    form: &'a Form,
    item: &'a Item,
    world: &World,
    parts: Vec<Part>,
    until: Instant,
) -> Agreement<'a> {
    let agreed = parts
        .iter()
        .map(|part| part.at)
        .max()
        .unwrap_or(Instant::MAX);
    let signed = parts
        .iter()
        .filter(|part| part.signature)
        .map(|part| part.at)
        .min();
    let expiry = form
        .expires
        .zip(signed)
        .map_or(Instant::MAX, |(length, signed)| {
            length.after(signed, world.ages.zone)
        });
    let death = match form.after_death {
        AfterDeath::Stop => world.ages.death.unwrap_or(Instant::MAX),
        AfterDeath::Keep | AfterDeath::KeepUnlessObjected => Instant::MAX,
    };
    let from = agreed.max(world.ages.zone.midnight(form.effective));
    let stopped = match form.incapacity {
        Some(Incapacity::Stop) => world.history.first_incapable(from),
        Some(Incapacity::Proxy { .. }) | None => Instant::MAX,
    };
    let bound = parts.iter().map(|part| part.until).min();
    let until = until
        .min(bound.unwrap_or(Instant::MAX))
        .min(expiry)
        .min(death)
        .min(stopped)
        .min(world.reconsent_deadline(form));
    Agreement {
        form,
        item,
        parts,
        from,
        until,
    }
}
