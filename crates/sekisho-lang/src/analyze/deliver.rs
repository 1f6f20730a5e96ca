//! Deliveries: study, cohort, data, recipient, form and basis must fit one another.

use sekisho_model::consent::coverage::papers;
use sekisho_model::policy::{Act, Delivery, Recipient, Study};
use sekisho_model::{BasisName, CohortName, Day, DeliveryName, GroundName, ProfileName};
use sekisho_syntax::ast::{self, Limited, Name};
use sekisho_syntax::nearest;

use super::consent::is_country;
use super::{Analyzer, Kind, asked, open, terms};
use crate::problem::{access as access_problems, deliver as problems};

impl Analyzer<'_> {
    pub fn deliver(&mut self, deliver: &ast::Deliver) {
        if !self.names.is_first(Kind::Delivery, &deliver.name) {
            return;
        }
        self.delivery_lines(deliver);
        self.terms(deliver);
        let study = deliver
            .study
            .as_ref()
            .and_then(|study| self.resolve(Kind::Study, study));
        let study = study.and_then(|name| self.policy.study(&name).cloned());
        let cohort = deliver
            .cohort
            .as_ref()
            .and_then(|cohort| self.resolve(Kind::Cohort, cohort));
        let profile = deliver
            .profile
            .as_ref()
            .and_then(|profile| self.resolve(Kind::Profile, profile));
        if let (Some(name), Some(found)) = (&deliver.profile, &profile)
            && let Some(found) = self.policy.profile(found).cloned()
        {
            self.random_plugins(&found, &name.origin);
            self.generalized_everywhere(&deliver.formats, &found);
        }
        let recipient = deliver
            .to
            .as_ref()
            .and_then(|to| self.recipient(deliver, to));
        let formats = self.formats(deliver, profile.as_deref());
        let basis = deliver
            .basis
            .as_ref()
            .and_then(|basis| self.legal_basis(basis));
        let held = deliver.held.as_ref();
        let held = held.and_then(|name| self.resolve(Kind::Ground, name));
        let held = held.map(GroundName::from);
        let requires = self.requirements(&deliver.requires, study.as_ref());
        let Some(study) = study else { return };
        if let (Some(name), Some(found)) = (&deliver.cohort, &cohort)
            && !study.cohorts.iter().any(|c| c.as_str() == found)
        {
            self.say(problems::cohort_of_another_study(
                name.origin.clone(),
                found,
                study.name.as_str(),
            ));
        }
        let before = deliver
            .before
            .as_ref()
            .map(|(day, at)| (Day(day.0 - 1), at));
        let every = deliver
            .every
            .as_ref()
            .map(|every| (every.until, &every.origin));
        if let Some((last, at)) = before.or(every)
            && open::last_day(&study).is_some_and(|end| last > end)
        {
            self.say(problems::after_the_approval(at.clone()));
        }
        let classes = self.classes_of_study(&study, &deliver.data);
        let (Some(cohort), Some(profile), Some(recipient)) = (cohort, profile, recipient) else {
            return;
        };
        let found = Delivery {
            name: DeliveryName::new(&deliver.name.text),
            label: deliver.label.clone(),
            study: study.name.clone(),
            cohort: CohortName::from(cohort),
            classes,
            recipient,
            basis,
            held,
            profile: ProfileName::from(profile),
            formats,
            before: deliver.before.as_ref().map(|(day, _)| *day),
            every: deliver.every.as_ref().and_then(terms::every),
            limit_patients: limit(deliver, Limited::Patients),
            limit_records: limit(deliver, Limited::Rows),
            limit_bytes: limit(deliver, Limited::Bytes),
            fee: deliver.fee.as_ref().and_then(terms::fee),
            agreed: asked::agreed(deliver),
            requires,
            after: terms::after(&deliver.after),
            origin: deliver.origin.clone(),
        };
        self.can_ever_run(deliver, &study, &found);
        self.terms_fit(deliver, &study, &found);
        self.held_on_ground(deliver, &found);
        self.policy.deliveries.push(found);
    }

    fn delivery_lines(&mut self, deliver: &ast::Deliver) {
        let lines = [
            (deliver.study.is_none(), "study", "study synthea_outcomes"),
            (deliver.cohort.is_none(), "cohort", "cohort heart_failure"),
            (deliver.data.is_empty(), "data", "data everything"),
            (
                deliver.to.is_none(),
                "to org",
                "to org \"東京大学\" kind university country \"JP\"",
            ),
            (deliver.basis.is_none(), "basis", "basis 本人同意"),
            (deliver.profile.is_none(), "as", "as research_coded"),
            (deliver.formats.is_empty(), "format", "format fhir R4"),
        ];
        let missing: Vec<_> = lines.into_iter().filter(|(missing, ..)| *missing).collect();
        if let Some((_, _, example)) = missing.first() {
            let words: Vec<&str> = missing.iter().map(|(_, line, _)| *line).collect();
            self.say(problems::lacks(
                deliver.name.origin.clone(),
                &deliver.name.text,
                &words,
                example,
            ));
        }
    }

    fn recipient(&mut self, deliver: &ast::Deliver, to: &ast::To) -> Option<Recipient> {
        let words = [
            (to.kind.is_none(), "kind"),
            (to.country.is_none(), "country"),
        ];
        let missing: Vec<&str> = words
            .into_iter()
            .filter(|(missing, _)| *missing)
            .map(|(_, word)| word)
            .collect();
        if !missing.is_empty() {
            let example = "to org \"東京大学\" kind university country \"JP\"";
            self.say(problems::lacks(
                to.origin.clone(),
                &deliver.name.text,
                &missing,
                example,
            ));
        }
        let kind = to
            .kind
            .as_ref()
            .and_then(|kind| self.recipient_kind(kind))?;
        let country = to.country.as_ref()?;
        if !is_country(&country.text) {
            self.say(problems::recipient_abroad(
                country.origin.clone(),
                &country.text,
            ));
        }
        Some(Recipient {
            org: to.org.text.clone(),
            kind,
            country: country.text.clone(),
            endpoint: to.endpoint.as_ref().map(|e| e.text.clone()),
            eligible: to.eligible.as_ref().map(|e| e.text.clone()),
            certified: to.certified.as_ref().map(|(said, _)| said.clone()),
        })
    }

    pub fn legal_basis(&mut self, basis: &Name) -> Option<BasisName> {
        let known: Vec<String> = self.names.of_kind(Kind::Basis).map(str::to_owned).collect();
        if known.contains(&basis.text) {
            return self.resolve(Kind::Basis, basis).map(BasisName::from);
        }
        let near = nearest(&basis.text, known.iter().map(String::as_str));
        let at = basis.origin.clone();
        self.say(problems::unknown_basis(at, &basis.text, near));
        None
    }

    /// A delivery nobody may run, or that no form covers, is written in vain.
    fn can_ever_run(&mut self, deliver: &ast::Deliver, study: &Study, delivery: &Delivery) {
        let allows = |rule: &&sekisho_model::policy::AccessRule| {
            rule.allow
                && rule.study == study.name
                && rule.acts.contains(&Act::Extract)
                && rule.profile.as_ref() == Some(&delivery.profile)
        };
        let allowed = delivery.classes.iter().any(|class| {
            self.policy
                .access
                .iter()
                .filter(allows)
                .any(|rule| rule.classes.contains(class))
        });
        if !allowed {
            self.say(problems::nobody_may(
                deliver.name.origin.clone(),
                &deliver.name.text,
                delivery.profile.as_str(),
            ));
        }
        let to = (delivery.recipient.kind, delivery.recipient.country.clone());
        let home = self.package.country.as_str();
        let cells = study
            .purposes
            .iter()
            .flat_map(|purpose| delivery.classes.iter().map(move |class| (purpose, class)));
        let covered = cells
            .into_iter()
            .any(|(purpose, class)| !papers(&self.policy, home, purpose, class, &to).is_empty());
        if !covered && !study.purposes.is_empty() {
            self.say(problems::nothing_covers(
                deliver.name.origin.clone(),
                &deliver.name.text,
            ));
        }
        if delivery.classes.is_empty() && !deliver.data.is_empty() {
            self.say(access_problems::outside_the_study(
                deliver.name.origin.clone(),
                study.name.as_str(),
                &deliver.data[0].text,
            ));
        }
    }
}

fn limit(deliver: &ast::Deliver, of: Limited) -> Option<u64> {
    let limit = deliver.limits.iter().find(|limit| limit.of == of);
    limit.map(|limit| limit.at_most)
}
