//! Cohorts to plans: views, the index event, windows, quantities.

use sekisho_model::cohort::{
    Cohort, Condition, EventQuery, IndexEvent, Predicate, Quantity, Window,
};
use sekisho_model::oncology::View;
use sekisho_model::{CohortName, Text, ViewName};
use sekisho_syntax::ast::{self, Events, Expr, Name, Value};

use super::quantity::coded;
use super::{Analyzer, Kind};
use crate::problem::{cohort as problems, types};

/// Where a condition stands: what its bare words mean.
#[derive(Clone, Copy)]
pub enum Place<'a> {
    /// Inside `has (…)` or an index event: a column of this event.
    Event(&'a str, &'a View),
    /// In a `where` line: the index event, if there is one.
    Patient(Option<Anchor<'a>>),
}

/// The index event as other lines refer to it.
#[derive(Clone, Copy)]
pub struct Anchor<'a> {
    pub name: &'a str,
    /// Its table; absent where the index line itself has a problem.
    pub view: Option<(&'a str, &'a View)>,
}

impl Analyzer<'_> {
    pub fn cohort(&mut self, cohort: &ast::Cohort) {
        if !self.names.is_first(Kind::Cohort, &cohort.name) {
            return;
        }
        match &cohort.from {
            Some(from) if from.text == "patient" => {}
            _ => self.say(problems::no_from(
                cohort.name.origin.clone(),
                &cohort.name.text,
            )),
        }
        let model = self.model;
        let index = cohort.index.as_ref().and_then(|index| self.index(index));
        let anchor = cohort.index.as_ref().map(|i| Anchor {
            name: &i.name.text,
            view: model
                .views
                .get(i.view.text.as_str())
                .map(|view| (i.view.text.as_str(), view)),
        });
        if let Some((filter, (_, view))) = index
            .as_ref()
            .and_then(|index| index.filter.as_ref())
            .zip(anchor.and_then(|anchor| anchor.view))
        {
            coded(filter, view, &mut self.coded);
        }
        let mut conditions = Vec::new();
        for line in &cohort.conditions {
            let predicate = self.predicate(&line.expr, Place::Patient(anchor));
            conditions.extend(predicate.map(|predicate| Condition {
                exclude: line.exclude,
                predicate,
                origin: line.origin.clone(),
            }));
        }
        self.coded.clear();
        if let Some(expect) = cohort
            .expect
            .as_ref()
            .filter(|expect| expect.low > expect.high)
        {
            self.say(types::bounds_swapped(expect.origin.clone()));
        }
        self.policy.cohorts.push(Cohort {
            name: CohortName::new(&cohort.name.text),
            label: cohort.label.clone(),
            because: cohort.because.clone(),
            index,
            conditions,
            expect: cohort
                .expect
                .as_ref()
                .map(|expect| (expect.low, expect.high)),
            origin: cohort.origin.clone(),
        });
    }

    fn index(&mut self, index: &ast::Index) -> Option<IndexEvent> {
        let model = self.model;
        let view = self.view(&index.view)?;
        let found = &model.views[&view];
        if found.date.is_none() {
            self.say(problems::no_date(
                index.view.origin.clone(),
                &index.view.text,
            ));
        }
        let filter = match &index.filter {
            Some(filter) => Some(self.predicate(filter, Place::Event(&index.view.text, found))?),
            None => None,
        };
        Some(IndexEvent {
            end: index.end,
            view,
            was: found.was(filter.as_ref(), &index.origin),
            filter,
            name: index.name.text.clone(),
            origin: index.origin.clone(),
        })
    }

    pub fn view(&mut self, name: &Name) -> Option<ViewName> {
        let model = self.model;
        if model.views.contains_key(name.text.as_str()) {
            return Some(ViewName::new(&name.text));
        }
        self.unknown(Kind::View, name, model.views.keys().map(ViewName::as_str));
        None
    }

    pub fn predicate(&mut self, expr: &Expr, place: Place<'_>) -> Option<Predicate> {
        match expr {
            Expr::And(all) => self.all_of(all, place).map(Predicate::And),
            Expr::Or(all) => self.predicates(all, place).map(Predicate::Or),
            Expr::Not(inner) => Some(Predicate::Not(Box::new(self.predicate(inner, place)?))),
            Expr::Compare(compare) => self.compare(compare, place).map(Predicate::Compare),
            Expr::Events(events) => self.events(events, place).map(Predicate::Events),
            Expr::Bare(operand) => {
                self.say(types::not_a_condition(operand.origin.clone()));
                None
            }
        }
    }

    /// The parts about the event's code first: they say in which unit a number is meant.
    fn all_of(&mut self, all: &[Expr], place: Place<'_>) -> Option<Vec<Predicate>> {
        let Place::Event(_, view) = place else {
            return self.predicates(all, place);
        };
        let before = self.coded.len();
        let code = view.first_code().map(|column| column.name.as_str());
        let mut parts: Vec<Option<Predicate>> = Vec::new();
        parts.resize_with(all.len(), || None);
        for first in [true, false] {
            for (expr, part) in all.iter().zip(&mut parts) {
                if asks_for(expr, code) == first {
                    *part = self.predicate(expr, place);
                    let found = part.as_ref().filter(|_| first);
                    found
                        .into_iter()
                        .for_each(|p| coded(p, view, &mut self.coded));
                }
            }
        }
        self.coded.truncate(before);
        parts.into_iter().collect()
    }

    fn predicates(&mut self, all: &[Expr], place: Place<'_>) -> Option<Vec<Predicate>> {
        let parts: Vec<Option<Predicate>> =
            all.iter().map(|part| self.predicate(part, place)).collect();
        parts.into_iter().collect()
    }

    fn events(&mut self, events: &Events, place: Place<'_>) -> Option<EventQuery> {
        let Place::Patient(anchor) = place else {
            self.say(problems::events_inside(events.origin.clone()));
            return None;
        };
        if events.quantity == Quantity::AtLeast(0) {
            self.say(problems::at_least_none(events.origin.clone()));
        }
        let model = self.model;
        let view = self.view(&events.view)?;
        let found = &model.views[&view];
        let outer = std::mem::take(&mut self.coded);
        let has = events
            .has
            .as_ref()
            .map(|has| self.predicate(has, Place::Event(&events.view.text, found)));
        self.coded = outer;
        let window = match &events.window {
            Some(window) => {
                Some(self.window(window, events, found, anchor.map(|anchor| anchor.name))?)
            }
            None => {
                if events.unknown.is_some() {
                    self.say(types::unknown_of_nothing(events.origin.clone()));
                }
                None
            }
        };
        let has = match has {
            Some(has) => Some(Box::new(has?)),
            None => None,
        };
        Some(EventQuery {
            quantity: events.quantity,
            view,
            window,
            was: found.was(has.as_deref(), &events.origin).map(Box::new),
            has,
            origin: events.origin.clone(),
        })
    }

    fn window(
        &mut self,
        window: &ast::Window,
        events: &Events,
        view: &View,
        index: Option<&str>,
    ) -> Option<Window> {
        if index != Some(window.anchor.text.as_str()) {
            self.say(problems::unknown_anchor(
                window.anchor.origin.clone(),
                &window.anchor.text,
                index,
            ));
            return None;
        }
        let Some(date) = view
            .date
            .as_ref()
            .and_then(|date| view.columns.iter().find(|c| c.name == *date))
        else {
            self.say(problems::no_date(
                events.view.origin.clone(),
                &events.view.text,
            ));
            return None;
        };
        if date.nullable && events.unknown.is_none() {
            let what = Text::new(
                format!("{}の{}", view.label.ja, date.label.ja),
                format!("the date of {}", events.view.text),
            );
            let example = format!(
                "some {} within 90 days after {} unknown exclude",
                events.view.text, window.anchor.text
            );
            self.say(types::unknown_undecided(
                window.origin.clone(),
                &what,
                &example,
            ));
        }
        Some(Window {
            span: window.within,
            side: window.side,
            strictly: window.strictly,
            unknown: events.unknown,
            origin: window.origin.clone(),
        })
    }
}

/// Whether a condition, or a part of one that must hold, is about this column.
fn asks_for(expr: &Expr, column: Option<&str>) -> bool {
    match expr {
        Expr::And(all) => all.iter().any(|part| asks_for(part, column)),
        Expr::Compare(compare) => match &compare.left.value {
            Value::Path(path) => path.rsplit('.').next() == column,
            _ => false,
        },
        _ => false,
    }
}
