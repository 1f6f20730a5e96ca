//! Comparisons against the model's columns: types, units, and unknown values decided.

use sekisho_model::cohort::{CompareOp, Comparison, Literal, Term};
use sekisho_model::measure::Meaning;
use sekisho_model::oncology::{Column, ColumnType, DataModel, Lies, View};
use sekisho_model::{Origin, Text};
use sekisho_syntax::ast::{Compare, Name, Operand, Value};
use sekisho_syntax::nearest;

use super::cohort::Place;
use super::{Analyzer, Kind};
use crate::eval::decimal;
use crate::problem::{codelist as codelist_problems, cohort as problems, types};

/// What stands on the left, and what must be known of it.
struct Left<'a> {
    term: Term,
    kind: LeftKind<'a>,
    nullable: bool,
    label: Text,
}

enum LeftKind<'a> {
    Column(&'a Column),
    /// Whole years.
    Age,
}

impl<'a> Analyzer<'a> {
    pub fn compare(&mut self, compare: &Compare, place: Place<'_>) -> Option<Comparison> {
        let left = self.left(compare, place)?;
        let partners = match left.kind {
            LeftKind::Column(column) => column.measure.clone(),
            LeftKind::Age => None,
        };
        let right = match left.kind {
            LeftKind::Column(column) => self.right(compare, column),
            LeftKind::Age => self.age(compare),
        };
        if left.nullable && compare.unknown.is_none() {
            let written = written(compare);
            self.say(types::unknown_undecided(
                compare.origin.clone(),
                &left.label,
                &format!("{written} … unknown exclude"),
            ));
        }
        Some(Comparison {
            term: left.term,
            op: compare.op,
            right: right?,
            partners,
            unknown: compare.unknown,
            origin: compare.origin.clone(),
        })
    }

