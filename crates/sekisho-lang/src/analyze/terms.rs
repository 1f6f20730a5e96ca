//! The terms of a delivery against one another, against its study, its rules and its formats.

use sekisho_model::policy::{Act, Delivery, Embargoed, FeePer, Period, Requirement, Study};
use sekisho_model::profile::Profile;
use sekisho_model::{Day, Origin, Text};
use sekisho_syntax::ast::{self, Deliver, Duty};
use sekisho_syntax::nearest;

use super::{Analyzer, open};
use crate::problem::deliver as problems;
use crate::tables;

impl Analyzer<'_> {
    /// What the lines say by themselves.
    pub fn terms(&mut self, deliver: &Deliver) {
        if let (Some(_), Some(every)) = (&deliver.before, &deliver.every) {
            self.say(problems::once_and_every(every.origin.clone()));
        }
        if let Some(every) = &deliver.every
            && Period::parse(&every.period.text).is_none()
        {
            let near = nearest(&every.period.text, Period::ALL.map(Period::as_str));
            let at = every.period.origin.clone();
            self.say(problems::unknown_period(at, &every.period.text, near));
        }
        if let Some(fee) = &deliver.fee
            && FeePer::parse(&fee.per.text).is_none()
        {
            let near = nearest(&fee.per.text, FeePer::ALL.map(FeePer::as_str));
            let at = fee.per.origin.clone();
            self.say(problems::unknown_fee_unit(at, &fee.per.text, near));
        }
        for limit in &deliver.limits {
            if limit.at_most == 0 {
                self.say(problems::limit_nothing(limit.origin.clone()));
            } else if !limit.stop {
                let line = self.written(&limit.origin);
                self.say(problems::limit_without_stop(limit.origin.clone(), &line));
            }
        }
    }

    /// The words at a place of this package.
    fn written(&self, at: &Origin) -> String {
        let mut sources = self.package.sources.iter();
        let source = sources.find(|s| s.path == at.file);
        source
            .and_then(|s| s.text.get(at.start as usize..at.end as usize))
            .unwrap_or_default()
            .to_owned()
    }

    pub fn formats(&mut self, deliver: &Deliver, profile: Option<&str>) -> Vec<String> {
        let mut formats = Vec::new();
        for format in &deliver.formats {
            let mut known = tables::formats().iter();
            let Some(found) = known.find(|f| f.name == format.text) else {
                let near = nearest(&format.text, tables::formats().iter().map(|f| f.name));
                let at = format.origin.clone();
                self.say(problems::unknown_format(at, &format.text, near));
                continue;
            };
            formats.push(found.name.to_owned());
            let profile = profile.and_then(|name| self.policy.profile(name));
            if let Some(profile) = profile.filter(|p| !has_block(p, found.block)) {
                let at = format.origin.clone();
                let name = profile.name.as_str();
                self.say(problems::profile_lacks_format(
                    at,
                    name,
                    found.name,
                    found.block,
                ));
            }
        }
        formats
    }

    /// What they say of a delivery whose names are resolved.
    pub fn terms_fit(&mut self, written: &Deliver, study: &Study, delivery: &Delivery) {
        self.data_held(written, delivery);
        self.ends_in_time(written, study, delivery);
        self.embargo_kept(written, study);
        self.site_present(written, study, delivery);
        self.commercial_to_company(written, study, delivery);
        self.asks_as_its_rules(written, delivery);
        self.papers_in_order(written, delivery);
        if let Some(basis) = &written.basis {
            self.basis_fits(basis, study, delivery);
            self.asks_met(written, basis, delivery);
        }
    }

    fn data_held(&mut self, written: &Deliver, delivery: &Delivery) {
        let formats = || {
            let known = tables::formats().iter();
            known.filter(|f| delivery.formats.iter().any(|name| name == f.name))
        };
        if formats().next().is_none() {
            return;
        }
        for name in &written.data {
            let classes = self.classes.get(&name.text).cloned();
            let classes = classes.unwrap_or_else(|| vec![name.text.as_str().into()]);
            let homeless = classes
                .iter()
                .find(|class| !formats().any(|f| f.holds(class.as_str())));
            if let Some(class) = homeless {
                let at = name.origin.clone();
                self.say(problems::no_format_for(at, class.as_str()));
            }
        }
    }

    fn ends_in_time(&mut self, written: &Deliver, study: &Study, delivery: &Delivery) {
        let last = last_day(delivery);
        let Some((destroy, at)) = written.after.iter().find_map(|line| match line.duty {
            Duty::Destroy(day) => Some((day, line.origin.clone())),
            _ => None,
        }) else {
            return;
        };
        if let Some(last) = last.filter(|last| destroy < *last) {
            self.say(problems::destroyed_before_delivery(at, destroy, last));
            return;
        }
        let ends = study.approvals.iter().max_by_key(|a| a.until);
        if open::last_day(study).is_some_and(|end| destroy > end)
            && let Some(approval) = ends
        {
            let there = approval.origin.clone();
            self.say(problems::kept_after_approval(at, destroy, there));
        }
    }

    fn embargo_kept(&mut self, written: &Deliver, study: &Study) {
        let publication = written.after.iter().find_map(|line| match line.duty {
            Duty::Publication(day) => Some((day, line.origin.clone())),
            _ => None,
        });
        let embargo = study.embargoes.iter();
        let embargo = embargo
            .filter(|e| e.what == Embargoed::Publication)
            .max_by_key(|e| e.until);
        if let (Some((day, at)), Some(embargo)) = (publication, embargo)
            && day < embargo.until
        {
            let there = embargo.origin.clone();
            let until = embargo.until;
            self.say(problems::published_under_embargo(at, day, until, there));
        }
    }

    /// People of a site that has left pass no rule: a delivery to it must end before.
    fn site_present(&mut self, written: &Deliver, study: &Study, delivery: &Delivery) {
        let of_recipient = |s: &&sekisho_model::policy::Site| s.org == delivery.recipient.org;
        let Some(site) = study.sites.iter().find(of_recipient) else {
            return;
        };
        if let (Some(leaves), Some(last), Some(to)) = (site.until, last_day(delivery), &written.to)
            && leaves < last
        {
            let at = to.org.origin.clone();
            self.say(problems::after_the_site(at, &site.org, site.origin.clone()));
        }
    }

    fn commercial_to_company(&mut self, written: &Deliver, study: &Study, delivery: &Delivery) {
        let company = sekisho_model::consent::RecipientKind::Company;
        let mut purposes = study.purposes.iter();
        let commercial = purposes.find(|p| self.is_commercial(p));
        if let (Some(purpose), Some(to)) = (commercial, &written.to)
            && delivery.recipient.kind != company
        {
            let at = to.origin.clone();
            self.say(problems::commercial_to_others(at, purpose.as_str()));
        }
    }

    /// The board signs the delivery: what its rules ask must be read there too.
    fn asks_as_its_rules(&mut self, written: &Deliver, delivery: &Delivery) {
        let under = self.policy.access.iter().filter(|r| {
            r.allow
                && r.study == delivery.study
                && r.acts.contains(&Act::Extract)
                && r.profile.as_ref() == Some(&delivery.profile)
                && r.classes.iter().any(|c| delivery.classes.contains(c))
        });
        let at = || written.name.origin.clone();
        let missing = under.flat_map(|rule| {
            let there = || rule.origin.clone();
            rule.requires
                .iter()
                .filter_map(move |required| match required {
                    Requirement::Fee(name) => {
                        let priced = delivery.fee.as_ref().is_some_and(|fee| fee.name == *name);
                        (!priced).then(|| problems::fee_without_price(at(), name, there()))
                    }
                    Requirement::Approval { .. } | Requirement::Justification => {
                        let said = delivery.requires.iter().any(|own| as_much(own, required));
                        (!said).then(|| problems::asks_less(at(), &asked(required), there()))
                    }
                    Requirement::Profile(_) | Requirement::Duty(_) => None,
                })
        });
        let missing: Vec<_> = missing.collect();
        missing.into_iter().for_each(|problem| self.say(problem));
    }
}

