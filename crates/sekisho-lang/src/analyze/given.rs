//! Tests: given patients become rows of the model's views and consent events.

use std::collections::BTreeMap;

use sekisho_model::consent::{Actor, ConsentEvent, EventKind, SubjectFacts};
use sekisho_model::identity::Subject;
use sekisho_model::oncology::{Column, ColumnType, Lies, View};
use sekisho_model::{ColumnName, FormName, Instant, Interval, ItemName, ViewName};
use sekisho_syntax::ast::{self, By, Fact, Moment, Operand, PaperKind, Papers, Value};
use sekisho_syntax::nearest;

use super::quantity::customary_of_codes;
use super::{Analyzer, Kind};
use crate::eval::{CellValue, EventRow, SubjectRows};
use crate::problem::{cohort as cohort_problems, consent as consent_problems, deliver as problems};
use crate::program::TestPatient;

impl Analyzer<'_> {
    pub fn instant(&self, moment: &Moment) -> Instant {
        match moment {
            Moment::Day(day) => self.package.zone.midnight(*day),
            Moment::Instant(instant) => *instant,
        }
    }

    pub fn given_patient(&mut self, patient: &ast::Patient, subject: Subject) -> TestPatient {
        let model = self.model;
        let mut rows = SubjectRows::new();
        let mut record = 0;
        let mut next = || {
            record += 1;
            record
        };
        if let Some(view) = model.views.get("patient") {
            let columns = self.columns("patient", view, &patient.facts);
            if let Some(death) = columns.get("death") {
                let columns = BTreeMap::from([(ColumnName::from("date"), death.clone())]);
                rows.entry(ViewName::from("death"))
                    .or_default()
                    .push(EventRow {
                        record: next(),
                        columns,
                    });
            }
            rows.entry(ViewName::from("patient"))
                .or_default()
                .push(EventRow {
                    record: next(),
                    columns,
                });
        }
        for event in &patient.events {
            let Some(name) = self.view(&event.view) else {
                continue;
            };
            let columns = self.columns(name.as_str(), &model.views[&name], &event.facts);
            rows.entry(name).or_default().push(EventRow {
                record: next(),
                columns,
            });
        }
        let facts = self.subject_facts(&rows);
        let mut events = Vec::new();
        for papers in &patient.consents {
            self.papers(papers, subject, &mut events);
        }
        for (can_judge, at) in &patient.judgement {
            let effective = self.instant(at);
            let kind = match can_judge {
                true => EventKind::Restored,
                false => EventKind::Incapacitated,
            };
            events.push(ConsentEvent {
                subject,
                kind,
                by: Actor::Self_,
                effective,
                recorded: effective,
            });
        }
        if let Some(death) = facts.death {
            events.push(ConsentEvent {
                subject,
                kind: EventKind::Died,
                by: Actor::Self_,
                effective: death,
                recorded: death,
            });
        }
        TestPatient {
            name: patient.name.text.clone(),
            subject,
            rows,
            facts,
            events,
            origin: patient.origin.clone(),
        }
    }

    fn subject_facts(&self, rows: &SubjectRows) -> SubjectFacts {
        let row = rows.get("patient").and_then(|rows| rows.first());
        let date = |column: &str| match row?.columns.get(column)? {
            CellValue::Date(interval) => Some(*interval),
            _ => None,
        };
        let days = |column| date(column).map(|i| i.days(self.package.zone));
        SubjectFacts {
            birth: days("birth_date").map(|(_, last)| last),
            death: date("death").map(|i| i.from),
            born_from: days("birth_date").map(|(first, _)| first),
            dead_until: days("death").map(|(_, last)| last),
        }
    }

    fn columns(
        &mut self,
        view_name: &str,
        view: &View,
        facts: &[Fact],
    ) -> BTreeMap<ColumnName, CellValue> {
        let mut columns = BTreeMap::new();
        for fact in facts {
            let Some(column) = view.column(&fact.name.text) else {
                let near = nearest(
                    &fact.name.text,
                    view.columns.iter().map(|c| c.name.as_str()),
                );
                self.say(cohort_problems::unknown_column(
                    fact.name.origin.clone(),
                    view_name,
                    &fact.name.text,
                    near,
                ));
                continue;
            };
            if column.lies == Lies::Age {
                self.say(problems::age_is_worked_out(fact.origin.clone()));
                continue;
            }
            let Some(value) = &fact.value else { continue };
            let Some(cell) = self.cell(column, fact, value) else {
                continue;
            };
            columns.insert(column.name.clone(), cell);
            let unit = column.measure.as_ref().and_then(|m| m.unit.as_ref());
            if let (Some(name), Value::Measured { unit, .. }) = (unit, value) {
                let unit = self.given_unit(unit);
                columns.extend(unit.map(|unit| (name.clone(), CellValue::Text(unit))));
            }
        }
        units_unsaid(view, &mut columns);
        columns
    }

    fn cell(&mut self, column: &Column, fact: &Fact, value: &Value) -> Option<CellValue> {
        let zone = self.package.zone;
        let wanted = match (column.kind, value) {
            (ColumnType::Code, Value::Text(code)) => {
                return self
                    .coding(fact, code)
                    .map(|coding| CellValue::Codes(vec![coding]));
            }
            (ColumnType::Text, Value::Text(text)) => return Some(CellValue::Text(text.clone())),
            (ColumnType::Decimal, Value::Number(number)) => {
                return Some(CellValue::Decimal(number.clone()));
            }
            (
                ColumnType::Decimal,
                Value::Amount { number, .. } | Value::Measured { number, .. },
            ) if column.measure.as_ref().is_some_and(|m| m.unit.is_some()) => {
                return Some(CellValue::Decimal(number.clone()));
            }
            (ColumnType::Decimal, Value::Amount { .. } | Value::Measured { .. }) => {
                let right = Operand {
                    value: value.clone(),
                    origin: fact.origin.clone(),
                };
                return self.given_in_unit(&right, column).map(CellValue::Decimal);
            }
            (ColumnType::Integer, Value::Number(number)) if number.parse::<i64>().is_ok() => {
                return number.parse().ok().map(CellValue::Integer);
            }
            (ColumnType::Boolean, Value::Bool(yes)) => return Some(CellValue::Boolean(*yes)),
            (ColumnType::Date, Value::Date(day)) => {
                return Interval::parse(&day.to_string(), zone).map(CellValue::Date);
            }
            // `date "2010-05"`: a date that is only known to the month.
            (ColumnType::Date, Value::Text(text)) if Interval::parse(text, zone).is_some() => {
                return Interval::parse(text, zone).map(CellValue::Date);
            }
            (ColumnType::Code, _) => "code \"C34.1\"",
            (ColumnType::Text, _) => "\"…\"",
            (ColumnType::Decimal | ColumnType::Integer, _) => "1.5",
            (ColumnType::Boolean, _) => "yes / no",
            (ColumnType::Date, _) => "2026-05-01",
        };
        self.say(problems::test_value(
            fact.origin.clone(),
            column.name.as_str(),
            wanted,
        ));
        None
    }

    /// A code with its system: as written, or that of the codelists that name it.
    fn coding(&mut self, fact: &Fact, code: &str) -> Option<(String, String)> {
        if let Some(system) = &fact.system {
            let (spellings, _) = self.code_system(system)?;
            return Some((spellings.first()?.clone(), code.to_owned()));
        }
        let named = |c: &&sekisho_model::cohort::Codes| {
            c.codes.iter().any(|x| x == code)
                || c.prefixes.iter().any(|p| code.starts_with(p.as_str()))
        };
        let mut systems: Vec<&String> = self
            .codelists
            .values()
            .filter(named)
            .filter_map(|c| c.systems.first())
            .collect();
        systems.sort();
        systems.dedup();
        match systems.as_slice() {
            [] => Some((String::new(), code.to_owned())),
            [system] => Some(((*system).clone(), code.to_owned())),
            _ => {
                self.say(problems::test_system(fact.origin.clone(), code));
                None
            }
        }
    }

    fn papers(&mut self, papers: &Papers, subject: Subject, events: &mut Vec<ConsentEvent>) {
        let Some(form) = self.resolve(Kind::Form, &papers.form) else {
            return;
        };
        let items = self.paper_items(papers, &form);
        let form = FormName::from(form);
        for act in &papers.acts {
            let kind = match &act.what {
                PaperKind::Signed => EventKind::Signed {
                    form: form.clone(),
                    items: items.clone(),
                    until: None,
                },
                PaperKind::Declined => EventKind::Declined {
                    form: form.clone(),
                    items: items.clone(),
                },
                PaperKind::Withdrew(item) => EventKind::Withdrawn {
                    form: form.clone(),
                    item: item.as_ref().map(|i| ItemName::new(&i.text)),
                },
                PaperKind::Assented => EventKind::Assented { form: form.clone() },
                PaperKind::Refused => EventKind::Refused { form: form.clone() },
                PaperKind::Notified => EventKind::Notified {
                    optout: form.clone(),
                },
                PaperKind::Objected => EventKind::Objected {
                    optout: form.clone(),
                },
                PaperKind::ObjectionTakenBack => EventKind::ObjectionTakenBack {
                    optout: form.clone(),
                },
            };
            let by = match &act.by {
                By::Person => Actor::Self_,
                By::Proxy(relation) => Actor::Proxy(relation.clone()),
                By::Bereaved(relation) => Actor::Bereaved(relation.clone()),
            };
            let effective = self.instant(&act.at);
            events.push(ConsentEvent {
                subject,
                kind,
                by,
                effective,
                recorded: effective,
            });
        }
    }

    /// The items ticked; none written means all of the form. Unknown ones are said.
    fn paper_items(&mut self, papers: &Papers, form: &str) -> Vec<ItemName> {
        let Some(found) = self
            .policy
            .forms
            .iter()
            .find(|f| f.name.as_str() == form)
            .cloned()
        else {
            return Vec::new();
        };
        let withdrawn = papers.acts.iter().filter_map(|act| match &act.what {
            PaperKind::Withdrew(item) => item.as_ref(),
            _ => None,
        });
        for item in papers.items.iter().chain(withdrawn) {
            if !found.items.iter().any(|i| i.name.as_str() == item.text) {
                let near = nearest(&item.text, found.items.iter().map(|i| i.name.as_str()));
                self.say(consent_problems::unknown_item(
                    item.origin.clone(),
                    form,
                    &item.text,
                    near,
                ));
            }
        }
        if papers.items.is_empty() {
            return found.items.iter().map(|i| i.name.clone()).collect();
        }
        papers
            .items
            .iter()
            .map(|i| ItemName::new(&i.text))
            .collect()
    }
}

/// A value given without a unit has the one in which its test is customarily reported; a test about
/// values without a unit gives a code that has none.
fn units_unsaid(view: &View, columns: &mut BTreeMap<ColumnName, CellValue>) {
    let code = view.first_code().and_then(|code| columns.get(&code.name));
    let Some(CellValue::Codes(codings)) = code else {
        return;
    };
    let Some(customary) = customary_of_codes(codings) else {
        return;
    };
    for column in &view.columns {
        let unit = column.measure.as_ref().and_then(|m| m.unit.as_ref());
        if let Some(unit) = unit.filter(|_| columns.contains_key(&column.name)) {
            let unsaid = || CellValue::Text(customary.to_owned());
            columns.entry(unit.clone()).or_insert_with(unsaid);
        }
    }
}
