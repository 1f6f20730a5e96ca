//! The proof that a profile satisfies its standards: field by field, against the data.
//!
//! Each field that leaves is asked what remains of it and what the standard lets remain of its kind.
//! One problem per field, or per rule that speaks for many; what holds for the release as a whole
//! is asked once.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::catalog::Identifiability;
use sekisho_model::profile::{KeyFate, Profile};
use sekisho_model::release::{Heads, Singular};
use sekisho_model::remains::Remains;
use sekisho_model::standard::{Allowance, Demand, FieldKind, Line, Reach, Standard};
use sekisho_model::{Origin, Text};
use sekisho_syntax::ast::Name;
use sekisho_syntax::nearest;

use super::Analyzer;
use super::leaving::Leaving;
use crate::problem::{profile as problems, standard as standard_problems};

/// More fields than this are counted, not named.
const FIELDS_NAMED_MAX: usize = 3;

/// What one rule leaves of fields of one kind.
type Group<'l> = (&'l Origin, &'l str, FieldKind, &'l Remains);

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
        self.prove_fields(profile, &found, leaving);
        self.prove_release(profile, &found, leaving, standard);
        profile.satisfies.push(found.name);
        profile.regime = profile.regime.max(Some(found.regime));
    }

    fn prove_fields(&mut self, profile: &Profile, standard: &Standard, leaving: &[Leaving]) {
        let reach = Reach::of(&profile.scope);
        let in_k = in_k(profile, leaving);
        let mut groups: BTreeMap<Group<'_>, (Vec<&str>, &Line)> = BTreeMap::new();
        for field in leaving {
            for kind in kinds(field) {
                let Some(line) = standard.line(kind) else {
                    continue;
                };
                let counted =
                    line.allowed.contains(&Allowance::InK) && in_k.contains(field.field.as_str());
                if counted || allows(line, kind, &field.remains, reach) {
                    continue;
                }
                let key = (&field.origin, field.selector.as_str(), kind, &field.remains);
                groups
                    .entry(key)
                    .or_insert((Vec::new(), line))
                    .0
                    .push(&field.field);
                break;
            }
        }
        let mut found = Vec::new();
        for ((origin, selector, kind, remains), (fields, line)) in groups {
            found.push(problems::not_satisfied(
                origin.clone(),
                &named(selector, &fields),
                &remains_words(remains, reach),
                &allowed_words(line),
                &line.clause(),
                &would_do(kind, line, remains, selector),
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
            if field.is_date && field.remains == Remains::Itself {
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
            let clause = line.cites.join("、");
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
                    &line.cites.join("、"),
                ));
            }
        }
        self.prove_heads(profile, standard, leaving, at);
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
fn kinds(field: &Leaving) -> Vec<FieldKind> {
    let concept = field.concept.as_deref().unwrap_or_default();
    let own = if field.class == Identifiability::Code && concept == "genome" {
        FieldKind::Genome
    } else {
        FieldKind::Class(field.class)
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

fn allows(line: &Line, kind: FieldKind, remains: &Remains, reach: Reach) -> bool {
    // A cut postal code is an area; a cut name of a town is a shorter name.
    line.allows(remains, reach) && (kind != FieldKind::Areas || *remains != Remains::Itself)
        || line.allowed.contains(&Allowance::Any)
}

/// The field, or the rule with the first of its fields.
fn named(selector: &str, fields: &[&str]) -> Text {
    if let [field] = fields {
        return Text::new(*field, *field);
    }
    let shown = fields[..fields.len().min(FIELDS_NAMED_MAX)].join(", ");
    let rest = fields.len().saturating_sub(FIELDS_NAMED_MAX);
    let (ja, en) = match rest {
        0 => (shown.clone(), shown),
        _ => (
            format!("{shown} ほか {rest} か所"),
            format!("{shown} and {rest} more"),
        ),
    };
    if selector.is_empty() {
        return Text::new(ja, en);
    }
    Text::new(format!("{selector}（{ja}）"), format!("{selector} ({en})"))
}

pub fn remains_words(remains: &Remains, reach: Reach) -> Text {
    match remains {
        Remains::Nothing => Text::new("何も", "nothing"),
        Remains::Linking if reach == Reach::Bank => Text::new(
            "バンク全体で通じる仮名",
            "a pseudonym that reaches over the whole bank",
        ),
        Remains::Linking if reach == Reach::Study => Text::new(
            "研究の中で通じる仮名",
            "a pseudonym that reaches over the study",
        ),
        Remains::Linking => Text::new("この提供だけの仮名", "a pseudonym of this delivery alone"),
        Remains::Coarse(_) => Text::new("粗くした値", "a coarser value"),
        Remains::Cleaned => Text::new("掃除した中身", "cleaned content"),
        Remains::Shifted => Text::new(
            "ずらした日付（間隔は残る）",
            "a shifted date, whose intervals survive",
        ),
        Remains::Itself => Text::new("値そのもの", "the value itself"),
    }
}

fn allowed_words(line: &Line) -> Text {
    let words: Vec<Text> = line.allowed.iter().map(|a| allowance_words(*a)).collect();
    let join = |of: fn(&Text) -> &str, or: &str| words.iter().map(of).collect::<Vec<_>>().join(or);
    Text::new(join(|t| &t.ja, "か、"), join(|t| &t.en, " or "))
}

pub fn allowance_words(allowance: Allowance) -> Text {
    match allowance {
        Allowance::Nothing => Text::new("何も残さないこと", "nothing"),
        Allowance::Linking(Reach::Delivery) => {
            Text::new("この提供だけの仮名", "a pseudonym of the delivery alone")
        }
        Allowance::Linking(Reach::Study) => Text::new(
            "研究の中だけで使う仮名",
            "a pseudonym that reaches no further than a study",
        ),
        Allowance::Linking(Reach::Bank) => Text::new("仮名", "a pseudonym"),
        Allowance::Coarse => Text::new("粗くした値", "a coarser value"),
        Allowance::Shifted => Text::new("ずらした日付", "a shifted date"),
        Allowance::Cleaned => Text::new("掃除した中身", "cleaned content"),
        Allowance::Year => Text::new("年", "the year"),
        Allowance::Month => Text::new("年と月", "year and month"),
        Allowance::First(n) => Text::new(
            format!("先頭の {n} 文字"),
            format!("the first {n} characters"),
        ),
        Allowance::Capped(n) => Text::new(
            format!("{n} 歳以上をまとめた年齢"),
            format!("an age with all from {n} years together"),
        ),
        Allowance::LookedAt => Text::new(
            "人が見て署名したもの",
            "what a person has looked at and signed",
        ),
        Allowance::Fewer { snp, str } => Text::new(
            format!("独立な SNP {snp} 未満かつ STR {str} 座位未満"),
            format!("fewer than {snp} independent SNPs and {str} STR loci"),
        ),
        Allowance::InK => Text::new("k で数える値", "a value that k counts"),
        Allowance::Any => Text::new("どのような形でも", "anything"),
    }
}

/// The transforms that would do, from what the line allows.
fn would_do(kind: FieldKind, line: &Line, remains: &Remains, selector: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    if *remains == Remains::Linking {
        // A keyed name is allowed, and this one reaches too far.
        words.extend(line.allowed.iter().filter_map(|allowed| match allowed {
            Allowance::Linking(Reach::Study) => Some("key scope study"),
            Allowance::Linking(Reach::Delivery) => Some("key scope delivery"),
            _ => None,
        }));
    }
    for allowed in &line.allowed {
        words.extend(match (allowed, kind) {
            (
                Allowance::Nothing,
                FieldKind::Class(Identifiability::Direct | Identifiability::Linking),
            ) => &["drop", "remap"][..],
            (Allowance::Nothing, _) => &["drop"],
            (Allowance::Linking(_), _) if *remains != Remains::Linking => &["pseudonym"],
            (Allowance::Linking(_), _) => &[],
            (Allowance::Coarse, FieldKind::Areas) => &["first", "map"],
            (Allowance::Coarse, _) => &["year", "month", "first", "band", "cap", "round", "map"],
            (Allowance::Shifted, _) => &["shift"],
            (Allowance::Cleaned, _) if selector == "pixels" => {
                &["pixels mask_burned_in(ocr: yes) else quarantine"]
            }
            (Allowance::Cleaned, _) => &["a plugin that leaves cleaned"],
            (Allowance::Year, _) => &["year"],
            (Allowance::Month, _) => &["month"],
            (Allowance::First(_), _) => &["first"],
            (Allowance::Capped(_), _) => &["cap"],
            (Allowance::InK, _) => &["release { k … }"],
            (Allowance::LookedAt | Allowance::Fewer { .. } | Allowance::Any, _) => &[],
        });
    }
    let mut seen = BTreeSet::new();
    words.retain(|word| seen.insert(*word));
    words.join(", ")
}
