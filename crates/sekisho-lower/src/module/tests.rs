//! What every module must be; what it does is asked where the host can run it (`tests/`).

use std::collections::BTreeMap;

use sekisho_lang::data_model::oncology;
use sekisho_model::Origin;
use sekisho_model::cohort::{Codes, CompareOp, Literal, Unknown};
use sekisho_model::profile::{
    Action, Cap, CodeMap, FhirRules, FieldComparison, FieldCondition, FieldRule, FieldTerm,
    Profile, Selector,
};

use super::*;

fn compare(term: FieldTerm, op: CompareOp, right: Literal) -> FieldCondition {
    FieldCondition::Compare(FieldComparison {
        term,
        op,
        right,
        unknown: Some(Unknown::Exclude),
        origin: Origin::built_in(),
    })
}

fn everything() -> Profile {
    let map = CodeMap {
        name: "areas".into(),
        systems: Vec::new(),
        exact: BTreeMap::from([
            ("東京都".into(), "関東".into()),
            ("\"\\".into(), "x".into()),
        ]),
        below: BTreeMap::from([("C34".into(), "lung".into())]),
        keeps_rest: false,
    };
    let cap = Cap {
        bound: "90".into(),
        unit: Some("years".into()),
    };
    let actions = vec![
        Action::Keep,
        Action::Drop,
        Action::Blank,
        Action::Pseudonym,
        Action::Remap,
        Action::Shift,
        Action::Year,
        Action::Month,
        Action::Cap(cap),
        Action::First(3),
        Action::Round("0.5".into()),
        Action::Band(vec!["20".into(), "40".into()]),
        Action::Map(map),
        Action::Replace("外".into()),
        Action::MaskBurnedIn { ocr: true },
    ];
    let codes = Codes {
        name: "women".into(),
        systems: vec!["http://hl7.org/fhir/administrative-gender".into()],
        codes: vec!["female".into()],
        prefixes: vec!["f".into()],
        excluded: Vec::new(),
        excluded_prefixes: Vec::new(),
    };
    let column = |name: &str| FieldTerm::Patient(name.into());
    let parts = (0..300)
        .map(|n| {
            compare(
                FieldTerm::Length,
                CompareOp::Less,
                Literal::Number(n.to_string()),
            )
        })
        .chain([
            compare(column("sex"), CompareOp::In, Literal::Codes(codes)),
            compare(column("sex"), CompareOp::Equal, Literal::Text("f".into())),
            compare(
                column("birth_date"),
                CompareOp::Less,
                Literal::Date(sekisho_model::Day(0)),
            ),
            compare(column("nothing"), CompareOp::Equal, Literal::Bool(true)),
        ]);
    let when = FieldCondition::Not(Box::new(FieldCondition::Or(parts.collect())));
    let rules = actions.into_iter().map(|action| FieldRule {
        selectors: vec![Selector::Type("string".into())],
        actions: vec![Action::Keep, action],
        when: Some(when.clone()),
        origin: Origin::built_in(),
    });
    Profile {
        fhir: Some(FhirRules {
            rules: rules.collect(),
        }),
        ..profile()
    }
}

fn profile() -> Profile {
    serde_json::from_value(serde_json::json!({
        "name": "all", "label": {"ja": "", "en": ""}, "satisfies": [], "scope": "study",
        "shift_days_max": 180, "unlisted": "drop", "release": {}, "fhir": null,
        "origin": Origin::built_in(),
    }))
    .expect("a profile")
}

#[test]
fn every_action_has_code_that_is_valid_and_always_the_same() {
    let profile = everything();
    let one = module(&profile, oncology());
    assert_eq!(one, module(&profile, oncology()));
    assert_eq!(rule_table(&one), Ok(RuleTable::of(&profile)));
    assert!(
        !module(&self::profile(), oncology()).is_empty(),
        "no rules, no harm"
    );
}

#[test]
fn a_module_names_no_place_of_the_machine_that_built_it() {
    let bytes = module(&everything(), oncology());
    let here = env!("CARGO_MANIFEST_DIR").as_bytes();
    assert!(!bytes.windows(here.len()).any(|window| window == here));
}

#[test]
fn what_is_no_module_has_no_table() {
    assert!(rule_table(b"\0asm").is_err());
    assert!(rule_table(b"").is_err());
}
