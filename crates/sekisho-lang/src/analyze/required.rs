//! What FHIR requires and a line of the profile drops: what goes out in its place.
//!
//! The transform keeps every record valid (`sekisho-exchange`, `fhir::transform`): a required
//! element becomes a `data-absent-reason` of `masked` where its type can hold one, else its whole
//! goes with it. Nobody who writes `drop` asked for either, so it is said. Only lines that name the
//! element are told; what a type's line or `unlisted` leaves out follows the same rule silently.

use sekisho_model::catalog::{Catalog, Field, Inside};
use sekisho_model::profile::{Action, FieldRule, Profile, Selector};

use super::Analyzer;
use crate::problem::profile as problems;

impl Analyzer<'_> {
    pub fn required_dropped(&mut self, profile: &Profile) {
        let rules = profile.fhir.iter().flat_map(|fhir| &fhir.rules);
        let drops = rules.filter(|rule| rule.actions.contains(&Action::Drop));
        for (rule, path) in drops.flat_map(paths) {
            if let Some(field) = required(self.catalog, path) {
                let whole = path.rsplit_once('.').map_or(path, |(whole, _)| whole);
                self.say(problems::required_dropped(
                    rule.origin.clone(),
                    path,
                    whole,
                    can_say_why(field),
                    field.is_modifier,
                ));
            }
        }
    }
}

fn paths(rule: &FieldRule) -> impl Iterator<Item = (&FieldRule, &str)> {
    rule.selectors.iter().filter_map(move |selector| {
        let Selector::Path(path) = selector else {
            return None;
        };
        Some((rule, path.as_str()))
    })
}

fn required<'c>(catalog: &'c Catalog, path: &str) -> Option<&'c Field> {
    let found = catalog.lookup(path).ok()?;
    // A part of a choice can be dropped while another stays.
    found
        .fields
        .first()
        .copied()
        .filter(|field| field.min > 0 && (!field.is_choice || found.fields.len() > 1))
}

/// A narrative's text, an extension's URL and a whole resource have no place for a reason.
fn can_say_why(field: &Field) -> bool {
    match field.inside {
        Inside::Resource => false,
        Inside::Value(_) => field.type_name != "xhtml" && field.key != "url",
        Inside::Shape(_) => true,
    }
}
