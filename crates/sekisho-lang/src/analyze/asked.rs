//! What a legal basis asks of the bank and of the delivery: whose bank, which standard, which papers;
//! and the days of those papers against the delivery's.

use sekisho_model::asks::{Agreed, Ask};
use sekisho_model::consent::Duration;
use sekisho_model::institution::{Certification, InstitutionKind};
use sekisho_model::policy::{Basis, Delivery};
use sekisho_model::{Day, Origin, Text};
use sekisho_syntax::ast::{self, Deliver, Name};
use sekisho_syntax::nearest;

use super::{Analyzer, terms};
use crate::problem::{basis as basis_problems, deliver as problems, profile as profile_problems};

impl Analyzer<'_> {
    pub fn institutions(&mut self, basis: &ast::Basis) -> Vec<InstitutionKind> {
        let named = basis.institutions.iter().flatten().flatten();
        let kinds = named.filter_map(|name| {
            let kind = InstitutionKind::parse(&name.text);
            if kind.is_none() {
                let words = InstitutionKind::ALL.map(InstitutionKind::as_str);
                let near = nearest(&name.text, words);
                let at = name.origin.clone();
                self.say(basis_problems::unknown_institution(at, &name.text, near));
            }
            kind
        });
        kinds.collect()
    }

    pub fn certifications(&mut self, names: &[Name]) -> Vec<Certification> {
        let known = names.iter().filter_map(|name| {
            let one = Certification::parse(&name.text);
            if one.is_none() {
                let words = Certification::ALL.map(Certification::as_str);
                let near = nearest(&name.text, words);
                let at = name.origin.clone();
                self.say(basis_problems::unknown_certification(at, &name.text, near));
            }
            one
        });
        known.collect()
    }

    pub fn standards_named(&mut self, basis: &ast::Basis) -> Vec<String> {
        let named = basis.standards.iter().flatten().flatten();
        let known = named.filter_map(|name| {
            let found = self.standards.get(&name.text).map(|s| s.origin.clone());
            match found {
                Some(declared) => self.references.note(&name.origin, &declared),
                None => {
                    let known: Vec<String> = self.standards.keys().cloned().collect();
                    let near = nearest(&name.text, known.iter().map(String::as_str));
                    let at = name.origin.clone();
                    self.say(profile_problems::unknown_standard(
                        at, &name.text, near, &known,
                    ));
                    return None;
                }
            }
            Some(name.text.clone())
        });
        known.collect()
    }

    /// The bank is one of those that may rest on the basis.
    pub fn institution_fits(&mut self, at: &Name, basis: &Basis) {
        let there = || basis.origin.clone();
        let name = basis.name.as_str();
        let Some(bank) = self.policy.institution.clone() else {
            if !basis.institutions.is_empty() || !basis.certified.is_empty() {
                let at = at.origin.clone();
                self.say(problems::institution_not_stated(at, name, there()));
            }
            return;
        };
        if !basis.institutions.is_empty() && !basis.institutions.contains(&bank.kind) {
            let other = self.basis_of(bank.kind, basis);
            let at = at.origin.clone();
            let problem =
                problems::institution_may_not(at, basis, bank.kind, other.as_deref(), there());
            self.say(problem);
        }
        let held = |one: &Certification| bank.certified.contains(one);
        if !basis.certified.is_empty() && !basis.certified.iter().any(held) {
            let at = at.origin.clone();
            self.say(problems::bank_not_certified(at, basis, there()));
        }
    }

    /// Another basis for the same form that names this kind of institution.
    fn basis_of(&self, kind: InstitutionKind, basis: &Basis) -> Option<String> {
        let mut others = self.policy.bases.iter();
        let other = others.find(|other| {
            other.institutions.contains(&kind)
                && !other.regimes.is_empty()
                && other.regimes == basis.regimes
        });
        other.map(|other| other.name.to_string())
    }

    pub fn standard_fits(&mut self, at: &Name, basis: &Basis, delivery: &Delivery) {
        let Some(profile) = self.policy.profile(delivery.profile.as_str()) else {
            return;
        };
        let met = basis
            .standards
            .iter()
            .any(|standard| profile.satisfies.contains(standard));
        if !basis.standards.is_empty() && !met {
            let there = profile.origin.clone();
            let problem = problems::standard_not_satisfied(
                at.origin.clone(),
                basis,
                profile.name.as_str(),
                there,
            );
            self.say(problem);
        }
    }

    /// What the basis asks, and the delivery lacks.
    pub fn asks_met(&mut self, written: &Deliver, at: &Name, delivery: &Delivery) {
        let Some(basis) = self.policy.basis(&at.text).cloned() else {
            return;
        };
        for asked in &basis.asks {
            let bank = self.policy.institution.as_ref();
            if !asked.what.is_met(delivery, bank) {
                let at = at.origin.clone();
                let name = basis.name.as_str();
                self.say(problems::basis_asks(at, name, asked, basis.origin.clone()));
            }
            if let (
                Ask::Permit {
                    at_most: Some(at_most),
                },
                Some((permit, at)),
            ) = (&asked.what, &written.permit)
                && end(permit.from, *at_most) < permit.until
            {
                let at = at.clone();
                self.say(problems::permit_too_long(at, asked, *at_most));
            }
        }
    }

    /// The days of proposal, contract, permit and certificate against one another and the delivery's.
    pub fn papers_in_order(&mut self, written: &Deliver, delivery: &Delivery) {
        let last = terms::last_day(delivery);
        for paper in papers(written) {
            if paper.until.is_some_and(|until| until < paper.from) {
                self.say(problems::paper_ends_first(paper.at.clone(), &paper.name));
            } else if let (Some(until), Some(last)) = (paper.until, last)
                && until < last
            {
                let at = paper.at.clone();
                self.say(problems::runs_beyond(at, &paper.name, until, last));
            }
            if let Some(last) = last
                && last < paper.from
            {
                let at = paper.at.clone();
                self.say(problems::begins_after(at, &paper.name, paper.from, last));
            }
        }
        if let Some((permit, at)) = &written.permit
            && let Some(issued) = permit.issued
            && permit.from < issued
        {
            let at = at.clone();
            self.say(problems::permit_begins_first(at, issued, permit.from));
        }
        if let (Some((proposal, _)), Some((contract, at))) = (&written.proposal, &written.contract)
            && contract.on < proposal.screened
        {
            let screened = proposal.screened;
            self.say(problems::contract_before_screening(
                at.clone(),
                contract.on,
                screened,
            ));
        }
    }
}

