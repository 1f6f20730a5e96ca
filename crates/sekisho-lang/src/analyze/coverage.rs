//! What no paper could ever let a study do, cell by cell: purpose × class × recipient, exhaustive
//! like a match. Also purposes nobody grants or uses.
//!
//! A package without any form or notice is a piece of one; nothing is said of it here.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::consent::coverage::{Paper, papers, readers};
use sekisho_model::consent::{Delivered, Form, RecipientKind};
use sekisho_model::policy::{Act, Delivery, Purpose, Study};
use sekisho_model::{BasisName, DataClass, FormName, Origin, PurposeName, RuleName};
use sekisho_syntax::Parse;
use sekisho_syntax::ast::{self, Item};

use super::{Analyzer, Kind};
use crate::problem::{consent as problems, purpose as purpose_problems};
use crate::shipped;

/// One place that lets data go: who receives, which classes, in which form.
struct Way<'a> {
    at: Origin,
    study: &'a Study,
    to: (RecipientKind, String),
    classes: &'a [DataClass],
    /// What the standards of the profile prove the data to be.
    regimes: BTreeSet<&'static str>,
    /// The legal basis of a delivery; nothing else has one.
    basis: Option<BasisName>,
    /// Whether it is a delivery or a rule, as its name says.
    name: String,
}

