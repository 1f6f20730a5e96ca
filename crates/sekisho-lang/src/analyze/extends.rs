//! `profile A extends B`: statement by statement, and only ever tighter.

use std::collections::BTreeMap;

use sekisho_model::Origin;
use sekisho_model::profile::{FieldRule, Profile, Unlisted};
use sekisho_model::remains::Remains;
use sekisho_model::standard::Reach;
use sekisho_syntax::Parse;
use sekisho_syntax::ast::{self, Item};

use super::names::Scope;
use super::regime::Leaving;
use super::release::tighten;
use super::{Analyzer, Kind};
use crate::problem::profile as problems;

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
        while !open.is_empty() {
            let waits = |profile: &ast::Profile| {
                profile
                    .extends
                    .as_ref()
                    .is_some_and(|base| open.iter().any(|(_, other)| other.name.text == base.text))
            };
            let (later, ready): (Vec<_>, Vec<_>) = open
                .iter()
                .cloned()
                .partition(|(_, profile)| waits(profile));
            if ready.is_empty() {
                for (scope, profile) in later {
                    self.here = scope;
                    let at = profile.extends.as_ref().map_or(&profile.name, |base| base);
                    self.say(problems::extends_circle(
                        at.origin.clone(),
                        &profile.name.text,
                    ));
                    self.profile(profile, None);
                }
                return;
            }
            for (scope, profile) in ready {
                self.here = scope;
                let base = profile
                    .extends
                    .as_ref()
                    .and_then(|base| self.resolve(Kind::Profile, base));
                let base = base.and_then(|name| self.policy.profile(&name).cloned());
                self.profile(profile, base);
            }
            open = later;
        }
    }

    /// Fills what the profile leaves unsaid from its base; says where it is laxer.
    pub fn extend(&mut self, base: &Profile, own: &mut Profile, written: &ast::Profile) {
        let place = |at: Option<&Origin>| at.unwrap_or(&written.origin).clone();
        let mut laxer: Vec<(Origin, &'static str)> = Vec::new();
        match &written.unlisted {
            None => own.unlisted = base.unlisted,
            Some((Unlisted::Drop, at)) if base.unlisted == Unlisted::Stop => {
                laxer.push((at.clone(), "unlisted"));
            }
            Some(_) => {}
        }
        match &written.key {
            None => {
                own.scope = base.scope.clone();
                own.key_fate = base.key_fate;
                own.key.clone_from(&base.key);
            }
            Some(line)
                if Reach::of(&own.scope) > Reach::of(&base.scope)
                    || own.key_fate < base.key_fate =>
            {
                laxer.push((line.origin.clone(), "key"));
            }
            Some(_) => own.key = own.key.take().or_else(|| base.key.clone()),
        }
        match &written.shift_days_max {
            None => own.shift_days_max = base.shift_days_max,
            Some((days, at)) if base.shift_days_max.is_some_and(|old| *days < old) => {
                laxer.push((at.clone(), "dates shift"));
            }
            Some(_) => {}
        }
        let release_at = written
            .release
            .as_ref()
            .and_then(|lines| lines.small_cells.as_ref().map(|(_, at)| at));
        for what in tighten(&base.release, &mut own.release) {
            laxer.push((place(release_at), what));
        }
        for (at, what) in laxer {
            self.say(problems::loosens(
                at,
                what,
                base.name.as_str(),
                base.origin.clone(),
            ));
        }
        if let Some(rules) = &base.fhir {
            let before = self.leaving(base);
            let mut merged = own.fhir.take().unwrap_or_default();
            merge(&rules.rules, &mut merged.rules);
            own.fhir = Some(merged);
            self.fields_tighten(base, &before, own);
        }
    }

    fn fields_tighten(&mut self, base: &Profile, before: &[Leaving], own: &Profile) {
        let old: BTreeMap<&str, &Leaving> = before.iter().map(|f| (f.field.as_str(), f)).collect();
        let mut said: Vec<(Origin, String)> = Vec::new();
        for field in self.leaving(own) {
            let was = old.get(field.field.as_str());
            let remained = was.map_or(&Remains::Nothing, |f| &f.remains);
            if !field.remains.is_more_than(remained) {
                continue;
            }
            let key = (field.origin.clone(), field.selector.clone());
            if said.contains(&key) {
                continue;
            }
            let at = was.map_or(&base.origin, |f| &f.origin).clone();
            self.say(problems::loosens(
                key.0.clone(),
                &key.1,
                base.name.as_str(),
                at,
            ));
            said.push(key);
        }
    }
}

/// The base's rules, without the selectors that the profile decides itself, then its own.
fn merge(base: &[FieldRule], own: &mut Vec<FieldRule>) {
    let mut merged = Vec::new();
    for rule in base {
        let mut rule = rule.clone();
        rule.selectors
            .retain(|s| !own.iter().any(|o| o.selectors.contains(s)));
        if !rule.selectors.is_empty() {
            merged.push(rule);
        }
    }
    merged.append(own);
    *own = merged;
}
