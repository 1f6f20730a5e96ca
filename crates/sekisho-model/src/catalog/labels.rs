//! Japanese names of the catalog's types and elements, for people who read reports.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Catalog, Inside, Shape};

const LABELS: &str = include_str!("../../../../dsl/fhir-r4/labels.tsv");

/// By what the file says: `@Type`, `:type`, `Shape.element`, `element`.
fn labels() -> &'static BTreeMap<&'static str, &'static str> {
    static LABELS_READ: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
        let lines = LABELS.lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.split_once('\t')).collect()
    });
    &LABELS_READ
}

impl Catalog {
    /// `患者`; the type's own name where it has no Japanese one.
    pub fn type_label<'a>(&self, name: &'a str) -> &'a str {
        labels().get(format!("@{name}").as_str()).unwrap_or(&name)
    }

    /// `氏名 › 姓` for `name.family` of `Patient`. Where a word has no Japanese one it stands itself.
    pub fn path_label(&self, type_name: &str, path: &str) -> String {
        let mut shape = self.shape(type_name).map(|(_, shape)| shape);
        let mut words = Vec::new();
        for key in path.split('.') {
            words.push(self.key_label(shape, key));
            shape = match shape.and_then(|shape| shape.field(key)) {
                Some(field) => match field.inside {
                    Inside::Shape(id) => Some(self.at(id)),
                    // Below a value, and where any resource may stand, its type comes next.
                    Inside::Value(_) => self.shape("Element").map(|(_, element)| element),
                    Inside::Resource => None,
                },
                None => self.shape(key).map(|(_, shape)| shape),
            };
        }
        words.join(" › ")
    }

    fn key_label(&self, shape: Option<&Shape>, key: &str) -> String {
        let labels = labels();
        let Some((shape, field)) = shape.and_then(|shape| Some((shape, shape.field(key)?))) else {
            return self.type_label(key).to_owned();
        };
        let lineage = std::iter::successors(Some(shape), |shape| Some(self.shape(shape.base?)?.1));
        let own = lineage
            .flat_map(|shape| [key, field.name].map(|name| format!("{}.{name}", shape.path)))
            .find_map(|name| labels.get(name.as_str()).copied());
        let alike = [key, field.name]
            .into_iter()
            .find_map(|name| labels.get(name).copied());
        let label = own.or(alike).unwrap_or(key);
        let kind = labels.get(format!(":{}", field.type_name).as_str());
        match (field.is_choice, kind) {
            (true, Some(kind)) if own.is_some() || alike.is_some() => format!("{label}（{kind}）"),
            _ => label.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::r4;
    use super::*;

    #[test]
    fn a_path_is_said_in_japanese() {
        for (type_name, path, label) in [
            ("Patient", "name.family", "氏名 › 姓"),
            ("Patient", "name.use", "氏名 › 種別"),
            (
                "Observation",
                "valueQuantity.value",
                "測定値・所見（数量） › 値",
            ),
            (
                "Observation",
                "component.valueString",
                "項目 › 測定値・所見（文字）",
            ),
            ("Condition", "code.coding.code", "病名 › コード › コード"),
            ("Condition", "onsetDateTime", "始まり（日時）"),
            (
                "Patient",
                "birthDate.extension.url",
                "生年月日 › 拡張 › 拡張の種類",
            ),
            (
                "Condition",
                "contained.Patient.name.text",
                "中に入っている記録 › 患者 › 氏名 › 全表記",
            ),
        ] {
            assert_eq!(r4().path_label(type_name, path), label, "{path}");
        }
        assert_eq!(r4().type_label("Patient"), "患者");
        assert_eq!(r4().type_label("Unheard"), "Unheard");
    }

    #[test]
    fn every_label_names_something_of_the_standard() {
        let named = |name: &str| {
            r4().shapes()
                .any(|(_, shape)| shape.fields.iter().any(|f| f.key == name || f.name == name))
        };
        for name in labels().keys() {
            let good = match (name.strip_prefix('@'), name.strip_prefix(':')) {
                (Some(of), _) => r4().is_resource(of),
                (_, Some(of)) => r4().is_type(of) || of == "SimpleQuantity",
                _ => match name.rsplit_once('.') {
                    Some((shape, key)) => r4().shape(shape).is_some_and(|(_, shape)| {
                        shape.fields.iter().any(|f| f.key == key || f.name == key)
                    }),
                    None => named(name),
                },
            };
            assert!(good, "{name}");
        }
    }

    /// What hospitals send is said in Japanese to the last word.
    #[test]
    fn every_element_of_the_common_types_has_one() {
        let types = [
            "Patient",
            "Observation",
            "Condition",
            "Procedure",
            "MedicationRequest",
            "Encounter",
            "DiagnosticReport",
            "AllergyIntolerance",
            "Immunization",
            "Specimen",
            "ImagingStudy",
        ];
        let mut missing = Vec::new();
        for (_, shape) in r4().shapes() {
            let root = shape.path.split('.').next().unwrap_or_default();
            if types.contains(&root) {
                let plain = |key: &&str| r4().key_label(Some(shape), key) == *key;
                let keys = shape.fields.iter().map(|field| field.key);
                missing.extend(
                    keys.filter(plain)
                        .filter(|key| !["id", "udi"].contains(key)),
                );
            }
        }
        assert_eq!(missing, [""; 0]);
    }
}
