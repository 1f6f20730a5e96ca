//! Identifiers that leave by no consent (`sekisho_model::numbers`), whatever a rule says of them: the
//! whole identifier stays where its value is an insured person's number and would be shown, and
//! where it is 個人番号 and anything would be made of it.

use sekisho_model::numbers::{Identified, Leave};

use super::super::loose::text;
use super::super::scan;
use super::super::table::{Plan, State};
use super::value::find;
use super::{Fault, Walker};

impl Walker<'_> {
    /// Whether nothing of the identifier that opens here leaves.
    pub(super) fn is_closed(&self, open: usize, state: &State) -> Result<bool, Fault> {
        let value = state.fields.iter().find(|field| field.key == "value");
        let shows = match value.map(|field| field.plan) {
            None | Some(Plan::Drop | Plan::Stop) => return Ok(false),
            Some(Plan::Text(rule) | Plan::Checked(rule, _)) => self.table.book.shows(rule),
            Some(Plan::Name(_)) => false,
            Some(_) => true,
        };
        Ok(match self.leave(open)? {
            Leave::Open => false,
            Leave::Keyed => shows,
            Leave::Nothing => true,
        })
    }

    fn leave(&self, open: usize) -> Result<Leave, Fault> {
        let string = |key: &str| -> Result<Option<_>, Fault> {
            let at = find(self.bytes, open, key)?.filter(|at| self.bytes[*at] == b'"');
            let Some(at) = at else { return Ok(None) };
            let (end, _) = scan::string(self.bytes, at)?;
            Ok(text(self.bytes, (at, end)))
        };
        let (system, value) = (string("system")?, string("value")?);
        let identified = Identified {
            system: system.as_deref(),
            value: value.as_deref(),
            of_coverage: self.in_coverage,
        };
        Ok(identified.leave(self.types(open)?.into_iter()))
    }

    /// System and code of each coding of its type.
    fn types(&self, open: usize) -> Result<Vec<(String, String)>, Fault> {
        let Some(at) = find(self.bytes, open, "type")? else {
            return Ok(Vec::new());
        };
        let end = scan::skip(self.bytes, at, 1)?;
        let read = serde_json::from_slice::<serde_json::Value>(&self.bytes[at..end]);
        let concept = read.unwrap_or_default();
        let codings = concept["coding"].as_array().into_iter().flatten();
        let word = |coding: &serde_json::Value, key: &str| {
            coding[key].as_str().unwrap_or_default().to_owned()
        };
        Ok(codings
            .map(|coding| (word(coding, "system"), word(coding, "code")))
            .collect())
    }
}
