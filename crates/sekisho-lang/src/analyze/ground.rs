//! On which ground a bank holds insured persons' numbers: a closed list of the shipped packages, of
//! which every delivery of claims names one.

use sekisho_model::numbers::ClosedNumber;
use sekisho_model::policy::{Delivery, Ground};
use sekisho_model::{GroundName, Origin};
use sekisho_syntax::ast;

use super::{Analyzer, Kind};
use crate::problem::numbers as problems;

/// The class of records in which such numbers stand.
const CLAIMS: &str = "claims";
/// Whose acts these are.
const COUNTRY: &str = "JP";

impl Analyzer<'_> {
    pub fn ground(&mut self, ground: &ast::Ground) {
        if !self.names.is_first(Kind::Ground, &ground.name) {
            return;
        }
        let (at, name) = (ground.name.origin.clone(), ground.name.text.as_str());
        if !self.is_ours(&ground.origin) {
            self.say(problems::own_ground(at.clone(), name));
        }
        let holds: Option<Vec<ClosedNumber>> = ground
            .holds
            .iter()
            .map(|word| ClosedNumber::parse(&word.text))
            .collect();
        let holds = holds.unwrap_or_default();
        if holds.is_empty() || ground.cites.is_empty() {
            self.say(problems::ground_lacks(at, name));
        }
        self.policy.grounds.push(Ground {
            name: GroundName::new(name),
            label: ground.label.clone(),
            holds,
            cites: ground.cites.clone(),
            origin: ground.origin.clone(),
        });
    }

    /// A database of insured persons' numbers that others are given from is closed to whoever has no
    /// ground (健康保険法194条の2第4項): claims stand in one.
    pub fn held_on_ground(&mut self, deliver: &ast::Deliver, delivery: &Delivery) {
        let claims = delivery
            .classes
            .iter()
            .any(|class| class.as_str() == CLAIMS);
        if !claims || self.package.country != COUNTRY {
            return;
        }
        let held = delivery.held.as_ref();
        let ground = held.and_then(|name| self.policy.ground(name.as_str()));
        let holds = ground.is_some_and(|ground| ground.holds.contains(&ClosedNumber::Insured));
        // An unknown name is said already.
        if holds || deliver.held.is_some() && ground.is_none() {
            return;
        }
        let at: Origin = deliver
            .held
            .as_ref()
            .map_or_else(|| deliver.name.origin.clone(), |name| name.origin.clone());
        let known = self.policy.grounds.iter();
        let known: Vec<String> = known
            .filter(|ground| ground.holds.contains(&ClosedNumber::Insured))
            .map(|ground| ground.name.to_string())
            .collect();
        self.say(problems::held_without_ground(
            at,
            &deliver.name.text,
            &known,
        ));
    }
}
