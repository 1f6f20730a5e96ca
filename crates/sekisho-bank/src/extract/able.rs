//! What no engine of this version carries out: a delivery that needs it is refused by name, before
//! anything is staged.

use sekisho_model::Bundle;
use sekisho_model::policy::Delivery;
use sekisho_model::profile::{Action, FieldRule, Profile};
use sekisho_model::release::{GroupFate, Singular};

use super::forms::{uses, wants};
use crate::error::BankError;
use crate::release::FHIR;

/// `Err` names the first rule of the delivery's formats that can't be carried out.
pub(super) fn rules(
    profile: &Profile,
    delivery: &Delivery,
    bundle: &Bundle,
) -> Result<(), BankError> {
    let fhir = profile.fhir.iter().filter(|_| wants(delivery, FHIR));
    let blocks = profile.blocks.iter();
    let blocks = blocks.filter(|block| uses(delivery, &block.modality));
    let rules = fhir.flat_map(|fhir| &fhir.rules);
    for rule in rules.chain(blocks.flat_map(|block| &block.rules)) {
        if let Some(feature) = lacking(rule, &|plugin| bundle.component(plugin).is_some()) {
            let (name, place) = (&profile.name, &rule.origin);
            return Err(BankError::bundle(
                format!(
                    "プロファイル {name} の規則（{}:{}）は「{feature}」を使いますが、この版はまだ実行できません。何も出していません",
                    place.file, place.line
                ),
                format!(
                    "a rule of profile {name} ({}:{}) uses '{feature}', which this version can't carry out; nothing left",
                    place.file, place.line
                ),
            ));
        }
    }
    Ok(())
}

/// What of the rule has no engine: pictures, and plugins whose component the bundle does not bring.
fn lacking(rule: &FieldRule, brings: &dyn Fn(&str) -> bool) -> Option<String> {
    rule.actions.iter().find_map(|action| match action {
        Action::Call(call) if !brings(&call.plugin) => {
            Some(format!("{}.{}(…)", call.plugin, call.function))
        }
        Action::MaskBurnedIn { .. } => Some("mask_burned_in(…)".to_owned()),
        _ => None,
    })
}

/// A profile may ask for what this version can't do; then nothing leaves under it.
pub(super) fn check(profile: &Profile, delivery: &Delivery) -> Result<(), BankError> {
    let release = &profile.release;
    let singular = release.singular.unwrap_or(Singular::Keep) != Singular::Keep;
    // A survey of tables can't say which elements of a record show the same value.
    let in_fhir = (singular && wants(delivery, FHIR)).then_some("singular, fhir R4");
    // The checker says so too; a bundle may be older than it.
    let k = release.k.as_ref();
    let coarser = k.is_some_and(|k| k.fate == GroupFate::Generalize) && wants(delivery, FHIR);
    let in_fhir = in_fhir.or(coarser.then_some("k … generalize, fhir R4"));
    let Some(wanted) = in_fhir.or_else(|| release.not_carried_out()) else {
        return Ok(());
    };
    Err(BankError::bundle(
        format!(
            "プロファイル {} の求める「{wanted}」を、この版はまだ実行できません。何も出していません",
            profile.name
        ),
        format!(
            "profile {} asks for '{wanted}', which this version can't carry out yet; nothing left",
            profile.name
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sekisho_model::Origin;
    use sekisho_model::profile::Call;

    #[test]
    fn a_rule_without_an_engine_is_named() {
        let rule = |action| FieldRule {
            selectors: Vec::new(),
            actions: vec![action],
            when: None,
            origin: Origin::built_in(),
        };
        assert_eq!(lacking(&rule(Action::Keep), &|_| false), None);
        let call = rule(Action::Call(Call {
            plugin: "mask".into(),
            function: "clean".into(),
            arguments: Vec::new(),
        }));
        let lacks = lacking(&call, &|_| false);
        assert_eq!(lacks.as_deref(), Some("mask.clean(…)"));
        assert_eq!(lacking(&call, &|plugin| plugin == "mask"), None);
    }
}
