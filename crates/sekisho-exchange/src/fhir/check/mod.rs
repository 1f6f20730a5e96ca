//! Is it valid FHIR R4? Every record is held to the element catalog: known elements, cardinality,
//! JSON types, patterns, one of a choice, required bindings, nothing empty, values and their
//! siblings in step, local references that lead somewhere.
//!
//! Written apart from the transform, and slower: it reads a whole tree and says every fault.

mod json;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;

use regex::Regex;
use sekisho_model::catalog::{self, Catalog, Field, Inside, Shape, ShapeKind};

use json::Json;

/// One thing that is wrong. Neither part holds anything of the record's values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// `Observation.code.coding[0].system`; for an unknown key the object that holds it.
    pub path: String,
    pub kind: FaultKind,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// No JSON object that could be read.
    Json(&'static str),
    /// `resourceType` is missing or names no resource.
    UnknownResource,
    /// A key the element's type does not have.
    UnknownElement,
    /// A required element is missing.
    Missing,
    /// More than one type of a choice.
    TwoOfAChoice,
    /// An array where one value belongs.
    NotSingle,
    /// One value where an array belongs.
    NotMany,
    /// Another JSON type than this FHIR type is written in.
    WrongType(&'static str),
    /// The value does not have the form of its FHIR type.
    WrongForm(&'static str),
    /// A code outside the value set of a required binding.
    WrongCode(&'static str),
    /// An empty object, array or string.
    Empty,
    /// A `null` without a sibling array to explain it, or nothing but nulls.
    Null,
    /// Values and their siblings `_x` are not equally many.
    OutOfStep,
    /// An extension with both a value and extensions, or neither.
    ExtensionContent,
    /// `#x` without a contained resource of that id.
    LocalReference,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.path, self.kind)
    }
}

/// Every fault of one record, in the order they are met; empty when it is valid.
pub fn check(bytes: &[u8], catalog: &'static Catalog) -> Vec<Fault> {
    let mut checker = Checker {
        catalog,
        faults: Vec::new(),
        local: BTreeSet::new(),
        wanted: Vec::new(),
    };
    match json::parse(bytes) {
        Ok(Json::Object(members)) => {
            let mut path = Path::default();
            checker.resource(&members, &mut path);
            let Checker {
                faults,
                local,
                wanted,
                ..
            } = &mut checker;
            let lost = wanted
                .drain(..)
                .filter(|(_, name)| !name.is_empty() && !local.contains(name));
            faults.extend(lost.map(|(path, _)| Fault {
                path,
                kind: FaultKind::LocalReference,
            }));
        }
        Ok(_) => checker.faults.push(Fault {
            path: String::new(),
            kind: FaultKind::Json("it is no object"),
        }),
        Err(wrong) => checker.faults.push(Fault {
            path: String::new(),
            kind: FaultKind::Json(wrong),
        }),
    }
    checker.faults
}

type Members<'a> = [(std::borrow::Cow<'a, str>, Json<'a>)];

/// The steps to where the checker stands; a text only when there is a fault.
#[derive(Default)]
struct Path(Vec<Step>);

enum Step {
    Key(&'static str),
    Sibling(&'static str),
    Item(usize),
}

impl Path {
    fn text(&self) -> String {
        let mut text = String::new();
        for step in &self.0 {
            match step {
                Step::Item(n) => text.push_str(&format!("[{n}]")),
                Step::Key(key) => {
                    text.push_str(&format!("{}{key}", if text.is_empty() { "" } else { "." }))
                }
                Step::Sibling(key) => text.push_str(&format!("._{key}")),
            }
        }
        text
    }
}

struct Checker {
    catalog: &'static Catalog,
    faults: Vec<Fault>,
    /// Ids of contained resources.
    local: BTreeSet<String>,
    /// Local references, with their places.
    wanted: Vec<(String, String)>,
}

impl Checker {
    fn fault(&mut self, path: &Path, kind: FaultKind) {
        self.faults.push(Fault {
            path: path.text(),
            kind,
        });
    }

    fn at<T>(
        &mut self,
        path: &mut Path,
        step: Step,
        visit: impl FnOnce(&mut Self, &mut Path) -> T,
    ) -> T {
        path.0.push(step);
        let result = visit(self, path);
        path.0.pop();
        result
    }

    fn resource(&mut self, members: &Members<'_>, path: &mut Path) {
        let name = members
            .iter()
            .find(|(key, _)| key == "resourceType")
            .map(|(_, value)| value);
        let shape = match name {
            Some(Json::Text(name)) if self.catalog.is_resource(name) => {
                self.catalog.shape(name).map(|(_, shape)| shape)
            }
            _ => None,
        };
        let Some(shape) = shape else {
            return self.fault(path, FaultKind::UnknownResource);
        };
        if path.0.is_empty() {
            self.at(path, Step::Key(shape.path), |checker, path| {
                checker.object(members, shape, path)
            });
        } else {
            if let Some((_, Json::Text(id))) = members.iter().find(|(key, _)| key == "id") {
                self.local.insert(id.to_string());
            }
            self.object(members, shape, path);
        }
    }

    fn object(&mut self, members: &Members<'_>, shape: &'static Shape, path: &mut Path) {
        let is_resource = shape.kind == ShapeKind::Resource;
        if members
            .iter()
            .all(|(key, _)| is_resource && key == "resourceType")
            && !is_resource
        {
            return self.fault(path, FaultKind::Empty);
        }
        let mut present: Vec<(&'static Field, Option<&Json<'_>>, Option<&Json<'_>>)> =
            Vec::with_capacity(members.len());
        for (key, value) in members {
            if is_resource && key == "resourceType" {
                continue;
            }
            let (name, is_sibling) = key
                .strip_prefix('_')
                .map_or((&**key, false), |name| (name, true));
            match shape.field(name) {
                Some(field) if !is_sibling || matches!(field.inside, Inside::Value(_)) => {
                    let at = present
                        .iter()
                        .position(|(other, ..)| std::ptr::eq(*other, field))
                        .unwrap_or_else(|| {
                            present.push((field, None, None));
                            present.len() - 1
                        });
                    let slot = &mut present[at];
                    *(if is_sibling { &mut slot.2 } else { &mut slot.1 }) = Some(value);
                }
                _ => self.fault(path, FaultKind::UnknownElement),
            }
        }
        for (n, (field, value, sibling)) in present.iter().enumerate() {
            if field.is_choice
                && present[..n]
                    .iter()
                    .any(|(other, ..)| other.name == field.name)
            {
                self.at(path, Step::Key(field.key), |checker, path| {
                    checker.fault(path, FaultKind::TwoOfAChoice)
                });
            }
            self.field(field, *value, *sibling, path);
        }
        let is_present = |field: &Field| present.iter().any(|(other, ..)| other.name == field.name);
        let mut missing: Vec<&'static str> = shape
            .fields
            .iter()
            .filter(|f| f.min > 0 && !is_present(f))
            .map(|f| f.name)
            .collect();
        missing.dedup();
        for name in missing {
            self.at(path, Step::Key(name), |checker, path| {
                checker.fault(path, FaultKind::Missing)
            });
        }
        match shape.path {
            "Extension" => self.extension(members, path),
            "Reference" => self.reference(members, path),
            _ => {}
        }
    }

    fn extension(&mut self, members: &Members<'_>, path: &Path) {
        let holds = |wanted: fn(&str) -> bool| {
            members
                .iter()
                .any(|(key, _)| wanted(key.strip_prefix('_').unwrap_or(key)))
        };
        if holds(|key| key.starts_with("value")) == holds(|key| key == "extension") {
            self.fault(path, FaultKind::ExtensionContent);
        }
    }

    fn reference(&mut self, members: &Members<'_>, path: &Path) {
        for (key, value) in members {
            if let ("reference", Json::Text(target)) = (&**key, value)
                && let Some(local) = target.strip_prefix('#')
            {
                self.wanted.push((path.text(), local.to_owned()));
            }
        }
    }

    fn field(
        &mut self,
        field: &'static Field,
        value: Option<&Json<'_>>,
        sibling: Option<&Json<'_>>,
        path: &mut Path,
    ) {
        if !field.is_many {
            if let Some(value) = value {
                self.at(path, Step::Key(field.key), |checker, path| match value {
                    Json::Array(_) => checker.fault(path, FaultKind::NotSingle),
                    Json::Null => checker.fault(path, FaultKind::Null),
                    value => checker.one(field, value, path),
                });
            }
            if let Some(sibling) = sibling {
                self.at(path, Step::Sibling(field.key), |checker, path| {
                    checker.sibling(sibling, path)
                });
            }
            return;
        }
        let values = value.map(|value| {
            self.at(path, Step::Key(field.key), |checker, path| {
                checker.items(value, path)
            })
        });
        let siblings = sibling.map(|value| {
            self.at(path, Step::Sibling(field.key), |checker, path| {
                checker.items(value, path)
            })
        });
        let is_nothing = |items: &&[Json<'_>]| items.iter().all(|item| *item == Json::Null);
        match (values.flatten(), siblings.flatten()) {
            (Some(values), Some(siblings)) if values.len() != siblings.len() => {
                self.at(path, Step::Key(field.key), |checker, path| {
                    checker.fault(path, FaultKind::OutOfStep)
                });
            }
            (Some(values), Some(siblings)) if is_nothing(&values) && is_nothing(&siblings) => {
                self.at(path, Step::Key(field.key), |checker, path| {
                    checker.fault(path, FaultKind::Null)
                });
            }
            (None, Some(siblings)) if is_nothing(&siblings) => {
                self.at(path, Step::Sibling(field.key), |checker, path| {
                    checker.fault(path, FaultKind::Null)
                });
            }
            _ => {}
        }
        for (n, item) in values.flatten().unwrap_or_default().iter().enumerate() {
            path.0.extend([Step::Key(field.key), Step::Item(n)]);
            match item {
                Json::Null if sibling.is_some() && matches!(field.inside, Inside::Value(_)) => {}
                Json::Null => self.fault(path, FaultKind::Null),
                Json::Array(_) => self.fault(path, FaultKind::NotSingle),
                item => self.one(field, item, path),
            }
            path.0.truncate(path.0.len() - 2);
        }
        for (n, item) in siblings
            .flatten()
            .unwrap_or_default()
            .iter()
            .enumerate()
            .filter(|(_, item)| **item != Json::Null)
        {
            path.0.extend([Step::Sibling(field.key), Step::Item(n)]);
            self.sibling(item, path);
            path.0.truncate(path.0.len() - 2);
        }
    }

    /// The items of what should be an array with something in it.
    fn items<'j, 'a>(&mut self, value: &'j Json<'a>, path: &mut Path) -> Option<&'j [Json<'a>]> {
        match value {
            Json::Array(items) if items.is_empty() => self.fault(path, FaultKind::Empty),
            Json::Array(items) => return Some(items),
            _ => self.fault(path, FaultKind::NotMany),
        }
        None
    }

    fn sibling(&mut self, value: &Json<'_>, path: &mut Path) {
        match (value, self.catalog.shape("Element")) {
            (Json::Object(members), Some((_, element))) => self.object(members, element, path),
            _ => self.fault(path, FaultKind::WrongType("Element")),
        }
    }

    fn one(&mut self, field: &'static Field, value: &Json<'_>, path: &mut Path) {
        match (field.inside, value) {
            (Inside::Value(json), value) => self.primitive(field, json, value, path),
            (Inside::Shape(id), Json::Object(members)) => {
                self.object(members, self.catalog.at(id), path);
                self.bound_concept(field, members, path);
            }
            (Inside::Resource, Json::Object(members)) => self.resource(members, path),
            (Inside::Shape(_) | Inside::Resource, _) => {
                self.fault(path, FaultKind::WrongType(field.type_name))
            }
        }
    }

    fn primitive(
        &mut self,
        field: &'static Field,
        json: catalog::Json,
        value: &Json<'_>,
        path: &Path,
    ) {
        let text: &str = match (json, value) {
            (catalog::Json::String, Json::Text(text)) if text.is_empty() => {
                return self.fault(path, FaultKind::Empty);
            }
            (catalog::Json::String, Json::Text(text)) => text,
            (catalog::Json::Number, Json::Number(digits)) => digits,
            (catalog::Json::Boolean, Json::Boolean) => return,
            _ => return self.fault(path, FaultKind::WrongType(field.type_name)),
        };
        if FORMS
            .get(field.type_name)
            .is_some_and(|form| !form.is_match(text))
        {
            self.fault(path, FaultKind::WrongForm(field.type_name));
        }
        if let Some(set) = field.value_set
            && !self.is_code_of(set, text)
        {
            self.fault(path, FaultKind::WrongCode(set));
        }
    }

    /// A required binding of a Coding binds its code; of a CodeableConcept one of its codings.
    fn bound_concept(&mut self, field: &'static Field, members: &Members<'_>, path: &Path) {
        let Some(set) = field.value_set else { return };
        let codings: Vec<&Members<'_>> = match field.type_name {
            "Coding" => vec![members],
            "CodeableConcept" => match members.iter().find(|(key, _)| key == "coding") {
                Some((_, Json::Array(codings))) => codings
                    .iter()
                    .filter_map(|c| {
                        if let Json::Object(c) = c {
                            Some(&**c)
                        } else {
                            None
                        }
                    })
                    .collect(),
                _ => return,
            },
            _ => return,
        };
        let codes = codings
            .iter()
            .flat_map(|coding| coding.iter())
            .filter(|(key, _)| key == "code");
        let mut codes = codes
            .filter_map(|(_, value)| {
                if let Json::Text(code) = value {
                    Some(code)
                } else {
                    None
                }
            })
            .peekable();
        if codes.peek().is_some() && !codes.any(|code| self.is_code_of(set, code)) {
            self.fault(path, FaultKind::WrongCode(set));
        }
    }

    fn is_code_of(&self, set: &str, code: &str) -> bool {
        self.catalog
            .codes(set)
            .is_none_or(|codes| codes.binary_search(&code).is_ok())
    }
}

/// The patterns of the primitive types, compiled once.
static FORMS: LazyLock<BTreeMap<&'static str, Regex>> = LazyLock::new(|| {
    let form = |name: &'static str| {
        let pattern = catalog::r4().primitive(name)?.pattern?;
        Some((
            name,
            Regex::new(pattern).unwrap_or_else(|_| panic!("primitives.tsv: the pattern of {name}")),
        ))
    };
    catalog::r4().types().into_iter().filter_map(form).collect()
});
