//! The law has dates: which version of a standard, a preset or a basis holds on which day, and
//! whether a study or a delivery has one on each of its days.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::law::{Days, Force, Rests, Validity, Version, first_gap};
use sekisho_model::policy::{Delivery, Study};
use sekisho_model::profile::Profile;
use sekisho_model::release::Release;
use sekisho_model::{Day, Origin};
use sekisho_syntax::Parse;
use sekisho_syntax::ast::{Access, Item, LawLines, Name};

use super::leaving::Leaving;
use super::release::tighten;
use super::{Analyzer, open};
use crate::problem::law as problems;

/// No chain of predecessors is followed further.
const VERSIONS_MAX: usize = 64;

impl Analyzer<'_> {
    /// The days that the lines of one declaration state.
    pub fn validity(&mut self, law: &LawLines) -> Validity {
        let force = law.force.as_ref().map(|(force, _)| *force);
        if let Some((Force::Between { from, until }, at)) = &law.force
            && until.is_some_and(|until| until < *from)
        {
            self.say(problems::dates_contradict(at.clone()));
        }
        let ends = matches!(force, Some(Force::Between { until: Some(_), .. }));
        if let Some(at) = &law.running
            && !ends
        {
            self.say(problems::dates_contradict(at.clone()));
        }
        Validity {
            force: force.unwrap_or_default(),
            replaces: law.replaces.as_ref().map(|name| name.text.clone()),
            running_stay: law.running.is_some() && ends,
        }
    }

    /// Every `replaces` leads to an earlier declaration of its kind.
    pub fn predecessors(&mut self, parses: &[&Parse]) {
        let mut said: Vec<(Name, &'static str, String)> = Vec::new();
        self.each(parses, |_, item| {
            let (kind, name, law) = match item {
                Item::Standard(s) => ("standard", &s.name, &s.law),
                Item::Preset(p) => ("preset", &p.name, &p.law),
                Item::Basis(b) => ("basis", &b.name, &b.law),
                _ => return,
            };
            let replaces = law.replaces.clone();
            said.extend(replaces.map(|old| (old, kind, name.text.clone())));
        });
        let next: BTreeMap<(&str, &str), &str> = said
            .iter()
            .map(|(old, kind, name)| ((*kind, name.as_str()), old.text.as_str()))
            .collect();
        let broken = said.iter().filter(|(old, kind, name)| {
            let mut seen = BTreeSet::from([name.as_str()]);
            let mut at = Some(old.text.as_str());
            while let Some(here) = at {
                if !seen.insert(here) {
                    return true;
                }
                at = next.get(&(*kind, here)).copied();
            }
            !self.is_declared(kind, &old.text)
        });
        let broken: Vec<Name> = broken.map(|(old, ..)| old.clone()).collect();
        for old in broken {
            self.say(problems::unknown_predecessor(old.origin, &old.text));
        }
    }

    fn is_declared(&self, kind: &str, name: &str) -> bool {
        match kind {
            "standard" => self.standards.contains_key(name),
            "preset" => self.presets.contains_key(name),
            _ => self.policy.basis(name).is_some(),
        }
    }

    /// What a profile rests on day by day: what it names, and each version before and after it that
    /// it meets too.
    pub fn rests(&mut self, profile: &Profile, leaving: &[Leaving]) -> Vec<Rests> {
        let standards: BTreeMap<String, Validity> = self
            .standards
            .iter()
            .map(|(name, standard)| (name.clone(), standard.validity.clone()))
            .collect();
        let presets: BTreeMap<String, Validity> = self
            .presets
            .iter()
            .map(|(name, preset)| (name.clone(), preset.validity.clone()))
            .collect();
        let mut rests = Vec::new();
        for named in &profile.satisfies {
            let family = family(&standards, named);
            let met = family.into_iter().filter(|name| {
                name == named || self.meets(profile, (named.as_str(), name.as_str()), leaving)
            });
            rests.push(resting(named, met.collect(), &standards));
        }
        for named in &profile.release.presets {
            let family = family(&presets, named);
            let met = family
                .into_iter()
                .filter(|name| name == named || self.covers(&profile.release, name));
            rests.push(resting(named, met.collect(), &presets));
        }
        rests.retain(|rests| !rests.is_always());
        rests.dedup_by(|one, other| one.on == other.on);
        rests
    }

    /// Asked in silence: what is missing is no problem of the profile, which names another version.
    fn meets(
        &mut self,
        profile: &Profile,
        (named, name): (&str, &str),
        leaving: &[Leaving],
    ) -> bool {
        let Some(standard) = self.standards.get(name).cloned() else {
            return false;
        };
        let said = self.problems.len();
        let at = Name {
            text: standard.name.clone(),
            origin: profile.origin.clone(),
        };
        self.prove(profile, &standard, leaving, &at);
        let met = self.problems.len() == said;
        self.problems.truncate(said);
        if met && let Some(there) = self.standards.get(named).map(|s| s.origin.clone()) {
            self.references.note(&there, &standard.origin);
        }
        met
    }

    fn covers(&self, release: &Release, name: &str) -> bool {
        self.presets.get(name).is_some_and(|preset| {
            let mut own = release.clone();
            let laxer = tighten(&preset.release, &mut own);
            own.presets.clone_from(&release.presets);
            laxer.is_empty() && own == *release
        })
    }

    /// Each study's profiles, and each delivery's basis, on each of their days.
    pub fn law_of_the_day(&mut self, parses: &[&Parse]) {
        let mut asked: BTreeSet<(String, String)> = BTreeSet::new();
        self.each(parses, |a, item| match item {
            Item::Access(access) => a.profiles_in_force(access, &mut asked),
            Item::Deliver(deliver) => {
                let found = a.policy.delivery(&deliver.name.text).cloned();
                if let (Some(found), Some(basis)) = (found, &deliver.basis) {
                    a.basis_in_force(&found, basis);
                }
            }
            _ => {}
        });
    }

    fn profiles_in_force(&mut self, access: &Access, asked: &mut BTreeSet<(String, String)>) {
        let Some(study) = self.policy.study(&access.study.text).cloned() else {
            return;
        };
        for rule in &access.rules {
            let Some(at) = &rule.profile else { continue };
            let Some(profile) = self.policy.profile(&at.text).cloned() else {
                continue;
            };
            if !asked.insert((study.name.to_string(), profile.name.to_string())) {
                continue;
            }
            for rests in &profile.rests {
                let days = rests.days(&study.runs());
                self.in_force(&at.origin, &rests.on, &days, whole(&study), None);
            }
        }
    }

    fn basis_in_force(&mut self, delivery: &Delivery, at: &Name) {
        let study = self.policy.study(delivery.study.as_str()).cloned();
        let basis = self.policy.basis(&at.text).cloned();
        let (Some(study), Some(basis)) = (study, basis) else {
            return;
        };
        let before = delivery.before.map(|day| Day(day.0.saturating_sub(1)));
        let every = delivery.every.as_ref().map(|every| every.until);
        let until = before.or(every).or(open::last_day(&study));
        let of = Days {
            until,
            ..whole(&study)
        };
        let days: Vec<Days> = basis.validity.days(&study.runs()).into_iter().collect();
        self.in_force(
            &at.origin,
            basis.name.as_str(),
            &days,
            of,
            Some(basis.origin),
        );
    }

    fn in_force(
        &mut self,
        at: &Origin,
        name: &str,
        days: &[Days],
        of: Days,
        there: Option<Origin>,
    ) {
        if !days.iter().any(|days| days.meets(of)) {
            self.say(problems::never_in_force(at.clone(), name, there));
            return;
        }
        // Before the first of its days nothing passes, and nothing that passed comes to an end.
        let first = days.iter().map(|days| days.from).min().flatten();
        let of = Days {
            from: of.from.max(first),
            ..of
        };
        if let Some(gap) = first_gap(days, of) {
            let next = self.next_version(name);
            self.say(problems::law_changes(
                at.clone(),
                name,
                (gap, of.until),
                next.as_deref(),
            ));
        }
    }

    fn next_version(&self, name: &str) -> Option<String> {
        let follows = |validity: &Validity| validity.replaces.as_deref() == Some(name);
        let standards = self.standards.values().map(|s| (&s.name, &s.validity));
        let presets = self.presets.iter().map(|(name, p)| (name, &p.validity));
        let found = standards.chain(presets).find(|(_, v)| follows(v));
        let mut bases = self.policy.bases.iter();
        let basis = || {
            let basis = bases.find(|basis| follows(&basis.validity));
            basis.map(|basis| basis.name.to_string())
        };
        found.map(|(name, _)| name.clone()).or_else(basis)
    }
}

