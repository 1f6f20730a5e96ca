//! The proof that a profile satisfies its standards: field by field, against the data.
//!
//! Each field that leaves is asked what remains of it and what the standard lets remain of its kind.
//! One problem per field, or per rule that speaks for many; what holds for the release as a whole
//! is asked once.

mod coarse;
mod words;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::Origin;
use sekisho_model::catalog::Identifiability;
use sekisho_model::codelist::CodeMap;
use sekisho_model::law::clause;
use sekisho_model::numbers::ClosedNumber;
use sekisho_model::profile::{Action, KeyFate, Profile};
use sekisho_model::release::{GroupFate, Heads, Singular};
use sekisho_model::remains::{Grain, Remains};
use sekisho_model::standard::{Allowance, Demand, FieldKind, Line, Reach, Regime, Standard};
use sekisho_syntax::ast::Name;
use sekisho_syntax::nearest;

use self::coarse::{counts_as_coarse, fine_words, step_words, steps_that_do};
use self::words::{allowed_words, would_do};
pub use self::words::{named, remains_words};
use super::Analyzer;
use super::leaving::Leaving;
use crate::problem::{profile as problems, standard as standard_problems};

/// What one rule leaves of fields of one kind, and whether it is coarse enough.
type Group<'l> = (&'l Origin, &'l str, FieldKind, &'l Remains, Weighed);

/// What beside the remains a line asks of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Weighed {
    /// Coarse enough for the standard.
    coarse: bool,
    /// A keyed name made from the bank's own number of the person.
    issued: bool,
    /// What `first` left went through the map that the line names.
    mapped: bool,
}

