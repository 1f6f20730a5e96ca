//! Records in which every text that FHIR R4 allows is a canary: a word that occurs nowhere else,
//! so that wherever it comes out, its element is known.
//!
//! They are made from the published element catalog, not from Sekisho's own reading of it, and not
//! from any profile. Of a choice (`value[x]`) the n-th record of a type takes the n-th kind.

use std::collections::BTreeMap;

use crate::json::Json;

/// How deep data types unfold: `Claim.item.detail.subDetail.productOrService.coding.display` is 6.
const DEPTH_MAX: usize = 8;

/// FHIR's published elements: type or resource -> its elements.
pub struct Elements(BTreeMap<String, Vec<Element>>);

struct Element {
    /// `Claim.item.detail`
    path: String,
    list: bool,
    kinds: Vec<String>,
}

/// Where each canary was put.
#[derive(Default)]
pub struct Planted {
    pub at: BTreeMap<String, String>,
    /// A bare word per record so that two runs differ.
    serial: usize,
}

/// What every record of a story needs to be true.
pub struct Facts<'a> {
    /// The id of the Patient every record is about.
    pub patient: &'a str,
    pub date: &'a str,
}

impl Elements {
    /// Reads the catalog's `elements.json`.
    ///
    /// # Panics
    /// When it is not one.
    pub fn read(text: &str) -> Self {
        let Json::Object(types) = Json::parse(text) else {
            panic!("the catalog is an object")
        };
        let elements = |body: &Json| {
            body.get("elements")
                .expect("elements")
                .items()
                .iter()
                .map(Element::read)
                .collect()
        };
        Self(
            types
                .iter()
                .map(|(name, body)| (name.clone(), elements(body)))
                .collect(),
        )
    }

    /// The n-th record of this type, every text of it a canary.
    ///
    /// # Panics
    /// On a type the catalog does not know.
    pub fn record(&self, kind: &str, nth: usize, facts: &Facts<'_>, planted: &mut Planted) -> Json {
        let mut maker = Maker {
            elements: self,
            nth,
            facts,
            planted,
        };
        let Json::Object(mut members) = maker.object(kind, kind, kind, 0) else {
            unreachable!("an object")
        };
        let id = if kind == "Patient" {
            facts.patient.to_owned()
        } else {
            format!("canary-{kind}-{nth}").to_lowercase()
        };
        // Rules the reader must know keep a whole record in; here each record must get as far as it can.
        members.retain(|(key, _)| {
            !["id", "implicitRules", "_implicitRules", "contained"].contains(&key.as_str())
        });
        members.insert(0, ("resourceType".to_owned(), Json::from(kind)));
        members.insert(1, ("id".to_owned(), Json::Text(id)));
        Json::Object(members)
    }

    /// The elements directly below `path`, which begins with the name of the type that holds them.
    fn below(&self, holder: &str, path: &str) -> impl Iterator<Item = &Element> {
        let depth = path.split('.').count() + 1;
        let prefix = format!("{path}.");
        let all = self
            .0
            .get(holder)
            .unwrap_or_else(|| panic!("the catalog has no {holder}"));
        all.iter()
            .filter(move |e| e.path.starts_with(&prefix) && e.path.split('.').count() == depth)
    }
}

impl Element {
    fn read(json: &Json) -> Self {
        let text = |key: &str| {
            json.get(key)
                .and_then(Json::text)
                .unwrap_or_default()
                .to_owned()
        };
        let kinds = json.get("types").map_or(&[][..], Json::items).iter();
        let code = |kind: &Json| {
            kind.get("code")
                .and_then(Json::text)
                .unwrap_or_default()
                .to_owned()
        };
        Self {
            path: text("path"),
            list: text("max") != "0" && text("max") != "1",
            kinds: kinds.map(code).collect(),
        }
    }
}

struct Maker<'a> {
    elements: &'a Elements,
    nth: usize,
    facts: &'a Facts<'a>,
    planted: &'a mut Planted,
}

