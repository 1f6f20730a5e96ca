//! Guards and access rules.

use super::reader::{Node, Reader};
use crate::ast::{self, Access, Condition, Forbid, Guard, Require, Requirement, Value};
use crate::context::Context;
use crate::grammar::Rule;
use crate::tree::Stretch;

impl<'t> Reader<'t> {
    pub fn guard(&mut self, head: &Node<'t>, body: &[Stretch]) -> Guard {
        let mut guard = Guard {
            name: self.head_name(head),
            label: Default::default(),
            forbids: Vec::new(),
            because: Default::default(),
            cites: Vec::new(),
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Guard) {
            match line.rule() {
                Rule::l_label => guard.label = self.wordings(&line),
                Rule::l_forbid_any => {
                    let acts = (!line.has(Rule::k_any)).then(|| self.names(&line, 0));
                    let classes = line.child(Rule::on_classes).map(|on| self.names(&on, 0));
                    let condition = line.child(Rule::condition).and_then(|c| self.condition(&c));
                    guard.forbids.push(Forbid {
                        acts,
                        classes,
                        condition,
                        origin: self.origin(&line),
                    });
                    if let Some(because) = line.child(Rule::because) {
                        guard.because = self.wordings(&because);
                    }
                }
                Rule::l_because => guard.because = self.because_line(&line),
                Rule::l_cites => guard.cites.extend(self.cites(&line)),
                _ => {}
            }
        }
        guard
    }

    pub fn because_line(&self, line: &Node<'t>) -> sekisho_model::Text {
        line.child(Rule::because)
            .map(|because| self.wordings(&because))
            .unwrap_or_default()
    }

    pub fn condition(&mut self, node: &Node<'t>) -> Option<Condition> {
        let expr = self.first_expr(node)?;
        Some(if node.has(Rule::k_when) {
            Condition::When(expr)
        } else {
            Condition::Unless(expr)
        })
    }

    pub fn access(&mut self, head: &Node<'t>, body: &[Stretch]) -> Access {
        let mut access = Access {
            study: self.head_name(head),
            rules: Vec::new(),
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Access) {
            match line.rule() {
                Rule::l_rule => {
                    let rule = self.rule(&line);
                    access.rules.push(rule);
                }
                Rule::l_rule_more => match access.rules.last_mut() {
                    Some(rule) => self.rule_clauses(rule, &line),
                    None => self
                        .nothing_before(&line, "allow extract to analyst on everything as coded"),
                },
                _ => {}
            }
        }
        access
    }

    fn rule(&mut self, line: &Node<'t>) -> ast::Rule {
        let mut rule = ast::Rule {
            allow: line.has(Rule::k_allow),
            acts: self.names(line, 0),
            roles: self.names(line, 1),
            classes: self.names(line, 2),
            profile: line
                .child(Rule::as_profile)
                .and_then(|p| self.first_name(&p, Rule::path)),
            condition: None,
            requires: Vec::new(),
            because: Default::default(),
            origin: self.origin(line),
        };
        self.rule_clauses(&mut rule, line);
        rule
    }

    fn rule_clauses(&mut self, rule: &mut ast::Rule, line: &Node<'t>) {
        for clause in line.all() {
            match clause.rule() {
                Rule::condition => {
                    let condition = self.condition(&clause);
                    self.once(&mut rule.condition, condition, "when / unless", &clause);
                }
                Rule::require => rule.requires.extend(self.require(&clause)),
                Rule::because => rule.because = self.wordings(&clause),
                _ => {}
            }
        }
    }

    pub fn require(&mut self, node: &Node<'t>) -> Option<Require> {
        let what = node.all().find_map(|part| self.requirement(&part))?;
        Some(Require {
            what,
            origin: self.origin(node),
        })
    }

    fn requirement(&mut self, part: &Node<'t>) -> Option<Requirement> {
        Some(match part.rule() {
            Rule::approval_by => {
                let count = self.first_number(part, 100).map(|n| n as u32);
                let list = part.child(Rule::list)?;
                let mut by = Vec::new();
                for operand in list.children(Rule::operand) {
                    let operand = self.operand(&operand);
                    if let Value::Path(text) | Value::Text(text) = operand.value {
                        by.push(ast::Name {
                            text,
                            origin: operand.origin,
                        });
                    }
                }
                Requirement::Approval { count, by }
            }
            Rule::justification => Requirement::Justification,
            Rule::log if part.has(Rule::each_row) => Requirement::LogEachRow,
            Rule::log => Requirement::LogSummary,
            Rule::require_profile => Requirement::Profile(self.first_name(part, Rule::path)?),
            Rule::require_fee => Requirement::Fee(self.first_name(part, Rule::path)?),
            Rule::other_requirement => Requirement::Other(self.first_name(part, Rule::name)?),
            _ => return None,
        })
    }
}
