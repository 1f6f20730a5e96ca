//! Tests: given patients, at a date, as a role with papers. What is expected is in `expected.rs`.

use sekisho_model::Zone;
use sekisho_model::time::parse_moment;

use super::reader::{Node, Reader};
use crate::ast::{
    Asking, By, Event, Expectation, Fact, Moment, PaperAct, PaperKind, Papers, Patient, Test,
    TestPapers, TestRecipient,
};
use crate::context::Context;
use crate::grammar::Rule;
use crate::problem;
use crate::tree::Stretch;

impl<'t> Reader<'t> {
    pub fn test(&mut self, head: &Node<'t>, body: &[Stretch]) -> Test {
        let mut test = Test {
            name: self.head_name(head),
            patients: Vec::new(),
            at: None,
            asking: None,
            papers: Default::default(),
            expectations: Vec::new(),
            origin: self.origin(head),
        };
        for (line, inner) in self.lines(body, Context::Test) {
            match line.rule() {
                Rule::l_given => {
                    let patient = self.patient(&line, inner);
                    test.patients.push(patient);
                }
                Rule::l_at => {
                    let at = self.moment(&line);
                    self.once(&mut test.at, at, "at", &line);
                }
                Rule::l_asking => {
                    let asking = self.asking(&line);
                    self.once(&mut test.asking, asking, "as", &line);
                }
                Rule::l_network
                | Rule::l_test_trained
                | Rule::l_approvals
                | Rule::l_justify
                | Rule::l_recipient => self.brought(&mut test.papers, &line),
                Rule::l_expect => {
                    let what = line.all().find_map(|part| self.expected(&part));
                    let origin = self.origin(&line);
                    test.expectations
                        .extend(what.map(|what| Expectation { what, origin }));
                }
                _ => {}
            }
        }
        test
    }

    /// One line of what the person who asks brings along.
    fn brought(&mut self, papers: &mut TestPapers, line: &Node<'t>) {
        match line.rule() {
            Rule::l_network => {
                let network = self.first_name(line, Rule::str);
                self.once(&mut papers.network, network, "network", line);
            }
            Rule::l_test_trained => {
                let day = line.child(Rule::date).and_then(|date| self.day(&date));
                papers
                    .trained
                    .extend(self.first_name(line, Rule::str).zip(day));
            }
            Rule::l_approvals => papers.approvals.extend(self.names(line, 0)),
            Rule::l_justify => {
                let justify = self.first_name(line, Rule::str);
                self.once(&mut papers.justify, justify, "justify", line);
            }
            _ => {
                let country = line
                    .child(Rule::country)
                    .and_then(|country| self.first_name(&country, Rule::str));
                let recipient = self
                    .first_name(line, Rule::name)
                    .map(|kind| TestRecipient { kind, country });
                self.once(&mut papers.recipient, recipient, "recipient", line);
            }
        }
    }

    fn patient(&mut self, head: &Node<'t>, body: &[Stretch]) -> Patient {
        let mut patient = Patient {
            name: self.head_name(head),
            facts: Vec::new(),
            events: Vec::new(),
            consents: Vec::new(),
            judgement: Vec::new(),
            origin: self.origin(head),
        };
        for (line, inner) in self.lines(body, Context::Facts) {
            match line.rule() {
                Rule::l_fact => patient.facts.extend(self.fact(&line)),
                Rule::l_fact_event => {
                    let view = self.head_name(&line);
                    let facts = self.facts(inner);
                    patient.events.push(Event { view, facts });
                }
                Rule::l_fact_consent | Rule::l_fact_optout => {
                    patient.consents.extend(self.papers(&line, inner))
                }
                Rule::l_incapacitated | Rule::l_restored => {
                    let can_judge = line.rule() == Rule::l_restored;
                    let at = self.moment(&line);
                    patient.judgement.extend(at.map(|at| (can_judge, at)));
                }
                _ => self.misplaced(&line),
            }
        }
        patient
    }

    fn facts(&mut self, body: &[Stretch]) -> Vec<Fact> {
        let mut facts = Vec::new();
        for (line, _) in self.lines(body, Context::Facts) {
            match line.rule() {
                Rule::l_fact => facts.extend(self.fact(&line)),
                _ => self.misplaced(&line),
            }
        }
        facts
    }

    /// A line of papers outside of papers, or the other way round.
    fn misplaced(&mut self, line: &Node<'t>) {
        let word = line
            .text()
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned();
        self.say(
            self.origin(line),
            problem::unknown_line(
                &word,
                None,
                &["birth_date", "diagnosis { … }", "consent F { … }"],
            ),
        );
    }

    fn fact(&mut self, line: &Node<'t>) -> Option<Fact> {
        let inner = line.child(Rule::fact_value);
        let value = match &inner {
            Some(fact) => Some(fact.all().next().and_then(|value| self.value(&value))?),
            None => None,
        };
        let system = inner
            .and_then(|fact| fact.children(Rule::str).nth(1))
            .map(|system| self.name(&system));
        Some(Fact {
            name: self.first_name(line, Rule::word)?,
            value,
            system,
            origin: self.origin(line),
        })
    }

    fn papers(&mut self, head: &Node<'t>, body: &[Stretch]) -> Option<Papers> {
        let form = self.first_name(head, Rule::path)?;
        let mut papers = Papers {
            form,
            optout: head.rule() == Rule::l_fact_optout,
            items: Vec::new(),
            acts: Vec::new(),
        };
        for (line, _) in self.lines(body, Context::Facts) {
            let what = match line.rule() {
                Rule::l_items => {
                    papers.items.extend(self.strs(&line));
                    continue;
                }
                Rule::l_signed => PaperKind::Signed,
                Rule::l_declined => PaperKind::Declined,
                Rule::l_withdrew => PaperKind::Withdrew(
                    line.child(Rule::one_item)
                        .and_then(|one| self.first_name(&one, Rule::str)),
                ),
                Rule::l_assented => PaperKind::Assented,
                Rule::l_refused => PaperKind::Refused,
                Rule::l_notified => PaperKind::Notified,
                Rule::l_objected => PaperKind::Objected,
                Rule::l_objection_taken_back => PaperKind::ObjectionTakenBack,
                _ => {
                    self.misplaced(&line);
                    continue;
                }
            };
            if let Some(at) = self.moment(&line) {
                papers.acts.push(PaperAct {
                    what,
                    at,
                    by: self.by(&line),
                    origin: self.origin(&line),
                });
            }
        }
        Some(papers)
    }

    fn by(&self, line: &Node<'t>) -> By {
        let Some(by) = line.child(Rule::by) else {
            return By::Person;
        };
        let relation = self
            .first_name(&by, Rule::str)
            .map(|n| n.text)
            .unwrap_or_default();
        if by.has(Rule::k_proxy) {
            By::Proxy(relation)
        } else {
            By::Bereaved(relation)
        }
    }

    pub(super) fn moment(&mut self, line: &Node<'t>) -> Option<Moment> {
        let node = line.child(Rule::moment)?;
        if node.text().len() == 10 {
            return self.day(&node).map(Moment::Day);
        }
        let instant = parse_moment(node.text(), Zone::UTC);
        if instant.is_none() {
            self.say(self.origin(&node), problem::no_such_date(node.text()));
        }
        instant.map(Moment::Instant)
    }

    fn asking(&mut self, line: &Node<'t>) -> Option<Asking> {
        let mut paths = self.each(line, Rule::path).into_iter();
        Some(Asking {
            role: paths.next()?,
            study: paths.next()?,
            purpose: paths.next(),
            origin: self.origin(line),
        })
    }
}
