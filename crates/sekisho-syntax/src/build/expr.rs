//! Conditions.

use sekisho_model::cohort::{CompareOp, Quantity, Side, Span, Unknown};
use sekisho_model::consent::Duration;

use super::reader::{Node, Reader};
use crate::ast::{Compare, Events, Expr, Name, Operand, Value, Window};
use crate::grammar::Rule;

impl<'t> Reader<'t> {
    pub fn expr(&mut self, node: &Node<'t>) -> Expr {
        let mut parts: Vec<Expr> = node
            .children(Rule::conj)
            .map(|conj| self.conj(&conj))
            .collect();
        if parts.len() == 1 {
            parts.remove(0)
        } else {
            Expr::Or(parts)
        }
    }

    pub fn first_expr(&mut self, node: &Node<'t>) -> Option<Expr> {
        node.child(Rule::expr).map(|expr| self.expr(&expr))
    }

    fn conj(&mut self, node: &Node<'t>) -> Expr {
        let mut parts: Vec<Expr> = node
            .children(Rule::factor)
            .map(|factor| self.factor(&factor))
            .collect();
        if parts.len() == 1 {
            parts.remove(0)
        } else {
            Expr::And(parts)
        }
    }

    fn factor(&mut self, node: &Node<'t>) -> Expr {
        let negations = node.children(Rule::k_not).count();
        let inner = node.all().find(|child| child.rule() != Rule::k_not);
        let expr = match inner {
            Some(events) if events.rule() == Rule::events => Expr::Events(self.events(&events)),
            Some(group) if group.rule() == Rule::group => {
                self.first_expr(&group).unwrap_or(Expr::And(Vec::new()))
            }
            Some(compare) => self.compare(&compare),
            None => Expr::And(Vec::new()),
        };
        if negations % 2 == 1 {
            Expr::Not(Box::new(expr))
        } else {
            expr
        }
    }

    fn compare(&mut self, node: &Node<'t>) -> Expr {
        let left = self.first_operand(node);
        let at = node
            .child(Rule::at_event)
            .and_then(|at| self.first_name(&at, Rule::path));
        let Some((op, right)) = node.all().find_map(|child| self.comparison(&child)) else {
            return Expr::Bare(left);
        };
        let unknown = node
            .child(Rule::unknown)
            .map(|unknown| unknown_of(&unknown));
        Expr::Compare(Compare {
            left,
            at,
            op,
            right,
            unknown,
            origin: self.origin(node),
        })
    }

    fn comparison(&mut self, node: &Node<'t>) -> Option<(CompareOp, Operand)> {
        let op = match node.rule() {
            Rule::between => {
                let bounds: Vec<Operand> = node
                    .children(Rule::operand)
                    .map(|o| self.operand(&o))
                    .collect();
                let origin = self.origin(node);
                return Some((
                    CompareOp::Between,
                    Operand {
                        value: Value::List(bounds),
                        origin,
                    },
                ));
            }
            Rule::starts_with => {
                let text = self.first_name(node, Rule::str)?;
                return Some((
                    CompareOp::StartsWith,
                    Operand {
                        value: Value::Text(text.text),
                        origin: text.origin,
                    },
                ));
            }
            Rule::is => CompareOp::Equal,
            Rule::is_not => CompareOp::NotEqual,
            Rule::in_ => CompareOp::In,
            Rule::not_in => CompareOp::NotIn,
            Rule::symbol => sign_of(node),
            _ => return None,
        };
        Some((op, self.first_operand(node)))
    }

    fn first_operand(&mut self, node: &Node<'t>) -> Operand {
        match node.child(Rule::operand) {
            Some(operand) => self.operand(&operand),
            None => Operand {
                value: Value::Text(String::new()),
                origin: self.origin(node),
            },
        }
    }

    pub fn operand(&mut self, node: &Node<'t>) -> Operand {
        let origin = self.origin(node);
        let value = node.all().next().and_then(|inner| self.value(&inner));
        Operand {
            value: value.unwrap_or(Value::Text(String::new())),
            origin,
        }
    }

