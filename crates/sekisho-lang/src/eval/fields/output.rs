//! What a table's field of one person would leave as: the answer behind `expect output`.

use sekisho_model::dates::{in_years, is_age_code, reads_as_date};
use sekisho_model::fields::table;
use sekisho_model::identity::Subject;
use sekisho_model::oncology::{Column, ColumnType, DataModel, Lies, View};
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
        let moves = rule.is_some_and(FieldRule::moves_dates);
        for value in values(column, (spread, moves), row, patient, at, zone) {
            all.push(match (rule, value) {
                // It would give a shift or an age away.
                (_, Some(value)) if hides(profile, view, column, row, &value) => None,
                (Some(rule), Some(value)) => {
                    // An empty cell is no value.
                    let left = transform(rule, column.site_kind(), &value, person, scope)?
                        .filter(|v| !v.is_empty());
                    // Of a date with a time of day a table writes the day.
                    match moves && column.kind == ColumnType::Date {
                        true => left.map(|v| v.split('T').next().unwrap_or_default().to_owned()),
                        false => left,
                    }
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
    (spread, moves): (Option<&Column>, bool),
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
        Some(CellValue::Date(date)) if moves => Some(date.moment(zone)),
        Some(CellValue::Date(date)) => Some(date.written(zone)),
    };
    let lines = spread.map_or(1, |spread| codings(spread).len().max(1));
    vec![value; lines]
}

/// A number that is a date where dates move, or an age beyond the profile's limit.
fn hides(profile: &Profile, view: &View, column: &Column, row: &EventRow, value: &str) -> bool {
    if column.lies != Lies::Table
        || !matches!(column.kind, ColumnType::Decimal | ColumnType::Integer)
    {
        return false;
    }
    let root = |path: &String| path.split('.').next().unwrap_or_default().to_owned();
    let named: Vec<String> = profile.dates.numbers.iter().map(root).collect();
    let named = view.from.iter().any(|from| named.contains(&from.resource));
    if profile.shift_days_max.is_some() && !named && reads_as_date(value) {
        return true;
    }
    let of_age = row.columns.values().any(|cell| match cell {
        CellValue::Codes(codings) => codings.iter().any(|(_, code)| is_age_code(code)),
        _ => false,
    });
    let unit = match row.columns.get(&ColumnName::new("unit")) {
        Some(CellValue::Text(unit)) => Some(unit.as_str()),
        _ => None,
    };
    let years = in_years(value, unit).filter(|_| of_age);
    years.is_some_and(|years| profile.dates.ages.hides(years))
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
