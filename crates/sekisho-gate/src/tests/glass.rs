//! Break-glass: what it opens, and that nothing else ever opens by it.

use sekisho_model::book::{EmergencyOpened, EntryKind};
use sekisho_model::consent::Duration;
use sekisho_model::policy::{
    Act, Attribute, Emergency, Lasts, Policy, Review, TestOp, TestValue, When,
};
use sekisho_model::record::Collected;
use sekisho_model::{Effect, Text, consent_guard};

use super::bank::Bank;
use super::{Asking, approvals, at, bundle, gate, person};
use crate::explain::{Verdict, Whose};
use crate::refusal::Why;
use crate::{Ask, Ending, Gate, Opened, Papers, story};

fn emergency() -> Emergency {
    Emergency {
        name: "救命".into(),
        label: Text::default(),
        acts: vec![Act::Read],
        group: "er-physician".into(),
        classes: story::classes(&["administrative", "clinical"]),
        lasts: Lasts { minutes: 24 * 60 },
        identity_shown: true,
        review: Review {
            by: "診療情報管理委員会".into(),
            within: Duration::Days(7),
        },
        tell_patient_within: Duration::Days(30),
        despite: Vec::new(),
        because: Text::new("生命の保護", "To protect life"),
        cites: vec![sekisho_model::Cite::seen("個人情報保護法 第27条第1項第2号")],
        origin: story::line(4),
    }
}

fn policy() -> Policy {
    Policy {
        emergencies: vec![emergency()],
        ..story::policy()
    }
}

/// The ER physician at night, before a patient who signed nothing.
fn at_night() -> Asking {
    Asking {
        person: person("救急 花", "er-physician", ""),
        study: emergency().study(),
        act: Act::Read,
        grants: Vec::new(),
        recipient: None,
        approvals: approvals(&[]),
        ..Asking::partner()
    }
}

#[test]
fn it_opens_what_it_names_to_whom_it_names_for_a_reason() {
    let gate = gate(&policy());
    assert!(at_night().allowed(&gate));
    let undated = Asking {
        collected: Collected::Undated,
        ..at_night()
    };
    assert!(undated.allowed(&gate));
    let stopped = [
        Asking {
            justified: false,
            ..at_night()
        },
        Asking {
            act: Act::Extract,
            ..at_night()
        },
        Asking {
            act: Act::Trace,
            ..at_night()
        },
        Asking {
            class: "genome".into(),
            ..at_night()
        },
        Asking {
            person: person("鈴木", "lung-analyst", ""),
            ..at_night()
        },
    ];
    for (n, asking) in stopped.iter().enumerate() {
        assert!(!asking.allowed(&gate), "{n}");
    }
}

/// Guards hold in an emergency as anywhere, but for those it names.
#[test]
fn a_guard_stops_it_unless_it_is_named() {
    let mut policy = policy();
    policy.guards[1].condition = When::Unless(story::compare(
        Attribute::PrincipalTrainingUntil,
        TestOp::Greater,
        TestValue::RequestTime,
    ));
    let name = policy.guards[1].name.clone();
    assert_eq!(at_night().refused_by(&gate(&policy)), name.as_str());
    policy.emergencies[0].despite = vec![name];
    let open = gate(&policy);
    assert!(at_night().allowed(&open));
    // The guard still stops everybody else whose training lapsed.
    assert_eq!(
        Asking::partner().refused_by(&open),
        policy.guards[1].name.as_str()
    );
}

#[test]
fn without_an_emergency_the_consent_guard_reads_as_ever() {
    let (with, without) = (bundle(&policy()), bundle(&story::policy()));
    let guards = |bundle: &sekisho_model::Bundle| {
        let rules = bundle.cedar.iter();
        rules
            .filter(|p| p.rule.as_str() == consent_guard::RULE)
            .map(|p| (p.class.clone(), p.text.clone()))
            .collect::<Vec<_>>()
    };
    for ((class, with), (_, without)) in guards(&with).into_iter().zip(guards(&without)) {
        assert_eq!(without.matches("unless").count(), 1, "{class}");
        assert!(!without.contains("emergency"), "{class}");
        match emergency().classes.contains(&class) {
            false => assert_eq!(with, without, "{class}"),
            // What it adds stands after the whole of the guard, as a second `unless`.
            true => {
                let body = without.split_once("forbid(").expect("a forbid").1;
                let head = body.trim_end_matches(';');
                let added = with.split_once(head).expect("the guard, unchanged").1;
                assert!(
                    added.starts_with("\nunless { (context.study == Study::\"(emergency) "),
                    "{added}"
                );
            }
        }
    }
}

