//! What a `deliver` block demands of its own extract: its last day, approvals, a justification.
//!
//! They hold beside the access rules, whoever asks: one `forbid` each, for that delivery only.

use sekisho_model::institution::Institution;
use sekisho_model::law::Days;
use sekisho_model::policy::{Act, Basis, Countries, Delivery, Requirement, Study};
use sekisho_model::{CedarPolicy, Day, Effect, RuleName, Text};

use crate::access::{morrow, on_days, requirement};
use crate::quote::{all, any, entity, quoted, set};
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
        .chain(papers(ground, delivery))
        .chain(basis(ground, delivery))
        .chain(required)
        .flat_map(|demand| demand.policies(ground, delivery))
        .collect()
}

/// The days of proposal, contract, permit and certificate. They hold whether a basis asks for the
/// paper or not, and each refuses by its own name.
fn papers(ground: &Ground<'_>, delivery: &Delivery) -> Vec<Demand> {
    let from = |day: Day| format!("context.now >= {}", ground.zone.midnight(day).0);
    let until = |day: Day| format!("context.now < {}", morrow(ground.zone, day));
    let demand = |kind: &str, text: String, ja: String, en: String| Demand {
        name: format!("{}#{kind}", delivery.name),
        kind: kind.to_owned(),
        text,
        because: Text::new(ja, en),
    };
    let agreed = &delivery.agreed;
    let mut demands = Vec::new();
    if let Some(proposal) = &agreed.proposal {
        let (number, day) = (&proposal.number, proposal.screened);
        demands.push(demand(
            "proposal",
            from(day),
            format!("提案「{number}」の審査が済むのは {day} です。それまでは渡せません"),
            format!("Proposal '{number}' is screened on {day}; nothing leaves before"),
        ));
    }
    if let Some(contract) = &agreed.contract {
        let (number, on) = (&contract.number, contract.on);
        demands.push(demand(
            "contract from",
            from(on),
            format!("契約「{number}」は {on} からです。それまでは渡せません"),
            format!("Contract '{number}' is of {on}; nothing leaves before"),
        ));
        demands.extend(contract.until.map(|end| {
            demand(
                "contract until",
                until(end),
                format!("契約「{number}」は {end} に終わりました"),
                format!("Contract '{number}' ended on {end}"),
            )
        }));
    }
    if let Some(permit) = &agreed.permit {
        let (number, first, last) = (&permit.number, permit.from, permit.until);
        demands.push(demand(
            "permit from",
            from(first),
            format!("許可「{number}」は {first} からです。それまでは渡せません"),
            format!("Permit '{number}' holds from {first}; nothing leaves before"),
        ));
        demands.push(demand(
            "permit until",
            until(last),
            format!("許可「{number}」は {last} に終わりました"),
            format!("Permit '{number}' ended on {last}"),
        ));
    }
    if let Some(certificate) = &delivery.recipient.certified {
        let (number, org, end) = (
            &certificate.number,
            &delivery.recipient.org,
            certificate.until,
        );
        demands.push(demand(
            "certificate",
            until(end),
            format!("提供先「{org}」の認定「{number}」は {end} に終わりました"),
            format!("Certificate '{number}' of '{org}' ended on {end}"),
        ));
    }
    demands
}

/// What the legal basis carries, one demand an axis, so that a refusal names the one that fails.
/// The checker has looked already; here it is asked of the request as it is.
fn basis(ground: &Ground<'_>, delivery: &Delivery) -> Vec<Demand> {
    let name = delivery.basis.as_ref();
    let Some(basis) = name.and_then(|name| ground.policy.basis(name.as_str())) else {
        return Vec::new();
    };
    let commercial = ground.policy.purposes.iter().filter(|p| p.commercial);
    let commercial = commercial.map(|p| {
        let purpose = entity("Purpose", p.name.as_str());
        format!("!(context.purpose in {purpose})")
    });
    let never = |fits: bool| (!fits).then(|| "false".to_owned());
    let axes = [
        (
            "institution",
            never(institution_fits(ground, basis)),
            Text::new("この種類の機関", "this kind of institution"),
        ),
        (
            "asks",
            never(asks_met(ground, basis, delivery)),
            Text::new(
                "求める書類のない提供",
                "a delivery without the papers it asks for",
            ),
        ),
        (
            "form",
            // What it is, and not what it is more than: 仮名加工情報 is carried by name only.
            one_of("context.regime", basis.regimes.iter().map(|r| r.word())),
            Text::new("この形", "data in this form"),
        ),
        (
            "recipient",
            one_of(
                "context.recipient",
                basis.recipients.iter().map(|k| k.as_str()),
            ),
            Text::new("この提供先", "this recipient"),
        ),
        (
            "purpose",
            (!basis.commercial).then(|| all(&commercial.collect::<Vec<_>>())),
            Text::new("営利の目的", "a commercial purpose"),
        ),
        (
            "country",
            match &basis.countries {
                Countries::Any => None,
                Countries::Of(all) => one_of("context.country", all.iter().map(String::as_str)),
            },
            Text::new("この国への提供", "a recipient in that country"),
        ),
    ];
    let demand = |(axis, text, of): (&str, Option<String>, Text)| {
        Some(Demand {
            name: format!("{}#basis {axis}", delivery.name),
            kind: format!("basis {axis}"),
            text: text?,
            because: Text::new(
                format!("法的根拠「{}」は{}を認めていません", basis.name, of.ja),
                format!("The legal basis '{}' does not carry {}", basis.name, of.en),
            ),
        })
    };
    let in_force = law(ground, delivery, basis);
    axes.into_iter()
        .filter_map(demand)
        .chain(in_force)
        .collect()
}

/// The basis is in force on the request's day.
fn law(ground: &Ground<'_>, delivery: &Delivery, basis: &Basis) -> Option<Demand> {
    if basis.validity.is_always() {
        return None;
    }
    let study = ground.policy.study(delivery.study.as_str());
    let days = basis
        .validity
        .days(&study.map(Study::runs).unwrap_or_default());
    let days: Vec<Days> = days.into_iter().collect();
    Some(Demand {
        name: format!("{}#basis law", delivery.name),
        kind: "basis law".into(),
        text: any(&on_days(ground.zone, &days)),
        because: Text::new(
            format!("法的根拠「{}」は、この日に効力がありません", basis.name),
            format!(
                "The legal basis '{}' is not in force on this day",
                basis.name
            ),
        ),
    })
}

/// Whose bank it is stands in the bundle; a request can't change it.
fn institution_fits(ground: &Ground<'_>, basis: &Basis) -> bool {
    let bank = ground.policy.institution.as_ref();
    let (kinds, certified) = (&basis.institutions, &basis.certified);
    let is_one = |bank: &Institution| {
        (kinds.is_empty() || kinds.contains(&bank.kind))
            && (certified.is_empty() || certified.iter().any(|c| bank.certified.contains(c)))
    };
    (kinds.is_empty() && certified.is_empty()) || bank.is_some_and(is_one)
}

fn asks_met(ground: &Ground<'_>, basis: &Basis, delivery: &Delivery) -> bool {
    let bank = ground.policy.institution.as_ref();
    basis
        .asks
        .iter()
        .all(|asked| asked.what.is_met(delivery, bank))
}

/// `None`: nothing is asked.
fn one_of<'w>(operand: &str, words: impl Iterator<Item = &'w str>) -> Option<String> {
    let words: Vec<String> = words.map(quoted).collect();
    (!words.is_empty()).then(|| format!("{}.contains({operand})", set(&words)))
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
