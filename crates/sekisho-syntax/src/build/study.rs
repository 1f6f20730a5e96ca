//! Cohorts and studies.

use sekisho_model::cohort::End;
use sekisho_model::policy::{Amendment, Embargo, Embargoed, Permission, Site};

use super::reader::{Node, Reader};
use crate::ast::{Approval, Cohort, Expect, Index, Role, Study, Where};
use crate::context::Context;
use crate::grammar::Rule;
use crate::tree::Stretch;

impl<'t> Reader<'t> {
    pub fn cohort(&mut self, head: &Node<'t>, body: &[Stretch]) -> Cohort {
        let mut cohort = Cohort {
            name: self.head_name(head),
            label: Default::default(),
            from: None,
            index: None,
            conditions: Vec::new(),
            expect: None,
            because: Default::default(),
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Cohort) {
            match line.rule() {
                Rule::l_label => cohort.label = self.wordings(&line),
                Rule::l_from => {
                    let view = self.first_name(&line, Rule::name);
                    self.once(&mut cohort.from, view, "from", &line);
                }
                Rule::l_index => {
                    let index = self.index(&line);
                    self.once(&mut cohort.index, index, "index", &line);
                }
                Rule::l_where | Rule::l_exclude_where => {
                    let exclude = line.rule() == Rule::l_exclude_where;
                    if let Some(expr) = self.first_expr(&line) {
                        cohort.conditions.push(Where {
                            exclude,
                            expr,
                            origin: self.origin(&line),
                        });
                    }
                }
                Rule::l_expect_count => {
                    let bounds: Vec<u64> = line
                        .children(Rule::int)
                        .filter_map(|n| self.number(&n, u64::MAX))
                        .collect();
                    let expect = match bounds.as_slice() {
                        [low, high] => Some(Expect {
                            low: *low,
                            high: *high,
                            origin: self.origin(&line),
                        }),
                        _ => None,
                    };
                    self.once(&mut cohort.expect, expect, "expect count", &line);
                }
                Rule::l_because => cohort.because = self.because_line(&line),
                _ => {}
            }
        }
        cohort
    }

    fn index(&mut self, line: &Node<'t>) -> Option<Index> {
        let mut names = self.each(line, Rule::name).into_iter();
        let filter = line
            .child(Rule::where_)
            .and_then(|where_| self.first_expr(&where_));
        let end = if line.has(Rule::k_first) {
            End::First
        } else {
            End::Last
        };
        Some(Index {
            end,
            view: names.next()?,
            filter,
            name: names.next()?,
            origin: self.origin(line),
        })
    }

    pub fn study(&mut self, head: &Node<'t>, body: &[Stretch]) -> Study {
        let mut study = Study {
            name: self.head_name(head),
            label: Default::default(),
            approvals: Vec::new(),
            permission: None,
            amendments: Vec::new(),
            sites: Vec::new(),
            embargoes: Vec::new(),
            purposes: Vec::new(),
            cohorts: Vec::new(),
            data: Vec::new(),
            roles: Vec::new(),
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Study) {
            match line.rule() {
                Rule::l_label => study.label = self.wordings(&line),
                Rule::l_approval => study.approvals.extend(self.approval(&line)),
                Rule::l_study_purpose => study.purposes.extend(self.names(&line, 0)),
                Rule::l_study_cohort => study.cohorts.extend(self.names(&line, 0)),
                Rule::l_data => study.data.extend(self.names(&line, 0)),
                Rule::l_role => study.roles.extend(self.role(&line)),
                Rule::l_permission => {
                    let permission = self.permission(&line);
                    self.once(&mut study.permission, permission, "permission", &line);
                }
                Rule::l_amendment => study.amendments.extend(self.amendment(&line)),
                Rule::l_site => study.sites.extend(self.site(&line)),
                Rule::l_embargo => study.embargoes.extend(self.embargo(&line)),
                _ => {}
            }
        }
        study
    }

    fn approval(&mut self, line: &Node<'t>) -> Option<Approval> {
        let texts = self.each(line, Rule::str);
        let mut days = Vec::new();
        for date in line.children(Rule::date) {
            days.push(self.day(&date)?);
        }
        let ([number, by], [from, until]) = (texts.as_slice(), days.as_slice()) else {
            return None;
        };
        let (number, by) = (number.text.clone(), by.text.clone());
        Some(Approval {
            number,
            by,
            from: *from,
            until: *until,
            origin: self.origin(line),
        })
    }

    fn permission(&mut self, line: &Node<'t>) -> Option<Permission> {
        let mut texts = self.each(line, Rule::str).into_iter().map(|s| s.text);
        Some(Permission {
            number: texts.next()?,
            by: texts.next()?,
            on: self.first_day(line)?,
            origin: self.origin(line),
        })
    }

    fn amendment(&mut self, line: &Node<'t>) -> Option<Amendment> {
        Some(Amendment {
            number: self.first_name(line, Rule::str)?.text,
            approved: self.first_day(line)?,
            until: self.day_in(line, Rule::until_date),
            says: line
                .child(Rule::says)
                .map(|says| self.wordings(&says))
                .unwrap_or_default(),
            origin: self.origin(line),
        })
    }

    fn site(&mut self, line: &Node<'t>) -> Option<Site> {
        Some(Site {
            org: self.first_name(line, Rule::str)?.text,
            from: self.day_in(line, Rule::from_date),
            until: self.day_in(line, Rule::until_date),
            origin: self.origin(line),
        })
    }

    fn embargo(&mut self, line: &Node<'t>) -> Option<Embargo> {
        Some(Embargo {
            what: if line.has(Rule::k_publication) {
                Embargoed::Publication
            } else {
                Embargoed::Results
            },
            until: self.first_day(line)?,
            origin: self.origin(line),
        })
    }

    fn day_in(&mut self, line: &Node<'t>, rule: Rule) -> Option<sekisho_model::Day> {
        self.first_day(&line.child(rule)?)
    }

    fn role(&mut self, line: &Node<'t>) -> Option<Role> {
        let trained = line.child(Rule::trained).and_then(|trained| {
            let name = self.first_name(&trained, Rule::str)?;
            Some((name.text, self.duration(&trained)?))
        });
        Some(Role {
            name: self.first_name(line, Rule::name)?,
            group: line
                .child(Rule::of_group)
                .and_then(|group| self.first_name(&group, Rule::str))
                .map(|group| group.text),
            org: line
                .child(Rule::from_org)
                .and_then(|org| self.first_name(&org, Rule::str))
                .map(|org| org.text),
            trained,
            origin: self.origin(line),
        })
    }
}
