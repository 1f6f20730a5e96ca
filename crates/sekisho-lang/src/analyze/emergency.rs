//! Break-glass: every line of it is mandatory, and what would keep it shut is said.

use sekisho_model::consent::Duration;
use sekisho_model::policy::{Act, Emergency, Lasts, Review};
use sekisho_model::{EmergencyName, GuardName};
use sekisho_syntax::ast;

use super::{Analyzer, Kind, permits, truth};
use crate::problem::emergency as problems;

impl Analyzer<'_> {
    pub fn emergency(&mut self, emergency: &ast::Emergency) {
        if !self.names.is_first(Kind::Emergency, &emergency.name) {
            return;
        }
        self.emergency_lines(emergency);
        let at = emergency.name.origin.clone();
        if emergency.lasts == Some(Lasts { minutes: 0 }) {
            self.say(problems::lasts_nothing(at));
        }
        let despite: Vec<GuardName> = self.resolve_all(Kind::Guard, &emergency.despite);
        let Some(allow) = &emergency.allow else {
            return;
        };
        let acts = self.emergency_acts(allow);
        let (review_by, review_within) = emergency
            .review
            .clone()
            .unwrap_or((String::new(), Duration::Days(0)));
        let found = Emergency {
            name: EmergencyName::new(&emergency.name.text),
            label: emergency.label.clone(),
            acts,
            group: allow.group.text.clone(),
            classes: self.class_list(&allow.classes),
            lasts: emergency.lasts.unwrap_or(Lasts { minutes: 0 }),
            identity_shown: emergency.identity.unwrap_or(false),
            review: Review {
                by: review_by,
                within: review_within,
            },
            tell_patient_within: emergency.tell.unwrap_or(Duration::Days(0)),
            despite,
            because: emergency.because.clone(),
            cites: emergency.cites.clone(),
            origin: allow.origin.clone(),
        };
        self.guards_let_through(emergency, &found);
        self.policy.emergencies.push(found);
    }

    /// None of them has a default: it opens records without consent.
    fn emergency_lines(&mut self, emergency: &ast::Emergency) {
        let lines = [
            (
                emergency.allow.is_none(),
                "allow",
                "allow read to group \"er-physician\" on clinical",
            ),
            (
                emergency.reason.is_none(),
                "require reason",
                "require reason",
            ),
            (emergency.lasts.is_none(), "lasts", "lasts 24 hours"),
            (emergency.identity.is_none(), "identity", "identity shown"),
            (
                emergency.review.is_none(),
                "review by",
                "review by \"診療情報管理委員会\" within 7 days",
            ),
            (
                emergency.tell.is_none(),
                "tell patient",
                "tell patient within 30 days",
            ),
            (
                emergency.because.is_empty(),
                "because",
                "because ja \"生命の保護に必要なため\" en \"Needed to protect life\"",
            ),
            (
                emergency.cites.is_empty(),
                "cites",
                "cites \"個人情報保護法 第27条第1項第2号\"",
            ),
        ];
        let missing: Vec<_> = lines.into_iter().filter(|(missing, ..)| *missing).collect();
        if let Some((_, _, example)) = missing.first() {
            let words: Vec<&str> = missing.iter().map(|(_, line, _)| *line).collect();
            self.say(problems::emergency_lacks(
                emergency.name.origin.clone(),
                &emergency.name.text,
                &words.join(", "),
                example,
            ));
        }
    }

    /// Reading, where nothing is said; never a count.
    fn emergency_acts(&mut self, allow: &ast::EmergencyAllow) -> Vec<Act> {
        if allow.acts.is_empty() {
            return vec![Act::Read];
        }
        for name in &allow.acts {
            match Act::parse(&name.text) {
                Some(Act::Count) => {
                    self.say(problems::emergency_act(name.origin.clone(), &name.text));
                }
                Some(Act::Extract) => {
                    self.say(problems::emergency_extracts(name.origin.clone()));
                }
                Some(Act::Read | Act::Trace) | None => {}
            }
        }
        self.acts(&allow.acts)
    }

    /// Guards hold for emergencies as well, unless it names them.
    fn guards_let_through(&mut self, written: &ast::Emergency, emergency: &Emergency) {
        let stops = self.policy.guards.iter().filter(|guard| {
            let meets = emergency.classes.iter().any(|class| {
                emergency
                    .acts
                    .iter()
                    .any(|a| permits::covers(guard, *a, class))
            });
            meets
                && !emergency.despite.contains(&guard.name)
                && truth::holds_untrained(&guard.condition)
        });
        let stops: Vec<_> = stops.map(|g| (g.name.clone(), g.origin.clone())).collect();
        for (guard, there) in stops {
            self.say(problems::guard_stops_emergency(
                written.name.origin.clone(),
                &written.name.text,
                guard.as_str(),
                there,
            ));
        }
    }
}