fn whole(study: &Study) -> Days {
    Days {
        from: study.runs().iter().filter_map(|days| days.from).min(),
        until: open::last_day(study),
    }
}

fn resting(named: &str, met: Vec<String>, of: &BTreeMap<String, Validity>) -> Rests {
    let versions = met.into_iter().filter_map(|name| {
        let validity = of.get(&name)?.clone();
        Some(Version { name, validity })
    });
    Rests {
        on: named.to_owned(),
        versions: versions.collect(),
    }
}

/// The versions before and after the one that is named, and itself: the earliest first.
fn family(of: &BTreeMap<String, Validity>, named: &str) -> Vec<String> {
    let mut found = vec![named.to_owned()];
    while found.len() < VERSIONS_MAX
        && let Some(old) = of.get(&found[0]).and_then(|v| v.replaces.clone())
        && !found.contains(&old)
    {
        found.insert(0, old);
    }
    let mut at = 0;
    while at < found.len() && found.len() < VERSIONS_MAX {
        let here = &found[at];
        let later = of
            .iter()
            .filter(|(name, v)| v.replaces.as_ref() == Some(here) && !found.contains(name))
            .map(|(name, _)| name.clone());
        let later: Vec<String> = later.collect();
        found.extend(later);
        at += 1;
    }
    found
}