impl Analyzer<'_> {
    pub fn satisfies(&mut self, profile: &mut Profile, standard: &Name, leaving: &[Leaving]) {
        let Some(found) = self.standards.get(&standard.text).cloned() else {
            let known: Vec<String> = self.standards.keys().cloned().collect();
            if !self.names.is_broken(&standard.text) {
                let near = nearest(&standard.text, known.iter().map(String::as_str));
                self.say(problems::unknown_standard(
                    standard.origin.clone(),
                    &standard.text,
                    near,
                    &known,
                ));
            }
            return;
        };
        self.references.note(&standard.origin, &found.origin);
        if profile.satisfies.contains(&found.name) {
            return;
        }
        self.prove(profile, &found, leaving, standard);
        if found.regime == Regime::Pseudonymized {
            let said = self.said_pseudonymized.entry(profile.name.clone());
            said.or_insert_with(|| standard.clone());
        }
        profile.satisfies.push(found.name);
        profile.regime = profile.regime.max(Some(found.regime));
    }

    pub(super) fn prove(
        &mut self,
        profile: &Profile,
        standard: &Standard,
        leaving: &[Leaving],
        at: &Name,
    ) {
        self.prove_fields(profile, standard, leaving);
        self.prove_release(profile, standard, leaving, at);
    }

    fn prove_fields(&mut self, profile: &Profile, standard: &Standard, leaving: &[Leaving]) {
        let reach = Reach::of(&profile.scope);
        let in_k = in_k(profile, leaving);
        let mut groups: BTreeMap<Group<'_>, (Vec<&Leaving>, &Line)> = BTreeMap::new();
        for field in leaving {
            for kind in kinds(field, standard) {
                let Some(line) = standard.line(kind) else {
                    continue;
                };
                let counted =
                    line.allowed.contains(&Allowance::InK) && in_k.contains(field.field.as_str());
                let remains = generalized(profile, field);
                // What a `k` binds need be no coarser than its groups.
                let coarse =
                    in_k.contains(field.field.as_str()) || counts_as_coarse(standard, field);
                let weighed = Weighed {
                    coarse,
                    issued: field.issued || !asks_issued(line),
                    mapped: is_mapped(line, field),
                };
                if counted || allows(line, kind, (&remains, weighed), reach) {
                    continue;
                }
                let at = (&field.origin, field.selector.as_str());
                let key = (at.0, at.1, kind, &field.remains, weighed);
                groups
                    .entry(key)
                    .or_insert((Vec::new(), line))
                    .0
                    .push(field);
                break;
            }
        }
        let mut found = Vec::new();
        for ((origin, selector, kind, remains, weighed), (fields, line)) in groups {
            let one = fields[0];
            let names: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
            let too_fine = matches!(remains, Remains::Coarse(_))
                && !weighed.coarse
                && line.allowed.contains(&Allowance::Coarse);
            let (left, would) = match (too_fine, &line.mapped) {
                (true, _) => (fine_words(one), steps_that_do(standard, one)),
                (false, _) if is_derived(line, remains, weighed) => {
                    (words::derived(), "drop".to_owned())
                }
                (false, Some(map)) if !weighed.mapped => (
                    remains_words(remains, reach),
                    words::mapping_would_do(line, map),
                ),
                (false, _) => (
                    remains_words(remains, reach),
                    would_do(kind, line, remains, selector),
                ),
            };
            let (allowed, clause) = match too_fine {
                true => step_words(standard, one, line),
                false => (allowed_words(line), line.clause()),
            };
            found.push(problems::not_satisfied(
                origin.clone(),
                &named(selector, &names),
                &left,
                &allowed,
                &clause,
                &would,
                &standard.name,
            ));
        }
        self.problems.extend(found);
    }

    /// A true date beside shifted ones gives the shift away, whatever the standard.
    pub fn raw_dates(&mut self, profile: &Profile, leaving: &[Leaving]) {
        if profile.shift_days_max.is_none() {
            return;
        }
        let mut groups: BTreeMap<(Origin, String), Vec<String>> = BTreeMap::new();
        for field in leaving {
            if (field.is_date || field.is_time) && field.remains == Remains::Itself {
                let key = (field.origin.clone(), field.selector.clone());
                groups.entry(key).or_default().push(field.field.clone());
            }
        }
        for ((origin, selector), fields) in groups {
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            self.say(problems::raw_date(origin, &named(&selector, &fields)));
        }
    }

    fn prove_release(
        &mut self,
        profile: &Profile,
        standard: &Standard,
        leaving: &[Leaving],
        at: &Name,
    ) {
        let releases_rows = !leaving.is_empty();
        let place = || at.origin.clone();
        if let Some(line) = standard.demands(Demand::KeyDestroyed)
            && leaving
                .iter()
                .any(|field| field.remains == Remains::Linking)
            && profile.key_fate != KeyFate::DestroyedAfterDelivery
        {
            let clause = clause(&line.cites);
            self.say(standard_problems::key_stays(
                place(),
                &standard.name,
                &clause,
            ));
        }
        if let Some(line) = standard.line(FieldKind::Singular)
            && line.allowed == [Allowance::Nothing]
            && releases_rows
            && !matches!(
                profile.release.singular,
                Some(Singular::Suppress | Singular::Stop)
            )
        {
            self.say(standard_problems::singular_stays(
                place(),
                &standard.name,
                &line.clause(),
            ));
        }
        if let Some(line) = standard.demands(Demand::K) {
            let in_k = in_k(profile, leaving);
            let outside: BTreeSet<&str> = leaving
                .iter()
                .filter(|f| f.of_person && f.class == Identifiability::Quasi)
                .filter(|f| f.remains > Remains::Linking && !in_k.contains(f.field.as_str()))
                .map(|f| f.field.as_str())
                .collect();
            let outside: Vec<&str> = outside.into_iter().collect();
            if !outside.is_empty() {
                self.say(standard_problems::outside_k(
                    place(),
                    &named("", &outside),
                    &standard.name,
                    &clause(&line.cites),
                ));
            }
        }
        self.prove_remapped(profile, standard);
        self.prove_heads(profile, standard, leaving, at);
    }

    /// A remapped identifier is made from the identifier: where only issued names may stand, none may.
    fn prove_remapped(&mut self, profile: &Profile, standard: &Standard) {
        let linking = FieldKind::Class(Identifiability::Linking);
        let Some(line) = standard.line(linking).filter(|line| asks_issued(line)) else {
            return;
        };
        let rules = profile
            .rules()
            .filter(|(_, rule)| rule.lets_out() && rule.actions.contains(&Action::Remap));
        let found: Vec<_> = rules
            .map(|(_, rule)| {
                let selectors: Vec<String> =
                    rule.selectors.iter().map(ToString::to_string).collect();
                let fields: Vec<&str> = selectors.iter().map(String::as_str).collect();
                problems::not_satisfied(
                    rule.origin.clone(),
                    &named("", &fields),
                    &words::derived(),
                    &allowed_words(line),
                    &line.clause(),
                    "drop",
                    &standard.name,
                )
            })
            .collect();
        self.problems.extend(found);
    }

    fn prove_heads(
        &mut self,
        profile: &Profile,
        standard: &Standard,
        leaving: &[Leaving],
        at: &Name,
    ) {
        let Some(line) = standard.line(FieldKind::Face) else {
            return;
        };
        let pictures = leaving.iter().any(|f| f.is_volume);
        let met = match profile.release.heads {
            Some(Heads::Drop) => true,
            Some(Heads::LookedAt) => line.allowed.contains(&Allowance::LookedAt),
            None => false,
        };
        if pictures && !met && !line.allowed.contains(&Allowance::Any) {
            self.say(standard_problems::heads_stay(
                at.origin.clone(),
                &standard.name,
                &line.clause(),
                line.allowed.contains(&Allowance::LookedAt),
            ));
        }
    }
}

