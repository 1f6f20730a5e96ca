//! `terminology.tsv`: small code systems with the displays that are their own.

use super::lists::lines;

const TERMS: &str = include_str!("../../../../dsl/fhir-r4/terminology.tsv");

/// A code and one of its displays.
pub(super) type Row = (&'static str, &'static str);

/// Each system's spellings and its rows.
pub(super) fn systems() -> Vec<(Vec<&'static str>, Vec<Row>)> {
    let mut systems: Vec<(Vec<&'static str>, Vec<Row>)> = Vec::new();
    for line in lines(TERMS) {
        if let Some(names) = line.strip_prefix('@') {
            systems.push((names.split('\t').collect(), Vec::new()));
        } else if let Some((_, rows)) = systems.last_mut() {
            let mut words = line.split('\t');
            let code = words.next().unwrap_or_default();
            rows.push((code, ""));
            rows.extend(words.map(|label| (code, label)));
        }
    }
    systems
}
