//! What a table's field of one person would leave as: the answer behind `expect output`.

use sekisho_model::fields::table;
use sekisho_model::identity::Subject;
use sekisho_model::oncology::{Column, DataModel, Lies};
use sekisho_model::profile::{FieldRule, Modality, Profile, Selector, Unlisted};
use sekisho_model::{ColumnName, Day, ViewName, Zone};

use super::super::{CellValue, EventRow, SubjectRows};
use super::{Person, Scope, Unmet, transform};

/// The values of one column, one per row of the person's delivered table, in the order of the
/// rows; what is absent in the source or dropped is `None`.
///
/// An event is one row. Where the view's first code column leaves, it is one row per coding, with
/// the event's other values on each; a further code column shows its first coding.
pub type Output = Vec<Option<String>>;

/// `at`: the day that ages are counted to. A code leaves as its code.
pub fn output(
    profile: &Profile,
    (view_name, column_name): (&ViewName, &ColumnName),
    (subject, rows): (Subject, &SubjectRows),
    at: Day,
    model: &DataModel,
    (scope, zone): (Scope<'_>, Zone),
) -> Result<Output, Unmet> {
    let Some(view) = model.views.get(view_name) else {
        return Ok(Vec::new());
    };
    let Some(column) = view.column(column_name.as_str()) else {
        return Ok(Vec::new());
    };
    let patient = rows.get("patient").and_then(|rows| rows.first());
    let person = Person {
        subject,
        patient,
        zone,
    };
    let rule = rule_for(profile, view_name, column);
    let spread = view
        .first_code()
        .filter(|code| rule_for(profile, view_name, code).is_some_and(FieldRule::lets_out));
    let mut all = Vec::new();
    for row in rows.get(view_name).map_or(&[][..], Vec::as_slice) {
        for value in values(column, spread, row, patient, at, zone) {
            all.push(match (rule, value) {
                (Some(rule), Some(value)) => {
                    // An empty cell is no value.
                    transform(rule, column.site_kind(), &value, person, scope)?
                        .filter(|v| !v.is_empty())
                }
                // What no rule names never leaves.
                _ => None,
            });
        }
    }
    Ok(all)
}

/// The rule of the profile's table block that names the column.
fn rule_for<'p>(profile: &'p Profile, view: &ViewName, column: &Column) -> Option<&'p FieldRule> {
    debug_assert!(matches!(profile.unlisted, Unlisted::Drop | Unlisted::Stop));
    let wanted: Selector = table::field(column).selector;
    let blocks = profile
        .blocks
        .iter()
        .filter(|block| block.modality == Modality::Table(view.clone()));
    let mut rules = blocks.flat_map(|block| &block.rules);
    rules.find(|rule| rule.selectors.contains(&wanted))
}

/// The column's written value in each delivered row of this event; `None` where the source has none.
fn values(
    column: &Column,
    spread: Option<&Column>,
    row: &EventRow,
    patient: Option<&EventRow>,
    at: Day,
    zone: Zone,
) -> Vec<Option<String>> {
    let codings = |column: &Column| match row.columns.get(&column.name) {
        Some(CellValue::Codes(codings)) => codings.as_slice(),
        _ => &[],
    };
    if spread.is_some_and(|spread| spread.name == column.name) && !codings(column).is_empty() {
        let codes = codings(column).iter();
        return codes.map(|(_, code)| Some(code.clone())).collect();
    }
    let value = match row.columns.get(&column.name) {
        _ if column.lies == Lies::Age => patient.and_then(|patient| age(patient, at, zone)),
        None => None,
        Some(CellValue::Codes(codings)) => codings.first().map(|(_, code)| code.clone()),
        Some(CellValue::Text(text) | CellValue::Decimal(text)) => Some(text.clone()),
        Some(CellValue::Integer(number)) => Some(number.to_string()),
        Some(CellValue::Boolean(yes)) => Some(yes.to_string()),
        Some(CellValue::Date(date)) => Some(date.written(zone)),
    };
    let lines = spread.map_or(1, |spread| codings(spread).len().max(1));
    vec![value; lines]
}

/// Whole calendar years to the day asked about, or to death; none where the birth date leaves it open.
fn age(patient: &EventRow, at: Day, zone: Zone) -> Option<String> {
    let date = |column: &str| match patient.columns.get(column) {
        Some(CellValue::Date(date)) => Some(date),
        _ => None,
    };
    let age = date("birth_date")?.age_on(at, date("death"), zone)?;
    Some(age.to_string())
}
