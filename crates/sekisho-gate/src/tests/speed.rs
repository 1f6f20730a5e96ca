//! What a decision costs. Not a test of time: it prints, and is run by hand in release:
//! `cargo test --release -p sekisho-gate speed -- --ignored --nocapture`

use std::time::Instant as Clock;

use sekisho_model::consent::RecipientKind;
use sekisho_model::identity::Subject;
use sekisho_model::policy::{Act, Guard, When};
use sekisho_model::record::Collected;
use sekisho_model::{DataClass, Instant};

use super::{approvals, at, gate, grant, partner};
use crate::case::Case;
use crate::judge::Judge;
use crate::story;

#[test]
#[ignore = "a measurement, to be run by hand in release"]
#[expect(clippy::disallowed_methods, reason = "it measures time")]
fn a_decision_in_microseconds() {
    let mut policy = story::policy();
    let template: Guard = policy.guards[1].clone();
    for n in 0..4 {
        policy.guards.push(Guard { name: format!("guard {n}").into(), ..template.clone() });
    }
    policy.guards.push(Guard {
        name: "room".into(),
        condition: When::When(story::compare(
            sekisho_model::policy::Attribute::RequestNetwork,
            sekisho_model::policy::TestOp::Equal,
            sekisho_model::policy::TestValue::Text("internet".into()),
        )),
        ..template
    });
    let (gate, person) = (gate(&policy), partner());
    let case = Case {
        person: &person,
        study: &gate.bundle().policy.studies[0],
        purpose: "予後予測研究".into(),
        act: Act::Extract,
        profile: gate.bundle().policy.profile("仮名_標準"),
        delivery: None,
        recipient: RecipientKind::University,
        country: "JP".into(),
        network: String::new(),
        justified: true,
        approvals: approvals(&["データ管理者", "倫理委員"]),
        now: at("2026-06-01"),
    };
    let judge = Judge::new(&gate, case).expect("a judge");
    let classes: Vec<DataClass> = story::classes(&["administrative", "clinical", "imaging", "laboratory"]);
    let grants: Vec<_> = classes.iter().map(|c| grant("予後予測研究", c.as_str())).collect();
    for windows in [1, 8] {
        let grants: Vec<_> = grants
            .iter()
            .flat_map(|g| {
                (0..windows).map(move |n| {
                    let mut g = g.clone();
                    g.since = if windows == 1 { Instant::MIN } else { Instant(at("2000-01-01").0 + n * 1000) };
                    g
                })
            })
            .collect();
        let collected = Collected::Between(at("2025-05-01"), at("2025-05-02"));
        let people = 20_000;
        let start = Clock::now();
        let mut decisions = 0;
        for n in 0..people {
            let answers = judge.person(Subject(n), &grants, classes.iter().map(|c| (c, collected))).expect("answers");
            decisions += answers.decisions();
        }
        let micros = start.elapsed().as_secs_f64() * 1e6;
        println!(
            "{} policies in the bundle, {} in the slice, {windows} rectangle(s): {:.1} µs per person, {:.1} µs per decision",
            gate.bundle().cedar.len(),
            judge.slice(&classes[1]).map_or(0, |s| s.rules.len()),
            micros / people as f64,
            micros / decisions as f64,
        );
    }
}
