//! Which code systems the records use that the model has not heard of.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::event::{Cell, EventRow};
use sekisho_model::oncology::DataModel;

/// So many are told by name; what comes under others is told in one number.
const SYSTEMS_MAX: usize = 1000;
const OTHERS: &str = "(others)";
/// Under this name stands what is no URI: it may be anything that somebody typed.
const NO_URI: &str = "(not a URI)";

/// How many codings came under each code system; a coding counts once a record.
#[derive(Default)]
pub(super) struct Systems(BTreeMap<String, u64>);

impl Systems {
    pub fn count(&mut self, events: &[EventRow]) {
        let cells = events.iter().flat_map(|event| &event.cells);
        let mut earlier: BTreeSet<(&str, &str)> = BTreeSet::new();
        for coding in cells.flat_map(|cell| match cell {
            Cell::Codes(codings) => codings.as_slice(),
            _ => &[],
        }) {
            let one = (coding.system.as_str(), coding.code.as_str());
            if !coding.system.is_empty() && earlier.insert(one) {
                self.add(&coding.system, 1);
            }
        }
    }

    fn add(&mut self, system: &str, codings: u64) {
        if let Some(count) = self.0.get_mut(system) {
            *count += codings;
            return;
        }
        let room = self.0.len() < SYSTEMS_MAX;
        let name = match (is_uri(system), room) {
            (false, _) => NO_URI,
            (true, false) => OTHERS,
            (true, true) => system,
        };
        *self.0.entry(name.to_owned()).or_default() += codings;
    }

    pub fn unknown(self, model: &DataModel) -> BTreeMap<String, u64> {
        let counts = self.0.into_iter();
        counts
            .filter(|(system, _)| !model.knows_system(system))
            .collect()
    }
}

/// What may be printed: a URI, and not a long one.
fn is_uri(system: &str) -> bool {
    let scheme = ["http://", "https://", "urn:"]
        .iter()
        .any(|s| system.starts_with(s));
    scheme && system.len() <= 200 && system.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sekisho_lang::data_model::oncology;
    use sekisho_model::event::Coding;

    #[test]
    fn a_system_that_is_not_known_is_counted_and_what_is_no_uri_is_not_repeated() {
        let coding = |system: &str, code: &str| Coding {
            system: system.into(),
            code: code.into(),
        };
        let codes = Cell::Codes(vec![
            coding("http://loinc.org", "1-1"),
            coding("http://hospital.local/codes", "a"),
            coding("山田 花子", "b"),
            coding("", "c"),
        ]);
        let event = |view: &str| EventRow {
            inside: 0,
            view: view.into(),
            cells: vec![codes.clone()],
        };
        let mut systems = Systems::default();
        systems.count(&[event("lab"), event("observation")]);
        systems.count(&[event("lab")]);
        let unknown: Vec<_> = systems.unknown(oncology()).into_iter().collect();
        assert_eq!(
            unknown,
            [
                (NO_URI.to_owned(), 2),
                ("http://hospital.local/codes".to_owned(), 2)
            ]
        );
    }
}
