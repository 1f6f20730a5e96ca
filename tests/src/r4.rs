//! The shapes of FHIR R4, read from `dsl/fhir-r4/elements.tsv` with no code of Sekisho's: what every
//! record type allows, and records that have just what it requires.

use std::collections::{BTreeMap, BTreeSet};

use crate::json::Json;
use crate::samples::{ours, text_of};

pub struct R4 {
    shapes: BTreeMap<String, Shape>,
    /// The codes of required bindings.
    codes: BTreeMap<String, Vec<String>>,
}

pub struct Shape {
    pub is_record: bool,
    pub elements: Vec<Element>,
}

#[derive(Clone, Debug)]
pub struct Element {
    /// `valueQuantity`
    pub key: String,
    pub required: bool,
    pub list: bool,
    pub kind: String,
    /// `value` of `valueQuantity`
    pub choice: Option<String>,
    /// The shape that an element without a type of its own has.
    pub shape: Option<String>,
    pub bound: Option<String>,
    pub targets: Vec<String>,
}

/// An element of a record type: the keys that lead there from the record, each with its element.
#[derive(Clone, Debug)]
pub struct Where {
    pub record: String,
    pub steps: Vec<Element>,
}

impl Where {
    pub fn path(&self) -> String {
        let keys = self.steps.iter().map(|step| step.key.as_str());
        let keys: Vec<&str> = [self.record.as_str()].into_iter().chain(keys).collect();
        keys.join(".")
    }

    /// # Panics
    /// On the record itself.
    pub fn element(&self) -> &Element {
        self.steps.last().expect("a place has steps")
    }
}

impl R4 {
    /// # Panics
    /// When the catalog is not what its SOURCES.md says.
    pub fn read() -> Self {
        let mut shapes: BTreeMap<String, Shape> = BTreeMap::new();
        let mut open = String::new();
        for line in text_of(&ours("dsl/fhir-r4/elements.tsv")).lines() {
            let mut cells = line.split('\t');
            let first = cells.next().unwrap_or_default();
            if let Some(name) = first.strip_prefix('@') {
                open = name.to_owned();
                let shape = Shape {
                    is_record: cells.next() == Some("resource"),
                    elements: Vec::new(),
                };
                shapes.insert(open.clone(), shape);
            } else if !first.is_empty() {
                let element = element(&open, first, cells);
                let shape = shapes.get_mut(&open).expect("a shape is open");
                shape.elements.push(element);
            }
        }
        let codes = text_of(&ours("dsl/fhir-r4/codes.tsv"));
        let line = |line: &str| {
            let (set, codes) = line.split_once('\t').expect("a set and its codes");
            (
                set.to_owned(),
                codes.split(' ').map(str::to_owned).collect(),
            )
        };
        let codes = codes.lines().map(line).collect();
        Self { shapes, codes }
    }

    /// Every record type that can be written; what is inside others alone is none.
    pub fn records(&self) -> Vec<&str> {
        let concrete = |name: &&String| !["Resource", "DomainResource"].contains(&name.as_str());
        let records = self.shapes.iter().filter(|(_, shape)| shape.is_record);
        records
            .map(|(name, _)| name)
            .filter(concrete)
            .map(String::as_str)
            .collect()
    }

    /// Every data type and primitive that some element has.
    pub fn data_types(&self) -> BTreeSet<&str> {
        let elements = self.shapes.values().flat_map(|shape| &shape.elements);
        let named = elements.map(|element| element.kind.as_str());
        let whole = |kind: &&str| {
            let is_record = self.shapes.get(*kind).is_some_and(|shape| shape.is_record);
            !is_record && !["BackboneElement", "Element", "Extension", "Resource"].contains(kind)
        };
        named.filter(whole).collect()
    }

    pub fn elements(&self, shape: &str) -> &[Element] {
        self.shapes.get(shape).map_or(&[], |shape| &shape.elements)
    }

    /// The shape of what stands at an element; `None` for a primitive.
    pub fn shape_of<'a>(&'a self, element: &'a Element) -> Option<&'a str> {
        let own = element.shape.as_deref();
        own.or_else(|| {
            self.shapes
                .contains_key(&element.kind)
                .then_some(element.kind.as_str())
        })
    }

    /// Every element of every record type, data types not unfolded, each shape entered once.
    pub fn places(&self) -> Vec<Where> {
        let mut places = Vec::new();
        for record in self.records() {
            self.below(record, record, &mut Vec::new(), &mut places);
        }
        places
    }

    fn below(&self, record: &str, shape: &str, steps: &mut Vec<Element>, places: &mut Vec<Where>) {
        for element in self.elements(shape) {
            steps.push(element.clone());
            places.push(Where {
                record: record.to_owned(),
                steps: steps.clone(),
            });
            let own = element.shape.as_deref().filter(|_| steps.len() < 5);
            if let Some(own) = own {
                self.below(record, own, steps, places);
            }
            steps.pop();
        }
    }

