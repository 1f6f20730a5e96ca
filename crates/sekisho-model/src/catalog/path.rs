//! Paths into the catalog as an author writes them: `Patient.address.state`, `Coding.display`,
//! `Observation.value[x]`, `Observation.value.ofType(Quantity)`, `Observation.valueQuantity`.

use super::{Catalog, Field, Identifiability, Inside, Shape, ShapeId, ShapeKind};

/// A parsed path: where it starts and its steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segments {
    /// A resource or data type.
    pub root: String,
    pub steps: Vec<Segment>,
}

/// One step: an element, for a choice maybe one type of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The element's name, without `[x]`.
    pub name: String,
    /// The concrete key when one type of a choice was named.
    pub key: Option<&'static str>,
}

impl Segment {
    pub fn covers(&self, field: &Field) -> bool {
        field.name == self.name && self.key.is_none_or(|key| key == field.key)
    }
}

/// What a path leads to.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    pub segments: Segments,
    /// The last step's fields; several for a choice without a type, none for a bare type.
    pub fields: Vec<&'a Field>,
    /// The first of `fields`.
    pub field: Option<&'a Field>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookupError {
    /// The path names no known resource or data type first; the nearest that exists.
    Root {
        name: String,
        nearest: Option<&'static str>,
    },
    /// `parent` has no such element; the nearest that exists.
    Element {
        parent: String,
        name: String,
        nearest: Option<&'static str>,
    },
    /// `ofType(T)` on an element that can't be a T.
    Type { element: String, name: String },
    /// The path goes on below a value.
    Below { element: String },
    /// Not a path: empty step, unclosed `ofType(`.
    Malformed,
}

/// A value somewhere inside a resource.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// With concrete choice keys: `Observation.valueQuantity.unit`.
    pub path: String,
    pub type_name: &'static str,
    /// The element's own class or that of a whole it stands in, whichever is stronger.
    pub identifiability: Identifiability,
    pub concept: Option<&'static str>,
    /// The deepest data type it stands in, e.g. `HumanName`; `None` directly in the resource.
    pub data_type: Option<&'static str>,
}

impl Catalog {
    /// Finds what a written path means, or says what is nearest.
    pub fn lookup(&self, path: &str) -> Result<Found<'_>, LookupError> {
        let mut words = split(path).ok_or(LookupError::Malformed)?.into_iter();
        let (root, of_type) = words.next().ok_or(LookupError::Malformed)?;
        let Some((_, mut shape)) = self
            .shape(root)
            .filter(|(_, s)| s.kind != ShapeKind::Backbone && of_type.is_none())
        else {
            let nearest = nearest(
                root,
                self.by_path.keys().copied().filter(|p| !p.contains('.')),
            );
            return Err(LookupError::Root {
                name: root.to_owned(),
                nearest,
            });
        };
        let mut at = root.to_owned();
        let mut steps = Vec::new();
        let mut fields: Vec<&Field> = Vec::new();
        for (name, of_type) in words {
            if !steps.is_empty() {
                shape = self.inside(&fields).ok_or_else(|| LookupError::Below {
                    element: at.clone(),
                })?;
            }
            let (step, found) = self.step(shape, &at, name, of_type)?;
            (at, fields) = (format!("{at}.{name}"), found);
            steps.push(step);
        }
        let segments = Segments {
            root: root.to_owned(),
            steps,
        };
        Ok(Found {
            segments,
            field: fields.first().copied(),
            fields,
        })
    }

    fn step<'a>(
        &self,
        shape: &'a Shape,
        parent: &str,
        name: &str,
        of_type: Option<&str>,
    ) -> Result<(Segment, Vec<&'a Field>), LookupError> {
        if let Some(field) = shape.field(name).filter(|_| of_type.is_none()) {
            let key = field.is_choice.then_some(field.key);
            return Ok((
                Segment {
                    name: field.name.to_owned(),
                    key,
                },
                vec![field],
            ));
        }
        let bare = name.strip_suffix("[x]").unwrap_or(name);
        let choice: Vec<&Field> = shape
            .fields
            .iter()
            .filter(|f| f.is_choice && f.name == bare)
            .collect();
        match (choice.is_empty(), of_type) {
            (true, _) => {
                let names = shape.fields.iter().flat_map(|f| [f.key, f.name]);
                Err(LookupError::Element {
                    parent: parent.to_owned(),
                    name: name.to_owned(),
                    nearest: nearest(bare, names),
                })
            }
            (false, None) => Ok((
                Segment {
                    name: bare.to_owned(),
                    key: None,
                },
                choice,
            )),
            (false, Some(wanted)) => match choice.into_iter().find(|f| f.type_name == wanted) {
                Some(field) => Ok((
                    Segment {
                        name: bare.to_owned(),
                        key: Some(field.key),
                    },
                    vec![field],
                )),
                None => Err(LookupError::Type {
                    element: format!("{parent}.{bare}"),
                    name: wanted.to_owned(),
                }),
            },
        }
    }

    /// The shape below a step; a choice goes on only where one of its types is meant.
    fn inside(&self, fields: &[&Field]) -> Option<&Shape> {
        match fields {
            [field] => match field.inside {
                Inside::Shape(id) => Some(self.at(id)),
                Inside::Value(_) | Inside::Resource => None,
            },
            _ => None,
        }
    }

    /// Every value a resource (or data type) can hold, choices written out. A shape that holds
    /// itself is entered once, extensions and contained resources not at all.
    pub fn leaves(&self, root: &str) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        if let Some((id, shape)) = self.shape(root) {
            let data_type = (shape.kind == ShapeKind::DataType).then_some(shape.path);
            self.collect(
                id,
                root,
                data_type,
                Identifiability::Open,
                &mut vec![id],
                &mut leaves,
            );
        }
        leaves
    }

    fn collect(
        &self,
        id: ShapeId,
        path: &str,
        data_type: Option<&'static str>,
        whole: Identifiability,
        open: &mut Vec<ShapeId>,
        leaves: &mut Vec<Leaf>,
    ) {
        for field in &self.at(id).fields {
            let path = format!("{path}.{}", field.key);
            match field.inside {
                Inside::Value(_) => leaves.push(Leaf {
                    path,
                    type_name: field.type_name,
                    identifiability: lifted(field, whole),
                    concept: field.concept,
                    data_type,
                }),
                Inside::Shape(_) if field.type_name == "Extension" => {}
                Inside::Shape(inner) if !open.contains(&inner) => {
                    open.push(inner);
                    let data_type = (self.at(inner).kind == ShapeKind::DataType)
                        .then_some(self.at(inner).path)
                        .or(data_type);
                    self.collect(
                        inner,
                        &path,
                        data_type,
                        whole.min(field.identifiability),
                        open,
                        leaves,
                    );
                    open.pop();
                }
                Inside::Shape(_) | Inside::Resource => {}
            }
        }
    }
}

