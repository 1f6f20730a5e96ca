//! What of a record could turn a row's meaning round (FHIR R4 §2.1.1, `isModifier`): refuted,
//! entered in error, `<` before a number. A row leaves only with the column that says so, or where
//! the value is one that a reader assumes without it.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::catalog::{Catalog, Inside, ShapeId};
use sekisho_model::oncology::DataModel;
use sekisho_model::transform::{Holds, TableHead};
use sekisho_model::{ColumnName, ViewName};

use crate::fhir::project::tree::Tree;

/// By record type: what each table that takes its events reads of it.
pub(super) struct Modifiers {
    catalog: &'static Catalog,
    readers: BTreeMap<String, Vec<Reader>>,
}

struct Reader {
    table: usize,
    /// Every member that a leaving column's path names.
    reads: BTreeSet<String>,
    /// The members whose values leave as they came.
    shows: BTreeSet<String>,
}

/// A modifier that says something else than a reader assumes.
struct Found<'t> {
    /// The members that it stands in, the record's own first; none: it is the record's own.
    inside: Vec<&'t str>,
    key: &'t str,
}

impl Modifiers {
    /// `keeps`: whether a column of a table leaves as it came.
    pub fn of(
        heads: &[TableHead],
        model: &DataModel,
        catalog: &'static Catalog,
        keeps: &dyn Fn(&ViewName, &ColumnName) -> bool,
    ) -> Self {
        let mut readers: BTreeMap<String, Vec<Reader>> = BTreeMap::new();
        for (table, head) in heads.iter().enumerate() {
            let Some(view) = model.views.get(&head.view) else {
                continue;
            };
            let mut by_kind: BTreeMap<&str, Reader> = BTreeMap::new();
            for source in &view.from {
                let reader = by_kind
                    .entry(source.resource.as_str())
                    .or_insert_with(|| Reader {
                        table,
                        reads: BTreeSet::new(),
                        shows: BTreeSet::new(),
                    });
                reader
                    .reads
                    .extend(source.each.iter().flat_map(|path| members(path)));
                let columns = head.columns.iter().filter(|c| c.holds == Holds::Value);
                for column in columns.filter_map(|c| view.column(c.name.as_str())) {
                    let named: Vec<String> = members(source.path(column)).collect();
                    if keeps(&head.view, &column.name) {
                        reader.shows.extend(named.iter().cloned());
                    }
                    reader.reads.extend(named);
                }
            }
            for (kind, reader) in by_kind {
                readers.entry(kind.to_owned()).or_default().push(reader);
            }
        }
        Self { catalog, readers }
    }

    /// The tables that this record type gives rows to.
    pub fn tables(&self, kind: &str) -> impl Iterator<Item = usize> {
        let readers = self.readers.get(kind).map_or(&[][..], Vec::as_slice);
        readers.iter().map(|reader| reader.table)
    }

    /// The tables in which a row of this record would read as something it does not say.
    pub fn turned_round(&self, kind: &str, record: &Tree<'_>) -> Vec<usize> {
        let Some(readers) = self.readers.get(kind) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        if let Some((id, _)) = self.catalog.shape(kind) {
            let is_read = |key: &str| readers.iter().any(|r| names(&r.reads, key));
            self.look(id, record, &mut Vec::new(), &is_read, &mut found);
        }
        let turns = |reader: &&Reader| {
            found.iter().any(|found| {
                let mut inside = found.inside.iter();
                inside.all(|key| names(&reader.reads, key)) && !names(&reader.shows, found.key)
            })
        };
        readers.iter().filter(turns).map(|r| r.table).collect()
    }

    fn look<'t>(
        &self,
        shape: ShapeId,
        tree: &'t Tree<'_>,
        inside: &mut Vec<&'t str>,
        is_read: &dyn Fn(&str) -> bool,
        found: &mut Vec<Found<'t>>,
    ) {
        let members = match tree {
            Tree::Object(members) => members,
            Tree::Array(items) => {
                for item in items {
                    self.look(shape, item, inside, is_read, found);
                }
                return;
            }
            _ => return,
        };
        for (key, value) in members {
            let mut say = || {
                found.push(Found {
                    inside: inside.clone(),
                    key,
                });
            };
            if matches!(&**key, "modifierExtension" | "implicitRules") {
                say();
                continue;
            }
            let mut fields = self.catalog.at(shape).fields.iter();
            let Some(field) = fields.find(|field| field.key == key) else {
                continue;
            };
            if field.modifies() && !is_harmless(value, &field.harmless) {
                say();
            }
            // What no column reads can't turn a column's meaning round.
            if !is_read(key) {
                continue;
            }
            inside.push(key);
            match field.inside {
                Inside::Shape(inner) => self.look(inner, value, inside, is_read, found),
                Inside::Resource => self.contained(value, inside, is_read, found),
                Inside::Value(_) => {}
            }
            inside.pop();
        }
    }

    fn contained<'t>(
        &self,
        value: &'t Tree<'_>,
        inside: &mut Vec<&'t str>,
        is_read: &dyn Fn(&str) -> bool,
        found: &mut Vec<Found<'t>>,
    ) {
        let items = match value {
            Tree::Array(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        for item in items {
            let kind = item.get("resourceType").and_then(Tree::text);
            if let Some((id, _)) = kind.and_then(|kind| self.catalog.shape(kind)) {
                self.look(id, item, inside, is_read, found);
            }
        }
    }
}

/// Every word of a path outside its texts; more than its members, never less.
fn members(path: &str) -> impl Iterator<Item = String> {
    let outside = path.split('\'').step_by(2);
    let words = outside.flat_map(|part| part.split(|c: char| !c.is_ascii_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(str::to_owned)
}

/// Whether a key is named, a choice by its stem: `valueQuantity` by `value`.
fn names(named: &BTreeSet<String>, key: &str) -> bool {
    named.contains(key)
        || named.iter().any(|stem| {
            let rest = key.strip_prefix(stem.as_str());
            rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
        })
}

/// A concept is what its codes say, every one of them; a text alone says what nobody can judge.
fn is_harmless(value: &Tree<'_>, harmless: &[&str]) -> bool {
    let known = |word: &str| harmless.contains(&word);
    match value {
        _ if harmless == ["*"] => true,
        Tree::Null => true,
        Tree::Text(code) => known(code),
        Tree::Bool(answer) => known(if *answer { "true" } else { "false" }),
        concept => match concept.get("coding") {
            Some(Tree::Array(codings)) => {
                let code =
                    |coding: &Tree<'_>| coding.get("code").and_then(Tree::text).is_some_and(known);
                !codings.is_empty() && codings.iter().all(code)
            }
            _ => false,
        },
    }
}
