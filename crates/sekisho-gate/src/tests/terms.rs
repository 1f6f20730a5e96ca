//! What a delivery and its study lay down beside the access rules: days, basis, repeats, limits.

use std::collections::BTreeSet;

use sekisho_model::book::{EntryDraft, EntryKind, Fact};
use sekisho_model::consent::RecipientKind;
use sekisho_model::law::{Force, Validity};
use sekisho_model::policy::{
    Amendment, Basis, Countries, Every, Period, Permission, Policy, Requirement, Site,
};
use sekisho_model::standard::Regime;
use sekisho_model::{Day, Text};

use super::bank::{Bank, Decision, extract};
use super::{Asking, at, gate, partner};
use crate::refusal::Why;
use crate::{Ask, Papers, story};

/// The first study of the story, bent.
fn study(bend: impl Fn(&mut sekisho_model::policy::Study)) -> Policy {
    let mut policy = story::policy();
    bend(&mut policy.studies[0]);
    policy
}

fn open_on(policy: &Policy, day: &str) -> bool {
    let now = at(day);
    Asking {
        now,
        ..Asking::partner()
    }
    .allowed(&gate(policy))
}

#[test]
fn a_study_opens_with_its_permission() {
    let policy = study(|s| {
        s.permission = Some(Permission {
            number: "R-1".into(),
            by: "病院長".into(),
            on: story::day("2026-03-01"),
            origin: story::line(7),
        });
    });
    assert!(open_on(&story::policy(), "2026-02-10"));
    assert!(!open_on(&policy, "2026-02-10"));
    assert!(!open_on(&policy, "2026-02-28"));
    assert!(open_on(&policy, "2026-03-01"));
}

#[test]
fn an_amendment_extends_the_end_and_only_from_its_day() {
    let policy = study(|s| {
        s.amendments = vec![Amendment {
            number: "A1".into(),
            approved: story::day("2029-05-01"),
            until: Some(story::day("2030-03-31")),
            says: Text::default(),
            origin: story::line(7),
        }];
    });
    assert!(!open_on(&story::policy(), "2029-06-01"));
    assert!(open_on(&policy, "2029-03-31"));
    assert!(
        !open_on(&policy, "2029-04-15"),
        "between the two it was closed"
    );
    assert!(open_on(&policy, "2029-05-01"));
    assert!(open_on(&policy, "2030-03-31"));
    assert!(!open_on(&policy, "2030-04-01"));
}

#[test]
fn a_site_that_left_passes_no_more() {
    let policy = study(|s| {
        s.sites = vec![Site {
            org: "東京大学".into(),
            from: None,
            until: Some(story::day("2026-05-31")),
            origin: story::line(7),
        }];
    });
    assert!(open_on(&policy, "2026-05-31"));
    assert!(!open_on(&policy, "2026-06-01"));
}

pub(super) fn basis(
    regimes: &[Regime],
    recipients: Vec<RecipientKind>,
    countries: Countries,
) -> Basis {
    Basis {
        name: "根拠".into(),
        label: Text::default(),
        institutions: Vec::new(),
        certified: Vec::new(),
        standards: Vec::new(),
        asks: Vec::new(),
        keeps_record: None,
        regimes: regimes.to_vec(),
        recipients,
        commercial: true,
        countries,
        cites: Vec::new(),
        validity: Validity::default(),
        notes: Vec::new(),
        origin: story::line(14),
    }
}

/// The checker looks first; a bundle made by other hands is looked at again.
#[tokio::test]
async fn a_delivery_its_basis_does_not_carry_is_refused_by_the_axis() {
    let bank = Bank::founded().await;
    bank.signs("花子", "2024-02-01").await;
    let university = vec![RecipientKind::University];
    let japan = || Countries::Of(vec!["JP".into()]);
    let cases = [
        (basis(&[Regime::Coded], university, japan()), None),
        (basis(&[], Vec::new(), Countries::Any), None),
        (
            basis(&[Regime::Anonymized], Vec::new(), Countries::Any),
            Some("form"),
        ),
        (
            basis(&[], vec![RecipientKind::Company], japan()),
            Some("recipient"),
        ),
        (
            basis(&[], Vec::new(), Countries::Of(vec!["US".into()])),
            Some("country"),
        ),
    ];
    for (basis, wrong) in cases {
        let mut policy = story::policy();
        policy.bases = vec![basis];
        policy.deliveries[0].basis = Some("根拠".into());
        let found = bank
            .decide(&gate(&policy), &extract("東大_定期", "2026-06-01"))
            .await;
        match (wrong, found) {
            (None, Decision::Permit(_)) => {}
            (Some(axis), Decision::Refusal(refusal)) => {
                let rule = format!("東大_定期#basis {axis}");
                assert_eq!(refusal.quote().expect("a rule").rule.as_str(), rule);
            }
            (wrong, found) => panic!("{wrong:?}: {found:?}"),
        }
    }
}

