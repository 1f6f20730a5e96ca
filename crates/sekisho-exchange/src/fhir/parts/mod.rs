//! What inside a record is judged as itself: every resource in it (`contained`, also one inside
//! another), and every element that the model says can be of another class than its whole.
//!
//! A part has a class of its own; its owner and its date are its own, or its container's where it
//! names nobody or has none. Kept are the parts that a decision can tell from their record, and with
//! each the elements that point to it: they go with it, and where one of them can't be missing its
//! whole can't leave without the part.

mod pointers;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use sekisho_model::catalog::Catalog;
use sekisho_model::event::EventRow;
use sekisho_model::record::{Collected, Part, Stamp};

use self::pointers::Pointers;
use super::head::Reject;
use super::project::tree::Tree;
use super::project::{Named, Projection, Projector};

/// More parts of one record are not judged but refused.
const PARTS_MAX: usize = 4096;

/// What ingest learns of a record's inside.
#[derive(Debug, Default)]
pub struct Inside {
    /// `None`: nothing stands inside.
    pub parts: Option<Vec<Part>>,
    /// The record's events, where some part is judged apart.
    pub events: Option<Vec<EventRow>>,
}

/// Whom a record is about, as far as the bank knows people.
pub struct Owner<'o> {
    /// The record's person by a name of the caller's (`Patient/1`); `None`: it is about nobody.
    pub name: Option<&'o str>,
    /// The name of the person that a reference leads to; `None`: to no person that can be told.
    pub person: &'o dyn Fn(&str) -> Option<String>,
}

/// The parts of a record that was projected as `whole`. Afterwards `record` lacks what is judged
/// apart. `Err`: it has more of them than anybody means.
pub fn inside(
    projector: &Projector,
    catalog: &Catalog,
    kind: &str,
    record: &mut Tree<'_>,
    whole: &Projection,
    owner: &Owner<'_>,
) -> Result<Inside, Reject> {
    let has_resources = record.get("contained").is_some();
    let mut keys = projector.parts_of(kind).iter();
    let has_elements = keys.any(|key| record.get(key).is_some());
    if !has_resources && !has_elements && owner.name.is_some() {
        return Ok(Inside::default());
    }
    let found = found(projector, kind, record, whole.stamp(), owner);
    if found.len() > PARTS_MAX {
        return Err(Reject::TooManyParts);
    }
    let parts = kept(found, catalog, kind, record, whole.stamp()).ok_or(Reject::TooManyParts)?;
    let events = match parts.is_empty() {
        true => None,
        false => Some(projector.events_apart(kind, &whole.class, record, &parts)?),
    };
    Ok(Inside {
        parts: (has_resources || !parts.is_empty()).then_some(parts),
        events,
    })
}

/// A part as it was found, whether or not a decision can tell it from its record.
struct Found {
    part: Part,
    /// Of a resource: its local id.
    id: Option<String>,
    is_resource: bool,
}

fn found(
    projector: &Projector,
    kind: &str,
    record: &Tree<'_>,
    whole: Stamp<'_>,
    owner: &Owner<'_>,
) -> Vec<Found> {
    let inside = each_resource(record.get("contained"));
    let persons = inside.filter(|one| owner.name.is_some_and(|name| is_person(one, name)));
    let mut search = Search {
        projector,
        owner,
        persons: persons.filter_map(|one| one.get("id")?.text()).collect(),
        found: Vec::new(),
    };
    search.elements(kind, record, "", whole);
    if let Some(contained) = record.get("contained") {
        search.resources(contained, "contained", whole);
    }
    if owner.name.is_none() && names_somebody(record, owner) {
        let root = Part {
            foreign: true,
            needed: true,
            ..part("", whole)
        };
        search.found.push(Found {
            part: root,
            id: None,
            is_resource: false,
        });
    }
    search.found
}

