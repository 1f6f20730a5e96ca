//! Profiles and their field rules.

use sekisho_model::consent::Duration;
use sekisho_model::identity::Scope;
use sekisho_model::profile::{KeyFate, Unlisted};

use super::reader::{Node, Reader};
use crate::ast::{DateLines, KeyLine, Profile, TrustLine};
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
            key: None,
            trusts: Vec::new(),
            shift_days_max: None,
            dates: DateLines::default(),
            release: None,
            fhir: None,
            blocks: Vec::new(),
            origin: self.origin(head),
        };
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
                let value = Some((value, self.origin(line)));
                self.once(&mut profile.unlisted, value, "unlisted", line);
            }
            Rule::l_key => {
                let key = Some(self.key_line(line));
                self.once(&mut profile.key, key, "key", line);
            }
            Rule::l_trust => {
                let line = self.trust_line(line);
                profile.trusts.push(line);
            }
            Rule::l_trust_more => match profile.trusts.last_mut() {
                Some(trust) => {
                    let because = line.child(Rule::because);
                    trust.because = because
                        .map(|because| self.wordings(&because))
                        .unwrap_or_default();
                }
                None => self.nothing_before(line, "trust codes of \"LOINC\""),
            },
            Rule::l_dates => {
                let days = self.shift_days(line).map(|days| (days, self.origin(line)));
                self.once(&mut profile.shift_days_max, days, "dates shift", line);
            }
            Rule::l_placeholder => {
                let days: Vec<_> = line.children(Rule::date).collect();
                let days = days.iter().filter_map(|day| self.day(day));
                profile.dates.placeholders.extend(days);
            }
            Rule::l_shared => profile.dates.shared.extend(self.strs(line)),
            Rule::l_plain => profile.dates.numbers.extend(self.strs(line)),
            Rule::l_release => {
                let lines = Some(self.release_lines(inner, Context::Release));
                self.once(&mut profile.release, lines, "release", line);
            }
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

    fn key_line(&mut self, line: &Node<'t>) -> KeyLine {
        let scope = if line.has(Rule::k_study) {
            Scope::Study
        } else if line.has(Rule::k_delivery) {
            Scope::Delivery
        } else {
            Scope::Bank
        };
        let fate = if line.has(Rule::destroyed) {
            KeyFate::DestroyedAfterDelivery
        } else {
            KeyFate::KeptApart
        };
        KeyLine {
            key: self.first_name(line, Rule::str),
            scope,
            fate,
            origin: self.origin(line),
        }
    }

    fn trust_line(&mut self, line: &Node<'t>) -> TrustLine {
        let because = line.child(Rule::because);
        TrustLine {
            systems: self.strs(line),
            because: because
                .map(|because| self.wordings(&because))
                .unwrap_or_default(),
            origin: self.origin(line),
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
}
