//! Offices that may approve beside a study's roles (`dsl/offices.tsv`), and the formats a delivery
//! may name (`dsl/formats.tsv`): data, each row with its source.

use std::sync::LazyLock;

/// A format of a delivery.
pub struct Format {
    pub name: &'static str,
    /// The block of a profile that says how its fields leave.
    pub block: &'static str,
    /// `None`: every data class.
    pub classes: Option<Vec<&'static str>>,
}

impl Format {
    pub fn holds(&self, class: &str) -> bool {
        self.classes.as_ref().is_none_or(|c| c.contains(&class))
    }
}

pub fn formats() -> &'static [Format] {
    static FORMATS: LazyLock<Vec<Format>> = LazyLock::new(|| {
        let format = |row: Vec<&'static str>| Format {
            name: row[0],
            block: row[1],
            classes: (row[2] != "*").then(|| row[2].split(',').collect()),
        };
        rows(include_str!("../../../dsl/formats.tsv"))
            .map(format)
            .collect()
    });
    &FORMATS
}

/// Every name an office goes by.
pub fn offices() -> impl Iterator<Item = &'static str> {
    rows(include_str!("../../../dsl/offices.tsv")).flat_map(|row| [row[0], row[1]])
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_whole_and_every_class_is_the_models() {
        assert!(offices().count() >= 10 && offices().all(|name| !name.is_empty()));
        let model = crate::data_model::oncology();
        for format in formats() {
            for class in format.classes.iter().flatten() {
                assert!(
                    model.classes.contains_key(*class),
                    "{}: {class}",
                    format.name
                );
            }
        }
        assert!(
            formats()
                .iter()
                .any(|f| f.name == "vcf" && f.holds("genome") && !f.holds("claims"))
        );
    }
}
