//! Elements that say how the rest of a record reads, and that a profile drops while it keeps the rest.
//!
//! Extract holds back every record in which such an element says something that nobody would assume
//! without it (`dsl/fhir-r4/modifiers.tsv`). That is safe, and it may be a surprise: said here once a
//! profile, with the line that would let those records out.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::catalog::{Field, Inside};
use sekisho_model::profile::{Profile, Selector};
use sekisho_model::remains::Remains;

use super::Analyzer;
use super::leaving::Leaving;
use crate::problem::profile as problems;

/// More elements than this are decided by their types, in one line.
const NAMED_MAX: usize = 6;

impl Analyzer<'_> {
    pub fn modifiers(&mut self, profile: &Profile, leaving: &[Leaving]) {
        let Some(fhir) = &profile.fhir else {
            return;
        };
        let leaving: Vec<&Leaving> = leaving
            .iter()
            .filter(|l| l.block.starts_with("fhir"))
            .collect();
        let lost = self.lost_modifiers(&leaving);
        if lost.is_empty() {
            return;
        }
        let named = |name: &str| {
            let mut selectors = fhir.rules.iter().flat_map(|rule| &rule.selectors);
            selectors.any(|s| matches!(s, Selector::Type(known) if known == name))
        };
        // A whole has no type of its own to name.
        let by_type =
            |kind: &str| lost.len() > NAMED_MAX && kind != "BackboneElement" && !named(kind);
        let mut selectors: Vec<String> = Vec::new();
        for (path, kind) in &lost {
            let selector = match by_type(kind) {
                true => format!("type {kind}"),
                false => format!("\"{path}\""),
            };
            if !selectors.contains(&selector) {
                selectors.push(selector);
            }
        }
        let paths: Vec<&str> = lost.iter().map(|(path, _)| path.as_str()).collect();
        let line = format!("{}: keep", selectors.join(", "));
        let at = profile.origin.clone();
        self.say(problems::loses_modifiers(at, &profile.name, &paths, &line));
    }

    /// Modifiers of the records of which something is delivered, with their types.
    fn lost_modifiers(&self, leaving: &[&Leaving]) -> Vec<(String, &'static str)> {
        let remains: BTreeMap<&str, &Remains> = leaving
            .iter()
            .map(|leaving| (leaving.field.as_str(), &leaving.remains))
            .collect();
        // Ids and references alone say nothing that could be turned round.
        let kept: BTreeSet<&str> = leaving
            .iter()
            .filter(|leaving| leaving.remains != Remains::Linking)
            .filter_map(|leaving| leaving.field.split('.').next())
            .collect();
        let mut lost = Vec::new();
        for record in self.catalog.resources().filter(|name| kept.contains(name)) {
            let Some((_, shape)) = self.catalog.shape(record) else {
                continue;
            };
            let modifiers = shape.fields.iter().filter(|field| matters(field));
            for field in modifiers {
                let path = format!("{record}.{}", field.key);
                if !stays(&path, field, &remains) {
                    lost.push((path, field.type_name));
                }
            }
        }
        lost
    }
}

fn matters(field: &Field) -> bool {
    field.modifies() && field.harmless != ["*"]
}

/// Whether the element still says what it said: its value, the code of its concept, anything of a
/// whole.
fn stays(path: &str, field: &Field, remains: &BTreeMap<&str, &Remains>) -> bool {
    let itself = |path: &str| remains.get(path).is_some_and(|r| **r == Remains::Itself);
    match field.inside {
        Inside::Value(_) => itself(path),
        _ if field.type_name == "CodeableConcept" => itself(&format!("{path}.coding.code")),
        _ => {
            let inside = format!("{path}.");
            let next = remains.range(inside.as_str()..).next();
            next.is_some_and(|(field, _)| field.starts_with(&inside))
        }
    }
}