    pub fn value(&mut self, node: &Node<'t>) -> Option<Value> {
        Some(match node.rule() {
            Rule::date => Value::Date(self.day(node)?),
            Rule::qty => Value::Amount {
                number: node.child(Rule::num)?.text().to_owned(),
                unit: node.child(Rule::unit)?.text().to_owned(),
            },
            Rule::measured => {
                let (number, unit) = self.measured(node)?;
                Value::Measured { number, unit }
            }
            Rule::num => Value::Number(node.text().to_owned()),
            Rule::str => Value::Text(self.name(node).text),
            Rule::bool => Value::Bool(matches!(node.text(), "yes" | "true")),
            Rule::list => Value::List(
                node.children(Rule::operand)
                    .map(|o| self.operand(&o))
                    .collect(),
            ),
            Rule::reference => {
                let path = node.child(Rule::path)?.text().to_owned();
                if node.has(Rule::arguments) {
                    Value::Call { path }
                } else {
                    Value::Path(path)
                }
            }
            _ => return None,
        })
    }

    /// `1.5 "mg/dL"`
    pub fn measured(&self, node: &Node<'t>) -> Option<(String, Name)> {
        let number = node.child(Rule::num)?.text().to_owned();
        Some((number, self.first_name(node, Rule::str)?))
    }

    fn events(&mut self, node: &Node<'t>) -> Events {
        let quantity = match node.all().next() {
            Some(k) if k.rule() == Rule::k_no => Quantity::No,
            Some(k) if k.rule() == Rule::k_every => Quantity::Every,
            Some(k) if k.rule() == Rule::at_least => {
                Quantity::AtLeast(self.first_number(&k, u64::from(u32::MAX)).unwrap_or(1) as u32)
            }
            _ => Quantity::Some,
        };
        let view = self
            .first_name(node, Rule::name)
            .unwrap_or_else(|| self.name(node));
        let window = node.child(Rule::window).map(|window| self.window(&window));
        let has = node
            .child(Rule::has)
            .and_then(|has| self.first_expr(&has))
            .map(Box::new);
        let unknown = node
            .child(Rule::unknown)
            .map(|unknown| unknown_of(&unknown));
        Events {
            quantity,
            view,
            window,
            unknown,
            has,
            origin: self.origin(node),
        }
    }

    fn window(&mut self, node: &Node<'t>) -> Window {
        let within = node
            .child(Rule::within)
            .and_then(|within| self.duration(&within))
            .map(|length| match length {
                Duration::Days(n) => Span::Days(n),
                Duration::Months(n) => Span::Months(n),
                Duration::Years(n) => Span::Years(n),
            });
        let side = if node.has(Rule::k_before) {
            Side::Before
        } else if node.has(Rule::k_after) {
            Side::After
        } else {
            Side::Around
        };
        let anchor = self.first_name(node, Rule::name).unwrap_or_else(|| Name {
            text: String::new(),
            origin: self.origin(node),
        });
        Window {
            strictly: node.has(Rule::k_strictly),
            within,
            side,
            anchor,
            origin: self.origin(node),
        }
    }
}

fn unknown_of(node: &Node<'_>) -> Unknown {
    if node.has(Rule::k_exclude) {
        Unknown::Exclude
    } else if node.has(Rule::k_include) {
        Unknown::Include
    } else {
        Unknown::Stop
    }
}

fn sign_of(node: &Node<'_>) -> CompareOp {
    match node.child(Rule::sign).map(|sign| sign.text()) {
        Some("!=") => CompareOp::NotEqual,
        Some("<") => CompareOp::Less,
        Some("<=") => CompareOp::LessOrEqual,
        Some(">") => CompareOp::Greater,
        Some(">=") => CompareOp::GreaterOrEqual,
        _ => CompareOp::Equal,
    }
}
