//! One datum of a person, one outcome: what a profile makes of a birth date in a table it makes of
//! it in FHIR, in an image and in a claim.
//!
//! Two outcomes narrow each other, and the weaker one decides what a recipient learns: a birth year
//! beside a shifted birth date tells where the year's end lies within the shift. Where one place
//! drops the datum and another keeps it there is nothing to narrow, and nothing is said.

use std::collections::BTreeMap;

use sekisho_model::catalog::Identifiability;
use sekisho_model::fields::{Decided, decided};
use sekisho_model::profile::{Action, Modality, Profile};
use sekisho_model::remains::{Grain, Remains};
use sekisho_model::{Origin, Text};

use super::Analyzer;
use super::leaving::Leaving;
use crate::problem::profile as problems;

/// Concepts of which a person has one value. An area or a facility is many data of many sizes, each
/// with an outcome of its own.
const ONE_PER_PERSON: [&str; 7] = [
    "birth_date",
    "death_date",
    "age",
    "sex",
    "postal_code",
    "marital_status",
    "country",
];

/// What one place of the profile leaves of a person's datum.
struct Outcome {
    field: String,
    remains: Remains,
    /// Empty where the remains say everything: they came from a standard's table.
    actions: Vec<Action>,
    origin: Origin,
}

impl Analyzer<'_> {
    pub fn outcomes(&mut self, profile: &Profile, leaving: &[Leaving]) {
        let by_concept = self.by_concept(profile, leaving);
        for (concept, outcomes) in &by_concept {
            self.one_outcome(concept, outcomes);
        }
        if let (Some(ages), Some(births)) = (by_concept.get("age"), by_concept.get("birth_date")) {
            self.age_binds(ages, births);
        }
    }

    /// Every other outcome is held against the narrowest, once per line.
    fn one_outcome(&mut self, concept: &str, outcomes: &[Outcome]) {
        let Some(narrowest) = outcomes.iter().min_by(|a, b| a.remains.cmp(&b.remains)) else {
            return;
        };
        let mut said: Vec<&Origin> = Vec::new();
        for other in outcomes.iter().filter(|other| !narrowest.is_as(other)) {
            if other.origin == narrowest.origin || said.contains(&&other.origin) {
                continue;
            }
            said.push(&other.origin);
            self.say(problems::two_outcomes(
                other.origin.clone(),
                &concept_words(concept),
                &other.field,
                &what_stays(&other.remains),
                (&narrowest.field, &what_stays(&narrowest.remains)),
                narrowest.origin.clone(),
            ));
        }
    }

    /// An age in groups binds every date that tells it (45 CFR 164.514(b)(2)(i)(C)).
    fn age_binds(&mut self, ages: &[Outcome], births: &[Outcome]) {
        let grouped = |age: &&Outcome| matches!(age.remains, Remains::Coarse(_));
        let Some(age) = ages.iter().find(grouped) else {
            return;
        };
        let Some(first) = births.first() else {
            return;
        };
        let mut told: Vec<Text> = Vec::new();
        for birth in births {
            let stays = what_stays(&birth.remains);
            told.push(Text::new(
                format!("{}（{}）", birth.field, stays.ja),
                format!("{} ({})", birth.field, stays.en),
            ));
        }
        self.say(problems::age_told_by_date(
            age.origin.clone(),
            &age.field,
            &told,
            first.origin.clone(),
        ));
    }

    fn by_concept(
        &self,
        profile: &Profile,
        leaving: &[Leaving],
    ) -> BTreeMap<&'static str, Vec<Outcome>> {
        let mut found: BTreeMap<&'static str, Vec<Outcome>> = BTreeMap::new();
        for field in leaving.iter().filter(|field| of_the_person(&field.field)) {
            if let Some(concept) = one_per_person(field.concept.as_deref()) {
                found.entry(concept).or_default().push(Outcome {
                    field: field.field.clone(),
                    remains: field.remains.clone(),
                    actions: self.actions_at(profile, &field.origin),
                    origin: field.origin.clone(),
                });
            }
        }
        let others = profile
            .blocks
            .iter()
            .any(|block| !matches!(block.modality, Modality::Table(_)));
        if others {
            for field in decided(profile, self.model) {
                if let Some(concept) = one_per_person(field.field.concept.as_deref())
                    && person_of_modality(&field)
                    && fits(&field)
                {
                    found.entry(concept).or_default().push(self.outcome(field));
                }
            }
        }
        for outcomes in found.values_mut() {
            // A keyed name or nothing tells nothing of the value.
            outcomes.retain(|outcome| outcome.remains > Remains::Linking);
        }
        found
    }

    fn outcome(&self, field: Decided) -> Outcome {
        let rule = sekisho_model::profile::FieldRule {
            selectors: Vec::new(),
            actions: field.actions,
            when: field.when,
            origin: field.origin,
        };
        Outcome {
            field: format!("{} {}", field.block, field.field.name),
            remains: Remains::after(&rule, &self.policy.plugins),
            actions: rule.actions,
            origin: rule.origin,
        }
    }

    pub(super) fn actions_at(&self, profile: &Profile, at: &Origin) -> Vec<Action> {
        let fhir = profile.fhir.iter().flat_map(|fhir| &fhir.rules);
        let blocks = profile.blocks.iter().flat_map(|block| &block.rules);
        let rule = fhir.chain(blocks).find(|rule| rule.origin == *at);
        rule.map(|rule| rule.actions.clone()).unwrap_or_default()
    }
}

