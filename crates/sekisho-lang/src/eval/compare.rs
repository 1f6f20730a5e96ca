//! Comparisons: `None` where the answer is not the same for everything a value may mean.

use std::cmp::Ordering;

use sekisho_model::cohort::{Codes, CompareOp, Comparison, Literal, Term};
use sekisho_model::{ColumnName, Day, Interval};

use super::{Case, CellValue, EventRow, decimal, measured};

impl Case<'_> {
    pub(super) fn compare(
        &self,
        comparison: &Comparison,
        event: Option<&EventRow>,
    ) -> Option<bool> {
        match &comparison.term {
            Term::Event(column) => self.cell(event?, column, comparison),
            Term::Index(column) => self.cell(self.index?, column, comparison),
            Term::Patient(column) => self.cell(self.patient()?, column, comparison),
            Term::AgeAtIndex => self.age(comparison),
        }
    }

    fn patient(&self) -> Option<&EventRow> {
        self.rows.get("patient").and_then(|rows| rows.first())
    }

    fn patient_days(&self, column: &str) -> Option<(Day, Day)> {
        match self.patient()?.columns.get(column)? {
            CellValue::Date(date) => Some(date.days(self.zone)),
            _ => None,
        }
    }

    fn cell(&self, row: &EventRow, column: &ColumnName, comparison: &Comparison) -> Option<bool> {
        let right = &comparison.right;
        match row.columns.get(column)? {
            CellValue::Codes(codings) if codings.is_empty() => None,
            CellValue::Codes(codings) => Some(codes(codings, comparison.op, right)),
            CellValue::Text(text) => Some(texts(text, comparison.op, right)),
            CellValue::Decimal(number) => match &comparison.partners {
                Some(partners) => measured::compare(row, number, partners, comparison),
                None => number_is(number, comparison.op, right),
            },
            CellValue::Integer(number) => number_is(&number.to_string(), comparison.op, right),
            CellValue::Boolean(yes) => {
                Some((Literal::Bool(*yes) == *right) == (comparison.op == CompareOp::Equal))
            }
            CellValue::Date(date) => self.date_is(*date, comparison.op, right),
        }
    }

    /// Every day the date may fall on must give the same answer.
    fn date_is(&self, date: Interval, op: CompareOp, right: &Literal) -> Option<bool> {
        let (first, last) = date.days(self.zone);
        same((first.0..=last.0).map(|day| {
            ordered(op, right, |literal| match literal {
                Literal::Date(other) => Some(Day(day).cmp(other)),
                _ => None,
            })
        }))
    }

    /// Whole years at the index date, or at death if that came first; over every day each may mean.
    fn age(&self, comparison: &Comparison) -> Option<bool> {
        let births = self.patient_days("birth_date")?;
        let mut at = self.index_date?.days(self.zone);
        if let Some(death) = self.patient_days("death") {
            at = (at.0.min(death.0), at.1.min(death.1));
        }
        // Later births and earlier days only make younger: the ends hold every age between.
        let (youngest, oldest) = (at.0.age(births.1), at.1.age(births.0));
        same(
            (youngest..=oldest)
                .map(|age| number_is(&age.to_string(), comparison.op, &comparison.right)),
        )
    }
}

/// The one answer all give, if they do.
pub(super) fn same(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut first = None;
    for answer in answers {
        match (first, answer?) {
            (None, answer) => first = Some(answer),
            (Some(other), answer) if other != answer => return None,
            _ => {}
        }
    }
    first
}

/// A positive comparison holds if any coding of the record satisfies it, a negative if none does.
fn codes(codings: &[(String, String)], op: CompareOp, right: &Literal) -> bool {
    let positive = match op {
        CompareOp::NotEqual => CompareOp::Equal,
        CompareOp::NotIn => CompareOp::In,
        other => other,
    };
    let any = codings.iter().any(|(system, code)| match right {
        Literal::Codes(list) => in_codelist(list, system, code),
        other => texts(code, positive, other),
    });
    any == (positive == op)
}

fn in_codelist(list: &Codes, system: &str, code: &str) -> bool {
    let one_of = |codes: &[String], prefixes: &[String]| {
        codes.iter().any(|c| c == code) || prefixes.iter().any(|p| code.starts_with(p.as_str()))
    };
    list.systems.iter().any(|s| s == system)
        && one_of(&list.codes, &list.prefixes)
        && !one_of(&list.excluded, &list.excluded_prefixes)
}

fn texts(text: &str, op: CompareOp, right: &Literal) -> bool {
    let is = |literal: &Literal| matches!(literal, Literal::Text(other) if other == text);
    match (op, right) {
        (CompareOp::Equal, _) => is(right),
        (CompareOp::NotEqual, _) => !is(right),
        (CompareOp::In, Literal::List(all)) => all.iter().any(is),
        (CompareOp::NotIn, Literal::List(all)) => !all.iter().any(is),
        (CompareOp::StartsWith, Literal::Text(start)) => text.starts_with(start.as_str()),
        _ => false,
    }
}

fn number_is(number: &str, op: CompareOp, right: &Literal) -> Option<bool> {
    ordered(op, right, |literal| match literal {
        Literal::Number(other) => decimal::compare(number, other),
        _ => None,
    })
}

/// A comparison by order; unreadable values stay unknown.
fn ordered(
    op: CompareOp,
    right: &Literal,
    order: impl Fn(&Literal) -> Option<Ordering>,
) -> Option<bool> {
    let one = |holds: fn(Ordering) -> bool| order(right).map(holds);
    let any = |all: &[Literal]| {
        all.iter()
            .map(&order)
            .try_fold(false, |so_far, o| Some(so_far || o? == Ordering::Equal))
    };
    match (op, right) {
        (CompareOp::Equal, _) => one(Ordering::is_eq),
        (CompareOp::NotEqual, _) => one(Ordering::is_ne),
        (CompareOp::Less, _) => one(Ordering::is_lt),
        (CompareOp::LessOrEqual, _) => one(Ordering::is_le),
        (CompareOp::Greater, _) => one(Ordering::is_gt),
        (CompareOp::GreaterOrEqual, _) => one(Ordering::is_ge),
        (CompareOp::In, Literal::List(all)) => any(all),
        (CompareOp::NotIn, Literal::List(all)) => any(all).map(|found| !found),
        (CompareOp::Between, Literal::List(bounds)) => match bounds.as_slice() {
            [low, high] => Some(order(low)?.is_ge() && order(high)?.is_le()),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an order is what a sign asks for; false for what is no sign of order.
pub(super) fn ordering_is(order: Ordering, op: CompareOp) -> bool {
    match op {
        CompareOp::Equal => order.is_eq(),
        CompareOp::NotEqual => order.is_ne(),
        CompareOp::Less => order.is_lt(),
        CompareOp::LessOrEqual => order.is_le(),
        CompareOp::Greater => order.is_gt(),
        CompareOp::GreaterOrEqual => order.is_ge(),
        CompareOp::In | CompareOp::NotIn | CompareOp::Between | CompareOp::StartsWith => false,
    }
}