/// 仮名加工情報 goes to no third party, consent or not (個人情報保護法41条6項), and a basis that lists
/// anonymized data carries nothing for being less.
#[tokio::test]
async fn pseudonymized_data_leave_on_no_basis_of_consent() {
    let bank = Bank::founded().await;
    bank.signs("花子", "2024-02-01").await;
    let consent = [Regime::Identified, Regime::Coded, Regime::Anonymized];
    for is in Regime::ALL {
        let mut policy = story::policy();
        policy.bases = vec![basis(&consent, Vec::new(), Countries::Any)];
        policy.deliveries[0].basis = Some("根拠".into());
        let profiles = policy.profiles.iter_mut();
        profiles
            .filter(|p| p.name == policy.deliveries[0].profile)
            .for_each(|p| p.regime = Some(is));
        let asked = extract("東大_定期", "2026-06-01");
        match bank.decide(&gate(&policy), &asked).await {
            Decision::Permit(_) => assert_ne!(is, Regime::Pseudonymized),
            Decision::Refusal(refusal) => {
                assert_eq!(is, Regime::Pseudonymized, "{refusal:?}");
                let rule = refusal.quote().expect("a rule").rule.as_str();
                assert_eq!(rule, "東大_定期#basis form");
            }
            found => panic!("{found:?}"),
        }
    }
}

/// By the law of its day: a basis carries on the days it is in force, for a study approved before
/// its end also later where that may stay, and on no day while it is only enacted.
#[tokio::test]
async fn a_basis_carries_on_its_own_days() {
    let bank = Bank::founded().await;
    bank.signs("花子", "2024-02-01").await;
    let day = |text| Day::parse(text).expect("a day");
    let between = |from, until| Force::Between {
        from: day(from),
        until: Some(day(until)),
    };
    let cases = [
        (between("2026-06-01", "2026-06-01"), false, true),
        (between("2026-06-02", "2027-01-01"), false, false),
        (between("2020-01-01", "2026-05-31"), false, false),
        (between("2020-01-01", "2026-05-31"), true, true),
        (between("2020-01-01", "2020-12-31"), true, false),
        (Force::NotYet, false, false),
    ];
    for (force, running_stay, carries) in cases {
        let mut policy = story::policy();
        let mut dated = basis(&[], Vec::new(), Countries::Any);
        dated.validity = Validity {
            force,
            replaces: None,
            running_stay,
        };
        policy.bases = vec![dated];
        policy.deliveries[0].basis = Some("根拠".into());
        let asked = extract("東大_定期", "2026-06-01");
        match bank.decide(&gate(&policy), &asked).await {
            Decision::Permit(_) => assert!(carries, "{force:?}"),
            Decision::Refusal(refusal) => {
                assert!(!carries, "{force:?}: {refusal:?}");
                let rule = refusal.quote().expect("a rule").rule.as_str();
                assert_eq!(rule, "東大_定期#basis law");
            }
            found => panic!("{found:?}"),
        }
    }
}

#[tokio::test]
async fn a_commercial_purpose_needs_a_basis_that_carries_it() {
    let bank = Bank::founded().await;
    let mut policy = story::policy();
    policy.bases = vec![Basis {
        commercial: false,
        ..basis(&[], Vec::new(), Countries::Any)
    }];
    policy
        .purposes
        .iter_mut()
        .for_each(|p| p.commercial = p.name.as_str() == "予後予測研究");
    policy.deliveries[0].basis = Some("根拠".into());
    bank.signs("花子", "2024-02-01").await;
    let refusal = bank
        .refusal(&gate(&policy), &extract("東大_定期", "2026-06-01"))
        .await;
    assert_eq!(
        refusal.quote().expect("a rule").rule.as_str(),
        "東大_定期#basis purpose"
    );
}

#[tokio::test]
async fn once_is_once_and_every_quarter_once_a_quarter() {
    let bank = Bank::founded().await;
    bank.signs("花子", "2024-02-01").await;
    // As one was written before terms and the day it was decided for were kept.
    let delivered = r#"{"permit":1,"delivery":"東大_定期","patients":1,"records":{},"rows":{},"files":[],"scope":"study:肺がん","fee":null,"fee_due_yen":null,"held_back":0}"#;
    let delivered = Fact::read(EntryKind::Delivered, delivered).expect("readable");
    let entry = EntryDraft::new("佐藤", delivered);
    let mut once = story::policy();
    once.deliveries[0].before = Some(story::day("2028-01-01"));
    let mut quarterly = story::policy();
    quarterly.deliveries[0].every = Some(Every {
        period: Period::Quarter,
        until: story::day("2028-12-31"),
    });
    let asked = |day| extract("東大_定期", day);
    assert!(matches!(
        bank.decide(&gate(&once), &asked("2026-05-20")).await,
        Decision::Permit(_)
    ));
    bank.store
        .append(entry, at("2026-05-20"))
        .await
        .expect("an entry");

    // The ledger's clock never goes back, so the quarter at hand is asked first.
    bank.comes("2026-06-30").await;
    let refusal = bank.refusal(&gate(&quarterly), &asked("2026-06-30")).await;
    assert!(matches!(refusal.why(), Why::AlreadyDelivered { .. }));
    let next = bank.decide(&gate(&quarterly), &asked("2026-07-01")).await;
    assert!(matches!(next, Decision::Permit(_)), "{next:?}");
    bank.comes("2027-05-20").await;
    let refusal = bank.refusal(&gate(&once), &asked("2027-05-20")).await;
    assert!(
        matches!(refusal.why(), Why::AlreadyDelivered { on, .. } if *on == story::day("2026-05-20"))
    );
}

