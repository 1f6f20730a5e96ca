//! Legal bases.

use sekisho_model::asks::{Ask, Asked, KeepsRecord};

use super::reader::{Node, Reader};
use crate::ast::{Basis, BasisCountries, Name};
use crate::context::Context;
use crate::grammar::Rule;
use crate::problem;
use crate::tree::Stretch;

impl<'t> Reader<'t> {
    pub fn basis(&mut self, head: &Node<'t>, body: &[Stretch]) -> Basis {
        let mut basis = Basis {
            name: self.head_name(head),
            label: Default::default(),
            institutions: None,
            certified: Vec::new(),
            standards: None,
            asks: Vec::new(),
            keeps_record: None,
            regimes: None,
            recipients: None,
            commercial: None,
            countries: None,
            cites: Vec::new(),
            law: Default::default(),
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Basis) {
            match line.rule() {
                Rule::l_label => basis.label = self.wordings(&line),
                Rule::l_regimes => {
                    let said = Some(self.any_or_names(&line));
                    self.once(&mut basis.regimes, said, "regimes", &line);
                }
                Rule::l_recipients => {
                    let said = Some(self.any_or_names(&line));
                    self.once(&mut basis.recipients, said, "recipients", &line);
                }
                Rule::l_purposes => {
                    let said = Some(line.has(Rule::k_any));
                    self.once(&mut basis.commercial, said, "purposes", &line);
                }
                Rule::l_countries => {
                    let said = Some(self.basis_countries(&line));
                    self.once(&mut basis.countries, said, "countries", &line);
                }
                Rule::l_institutions => {
                    let said = Some(self.any_or_names(&line));
                    self.once(&mut basis.institutions, said, "institutions", &line);
                }
                Rule::l_bank_certified => basis.certified.extend(self.names(&line, 0)),
                Rule::l_standards => {
                    let said = Some(self.any_or_names(&line));
                    self.once(&mut basis.standards, said, "standards", &line);
                }
                Rule::l_asks => self.asks(&mut basis, &line),
                Rule::l_keeps => {
                    let said = self.keeps_record(&line);
                    self.once(&mut basis.keeps_record, said, "keeps record", &line);
                }
                Rule::l_cites => basis.cites.extend(self.cites(&line)),
                _ => _ = self.law_line(&mut basis.law, &line),
            }
        }
        basis
    }

    fn asks(&mut self, basis: &mut Basis, line: &Node<'t>) {
        let Some(asked) = line.child(Rule::asked) else {
            return;
        };
        let Some(what) = self.asked(&asked) else {
            return;
        };
        let same =
            |(a, _): &(Asked, _)| std::mem::discriminant(&a.what) == std::mem::discriminant(&what);
        if basis.asks.iter().any(same) {
            return self.say(self.origin(line), problem::said_twice(asked.text()));
        }
        let cites = self.cites(line);
        basis.asks.push((Asked { what, cites }, self.origin(line)));
    }

    fn asked(&mut self, asked: &Node<'t>) -> Option<Ask> {
        let permit = asked.child(Rule::asked_permit);
        let words = [
            (Rule::k_contract, Ask::Contract),
            (Rule::k_proposal, Ask::Proposal),
            (Rule::k_recipient, Ask::CertifiedRecipient),
            (Rule::k_side, Ask::AcademicSide),
        ];
        let word = words.into_iter().find(|(rule, _)| asked.has(*rule));
        if let Some(eligible) = asked.child(Rule::eligible_of) {
            let by = self.strs(&eligible).into_iter().map(|name| name.text);
            return Some(Ask::EligibleRecipient { by: by.collect() });
        }
        match (word, permit) {
            (Some((_, ask)), _) => Some(ask),
            (None, Some(permit)) if permit.has(Rule::qty) => Some(Ask::Permit {
                at_most: Some(self.duration(&permit)?),
            }),
            (None, _) => Some(Ask::Permit { at_most: None }),
        }
    }

    pub fn keeps_record(&mut self, line: &Node<'t>) -> Option<KeepsRecord> {
        Some(KeepsRecord {
            lasts: self.duration(line)?,
            cites: self.cites(line),
        })
    }

    fn any_or_names(&self, line: &Node<'t>) -> Option<Vec<Name>> {
        (!line.has(Rule::k_any)).then(|| self.names(line, 0))
    }

    fn basis_countries(&self, line: &Node<'t>) -> BasisCountries {
        if line.has(Rule::k_any) {
            BasisCountries::Any
        } else if line.has(Rule::k_home) {
            BasisCountries::Home
        } else {
            BasisCountries::Of(self.strs(line))
        }
    }
}
