//! What a table's field of one person would leave as: the answer behind `expect output`.

use sekisho_model::fields::table;
use sekisho_model::identity::Subject;
use sekisho_model::oncology::{Column, DataModel, Lies};
use sekisho_model::profile::{FieldRule, Modality, Profile, Selector, Unlisted};
use sekisho_model::transform::SiteKind;
use sekisho_model::{ColumnName, Day, Interval, ViewName, Zone};

use super::super::{CellValue, EventRow, SubjectRows};
use super::{Person, Scope, Unmet, transform};

/// The values of one column, one per row of the person's table, in the order of the rows; what is
/// absent in the source or dropped is `None`.
pub type Output = Vec<Option<String>>;

/// `at`: the day that ages are counted to. A code leaves as its code, one value per coding.
pub fn output(
    profile: &Profile,
    (view_name, column_name): (&ViewName, &ColumnName),
    (subject, rows): (Subject, &SubjectRows),
    at: Day,
    model: &DataModel,
    (scope, zone): (Scope<'_>, Zone),
) -> Result<Output, Unmet> {
    let view = model.views.get(view_name);
    let Some(column) = view.and_then(|view| view.column(column_name.as_str())) else {
        return Ok(Vec::new());
    };
    let patient = rows.get("patient").and_then(|rows| rows.first());
    let person = Person {
        subject,
        patient,
        zone,
    };
    let rule = rule_for(profile, view_name, column);
    let mut all = Vec::new();
    for row in rows.get(view_name).map_or(&[][..], Vec::as_slice) {
        for value in values(column, row, patient, at, zone) {
            all.push(match (rule, value) {
                (Some(rule), Some(value)) => {
                    let is_own = column.concept.as_deref() == Some("patient_id");
                    let kind = if is_own {
                        SiteKind::SubjectId
                    } else {
                        SiteKind::Value
                    };
                    // An empty cell is no value.
                    transform(rule, kind, &value, person, scope)?.filter(|v| !v.is_empty())
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

/// The column's written values in this row; `None` where the source has none.
fn values(
    column: &Column,
    row: &EventRow,
    patient: Option<&EventRow>,
    at: Day,
    zone: Zone,
) -> Vec<Option<String>> {
    if column.lies == Lies::Age {
        return vec![patient.and_then(|patient| age(patient, at, zone))];
    }
    match row.columns.get(&column.name) {
        None => vec![None],
        Some(CellValue::Codes(codings)) => {
            codings.iter().map(|(_, code)| Some(code.clone())).collect()
        }
        Some(CellValue::Text(text) | CellValue::Decimal(text)) => vec![Some(text.clone())],
        Some(CellValue::Integer(number)) => vec![Some(number.to_string())],
        Some(CellValue::Boolean(yes)) => vec![Some(yes.to_string())],
        Some(CellValue::Date(date)) => vec![Some(written(*date, zone))],
    }
}

/// Whole calendar years to the day asked about, or to death; none where the birth date leaves it open.
fn age(patient: &EventRow, at: Day, zone: Zone) -> Option<String> {
    let days = |column: &str| match patient.columns.get(column) {
        Some(CellValue::Date(date)) => Some(date.days(zone)),
        _ => None,
    };
    let (born, last_born) = days("birth_date")?;
    let end = days("death").map_or((at, at), |(first, last)| (first.min(at), last.min(at)));
    let (oldest, youngest) = (end.1.age(born), end.0.age(last_born));
    (oldest == youngest).then(|| oldest.to_string())
}

/// The date at the precision its interval shows: a day, a month, or a year.
fn written(date: Interval, zone: Zone) -> String {
    let (first, last) = date.days(zone);
    let ((year, month, day), (last_year, last_month, _)) = (first.ymd(), last.ymd());
    match (year == last_year, month == last_month, first == last) {
        (true, true, true) => format!("{year:04}-{month:02}-{day:02}"),
        (true, true, false) => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}"),
    }
}
