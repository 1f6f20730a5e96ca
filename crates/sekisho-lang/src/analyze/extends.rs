//! `profile A extends B`: statement by statement, and only ever tighter.

mod blocks;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::Origin;
use sekisho_model::profile::{Profile, Trust, Unlisted};
use sekisho_model::remains::Remains;
use sekisho_model::standard::Reach;
use sekisho_syntax::Parse;
use sekisho_syntax::ast::{self, Item, ReleaseLines};

use self::blocks::{merge, merge_blocks};
use super::leaving::{FHIR, Leaving};
use super::names::Scope;
use super::release::{place_of, tighten};
use super::{Analyzer, Kind};
use crate::problem::profile as problems;

fn names_of(trusts: &[Trust]) -> impl Iterator<Item = &String> {
    let systems = trusts.iter().flat_map(|trust| &trust.systems);
    systems.flat_map(|system| &system.names)
}

/// The places of profiles as they are gone through: each once, whatever the length of a chain.
struct Order {
    bases_first: Vec<usize>,
    in_circles: Vec<usize>,
}

impl Order {
    fn of<'p>(profiles: impl Iterator<Item = &'p ast::Profile>) -> Self {
        let profiles: Vec<&ast::Profile> = profiles.collect();
        let mut open: BTreeMap<&str, usize> = BTreeMap::new();
        for profile in &profiles {
            *open.entry(&profile.name.text).or_default() += 1;
        }
        let mut waiting: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut ready = Vec::new();
        for (place, profile) in profiles.iter().enumerate() {
            let base = profile.extends.as_ref().map(|base| base.text.as_str());
            match base.filter(|base| open.contains_key(base)) {
                Some(base) => waiting.entry(base).or_default().push(place),
                None => ready.push(place),
            }
        }
        let mut bases_first = Vec::new();
        while !ready.is_empty() {
            let mut next = Vec::new();
            for place in ready {
                bases_first.push(place);
                let name = profiles[place].name.text.as_str();
                let left = open.get_mut(name).expect("it was counted");
                *left -= 1;
                if *left == 0 {
                    next.extend(waiting.remove(name).unwrap_or_default());
                }
            }
            next.sort_unstable();
            ready = next;
        }
        let mut in_circles: Vec<usize> = waiting.into_values().flatten().collect();
        in_circles.sort_unstable();
        Self {
            bases_first,
            in_circles,
        }
    }
}

