//! Claims: properties to be proved. Here they are read, and the plainly false ones refuted.

use sekisho_model::consent::RecipientKind;
use sekisho_model::policy::{AccessRule, Act, Claim, ClaimedOf, When};
use sekisho_model::{ClaimName, DataClass, Origin, RoleName, StudyName, Text};
use sekisho_syntax::ast;

use super::{Analyzer, Kind, permits, truth};
use crate::problem::{access as access_problems, claim as problems};

impl Analyzer<'_> {
    pub fn claim(&mut self, claim: &ast::Claim) {
        if !self.names.is_first(Kind::Claim, &claim.name) {
            return;
        }
        let (name, at) = (claim.name.text.as_str(), claim.name.origin.clone());
        if claim.because.is_empty() {
            let what = Text::new(format!("主張「{name}」"), format!("The claim '{name}'"));
            self.say(access_problems::no_reason(at.clone(), &what));
        }
        let never = match claim.nevers.as_slice() {
            [] => return self.say(problems::claim_lacks_never(at, name)),
            [never] => never,
            [_, second, ..] => {
                return self.say(problems::two_nevers(second.origin.clone(), name));
            }
        };
        let Some(to) = self.claimed_of(never.to.as_ref()) else {
            return;
        };
        let found = Claim {
            name: ClaimName::new(name),
            label: claim.label.clone(),
            acts: match &never.acts {
                Some(acts) => self.acts(acts),
                None => Act::ALL.to_vec(),
            },
            classes: match &never.classes {
                Some(on) => self.class_list(on),
                None => self.all_classes(),
            },
            to,
            regime: never.regime.as_ref().and_then(|regime| self.regime(regime)),
            condition: self.condition(never.condition.as_ref()),
            because: claim.because.clone(),
            cites: claim.cites.clone(),
            origin: never.origin.clone(),
        };
        if never.condition.is_some() && truth::shut(&found.condition) {
            self.say(problems::claims_nothing(never.origin.clone()));
        }
        if let Some(rule) = self.refuted(&found) {
            self.say(problems::contradicted(at, name, rule));
        }
        self.policy.claims.push(found);
    }

    fn claimed_of(&mut self, to: Option<&ast::ClaimedOf>) -> Option<ClaimedOf> {
        Some(match to {
            None | Some(ast::ClaimedOf::Anyone) => ClaimedOf::Anyone,
            Some(ast::ClaimedOf::Recipient(kind)) => {
                ClaimedOf::Recipient(self.recipient_kind(kind)?)
            }
            Some(ast::ClaimedOf::Role { role, study }) => {
                let name = self.resolve(Kind::Study, study)?;
                let study = self.policy.study(&name)?.clone();
                let role = self.role_of(&study, role)?;
                ClaimedOf::Role {
                    role,
                    study: study.name,
                }
            }
        })
    }

    /// A permit that does what the claim rules out, and that no `forbid` stops. Only where no
    /// condition has to be weighed: the rest is for the prover.
    fn refuted(&self, claim: &Claim) -> Option<Origin> {
        if !matches!(claim.condition, When::Always) {
            return None;
        }
        let permits = self.policy.access.iter().filter(|rule| rule.allow);
        let plain = permits.filter(|rule| !truth::shut(&rule.condition));
        let found = plain
            .filter(|rule| self.in_regime(claim, rule))
            .find(|rule| {
                let spoken = |role: &RoleName| match &claim.to {
                    ClaimedOf::Role { role: of, study } => of == role && *study == rule.study,
                    ClaimedOf::Anyone => true,
                    ClaimedOf::Recipient(kind) => self.reaches(rule, *kind),
                };
                let open = |role: &RoleName, act: Act, class: &DataClass| {
                    !self.forbidden(&rule.study, role, act, class)
                };
                rule.roles.iter().filter(|role| spoken(role)).any(|role| {
                    rule.acts
                        .iter()
                        .filter(|act| claim.acts.contains(act))
                        .any(|act| {
                            let mut classes = rule.classes.iter();
                            classes.any(|c| claim.classes.contains(c) && open(role, *act, c))
                        })
                })
            });
        found.map(|rule| rule.origin.clone())
    }

    fn in_regime(&self, claim: &Claim, rule: &AccessRule) -> bool {
        let Some(regime) = &claim.regime else {
            return true;
        };
        let profile = rule.profile.as_ref();
        let profile = profile.and_then(|p| self.policy.profile(p.as_str()));
        profile.is_some_and(|p| p.is() == *regime)
    }

    /// A delivery under this rule goes to such a recipient.
    fn reaches(&self, rule: &AccessRule, kind: RecipientKind) -> bool {
        self.policy.deliveries.iter().any(|d| {
            d.study == rule.study
                && Some(&d.profile) == rule.profile.as_ref()
                && d.recipient.kind == kind
                && d.classes.iter().any(|c| rule.classes.contains(c))
        })
    }

    /// Without condition, by the study's own rules or by a guard.
    fn forbidden(&self, study: &StudyName, role: &RoleName, act: Act, class: &DataClass) -> bool {
        let by_rule = self.policy.access.iter().any(|r| {
            !r.allow
                && r.study == *study
                && r.roles.contains(role)
                && r.acts.contains(&act)
                && r.classes.contains(class)
                && permits::whenever(&r.condition)
        });
        by_rule
            || self
                .policy
                .guards
                .iter()
                .any(|g| permits::covers(g, act, class) && permits::whenever(&g.condition))
    }
}