impl Analyzer<'_> {
    /// After studies, access and deliveries are known.
    pub fn coverage(&mut self, parses: &[&Parse]) {
        if self.policy.forms.is_empty() && self.policy.optouts.is_empty() {
            return;
        }
        self.each(parses, |a, item| match item {
            Item::Purpose(purpose) => a.unused_purpose(purpose),
            Item::Study(study) => a.ungranted_purposes(study),
            Item::Access(access) => a.rules_covered(access),
            Item::Deliver(deliver) => a.delivery_covered(deliver),
            _ => {}
        });
    }

    fn granted(&self, purpose: &PurposeName) -> bool {
        let policy = &self.policy;
        let mut items = policy.forms.iter().flat_map(|form| &form.items);
        items.any(|item| item.purposes.contains(purpose) || item.later.contains(purpose))
            || policy
                .optouts
                .iter()
                .any(|optout| optout.purposes.contains(purpose))
    }

    /// A purpose that no form grants, no study follows and no used purpose lies under.
    fn unused_purpose(&mut self, purpose: &ast::Purpose) {
        let used = self
            .used
            .contains(&(Kind::Purpose, purpose.name.text.clone()));
        let own = !shipped::is_shipped(&purpose.origin);
        if own && !used && !self.granted(&purpose.name.text.as_str().into()) {
            let at = purpose.name.origin.clone();
            self.say(purpose_problems::unused_purpose(at, &purpose.name.text));
        }
    }

    /// A study follows a purpose that no paper grants: nothing can be used for it.
    fn ungranted_purposes(&mut self, study: &ast::Study) {
        let known: Vec<(&ast::Name, Purpose)> = study
            .purposes
            .iter()
            .filter_map(|name| {
                let found = self
                    .policy
                    .purposes
                    .iter()
                    .find(|p| p.name.as_str() == name.text)?;
                Some((name, found.clone()))
            })
            .collect();
        let any = known.iter().any(|(_, purpose)| self.granted(&purpose.name));
        for (name, purpose) in known {
            if self.granted(&purpose.name) {
                continue;
            }
            let why = self.why_not_granted(&purpose);
            let at = name.origin.clone();
            let problem =
                purpose_problems::ungranted_purpose(at, &name.text, &study.name.text, why, any);
            self.say(problem);
        }
    }

    /// What a reader would have expected to grant it.
    fn why_not_granted(&self, purpose: &Purpose) -> purpose_problems::WhyNot {
        let above = self
            .ancestry(&purpose.name)
            .skip(1)
            .find(|p| self.granted(&p.name));
        match above {
            Some(above) if purpose.commercial => {
                purpose_problems::WhyNot::Commercial(above.name.to_string())
            }
            Some(above) if self.since(&purpose.name).is_some() => {
                purpose_problems::WhyNot::Later(above.name.to_string())
            }
            _ => purpose_problems::WhyNot::Unnamed,
        }
    }

    fn rules_covered(&mut self, access: &ast::Access) {
        let Some(study) = self.policy.study(&access.study.text).cloned() else {
            return;
        };
        let home = self.package.country.clone();
        for n in 1..=access.rules.len() {
            let name = RuleName::new(format!("{}#{n}", study.name));
            let Some(rule) = self
                .policy
                .access
                .iter()
                .find(|rule| rule.name == name)
                .cloned()
            else {
                continue;
            };
            if !rule.allow
                || !rule
                    .acts
                    .iter()
                    .any(|act| matches!(act, Act::Read | Act::Count))
            {
                continue;
            }
            let profile = rule.profile.as_ref();
            let profile = profile.and_then(|name| self.policy.profile(name.as_str()));
            let regimes = profile.map(|p| p.regimes()).unwrap_or_default();
            for to in readers(&self.policy, &study, &rule, &home) {
                self.covered(&Way {
                    at: rule.origin.clone(),
                    study: &study,
                    to,
                    classes: &rule.classes,
                    regimes: regimes.clone(),
                    basis: None,
                    name: study.name.to_string(),
                });
            }
        }
    }

    /// A form that promises to take back what nobody can find again.
    fn recall_possible(&mut self, delivery: &Delivery, study: &Study) {
        let to = (delivery.recipient.kind, delivery.recipient.country.clone());
        let home = &self.package.country;
        let cells = study
            .purposes
            .iter()
            .flat_map(|p| delivery.classes.iter().map(move |c| (p, c)));
        let relied_on: BTreeSet<FormName> = cells
            .flat_map(|(purpose, class)| papers(&self.policy, home, purpose, class, &to))
            .map(|paper| paper.form)
            .collect();
        let promises = |form: &Form| {
            form.withdrawals.iter().any(|withdrawal| {
                let recalls = matches!(
                    withdrawal.delivered,
                    Some(Delivered::Recall {
                        unless_anonymized: false,
                        ..
                    })
                );
                recalls && withdrawal.infeasible.is_none()
            })
        };
        let forms = self
            .policy
            .forms
            .iter()
            .filter(|f| relied_on.contains(&f.name));
        let broken: Vec<(Origin, String)> = forms
            .filter(|form| promises(form))
            .map(|form| (form.origin.clone(), form.name.to_string()))
            .collect();
        for (at, form) in broken {
            let (delivery, place) = (delivery.name.as_str(), delivery.origin.clone());
            self.say(problems::recall_without_way(at, &form, delivery, place));
        }
    }

    fn delivery_covered(&mut self, deliver: &ast::Deliver) {
        let Some(delivery) = self.policy.delivery(&deliver.name.text).cloned() else {
            return;
        };
        let Some(study) = self.policy.study(delivery.study.as_str()).cloned() else {
            return;
        };
        let profile = self.policy.profile(delivery.profile.as_str());
        let regimes = profile.map(|p| p.regimes()).unwrap_or_default();
        if regimes.contains("anonymized") {
            self.recall_possible(&delivery, &study);
        }
        self.covered(&Way {
            at: deliver.name.origin.clone(),
            study: &study,
            to: (delivery.recipient.kind, delivery.recipient.country.clone()),
            classes: &delivery.classes,
            regimes,
            basis: delivery.basis.clone(),
            name: delivery.name.to_string(),
        });
    }

    /// The cells of one way that are empty, and those that only another form of the data would fill.
    fn covered(&mut self, way: &Way) {
        let mut empty: BTreeMap<PurposeName, Vec<DataClass>> = BTreeMap::new();
        let mut wrong_form: BTreeMap<(String, String), Vec<DataClass>> = BTreeMap::new();
        let mut wrong_basis: BTreeMap<(String, String), Vec<DataClass>> = BTreeMap::new();
        let mut filled = false;
        let granted: Vec<PurposeName> = way
            .study
            .purposes
            .iter()
            .filter(|p| self.granted(p))
            .cloned()
            .collect();
        for purpose in granted {
            for class in way.classes {
                let found = papers(
                    &self.policy,
                    &self.package.country,
                    &purpose,
                    class,
                    &way.to,
                );
                filled |= !found.is_empty();
                if found.is_empty() {
                    empty
                        .entry(purpose.clone())
                        .or_default()
                        .push(class.clone());
                } else if let Some(needed) = only_in_another_form(&found, &way.regimes) {
                    wrong_form.entry(needed).or_default().push(class.clone());
                } else if let Some(needed) = only_on_another_basis(&found, way.basis.as_ref()) {
                    wrong_basis.entry(needed).or_default().push(class.clone());
                }
            }
        }
        // Where nothing at all is covered, the delivery has a problem of its own.
        for (purpose, classes) in empty.iter().filter(|_| filled) {
            let (at, kind) = (way.at.clone(), super::consent::kind_word(way.to.0));
            let classes = list(classes);
            let purpose = purpose.as_str();
            self.say(problems::no_paper_covers(
                at, &way.name, purpose, &classes, kind, &way.to.1,
            ));
        }
        for ((optout, regime), mut classes) in wrong_form {
            classes.sort();
            classes.dedup();
            let at = way.at.clone();
            self.say(problems::regime_not_met(
                at,
                &way.name,
                &list(&classes),
                &optout,
                &regime,
            ));
        }
        for ((optout, bases), mut classes) in wrong_basis {
            classes.sort();
            classes.dedup();
            let (at, classes) = (way.at.clone(), list(&classes));
            let problem = problems::only_on_another_basis(at, &way.name, &classes, &optout, &bases);
            self.say(problem);
        }
    }
}

