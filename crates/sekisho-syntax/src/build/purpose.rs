//! Purposes, classes and codelists.

use super::reader::{Node, Reader};
use crate::ast::{Class, CodeLine, Codelist, Purpose};
use crate::context::Context;
use crate::grammar::Rule;
use crate::tree::Stretch;

impl<'t> Reader<'t> {
    pub fn purpose(&mut self, head: &Node<'t>, body: &[Stretch]) -> Purpose {
        let mut purpose = Purpose {
            name: self.head_name(head),
            under: head
                .child(Rule::under)
                .and_then(|under| self.first_name(&under, Rule::path)),
            label: Default::default(),
            duo: Vec::new(),
            disease: None,
            commercial: false,
            since: None,
            ends: None,
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Purpose) {
            match line.rule() {
                Rule::l_label => purpose.label = self.wordings(&line),
                Rule::l_duo => purpose.duo.extend(self.strs(&line)),
                Rule::l_commercial => purpose.commercial = true,
                Rule::l_ends => {
                    let day = self.first_day(&line);
                    self.once(&mut purpose.ends, day, "ends", &line);
                }
                Rule::l_since => {
                    let day = self.first_day(&line);
                    self.once(&mut purpose.since, day, "since", &line);
                }
                Rule::l_disease => {
                    let list = self.first_name(&line, Rule::path);
                    self.once(&mut purpose.disease, list, "disease", &line);
                }
                _ => {}
            }
        }
        purpose
    }

    pub fn class(&mut self, head: &Node<'t>, body: &[Stretch]) -> Class {
        let members = (!head.has(Rule::k_all)).then(|| self.names(head, 0));
        let mut class = Class {
            name: self.head_name(head),
            members,
            label: Default::default(),
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Class) {
            if line.rule() == Rule::l_label {
                class.label = self.wordings(&line);
            }
        }
        class
    }

    pub fn codelist(&mut self, head: &Node<'t>, body: &[Stretch]) -> Codelist {
        let mut list = Codelist {
            name: self.head_name(head),
            label: Default::default(),
            system: None,
            version: None,
            file: None,
            molar_mass: None,
            include: Vec::new(),
            exclude: Vec::new(),
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Codelist) {
            match line.rule() {
                Rule::l_label => list.label = self.wordings(&line),
                Rule::l_system => {
                    let mut texts = self.each(&line, Rule::str).into_iter();
                    self.once(&mut list.system, texts.next(), "system", &line);
                    list.version = list.version.or(texts.next());
                }
                Rule::l_include => {
                    let codes = self.code_line(&line);
                    if line.has(Rule::k_exclude) {
                        list.exclude.extend(codes)
                    } else {
                        list.include.extend(codes)
                    }
                }
                Rule::l_molar_mass => {
                    let mass = line.child(Rule::measured);
                    let mass = mass.and_then(|mass| self.measured(&mass));
                    self.once(&mut list.molar_mass, mass, "molar mass", &line);
                }
                Rule::l_from_file => {
                    let mut texts = self.each(&line, Rule::str).into_iter();
                    let file = texts.next().zip(texts.next());
                    self.once(&mut list.file, file, "from", &line);
                }
                _ => {}
            }
        }
        list
    }

    fn code_line(&self, line: &Node<'t>) -> Option<CodeLine> {
        if let Some(of) = line.child(Rule::of_codelist) {
            return self.first_name(&of, Rule::path).map(CodeLine::Of);
        }
        let codes = line.child(Rule::codes)?;
        Some(CodeLine::Codes {
            codes: self.strs(&codes),
            and_below: codes.has(Rule::and_below),
            group: codes
                .child(Rule::in_group)
                .and_then(|group| self.first_name(&group, Rule::str)),
        })
    }

    /// The name a declaration's first line gives.
    pub fn head_name(&self, head: &Node<'t>) -> crate::ast::Name {
        let named = head
            .all()
            .find(|node| matches!(node.rule(), Rule::name | Rule::path | Rule::str));
        self.name(named.as_ref().unwrap_or(head))
    }
}
