//! Cohorts that are well written and can't mean what their author meant: conditions that exclude
//! each other, that always or never hold, that are said twice; cohorts nobody uses.
//!
//! A condition that an unknown value would satisfy (`unknown include` on both sides) contradicts
//! nothing: those are the people it is written for.

use sekisho_model::cohort::{
    Cohort, CompareOp, Comparison, EventQuery, Literal, Predicate, Quantity, Side, Span, Term,
    Unknown,
};
use sekisho_model::oncology::ColumnType;
use sekisho_model::{Origin, ViewName};

use super::Analyzer;
use super::ranges::Remaining;
use crate::problem::cohort as problems;

/// Nobody is older; who asks for it has slipped.
const AGE_MAX: i64 = 150;

/// A condition that must hold, or must not.
type Conjunct<'c> = (&'c Predicate, bool);

impl Analyzer<'_> {
    /// To be called when cohorts and studies are known.
    pub fn cohorts_make_sense(&mut self) {
        for cohort in self.policy.cohorts.clone() {
            if cohort.index.is_none() && cohort.conditions.is_empty() {
                self.say(problems::everybody(
                    cohort.origin.clone(),
                    cohort.name.as_str(),
                ));
            }
            let used = self
                .policy
                .studies
                .iter()
                .any(|study| study.cohorts.contains(&cohort.name));
            if !used {
                self.say(problems::unused_cohort(
                    cohort.origin.clone(),
                    cohort.name.as_str(),
                ));
            }
            self.sense_of(&cohort);
        }
    }

    fn sense_of(&mut self, cohort: &Cohort) {
        let index = cohort.index.as_ref();
        if let Some((index, filter)) = index.and_then(|i| Some((i, i.filter.as_ref()?))) {
            self.scope(&[(filter, true)], &index.view, None);
        }
        let view = index.map_or_else(|| ViewName::from("patient"), |i| i.view.clone());
        let conditions: Vec<Conjunct<'_>> = cohort
            .conditions
            .iter()
            .map(|c| (&c.predicate, !c.exclude))
            .collect();
        self.scope(&conditions, &view, index.map(|i| &i.view));
    }

    /// Conditions that all bind at one place: on one event (`view`), or on the patient and the
    /// index event.
    fn scope(&mut self, all: &[Conjunct<'_>], view: &ViewName, index: Option<&ViewName>) {
        let mut flat = Vec::new();
        for (predicate, holds) in all {
            flatten(predicate, *holds, &mut flat);
        }
        self.said_twice(&flat);
        self.ranges(&flat, view);
        for (predicate, _) in flat {
            match predicate {
                Predicate::Compare(comparison) => self.alone(comparison),
                Predicate::Events(query) => self.event_query(query, index),
                // Each alternative by itself.
                Predicate::Or(parts) | Predicate::And(parts) => {
                    for part in parts {
                        self.scope(&[(part, true)], view, index);
                    }
                }
                Predicate::Not(_) => {}
            }
        }
    }

    /// The same condition again, or its opposite.
    fn said_twice(&mut self, flat: &[Conjunct<'_>]) {
        let shapes: Vec<(Predicate, bool)> = flat.iter().map(shape).collect();
        for (n, (shape, holds)) in shapes.iter().enumerate() {
            let Some(before) = shapes[..n].iter().position(|(other, _)| other == shape) else {
                continue;
            };
            let (Some(at), Some(first)) = (place(flat[n].0), place(flat[before].0)) else {
                continue;
            };
            self.say(if shapes[before].1 == *holds {
                problems::said_twice(at, first)
            } else {
                problems::contradiction(at, first)
            });
        }
    }

    /// Bounds and values of one term that leave nothing between them.
    fn ranges(&mut self, flat: &[Conjunct<'_>], view: &ViewName) {
        let mut known: Vec<((&Term, &str), Remaining, Vec<&Comparison>)> = Vec::new();
        for (predicate, holds) in flat {
            let Predicate::Compare(comparison) = predicate else {
                continue;
            };
            let Some(dimension) = dimension(&comparison.right) else {
                continue;
            };
            let Some(here) = self.remaining(comparison, *holds, view) else {
                continue;
            };
            let about = (&comparison.term, dimension);
            let Some(slot) = known.iter_mut().find(|(known, ..)| *known == about) else {
                known.push((about, here, vec![comparison]));
                continue;
            };
            let both = slot.1.and(&here);
            let unknown_passes = slot
                .2
                .iter()
                .chain([&comparison])
                .all(|c| c.unknown == Some(Unknown::Include));
            let already = slot.2.iter().any(|c| opposite_or_same(c, comparison));
            if both.is_empty() && !slot.1.is_empty() && !unknown_passes && !already {
                let first = slot.2.last().map(|c| c.origin.clone());
                self.say(problems::contradiction(
                    comparison.origin.clone(),
                    first.unwrap_or_else(|| comparison.origin.clone()),
                ));
            }
            slot.1 = both;
            slot.2.push(comparison);
        }
    }

    fn remaining(
        &self,
        comparison: &Comparison,
        holds: bool,
        view: &ViewName,
    ) -> Option<Remaining> {
        let whole = match &comparison.term {
            Term::AgeAtIndex => true,
            term => match self.kind_of(term, view)? {
                // A record has several codes; each comparison may hold for another of them.
                ColumnType::Code => return None,
                ColumnType::Integer | ColumnType::Date => true,
                ColumnType::Decimal | ColumnType::Text | ColumnType::Boolean => false,
            },
        };
        let right = match (&comparison.right, comparison.op) {
            (Literal::Bool(yes), CompareOp::NotEqual) => {
                return Remaining::of(CompareOp::Equal, &Literal::Bool(!yes), !holds, whole);
            }
            (right, _) => right,
        };
        Remaining::of(comparison.op, right, !holds, whole)
    }

    fn kind_of(&self, term: &Term, view: &ViewName) -> Option<ColumnType> {
        let (view, column) = match term {
            Term::Event(column) | Term::Index(column) => (view.as_str(), column),
            Term::Patient(column) => ("patient", column),
            Term::AgeAtIndex => return None,
        };
        Some(self.model.views.get(view)?.column(column.as_str())?.kind)
    }

    /// A comparison that needs no other to be wrong.
    fn alone(&mut self, comparison: &Comparison) {
        let at = || comparison.origin.clone();
        if comparison.op == CompareOp::StartsWith
            && comparison.right == Literal::Text(String::new())
        {
            return self.say(problems::always(at()));
        }
        if comparison.term != Term::AgeAtIndex {
            return;
        }
        let Some(ages) = Remaining::of(comparison.op, &comparison.right, false, true) else {
            return;
        };
        if ages.and(&Remaining::between(0, AGE_MAX)).is_empty() {
            self.say(problems::never(at()));
        } else if ages.holds_all(0, AGE_MAX) {
            self.say(problems::always(at()));
        }
    }

    fn event_query(&mut self, query: &EventQuery, index: Option<&ViewName>) {
        if let Some(has) = &query.has {
            self.scope(&[(has, true)], &query.view, None);
        } else if query.quantity == Quantity::Every {
            self.say(problems::always(query.origin.clone()));
        }
        let Some(window) = &query.window else { return };
        let nothing = matches!(
            window.span,
            Some(Span::Days(0) | Span::Months(0) | Span::Years(0))
        );
        if window.strictly && nothing {
            self.say(problems::never(window.origin.clone()));
        }
        let death = "death";
        let after_death = match window.side {
            Side::After => {
                index.is_some_and(|v| v.as_str() == death) && query.view.as_str() != death
            }
            Side::Before => {
                query.view.as_str() == death && index.is_some_and(|v| v.as_str() != death)
            }
            Side::Around => false,
        };
        if after_death && query.quantity != Quantity::No {
            self.say(problems::after_death(window.origin.clone()));
        }
    }
}

/// The parts that must hold each (or must not), with `and`, `or` under `not`, and `not` resolved.
fn flatten<'c>(predicate: &'c Predicate, holds: bool, into: &mut Vec<Conjunct<'c>>) {
    match (predicate, holds) {
        (Predicate::And(parts), true) | (Predicate::Or(parts), false) => {
            parts.iter().for_each(|part| flatten(part, holds, into));
        }
        (Predicate::Not(inner), _) => flatten(inner, !holds, into),
        _ => into.push((predicate, holds)),
    }
}

/// What a condition asks, whatever its place in the text; `no X` is the opposite of `some X`.
fn shape((predicate, holds): &Conjunct<'_>) -> (Predicate, bool) {
    let mut plain = (*predicate).clone();
    let mut holds = *holds;
    if let Predicate::Events(query) = &mut plain
        && matches!(query.quantity, Quantity::No | Quantity::AtLeast(1))
    {
        holds ^= query.quantity == Quantity::No;
        query.quantity = Quantity::Some;
    }
    without_places(&mut plain);
    (plain, holds)
}

fn without_places(predicate: &mut Predicate) {
    let nowhere = || Origin {
        file: "".into(),
        start: 0,
        end: 0,
        line: 0,
        column: 0,
    };
    match predicate {
        Predicate::And(all) | Predicate::Or(all) => all.iter_mut().for_each(without_places),
        Predicate::Not(inner) => without_places(inner),
        Predicate::Compare(comparison) => comparison.origin = nowhere(),
        Predicate::Events(query) => {
            query.origin = nowhere();
            if let Some(window) = &mut query.window {
                window.origin = nowhere();
            }
            for inside in [&mut query.has, &mut query.was].into_iter().flatten() {
                without_places(inside);
            }
        }
    }
}

fn opposite_or_same(a: &Comparison, b: &Comparison) -> bool {
    a.op == b.op && a.right == b.right && a.unknown == b.unknown
}

fn place(predicate: &Predicate) -> Option<Origin> {
    match predicate {
        Predicate::Compare(comparison) => Some(comparison.origin.clone()),
        Predicate::Events(query) => Some(query.origin.clone()),
        Predicate::Not(inner) => place(inner),
        Predicate::And(all) | Predicate::Or(all) => all.iter().find_map(place),
    }
}

/// In what a literal is counted; `None` where its parts are counted in several.
fn dimension(literal: &Literal) -> Option<&str> {
    match literal {
        Literal::Quantity(measure) => Some(&measure.means.first()?.dimension),
        Literal::List(all) => {
            let mut parts = all.iter().map(dimension);
            let first = parts.next()??;
            parts.all(|part| part == Some(first)).then_some(first)
        }
        _ => Some(""),
    }
}
