//! What a `deliver` block demands of its own extract: its last day, approvals, a justification.
//!
//! They hold beside the access rules, whoever asks: one `forbid` each, for that delivery only.

use sekisho_model::policy::{Act, Delivery, Requirement};
use sekisho_model::{CedarPolicy, Effect, RuleName, Text};

use crate::access::{morrow, requirement};
use crate::quote::quoted;
use crate::rule::{Clause, Ground, Reads, Rule};

pub fn policies(ground: &Ground<'_>, delivery: &Delivery) -> Vec<CedarPolicy> {
    let until = delivery.every.as_ref().map(|every| Demand {
        name: format!("{}#until", delivery.name),
        kind: "until".into(),
        text: format!("context.now < {}", morrow(ground.zone, every.until)),
        because: Text::new(
            format!("{} までの引き渡しです", every.until),
            format!("It may be delivered until {}", every.until),
        ),
    });
    let last = delivery.before.map(|day| Demand {
        name: format!("{}#before", delivery.name),
        kind: "before".into(),
        text: format!("context.now < {}", ground.zone.midnight(day).0),
        because: Text::new(
            format!("{day} より前にだけ引き渡せます"),
            format!("It may be delivered only before {day}"),
        ),
    });
    let required = delivery
        .requires
        .iter()
        .enumerate()
        .filter_map(|(n, required)| {
            Some(Demand {
                name: format!("{}#{}", delivery.name, n + 1),
                kind: format!("requirement {n}"),
                text: requirement(required)?,
                because: reason(required),
            })
        });
    last.into_iter()
        .chain(until)
        .chain(required)
        .flat_map(|demand| demand.policies(ground, delivery))
        .collect()
}

struct Demand {
    name: String,
    kind: String,
    text: String,
    because: Text,
}

impl Demand {
    fn policies(&self, ground: &Ground<'_>, delivery: &Delivery) -> Vec<CedarPolicy> {
        let here = format!("context.delivery == {}", quoted(delivery.name.as_str()));
        Rule {
            name: RuleName::new(&self.name),
            effect: Effect::Forbid,
            study: Some(delivery.study.clone()),
            acts: &[Act::Extract],
            classes: &delivery.classes,
            because: &self.because,
            duties: Vec::new(),
            origin: &delivery.origin,
            clauses: vec![
                Clause::when("delivery", here),
                Clause {
                    kind: self.kind.clone(),
                    unless: true,
                    text: self.text.clone(),
                    reads: Reads::default(),
                },
            ],
        }
        .per_class(ground)
    }
}

fn reason(required: &Requirement) -> Text {
    match required {
        Requirement::Approval { count, by } => Text::new(
            format!(
                "この引き渡しには {} のうち {count} 者の承認が要ります",
                by.join("・")
            ),
            format!(
                "This delivery needs approval by {count} of {}",
                by.join(", ")
            ),
        ),
        Requirement::Justification => Text::new(
            "この引き渡しには理由書が要ります",
            "This delivery needs a written justification",
        ),
        Requirement::Profile(profile) => Text::new(
            format!("この引き渡しの形は {profile} に限ります"),
            format!("This delivery leaves only as {profile}"),
        ),
        Requirement::Fee(_) | Requirement::Duty(_) => Text::default(),
    }
}
