//! A stage of a rule as one call of the runtime.

use sekisho_model::codelist::CodeMap;
use sekisho_model::dates::Placeholders;
use sekisho_model::profile::Action;

use super::data::Data;

/// Bytes of a date that stay.
const YEAR: i32 = 4;
const MONTH: i32 = 7;
const ALL: i32 = -1;
const NO_PLACEHOLDERS: &str =
    "(call $placeholders (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))";

/// The call, which leaves the status; `None`: the action has no code in a module.
pub(super) fn call(
    data: &mut Data,
    before: &[Action],
    action: &Action,
    (shifts, dates): (bool, &Placeholders),
) -> Option<String> {
    // A year or a month is cut after the shift, unless an earlier stage has shifted already.
    let moved = before
        .iter()
        .any(|done| matches!(done, Action::Shift | Action::Year | Action::Month));
    // A date that was moved before may look like one that is nobody's.
    let known = match action {
        Action::Shift | Action::Year | Action::Month if !moved => placeholders(data, dates),
        _ => NO_PLACEHOLDERS.to_owned(),
    };
    let cut = |bytes: i32| match shifts && !moved {
        true => format!("(block (result i32) {known} (call $shifted (i32.const {bytes})))"),
        false => format!("(block (result i32) {known} (call $cut_dates (i32.const {bytes})))"),
    };
    let with_text = |function: &str, (at, bytes): (u32, u32)| {
        format!("(call ${function} (i32.const {at}) (i32.const {bytes}))")
    };
    Some(match action {
        Action::Keep => "(call $keep)".into(),
        Action::Drop => "(call $drop)".into(),
        Action::Blank => with_text("replace", (0, 0)),
        Action::Replace(text) => with_text("replace", data.text(text)),
        Action::Pseudonym => "(call $pseudonym (local.get $kind))".into(),
        Action::Remap => "(call $remap)".into(),
        Action::Shift if shifts => {
            format!("(block (result i32) {known} (call $shifted (i32.const {ALL})))")
        }
        Action::Shift => return None,
        Action::Year => cut(YEAR),
        Action::Month => cut(MONTH),
        Action::First(count) => format!("(call $first (i32.const {count}))"),
        Action::Cap(cap) => with_text("cap", data.text(&cap.bound)),
        Action::Round(step) => with_text("round", data.text(step)),
        Action::Band(bounds) => band(data, bounds),
        Action::Map(map) => self::map(data, map),
        Action::MaskBurnedIn { .. } | Action::Call(_) => return None,
    })
}

/// The days and instants that are nobody's, as the module's data.
fn placeholders(data: &mut Data, dates: &Placeholders) -> String {
    let days = dates.spans.iter().flat_map(|(from, to)| [from.0, to.0]);
    let days: Vec<u32> = days.map(|day| day as u32).collect();
    let halves = |moment: &i64| [*moment as u32, (*moment >> 32) as u32];
    let moments: Vec<u32> = dates.moments.iter().flat_map(halves).collect();
    let (spans, moments) = (data.words(&days), data.words(&moments));
    format!(
        "(call $placeholders (i32.const {spans}) (i32.const {}) (i32.const {moments}) (i32.const {}))",
        dates.spans.len(),
        dates.moments.len()
    )
}

/// `<20`, `20-<40`, `>=40`
fn band(data: &mut Data, bounds: &[String]) -> String {
    let (Some(first), Some(last)) = (bounds.first(), bounds.last()) else {
        return "(call $drop)".into();
    };
    let mut labels = vec![format!("<{first}")];
    labels.extend(
        bounds
            .windows(2)
            .map(|pair| format!("{}-<{}", pair[0], pair[1])),
    );
    labels.push(format!(">={last}"));
    let (texts, labels) = (
        data.list(bounds.iter().map(String::as_str)),
        data.list(labels.iter().map(String::as_str)),
    );
    format!(
        "(call $band (i32.const {texts}) (i32.const {}) (i32.const {labels}))",
        bounds.len()
    )
}

fn map(data: &mut Data, map: &CodeMap) -> String {
    // The maps are sorted by code, so a group's place is its code's.
    let codes = data.table(map.exact.keys().map(String::as_str));
    let groups = data.list(map.exact.values().map(String::as_str));
    let above = data.table(map.below.keys().map(String::as_str));
    let above_groups = data.list(map.below.values().map(String::as_str));
    format!(
        "(call $map (i32.const {}) (i32.const {}) (i32.const {groups}) (i32.const {}) (i32.const {}) (i32.const {}) (i32.const {above_groups}) (i32.const {}))",
        codes.at,
        codes.entries,
        above.at,
        above.entries,
        above.longest,
        i32::from(map.keeps_rest)
    )
}
