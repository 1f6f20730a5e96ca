//! Profiles: every selector exists, every action fits, nothing is decided twice, nothing defaulted.

use std::borrow::Cow;

use sekisho_model::catalog::{Found, LookupError};
use sekisho_model::identity::Scope;
use sekisho_model::profile::{
    Action, FhirRules, FieldRule, Profile, Selector, Unlisted, ValueKind,
};
use sekisho_model::release::Release;
use sekisho_model::{Origin, ProfileName, Text};
use sekisho_syntax::ast::{self, FieldLine, FieldSelector, Name};

use super::extends::Base;
use super::{Analyzer, Kind};
use crate::problem::{fields as field_problems, profile as problems};

const SHIFT_DAYS_MAX: u32 = 3650;

impl Analyzer<'_> {
    pub fn profile(&mut self, profile: &ast::Profile, base: Option<&Base<'_>>) {
        if !self.names.is_first(Kind::Profile, &profile.name) {
            return;
        }
        self.profile_lacks(profile, base.is_some());
        if let Some((days, at)) = &profile.shift_days_max
            && (*days == 0 || *days > SHIFT_DAYS_MAX)
        {
            self.say(problems::shift_bound(at.clone()));
        }
        let release = match &profile.release {
            Some(lines) => self.release(lines, &profile.origin),
            None => Release::default(),
        };
        let shift = profile.shift_days_max.as_ref().map(|(days, _)| *days);
        let base_profile = base.map(|base| &base.profile);
        let shifting = with_shift_of(profile, base_profile);
        let fhir = profile
            .fhir
            .as_ref()
            .map(|block| self.fhir_rules(&shifting, block, base_profile));
        let key = profile.key.as_ref();
        let mut found = Profile {
            name: ProfileName::new(&profile.name.text),
            label: profile.label.clone(),
            satisfies: Vec::new(),
            regime: None,
            rests: Vec::new(),
            scope: key.map_or(Scope::Delivery, |line| line.scope.clone()),
            key_fate: key.map(|line| line.fate).unwrap_or_default(),
            key: key.and_then(|line| Some(line.key.as_ref()?.text.clone())),
            shift_days_max: shift,
            dates: self.date_terms(&profile.dates),
            unlisted: profile
                .unlisted
                .as_ref()
                .map_or(Unlisted::Drop, |(u, _)| *u),
            trusts: self.trusts(profile),
            release,
            fhir,
            blocks: self.field_blocks(&shifting),
            origin: profile.origin.clone(),
        };
        if let Some(base) = base {
            self.extend(base, &mut found, profile);
        }
        let leaving = self.leaving(&found);
        self.closed_numbers(&found, &leaving);
        self.raw_dates(&found, &leaving);
        self.outcomes(&found, &leaving);
        self.required_dropped(&found);
        self.modifiers(&found, &leaving);
        for standard in &profile.satisfies {
            self.satisfies(&mut found, standard, &leaving);
        }
        // What the base was proved to be must be proved of what became of it.
        for name in base_profile.iter().flat_map(|base| &base.satisfies) {
            let standard = Name {
                text: name.clone(),
                origin: profile
                    .extends
                    .as_ref()
                    .unwrap_or(&profile.name)
                    .origin
                    .clone(),
            };
            self.satisfies(&mut found, &standard, &leaving);
        }
        found.rests = self.rests(&found, &leaving);
        self.names_leave(&found, &leaving);
        found.dates.ages = self.age_limit(&found, &leaving);
        self.release_fits(&found, profile, &leaving);
        self.policy.profiles.push(found);
    }

    /// Nothing defaults: what a profile doesn't say, the one it extends must.
    fn profile_lacks(&mut self, profile: &ast::Profile, extends: bool) {
        let name = &profile.name;
        for (said, line) in [
            (profile.unlisted.is_some(), "unlisted"),
            (profile.key.is_some(), "key scope"),
        ] {
            if !said && !extends {
                self.say(problems::lacks(name.origin.clone(), &name.text, line));
            }
        }
    }

    fn fhir_rules(
        &mut self,
        profile: &ast::Profile,
        block: &ast::FhirBlock,
        base: Option<&Profile>,
    ) -> FhirRules {
        if block.version.text != "R4" {
            self.say(problems::fhir_version(
                block.version.origin.clone(),
                &block.version.text,
            ));
        }
        for term in &block.terms {
            let word = term.said.word();
            self.say(field_problems::line_elsewhere(
                term.origin.clone(),
                word,
                "fhir",
            ));
        }
        if block.rules.is_empty() {
            self.say(problems::no_rules(block.origin.clone(), &profile.name.text));
        }
        let mut seen: Vec<(String, Origin)> = Vec::new();
        let rules: Vec<FieldRule> = block
            .rules
            .iter()
            .filter_map(|line| self.field_rule(profile, line, &mut seen))
            .collect();
        let inherits = base.is_some_and(|base| base.fhir.is_some());
        if !inherits
            && !rules.is_empty()
            && !rules
                .iter()
                .any(|rule| rule.actions == [Action::Pseudonym] && rule.when.is_none())
        {
            self.say(problems::ids_unkeyed(
                block.origin.clone(),
                &profile.name.text,
            ));
        }
        FhirRules { rules }
    }

    fn field_rule(
        &mut self,
        profile: &ast::Profile,
        line: &FieldLine,
        seen: &mut Vec<(String, Origin)>,
    ) -> Option<FieldRule> {
        let actions = self.actions(line)?;
        self.shift_has_bound(line, &actions, profile);
        let mut selectors = Vec::new();
        for (selector, origin) in &line.selectors {
            let checked = (line, actions.as_slice());
            let Some((selector, key)) = self.fhir_selector(selector, checked, origin) else {
                continue;
            };
            match seen.iter().find(|(other, _)| *other == key) {
                Some((_, first)) => {
                    let problem = problems::rule_twice(origin.clone(), &key, first.clone());
                    self.say(problem);
                }
                None => seen.push((key, origin.clone())),
            }
            selectors.push(selector);
        }
        let when = line
            .when
            .as_ref()
            .and_then(|when| self.field_condition(when));
        (!selectors.is_empty() && !actions.is_empty()).then(|| FieldRule {
            selectors,
            actions,
            when,
            origin: line.origin.clone(),
        })
    }

    /// The selector, and itself in one spelling, if it names something and the actions fit it.
    fn fhir_selector(
        &mut self,
        selector: &FieldSelector,
        line: Checked<'_>,
        at: &Origin,
    ) -> Option<(Selector, String)> {
        let (selector, key) = match selector {
            FieldSelector::Extension(url) if url.contains(':') => {
                let key = format!("extension \"{url}\"");
                (Selector::Extension(url.clone()), Some(key))
            }
            FieldSelector::Extension(url) => {
                self.say(problems::extension_url(at.clone(), url));
                return None;
            }
            FieldSelector::Type(name) => (
                Selector::Type(name.clone()),
                self.type_selector(name, line, at),
            ),
            FieldSelector::Quoted(path) | FieldSelector::Named(path) => (
                Selector::Path(path.clone()),
                self.path_selector(path, line, at),
            ),
            FieldSelector::Tag { .. } | FieldSelector::Segment(_) => {
                self.say(field_problems::selector_elsewhere(
                    at.clone(),
                    "fhir",
                    "\"Patient.birthDate\" か type date",
                    "\"Patient.birthDate\" or type date",
                ));
                return None;
            }
        };
        key.map(|key| (selector, key))
    }

    fn type_selector(&mut self, name: &str, line: Checked<'_>, at: &Origin) -> Option<String> {
        let is_abstract = self
            .catalog
            .shape(name)
            .is_some_and(|(_, shape)| shape.is_abstract);
        if is_abstract || !(self.catalog.is_type(name) || self.catalog.is_resource(name)) {
            let near = sekisho_model::catalog::nearest(name, self.catalog.types().into_iter());
            self.say(problems::unknown_type(at.clone(), name, near));
            return None;
        }
        if self.catalog.primitive(name).is_some() {
            self.actions_fit(line, &format!("type {name}"), name);
        } else {
            self.no_condition(line, &format!("type {name}"), at);
        }
        Some(format!("type {name}"))
    }

    fn path_selector(&mut self, path: &str, line: Checked<'_>, at: &Origin) -> Option<String> {
        let catalog = self.catalog;
        let found = match catalog.lookup(path) {
            Ok(found) => found,
            Err(error) => {
                let (why, near) = why_unknown(path, &error);
                self.say(problems::unknown_path(at.clone(), path, &why, near));
                return None;
            }
        };
        if found.segments.steps.is_empty() {
            return self.type_selector(path, line, at);
        }
        if let [field] = found.fields.as_slice()
            && catalog.primitive(field.type_name).is_some()
        {
            self.actions_fit(line, &format!("\"{path}\""), field.type_name);
        } else {
            self.no_condition(line, &format!("\"{path}\""), at);
        }
        Some(spelling(&found))
    }

    /// Whether a whole stands or not must be the same for every patient, and a whole has no content
    /// that could be rounded or replaced.
    fn no_condition(&mut self, (line, actions): Checked<'_>, selector: &str, at: &Origin) {
        if let Some(action) = actions.iter().find(|action| action.works_on_one_value()) {
            self.say(field_problems::action_on_whole(
                at.clone(),
                action.word(),
                selector,
            ));
        }
        if line.when.is_some() {
            self.say(field_problems::when_on_whole(at.clone(), selector));
        }
    }

    fn actions_fit(&mut self, (line, actions): Checked<'_>, selector: &str, type_name: &str) {
        let whole = ValueKind::of_fhir(type_name);
        let mut kind = whole;
        for (at, action) in actions.iter().enumerate() {
            let origin = &line.actions[at].1;
            let result = match action {
                Action::Call(call) => match self.call_fits(call, kind, origin) {
                    Some(result) => Some(result),
                    // The plugin has said its own problem.
                    None => return,
                },
                action => action.result(kind),
            };
            let last = at + 1 == actions.len();
            match result {
                Some(result) if !last || result == whole => kind = result,
                _ => {
                    let takes = takes(action).join(", ");
                    self.say(problems::action_type(
                        origin.clone(),
                        action.word(),
                        selector,
                        type_name,
                        &takes,
                    ));
                    return;
                }
            }
        }
    }
}