/// What `k … generalize` makes of a field it names: ranges and sets of values, whatever was left.
fn generalized<'f>(profile: &Profile, field: &'f Leaving) -> Cow<'f, Remains> {
    let k = profile.release.k.as_ref();
    let k = k.filter(|k| k.fate == GroupFate::Generalize);
    if k.is_none_or(|k| k.on.iter().all(|on| on.to_string() != field.field)) {
        return Cow::Borrowed(&field.remains);
    }
    let coarse = Remains::Coarse(vec![Grain::Group]);
    Cow::Owned(Remains::least([field.remains.clone(), coarse]))
}

/// The fields that the profile's `k` counts: named by it, or the same datum in another format.
fn in_k<'f>(profile: &Profile, leaving: &'f [Leaving]) -> BTreeSet<&'f str> {
    let Some(k) = &profile.release.k else {
        return BTreeSet::new();
    };
    let names: BTreeSet<String> = k.on.iter().map(ToString::to_string).collect();
    let concepts: BTreeSet<&str> = leaving
        .iter()
        .filter(|f| names.contains(&f.field))
        .filter_map(|f| f.concept.as_deref())
        .collect();
    let counted = |f: &&Leaving| {
        names.contains(&f.field)
            || f.of_person && f.concept.as_deref().is_some_and(|c| concepts.contains(c))
    };
    leaving
        .iter()
        .filter(counted)
        .map(|f| f.field.as_str())
        .collect()
}

/// The kinds a field is of: its class, and what refines it.
fn kinds(field: &Leaving, standard: &Standard) -> Vec<FieldKind> {
    let concept = field.concept.as_deref().unwrap_or_default();
    // A standard that does not speak of a number speaks of it as of every other `code`.
    let number = ClosedNumber::parse(concept).map(FieldKind::Number);
    let own = match number.filter(|number| standard.line(*number).is_some()) {
        Some(number) => number,
        None if field.class == Identifiability::Code && concept == "genome" => FieldKind::Genome,
        None => FieldKind::Class(field.class),
    };
    let mut kinds = vec![own];
    if field.is_date {
        kinds.push(FieldKind::Dates);
    }
    // A date of birth, even cut to the year, tells an age.
    if matches!(concept, "age" | "birth_date") {
        kinds.push(FieldKind::Ages);
    }
    if matches!(concept, "area" | "postal_code" | "position") {
        kinds.push(FieldKind::Areas);
    }
    kinds
}

/// Whether it is a keyed name where only those of the bank's own number may stand.
fn is_derived(line: &Line, remains: &Remains, weighed: Weighed) -> bool {
    *remains == Remains::Linking && !weighed.issued && asks_issued(line)
}

fn asks_issued(line: &Line) -> bool {
    let issued = |allowed: &Allowance| matches!(allowed, Allowance::Issued(_));
    line.allowed.iter().any(issued)
}

/// Whether what `first` leaves goes through the map that the line names, right after it: a beginning
/// that the list holds becomes its group, every other stays. A shorter beginning is no code of the list.
fn is_mapped(line: &Line, field: &Leaving) -> bool {
    let Some(wanted) = &line.mapped else {
        return true;
    };
    let first = line.allowed.iter().find_map(|allowed| match allowed {
        Allowance::First(n) => Some(*n),
        _ => None,
    });
    let of_postal_code = field.concept.as_deref() == Some("postal_code");
    let covers = |map: &CodeMap| {
        let same = |(code, group): (&String, &String)| map.group(code) == Some(group.as_str());
        wanted.exact.iter().all(same)
    };
    let shorter = |action: &Action| matches!(action, Action::First(n) if Some(*n) < first);
    of_postal_code
        && (field.certain.iter().any(shorter)
            || field.certain.windows(2).any(|two| match two {
                [Action::First(n), Action::Map(map)] => Some(*n) == first && covers(map),
                _ => false,
            }))
}

/// What is left must be one of what the line allows, with what that asks beside it.
fn allows(
    line: &Line,
    kind: FieldKind,
    (remains, weighed): (&Remains, Weighed),
    reach: Reach,
) -> bool {
    let lets = |allowed: &Allowance| {
        let met = match allowed {
            Allowance::Coarse => weighed.coarse,
            Allowance::Issued(_) => weighed.issued,
            Allowance::First(_) => weighed.mapped,
            _ => true,
        };
        allowed.allows(remains, reach) && (met || *remains == Remains::Nothing)
    };
    // A cut postal code is an area; a cut name of a town is a shorter name.
    let allowed = *remains == Remains::Nothing || line.allowed.iter().any(lets);
    allowed && (kind != FieldKind::Areas || *remains != Remains::Itself)
        || line.allowed.contains(&Allowance::Any)
}
