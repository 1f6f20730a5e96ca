//! What a decision costs. Not a test of time: it prints, and is run by hand in release:
//! `cargo test --release -p sekisho-gate speed -- --ignored --nocapture`

use sekisho_model::consent::RecipientKind;
use sekisho_model::identity::Subject;
use sekisho_model::policy::{Act, Guard, When};
use sekisho_model::record::Collected;
use sekisho_model::{DataClass, Instant, Zone};

use super::{approvals, at, bundle, grant, partner, seal};
use crate::judge::Judge;
use crate::judge::case::Case;
use crate::{Gate, story};

/// Microseconds this thread has been on a processor (Linux): other work on the machine does not count.
fn micros_on_cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ')
        .next()
        .and_then(|ns| ns.parse::<f64>().ok())
        .unwrap_or_default()
        / 1e3
}

#[test]
#[ignore = "a measurement, to be run by hand in release"]
fn a_decision_in_microseconds() {
    let mut policy = story::policy();
    let template: Guard = policy.guards[1].clone();
    for n in 0..4 {
        policy.guards.push(Guard {
            name: format!("guard {n}").into(),
            ..template.clone()
        });
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
    let sealed = seal(bundle(&policy));
    let start = micros_on_cpu();
    let gate = Gate::open(sealed, &story::model(), Zone::TOKYO, "JP").expect("the story opens");
    println!(
        "opening {} policies: {:.1} ms",
        gate.bundle().cedar.len(),
        (micros_on_cpu() - start) / 1e3
    );
    let person = partner();
    let case = Case {
        person: &person,
        study: &gate.bundle().policy.studies[0],
        purpose: "予後予測研究".into(),
        act: Act::Extract,
        profile: gate.bundle().policy.profile("符号化_標準"),
        delivery: None,
        ground: Default::default(),
        recipient: RecipientKind::University,
        country: "JP".into(),
        network: String::new(),
        justified: true,
        approvals: approvals(&["データ管理者", "倫理委員"]),
        now: at("2026-06-01"),
        still: None,
    };
    let judge = Judge::new(&gate, case).expect("a judge");
    let classes: Vec<DataClass> =
        story::classes(&["administrative", "clinical", "imaging", "laboratory"]);
    let grants: Vec<_> = classes
        .iter()
        .map(|c| grant("予後予測研究", c.as_str()))
        .collect();
    for windows in [1, 8] {
        let grants: Vec<_> = grants
            .iter()
            .flat_map(|g| {
                (0..windows).map(move |n| {
                    let mut g = g.clone();
                    g.since = if windows == 1 {
                        Instant::MIN
                    } else {
                        Instant(at("2000-01-01").0 + n * 1000)
                    };
                    g
                })
            })
            .collect();
        let collected = Collected::Between(at("2025-05-01"), at("2025-05-02"));
        let people = 20_000;
        let start = micros_on_cpu();
        let mut decisions = 0;
        for n in 0..people {
            let answers = judge
                .person(Subject(n), &grants, classes.iter().map(|c| (c, collected)))
                .expect("answers");
            decisions += answers.decisions();
        }
        let micros = micros_on_cpu() - start;
        println!(
            "{} policies in the bundle, {} in the slice, {windows} rectangle(s): {:.1} µs per person, {:.1} µs per decision",
            gate.bundle().cedar.len(),
            judge.slice(&classes[1]).map_or(0, |s| s.rules.len()),
            micros / people as f64,
            micros / decisions as f64,
        );
    }
}
