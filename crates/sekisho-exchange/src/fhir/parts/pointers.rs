//! What points to a resource inside a record: `{"reference": "#id"}`, or `#id` as a canonical.
//!
//! An element that may be missing goes with what it points to. One that its whole requires, or that
//! modifies how the whole reads, takes the whole along: the next element around it that may be
//! missing, or the resource itself.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::catalog::{Catalog, Field, Inside, Shape, ShapeId};

use super::{Found, under};
use crate::fhir::project::tree::Tree;

/// More pointers from one record into itself are an attack: each may lead to every part of one name.
const POINTERS_MAX: usize = 1 << 20;

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
    /// `None`: more than anybody means.
    pub fn of(found: &[Found], catalog: &Catalog, kind: &str, record: &Tree<'_>) -> Option<Self> {
        let mut looking = Looking {
            resources: BTreeMap::new(),
            named: BTreeMap::new(),
            catalog,
            needs: vec![BTreeSet::new(); found.len()],
            from: vec![Vec::new(); found.len()],
            followed: 0,
        };
        for (n, one) in found.iter().enumerate() {
            if one.is_resource {
                looking.resources.entry(&one.part.place).or_insert(n);
            }
            if let Some(id) = &one.id {
                looking.named.entry(id).or_default().push(n);
            }
        }
        let shape = catalog.shape(kind).map(|(id, _)| id);
        let root = looking.object(shape, record, "");
        (looking.followed <= POINTERS_MAX).then_some(Self {
            root,
            needs: looking.needs,
            from: looking.from,
        })
    }
}

struct Looking<'l> {
    /// Of each resource inside, by its place.
    resources: BTreeMap<&'l str, usize>,
    /// The resources inside by their local name.
    named: BTreeMap<&'l str, Vec<usize>>,
    catalog: &'l Catalog,
    needs: Vec<BTreeSet<usize>>,
    from: Vec<Vec<String>>,
    followed: usize,
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
                match self.resources.get(place).copied() {
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
    fn pointed(&mut self, text: &str) -> BTreeSet<usize> {
        let local = text.strip_prefix('#').filter(|local| !local.is_empty());
        let named = local.and_then(|local| self.named.get(local));
        self.followed += named.map_or(0, Vec::len);
        match named {
            Some(named) if self.followed <= POINTERS_MAX => named.iter().copied().collect(),
            _ => BTreeSet::new(),
        }
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