/// The profile as its rules see it: it need not say again by how much its base shifts dates.
fn with_shift_of<'p>(profile: &'p ast::Profile, base: Option<&Profile>) -> Cow<'p, ast::Profile> {
    match base.and_then(|base| base.shift_days_max) {
        Some(days) if profile.shift_days_max.is_none() => Cow::Owned(ast::Profile {
            shift_days_max: Some((days, profile.origin.clone())),
            ..profile.clone()
        }),
        _ => Cow::Borrowed(profile),
    }
}

/// A line of a profile with its actions resolved.
type Checked<'l> = (&'l FieldLine, &'l [Action]);

/// Types a person would name; the rarer ones follow their kind.
const PRIMITIVES: [&str; 15] = [
    "date",
    "dateTime",
    "instant",
    "id",
    "string",
    "uri",
    "oid",
    "uuid",
    "code",
    "markdown",
    "decimal",
    "integer",
    "positiveInt",
    "unsignedInt",
    "boolean",
];

/// The primitive types an action works on alone.
fn takes(action: &Action) -> Vec<&'static str> {
    let one = std::slice::from_ref(action);
    PRIMITIVES
        .into_iter()
        .filter(|name| Action::fit_fhir(one, name))
        .collect()
}

/// `"Observation.value[x]"` and `"Observation.value"` are one.
fn spelling(found: &Found<'_>) -> String {
    let steps = found
        .segments
        .steps
        .iter()
        .map(|step| step.key.unwrap_or(&step.name));
    let words: Vec<&str> = std::iter::once(found.segments.root.as_str())
        .chain(steps)
        .collect();
    format!("\"{}\"", words.join("."))
}

