//! Reads the embedded data files. They ship inside the binary, so a fault in them is a bug of ours
//! and stops at the first use, with the line that is wrong.

use std::collections::BTreeMap;

use super::{
    Catalog, Field, Identifiability, Inside, Json, PrimitiveType, Shape, ShapeId, ShapeKind,
};

const ELEMENTS: &[u8] = include_bytes!("../../../../dsl/fhir-r4/elements.tsv");
const CODES: &[u8] = include_bytes!("../../../../dsl/fhir-r4/codes.tsv");
const PRIMITIVES: &[u8] = include_bytes!("../../../../dsl/fhir-r4/primitives.tsv");
const IDENTIFIABILITY: &[u8] = include_bytes!("../../../../dsl/fhir-r4/identifiability.tsv");
const MODIFIERS: &[u8] = include_bytes!("../../../../dsl/fhir-r4/modifiers.tsv");
const UNITS: &[u8] = include_bytes!("../../../../dsl/fhir-r4/units.txt");

/// The lines of `modifiers.tsv`: selector -> harmless values.
type Harmless = BTreeMap<&'static str, Vec<&'static str>>;

type Class = (Identifiability, Option<&'static str>);

/// The lines of `identifiability.tsv`.
#[derive(Default)]
struct Classes {
    types: BTreeMap<&'static str, Class>,
    /// By the path of the shape, then by element.
    elements: BTreeMap<&'static str, BTreeMap<&'static str, Class>>,
}

pub(super) fn embedded() -> Catalog {
    let primitives = primitives();
    let classes = classes();
    let harmless = harmless();
    let by_path: BTreeMap<&'static str, ShapeId> = lines(ELEMENTS)
        .filter_map(|line| line.strip_prefix('@'))
        .enumerate()
        .map(|(n, head)| (words(head).next().unwrap_or_default(), ShapeId(n as u16)))
        .collect();
    let mut shapes: Vec<Shape> = Vec::with_capacity(by_path.len());
    for line in lines(ELEMENTS) {
        match line.strip_prefix('@') {
            Some(head) => shapes.push(shape(head)),
            None => {
                let shape = shapes.last_mut().expect("elements.tsv begins with a shape");
                let mut field = field(line, shape, &by_path, &primitives, &classes);
                field.harmless = harmless_of(&field, shape, &harmless);
                shape.fields.push(field);
            }
        }
    }
    let codes = lines(CODES).map(|line| line.split_once('\t').expect("codes.tsv: set, codes"));
    let codes = codes
        .map(|(set, codes)| (set, sorted(codes.split(' '))))
        .collect();
    Catalog {
        shapes,
        by_path,
        primitives,
        codes,
        units: sorted(lines(UNITS)),
    }
}

fn shape(head: &'static str) -> Shape {
    let mut words = words(head);
    let path = words.next().unwrap_or_default();
    let kind = match words.next() {
        Some("resource") => ShapeKind::Resource,
        Some("complex") => ShapeKind::DataType,
        None => ShapeKind::Backbone,
        Some(other) => panic!("elements.tsv: {path} is of the unknown kind {other}"),
    };
    let base = words.next().filter(|base| *base != "-");
    Shape {
        path,
        kind,
        base,
        is_abstract: words.next().is_some(),
        fields: Vec::new(),
    }
}

fn field(
    line: &'static str,
    shape: &Shape,
    by_path: &BTreeMap<&'static str, ShapeId>,
    primitives: &BTreeMap<&'static str, PrimitiveType>,
    classes: &Classes,
) -> Field {
    let mut words = words(line);
    let mut next = || {
        words
            .next()
            .unwrap_or_else(|| panic!("elements.tsv: {} has a short line {line}", shape.path))
    };
    let (key, count, type_name) = (next(), next(), next());
    let (min, max) = count
        .split_once("..")
        .unwrap_or_else(|| panic!("elements.tsv: {line}"));
    let mut field = Field {
        key,
        name: key,
        is_choice: false,
        min: min
            .parse()
            .unwrap_or_else(|_| panic!("elements.tsv: {line}")),
        is_many: max != "1",
        type_name,
        inside: Inside::Resource,
        is_modifier: false,
        harmless: Vec::new(),
        value_set: None,
        targets: Vec::new(),
        identifiability: Identifiability::Open,
        concept: None,
    };
    let mut own_shape = None;
    for extra in words {
        match extra.split_at(1) {
            ("x", name) => (field.name, field.is_choice) = (name, true),
            ("!", _) => field.is_modifier = true,
            ("=", set) => field.value_set = Some(set),
            (">", targets) => field.targets = targets.split(',').collect(),
            ("#", path) => own_shape = by_path.get(path).copied(),
            ("{", _) => {
                own_shape = by_path
                    .get(format!("{}.{key}", shape.path).as_str())
                    .copied()
            }
            _ => panic!("elements.tsv: {line}"),
        }
    }
    field.inside = match (
        own_shape.or_else(|| by_path.get(type_name).copied()),
        primitives.get(type_name),
    ) {
        (_, Some(primitive)) => Inside::Value(primitive.json),
        _ if type_name == "Resource" => Inside::Resource,
        (Some(id), None) => Inside::Shape(id),
        (None, None) => panic!(
            "elements.tsv: {} names the unknown type {type_name}",
            shape.path
        ),
    };
    (field.identifiability, field.concept) = class_of(&field, shape, classes);
    field
}

/// The element's own line, else that of the element inherited from `Element` or `Resource`, else
/// that of its primitive type.
fn class_of(field: &Field, shape: &Shape, classes: &Classes) -> Class {
    let of = |path: &str, name: &str| classes.elements.get(path)?.get(name).copied();
    let root = if shape.kind == ShapeKind::Resource {
        "Resource"
    } else {
        "Element"
    };
    of(shape.path, field.key)
        .or_else(|| of(shape.path, field.name))
        .or_else(|| of(root, field.key).filter(|_| matches!(field.key, "id" | "language")))
        .or_else(|| classes.types.get(field.type_name).copied())
        .unwrap_or((Identifiability::Open, None))
}

fn harmless_of(field: &Field, shape: &Shape, harmless: &Harmless) -> Vec<&'static str> {
    if !field.modifies() {
        return Vec::new();
    }
    let own = harmless.get(format!("{}.{}", shape.path, field.key).as_str());
    let set = || harmless.get(format!("={}", field.value_set?).as_str());
    own.or_else(set).cloned().unwrap_or_default()
}

