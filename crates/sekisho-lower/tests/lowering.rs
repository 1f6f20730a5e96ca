//! What a policy becomes in Cedar, and that no author's word can become anything else than a word.

mod story;

use std::str::FromStr;

use cedar_policy::{Policy as Cedar, PolicyId, PolicySet, Schema, ValidationMode, Validator};
use sekisho_lower::lower_policy;
use sekisho_model::policy::{
    Act, Attribute, Basis, Countries, Policy, Requirement, Test, TestOp, TestValue, When,
};
use sekisho_model::standard::Regime;
use sekisho_model::{Bundle, Effect, Instant, Text, Zone};

fn bundle(policy: &Policy) -> Bundle {
    lower_policy(
        "肺がんバンク",
        policy,
        story::sources(),
        Zone::TOKYO,
        &story::model(),
    )
}

/// Every policy parses under its own id and the whole set passes strict validation at level 2.
fn validate(bundle: &Bundle) -> PolicySet {
    let mut set = PolicySet::new();
    for policy in &bundle.cedar {
        let id = PolicyId::new(&policy.id);
        set.add(
            Cedar::parse(Some(id), &policy.text)
                .unwrap_or_else(|e| panic!("{}: {e:?}\n{}", policy.id, policy.text)),
        )
        .expect("ids are unique");
    }
    let schema = Schema::from_str(&bundle.cedar_schema).expect("the schema parses");
    let result = Validator::new(schema).validate_with_level(&set, ValidationMode::Strict, 2);
    let errors: Vec<String> = result
        .validation_errors()
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    set
}

#[test]
fn the_story_validates_and_the_consent_guard_stands_first_for_every_class() {
    let bundle = bundle(&story::policy());
    validate(&bundle);
    for (policy, class) in bundle.cedar.iter().zip(story::CLASSES) {
        assert_eq!(
            (policy.rule.as_str(), policy.class.as_str()),
            ("同意 / consent", class)
        );
        assert!(
            policy.effect == Effect::Forbid && policy.study.is_none() && policy.acts == Act::ALL
        );
    }
    assert_eq!(bundle.cedar[0].id, "同意 / consent/administrative");
    let rest: Vec<&str> = bundle.cedar[5..].iter().map(|p| p.id.as_str()).collect();
    assert_eq!(rest[..2], ["海外提供/administrative", "海外提供/clinical"]);
    assert!(
        rest.contains(&"肺がん予後2026#2/laboratory") && rest.contains(&"肺がん予後2026#3/genome")
    );
    assert!(!rest.contains(&"肺がん予後2026#2/genome"));
}

#[test]
fn an_empty_policy_still_carries_the_guard() {
    let bundle = bundle(&Policy::default());
    validate(&bundle);
    assert_eq!(bundle.cedar.len(), story::CLASSES.len());
}

#[test]
fn the_same_policy_gives_the_same_bytes() {
    assert_eq!(
        bundle(&story::policy()).to_bytes(),
        bundle(&story::policy()).to_bytes()
    );
}

#[test]
fn a_partner_rule_reads_as_it_was_written() {
    let bundle = bundle(&story::policy());
    let rule = bundle
        .cedar
        .iter()
        .find(|p| p.id == "肺がん予後2026#2/clinical")
        .expect("the rule");
    let expect = r#"@rule("肺がん予後2026#2")
@src("policies/肺がん.seki:9")
@because_ja("院外への提供は二者の承認を要する")
@because_en("Delivery outside needs two approvals")
@duty("log_summary")
@clause0("request role")
@clause1("request org")
@clause2("request study")
@clause3("request open")
@clause4("request purpose")
@clause5("request profile")
@clause6("request requirement 0")
@clause7("request requirement 1")
permit(principal, action in [Action::"extract"], resource is Clinical)
when { principal in Role::"肺がん予後2026/共同研究者" }
when { principal.org == "東京大学" }
when { context.study == Study::"肺がん予後2026" }
when { (1770649200000 <= context.now && context.now < 1869663600000) }
when { context.purpose in [Purpose::"予後予測研究"] }
when { context.profile == "符号化_標準" }
when { (if context.approvals.contains("データ管理者") then 1 else 0) + (if context.approvals.contains("倫理委員") then 1 else 0) + (if context.approvals.contains("責任医師") then 1 else 0) >= 2 }
when { context.justified };"#;
    assert_eq!(rule.text, expect);
}

#[test]
fn names_are_words_and_never_syntax() {
    let hostile = [
        r#"x"}; permit(principal,action,resource);//"#,
        "x\") permit(principal, action, resource); //",
        "逆\u{202e}順\u{0}\n\t\\\"",
        "*/ \\u{22} '",
    ];
    for name in hostile {
        let mut policy = story::policy();
        let study = policy.studies[0].name.clone();
        policy.studies[0].name = name.into();
        policy.studies[0].roles[0].name = name.into();
        policy.studies[0].roles[1].org = Some(name.into());
        policy.purposes[1].name = name.into();
        policy.studies[0].purposes = vec![name.into()];
        policy.guards[0].name = name.into();
        policy.guards[0].because.ja = name.into();
        policy.deliveries[0].name = name.into();
        policy.deliveries[0].requires = vec![Requirement::Justification];
        for rule in policy.access.iter_mut().filter(|r| r.study == study) {
            rule.study = name.into();
            rule.name = name.into();
            rule.roles = vec![name.into()];
            rule.profile = Some(name.into());
            rule.requires = vec![Requirement::Approval {
                count: 1,
                by: vec![name.into()],
            }];
            rule.condition = When::When(story::compare(
                Attribute::RequestNetwork,
                TestOp::In,
                TestValue::Texts(vec![name.into(), "b".into()]),
            ));
        }
        let bundle = bundle(&policy);
        let set = validate(&bundle);
        assert_eq!(set.policies().count(), bundle.cedar.len());
        let permits = set
            .policies()
            .filter(|p| p.effect() == cedar_policy::Effect::Permit)
            .count();
        assert_eq!(
            permits,
            bundle
                .cedar
                .iter()
                .filter(|p| p.effect == Effect::Permit)
                .count(),
            "{name}"
        );
    }
}

