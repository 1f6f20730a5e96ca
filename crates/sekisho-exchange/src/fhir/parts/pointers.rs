//! What points to a resource inside a record: `{"reference": "#id"}`, or `#id` as a canonical.
//!
//! An element that may be missing goes with what it points to. One that its whole requires, or that
//! modifies how the whole reads, takes the whole along: the next element around it that may be
//! missing, or the resource itself.

use std::collections::BTreeSet;

use sekisho_model::catalog::{Catalog, Field, Inside, Shape, ShapeId};

use super::{Found, under};
use crate::fhir::project::tree::Tree;

/// Parts by their places in the list of what was found.
pub(super) struct Pointers {
    /// Those that the record can't leave without.
    pub root: BTreeSet<usize>,
    /// Those that each part can't leave without.
    pub needs: Vec<BTreeSet<usize>>,
    /// The elements that go with each part.
    pub from: Vec<Vec<String>>,
}

impl Pointers {
    pub fn of(found: &[Found], catalog: &Catalog, kind: &str, record: &Tree<'_>) -> Self {
        let mut looking = Looking {
            found,
            catalog,
            needs: vec![BTreeSet::new(); found.len()],
            from: vec![Vec::new(); found.len()],
        };
        let shape = catalog.shape(kind).map(|(id, _)| id);
        let root = looking.object(shape, record, "");
        Self {
            root,
            needs: looking.needs,
            from: looking.from,
        }
    }
}

struct Looking<'l> {
    found: &'l [Found],
    catalog: &'l Catalog,
    needs: Vec<BTreeSet<usize>>,
    from: Vec<Vec<String>>,
}

impl Looking<'_> {
    /// What an object can't do without.
    fn object(
        &mut self,
        shape: Option<ShapeId>,
        object: &Tree<'_>,
        place: &str,
    ) -> BTreeSet<usize> {
        let Tree::Object(members) = object else {
            return BTreeSet::new();
        };
        let catalog = self.catalog;
        let shape: Option<&Shape> = shape.map(|id| catalog.at(id));
        let mut needed = BTreeSet::new();
        for (key, value) in members {
            let field = shape.and_then(|shape| shape.field(key));
            let place = under(place, key);
            let asked = is_required(shape, key, field);
            for (place, item) in super::each(value, &place) {
                let lacks = self.value(field, item, &place);
                match asked {
                    true => needed.extend(lacks),
                    false => lacks
                        .into_iter()
                        .for_each(|n| self.from[n].push(place.clone())),
                }
            }
        }
        needed
    }

    /// What one value can't do without.
    fn value(&mut self, field: Option<&Field>, value: &Tree<'_>, place: &str) -> BTreeSet<usize> {
        match value {
            Tree::Text(text) => self.pointed(text),
            Tree::Array(_) => {
                let items = super::each(value, place);
                let all = items
                    .iter()
                    .map(|(place, item)| self.value(field, item, place));
                all.flatten().collect()
            }
            Tree::Object(_) => {
                let kind = value.get("resourceType").and_then(Tree::text);
                let shape = match (kind, field.map(|field| field.inside)) {
                    (Some(kind), _) => self.catalog.shape(kind).map(|(id, _)| id),
                    (None, Some(Inside::Shape(id))) => Some(id),
                    (None, _) => None,
                };
                let needed = self.object(shape, value, place);
                let own = self
                    .found
                    .iter()
                    .position(|f| f.is_resource && f.part.place == place);
                match own {
                    // A resource inside stays by itself: whoever points to it is told so.
                    Some(own) => {
                        self.needs[own].extend(needed.into_iter().filter(|n| *n != own));
                        BTreeSet::new()
                    }
                    None => needed,
                }
            }
            _ => BTreeSet::new(),
        }
    }

    /// The resources inside that have this local name.
    fn pointed(&self, text: &str) -> BTreeSet<usize> {
        let Some(local) = text.strip_prefix('#').filter(|local| !local.is_empty()) else {
            return BTreeSet::new();
        };
        let all = self.found.iter().enumerate();
        let named = all.filter(|(_, one)| one.id.as_deref() == Some(local));
        named.map(|(n, _)| n).collect()
    }
}

/// Whether a whole can't be without this member of it: the standard asks for it, it modifies how
/// the rest reads, or the whole says nothing else (a reference, an extension).
fn is_required(shape: Option<&Shape>, key: &str, field: Option<&Field>) -> bool {
    match (shape.map(|shape| shape.path), field) {
        (Some("Extension"), _) => key.starts_with("value"),
        _ if key == "reference" => true,
        (_, Some(field)) => field.min > 0 || field.is_modifier,
        (_, None) => false,
    }
}