/// Why a path leads nowhere, and the whole path with the nearest name in its place.
pub(super) fn why_unknown(path: &str, error: &LookupError) -> (Text, Option<String>) {
    let instead = |name: &str, nearest: &Option<&str>| {
        nearest.map(|near| {
            path.split('.')
                .map(|step| if step == name { near } else { step })
                .collect::<Vec<_>>()
                .join(".")
        })
    };
    match error {
        LookupError::Root { name, nearest } => (
            Text::new(
                format!("「{name}」というリソースも型もありません。"),
                format!("There is no resource or type '{name}'."),
            ),
            instead(name, nearest),
        ),
        LookupError::Element {
            parent,
            name,
            nearest,
        } => (
            Text::new(
                format!("{parent} に {name} はありません。"),
                format!("{parent} has no {name}."),
            ),
            instead(name, nearest),
        ),
        LookupError::Type { element, name } => (
            Text::new(
                format!("{element} は {name} になりません。"),
                format!("{element} can't be a {name}."),
            ),
            None,
        ),
        LookupError::Below { element } => (
            Text::new(
                format!("{element} の中に要素はありません。"),
                format!("There is nothing inside {element}."),
            ),
            None,
        ),
        LookupError::Malformed => (
            Text::new(
                "パスの書き方が正しくありません。",
                "It is not written like a path.",
            ),
            None,
        ),
    }
}