impl Outcome {
    /// Year and year are one; groups are one only where they are made alike.
    fn is_as(&self, other: &Self) -> bool {
        let grouped = |action: &Action| {
            matches!(
                action,
                Action::Band(_) | Action::Round(_) | Action::Map(_) | Action::Call(_)
            )
        };
        let groups = |of: &Self| -> Vec<Action> {
            of.actions.iter().filter(|a| grouped(a)).cloned().collect()
        };
        !self.remains.is_more_than(&other.remains)
            && !other.remains.is_more_than(&self.remains)
            && groups(self) == groups(other)
    }
}

fn one_per_person(concept: Option<&str>) -> Option<&'static str> {
    ONE_PER_PERSON
        .into_iter()
        .find(|known| Some(*known) == concept)
}

/// The patient's own, not a relative's or a contact's.
fn of_the_person(field: &str) -> bool {
    match field.split_once('.') {
        Some(("Patient", rest)) => !rest.starts_with("contact.") && !rest.starts_with("link."),
        Some((view, _)) => matches!(view, "patient" | "death"),
        None => false,
    }
}

/// Tables are told by their leaving columns. An insured person (`IN1`) may be somebody else, and a
/// time of birth is another datum than its date.
fn person_of_modality(field: &Decided) -> bool {
    let name = field.field.name.as_str();
    let own = match field.block.split(' ').next() {
        Some("dicom") => name.starts_with("Patient"),
        Some("claims") => name.starts_with("RE."),
        Some("ssmix2") => name.starts_with("PID-"),
        _ => false,
    };
    own && field.field.type_name != "TM" && field.field.identifiability == Identifiability::Quasi
}

/// A rule on a group of tags changes only what it fits.
fn fits(field: &Decided) -> bool {
    let mut actions = field.actions.iter();
    actions
        .try_fold(field.field.kind, |kind, action| action.result(kind))
        .is_some()
}

fn concept_words(concept: &str) -> Text {
    let (ja, en) = match concept {
        "birth_date" => ("生年月日", "birth date"),
        "death_date" => ("死亡日", "date of death"),
        "age" => ("年齢", "age"),
        "sex" => ("性別", "sex"),
        "postal_code" => ("郵便番号", "postal code"),
        "marital_status" => ("婚姻", "marital status"),
        "country" => ("国", "country"),
        other => (other, other),
    };
    Text::new(ja, en)
}

/// How much stays, said exactly: two coarser values must be told apart.
fn what_stays(remains: &Remains) -> Text {
    let Remains::Coarse(grains) = remains else {
        return super::regime::remains_words(remains, sekisho_model::standard::Reach::Delivery);
    };
    let word = |grain: &Grain| match grain {
        Grain::Year => Text::new("年", "the year"),
        Grain::Month => Text::new("年と月", "year and month"),
        Grain::First(n) => Text::new(
            format!("先頭の {n} 文字"),
            format!("the first {n} characters"),
        ),
        Grain::Capped(n) => Text::new(
            format!("{n} 以上をまとめた値"),
            format!("a value with all from {n} together"),
        ),
        Grain::Group => Text::new("まとめた値", "a group of values"),
    };
    let words: Vec<Text> = grains.iter().map(word).collect();
    let join =
        |of: fn(&Text) -> &str, and: &str| words.iter().map(of).collect::<Vec<_>>().join(and);
    Text::new(join(|t| &t.ja, "、"), join(|t| &t.en, ", "))
}