/// The exemption asks for the emergency's own study; every permit of an access rule for another.
/// So no access rule reaches past consent, whatever it says and whoever asks.
#[test]
fn no_access_rule_reaches_the_exemption() {
    let policy = policy();
    let bundle = bundle(&policy);
    let own = format!("context.study == Study::\"{}\"", emergency().study());
    for permit in bundle.cedar.iter().filter(|p| p.effect == Effect::Permit) {
        let asks = permit.text.matches("context.study == Study::").count();
        assert_eq!(asks, 1, "{}", permit.id);
        let is_emergency = permit.rule.as_str() == emergency().name.as_str();
        assert_eq!(permit.text.contains(&own), is_emergency, "{}", permit.id);
    }
    assert!(
        policy
            .studies
            .iter()
            .all(|s| !s.name.as_str().contains('('))
    );
    // Everybody who holds a role, and the ER physician's group beside it: nothing without consent.
    let gate = gate(&policy);
    for study in &policy.studies {
        for role in &study.roles {
            for act in Act::ALL {
                for class in story::CLASSES {
                    let mut who = person("誰か", &role.group, role.org.as_deref().unwrap_or(""));
                    who.groups.push("er-physician".into());
                    who.training = vec![("研究倫理".into(), story::day("2026-05-01"))];
                    let asking = Asking {
                        person: who,
                        study: study.name.clone(),
                        act,
                        class: class.into(),
                        grants: Vec::new(),
                        network: Some("analysis-room".into()),
                        ..Asking::partner()
                    };
                    assert!(!asking.allowed(&gate), "{} {act} {class}", study.name);
                }
            }
        }
    }
}

/// The matrix shows whom an emergency lets through without consent, and nobody else.
#[test]
fn the_matrix_shows_who_breaks_the_glass() {
    let papers = crate::MatrixPapers {
        now: at("2026-06-01"),
        justified: true,
        network: None,
        approvals: approvals(&["データ管理者", "倫理委員"]),
    };
    let people = [person("救急 花", "er-physician", ""), super::partner()];
    let rows = gate(&policy())
        .matrix_of(&people, &papers)
        .expect("Cedar answers");
    let open: Vec<_> = rows
        .iter()
        .filter(|row| matches!(row.unconsented, crate::Cell::Allowed { .. }))
        .map(|row| {
            (
                row.user.as_str(),
                row.study.as_str(),
                row.act,
                row.class.as_str(),
            )
        })
        .collect();
    let study = emergency().study();
    assert_eq!(
        open,
        ["administrative", "clinical"].map(|class| ("救急 花", study.as_str(), Act::Read, class))
    );
}

/// A bundle whose guard was widened by other hands does not open.
#[test]
fn a_guard_with_another_exemption_is_refused() {
    let mut widened = bundle(&policy());
    for policy in &mut widened.cedar {
        policy.text = policy.text.replace(" && context.justified)", ")");
    }
    let opened = crate::Gate::open(
        super::seal(widened),
        &story::model(),
        sekisho_model::Zone::TOKYO,
        "JP",
    );
    assert!(matches!(
        opened.err(),
        Some(crate::OpenError::NoConsentGuard(_))
    ));
}

fn papers(reason: Option<&str>) -> Papers {
    let mut papers = Papers::new("救急 花", at("2026-06-01"));
    papers.justification = reason.map(Into::into);
    papers
}

async fn broken(bank: &Bank, gate: &Gate, reason: &str) -> Ending<Opened> {
    let (papers, subject) = (papers(Some(reason)), bank.subject("花子"));
    gate.break_glass(&bank.store, &papers, &"救命".into(), Act::Read, subject)
        .await
        .expect("a decision")
}

#[tokio::test]
async fn opening_is_written_with_the_review_it_owes() {
    let (bank, gate) = (Bank::founded().await, gate(&policy()));
    let er = person("救急 花", "er-physician", "");
    bank.store.put_people(&[er]).await.expect("people");

    let refusal = broken(&bank, &gate, "  ").await.expect_err("no reason");
    assert!(matches!(refusal.why(), Why::NoPermit { .. }), "{refusal:?}");
    assert_eq!(bank.last_entry().await.kind, EntryKind::Refusal);

    let opened = broken(&bank, &gate, "意識なし、既往の確認").await;
    let opened = opened.expect("a reason");
    let entry = bank.last_entry().await;
    assert_eq!(entry.seq, opened.seq());
    let told = entry.told::<EmergencyOpened>().expect("readable");
    let told = told.expect("an emergency");
    assert_eq!(told.review.by, "診療情報管理委員会");
    assert_eq!(told.review.until, "2026-06-08");
    assert_eq!(told.tell_patient_until, "2026-07-01");
    assert_eq!(told.reason.as_deref(), Some("意識なし、既往の確認"));
    assert_eq!(entry.subject_count, 1);
    // 花子's two conditions and her own record, though she signed nothing; not her lab value.
    assert_eq!(opened.counts().values().sum::<u64>(), 3);
    assert_eq!(opened.until(), at("2026-06-02"));
}

#[tokio::test]
async fn explaining_an_emergency_opens_nothing() {
    let (bank, gate) = (Bank::founded().await, gate(&policy()));
    let er = person("救急 花", "er-physician", "");
    bank.store.put_people(&[er]).await.expect("people");
    let explained = gate
        .explain(
            &bank.store,
            &papers(None),
            &Ask::Emergency {
                emergency: "救命".into(),
                act: Act::Read,
            },
            &"clinical".into(),
            Whose::AtLarge,
        )
        .await
        .expect("an explanation");
    assert!(matches!(
        explained.verdict,
        Verdict::Refused(Why::NoPermit { .. })
    ));
    let reason = explained.permits[0].conditions.last().expect("a condition");
    assert_eq!(
        (reason.holds, reason.says.en.as_str()),
        (Some(false), "a reason is given")
    );
    assert_eq!(bank.last_entry().await.kind, EntryKind::Explained);
}
