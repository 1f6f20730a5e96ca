//! `when`: whether a condition holds for a person and a value.

use sekisho_model::cohort::{Comparison, Literal, Term};
use sekisho_model::event::Cell;
use sekisho_model::oncology::View;
use sekisho_model::profile::{FieldComparison, FieldCondition, FieldTerm};

use super::super::{Answer, Case, CellValue, EventRow, SubjectRows, decide};
use super::{Person, Unmet};
use crate::eval::decimal;

/// An unknown patient column is decided by its `unknown` clause; `stop` stops the run.
pub fn holds(condition: &FieldCondition, value: &str, person: Person<'_>) -> Result<bool, Unmet> {
    match judge(condition, value, person) {
        Answer::Yes => Ok(true),
        Answer::No => Ok(false),
        Answer::Undecided(origin) => Err(Unmet::Undecided(origin)),
    }
}

fn judge(condition: &FieldCondition, value: &str, person: Person<'_>) -> Answer {
    match condition {
        FieldCondition::And(all) => all.iter().fold(Answer::Yes, |so_far, part| {
            so_far.and(judge(part, value, person))
        }),
        FieldCondition::Or(all) => all.iter().fold(Answer::No, |so_far, part| {
            so_far.or(judge(part, value, person))
        }),
        FieldCondition::Not(inner) => judge(inner, value, person).not(),
        FieldCondition::Compare(compare) => {
            let known = match &compare.term {
                FieldTerm::Length => length(compare, value),
                FieldTerm::Patient(column) => patient(compare, column, person),
            };
            decide(known, compare.unknown, &compare.origin)
        }
    }
}

fn length(compare: &FieldComparison, value: &str) -> Option<bool> {
    let Literal::Number(bound) = &compare.right else {
        return None;
    };
    let order = decimal::compare(&value.chars().count().to_string(), bound)?;
    Some(crate::eval::compare::ordering_is(order, compare.op))
}

/// The comparison a cohort would make of the same column.
fn patient(
    compare: &FieldComparison,
    column: &sekisho_model::ColumnName,
    person: Person<'_>,
) -> Option<bool> {
    let rows = SubjectRows::from([("patient".into(), vec![person.patient?.clone()])]);
    let case = Case {
        zone: person.zone,
        dates: &|_| None,
        rows: &rows,
        index: None,
        index_date: None,
        seen: None,
    };
    let comparison = Comparison {
        term: Term::Patient(column.clone()),
        op: compare.op,
        right: compare.right.clone(),
        partners: None,
        unknown: compare.unknown,
        origin: compare.origin.clone(),
    };
    case.compare(&comparison, None)
}

/// A row of the `patient` view as the store and the projector hold it.
pub fn patient_cells(view: &View, cells: &[Cell]) -> EventRow {
    let columns = view.projected().zip(cells).filter_map(|(column, cell)| {
        let value = match cell {
            Cell::Missing => return None,
            Cell::Codes(codings) => CellValue::Codes(
                codings
                    .iter()
                    .map(|c| (c.system.clone(), c.code.clone()))
                    .collect(),
            ),
            Cell::Text(text) => CellValue::Text(text.clone()),
            Cell::Decimal(digits) => CellValue::Decimal(digits.clone()),
            Cell::Integer(number) => CellValue::Integer(*number),
            Cell::Boolean(yes) => CellValue::Boolean(*yes),
            Cell::Date(date) => CellValue::Date(*date),
        };
        Some((column.name.clone(), value))
    });
    EventRow {
        record: 0,
        columns: columns.collect(),
    }
}
