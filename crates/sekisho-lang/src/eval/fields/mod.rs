//! What a field rule means: one value in, the delivered value out, or nothing. Slow and obvious.
//!
//! A value that an action can't read never leaves as it came: it becomes absent. Dates are ISO 8601
//! at any precision; a format whose dates are written otherwise reads and writes its own.

mod condition;
mod date;
mod number;
mod output;
mod release;
#[cfg(test)]
mod tests;

use sekisho_model::dates::Placeholders;
use sekisho_model::identity::Subject;
use sekisho_model::profile::{Action, FieldRule};
use sekisho_model::transform::{Keyed, SiteKind};
use sekisho_model::{Origin, Zone};

pub use condition::{holds, patient_cells};
pub use output::{Output, output};
pub use release::{Bound, Controls, Rare, Released, Scale, cells, release};

use super::EventRow;

/// The person a value belongs to.
#[derive(Clone, Copy)]
pub struct Person<'a> {
    pub subject: Subject,
    /// The row of the `patient` view; conditions read its columns.
    pub patient: Option<&'a EventRow>,
    pub zone: Zone,
}

/// The keys of a profile's scope, how far its dates may move, and which dates are nobody's.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    pub keyed: &'a dyn Keyed,
    pub shift_days_max: Option<u32>,
    pub placeholders: &'a Placeholders,
}

/// Why a rule has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmet {
    /// `unknown stop` met an unknown value.
    Undecided(Origin),
    /// The profile shifts dates and names no bound.
    NoBound,
    /// A plugin's function, which no evaluator runs.
    Plugin(String),
    /// Pictures are not values.
    Picture,
}

/// What becomes of a value under a rule: its actions one after the other, the last only where the
/// rule's condition holds.
pub fn transform(
    rule: &FieldRule,
    kind: SiteKind,
    value: &str,
    person: Person<'_>,
    scope: Scope<'_>,
) -> Result<Option<String>, Unmet> {
    let mut value = value.to_owned();
    for (at, action) in rule.actions.iter().enumerate() {
        let is_last = at + 1 == rule.actions.len();
        if let Some(condition) = rule.when.as_ref().filter(|_| is_last)
            && !holds(condition, &value, person)?
        {
            return Ok(Some(value));
        }
        let shifted = rule.actions[..at]
            .iter()
            .any(|done| matches!(done, Action::Shift | Action::Year | Action::Month));
        match act(action, kind, &value, person, scope, shifted)? {
            Some(result) => value = result,
            None => return Ok(None),
        }
    }
    Ok(Some(value))
}

fn act(
    action: &Action,
    kind: SiteKind,
    value: &str,
    person: Person<'_>,
    scope: Scope<'_>,
    shifted: bool,
) -> Result<Option<String>, Unmet> {
    // Cut after the shift, unless an earlier action has moved the date already.
    let date = |bound: Option<u32>| -> Option<String> {
        if !shifted && scope.placeholders.holds(value) {
            return None;
        }
        let shift = bound.map(|bound| scope.keyed.shift(person.subject, bound));
        date::moved(value, shift.unwrap_or_default())
    };
    let once = scope.shift_days_max.filter(|_| !shifted);
    // A time of day has no year.
    let cut = |bytes: usize| match value.get(2..3) {
        Some(":") => None,
        _ => date(once).map(|date| date.get(..bytes).unwrap_or(&date).to_owned()),
    };
    Ok(match action {
        Action::Keep => Some(value.to_owned()),
        Action::Drop => None,
        Action::Blank => Some(String::new()),
        Action::Replace(text) => Some(text.clone()),
        Action::Pseudonym => {
            // A person has one name, whatever number stands in the record.
            let name = match kind {
                SiteKind::SubjectId => "",
                SiteKind::OtherId | SiteKind::Value => value,
            };
            let digits = scope.keyed.pseudonym(kind, person.subject, name.as_bytes());
            Some(String::from_utf8_lossy(&digits).into_owned())
        }
        Action::Remap => Some(crate::native::remapped(value, scope.keyed)),
        Action::Shift => {
            let bound = scope.shift_days_max.ok_or(Unmet::NoBound)?;
            date(Some(bound))
        }
        Action::Year => cut(4),
        Action::Month => cut(7),
        Action::First(count) => Some(value.chars().take(*count as usize).collect()),
        Action::Cap(cap) => number::cap(value, &cap.bound),
        Action::Round(step) => number::round(value, step),
        Action::Band(bounds) => number::band(value, bounds),
        Action::Map(map) => map.written(value).map(str::to_owned),
        Action::MaskBurnedIn { .. } => return Err(Unmet::Picture),
        Action::Call(call) => {
            return Err(Unmet::Plugin(format!("{}.{}", call.plugin, call.function)));
        }
    })
}
