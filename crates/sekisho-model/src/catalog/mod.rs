//! The element catalog of FHIR R4 (4.0.1): which elements exist, their types and cardinality, and
//! how far each points at a person.
//!
//! The facts are data (`dsl/fhir-r4`, see its SOURCES.md), embedded and read once. A *shape* is
//! anything with named elements: a resource, a data type, a backbone element. A choice is written
//! out: `value[x]` is `valueQuantity`, `valueString`, … each with its own [`Field`].

mod labels;
mod load;
mod path;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub use path::{Found, Leaf, LookupError, Segment, Segments, nearest};

/// The catalog that ships with Sekisho.
pub fn r4() -> &'static Catalog {
    static R4: LazyLock<Catalog> = LazyLock::new(load::embedded);
    &R4
}

#[derive(Debug)]
pub struct Catalog {
    shapes: Vec<Shape>,
    by_path: BTreeMap<&'static str, ShapeId>,
    primitives: BTreeMap<&'static str, PrimitiveType>,
    codes: BTreeMap<&'static str, Vec<&'static str>>,
    units: Vec<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeId(pub u16);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeKind {
    Resource,
    DataType,
    /// A backbone element, known by its path, e.g. `Patient.contact`.
    Backbone,
}

#[derive(Debug)]
pub struct Shape {
    /// `Patient`, `HumanName`, `Patient.contact`.
    pub path: &'static str,
    pub kind: ShapeKind,
    /// The type it specialises: `DomainResource`, `Quantity` for `Age`; `None` for backbones.
    pub base: Option<&'static str>,
    pub is_abstract: bool,
    /// In the order of the standard, choices written out.
    pub fields: Vec<Field>,
}

/// One JSON key of a shape.
#[derive(Debug)]
pub struct Field {
    /// The concrete key: `valueQuantity`.
    pub key: &'static str,
    /// The element's name: `value` for `value[x]`.
    pub name: &'static str,
    pub is_choice: bool,
    pub min: u32,
    /// The standard allows more than one: the JSON value is an array.
    pub is_many: bool,
    /// `Quantity`, `code`, `BackboneElement`, `Resource`.
    pub type_name: &'static str,
    pub inside: Inside,
    /// Its value or presence can change how the rest of its parent reads.
    pub is_modifier: bool,
    /// Of a modifier: the values that a reader assumes where it is absent; `*` for all of them.
    pub harmless: Vec<&'static str>,
    /// The value set of a required binding whose codes can be listed; see [`Catalog::codes`].
    pub value_set: Option<&'static str>,
    /// Resource types that a reference may name.
    pub targets: Vec<&'static str>,
    /// For a whole (`inside` a shape): the class that lifts what it holds, or `Open`.
    pub identifiability: Identifiability,
    /// What the datum means wherever it stands: `birth_date`, `facility`.
    pub concept: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// One JSON string, number or boolean.
    Value(Json),
    Shape(ShapeId),
    /// Any resource, told by its own `resourceType`.
    Resource,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Json {
    String,
    Number,
    Boolean,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrimitiveType {
    pub json: Json,
    /// Anchored regular expression of the value; `None` where the standard gives none.
    pub pattern: Option<&'static str>,
}

/// How far an element points at a person; the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identifiability {
    /// Names the person: name, address line, phone, numbers of documents, photo, URL.
    Direct,
    /// 個人識別符号: insured person's number, genome.
    Code,
    /// Joins records: ids, references, UIDs.
    Linking,
    /// Free text, which may hold anything.
    Free,
    /// Pictures: text may be burned in.
    Pixel,
    /// A volume or picture from which a face can be made out.
    Face,
    /// A value so rare that it may point at one person.
    Singular,
    /// Narrows down who it is together with others: dates, sex, area, facility.
    Quasi,
    /// 要配慮個人情報.
    Sensitive,
    /// Says how to read the rest.
    Technical,
    Open,
}

impl Identifiability {
    pub const ALL: [Self; 11] = [
        Self::Direct,
        Self::Code,
        Self::Linking,
        Self::Free,
        Self::Pixel,
        Self::Face,
        Self::Singular,
        Self::Quasi,
        Self::Sensitive,
        Self::Technical,
        Self::Open,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Code => "code",
            Self::Linking => "linking",
            Self::Free => "free",
            Self::Pixel => "pixel",
            Self::Face => "face",
            Self::Singular => "singular",
            Self::Quasi => "quasi",
            Self::Sensitive => "sensitive",
            Self::Technical => "technical",
            Self::Open => "open",
        }
    }
}

impl Catalog {
    /// A resource, a data type or a backbone element by its own path (`Patient.contact`).
    pub fn shape(&self, path: &str) -> Option<(ShapeId, &Shape)> {
        let id = *self.by_path.get(path)?;
        Some((id, self.at(id)))
    }