fn harmless() -> Harmless {
    let line = |line: &'static str| {
        let mut words = words(line);
        let (selector, codes) = words.next().zip(words.next())?;
        words.next()?;
        Some((selector, codes.split(' ').collect()))
    };
    let read = |text| line(text).unwrap_or_else(|| panic!("modifiers.tsv: {text}"));
    lines(MODIFIERS).map(read).collect()
}

fn primitives() -> BTreeMap<&'static str, PrimitiveType> {
    let line = |line: &'static str| {
        let mut words = words(line);
        let name = words.next().unwrap_or_default();
        let json = match words.next() {
            Some("string") => Json::String,
            Some("number") => Json::Number,
            Some("boolean") => Json::Boolean,
            _ => panic!("primitives.tsv: {name}"),
        };
        (
            name,
            PrimitiveType {
                json,
                pattern: words.next().filter(|p| *p != "-"),
            },
        )
    };
    lines(PRIMITIVES).map(line).collect()
}

fn classes() -> Classes {
    let mut classes = Classes::default();
    for line in lines(IDENTIFIABILITY) {
        let mut words = words(line);
        let selector = words.next().unwrap_or_default();
        let word = words.next().unwrap_or_default();
        let class = Identifiability::ALL
            .into_iter()
            .find(|class| class.word() == word);
        let class = class.unwrap_or_else(|| panic!("identifiability.tsv: {selector} {word}"));
        let class = (class, words.next());
        match selector.rsplit_once('.') {
            Some((path, name)) => {
                _ = classes
                    .elements
                    .entry(path)
                    .or_default()
                    .insert(name, class)
            }
            None => _ = classes.types.insert(selector, class),
        }
    }
    classes
}

fn lines(file: &'static [u8]) -> impl Iterator<Item = &'static str> {
    let text = std::str::from_utf8(file).expect("the catalog is UTF-8");
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# ") && *line != "#")
}

fn words(line: &'static str) -> impl Iterator<Item = &'static str> {
    line.split('\t')
}

fn sorted(words: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut words: Vec<_> = words.collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::r4;

    #[test]
    fn every_identifiability_line_names_an_element_that_exists() {
        let classes = classes();
        for name in classes.types.keys() {
            assert!(
                r4().primitive(name).is_some(),
                "identifiability.tsv names {name}"
            );
        }
        for (path, names) in &classes.elements {
            for name in names.keys() {
                let selector = format!("{path}.{name}");
                let known = *path == "Element"
                    || r4()
                        .lookup(&selector)
                        .is_ok_and(|found| found.field.is_some());
                assert!(known, "identifiability.tsv names {selector}");
            }
        }
    }

    #[test]
    fn every_harmless_value_is_one_of_a_modifier() {
        for (selector, codes) in harmless() {
            let set = match selector.strip_prefix('=') {
                Some(set) => Some(set),
                None => {
                    let found = r4().lookup(selector).unwrap().field.unwrap();
                    assert!(found.modifies(), "modifiers.tsv names {selector}");
                    found.value_set
                }
            };
            let known = set.map_or(&["true", "false"][..], |set| r4().codes(set).unwrap());
            for code in codes {
                assert!(
                    code == "*" || known.contains(&code),
                    "modifiers.tsv: {selector} has no {code}"
                );
            }
            let used = |field: &Field| field.modifies() && field.value_set == set;
            assert!(
                r4().shapes()
                    .any(|(_, shape)| shape.fields.iter().any(used)),
                "modifiers.tsv: {selector} is no modifier's"
            );
        }
    }

    #[test]
    fn every_primitive_has_a_class_and_every_value_set_its_codes() {
        for primitive in primitives().keys() {
            assert!(
                classes().types.contains_key(primitive),
                "{primitive} has no class"
            );
        }
        for (_, shape) in r4().shapes() {
            for set in shape.fields.iter().filter_map(|f| f.value_set) {
                assert!(
                    r4().codes(set).is_some(),
                    "{} lists no codes of {set}",
                    shape.path
                );
            }
        }
    }
}
