//! Deliveries.

use super::reader::{Node, Reader};
use crate::ast::{Deliver, Name, To};
use crate::context::Context;
use crate::grammar::Rule;
use crate::tree::Stretch;

impl<'t> Reader<'t> {
    pub fn deliver(&mut self, head: &Node<'t>, body: &[Stretch]) -> Deliver {
        let mut deliver = Deliver {
            name: self.head_name(head),
            label: Default::default(),
            study: None,
            cohort: None,
            data: Vec::new(),
            to: None,
            basis: None,
            profile: None,
            formats: Vec::new(),
            before: None,
            limit_patients: None,
            requires: Vec::new(),
            duties: Default::default(),
            origin: self.origin(head),
        };
        for (line, inner) in self.lines(body, Context::Deliver) {
            self.deliver_line(&mut deliver, &line, inner);
        }
        deliver
    }

    fn deliver_line(&mut self, deliver: &mut Deliver, line: &Node<'t>, inner: &[Stretch]) {
        let path = self.first_name(line, Rule::path);
        match line.rule() {
            Rule::l_label => deliver.label = self.wordings(line),
            Rule::l_deliver_study => self.once(&mut deliver.study, path, "study", line),
            Rule::l_deliver_cohort => self.once(&mut deliver.cohort, path, "cohort", line),
            Rule::l_as => self.once(&mut deliver.profile, path, "as", line),
            Rule::l_data => deliver.data.extend(self.names(line, 0)),
            Rule::l_to => {
                let to = self.to(line);
                self.once(&mut deliver.to, to, "to org", line);
            }
            Rule::l_legal => {
                let basis = self.first_name(line, Rule::name);
                self.once(&mut deliver.basis, basis, "basis", line);
            }
            Rule::l_format => deliver.formats.extend(self.formats(line)),
            Rule::l_once => {
                let day = self.first_day(line);
                self.once(&mut deliver.before, day, "once before", line);
            }
            Rule::l_limit => match line.child(Rule::limit_patients) {
                Some(patients) => {
                    let limit = self.first_number(&patients, u64::MAX);
                    self.once(&mut deliver.limit_patients, limit, "limit patients", line);
                }
                None => self.later("limit rows / bytes", line),
            },
            Rule::l_require => {
                let require = line
                    .child(Rule::require)
                    .and_then(|require| self.require(&require));
                deliver.requires.extend(require);
            }
            Rule::l_after_delivery => self.after_delivery(deliver, inner),
            Rule::l_every => self.later("every …", line),
            Rule::l_fee => self.later("fee", line),
            _ => {}
        }
    }

    fn to(&mut self, line: &Node<'t>) -> Option<To> {
        if let Some(endpoint) = line.child(Rule::endpoint) {
            self.later("endpoint", &endpoint);
        }
        Some(To {
            org: self.first_name(line, Rule::str)?,
            kind: line
                .child(Rule::kind)
                .and_then(|kind| self.first_name(&kind, Rule::word)),
            country: line
                .child(Rule::country)
                .and_then(|country| self.first_name(&country, Rule::str)),
            origin: self.origin(line),
        })
    }

    fn formats(&mut self, line: &Node<'t>) -> Vec<Name> {
        let formats = line.children(Rule::format).map(|format| {
            let words: Vec<&str> = format.text().split_whitespace().collect();
            Name {
                text: words.join(" "),
                origin: self.origin(&format),
            }
        });
        formats.collect()
    }

    fn after_delivery(&mut self, deliver: &mut Deliver, body: &[Stretch]) {
        for (line, _) in self.lines(body, Context::After) {
            let what = match line.rule() {
                Rule::l_receipt => "receipt",
                Rule::l_destroy => "destroy",
                Rule::l_publication => "publication",
                Rule::l_return => "return results",
                _ => continue,
            };
            let _valid = self.first_day(&line);
            let words: Vec<&str> = line.text().split_whitespace().collect();
            let said = words
                .join(" ")
                .strip_prefix(what)
                .map(|rest| rest.trim().to_owned())
                .unwrap_or_default();
            deliver.duties.insert(what.to_owned(), said);
        }
    }
}
