//! Citations, and the lines that say when a rule of law holds.

use sekisho_model::Cite;
use sekisho_model::law::{Force, Note};

use super::reader::{Node, Reader};
use crate::ast::{Clause, LawLines};
use crate::grammar::Rule;

impl<'t> Reader<'t> {
    /// `cites "…", "…" unverified`, wherever in the line it stands.
    pub fn clauses(&self, line: &Node<'t>) -> Vec<Clause> {
        let clauses = line.child(Rule::cites);
        let clauses = clauses
            .iter()
            .flat_map(|cites| cites.children(Rule::clause));
        let one = |clause: Node<'t>| {
            let text = self.first_name(&clause, Rule::str)?.text;
            Some(Clause {
                cite: Cite {
                    clause: text,
                    unverified: clause.has(Rule::k_unverified),
                },
                origin: self.origin(&clause),
            })
        };
        clauses.filter_map(one).collect()
    }

    pub fn cites(&self, line: &Node<'t>) -> Vec<Cite> {
        let clauses = self.clauses(line).into_iter();
        clauses.map(|clause| clause.cite).collect()
    }

    /// Whether it was one of these lines.
    pub fn law_line(&mut self, law: &mut LawLines, line: &Node<'t>) -> bool {
        match line.rule() {
            Rule::l_in_force => {
                let from = self.first_day(line);
                let until = line.child(Rule::until_date);
                let until = until.and_then(|until| self.first_day(&until));
                let force = from.map(|from| (Force::Between { from, until }, self.origin(line)));
                self.once(&mut law.force, force, "in force", line);
            }
            Rule::l_not_yet => {
                let force = Some((Force::NotYet, self.origin(line)));
                self.once(&mut law.force, force, "in force", line);
            }
            Rule::l_law_replaces => {
                let name = self.first_name(line, Rule::name);
                self.once(&mut law.replaces, name, "replaces", line);
            }
            Rule::l_running => law.running = Some(self.origin(line)),
            Rule::l_note => law.notes.push(Note {
                says: self.wordings(line),
                cites: self.cites(line),
            }),
            _ => return false,
        }
        true
    }
}
