//! Coverage, exhaustive like a match: for each block of a profile, what it decides nothing of.
//!
//! `unlisted drop` is an answer for all of it, and nothing is said: `sekisho check --coverage` lists
//! it for whoever wants to read. Under `unlisted stop` the first record that holds such an element
//! ends the delivery, so a profile that something uses is told before.

use std::collections::BTreeSet;

use sekisho_model::catalog::{Catalog, Identifiability};
use sekisho_model::fields::{decided, undecided};
use sekisho_model::oncology::{DataModel, RecordType};
use sekisho_model::plugin::Plugin;
use sekisho_model::profile::{Profile, Unlisted};
use sekisho_model::{DataClass, Text};
use sekisho_syntax::Parse;
use sekisho_syntax::ast::{self, Item};

use super::Analyzer;
use super::decide::{FhirRulebook, is_stub};
use crate::problem::profile as problems;
use crate::shipped;

/// More record types than this are counted, not named.
const TYPES_NAMED_MAX: usize = 3;

/// One record type or block of a profile.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// `fhir Patient`, `table patient`, `dicom`.
    pub place: String,
    /// How many elements some rule decides.
    pub decided: usize,
    /// Elements no rule decides, in the catalog's order.
    pub undecided: Vec<UndecidedElement>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct UndecidedElement {
    /// Within its record: `name.family`, `birth_date`, `PatientName`.
    pub name: String,
    pub identifiability: Identifiability,
    pub concept: Option<String>,
}

/// Every record type of the model and every block of the profile.
pub fn coverage(
    profile: &Profile,
    plugins: &[Plugin],
    model: &DataModel,
    catalog: &Catalog,
) -> Vec<Coverage> {
    let mut all = Vec::new();
    if let Some(fhir) = &profile.fhir {
        let book = FhirRulebook::new(catalog, &fhir.rules, plugins);
        let records = catalog.resources();
        let known = records.filter(|name| model.records.contains_key(*name));
        all.extend(known.map(|record| of_record(&book, record)));
    }
    for block in &profile.blocks {
        let alone = Profile {
            blocks: vec![block.clone()],
            ..profile.clone()
        };
        let named = decided(&alone, model);
        let fields: BTreeSet<&str> = named.iter().map(|d| d.field.name.as_str()).collect();
        let open = undecided(block, profile, model).into_iter();
        all.push(Coverage {
            place: block.modality.title(),
            decided: fields.len(),
            undecided: open
                .map(|field| UndecidedElement {
                    name: field.name,
                    identifiability: field.identifiability,
                    concept: field.concept,
                })
                .collect(),
        });
    }
    all
}

fn of_record(book: &FhirRulebook<'_>, record: &'static str) -> Coverage {
    let mut found = Coverage {
        place: format!("fhir {record}"),
        decided: 0,
        undecided: Vec::new(),
    };
    book.each_value(record, &mut |value| {
        // Decided by the format: a record's id leaves as its keyed name, an element's never does,
        // and a record with implicit rules stays out whole.
        let is_format = matches!(value.field.key, "id" | "implicitRules");
        if value.by.is_some() || is_format {
            found.decided += 1;
        } else {
            found.undecided.push(UndecidedElement {
                name: value.steps.get(1..).unwrap_or_default().join("."),
                identifiability: value.class,
                concept: value.concept.map(str::to_owned),
            });
        }
    });
    found
}

impl Analyzer<'_> {
    /// After deliveries and access rules are known.
    pub fn stops_unlisted(&mut self, parses: &[&Parse]) {
        self.each(parses, |a, item| {
            if let Item::Profile(profile) = item
                && !shipped::is_shipped(&profile.origin)
            {
                a.stops(profile);
            }
        });
    }

    fn stops(&mut self, written: &ast::Profile) {
        let Some(profile) = self.policy.profile(&written.name.text) else {
            return;
        };
        let Some(fhir) = profile.fhir.as_ref() else {
            return;
        };
        let classes = self.classes_delivered(profile);
        if profile.unlisted != Unlisted::Stop || classes.is_empty() {
            return;
        }
        let book = FhirRulebook::new(self.catalog, &fhir.rules, &self.policy.plugins);
        let records = self.catalog.resources();
        let held = records.filter(|name| {
            let known = self.model.records.get(*name);
            // What is about nobody leaves only as a stub, which the profile names path by path.
            let of_person = known.is_some_and(|known| known.subject.is_some());
            of_person && !is_stub(name) && known.is_some_and(|known| is_of(known, &classes))
        });
        let mut open: Vec<Coverage> = held.map(|name| of_record(&book, name)).collect();
        open.retain(|coverage| !coverage.undecided.is_empty());
        if open.is_empty() {
            return;
        }
        let own = written.unlisted.as_ref().map(|(_, at)| at);
        let at = own.unwrap_or(&written.name.origin).clone();
        self.say(problems::stops_unlisted(
            at,
            &written.name.text,
            open.iter().map(|c| c.undecided.len()).sum(),
            &named(&open),
        ));
    }

    /// The classes that leave under a profile; none where nothing uses it.
    fn classes_delivered(&self, profile: &Profile) -> BTreeSet<DataClass> {
        let deliveries = self.policy.deliveries.iter();
        deliveries
            .filter(|delivery| delivery.profile == profile.name)
            .flat_map(|delivery| delivery.classes.iter().cloned())
            .collect()
    }
}

fn is_of(record: &RecordType, classes: &BTreeSet<DataClass>) -> bool {
    let by_rule = record.class_rules.iter().map(|rule| &rule.class);
    by_rule
        .chain([&record.class])
        .any(|class| classes.contains(class))
}

/// The types with the most left open first; of each the element that points at a person most.
fn named(open: &[Coverage]) -> Text {
    let mut sorted: Vec<&Coverage> = open.iter().collect();
    sorted.sort_by_key(|c| std::cmp::Reverse(c.undecided.len()));
    let shown: Vec<(&str, usize, &str)> = sorted
        .iter()
        .take(TYPES_NAMED_MAX)
        .map(|c| {
            let record = c.place.strip_prefix("fhir ").unwrap_or(&c.place);
            let strongest = c.undecided.iter().min_by_key(|e| e.identifiability);
            let first = strongest.map_or("", |e| e.name.as_str());
            (record, c.undecided.len(), first)
        })
        .collect();
    let rest = open.len() - shown.len();
    let mut ja: Vec<String> = Vec::new();
    let mut en: Vec<String> = Vec::new();
    for (record, count, first) in shown {
        ja.push(format!("{record} {count} 個（{first} など）"));
        en.push(format!("{record} {count} (such as {first})"));
    }
    if rest > 0 {
        ja.push(format!("ほか {rest} 種の記録"));
        en.push(format!("{rest} more record types"));
    }
    Text::new(ja.join("、"), en.join(", "))
}