    pub fn at(&self, id: ShapeId) -> &Shape {
        &self.shapes[usize::from(id.0)]
    }

    pub fn shapes(&self) -> impl Iterator<Item = (ShapeId, &Shape)> {
        self.shapes
            .iter()
            .enumerate()
            .map(|(n, shape)| (ShapeId(n as u16), shape))
    }

    /// A concrete resource type such as `Patient`.
    pub fn is_resource(&self, name: &str) -> bool {
        self.shape(name)
            .is_some_and(|(_, s)| s.kind == ShapeKind::Resource && !s.is_abstract)
    }

    /// Concrete resource types, in order of name.
    pub fn resources(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.by_path
            .keys()
            .copied()
            .filter(|name| self.is_resource(name))
    }

    /// `HumanName`, `code`: a data type or a primitive.
    pub fn is_type(&self, name: &str) -> bool {
        self.primitives.contains_key(name)
            || self
                .shape(name)
                .is_some_and(|(_, s)| s.kind == ShapeKind::DataType)
    }

    /// Every data type and primitive, in order of name.
    pub fn types(&self) -> Vec<&'static str> {
        let shapes = self
            .by_path
            .iter()
            .filter(|(_, id)| self.at(**id).kind == ShapeKind::DataType);
        let mut names: Vec<_> = shapes
            .map(|(name, _)| *name)
            .chain(self.primitives.keys().copied())
            .collect();
        names.sort_unstable();
        names
    }

    pub fn primitive(&self, name: &str) -> Option<PrimitiveType> {
        self.primitives.get(name).copied()
    }

    /// The codes of a value set named by [`Field::value_set`], sorted.
    pub fn codes(&self, value_set: &str) -> Option<&[&'static str]> {
        self.codes.get(value_set).map(Vec::as_slice)
    }

    /// The names of the value sets whose codes are listed.
    pub fn value_sets(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.codes.keys().copied()
    }

    /// A unit symbol that may leave beside a number although it is a string.
    pub fn is_unit(&self, symbol: &str) -> bool {
        self.units.binary_search(&symbol).is_ok()
    }
}

impl Field {
    /// A modifier element proper: extensions and `implicitRules` are held by rules of their own.
    pub fn modifies(&self) -> bool {
        self.is_modifier && !matches!(self.key, "modifierExtension" | "implicitRules")
    }
}

impl Shape {
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_is_all_there() {
        let resources: Vec<_> = r4().resources().collect();
        assert_eq!(resources.len(), 146);
        assert!(resources.contains(&"Observation") && !resources.contains(&"DomainResource"));
        assert_eq!(r4().types().len(), 61);
        let (_, contact) = r4().shape("Patient.contact").unwrap();
        assert_eq!(contact.kind, ShapeKind::Backbone);
        assert_eq!(contact.field("name").unwrap().type_name, "HumanName");
    }

    #[test]
    fn a_choice_is_written_out_and_shares_its_name() {
        let (_, observation) = r4().shape("Observation").unwrap();
        let values: Vec<_> = observation
            .fields
            .iter()
            .filter(|f| f.name == "value")
            .collect();
        assert_eq!(values.len(), 11);
        assert!(
            values
                .iter()
                .all(|f| f.is_choice && f.key.starts_with("value"))
        );
    }

    #[test]
    fn an_element_defined_elsewhere_has_that_shape() {
        let (component, _) = r4().shape("Observation.referenceRange").unwrap();
        let (_, shape) = r4().shape("Observation.component").unwrap();
        assert_eq!(
            shape.field("referenceRange").unwrap().inside,
            Inside::Shape(component)
        );
    }

    #[test]
    fn cardinality_bindings_and_modifiers_are_carried() {
        let (_, observation) = r4().shape("Observation").unwrap();
        let status = observation.field("status").unwrap();
        assert!(status.min == 1 && !status.is_many && status.is_modifier);
        assert!(
            r4().codes(status.value_set.unwrap())
                .unwrap()
                .contains(&"final")
        );
        assert!(
            observation
                .field("performer")
                .unwrap()
                .targets
                .contains(&"Practitioner")
        );
    }

    #[test]
    fn identifiability_follows_the_type_unless_the_element_says_otherwise() {
        let class = |path: &str| r4().lookup(path).unwrap().field.unwrap().identifiability;
        assert_eq!(class("HumanName.family"), Identifiability::Direct);
        assert_eq!(class("Observation.note.text"), Identifiability::Free);
        assert_eq!(class("Patient.gender"), Identifiability::Quasi);
        assert_eq!(class("Coding.display"), Identifiability::Open);
        assert_eq!(class("Patient.id"), Identifiability::Linking);
        assert_eq!(class("Age.unit"), Identifiability::Open);
        assert!(r4().is_unit("mm[Hg]") && r4().is_unit("μg/dL") && !r4().is_unit("山田"));
    }
}
