//! What a column's values must be looked up in before they leave: as FHIR's are, by where the
//! column's path leads in the record.

use sekisho_model::catalog::{Catalog, Field, Identifiability, Inside, ShapeId};
use sekisho_model::oncology::{Column, ColumnType, Source, View};
use sekisho_model::profile::FieldRule;

use crate::words::{LANGUAGE, ListId, MEDIA_TYPE, UNIT, WORD, Words};

/// What lets a value out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// No list is asked: the regime was proved on what it is, or nothing of it shows.
    None,
    /// A code beside its system.
    Coding,
    /// One of these lists has it.
    Lists(Vec<ListId>),
    /// It is none of the numbers that leave by no consent.
    Number,
}

/// What a person's number means wherever it stands.
const PERSON: &str = "patient_id";
/// The value set of units that paths name; what is in it is a unit.
const UNITS: &str = "urn:sekisho:valueset:units";

/// The check of a column that leaves under a rule.
pub(super) fn check(
    view: &View,
    column: &Column,
    rule: &FieldRule,
    catalog: &'static Catalog,
    words: &mut Words,
) -> Check {
    match column.kind {
        _ if !rule.shows() => Check::None,
        ColumnType::Code => Check::Coding,
        ColumnType::Text if column.concept.as_deref() == Some(PERSON) => Check::Number,
        ColumnType::Text => text(view, column, catalog, words),
        ColumnType::Decimal | ColumnType::Integer | ColumnType::Boolean | ColumnType::Date => {
            Check::None
        }
    }
}

fn text(view: &View, column: &Column, catalog: &'static Catalog, words: &mut Words) -> Check {
    let mut lists = Vec::new();
    for source in &view.from {
        for path in source.path(column).split(" | ") {
            match leads_to(source, path.trim(), catalog, words) {
                Leads::Nowhere => {}
                Leads::List(list) => lists.push(list),
                // What it is nobody knows: names and areas are proved by their class, a word of
                // another class leaves where enough people share it.
                Leads::Text => match column.identifiability {
                    Identifiability::Open | Identifiability::Technical => lists.push(WORD),
                    _ => return Check::None,
                },
            }
        }
    }
    lists.sort_unstable();
    lists.dedup();
    if lists.is_empty() {
        return Check::None;
    }
    Check::Lists(lists)
}

enum Leads {
    /// To nothing, or to a word of the model's own.
    Nowhere,
    List(ListId),
    Text,
}

fn leads_to(source: &Source, path: &str, catalog: &'static Catalog, words: &mut Words) -> Leads {
    if path == "{}" || path.starts_with('\'') || path.ends_with(".select('?')") {
        return Leads::Nowhere;
    }
    if path.contains(UNITS) {
        return Leads::List(UNIT);
    }
    let Some((record, _)) = catalog.shape(&source.resource) else {
        return Leads::Text;
    };
    let (from, path) = match (path.strip_prefix("%resource."), &source.each) {
        (Some(rest), _) => (Some(record), rest),
        (None, Some(each)) => (field(catalog, record, each).and_then(inner), path),
        (None, None) => (Some(record), path),
    };
    let Some(found) = from.and_then(|from| field(catalog, from, path)) else {
        return Leads::Text;
    };
    if matches!(found.key, "unit") || found.type_name == "code" && is_unit_code(path) {
        return Leads::List(UNIT);
    }
    match (found.type_name, found.value_set, found.key) {
        ("code", Some(set), _) => Leads::List(words.set(catalog, set)),
        ("code", None, "language") => Leads::List(LANGUAGE),
        ("code", None, "contentType") => Leads::List(MEDIA_TYPE),
        ("code" | "uri" | "canonical", ..) => Leads::List(WORD),
        _ => Leads::Text,
    }
}

fn is_unit_code(path: &str) -> bool {
    path.ends_with(".code") && (path.contains("ofType(Quantity)") || path.contains("ofType(Age)"))
}

/// The element at the end of a path of members, `ofType` and filters.
fn field(catalog: &'static Catalog, from: ShapeId, path: &str) -> Option<&'static Field> {
    let mut at = Some(from);
    let mut found: Vec<&'static Field> = Vec::new();
    for step in steps(path) {
        if let Some(wanted) = step
            .strip_prefix("ofType(")
            .and_then(|rest| rest.strip_suffix(')'))
        {
            found.retain(|field| field.type_name == wanted);
        } else if step.contains('(') {
            // A filter or `first()` leads nowhere else; an extension or a function does.
            let name = step.split('(').next().unwrap_or_default();
            if !matches!(name, "where" | "first") {
                return None;
            }
        } else {
            let shape = match found.as_slice() {
                [] => at.take()?,
                [one, ..] => inner(one)?,
            };
            let fields = catalog.at(shape).fields.iter();
            found = fields.filter(|f| f.key == step || f.name == step).collect();
            if found.is_empty() {
                return None;
            }
        }
    }
    found.into_iter().next()
}

fn inner(field: &Field) -> Option<ShapeId> {
    match field.inside {
        Inside::Shape(shape) => Some(shape),
        Inside::Value(_) | Inside::Resource => None,
    }
}

/// The steps of a path, what stands in brackets or quotes with the step it belongs to.
fn steps(path: &str) -> Vec<&str> {
    let (mut steps, mut from, mut depth, mut quoted) = (Vec::new(), 0, 0, false);
    for (at, sign) in path.char_indices() {
        match sign {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            '.' if !quoted && depth == 0 => {
                steps.push(&path[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    steps.push(&path[from..]);
    steps
}
