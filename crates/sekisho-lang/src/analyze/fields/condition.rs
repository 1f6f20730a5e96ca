//! `when` of a field rule: patient columns and `length(this)`.

use sekisho_model::cohort::{CompareOp, Literal, Term};
use sekisho_model::profile::{FieldComparison, FieldCondition, FieldTerm};
use sekisho_syntax::ast::{Compare, Expr, Value};

use super::super::Analyzer;
use super::super::cohort::Place;
use crate::problem::{fields as problems, types};

impl Analyzer<'_> {
    pub(in super::super) fn field_condition(&mut self, expr: &Expr) -> Option<FieldCondition> {
        match expr {
            Expr::And(all) => self.all_conditions(all).map(FieldCondition::And),
            Expr::Or(all) => self.all_conditions(all).map(FieldCondition::Or),
            Expr::Not(inner) => {
                let inner = self.field_condition(inner)?;
                Some(FieldCondition::Not(Box::new(inner)))
            }
            Expr::Compare(compare) => self.field_comparison(compare).map(FieldCondition::Compare),
            Expr::Events(events) => {
                self.say(problems::when_reads(events.origin.clone()));
                None
            }
            Expr::Bare(operand) => {
                self.say(types::not_a_condition(operand.origin.clone()));
                None
            }
        }
    }

    fn all_conditions(&mut self, all: &[Expr]) -> Option<Vec<FieldCondition>> {
        let found: Vec<_> = all.iter().map(|expr| self.field_condition(expr)).collect();
        found.into_iter().collect()
    }

    fn field_comparison(&mut self, compare: &Compare) -> Option<FieldComparison> {
        if let Value::Call { path } = &compare.left.value {
            if path == "length" {
                return self.length(compare);
            }
            self.say(problems::when_reads(compare.left.origin.clone()));
            return None;
        }
        if let Some(at) = &compare.at {
            self.say(problems::when_reads(at.origin.clone()));
            return None;
        }
        let found = self.compare(compare, Place::Patient(None))?;
        let Term::Patient(column) = found.term else {
            return None;
        };
        Some(FieldComparison {
            term: FieldTerm::Patient(column),
            op: found.op,
            right: found.right,
            unknown: found.unknown,
            origin: found.origin,
        })
    }

    /// `length(this) > 2000`: a value always has a length.
    fn length(&mut self, compare: &Compare) -> Option<FieldComparison> {
        let ordered = matches!(
            compare.op,
            CompareOp::Equal
                | CompareOp::NotEqual
                | CompareOp::Less
                | CompareOp::LessOrEqual
                | CompareOp::Greater
                | CompareOp::GreaterOrEqual
        );
        let right = match &compare.right.value {
            Value::Number(number) if ordered && number.bytes().all(|b| b.is_ascii_digit()) => {
                Literal::Number(number.clone())
            }
            _ => {
                self.say(problems::length_is_a_number(compare.right.origin.clone()));
                return None;
            }
        };
        Some(FieldComparison {
            term: FieldTerm::Length,
            op: compare.op,
            right,
            unknown: None,
            origin: compare.origin.clone(),
        })
    }
}
