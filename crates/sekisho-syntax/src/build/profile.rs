//! Profiles and their field rules.

use sekisho_model::consent::Duration;
use sekisho_model::identity::Scope;
use sekisho_model::profile::{SmallCells, Unlisted};

use super::reader::{Node, Reader};
use crate::ast::Profile;
use crate::context::Context;
use crate::grammar::Rule;
use crate::problem;
use crate::tree::Stretch;

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
            blocks: Vec::new(),
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
            | Rule::l_claims => profile.blocks.extend(self.field_block(line, inner)),
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
}
