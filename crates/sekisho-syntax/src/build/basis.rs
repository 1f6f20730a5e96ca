//! Legal bases.

use super::reader::{Node, Reader};
use crate::ast::{Basis, BasisCountries, Name};
use crate::context::Context;
use crate::grammar::Rule;
use crate::tree::Stretch;

impl<'t> Reader<'t> {
    pub fn basis(&mut self, head: &Node<'t>, body: &[Stretch]) -> Basis {
        let mut basis = Basis {
            name: self.head_name(head),
            label: Default::default(),
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
                Rule::l_cites => basis.cites.extend(self.cites(&line)),
                _ => _ = self.law_line(&mut basis.law, &line),
            }
        }
        basis
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