#[test]
fn two_rules_of_one_name_are_both_kept() {
    let mut policy = story::policy();
    policy.guards[0].name = "同意 / consent".into();
    let bundle = bundle(&policy);
    assert_eq!(validate(&bundle).policies().count(), bundle.cedar.len());
    assert_eq!(bundle.cedar[5].id, "同意 / consent/administrative~2");
}

#[test]
fn every_attribute_operator_and_value_lowers_to_valid_cedar() {
    use Attribute::*;
    use TestOp::*;
    let attributes = [
        RequestNetwork,
        RequestCountry,
        RequestTime,
        RequestJustified,
        PrincipalOrg,
        PrincipalTraining,
        PrincipalTrainingUntil,
        RecordCollected,
        RecordSealed,
    ];
    let values = [
        TestValue::Text("あ\"".into()),
        TestValue::Bool(true),
        TestValue::Integer(-3),
        TestValue::Instant(Instant(-86_400_000)),
        TestValue::Texts(vec![]),
        TestValue::Texts(vec!["a".into()]),
        TestValue::Texts(vec!["a".into(), "b".into()]),
        TestValue::RequestTime,
    ];
    let mut policy = Policy::default();
    let template = story::policy().guards.remove(0);
    for attribute in attributes {
        for op in [
            Equal,
            NotEqual,
            Less,
            LessOrEqual,
            Greater,
            GreaterOrEqual,
            In,
            NotIn,
        ] {
            for value in &values {
                let test = story::compare(attribute, op, value.clone());
                let not = Test::Not(Box::new(Test::Or(vec![test.clone(), Test::And(vec![])])));
                for condition in [
                    When::When(test.clone()),
                    When::Unless(Test::And(vec![test, not])),
                ] {
                    let name = format!("g{}", policy.guards.len());
                    policy.guards.push(sekisho_model::policy::Guard {
                        name: name.into(),
                        classes: story::classes(&["clinical"]),
                        condition,
                        ..template.clone()
                    });
                }
            }
        }
    }
    validate(&bundle(&policy));
}

#[test]
fn cut_points_and_reads_are_noted() {
    let mut policy = story::policy();
    let since = Instant(1_262_271_600_000);
    policy.access[0].condition = When::When(Test::And(vec![
        story::compare(
            Attribute::RecordCollected,
            TestOp::GreaterOrEqual,
            TestValue::Instant(since),
        ),
        story::compare(
            Attribute::RecordSealed,
            TestOp::NotEqual,
            TestValue::Bool(true),
        ),
    ]));
    let bundle = bundle(&policy);
    validate(&bundle);
    let rule = bundle
        .cedar
        .iter()
        .find(|p| p.id == "肺がん予後2026#1/clinical")
        .expect("the rule");
    assert_eq!(
        (rule.collected_cuts.as_slice(), rule.reads.as_slice()),
        (&[since.0][..], &["sealed".to_owned()][..])
    );
    assert!(rule.text.contains("record condition"));
}

#[test]
fn an_approver_named_twice_counts_once() {
    let mut policy = story::policy();
    policy.access[1].requires = vec![Requirement::Approval {
        count: 2,
        by: vec!["倫理委員".into(), "倫理委員".into()],
    }];
    let bundle = bundle(&policy);
    let rule = bundle
        .cedar
        .iter()
        .find(|p| p.id == "肺がん予後2026#2/clinical")
        .expect("the rule");
    assert!(rule.text.contains("when { false }"), "{}", rule.text);
}

/// A legal basis asks what the data are, not what they are more than: 仮名加工情報 is carried where it
/// is listed, and by consent never (個人情報保護法41条6項).
#[test]
fn a_basis_asks_what_the_data_are_and_a_notice_what_they_are_at_the_least() {
    let mut policy = story::policy();
    policy.bases = vec![Basis {
        name: "本人同意".into(),
        label: Text::default(),
        institutions: Vec::new(),
        certified: Vec::new(),
        standards: Vec::new(),
        asks: Vec::new(),
        keeps_record: None,
        regimes: vec![Regime::Identified, Regime::Coded, Regime::Anonymized],
        recipients: Vec::new(),
        commercial: true,
        countries: Countries::Any,
        cites: Vec::new(),
        validity: Default::default(),
        notes: Vec::new(),
        origin: story::line(14),
    }];
    policy.deliveries[0].basis = Some("本人同意".into());
    let bundle = bundle(&policy);
    validate(&bundle);
    let form = bundle
        .cedar
        .iter()
        .find(|p| p.id == "東大_定期#basis form/clinical")
        .expect("the form is asked");
    assert_eq!(form.effect, Effect::Forbid);
    let asked = "unless { [\"identified\", \"coded\", \"anonymized\"].contains(context.regime) }";
    assert!(form.text.contains(asked), "{}", form.text);
    let guard = &bundle.cedar[0].text;
    assert!(guard.contains("context.regimes.contains("), "{guard}");
}