/// The last day on which it may run.
pub fn last_day(delivery: &Delivery) -> Option<Day> {
    let before = delivery.before.map(|day| Day(day.0 - 1));
    before.or(delivery.every.as_ref().map(|every| every.until))
}

fn has_block(profile: &Profile, block: &str) -> bool {
    let mut others = profile.blocks.iter();
    match block {
        "fhir R4" => profile.fhir.is_some(),
        block => others.any(|other| other.modality.word() == block),
    }
}

fn as_much(own: &Requirement, required: &Requirement) -> bool {
    match (own, required) {
        (Requirement::Approval { count, by }, Requirement::Approval { count: n, by: of }) => {
            count >= n && by.iter().all(|name| of.contains(name))
        }
        _ => own == required,
    }
}

fn asked(required: &Requirement) -> Text {
    match required {
        Requirement::Approval { count, by } => Text::new(
            format!("{} のうち {count} 者の承認", by.join("・")),
            format!("approval by {count} of {}", by.join(", ")),
        ),
        _ => Text::new("理由", "a justification"),
    }
}

pub fn every(every: &ast::Every) -> Option<sekisho_model::policy::Every> {
    Some(sekisho_model::policy::Every {
        period: Period::parse(&every.period.text)?,
        until: every.until,
    })
}

pub fn fee(fee: &ast::Fee) -> Option<sekisho_model::policy::Fee> {
    Some(sekisho_model::policy::Fee {
        name: fee.name.text.clone(),
        yen: fee.yen,
        per: FeePer::parse(&fee.per.text)?,
    })
}

pub fn after(lines: &[ast::After]) -> sekisho_model::policy::AfterDelivery {
    let mut after = sekisho_model::policy::AfterDelivery::default();
    for line in lines {
        match line.duty {
            Duty::Receipt(within) => after.receipt_within = Some(within),
            Duty::Destroy(day) => after.destroy_by = Some(day),
            Duty::Publication(day) => after.publication_not_before = Some(day),
            Duty::ReturnResults(within) => after.return_results_within = Some(within),
        }
    }
    after
}
