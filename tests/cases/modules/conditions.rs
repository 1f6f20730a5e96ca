//! Draws conditions over patients of every column type, and the patients.

use sekisho_lang::data_model::oncology;
use sekisho_model::cohort::{Codes, CompareOp, Literal, Unknown};
use sekisho_model::event::{Cell, Coding};
use sekisho_model::oncology::{Column, ColumnType, DataModel, View};
use sekisho_model::profile::{FieldComparison, FieldCondition, FieldTerm};
use sekisho_model::{Day, Interval, Origin, Zone};

use super::R;

const COLUMNS: [(&str, ColumnType); 7] = [
    ("birth_date", ColumnType::Date),
    ("sex", ColumnType::Text),
    ("married", ColumnType::Code),
    ("speaks", ColumnType::Code),
    ("height", ColumnType::Decimal),
    ("children", ColumnType::Integer),
    ("twin", ColumnType::Boolean),
];
const TEXTS: [&str; 6] = ["female", "fem", "male", "女", "", "f"];
const CODES: [&str; 7] = ["C", "C34", "C34.1", "I10", "", "女", "C3"];
const SYSTEMS: [&str; 3] = ["urn:a", "urn:b", ""];
const NUMBERS: [&str; 10] = [
    "0", "1", "2", "1.5", "160.50", "160.5", "-3", "1e2", "161", "0.1",
];
const DATES: [&str; 9] = [
    "1950-02-01",
    "1950-02",
    "1950",
    "1950-01-31",
    "1950-03-01",
    "1949-12-31",
    "1951",
    "1950-01-31T15:00:00Z",
    "1950-02-28T14:59:59Z",
];
const OPS: [CompareOp; 10] = [
    CompareOp::Equal,
    CompareOp::NotEqual,
    CompareOp::Less,
    CompareOp::LessOrEqual,
    CompareOp::Greater,
    CompareOp::GreaterOrEqual,
    CompareOp::In,
    CompareOp::NotIn,
    CompareOp::Between,
    CompareOp::StartsWith,
];

/// The model, its patients with a column of every type.
pub fn people_model() -> DataModel {
    let mut model = oncology().clone();
    let patient = model.views.get_mut("patient").expect("a view");
    let pattern = patient.column("sex").expect("a column").clone();
    patient.columns = COLUMNS
        .map(|(name, kind)| Column {
            name: name.into(),
            kind,
            ..pattern.clone()
        })
        .into();
    model
}

pub fn cells(r: &mut R, view: &View) -> Vec<Cell> {
    let columns: Vec<ColumnType> = view.projected().map(|column| column.kind).collect();
    columns.into_iter().map(|kind| cell(r, kind)).collect()
}

fn cell(r: &mut R, kind: ColumnType) -> Cell {
    if r.n(5) == 0 {
        return Cell::Missing;
    }
    match kind {
        ColumnType::Code => {
            let codings = (0..1 + r.n(3)).map(|_| Coding {
                system: (*r.pick(&SYSTEMS)).to_owned(),
                code: (*r.pick(&CODES)).to_owned(),
            });
            Cell::Codes(codings.collect())
        }
        ColumnType::Text => Cell::Text((*r.pick(&TEXTS)).to_owned()),
        ColumnType::Decimal => Cell::Decimal((*r.pick(&NUMBERS)).to_owned()),
        ColumnType::Integer => Cell::Integer(r.n(5) as i64 - 2),
        ColumnType::Boolean => Cell::Boolean(r.n(2) == 0),
        ColumnType::Date => {
            let date = Interval::parse(r.pick::<&str>(&DATES), Zone::TOKYO);
            Cell::Date(date.expect("a date"))
        }
    }
}

pub fn condition(r: &mut R, depth: usize) -> FieldCondition {
    match r.n(if depth == 0 { 1 } else { 5 }) {
        1 => FieldCondition::And((0..r.n(4)).map(|_| condition(r, depth - 1)).collect()),
        2 => FieldCondition::Or((0..r.n(4)).map(|_| condition(r, depth - 1)).collect()),
        3 => FieldCondition::Not(Box::new(condition(r, depth - 1))),
        _ => FieldCondition::Compare(comparison(r)),
    }
}

fn comparison(r: &mut R) -> FieldComparison {
    let op = *r.pick(&OPS);
    let (term, right) = match r.n(4) {
        0 => (FieldTerm::Length, literal(r, ColumnType::Integer)),
        _ => {
            let (name, kind) = *r.pick(&COLUMNS);
            (FieldTerm::Patient(name.into()), right(r, op, kind))
        }
    };
    FieldComparison {
        term,
        op,
        right,
        unknown: *r.pick(&[
            Some(Unknown::Exclude),
            Some(Unknown::Exclude),
            Some(Unknown::Include),
            Some(Unknown::Include),
            Some(Unknown::Stop),
            None,
        ]),
        origin: Origin::built_in(),
    }
}

fn right(r: &mut R, op: CompareOp, kind: ColumnType) -> Literal {
    match op {
        CompareOp::In | CompareOp::NotIn if kind == ColumnType::Code && r.n(2) == 0 => codes(r),
        CompareOp::In | CompareOp::NotIn => {
            Literal::List((0..r.n(4)).map(|_| literal(r, kind)).collect())
        }
        CompareOp::Between => Literal::List(vec![literal(r, kind), literal(r, kind)]),
        _ => literal(r, kind),
    }
}

/// Of the column's type, or now and then of another: the meaning has an answer for that too.
fn literal(r: &mut R, kind: ColumnType) -> Literal {
    let kind = if r.n(12) == 0 {
        r.pick(&COLUMNS).1
    } else {
        kind
    };
    match kind {
        ColumnType::Code => Literal::Text((*r.pick(&CODES)).to_owned()),
        ColumnType::Text => Literal::Text((*r.pick(&TEXTS)).to_owned()),
        ColumnType::Decimal | ColumnType::Integer => {
            Literal::Number((*r.pick(&NUMBERS)).to_owned())
        }
        ColumnType::Boolean => Literal::Bool(r.n(2) == 0),
        ColumnType::Date => {
            let days = [
                "1950-02-01",
                "1950-01-31",
                "1950-02-28",
                "1950-03-01",
                "1950-12-31",
                "1950-01-01",
            ];
            Literal::Date(Day::parse(r.pick::<&str>(&days)).expect("a day"))
        }
    }
}

fn codes(r: &mut R) -> Literal {
    let mut some = |pool: &[&str], share: usize| -> Vec<String> {
        let chosen = pool.iter().filter(|_| r.n(share) == 0);
        chosen.map(|text| (*text).to_owned()).collect()
    };
    Literal::Codes(Codes {
        name: "drawn".into(),
        systems: some(&SYSTEMS, 2),
        codes: some(&CODES, 3),
        prefixes: some(&CODES, 4),
        excluded: some(&CODES, 5),
        excluded_prefixes: some(&CODES, 6),
    })
}
