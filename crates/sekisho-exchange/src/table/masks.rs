//! Which cells of a record stay empty because they would give a shift or an age away. A cell knows its
//! value and not its place in the record, so it is held against the hidden values.

use sekisho_model::{Interval, Zone};

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
