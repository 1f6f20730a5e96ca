//! Grounds on which numbers are held that leave by no consent.

use super::reader::{Node, Reader};
use crate::ast::Ground;
use crate::context::Context;
use crate::grammar::Rule;
use crate::tree::Stretch;

impl<'t> Reader<'t> {
    pub fn ground(&mut self, head: &Node<'t>, body: &[Stretch]) -> Ground {
        let mut ground = Ground {
            name: self.head_name(head),
            label: Default::default(),
            holds: Vec::new(),
            cites: Vec::new(),
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Ground) {
            match line.rule() {
                Rule::l_label => ground.label = self.wordings(&line),
                Rule::l_holds => ground.holds.extend(self.names(&line, 0)),
                Rule::l_cites => ground.cites.extend(self.cites(&line)),
                _ => {}
            }
        }
        ground
    }
}
