//! Which class a record, or a part of one, belongs to.
//!
//! The model's rules are asked in their order: codes before categories, and values that are
//! written as genes and variants are before both. Writing never decides: see [`folded`].

use std::collections::BTreeMap;

use sekisho_model::DataClass;
use sekisho_model::oncology::{ClassRule, CodeSystem};

use super::folded::{folded, folded_system};
use super::tree::Tree;
use super::variant::names_a_variant;
use crate::fhir::fhirpath::{At, Item, Path, PathError};

pub(super) struct Rule {
    /// `None`: every value of it.
    path: Option<Path>,
    codes: Vec<String>,
    systems: Vec<String>,
    starts: Vec<String>,
    written: bool,
    unless_whole: Vec<DataClass>,
    pub class: DataClass,
}

/// A code as a record holds it.
struct Code<'t> {
    system: &'t str,
    code: &'t str,
    display: &'t str,
}

impl Rule {
    pub fn new(
        rule: &ClassRule,
        systems: &BTreeMap<String, CodeSystem>,
    ) -> Result<Self, PathError> {
        let all = |texts: &[String]| texts.iter().map(|t| folded(t).into_owned()).collect();
        let mut spellings = Vec::new();
        for name in &rule.systems {
            let known = systems.get(name).ok_or_else(|| PathError {
                path: name.clone(),
                what: "a class rule names a code system that the model does not have",
            })?;
            spellings.extend(known.names.iter().map(|n| folded_system(n).into_owned()));
        }
        Ok(Self {
            path: rule.path.as_deref().map(Path::compile).transpose()?,
            codes: all(&rule.codes),
            systems: spellings,
            starts: all(&rule.starts),
            written: rule.written,
            unless_whole: rule.unless_whole.clone(),
            class: rule.class.clone(),
        })
    }

    /// `whole`: the class of what `element` is a part of; `apart`: keys that are judged apart.
    pub fn met(&self, element: &Tree<'_>, whole: Option<&DataClass>, apart: &[String]) -> bool {
        if whole.is_some_and(|whole| self.unless_whole.contains(whole)) {
            return false;
        }
        let Some(path) = &self.path else {
            return self.valued(element, apart);
        };
        let mut met = false;
        path.each(At::root(element), &mut |item| {
            met = match &item {
                Item::Node(tree @ Tree::Object(_)) => self.coded(tree),
                item => item
                    .text()
                    .is_some_and(|code| self.is_it(&Code::bare(code))),
            };
            !met
        });
        met
    }

    fn coded(&self, coding: &Tree<'_>) -> bool {
        let text = |key: &str| coding.get(key).and_then(Tree::text).unwrap_or_default();
        self.is_it(&Code {
            system: text("system"),
            code: text("code"),
            display: text("display"),
        })
    }

    fn is_it(&self, one: &Code<'_>) -> bool {
        if self.written && (names_a_variant(one.code) || names_a_variant(one.display)) {
            return true;
        }
        let code = folded(one.code);
        let of_system = || {
            let system = folded_system(one.system);
            self.systems.iter().any(|known| *known == system)
        };
        (self.codes.is_empty() || self.codes.iter().any(|listed| *listed == code))
            && (self.starts.is_empty() || self.starts.iter().any(|s| code.starts_with(s.as_str())))
            && (self.systems.is_empty() || of_system())
    }

    /// One of the values in it, however deep; what is judged apart is not looked into.
    fn valued(&self, element: &Tree<'_>, apart: &[String]) -> bool {
        match element {
            Tree::Array(items) => items.iter().any(|item| self.valued(item, apart)),
            Tree::Object(members) => members.iter().any(|(key, value)| {
                let judged_apart = key == "contained" || apart.iter().any(|k| k == key);
                !judged_apart && ((is_value(key) && self.value(value)) || self.valued(value, apart))
            }),
            _ => false,
        }
    }

    fn value(&self, value: &Tree<'_>) -> bool {
        match value {
            Tree::Text(text) => self.written && names_a_variant(text),
            Tree::Array(items) => items.iter().any(|item| self.value(item)),
            Tree::Object(_) => match value.get("coding") {
                Some(Tree::Array(codings)) => {
                    let text = value.get("text").and_then(Tree::text).unwrap_or_default();
                    codings.iter().any(|coding| self.coded(coding))
                        || (self.written && names_a_variant(text))
                }
                _ => {
                    let text = value.get("text").and_then(Tree::text).unwrap_or_default();
                    self.coded(value) || (self.written && names_a_variant(text))
                }
            },
            _ => false,
        }
    }
}

impl<'t> Code<'t> {
    fn bare(code: &'t str) -> Self {
        Self {
            system: "",
            code,
            display: "",
        }
    }
}

/// `valueCodeableConcept`, `valueString`: a choice; `value` itself is what older exports write.
fn is_value(key: &str) -> bool {
    key.strip_prefix("value")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_uppercase()))
}
