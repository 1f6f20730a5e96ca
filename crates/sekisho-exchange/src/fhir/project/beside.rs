//! Codes that stand one reference away: a drug in a Medication of its own, a kind of specimen.
//!
//! What a record points to in the elements that the model names (`beside`) is read as if it stood
//! inside the record, where the paths of the views look already. Which of them whoever sees the record
//! may see is decided where they are put beside it (`RecordHead::is_open_beside`); of what is not
//! there, or not open, the code stays unknown.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use sekisho_model::event::EventRow;
use sekisho_model::record::{Part, Record};

use super::Projector;
use super::tree::Tree;
use crate::fhir::fhirpath::{At, Item};
use crate::fhir::head::Reject;

impl Projector {
    /// What a resource points to for its codes, as its references stand there; each once.
    pub fn beside(&self, kind: &str, resource: &Tree<'_>) -> Vec<String> {
        let (mut found, mut met) = (Vec::new(), BTreeSet::new());
        for path in &self.kind(kind).beside {
            for item in path.items(At::root(resource)) {
                let Item::Node(reference) = item else {
                    continue;
                };
                let text = reference.get("reference").and_then(Tree::text);
                if let Some(text) = text.filter(|text| met.insert((*text).to_owned())) {
                    found.push(text.to_owned());
                }
            }
        }
        found
    }

    /// The events of a record that the bank keeps, with the codes that stand beside it.
    pub fn events_beside(&self, record: &Record) -> Result<Vec<EventRow>, Reject> {
        let (kind, class) = (record.head.kind.as_str(), &record.head.class);
        let mut tree = Tree::parse(record.bytes.trim_ascii())?;
        put_inside(&mut tree, record);
        let parts = record.head.parts();
        match parts {
            [] => self.events_of(self.kind(kind), class, &tree),
            parts => self.events_apart(kind, class, &mut tree, parts),
        }
    }
}

/// Puts what stands beside a record into it, after what is inside already.
pub fn put_inside<'a>(tree: &mut Tree<'a>, record: &'a Record) {
    let beside: Vec<Tree<'a>> = record.beside.iter().filter_map(read).collect();
    let Tree::Object(members) = tree else {
        return;
    };
    if beside.is_empty() {
        return;
    }
    match members.iter_mut().find(|(key, _)| key == "contained") {
        Some((_, Tree::Array(inside))) => inside.extend(beside),
        Some((_, other)) => *other = Tree::Array(beside),
        None => members.push((Cow::Borrowed("contained"), Tree::Array(beside))),
    }
}

/// Without what in it is judged apart.
fn read(other: &Arc<Record>) -> Option<Tree<'_>> {
    let mut tree = Tree::parse(other.bytes.trim_ascii()).ok()?;
    match &other.head.withheld {
        Some(parts) => tree.cut(parts.iter().flat_map(Part::places)),
        None => tree.cut(["contained"].into_iter()),
    }
    Some(tree)
}