    fn left<'m>(&mut self, compare: &Compare, place: Place<'m>) -> Option<Left<'m>>
    where
        'a: 'm,
    {
        let Value::Path(path) = &compare.left.value else {
            self.say(types::not_a_condition(compare.left.origin.clone()));
            return None;
        };
        let name = Name {
            text: path.clone(),
            origin: compare.left.origin.clone(),
        };
        match (place, &compare.at) {
            (Place::Event(view_name, view), None) => {
                self.column(&name, view_name, view, Term::Event)
            }
            (Place::Event(..), Some(at)) => {
                self.say(problems::events_inside(at.origin.clone()));
                None
            }
            (Place::Patient(anchor), Some(at)) => match anchor {
                Some(anchor) if anchor.name == at.text => {
                    if path == "age" {
                        let label = Text::new("年齢（生年月日）", "the age (birth date)");
                        return Some(Left {
                            term: Term::AgeAtIndex,
                            kind: LeftKind::Age,
                            nullable: true,
                            label,
                        });
                    }
                    let (view_name, view) = anchor.view?;
                    self.column(&name, view_name, view, Term::Index)
                }
                _ => {
                    self.say(problems::unknown_anchor(
                        at.origin.clone(),
                        &at.text,
                        anchor.map(|anchor| anchor.name),
                    ));
                    None
                }
            },
            (Place::Patient(_), None) if path == "age" => {
                self.say(problems::window_needs_index(name.origin));
                None
            }
            (Place::Patient(_), None) => {
                let model: &'m DataModel = self.model;
                self.column(&name, "patient", model.views.get("patient")?, Term::Patient)
            }
        }
    }

    fn column<'m>(
        &mut self,
        name: &Name,
        view_name: &str,
        view: &'m View,
        term: fn(sekisho_model::ColumnName) -> Term,
    ) -> Option<Left<'m>> {
        let bare = name
            .text
            .strip_prefix(view_name)
            .and_then(|rest| rest.strip_prefix('.'))
            .unwrap_or(&name.text);
        let Some(column) = view.column(bare) else {
            let near = nearest(bare, view.projected().map(|c| c.name.as_str()));
            self.say(problems::unknown_column(
                name.origin.clone(),
                view_name,
                bare,
                near,
            ));
            return None;
        };
        match column.lies {
            Lies::Table => {}
            Lies::Vault => {
                self.say(problems::vault_column(name.origin.clone(), view_name, bare));
                return None;
            }
            Lies::Age => {
                self.say(problems::window_needs_index(name.origin.clone()));
                return None;
            }
        }
        let label = Text::new(
            format!("{}の{}", view.label.ja, column.label.ja),
            format!("{} of {view_name}", column.name),
        );
        Some(Left {
            term: term(column.name.clone()),
            kind: LeftKind::Column(column),
            nullable: column.nullable,
            label,
        })
    }

    fn right(&mut self, compare: &Compare, column: &Column) -> Option<Literal> {
        let right = &compare.right;
        match (column.kind, compare.op) {
            (ColumnType::Code, CompareOp::In | CompareOp::NotIn) => self.codes(right, column),
            (
                ColumnType::Code | ColumnType::Text,
                CompareOp::Equal | CompareOp::NotEqual | CompareOp::StartsWith,
            ) => self.text(right, column),
            (ColumnType::Text, CompareOp::In | CompareOp::NotIn) => {
                self.list(right, column, Self::text)
            }
            (ColumnType::Decimal | ColumnType::Integer, CompareOp::StartsWith) => {
                self.mismatch(right, column)
            }
            (ColumnType::Decimal | ColumnType::Integer, CompareOp::In | CompareOp::NotIn) => {
                self.list(right, column, Self::number)
            }
            (ColumnType::Decimal | ColumnType::Integer, CompareOp::Between) => {
                self.bounds(right, column, Self::number)
            }
            (ColumnType::Decimal | ColumnType::Integer, _) => self.number(right, column),
            (ColumnType::Boolean, CompareOp::Equal | CompareOp::NotEqual) => match right.value {
                Value::Bool(yes) => Some(Literal::Bool(yes)),
                _ => self.mismatch(right, column),
            },
            (ColumnType::Date, CompareOp::Between) => self.bounds(right, column, Self::date),
            (ColumnType::Date, CompareOp::In | CompareOp::NotIn | CompareOp::StartsWith) => {
                self.mismatch(right, column)
            }
            (ColumnType::Date, _) => self.date(right, column),
            _ => self.mismatch(right, column),
        }
    }

    /// `code in LIST` or `code in ["III", "IV"]`
    fn codes(&mut self, right: &Operand, column: &Column) -> Option<Literal> {
        let Value::Path(path) = &right.value else {
            return self.list(right, column, Self::text);
        };
        let name = self.resolve(
            Kind::Codelist,
            &Name {
                text: path.clone(),
                origin: right.origin.clone(),
            },
        )?;
        let codes = self.codelists.get(&name).cloned()?;
        if codes.systems.is_empty() && self.maps_words(&name) {
            let at = right.origin.clone();
            self.say(codelist_problems::no_system(at, &name));
        }
        Some(Literal::Codes(codes))
    }

    fn text(&mut self, right: &Operand, column: &Column) -> Option<Literal> {
        match &right.value {
            Value::Text(text) => Some(Literal::Text(text.clone())),
            _ => self.mismatch(right, column),
        }
    }

    fn date(&mut self, right: &Operand, column: &Column) -> Option<Literal> {
        match right.value {
            Value::Date(day) => Some(Literal::Date(day)),
            _ => self.mismatch(right, column),
        }
    }

    fn list(
        &mut self,
        right: &Operand,
        column: &Column,
        one: fn(&mut Self, &Operand, &Column) -> Option<Literal>,
    ) -> Option<Literal> {
        match &right.value {
            Value::List(all) if !all.is_empty() => {
                let parts: Vec<Option<Literal>> =
                    all.iter().map(|part| one(self, part, column)).collect();
                parts
                    .into_iter()
                    .collect::<Option<Vec<Literal>>>()
                    .map(Literal::List)
            }
            _ => self.mismatch(right, column),
        }
    }

    fn bounds(
        &mut self,
        right: &Operand,
        column: &Column,
        one: fn(&mut Self, &Operand, &Column) -> Option<Literal>,
    ) -> Option<Literal> {
        let list = self.list(right, column, one)?;
        self.in_order(&list, &right.origin);
        Some(list)
    }

    fn in_order(&mut self, list: &Literal, at: &Origin) {
        let Literal::List(parts) = list else { return };
        let swapped = match parts.as_slice() {
            [Literal::Number(low), Literal::Number(high)] => {
                decimal::compare(low, high) == Some(std::cmp::Ordering::Greater)
            }
            [Literal::Quantity(low), Literal::Quantity(high)] => {
                let shared =
                    |mean: &&Meaning| high.means.iter().any(|m| m.dimension == mean.dimension);
                low.means.iter().find(shared).is_some_and(|low| {
                    let mut high = high.means.iter();
                    let high = high.find(|high| high.dimension == low.dimension);
                    high.is_some_and(|high| {
                        decimal::compare(&low.number, &high.number)
                            == Some(std::cmp::Ordering::Greater)
                    })
                })
            }
            [Literal::Date(low), Literal::Date(high)] => low > high,
            _ => false,
        };
        if swapped {
            self.say(types::bounds_swapped(at.clone()));
        }
    }

    pub(super) fn mismatch(&mut self, right: &Operand, column: &Column) -> Option<Literal> {
        let (has, takes) = match column.kind {
            ColumnType::Code => (
                Text::new("コード", "a code"),
                Text::new(
                    "code in コード表、code = \"C34.1\"",
                    "code in CODELIST, code = \"C34.1\"",
                ),
            ),
            ColumnType::Text => (
                Text::new("文字", "text"),
                Text::new(
                    "= \"male\"、in [\"a\", \"b\"]、starts with \"a\"",
                    "= \"male\", in [\"a\", \"b\"], starts with \"a\"",
                ),
            ),
            ColumnType::Decimal | ColumnType::Integer => (
                Text::new("数", "a number"),
                Text::new(
                    "<= 2.5 \"mg/dL\"、between 1 \"mmol/L\" and 5 \"mmol/L\"",
                    "<= 2.5 \"mg/dL\", between 1 \"mmol/L\" and 5 \"mmol/L\"",
                ),
            ),
            ColumnType::Boolean => (
                Text::new("はい・いいえ", "yes or no"),
                Text::new("is yes、is no", "is yes, is no"),
            ),
            ColumnType::Date => (
                Text::new("日付", "a date"),
                Text::new(
                    ">= 2020-04-01、between 2020-04-01 and 2021-03-31",
                    ">= 2020-04-01, between 2020-04-01 and 2021-03-31",
                ),
            ),
        };
        self.say(types::wrong_type(
            right.origin.clone(),
            column.name.as_str(),
            &has,
            &takes,
        ));
        None
    }

    /// Ages are whole years.
    fn age(&mut self, compare: &Compare) -> Option<Literal> {
        let years = |value: &Value| match value {
            Value::Amount { number, unit }
                if matches!(unit.as_str(), "year" | "years")
                    && !number.contains(['.', '%', '-']) =>
            {
                Some(Literal::Number(number.clone()))
            }
            _ => None,
        };
        let literal = match (compare.op, &compare.right.value) {
            (CompareOp::Between, Value::List(bounds)) => bounds
                .iter()
                .map(|b| years(&b.value))
                .collect::<Option<Vec<_>>>()
                .map(Literal::List),
            (CompareOp::In | CompareOp::NotIn | CompareOp::StartsWith, _) => None,
            (_, value) => years(value),
        };
        match literal {
            Some(literal) => {
                self.in_order(&literal, &compare.right.origin);
                Some(literal)
            }
            None => {
                let (has, takes) = (
                    Text::new("年齢", "an age"),
                    Text::new(
                        ">= 20 years、between 50 years and 75 years",
                        ">= 20 years, between 50 years and 75 years",
                    ),
                );
                self.say(types::wrong_type(
                    compare.right.origin.clone(),
                    "age",
                    &has,
                    &takes,
                ));
                None
            }
        }
    }
}

fn written(compare: &Compare) -> String {
    let Value::Path(path) = &compare.left.value else {
        return String::new();
    };
    match &compare.at {
        Some(at) => format!("{path} at {}", at.text),
        None => path.clone(),
    }
}
