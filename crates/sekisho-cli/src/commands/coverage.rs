//! `check --coverage`: what each profile of a package decides nothing of.

use std::collections::BTreeMap;

use sekisho_lang::data_model::oncology;
use sekisho_lang::{Coverage, Program, coverage};
use sekisho_model::catalog::{self, Identifiability};
use sekisho_model::profile::{Profile, Unlisted};
use serde_json::{Value, json};

use crate::show::{Show, out};

/// More names of one class than this are counted.
const NAMES_MAX: usize = 8;

/// Classes whose elements are named, not only counted.
const NAMED: [Identifiability; 5] = [
    Identifiability::Direct,
    Identifiability::Code,
    Identifiability::Singular,
    Identifiability::Quasi,
    Identifiability::Free,
];

pub fn tell(program: &Program, show: &Show) {
    for (profile, places) in of(program) {
        let (ja, en) = match profile.unlisted {
            Unlisted::Drop => (
                "決めていない要素は出ない",
                "what is not decided doesn't leave",
            ),
            Unlisted::Stop => (
                "決めていない要素が一つでもあれば提供は止まる",
                "one undecided element ends the delivery",
            ),
        };
        let name = profile.name.as_str();
        show.say(
            format!("{name}: unlisted {} — {ja}", word(profile.unlisted)),
            format!("{name}: unlisted {} — {en}", word(profile.unlisted)),
        );
        show.say(
            "  決めた数/要素の数（決めていないものの識別性ごとの数）",
            "  decided/elements (those not decided, by identifiability)",
        );
        let (open, whole): (Vec<_>, Vec<_>) =
            places.iter().partition(|place| !place.undecided.is_empty());
        for place in open {
            place_lines(place);
        }
        if !whole.is_empty() {
            let names: Vec<&str> = whole.iter().map(|place| place.place.as_str()).collect();
            show.say(
                format!("  すべて決めてある: {}", names.join(", ")),
                format!("  all decided: {}", names.join(", ")),
            );
        }
        out("");
    }
}

pub fn as_json(program: &Program) -> Value {
    let profiles = of(program).into_iter().map(|(profile, places)| {
        let places: Vec<Value> = places.iter().map(place_json).collect();
        json!({ "profile": profile.name, "unlisted": word(profile.unlisted), "places": places })
    });
    Value::Array(profiles.collect())
}

fn place_json(place: &Coverage) -> Value {
    let undecided = place.undecided.iter().map(|element| {
        json!({
            "name": element.name,
            "identifiability": element.identifiability.word(),
            "concept": element.concept,
        })
    });
    json!({
        "place": place.place,
        "decided": place.decided,
        "undecided": undecided.collect::<Vec<_>>(),
    })
}

fn of(program: &Program) -> Vec<(&Profile, Vec<Coverage>)> {
    let policy = &program.policy;
    let profiles = policy.profiles.iter().map(|profile| {
        let places = coverage(profile, &policy.plugins, oncology(), catalog::r4());
        (profile, places)
    });
    profiles.filter(|(_, places)| !places.is_empty()).collect()
}

/// Alike in both languages, for there are many.
fn place_lines(place: &Coverage) {
    let mut classes: BTreeMap<Identifiability, Vec<&str>> = BTreeMap::new();
    for element in &place.undecided {
        let names = classes.entry(element.identifiability).or_default();
        names.push(&element.name);
    }
    let counts: Vec<String> = classes
        .iter()
        .map(|(class, names)| format!("{} {}", class.word(), names.len()))
        .collect();
    let (decided, undecided) = (place.decided, place.undecided.len());
    out(&format!(
        "  {} {decided}/{} ({})",
        place.place,
        decided + undecided,
        counts.join(", ")
    ));
    for class in NAMED {
        if let Some(names) = classes.get(&class) {
            out(&format!("    {}: {}", class.word(), shortened(names)));
        }
    }
}

fn shortened(names: &[&str]) -> String {
    let shown = names[..names.len().min(NAMES_MAX)].join(", ");
    match names.len().saturating_sub(NAMES_MAX) {
        0 => shown,
        rest => format!("{shown} … +{rest}"),
    }
}

fn word(unlisted: Unlisted) -> &'static str {
    match unlisted {
        Unlisted::Drop => "drop",
        Unlisted::Stop => "stop",
    }
}
