//! What was not is no event: refuted, not done, asked not to be done, written in error.
//!
//! The data model says of each view which columns tell it (`was_not`). A question about the view's
//! events looks at none of those rows, unless it names the column that tells: whoever asks for
//! `verification` says himself what of it he means. Rows that another column marks stay out of the
//! same question. A value that is missing marks nothing.

use std::collections::BTreeSet;

use super::{CompareOp, Comparison, Literal, Predicate, Term, Unknown};
use crate::oncology::{ColumnType, Mark, View, WasNot};
use crate::{ColumnName, Origin};

impl View {
    /// What a row must meet to be an event, for a question in whose filter these columns are named;
    /// `None`: every row is one.
    pub fn was(&self, filter: Option<&Predicate>, origin: &Origin) -> Option<Predicate> {
        let mut named = BTreeSet::new();
        if let Some(filter) = filter {
            columns(filter, &mut named);
        }
        self.was_unless(&|column| named.contains(column), origin)
    }

    /// The same, of a question that asks for one column's values.
    pub fn was_beside(&self, column: &ColumnName, origin: &Origin) -> Option<Predicate> {
        self.was_unless(&|asked| asked == column, origin)
    }

    fn was_unless(
        &self,
        asked: &dyn Fn(&ColumnName) -> bool,
        origin: &Origin,
    ) -> Option<Predicate> {
        let marks = self.was_not.iter().filter(|mark| !asked(&mark.mark.column));
        let mut all: Vec<Predicate> = marks.map(|mark| self.unmarked(mark, origin)).collect();
        match all.len() {
            0 => None,
            1 => all.pop(),
            _ => Some(Predicate::And(all)),
        }
    }

    fn unmarked(&self, mark: &WasNot, origin: &Origin) -> Predicate {
        let not = |mark: &Mark| Predicate::Compare(self.is_not(mark, origin));
        match &mark.only {
            None => not(&mark.mark),
            Some(only) => Predicate::Or(vec![not(&mark.mark), not(only)]),
        }
    }

    fn is_not(&self, mark: &Mark, origin: &Origin) -> Comparison {
        let kind = self.column(mark.column.as_str()).map(|column| column.kind);
        let (op, right) = match kind {
            Some(ColumnType::Boolean) => (CompareOp::NotEqual, Literal::Bool(true)),
            _ => {
                let words = mark.is.iter().cloned().map(Literal::Text);
                (CompareOp::NotIn, Literal::List(words.collect()))
            }
        };
        Comparison {
            term: Term::Event(mark.column.clone()),
            op,
            right,
            partners: None,
            unknown: Some(Unknown::Include),
            origin: origin.clone(),
        }
    }
}

/// The columns of the event at hand that a filter names.
fn columns(filter: &Predicate, named: &mut BTreeSet<ColumnName>) {
    match filter {
        Predicate::And(all) | Predicate::Or(all) => all.iter().for_each(|one| columns(one, named)),
        Predicate::Not(inner) => columns(inner, named),
        Predicate::Compare(comparison) => {
            if let Term::Event(column) = &comparison.term {
                named.insert(column.clone());
            }
        }
        Predicate::Events(_) => {}
    }
}
