//! Plugins and their functions.

use super::reader::{Node, Reader};
use crate::ast::{Function, Name, Plugin};
use crate::context::Context;
use crate::grammar::Rule;
use crate::tree::Stretch;

impl<'t> Reader<'t> {
    pub fn plugin(&mut self, head: &Node<'t>, body: &[Stretch]) -> Option<Plugin> {
        let mut texts = self.each(head, Rule::str).into_iter();
        let mut plugin = Plugin {
            name: self.head_name(head),
            version: self.first_name(head, Rule::version)?,
            from: texts.next()?,
            digest: texts.next()?,
            label: Default::default(),
            functions: Vec::new(),
            capabilities: None,
            fuel: None,
            memory: None,
            golden: None,
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Plugin) {
            self.plugin_line(&mut plugin, &line);
        }
        Some(plugin)
    }

    fn plugin_line(&mut self, plugin: &mut Plugin, line: &Node<'t>) {
        match line.rule() {
            Rule::l_label => plugin.label = self.wordings(line),
            Rule::l_function => plugin.functions.extend(self.function(line)),
            Rule::l_capabilities => {
                let said = Some(self.names(line, 0));
                self.once(&mut plugin.capabilities, said, "capabilities", line);
            }
            Rule::l_fuel => {
                let amount = self.amount(line);
                self.once(&mut plugin.fuel, amount, "fuel", line);
            }
            Rule::l_memory => {
                let amount = self.amount(line);
                self.once(&mut plugin.memory, amount, "memory", line);
            }
            Rule::l_golden => {
                let golden = self.first_name(line, Rule::str);
                self.once(&mut plugin.golden, golden, "golden", line);
            }
            _ => {}
        }
    }

    fn function(&mut self, line: &Node<'t>) -> Option<Function> {
        let random = match (line.has(Rule::k_deterministic), line.has(Rule::k_random)) {
            (true, _) => Some(false),
            (_, true) => Some(true),
            _ => None,
        };
        let parameters = line.children(Rule::parameter).filter_map(|parameter| {
            let name = self.first_name(&parameter, Rule::word)?;
            Some((name, self.first_name(&parameter, Rule::path)?))
        });
        Some(Function {
            parameters: parameters.collect(),
            name: self.first_name(line, Rule::name)?,
            result: self.first_name(line, Rule::path)?,
            random,
            leaves: self.first_name(line, Rule::word),
            origin: self.origin(line),
        })
    }

    /// `50 million`, `64 MiB`
    fn amount(&self, line: &Node<'t>) -> Option<(Name, Name)> {
        let qty = line.child(Rule::qty)?;
        self.first_name(&qty, Rule::num)
            .zip(self.first_name(&qty, Rule::unit))
    }
}
