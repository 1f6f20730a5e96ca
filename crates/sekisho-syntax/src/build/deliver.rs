//! Deliveries.

use sekisho_model::Day;
use sekisho_model::asks::{Certificate, Contract, Permit, Proposal};

use super::reader::{Node, Reader};
use crate::ast::{After, Deliver, Duty, Every, Fee, Limit, Limited, Name, To};
use crate::context::Context;
use crate::grammar::Rule;
use crate::problem;
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
            held: None,
            profile: None,
            formats: Vec::new(),
            before: None,
            every: None,
            limits: Vec::new(),
            fee: None,
            proposal: None,
            contract: None,
            permit: None,
            requires: Vec::new(),
            after: Vec::new(),
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
            Rule::l_held => {
                let held = self.first_name(line, Rule::name);
                self.once(&mut deliver.held, held, "held as", line);
            }
            Rule::l_format => deliver.formats.extend(self.formats(line)),
            Rule::l_once => {
                let day = self.first_day(line).map(|day| (day, self.origin(line)));
                self.once(&mut deliver.before, day, "once before", line);
            }
            Rule::l_every => {
                let every = self.every(line);
                self.once(&mut deliver.every, every, "every", line);
            }
            Rule::l_limit => self.limit(deliver, line),
            Rule::l_fee => {
                let fee = self.fee(line);
                self.once(&mut deliver.fee, fee, "fee", line);
            }
            Rule::l_proposal => {
                let said = self.proposal(line).map(|said| (said, self.origin(line)));
                self.once(&mut deliver.proposal, said, "proposal", line);
            }
            Rule::l_contract => {
                let said = self.contract(line).map(|said| (said, self.origin(line)));
                self.once(&mut deliver.contract, said, "contract", line);
            }
            Rule::l_permit => {
                let said = self.permit(line).map(|said| (said, self.origin(line)));
                self.once(&mut deliver.permit, said, "permit", line);
            }
            Rule::l_require => {
                let require = line
                    .child(Rule::require)
                    .and_then(|require| self.require(&require));
                deliver.requires.extend(require);
            }
            Rule::l_after_delivery => self.after_delivery(deliver, inner),
            _ => {}
        }
    }

    fn to(&mut self, line: &Node<'t>) -> Option<To> {
        Some(To {
            org: self.first_name(line, Rule::str)?,
            kind: line
                .child(Rule::kind)
                .and_then(|kind| self.first_name(&kind, Rule::word)),
            country: line
                .child(Rule::country)
                .and_then(|country| self.first_name(&country, Rule::str)),
            endpoint: line
                .child(Rule::endpoint)
                .and_then(|endpoint| self.first_name(&endpoint, Rule::str)),
            certified: line.child(Rule::certificate).and_then(|certificate| {
                Some((self.certificate(&certificate)?, self.origin(&certificate)))
            }),
            eligible: line
                .child(Rule::eligible)
                .and_then(|eligible| self.first_name(&eligible, Rule::str)),
            origin: self.origin(line),
        })
    }

    fn certificate(&mut self, node: &Node<'t>) -> Option<Certificate> {
        Some(Certificate {
            number: self.first_name(node, Rule::str)?.text,
            until: self.first_day(node)?,
        })
    }

    fn proposal(&mut self, line: &Node<'t>) -> Option<Proposal> {
        Some(Proposal {
            number: self.first_name(line, Rule::str)?.text,
            screened: self.first_day(line)?,
        })
    }

    fn contract(&mut self, line: &Node<'t>) -> Option<Contract> {
        let until = match line.child(Rule::until_date) {
            Some(until) => Some(self.first_day(&until)?),
            None => None,
        };
        Some(Contract {
            number: self.first_name(line, Rule::str)?.text,
            on: self.first_day(line)?,
            until,
        })
    }

    fn permit(&mut self, line: &Node<'t>) -> Option<Permit> {
        let days: Vec<Option<Day>> = line
            .children(Rule::date)
            .map(|date| self.day(&date))
            .collect();
        let &[Some(from), Some(until)] = days.as_slice() else {
            return None;
        };
        let issued = match line.child(Rule::issued_on) {
            Some(issued) => Some(self.first_day(&issued)?),
            None => None,
        };
        Some(Permit {
            number: self.first_name(line, Rule::str)?.text,
            issued,
            from,
            until,
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

    fn every(&mut self, line: &Node<'t>) -> Option<Every> {
        Some(Every {
            period: self.first_name(line, Rule::name)?,
            until: self.first_day(line)?,
            origin: self.origin(line),
        })
    }

    fn limit(&mut self, deliver: &mut Deliver, line: &Node<'t>) {
        let (of, at_most) = match (
            line.child(Rule::limit_patients),
            line.child(Rule::limit_other),
        ) {
            (Some(patients), _) => (Limited::Patients, self.first_number(&patients, u64::MAX)),
            (None, Some(rows)) if rows.has(Rule::k_rows) => (Limited::Rows, self.rows(&rows)),
            (None, Some(bytes)) => (Limited::Bytes, self.bytes(&bytes)),
            (None, None) => return,
        };
        let Some(at_most) = at_most else { return };
        if deliver.limits.iter().any(|limit| limit.of == of) {
            return self.say(self.origin(line), problem::said_twice("limit"));
        }
        deliver.limits.push(Limit {
            of,
            at_most,
            stop: line.has(Rule::k_stop),
            origin: self.origin(line),
        });
    }

    fn rows(&mut self, node: &Node<'t>) -> Option<u64> {
        match node.child(Rule::qty) {
            Some(qty) => self.counted(&qty, &[("million", 1_000_000)]),
            None => self.first_number(node, u64::MAX),
        }
    }

    fn bytes(&mut self, node: &Node<'t>) -> Option<u64> {
        match node.child(Rule::qty) {
            Some(qty) => self.counted(&qty, &[("MiB", 1 << 20), ("GiB", 1 << 30)]),
            None => self.first_number(node, u64::MAX),
        }
    }

    /// A whole number of some unit.
    fn counted(&mut self, qty: &Node<'t>, units: &[(&'static str, u64)]) -> Option<u64> {
        let (num, unit) = (qty.child(Rule::num)?, qty.child(Rule::unit)?);
        let count = self.number(&num, 1 << 32)?;
        let found = units.iter().find(|(word, _)| *word == unit.text());
        if found.is_none() {
            let wrong = problem::wrong_unit(unit.text(), units[0].0);
            self.say(self.origin(&unit), wrong);
        }
        found.map(|(_, size)| count * size)
    }

    fn fee(&mut self, line: &Node<'t>) -> Option<Fee> {
        let qty = line.child(Rule::qty)?;
        Some(Fee {
            name: self.first_name(line, Rule::path)?,
            yen: self.counted(&qty, &[("yen", 1)])?,
            per: self.first_name(line, Rule::name)?,
            origin: self.origin(line),
        })
    }

    fn after_delivery(&mut self, deliver: &mut Deliver, body: &[Stretch]) {
        for (line, _) in self.lines(body, Context::After) {
            let duty = match line.rule() {
                Rule::l_receipt => self.duration(&line).map(Duty::Receipt),
                Rule::l_destroy => self.first_day(&line).map(Duty::Destroy),
                Rule::l_publication => self.first_day(&line).map(Duty::Publication),
                Rule::l_return => self.duration(&line).map(Duty::ReturnResults),
                _ => None,
            };
            let Some(duty) = duty else { continue };
            let same = |a: &After| std::mem::discriminant(&a.duty) == std::mem::discriminant(&duty);
            if deliver.after.iter().any(same) {
                let what = first_words(line.text());
                self.say(self.origin(&line), problem::said_twice(&what));
                continue;
            }
            deliver.after.push(After {
                duty,
                origin: self.origin(&line),
            });
        }
    }
}

fn first_words(text: &str) -> String {
    text.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}