fn part(place: &str, stamp: Stamp<'_>) -> Part {
    Part {
        place: place.to_owned(),
        class: stamp.class.clone(),
        collected: stamp.collected,
        sealed: stamp.sealed,
        foreign: false,
        needed: false,
        needs: Vec::new(),
        pointers: Vec::new(),
    }
}

struct Search<'s> {
    projector: &'s Projector,
    owner: &'s Owner<'s>,
    /// The local names of the resources inside that are the owner.
    persons: BTreeSet<&'s str>,
    found: Vec<Found>,
}

impl Search<'_> {
    /// The elements of a resource that are of another class than it is.
    fn elements(&mut self, kind: &str, resource: &Tree<'_>, place: &str, whole: Stamp<'_>) {
        let projector = self.projector;
        for key in projector.parts_of(kind) {
            let Some(value) = resource.get(key) else {
                continue;
            };
            let place = under(place, key);
            for (place, element) in each(value, &place) {
                let class = projector.class_of_part(kind, element, whole.class);
                let sealed = whole.sealed || projector.is_sealed(element);
                let class = class.unwrap_or(whole.class);
                if class != whole.class || sealed != whole.sealed {
                    let stamp = Stamp {
                        class,
                        sealed,
                        ..whole
                    };
                    self.found.push(Found {
                        part: part(&place, stamp),
                        id: None,
                        is_resource: false,
                    });
                }
            }
        }
    }

    /// Every resource at or below a value, each inside the one around it.
    fn resources(&mut self, value: &Tree<'_>, place: &str, around: Stamp<'_>) {
        match value {
            Tree::Array(items) => {
                for (n, item) in items.iter().enumerate() {
                    self.resources(item, &under(place, &n.to_string()), around);
                }
            }
            Tree::Object(members) => match value.get("resourceType") {
                Some(kind) => self.resource(kind.text().unwrap_or_default(), value, place, around),
                None => {
                    for (key, value) in members {
                        self.resources(value, &under(place, key), around);
                    }
                }
            },
            _ => {}
        }
    }

    fn resource(&mut self, kind: &str, resource: &Tree<'_>, place: &str, around: Stamp<'_>) {
        let looked = self.projector.look(kind, resource);
        let stamp = Stamp {
            class: &looked.class,
            collected: dated(looked.collected, around.collected),
            sealed: around.sealed || looked.sealed,
        };
        let foreign = !self.is_owners(&looked.named, resource);
        self.found.push(Found {
            part: Part {
                foreign,
                ..part(place, stamp)
            },
            id: resource.get("id").and_then(Tree::text).map(str::to_owned),
            is_resource: true,
        });
        self.elements(kind, resource, place, stamp);
        if let Tree::Object(members) = resource {
            for (key, value) in members {
                self.resources(value, &under(place, key), stamp);
            }
        }
    }

    /// Whether a resource inside is about the record's own person, or about nobody.
    fn is_owners(&self, named: &Result<Named, Reject>, resource: &Tree<'_>) -> bool {
        match (named, self.owner.name) {
            (Ok(Named::Nobody), _) => true,
            // It names nobody, so it is about whom its container is about.
            (Err(Reject::NoSubject), owner) => owner.is_some(),
            (Ok(_) | Err(_), None) => false,
            (Ok(Named::Itself), Some(owner)) => is_person(resource, owner),
            (Ok(Named::References(references)), Some(owner)) => {
                references.iter().all(|one| self.leads_to(one, owner))
            }
            (Err(_), Some(_)) => false,
        }
    }

    fn leads_to(&self, reference: &str, owner: &str) -> bool {
        match reference.strip_prefix('#') {
            // The record itself, which is about its owner.
            Some("") => true,
            Some(local) => self.persons.contains(local),
            None => (self.owner.person)(reference).is_some_and(|person| person == owner),
        }
    }
}

/// A Patient inside that is a copy of the record's own person.
fn is_person(resource: &Tree<'_>, owner: &str) -> bool {
    let text = |key: &str| resource.get(key).and_then(Tree::text).unwrap_or_default();
    text("resourceType") == "Patient" && owner.strip_prefix("Patient/") == Some(text("id"))
}

