//! When a study is open: approvals, the head's permission, amendments, sites, the ends of purposes.

use sekisho_model::policy::{Purpose, Study};
use sekisho_model::{Day, Origin};
use sekisho_syntax::ast;

use super::Analyzer;
use crate::problem::{access as problems, consent as consent_problems};

impl Analyzer<'_> {
    pub fn open(&mut self, written: &ast::Study, study: &Study) {
        let at = written.name.origin.clone();
        self.days_in_order(study);
        self.permitted(at, study);
        self.amended(study);
        self.purposes_last(written, study);
    }

    /// No window ends before it begins.
    fn days_in_order(&mut self, study: &Study) {
        let approvals = study.approvals.iter().map(|a| (a.from, a.until, &a.origin));
        let amendments = study.amendments.iter();
        let amendments = amendments.filter_map(|a| Some((a.approved, a.until?, &a.origin)));
        let sites = study.sites.iter();
        let sites = sites.filter_map(|s| Some((s.from?, s.until?, &s.origin)));
        for (from, until, at) in approvals.chain(amendments).chain(sites) {
            if until < from {
                self.say(consent_problems::ends_before_it_begins(at.clone()));
            }
        }
    }

    fn permitted(&mut self, at: Origin, study: &Study) {
        let Some(permission) = &study.permission else {
            // What else a study lacks is said by its own problem.
            if !study.approvals.is_empty() {
                self.say(problems::no_permission(at, study.name.as_str()));
            }
            return;
        };
        let Some(first) = study.approvals.iter().min_by_key(|a| a.from) else {
            return;
        };
        let there = permission.origin.clone();
        if permission.on < first.from {
            let approved = first.origin.clone();
            self.say(problems::permission_before_approval(there, approved));
        } else if last_day(study).is_some_and(|last| permission.on > last) {
            self.say(problems::never_open(there, study.name.as_str()));
        }
    }

    fn amended(&mut self, study: &Study) {
        let Some(first) = study.approvals.iter().min_by_key(|a| a.from) else {
            return;
        };
        for amendment in &study.amendments {
            if amendment.approved < first.from {
                self.say(problems::amendment_before_approval(
                    amendment.origin.clone(),
                    &amendment.number,
                    first.origin.clone(),
                ));
            }
        }
    }

    /// A purpose that ends closes the study's rules, whatever its approval says.
    fn purposes_last(&mut self, written: &ast::Study, study: &Study) {
        let opens = study.approvals.iter().map(|a| a.from).min();
        let (Some(opens), Some(closes)) = (opens, last_day(study)) else {
            return;
        };
        for name in &written.purposes {
            let ending = self.first_to_end(&name.text);
            let Some((ends, there)) = ending.and_then(|p| Some((p.ends?, p.origin.clone()))) else {
                continue;
            };
            let at = name.origin.clone();
            if ends < opens {
                self.say(problems::purpose_has_ended(at, &name.text, there));
            } else if ends < closes {
                self.say(problems::purpose_ends_meanwhile(
                    at, &name.text, ends, there,
                ));
            }
        }
    }

    /// Of a purpose and those above it, the one that ends first.
    fn first_to_end(&self, name: &str) -> Option<&Purpose> {
        let purposes = &self.policy.purposes;
        let of = |name: &str| purposes.iter().find(|p| p.name.as_str() == name);
        let mut line = Vec::new();
        let mut at = of(name);
        while let Some(purpose) = at.filter(|_| line.len() <= purposes.len()) {
            line.push(purpose);
            at = purpose.under.as_ref().and_then(|under| of(under.as_str()));
        }
        line.into_iter()
            .filter(|p| p.ends.is_some())
            .min_by_key(|p| p.ends)
    }
}

/// The last day on which some approval or amendment lets the study run.
pub fn last_day(study: &Study) -> Option<Day> {
    study.runs().iter().filter_map(|days| days.until).max()
}
