//! What a profile says of dates beside how far they move, and what its rules and standards say of ages.

use sekisho_model::Text;
use sekisho_model::dates::{AgeLimit, DateTerms};
use sekisho_model::profile::{Action, Profile};
use sekisho_model::standard::{Allowance, FieldKind};
use sekisho_syntax::ast::{DateLines, Name};

use super::Analyzer;
use super::leaving::Leaving;
use super::profile::why_unknown;
use crate::problem::profile as problems;

impl Analyzer<'_> {
    pub(super) fn date_terms(&mut self, lines: &DateLines) -> DateTerms {
        DateTerms {
            placeholders: lines.placeholders.clone(),
            shared: self.elements(&lines.shared),
            numbers: self.elements(&lines.numbers),
            ages: AgeLimit::default(),
        }
    }

    /// Elements of records, by path.
    fn elements(&mut self, names: &[Name]) -> Vec<String> {
        let mut found = Vec::new();
        for name in names {
            let root = name.text.split('.').next().unwrap_or_default();
            match self.catalog.lookup(&name.text) {
                Ok(known) if known.segments.steps.is_empty() || !self.catalog.is_resource(root) => {
                    let why = Text::new(
                        "記録の型から始まる項目を書いてください（\"Coverage.period\" など）。",
                        "Name an element from its record on, such as \"Coverage.period\".",
                    );
                    let at = name.origin.clone();
                    self.say(problems::unknown_path(at, &name.text, &why, None));
                }
                Ok(_) => found.push(name.text.clone()),
                Err(error) => {
                    let (why, near) = why_unknown(&name.text, &error);
                    let at = name.origin.clone();
                    self.say(problems::unknown_path(at, &name.text, &why, near));
                }
            }
        }
        found
    }

    /// How old anybody may be said to be: no older than the narrowest rule or standard has it, and
    /// not at all exactly where ages leave in groups.
    pub(super) fn age_limit(&self, profile: &Profile, leaving: &[Leaving]) -> AgeLimit {
        let ages = leaving
            .iter()
            .filter(|field| field.concept.as_deref() == Some("age"));
        let by_rule = ages.flat_map(|field| self.actions_at(profile, &field.origin));
        let by_rule = by_rule.map(|action| match action {
            Action::Cap(cap) => up_to(&cap.bound),
            Action::Band(_) | Action::Round(_) | Action::Map(_) | Action::First(_) => {
                AgeLimit::None
            }
            _ => AgeLimit::AsTheyCome,
        });
        let standards = profile.satisfies.iter();
        let lines = standards.filter_map(|name| self.standards.get(name)?.line(FieldKind::Ages));
        let by_standard = lines
            .flat_map(|line| &line.allowed)
            .map(|allowed| match allowed {
                Allowance::Capped(bound) => AgeLimit::UpTo(*bound),
                _ => AgeLimit::AsTheyCome,
            });
        by_rule
            .chain(by_standard)
            .fold(AgeLimit::AsTheyCome, AgeLimit::and)
    }
}

fn up_to(bound: &str) -> AgeLimit {
    let whole = bound.split('.').next().and_then(|whole| whole.parse().ok());
    whole.map_or(AgeLimit::None, AgeLimit::UpTo)
}