/// Its own date, or its container's. What should have a date and has none is not timeless because
/// its container is.
fn dated(own: Collected, around: Collected) -> Collected {
    match (own, around) {
        (Collected::Between(..), _) => own,
        (_, Collected::Between(..)) => around,
        (Collected::Timeless, Collected::Timeless) => Collected::Timeless,
        _ => Collected::Undated,
    }
}

fn under(place: &str, step: &str) -> String {
    match place {
        "" => step.to_owned(),
        place => format!("{place}/{step}"),
    }
}

fn each<'t, 'a>(value: &'t Tree<'a>, place: &str) -> Vec<(String, &'t Tree<'a>)> {
    match value {
        Tree::Array(items) => {
            let items = items.iter().enumerate();
            items
                .map(|(n, item)| (under(place, &n.to_string()), item))
                .collect()
        }
        one => vec![(place.to_owned(), one)],
    }
}

fn each_resource<'t, 'a>(contained: Option<&'t Tree<'a>>) -> impl Iterator<Item = &'t Tree<'a>> {
    let items = match contained {
        Some(Tree::Array(items)) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    items.iter()
}

/// A record about nobody that refers to a patient or to somebody's relative, wherever.
fn names_somebody(tree: &Tree<'_>, owner: &Owner<'_>) -> bool {
    let is_somebody = |reference: &str| {
        let mut steps = reference.split('/');
        steps.any(|step| matches!(step.trim(), "Patient" | "RelatedPerson" | "Person"))
            || reference.contains("Patient?")
            || (!reference.starts_with("urn:") && (owner.person)(reference).is_some())
    };
    match tree {
        Tree::Array(items) => items.iter().any(|item| names_somebody(item, owner)),
        Tree::Object(members) => members.iter().any(|(key, value)| match value {
            Tree::Text(text) if key == "reference" => is_somebody(text),
            // A reference by business identifier says the type beside it.
            Tree::Text(text) if key == "type" => {
                let named = tree.get("identifier").is_some() || tree.get("display").is_some();
                named && matches!(&**text, "Patient" | "RelatedPerson" | "Person")
            }
            // Judged as themselves.
            _ if key == "contained" => false,
            value => names_somebody(value, owner),
        }),
        _ => false,
    }
}

/// The parts that a decision can tell from their record, with what points to them.
fn kept(
    found: Vec<Found>,
    catalog: &Catalog,
    kind: &str,
    record: &Tree<'_>,
    whole: Stamp<'_>,
) -> Option<Vec<Part>> {
    let mut apart: Vec<bool> = found
        .iter()
        .map(|one| one.part.foreign || one.part.stamp() != whole)
        .collect();
    if !apart.contains(&true) {
        return Some(Vec::new());
    }
    let pointers = Pointers::of(&found, catalog, kind, record)?;
    // What needs a part that is judged apart may have to stay with it.
    loop {
        let needs = |n: usize| pointers.needs[n].iter().any(|needed| apart[*needed]);
        let more: Vec<usize> = (0..found.len())
            .filter(|n| !apart[*n] && needs(*n))
            .collect();
        if more.is_empty() {
            break;
        }
        more.into_iter().for_each(|n| apart[n] = true);
    }
    let mut before = 0;
    let numbers: Vec<Option<u32>> = apart
        .iter()
        .map(|apart| {
            let number = before;
            before += u32::from(*apart);
            apart.then_some(number)
        })
        .collect();
    let parts = found.into_iter().enumerate().filter(|(n, _)| apart[*n]);
    let parts = parts.map(|(n, one)| Part {
        needed: one.part.needed || pointers.root.contains(&n),
        needs: pointers.needs[n]
            .iter()
            .filter_map(|n| numbers[*n])
            .collect(),
        pointers: pointers.from[n].clone(),
        ..one.part
    });
    Some(parts.collect())
}