#[test]
fn periods_are_calendar_ones() {
    let day = |text| story::day(text);
    let same = |period: Period, one, other| {
        let (one, other) = (day(one), day(other));
        let holds = period.holds_both(one, other);
        assert_eq!(
            holds,
            period.name_of(one) == period.name_of(other),
            "a period's name is its own"
        );
        holds
    };
    assert_eq!(Period::Quarter.name_of(day("2026-06-30")), "2026-Q2");
    assert_eq!(Period::Week.name_of(day("2026-06-07")), "week 2026-06-01");
    assert!(same(Period::Quarter, "2026-04-01", "2026-06-30"));
    assert!(!same(Period::Quarter, "2026-06-30", "2026-07-01"));
    // 2026-06-01 is a Monday.
    assert!(same(Period::Week, "2026-06-01", "2026-06-07"));
    assert!(!same(Period::Week, "2026-05-31", "2026-06-01"));
    assert!(same(Period::Year, "2026-01-01", "2026-12-31"));
    assert!(!same(Period::Month, "2026-01-31", "2026-02-01"));
    assert!(
        !same(Period::Week, "1969-12-28", "1969-12-29")
            && same(Period::Week, "1969-12-29", "1970-01-04")
    );
}

#[tokio::test]
async fn a_format_or_a_duty_nothing_carries_out_is_refused_by_name() {
    let bank = Bank::founded().await;
    bank.signs("花子", "2024-02-01").await;
    let mut policy = story::policy();
    policy.deliveries[0].formats = vec!["fhir R4".into(), "dicom".into()];
    let refusal = bank
        .refusal(&gate(&policy), &extract("東大_定期", "2026-06-01"))
        .await;
    assert!(matches!(refusal.why(), Why::NotYet { what, .. } if what.en == "the format dicom"));
    assert_eq!(bank.last_entry().await.kind, EntryKind::Refusal);

    let mut policy = story::policy();
    policy.access[1]
        .requires
        .push(Requirement::Duty("watermark".into()));
    let refusal = bank
        .refusal(&gate(&policy), &extract("東大_定期", "2026-06-01"))
        .await;
    assert!(matches!(refusal.why(), Why::NotYet { what, .. } if what.en == "the duty 'watermark'"));
}

#[tokio::test]
async fn more_records_than_the_limit_stop_it_whole() {
    let bank = Bank::founded().await;
    bank.signs("花子", "2024-02-01").await;
    let mut policy = story::policy();
    policy.deliveries[0].limit_records = Some(1);
    let refusal = bank
        .refusal(&gate(&policy), &extract("東大_定期", "2026-06-01"))
        .await;
    assert!(matches!(
        refusal.why(),
        Why::TooManyRecords { limit: 1, .. }
    ));
}

/// Of a delivery, an explanation says what it asks itself, true or false, without any bank.
#[test]
fn the_rules_alone_explain_a_delivery() {
    let mut policy = story::policy();
    policy.bases = vec![basis(&[Regime::Anonymized], Vec::new(), Countries::Any)];
    policy.deliveries[0].basis = Some("根拠".into());
    policy.deliveries[0].before = Some(story::day("2028-01-01"));
    policy.deliveries[0].requires = vec![Requirement::Justification];
    let gate = gate(&policy);
    let ask = Ask::Extract {
        delivery: "東大_定期".into(),
    };
    let mut papers = Papers::new("佐藤", at("2026-06-01"));
    papers.approvals = BTreeSet::from(["データ管理者".into(), "倫理委員".into()]);
    let explained = gate
        .explain_rules(&partner(), &papers, &ask, &"clinical".into())
        .expect("an explanation");
    let needs: Vec<(Option<bool>, &str)> = explained
        .needs
        .iter()
        .map(|need| (need.holds, need.says.en.as_str()))
        .collect();
    assert_eq!(
        needs,
        [
            (Some(true), "it is before 2028-01-01"),
            (
                Some(false),
                "the legal basis '根拠' carries data in this form"
            ),
            (Some(false), "a justification is given"),
        ]
    );
    assert_eq!(explained.seq, None);
}