    /// The element by which records of this type name the patient they are about.
    pub fn subject(&self, record: &str) -> Option<&Element> {
        let elements = self.elements(record);
        let names_patient = |e: &&Element| e.targets.iter().any(|t| t == "Patient");
        // `Task.for` may point to anything.
        let may_name = |e: &&Element| names_patient(e) || e.targets.iter().any(|t| t == "Resource");
        ["subject", "patient", "for", "beneficiary", "individual"]
            .iter()
            .find_map(|key| elements.iter().filter(may_name).find(|e| e.key == *key))
            .or_else(|| elements.iter().find(names_patient))
    }

    /// An object with what this shape requires, about this patient.
    pub fn required(&self, shape: &str, about: &Json) -> Json {
        let mut object = Json::Object(Vec::new());
        let mut chosen: Vec<&str> = Vec::new();
        for element in self.elements(shape).iter().filter(|e| e.required) {
            if let Some(choice) = &element.choice {
                if chosen.contains(&choice.as_str()) {
                    continue;
                }
                chosen.push(choice);
            }
            let value = self.plain(element, about);
            object.set(&element.key, listed(element, value));
        }
        object
    }

    /// A value of no meaning that this element takes.
    pub fn plain(&self, element: &Element, about: &Json) -> Json {
        let text = |text: &str| Json::from(text);
        match element.kind.as_str() {
            "code" => text(self.code(element)),
            "boolean" => Json::Bool(true),
            "integer" | "unsignedInt" | "positiveInt" => Json::Number("3".into()),
            "decimal" => Json::Number("4.5".into()),
            "date" => text("2015-03-10"),
            "dateTime" | "instant" => text("2015-03-10T10:11:12+09:00"),
            "time" => text("10:11:12"),
            "uri" | "url" | "canonical" => text("http://example.org/plain"),
            "oid" => text("urn:oid:1.2.3"),
            "uuid" => text("urn:uuid:00000000-0000-4000-8000-000000000001"),
            "base64Binary" => text("cGxhaW4="),
            "xhtml" => text("<div xmlns=\"http://www.w3.org/1999/xhtml\">plain</div>"),
            "CodeableConcept" => Json::parse(
                r#"{"coding":[{"system":"http://snomed.info/sct","code":"195662009"}]}"#,
            ),
            "Coding" => Json::parse(r#"{"system":"http://snomed.info/sct","code":"195662009"}"#),
            "Reference"
                if element
                    .targets
                    .iter()
                    .any(|t| t == "Patient" || t == "Resource") =>
            {
                about.clone()
            }
            "Reference" => {
                let target = element
                    .targets
                    .first()
                    .map_or("Organization", String::as_str);
                Json::parse(&format!(r#"{{"reference":"{target}/nowhere"}}"#))
            }
            "Resource" => {
                Json::parse(r#"{"resourceType":"Basic","id":"inner","code":{"text":"plain"}}"#)
            }
            _ => match self.shape_of(element) {
                Some(shape) => self.required(shape, about),
                None => text("plain"),
            },
        }
    }

    /// A code of its binding by which a record counts.
    fn code(&self, element: &Element) -> &str {
        const USUAL: [&str; 10] = [
            "final",
            "active",
            "completed",
            "finished",
            "order",
            "booked",
            "accepted",
            "current",
            "official",
            "claim",
        ];
        let codes = element.bound.as_ref().and_then(|set| self.codes.get(set));
        let Some(codes) = codes else { return "unknown" };
        let usual = USUAL
            .iter()
            .find(|usual| codes.iter().any(|code| code == *usual));
        usual
            .copied()
            .or(codes.first().map(String::as_str))
            .unwrap_or("unknown")
    }
}

/// The value as this element holds it.
pub fn listed(element: &Element, value: Json) -> Json {
    match element.list {
        true => Json::List(vec![value]),
        false => value,
    }
}

fn element<'a>(shape: &str, key: &str, mut cells: impl Iterator<Item = &'a str>) -> Element {
    let range = cells.next().expect("how often");
    let kind = cells.next().expect("a type").to_owned();
    let mut element = Element {
        key: key.to_owned(),
        required: !range.starts_with('0'),
        list: range.ends_with('*') || range.ends_with(|c: char| c.is_ascii_digit() && c > '1'),
        kind,
        choice: None,
        shape: None,
        bound: None,
        targets: Vec::new(),
    };
    for cell in cells {
        let (sign, rest) = cell.split_at(1);
        match sign {
            "x" => element.choice = Some(rest.to_owned()),
            "{" => element.shape = Some(format!("{shape}.{key}")),
            "#" => element.shape = Some(rest.to_owned()),
            "=" => element.bound = Some(rest.to_owned()),
            ">" => element.targets = rest.split(',').map(str::to_owned).collect(),
            _ => {}
        }
    }
    element
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_type_has_places_and_a_shortest_record() {
        let r4 = R4::read();
        assert_eq!(r4.records().len(), 146);
        let about = Json::parse(r#"{"reference":"Patient/p"}"#);
        let observation = r4.required("Observation", &about);
        assert_eq!(observation.at("status"), Some(&Json::from("final")));
        assert_eq!(r4.subject("Task").expect("it names a patient").key, "for");
        let places = r4.places();
        let known = |path: &str| places.iter().any(|place| place.path() == path);
        assert!(known("Observation.component.valueQuantity") && known("Patient.contact.name"));
        assert!(places.len() > 5000, "{}", places.len());
    }
}
