//! Profiles and their field rules.

use sekisho_model::Origin;
use sekisho_model::consent::Duration;
use sekisho_model::identity::Scope;
use sekisho_model::profile::{Action, Selector, SmallCells, Unlisted};

use super::reader::{Node, Reader};
use crate::ast::{FhirBlock, FieldLine, Profile};
use crate::context::Context;
use crate::grammar::Rule;
use crate::problem;
use crate::tree::{Stretch, first_word};

impl<'t> Reader<'t> {
    pub fn profile(&mut self, head: &Node<'t>, body: &[Stretch]) -> Profile {
        let extends = head
            .child(Rule::extends)
            .and_then(|extends| self.first_name(&extends, Rule::path));
        let mut profile = Profile {
            name: self.head_name(head),
            extends,
            label: Default::default(),
            satisfies: Vec::new(),
            unlisted: None,
            scope: None,
            shift_days_max: None,
            small_cells: None,
            round_to: None,
            fhir: None,
            origin: self.origin(head),
        };
        if let Some(extends) = head.child(Rule::extends) {
            self.later("profile extends", &extends);
        }
        for (line, inner) in self.lines(body, Context::Profile) {
            self.profile_line(&mut profile, &line, inner);
        }
        profile
    }

    fn profile_line(&mut self, profile: &mut Profile, line: &Node<'t>, inner: &[Stretch]) {
        match line.rule() {
            Rule::l_label => profile.label = self.wordings(line),
            Rule::l_kind => self.later("kind", line),
            Rule::l_satisfies => profile.satisfies.extend(self.names(line, 0)),
            Rule::l_unlisted => {
                let value = if line.has(Rule::k_drop) {
                    Unlisted::Drop
                } else {
                    Unlisted::Stop
                };
                self.once(&mut profile.unlisted, Some(value), "unlisted", line);
            }
            Rule::l_key => {
                let scope = if line.has(Rule::k_study) {
                    Scope::Study
                } else if line.has(Rule::k_delivery) {
                    Scope::Delivery
                } else {
                    Scope::Bank
                };
                if line.has(Rule::str) {
                    self.later("key \"…\"", line);
                }
                self.once(&mut profile.scope, Some(scope), "key", line);
            }
            Rule::l_dates => {
                let days = self.shift_days(line);
                self.once(&mut profile.shift_days_max, days, "dates shift", line);
            }
            Rule::l_release => self.release(profile, inner),
            Rule::l_fhir => {
                let block = self.fhir(line, inner);
                self.once(&mut profile.fhir, block, "fhir", line);
            }
            Rule::l_table
            | Rule::l_dicom
            | Rule::l_vcf
            | Rule::l_text
            | Rule::l_ssmix2
            | Rule::l_claims => {
                let format = first_word(line.text());
                self.later(&format!("profile {format} {{ … }}"), line);
                self.check_only(inner, Context::Fields);
            }
            _ => {}
        }
    }

    fn shift_days(&mut self, line: &Node<'t>) -> Option<u32> {
        match self.duration(line)? {
            Duration::Days(days) => Some(days),
            _ => {
                self.say(
                    self.origin(line),
                    problem::wrong_unit("months, years", "days"),
                );
                None
            }
        }
    }

    fn release(&mut self, profile: &mut Profile, body: &[Stretch]) {
        for (line, _) in self.lines(body, Context::Release) {
            match line.rule() {
                Rule::l_small => {
                    let stop = line.has(Rule::k_stop);
                    let cells = self.first_number(&line, 1_000_000).map(|n| SmallCells {
                        below: n as u32,
                        stop,
                    });
                    self.once(&mut profile.small_cells, cells, "small cells", &line);
                }
                Rule::l_round => {
                    let to = self.first_number(&line, 1_000_000).map(|n| n as u32);
                    self.once(&mut profile.round_to, to, "round to", &line);
                }
                Rule::l_k => self.later("release k", &line),
                Rule::l_l => self.later("release l", &line),
                Rule::l_against => self.later("release against past deliveries", &line),
                _ => {}
            }
        }
    }

    fn fhir(&mut self, head: &Node<'t>, body: &[Stretch]) -> Option<FhirBlock> {
        let mut block = FhirBlock {
            version: self.first_name(head, Rule::name)?,
            rules: Vec::new(),
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Fields) {
            match line.rule() {
                Rule::l_field => {
                    let rule = self.field(&line);
                    block.rules.push(rule);
                }
                _ => {
                    let feature = first_word(line.text());
                    self.later(&format!("fhir {feature}"), &line);
                }
            }
        }
        Some(block)
    }

    fn field(&mut self, line: &Node<'t>) -> FieldLine {
        let mut field = FieldLine {
            selectors: Vec::new(),
            actions: Vec::new(),
            origin: self.origin(line),
        };
        for part in line.all() {
            let origin = self.origin(&part);
            match part.rule() {
                Rule::sel_type
                | Rule::sel_extension
                | Rule::sel_path
                | Rule::sel_tag
                | Rule::path => self.selector(&mut field, &part, origin),
                Rule::verb
                | Rule::cap
                | Rule::first
                | Rule::round
                | Rule::band
                | Rule::map
                | Rule::replace
                | Rule::call => {
                    self.action(&mut field, &part, origin);
                }
                Rule::k_when => self.later("… when …", &part),
                _ => {}
            }
        }
        field
    }

    fn selector(&mut self, field: &mut FieldLine, part: &Node<'t>, origin: Origin) {
        let selector = match part.rule() {
            Rule::sel_type => self
                .first_name(part, Rule::name)
                .map(|name| Selector::Type(name.text)),
            Rule::sel_extension => self
                .first_name(part, Rule::str)
                .map(|url| Selector::Extension(url.text)),
            Rule::sel_path => self
                .first_name(part, Rule::str)
                .map(|path| Selector::Path(path.text)),
            Rule::path => Some(Selector::Path(part.text().to_owned())),
            _ => {
                self.later("fhir tag", part);
                None
            }
        };
        field
            .selectors
            .extend(selector.map(|selector| (selector, origin)));
    }

    fn action(&mut self, field: &mut FieldLine, part: &Node<'t>, origin: Origin) {
        let action = match part.text() {
            "keep" => Some(Action::Keep),
            "drop" => Some(Action::Drop),
            "pseudonym" => Some(Action::Pseudonym),
            "remap" => Some(Action::Remap),
            "shift" => Some(Action::Shift),
            "year" => Some(Action::Year),
            "month" => Some(Action::Month),
            _ if part.rule() == Rule::first => self
                .first_number(part, 10_000)
                .map(|n| Action::First(n as u32)),
            other => {
                let word = other
                    .split(|c: char| c.is_whitespace() || c == '(')
                    .next()
                    .unwrap_or_default();
                self.later(word, part);
                None
            }
        };
        field.actions.extend(action.map(|action| (action, origin)));
    }
}
