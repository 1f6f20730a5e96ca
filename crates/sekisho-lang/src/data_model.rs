//! The data model package that ships with Sekisho, read from its YAML once.
//!
//! The files are data (`dsl/models/oncology`), reviewed as such; a mistake in them is a mistake in
//! the build, so it stops the first use with the file's name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use sekisho_model::oncology::{DataModel, View};
use sekisho_model::{DataClass, Digest, Text, ViewName};

const MODEL: &str = include_str!("../../../dsl/models/oncology/model.yaml");
const RECORDS: &str = include_str!("../../../dsl/models/oncology/records.yaml");
/// The views, a file for each part of medicine.
const VIEWS: [(&str, &str); 6] = [
    (
        "people",
        include_str!("../../../dsl/models/oncology/views/people.yaml"),
    ),
    (
        "disease",
        include_str!("../../../dsl/models/oncology/views/disease.yaml"),
    ),
    (
        "treatment",
        include_str!("../../../dsl/models/oncology/views/treatment.yaml"),
    ),
    (
        "measurement",
        include_str!("../../../dsl/models/oncology/views/measurement.yaml"),
    ),
    (
        "images",
        include_str!("../../../dsl/models/oncology/views/images.yaml"),
    ),
    (
        "genome",
        include_str!("../../../dsl/models/oncology/views/genome.yaml"),
    ),
];
const SYSTEMS: &str = include_str!("../../../dsl/models/oncology/systems.yaml");

/// How the codes of its systems are written; beside the model, not of it.
const SHAPES: &str = include_str!("../../../dsl/codes/shapes.yaml");

/// The oncology model.
pub fn oncology() -> &'static DataModel {
    static ONCOLOGY: LazyLock<DataModel> = LazyLock::new(|| {
        let head: Head = read("model.yaml", MODEL);
        DataModel {
            name: head.name,
            version: head.version,
            classes: head.classes,
            records: read("records.yaml", RECORDS),
            views: views(),
            systems: read("systems.yaml", SYSTEMS),
            system_families: head.system_families,
            sealed_labels: head.sealed_labels,
            spellings: read("shapes.yaml", SHAPES),
            digest: digest(),
        }
    });
    &ONCOLOGY
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    name: String,
    version: String,
    classes: BTreeMap<DataClass, Text>,
    system_families: Vec<String>,
    sealed_labels: Vec<String>,
}

fn views() -> BTreeMap<ViewName, View> {
    let mut views = BTreeMap::new();
    for (file, text) in VIEWS {
        let file = format!("views/{file}.yaml");
        for (name, view) in read::<BTreeMap<ViewName, View>>(&file, text) {
            let twice = views.insert(name.clone(), view);
            assert!(
                twice.is_none(),
                "dsl/models/oncology/{file}: {name} stands twice"
            );
        }
    }
    views
}

fn digest() -> Digest {
    let views = VIEWS.iter().map(|(_, text)| *text);
    let parts: Vec<&[u8]> = [MODEL, RECORDS, SYSTEMS]
        .into_iter()
        .chain(views)
        .map(str::as_bytes)
        .collect();
    Digest::of_parts(parts)
}

fn read<T: DeserializeOwned>(file: &str, text: &str) -> T {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("dsl/models/oncology/{file}: {error}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_class_a_record_can_have_is_declared() {
        let model = oncology();
        for (kind, record) in &model.records {
            let rules = record.class_rules.iter().map(|rule| &rule.class);
            for class in rules.chain([&record.class]) {
                assert!(model.classes.contains_key(class), "{kind}: {class}");
            }
        }
    }

    #[test]
    fn every_view_reads_a_known_type_and_dates_itself_by_a_date_column() {
        let model = oncology();
        for (name, view) in &model.views {
            for from in &view.from {
                assert!(
                    model.records.contains_key(&from.resource),
                    "{name}: {}",
                    from.resource
                );
                for column in from.columns.keys() {
                    assert!(view.column(column.as_str()).is_some(), "{name}.{column}");
                }
            }
            let names: BTreeSet<_> = view.columns.iter().map(|c| &c.name).collect();
            assert_eq!(
                names.len(),
                view.columns.len(),
                "{name} names a column twice"
            );
            if let Some(date) = &view.date {
                let column = view
                    .projected()
                    .find(|c| c.name == *date)
                    .expect("the date column");
                assert_eq!(
                    column.kind,
                    sekisho_model::oncology::ColumnType::Date,
                    "{name}"
                );
            }
            assert!(
                view.columns
                    .iter()
                    .all(|c| !c.label.ja.is_empty() && !c.label.en.is_empty()),
                "{name}"
            );
        }
    }

    /// What a modifier element of a record can say against it is told by a column of every view
    /// that the record gives events to, in words that its value set knows. Elements that say who
    /// may be treated, or how strong a dose was, are not about whether anything happened.
    #[test]
    fn every_view_tells_what_was_not() {
        let (model, r4) = (oncology(), sekisho_model::catalog::r4());
        let of_something_else = [
            "clinicalStatus",
            "isSubpotent",
            "active",
            "deceasedBoolean",
            "deceasedDateTime",
            "link",
        ];
        for (name, view) in &model.views {
            if name.as_str() == "patient" {
                continue;
            }
            let marked: BTreeSet<&str> = view
                .was_not
                .iter()
                .map(|w| w.mark.column.as_str())
                .collect();
            assert!(
                marked.contains("modified"),
                "{name} hides no modifier extension"
            );
            for column in &marked {
                assert!(
                    view.projected().any(|c| c.name.as_str() == *column),
                    "{name}.{column}"
                );
            }
            let mut words: BTreeSet<&str> = BTreeSet::new();
            for source in &view.from {
                let (_, shape) = r4.shape(&source.resource).expect("a resource");
                let told = |key: &str| {
                    let columns = view
                        .columns
                        .iter()
                        .filter(|c| marked.contains(c.name.as_str()));
                    let mut paths = columns.map(|c| source.path(c));
                    paths.any(|path| {
                        path.split(|c: char| !c.is_ascii_alphanumeric())
                            .any(|word| word == key)
                    })
                };
                let modifiers = shape.fields.iter().filter(|f| f.modifies());
                for field in modifiers.filter(|f| !of_something_else.contains(&f.key)) {
                    assert!(
                        told(field.key),
                        "{name} of {}: {}",
                        source.resource,
                        field.key
                    );
                }
                let sets = shape.fields.iter().filter_map(|f| f.value_set);
                words.extend(sets.filter_map(|set| r4.codes(set)).flatten().copied());
            }
            for mark in view
                .was_not
                .iter()
                .filter(|w| w.mark.column.as_str() == "status")
            {
                for word in &mark.mark.is {
                    assert!(words.contains(word.as_str()), "{name}: no status is {word}");
                }
            }
        }
    }

    #[test]
    fn nobody_else_claims_a_spelling_of_a_code_system() {
        let mut seen = BTreeSet::new();
        for (name, system) in &oncology().systems {
            assert!(
                system.names.iter().all(|spelling| seen.insert(spelling)),
                "{name}"
            );
        }
    }
}
