//! Which cells of a record stay empty because they would give a shift or an age away. A cell knows its
//! value and not its place in the record, so it is held against the hidden values.

use sekisho_model::numbers::{Identified, Leave};
use sekisho_model::{Interval, Zone};

use crate::fhir::project::tree::Tree;
use crate::fhir::telling::{Telling, Why};

/// A value of the record that does not leave.
pub(super) struct Mask {
    pub why: Why,
    /// Without quotes.
    text: String,
    date: Option<Interval>,
}

impl Mask {
    /// Those of a record.
    pub fn of(telling: &Telling, kind: &str, bytes: &[u8], zone: Zone) -> Vec<Self> {
        let hidden = telling.places(kind, bytes).into_iter();
        let mask = hidden.map(|hidden| {
            let token = String::from_utf8_lossy(&bytes[hidden.bytes]);
            let text = token.trim_matches('"').to_owned();
            Self {
                why: hidden.why,
                date: Interval::parse(&text, zone),
                text,
            }
        });
        mask.collect()
    }

    pub fn hides_text(&self, cell: &str) -> bool {
        matches!(self.why, Why::Number | Why::Age) && self.text == cell
    }

    pub fn hides_date(&self, cell: &Interval) -> bool {
        self.why == Why::Shared && self.date == Some(*cell)
    }
}

/// The person's identifiers that leave by no consent, as `fhir::transform` keeps them in.
pub(super) fn closed(record: &Tree<'_>) -> Vec<String> {
    let Some(Tree::Array(all)) = record.get("identifier") else {
        return Vec::new();
    };
    let text = |tree: &Tree<'_>, key: &str| Some(tree.get(key)?.text()?.to_owned());
    let closed = all.iter().filter_map(|identifier| {
        let (system, value) = (text(identifier, "system"), text(identifier, "value")?);
        let codings = match identifier.get("type").and_then(|of| of.get("coding")) {
            Some(Tree::Array(codings)) => &codings[..],
            _ => &[],
        };
        let word = |coding: &Tree<'_>, key: &str| text(coding, key).unwrap_or_default();
        let types = codings.iter().map(|c| (word(c, "system"), word(c, "code")));
        let identified = Identified {
            system: system.as_deref(),
            value: Some(&value),
            of_coverage: false,
        };
        (identified.leave(types) != Leave::Open).then_some(value)
    });
    closed.collect()
}