impl Analyzer<'_> {
    /// Every profile, the one that is extended before the one that extends it.
    pub fn profiles(&mut self, parses: &[&Parse]) {
        let mut open: Vec<(Scope, &ast::Profile)> = Vec::new();
        for parse in parses {
            for item in &parse.file.items {
                if let Item::Profile(profile) = item {
                    open.push((Scope::of(&parse.file), profile));
                }
            }
        }
        let written: BTreeMap<&Origin, &ast::Profile> =
            open.iter().map(|(_, p)| (&p.origin, *p)).collect();
        let order = Order::of(open.iter().map(|(_, profile)| *profile));
        for place in order.bases_first {
            let (scope, profile) = open[place].clone();
            self.here = scope;
            let base = profile.extends.as_ref();
            let base = base.and_then(|base| self.resolve(Kind::Profile, base));
            let base = base.and_then(|name| self.policy.profile(&name).cloned());
            let base = base.map(|base| Base {
                written: written.get(&base.origin).copied(),
                profile: base,
            });
            self.profile(profile, base.as_ref());
        }
        for place in order.in_circles {
            let (scope, profile) = open[place].clone();
            self.here = scope;
            let at = profile.extends.as_ref().map_or(&profile.name, |base| base);
            self.say(problems::extends_circle(
                at.origin.clone(),
                &profile.name.text,
            ));
            self.profile(profile, None);
        }
    }

    /// Fills what the profile leaves unsaid from its base; says where it is laxer.
    pub fn extend(&mut self, base: &Base<'_>, own: &mut Profile, written: &ast::Profile) {
        let mut laxer = self.settings(base, own, written);
        let (from, blank) = (&base.profile, ReleaseLines::default());
        let base_lines = base.written.and_then(|w| w.release.as_ref());
        let lines = written.release.as_ref().unwrap_or(&blank);
        for what in tighten(&from.release, &mut own.release) {
            laxer.push(Laxer {
                at: place_of(lines, what).unwrap_or_else(|| written.origin.clone()),
                what: what.to_owned(),
                base_at: base_lines.and_then(|lines| place_of(lines, what)),
            });
        }
        let before = self.leaving(from);
        let wrote_fhir = own.fhir.is_some();
        if let Some(rules) = &from.fhir {
            merge(&rules.rules, &mut own.fhir.get_or_insert_default().rules);
        }
        laxer.extend(merge_blocks(&from.blocks, &mut own.blocks, written));
        laxer.extend(self.fields_laxer(from, &before, own, wrote_fhir));
        let mut said = BTreeSet::new();
        laxer.retain(|line| said.insert((line.at.clone(), line.what.clone())));
        for Laxer { at, what, base_at } in laxer {
            let base_at = base_at.unwrap_or_else(|| from.origin.clone());
            self.say(problems::loosens(at, &what, from.name.as_str(), base_at));
        }
    }

    /// The lines that a profile has once.
    fn settings(&self, base: &Base<'_>, own: &mut Profile, written: &ast::Profile) -> Vec<Laxer> {
        let from = &base.profile;
        let mut laxer = Vec::new();
        match &written.unlisted {
            None => own.unlisted = from.unlisted,
            Some((Unlisted::Drop, at)) if from.unlisted == Unlisted::Stop => {
                let line = base.written.and_then(|w| w.unlisted.as_ref());
                laxer.push(Laxer::new(at, "unlisted", line.map(|(_, at)| at)));
            }
            Some(_) => {}
        }
        if written.trusts.is_empty() {
            own.trusts.clone_from(&from.trusts);
        }
        let known: BTreeSet<&String> = names_of(&from.trusts).collect();
        for trust in &own.trusts {
            if names_of(std::slice::from_ref(trust)).any(|name| !known.contains(name)) {
                laxer.push(Laxer::new(&trust.origin, "trust", None));
            }
        }
        match &written.key {
            None => {
                own.scope = from.scope.clone();
                own.key_fate = from.key_fate;
                own.key.clone_from(&from.key);
            }
            Some(line)
                if Reach::of(&own.scope) > Reach::of(&from.scope)
                    || own.key_fate < from.key_fate =>
            {
                let base_line = base.written.and_then(|w| w.key.as_ref());
                laxer.push(Laxer::new(
                    &line.origin,
                    "key",
                    base_line.map(|l| &l.origin),
                ));
            }
            Some(_) => own.key = own.key.take().or_else(|| from.key.clone()),
        }
        match &written.shift_days_max {
            None => own.shift_days_max = from.shift_days_max,
            Some((days, at)) if from.shift_days_max.is_some_and(|old| *days < old) => {
                let line = base.written.and_then(|w| w.shift_days_max.as_ref());
                laxer.push(Laxer::new(at, "dates shift", line.map(|(_, at)| at)));
            }
            Some(_) => {}
        }
        date_lines(from, own, written, &mut laxer);
        laxer
    }

    /// Fields of which more leaves than under the base. A base without any block is about the
    /// release alone and leaves the fields to who extends it.
    fn fields_laxer(
        &self,
        base: &Profile,
        before: &[Leaving],
        own: &Profile,
        wrote_fhir: bool,
    ) -> Vec<Laxer> {
        if base.fhir.is_none() && base.blocks.is_empty() {
            return Vec::new();
        }
        let key = |f: &Leaving| (f.block.clone(), f.field.clone());
        let old: BTreeMap<_, &Leaving> = before.iter().map(|f| (key(f), f)).collect();
        let mut said = BTreeSet::new();
        let mut laxer = Vec::new();
        if wrote_fhir && base.fhir.is_none() {
            said.insert(FHIR.to_owned());
            laxer.extend(
                own.fhir
                    .iter()
                    .flat_map(|f| &f.rules)
                    .take(1)
                    .map(|rule| Laxer {
                        at: rule.origin.clone(),
                        what: FHIR.to_owned(),
                        base_at: None,
                    }),
            );
        }
        for block in &own.blocks {
            let title = block.modality.title();
            if !base.blocks.iter().any(|b| b.modality.title() == title) {
                laxer.push(Laxer::new(&block.origin, &title, None));
                said.insert(title);
            }
        }
        for field in self.leaving(own) {
            let was = old.get(&key(&field));
            let remained = was.map_or(&Remains::Nothing, |f| &f.remains);
            if said.contains(&field.block) || !field.remains.is_more_than(remained) {
                continue;
            }
            if said.insert(format!("{} {}", field.origin, field.selector)) {
                let base_at = was.map(|f| f.origin.clone());
                laxer.push(Laxer {
                    at: field.origin.clone(),
                    what: field.selector.clone(),
                    base_at: base_at.or_else(|| dropped_at(base, &field)),
                });
            }
        }
        laxer
    }
}

/// A profile that another extends: as it was checked, and as it was written.
pub struct Base<'p> {
    pub profile: Profile,
    pub written: Option<&'p ast::Profile>,
}

/// A line that is laxer than the base's, and where the base says it.
struct Laxer {
    at: Origin,
    what: String,
    base_at: Option<Origin>,
}

impl Laxer {
    fn new(at: &Origin, what: &str, base_at: Option<&Origin>) -> Self {
        Self {
            at: at.clone(),
            what: what.to_owned(),
            base_at: base_at.cloned(),
        }
    }
}

/// Placeholders add up; an element whose dates or numbers leave is one of the base's.
fn date_lines(from: &Profile, own: &mut Profile, written: &ast::Profile, laxer: &mut Vec<Laxer>) {
    own.dates.placeholders.extend(&from.dates.placeholders);
    let lines = [
        (
            &mut own.dates.shared,
            &from.dates.shared,
            &written.dates.shared,
            "shared dates",
        ),
        (
            &mut own.dates.numbers,
            &from.dates.numbers,
            &written.dates.numbers,
            "plain numbers",
        ),
    ];
    for (own, from, written, what) in lines {
        if written.is_empty() {
            own.clone_from(from);
        }
        let more = written.iter().filter(|name| !from.contains(&name.text));
        laxer.extend(more.map(|name| Laxer::new(&name.origin, what, None)));
    }
}

/// Where the base says that nothing of a field leaves: its rule, else the block that names it not.
fn dropped_at(base: &Profile, field: &Leaving) -> Option<Origin> {
    let block = base
        .blocks
        .iter()
        .find(|b| b.modality.title() == field.block)?;
    let rule = block.rules.iter().find(|rule| {
        rule.selectors
            .iter()
            .any(|s| s.to_string() == field.selector)
    });
    Some(rule.map_or(&block.origin, |rule| &rule.origin).clone())
}