/// A whole's class reaches what is not coded inside it.
fn lifted(field: &Field, whole: Identifiability) -> Identifiability {
    match field.type_name {
        "code" | "boolean" | "decimal" | "integer" | "positiveInt" | "unsignedInt"
            if whole != Identifiability::Code =>
        {
            field.identifiability
        }
        _ => whole.min(field.identifiability),
    }
}

/// The steps with what `ofType(…)` says of them.
fn split(path: &str) -> Option<Vec<(&str, Option<&str>)>> {
    let mut words: Vec<(&str, Option<&str>)> = Vec::new();
    for word in path.split('.') {
        match word.strip_prefix("ofType(") {
            Some(rest) => words.last_mut()?.1 = Some(rest.strip_suffix(')')?),
            None if word.is_empty() => return None,
            None => words.push((word, None)),
        }
    }
    Some(words)
}

/// The word nearest to what was written, if any is near enough to be meant.
pub fn nearest(word: &str, words: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let far = (word.chars().count() / 3).max(1);
    words
        .map(|w| (distance(word, w), w))
        .filter(|(d, _)| *d <= far)
        .min()
        .map(|(_, w)| w)
}

/// Edit distance, letters compared without case.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.to_lowercase().chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let cost = (corner + usize::from(x != *y))
                .min(row[j] + 1)
                .min(row[j + 1] + 1);
            corner = std::mem::replace(&mut row[j + 1], cost);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::r4;

    #[test]
    fn a_choice_may_be_written_four_ways() {
        for path in ["Observation.value", "Observation.value[x]"] {
            assert_eq!(r4().lookup(path).unwrap().fields.len(), 11, "{path}");
        }
        for path in [
            "Observation.valueQuantity",
            "Observation.value.ofType(Quantity)",
            "Observation.value[x].ofType(Quantity)",
        ] {
            let found = r4().lookup(path).unwrap();
            assert_eq!(
                (found.fields.len(), found.field.unwrap().key),
                (1, "valueQuantity"),
                "{path}"
            );
        }
        assert_eq!(
            r4().lookup("Observation.value.ofType(Quantity).unit")
                .unwrap()
                .field
                .unwrap()
                .type_name,
            "string"
        );
    }

    #[test]
    fn a_slip_is_answered_with_the_nearest_name() {
        let nearest = |path: &str| match r4().lookup(path) {
            Err(LookupError::Root { nearest, .. } | LookupError::Element { nearest, .. }) => {
                nearest
            }
            _ => None,
        };
        assert_eq!(nearest("Pateint.name"), Some("Patient"));
        assert_eq!(nearest("Patient.adress.state"), Some("address"));
        assert_eq!(nearest("Patient.山"), None);
        assert!(matches!(
            r4().lookup("Patient.gender.code"),
            Err(LookupError::Below { .. })
        ));
        assert!(matches!(
            r4().lookup("Observation.value.ofType(Address)"),
            Err(LookupError::Type { .. })
        ));
        assert!(matches!(
            r4().lookup("Patient..name"),
            Err(LookupError::Malformed)
        ));
    }

    #[test]
    fn leaves_reach_through_data_types_and_carry_the_wholes_class() {
        let leaves = r4().leaves("Patient");
        let leaf = |path: &str| leaves.iter().find(|l| l.path == path).unwrap();
        assert_eq!(
            leaf("Patient.contact.name.family").identifiability,
            Identifiability::Direct
        );
        assert_eq!(
            leaf("Patient.contact.name.family").data_type,
            Some("HumanName")
        );
        assert_eq!(
            leaf("Patient.photo.data").identifiability,
            Identifiability::Direct
        );
        assert_eq!(
            leaf("Patient.photo.contentType").identifiability,
            Identifiability::Open
        );
        assert_eq!(leaf("Patient.birthDate").concept, Some("birth_date"));
        let genome = r4().leaves("MolecularSequence");
        assert!(
            genome
                .iter()
                .any(|l| l.path == "MolecularSequence.variant.start"
                    && l.identifiability == Identifiability::Code)
        );
    }
}