/// The opt-out and its regime, where every paper that covers asks for a form the data don't have.
fn only_in_another_form(papers: &[Paper], regimes: &BTreeSet<&str>) -> Option<(String, String)> {
    let unmet = |paper: &Paper| {
        paper
            .only_as
            .as_deref()
            .is_some_and(|regime| !regimes.contains(regime))
    };
    let first = papers.first().filter(|_| papers.iter().all(unmet))?;
    Some((first.form.to_string(), first.only_as.clone()?))
}

/// The opt-out and its legal bases, where every paper that covers asks for another one.
fn only_on_another_basis(papers: &[Paper], basis: Option<&BasisName>) -> Option<(String, String)> {
    let unmet = |paper: &Paper| {
        !paper.only_under.is_empty() && basis.is_none_or(|b| !paper.only_under.contains(b))
    };
    let first = papers.first().filter(|_| papers.iter().all(unmet))?;
    let bases: Vec<&str> = first.only_under.iter().map(BasisName::as_str).collect();
    Some((first.form.to_string(), bases.join(", ")))
}

fn list(classes: &[DataClass]) -> String {
    classes
        .iter()
        .map(DataClass::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use sekisho_model::SourceText;

    use super::*;
    use crate::{data_model, standing};

    /// The standing package, its delivery taken for anonymized and its form's promise without
    /// an exception.
    #[test]
    fn a_recall_that_nobody_can_do_is_said() {
        let example = sekisho_model::problem::Example::Declarations("");
        let files = standing::files(example).unwrap();
        let policy = "policies/standing.seki";
        let said = |promise: &str| {
            let text = files[policy].replace("recall within 14 days unless anonymized", promise);
            let mut files = files.clone();
            files.insert(policy.to_owned(), text.clone());
            let package =
                crate::Package::of(files.iter().map(|(p, t)| (p.as_str(), t.as_str()))).unwrap();
            let parse = sekisho_syntax::parse(&SourceText::new(policy, text));
            let parses = [&parse];
            let model = data_model::oncology();
            let mut analyzer =
                Analyzer::new(&package, &parses, model, sekisho_model::catalog::r4());
            analyzer.run(&parses);
            let profiles = analyzer.policy.profiles.iter_mut();
            profiles.for_each(|p| p.regime = Some(sekisho_model::standard::Regime::Anonymized));
            analyzer.problems.clear();
            analyzer.coverage(&parses);
            analyzer.problems.iter().map(|p| p.code).collect::<Vec<_>>()
        };
        assert_eq!(said("recall within 14 days"), [437]);
        assert_eq!(said("recall within 14 days unless anonymized"), [0; 0]);
        assert_eq!(said("keep"), [0; 0]);
    }
}