impl Maker<'_> {
    /// `holder` is the type whose elements are listed, `path` the place in it, `place` where we
    /// are in the record.
    fn object(&mut self, holder: &str, path: &str, place: &str, depth: usize) -> Json {
        let mut members = Vec::new();
        let elements: Vec<(String, bool, Vec<String>, String)> = self
            .elements
            .below(holder, path)
            .map(|e| {
                (
                    e.path.rsplit('.').next().unwrap_or_default().to_owned(),
                    e.list,
                    e.kinds.clone(),
                    e.path.clone(),
                )
            })
            .collect();
        for (name, list, kinds, path) in elements {
            if kinds.is_empty() || name == "modifierExtension" {
                continue;
            }
            let kind = &kinds[self.nth % kinds.len()];
            let key = name
                .strip_suffix("[x]")
                .map_or(name.clone(), |stem| stem.to_owned() + &capital(kind));
            let here = format!("{place}.{key}");
            if let Some(value) = self.value(kind, holder, &path, &here, depth) {
                if is_primitive(kind) && kind != "xhtml" && !kind.starts_with("system:") {
                    let beside = self.beside(&here);
                    members.push((
                        format!("_{key}"),
                        if list {
                            Json::List(vec![beside])
                        } else {
                            beside
                        },
                    ));
                }
                members.push((key, if list { Json::List(vec![value]) } else { value }));
            }
        }
        // An element no catalog knows must not leave either.
        let here = format!("{place}.unheardOf");
        members.push(("unheardOf".to_owned(), self.canary(&here)));
        Json::Object(members)
    }

    fn value(
        &mut self,
        kind: &str,
        holder: &str,
        path: &str,
        here: &str,
        depth: usize,
    ) -> Option<Json> {
        if depth > DEPTH_MAX {
            return None;
        }
        Some(match kind {
            "string" | "markdown" | "url" | "canonical" | "id" | "system:String" => {
                self.canary(here)
            }
            "uri" | "oid" | "uuid" => self.uri(here),
            "xhtml" => Json::Text(format!(
                "<div xmlns=\"http://www.w3.org/1999/xhtml\">{}</div>",
                self.word(here)
            )),
            "base64Binary" => self.canary(here),
            "boolean" => Json::Bool(true),
            "integer" | "positiveInt" | "unsignedInt" => Json::Number("3".into()),
            "decimal" => Json::Number("1.10".into()),
            "date" => Json::from(&self.facts.date[..10]),
            "dateTime" | "instant" => {
                Json::Text(format!("{}T10:11:12+09:00", &self.facts.date[..10]))
            }
            "time" => Json::from("10:11:12"),
            "code" => Json::from("unknown"),
            "Resource" => return None,
            "Reference" => self.reference(here),
            "Extension" => self.extension(here),
            "BackboneElement" | "Element" => self.object(holder, path, here, depth + 1),
            other => self.object(other, other, here, depth + 1),
        })
    }

    fn canary(&mut self, here: &str) -> Json {
        Json::Text(self.word(here))
    }

    /// `system` beside a code says which code; every other URI may name a person's page.
    fn uri(&mut self, here: &str) -> Json {
        if here.ends_with(".system") {
            return Json::from("http://example.org/codes");
        }
        Json::Text(format!("urn:x-{}", self.word(here)))
    }

    /// Points to the record's own patient, and carries words beside that.
    fn reference(&mut self, here: &str) -> Json {
        let mut reference = Json::parse(r#"{"reference":"","type":"Patient"}"#);
        reference.set(
            "reference",
            Json::Text(format!("Patient/{}", self.facts.patient)),
        );
        reference.set("display", self.canary(&format!("{here}.display")));
        let mut identifier = Json::parse(r#"{"system":"http://example.org/numbers"}"#);
        identifier.set("value", self.canary(&format!("{here}.identifier.value")));
        reference.set("identifier", identifier);
        reference
    }

    fn extension(&mut self, here: &str) -> Json {
        let mut extension = Json::Object(Vec::new());
        extension.set(
            "url",
            Json::Text(format!(
                "http://example.org/{}",
                self.word(&format!("{here}.url"))
            )),
        );
        extension.set("valueString", self.canary(&format!("{here}.valueString")));
        extension
    }

    /// What FHIR allows beside a primitive: an id and extensions.
    fn beside(&mut self, here: &str) -> Json {
        let mut beside = Json::Object(Vec::new());
        beside.set("id", self.canary(&format!("{here}.id")));
        beside.set(
            "extension",
            Json::List(vec![self.extension(&format!("{here}.extension"))]),
        );
        beside
    }

    fn word(&mut self, here: &str) -> String {
        self.planted.serial += 1;
        let word = format!("kanaria{:06}z", self.planted.serial);
        self.planted.at.insert(word.clone(), here.to_owned());
        word
    }
}

fn is_primitive(kind: &str) -> bool {
    kind.starts_with(|c: char| c.is_ascii_lowercase())
}

fn capital(kind: &str) -> String {
    let mut chars = kind.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + chars.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CATALOG: &str = r#"{
        "Thing": {"elements": [
            {"path":"Thing.id","max":"1","types":[{"code":"system:String"}]},
            {"path":"Thing.part","max":"*","types":[{"code":"BackboneElement"}]},
            {"path":"Thing.part.note","max":"*","types":[{"code":"string"}]},
            {"path":"Thing.value[x]","max":"1","types":[{"code":"Word"},{"code":"boolean"}]}]},
        "Word": {"elements": [{"path":"Word.text","max":"1","types":[{"code":"string"}]}]}}"#;

    #[test]
    fn every_text_of_the_catalog_is_a_canary_of_its_own() {
        let (elements, mut planted) = (Elements::read(CATALOG), Planted::default());
        let facts = Facts {
            patient: "p",
            date: "2020-01-01",
        };
        let first = elements.record("Thing", 0, &facts, &mut planted);
        assert_eq!(first.at("id"), Some(&Json::from("canary-thing-0")));
        let word = first.at("part.0.note.0").and_then(Json::text).unwrap();
        assert_eq!(planted.at[word], "Thing.part.note");
        let word = first.at("valueWord.text").and_then(Json::text).unwrap();
        assert_eq!(planted.at[word], "Thing.valueWord.text");
        let second = elements.record("Thing", 1, &facts, &mut planted);
        assert_eq!(second.at("valueBoolean"), Some(&Json::Bool(true)));
    }
}
