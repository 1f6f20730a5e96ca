//! Legal bases: what each goes with is data of the shipped packages. Silence has no meaning here.

use sekisho_model::BasisName;
use sekisho_model::policy::{Basis, Countries, Delivery, Study};
use sekisho_model::standard::Regime;
use sekisho_model::{Origin, Text};
use sekisho_syntax::ast::{self, BasisCountries, Name};
use sekisho_syntax::nearest;

use super::{Analyzer, Kind};
use crate::problem::{basis as problems, deliver as deliver_problems};

impl Analyzer<'_> {
    pub fn basis(&mut self, basis: &ast::Basis) {
        if !self.names.is_first(Kind::Basis, &basis.name) {
            return;
        }
        self.basis_lines(basis);
        if !self.is_ours(&basis.origin) {
            let at = basis.name.origin.clone();
            self.say(problems::own_basis(at, &basis.name.text));
        }
        let institutions = self.institutions(basis);
        let certified = self.certifications(&basis.certified);
        let standards = self.standards_named(basis);
        let regimes = basis.regimes.iter().flatten().flatten();
        let regimes: Vec<Regime> = regimes.filter_map(|name| self.regime(name)).collect();
        let recipients = basis.recipients.iter().flatten().flatten();
        let recipients = recipients
            .filter_map(|name| self.recipient_kind(name))
            .collect();
        let countries = match &basis.countries {
            None | Some(BasisCountries::Home) => Countries::Of(vec![self.package.country.clone()]),
            Some(BasisCountries::Any) => Countries::Any,
            Some(BasisCountries::Of(names)) => {
                Countries::Of(names.iter().map(|n| n.text.clone()).collect())
            }
        };
        let validity = self.validity(&basis.law);
        self.policy.bases.push(Basis {
            name: BasisName::new(&basis.name.text),
            label: basis.label.clone(),
            institutions,
            certified,
            regimes,
            standards,
            recipients,
            commercial: basis.commercial.unwrap_or(false),
            countries,
            asks: basis.asks.iter().map(|(asked, _)| asked.clone()).collect(),
            keeps_record: basis.keeps_record.clone(),
            cites: basis.cites.clone(),
            validity,
            notes: basis.law.notes.clone(),
            origin: basis.origin.clone(),
        });
    }

    fn basis_lines(&mut self, basis: &ast::Basis) {
        let lines = [
            (
                basis.institutions.is_none(),
                "institutions",
                "institutions any",
            ),
            (basis.regimes.is_none(), "regimes", "regimes anonymized"),
            (basis.recipients.is_none(), "recipients", "recipients any"),
            (
                basis.commercial.is_none(),
                "purposes",
                "purposes not commercial",
            ),
            (basis.countries.is_none(), "countries", "countries home"),
            (
                basis.cites.is_empty(),
                "cites",
                "cites \"個人情報保護法 第43条\"",
            ),
        ];
        let missing: Vec<_> = lines.into_iter().filter(|(missing, ..)| *missing).collect();
        if let Some((_, _, example)) = missing.first() {
            let words: Vec<&str> = missing.iter().map(|(_, line, _)| *line).collect();
            self.say(problems::basis_lacks(
                basis.name.origin.clone(),
                &basis.name.text,
                &words.join(", "),
                example,
            ));
        }
    }

    pub fn regime(&mut self, name: &Name) -> Option<Regime> {
        if let Some(regime) = Regime::parse(&name.text) {
            return Some(regime);
        }
        let near = nearest(&name.text, Regime::ALL.map(Regime::word));
        self.say(problems::unknown_regime(
            name.origin.clone(),
            &name.text,
            near,
        ));
        None
    }

    /// The basis carries the form, the recipient, every purpose and the country of the delivery.
    pub fn basis_fits(&mut self, at: &Name, study: &Study, delivery: &Delivery) {
        let Some(basis) = self.policy.basis(&at.text).cloned() else {
            return;
        };
        if let Some(said) = self.pseudonymized_leaves(&basis, delivery) {
            let (at, profile) = (at.origin.clone(), delivery.profile.as_str());
            self.say(deliver_problems::pseudonymized_leaves(
                at, &basis, profile, &said,
            ));
        }
        self.institution_fits(at, &basis);
        let regime = self.regime_fits(&basis, delivery);
        if regime.is_none() {
            self.standard_fits(at, &basis, delivery);
        }
        let wrong = [
            regime,
            recipient_fits(&basis, delivery),
            self.purpose_fits(&basis, study),
            self.country_fits(&basis, delivery),
        ];
        for axis in wrong.into_iter().flatten() {
            let there: Origin = basis.origin.clone();
            let at = at.origin.clone();
            let name = basis.name.as_str();
            self.say(deliver_problems::basis_does_not_fit(at, name, &axis, there));
        }
    }

    /// What the data are must be listed; being more than something listed carries nothing.
    fn regime_fits(&self, basis: &Basis, delivery: &Delivery) -> Option<Text> {
        let profile = self.policy.profile(delivery.profile.as_str())?;
        let fits = basis.regimes.is_empty() || basis.regimes.contains(&profile.is());
        if fits || self.pseudonymized_leaves(basis, delivery).is_some() {
            return None;
        }
        let wanted: Vec<&str> = basis.regimes.iter().map(|r| r.word()).collect();
        let (wanted, is, name) = (wanted.join(" / "), profile.is().word(), &profile.name);
        Some(Text::new(
            format!("{wanted} の形の根拠で、プロファイル「{name}」の形は {is} です。"),
            format!("carries {wanted} data, and the profile '{name}' is {is}."),
        ))
    }

    /// 仮名加工情報 under a basis that carries personal data by consent or exception (41条6項): where
    /// the profile says that it is one.
    fn pseudonymized_leaves(&self, basis: &Basis, delivery: &Delivery) -> Option<Name> {
        let profile = self.policy.profile(delivery.profile.as_str())?;
        let carries = |regime| basis.regimes.contains(&regime);
        let found = profile.is() == Regime::Pseudonymized
            && carries(Regime::Coded)
            && !carries(Regime::Pseudonymized);
        let said = found.then(|| self.said_pseudonymized.get(&profile.name));
        said.flatten().cloned()
    }

    fn purpose_fits(&self, basis: &Basis, study: &Study) -> Option<Text> {
        let mut purposes = study.purposes.iter();
        let purpose = purposes.find(|p| !basis.commercial && self.is_commercial(p))?;
        Some(Text::new(
            format!("営利の目的「{purpose}」の根拠になりません。"),
            format!("carries no commercial purpose such as '{purpose}'."),
        ))
    }

    fn country_fits(&self, basis: &Basis, delivery: &Delivery) -> Option<Text> {
        let country = &delivery.recipient.country;
        let fits = match &basis.countries {
            Countries::Any => true,
            Countries::Of(all) => all.contains(country),
        };
        (!fits).then(|| {
            Text::new(
                format!("国 {country} への提供の根拠になりません。"),
                format!("does not reach the country {country}."),
            )
        })
    }
}

fn recipient_fits(basis: &Basis, delivery: &Delivery) -> Option<Text> {
    let kind = delivery.recipient.kind;
    let fits = basis.recipients.is_empty() || basis.recipients.contains(&kind);
    (!fits).then(|| {
        Text::new(
            format!("提供先の種類 {} を含みません。", kind.as_str()),
            format!(
                "does not include a recipient of the kind {}.",
                kind.as_str()
            ),
        )
    })
}