/// A paper of a delivery and the days on which it holds.
struct Paper {
    name: Text,
    from: Day,
    until: Option<Day>,
    at: Origin,
}

fn papers(written: &Deliver) -> Vec<Paper> {
    let paper = |ja: &str, en: &str, number: &str, from, until, at: &Origin| Paper {
        name: Text::new(format!("{ja}「{number}」"), format!("{en} '{number}'")),
        from,
        until,
        at: at.clone(),
    };
    let mut papers = Vec::new();
    if let Some((p, at)) = &written.proposal {
        papers.push(paper("提案", "proposal", &p.number, p.screened, None, at));
    }
    if let Some((c, at)) = &written.contract {
        papers.push(paper("契約", "contract", &c.number, c.on, c.until, at));
    }
    if let Some((p, at)) = &written.permit {
        papers.push(paper(
            "許可",
            "permit",
            &p.number,
            p.from,
            Some(p.until),
            at,
        ));
    }
    if let Some((c, at)) = written.to.as_ref().and_then(|to| to.certified.as_ref()) {
        let always = Day(i32::MIN);
        papers.push(paper(
            "提供先の認定",
            "certificate of the recipient",
            &c.number,
            always,
            Some(c.until),
            at,
        ));
    }
    papers
}

/// The last day of a permit of that length from that day.
fn end(from: Day, at_most: Duration) -> Day {
    let later = match at_most {
        Duration::Days(n) => Day(from.0.saturating_add(n as i32)),
        Duration::Months(n) => from.add_months(n as i32),
        Duration::Years(n) => from.add_months(n as i32 * 12),
    };
    Day(later.0 - 1)
}

pub fn agreed(written: &Deliver) -> Agreed {
    Agreed {
        proposal: written.proposal.as_ref().map(|(p, _)| p.clone()),
        contract: written.contract.as_ref().map(|(c, _)| c.clone()),
        permit: written.permit.as_ref().map(|(p, _)| p.clone()),
    }
}
