//! Two engines, one question: Cedar over slots against the fold's own `contains`, and buckets
//! against every record by itself. Dates are drawn from the policy's own literals and one
//! millisecond beside them: random dates alone miss a `<=` written for `<`.

use std::collections::BTreeSet;

use sekisho_model::consent::{Grant, RecipientKind, Request};
use sekisho_model::identity::Subject;
use sekisho_model::policy::{Act, Attribute, Test, TestOp, TestValue, When};
use sekisho_model::record::Collected;
use sekisho_model::{DataClass, Instant};

use super::{approvals, at, gate, grant, partner};
use crate::judge::Judge;
use crate::judge::case::Case;
use crate::{Gate, story};

/// A small deterministic generator (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    /// A literal, or one beside it, or an end of time.
    fn instant(&mut self, literals: &[Instant]) -> Instant {
        let literal = literals[self.roll(literals.len() as u64) as usize];
        match self.roll(5) {
            0 => Instant(literal.0 - 1),
            1 => Instant(literal.0 + 1),
            2 if self.roll(4) == 0 => Instant::MIN,
            3 if self.roll(4) == 0 => Instant::MAX,
            _ => literal,
        }
    }

    fn collected(&mut self, literals: &[Instant]) -> Collected {
        match self.roll(10) {
            0 => Collected::Timeless,
            1 => Collected::Undated,
            _ => {
                let (a, b) = (self.instant(literals), self.instant(literals));
                let far = |i: Instant| i.clamp(Instant(-1 << 50), Instant(1 << 50));
                let (from, until) = (far(a.min(b)), far(a.max(b)));
                Collected::Between(from, until.max(Instant(from.0 + 1)))
            }
        }
    }

    fn grants(&mut self, literals: &[Instant]) -> Vec<Grant> {
        (0..self.roll(9)).map(|_| self.grant(literals)).collect()
    }

    fn grant(&mut self, literals: &[Instant]) -> Grant {
        let kinds = [
            RecipientKind::Hospital,
            RecipientKind::University,
            RecipientKind::Company,
        ];
        Grant {
            from: self.instant(literals),
            until: self.instant(literals),
            since: if self.roll(2) == 0 {
                Instant::MIN
            } else {
                self.instant(literals)
            },
            to: if self.roll(2) == 0 {
                Instant::MAX
            } else {
                self.instant(literals)
            },
            recipients: kinds.into_iter().filter(|_| self.roll(3) > 0).collect(),
            countries: if self.roll(6) == 0 {
                vec!["US".into()]
            } else {
                vec!["JP".into()]
            },
            ..grant("予後予測研究", "clinical")
        }
    }
}

fn literals() -> Vec<Instant> {
    [
        "2010-01-01",
        "2020-06-01",
        "2024-02-01",
        "2026-06-01",
        "2026-07-01",
    ]
    .map(at)
    .to_vec()
}

fn judge<'a>(gate: &'a Gate, person: &'a sekisho_store::Person, now: Instant) -> Judge<'a> {
    let policy = &gate.bundle().policy;
    let case = Case {
        person,
        study: &policy.studies[0],
        purpose: "予後予測研究".into(),
        act: Act::Extract,
        profile: policy.profile("符号化_標準"),
        delivery: None,
        ground: Default::default(),
        recipient: RecipientKind::University,
        country: "JP".into(),
        network: String::new(),
        justified: true,
        approvals: approvals(&["データ管理者", "倫理委員"]),
        now,
        still: None,
    };
    Judge::new(gate, case).expect("a judge")
}

#[test]
fn cedar_over_slots_agrees_with_the_fold() {
    let (gate, person, literals) = (gate(&story::policy()), partner(), literals());
    let (class, purpose) = (DataClass::from("clinical"), "予後予測研究".into());
    let mut dice = Dice(0x5eed);
    let mut covered = 0;
    for _ in 0..1500 {
        let now = Instant(at("2026-06-01").0 + dice.roll(3) as i64 - 1);
        let (grants, collected) = (dice.grants(&literals), dice.collected(&literals));
        let judge = judge(&gate, &person, now);
        let answers = judge
            .person(Subject(7), &grants, [(&class, collected)])
            .expect("answers");
        let cedar = answers.ruling((&class, collected)).expect("asked").allowed;
        let question = Request {
            purpose: &purpose,
            class: &class,
            act: "extract",
            recipient: RecipientKind::University,
            country: "JP",
            collected,
            at: now,
        };
        let fold = sekisho_model::consent::covered(&grants, &question);
        assert_eq!(cedar, fold, "{collected:?} at {now:?} of {grants:#?}");
        covered += u32::from(fold);
    }
    assert!(
        (150..1350).contains(&covered),
        "the draw must see both answers: {covered}"
    );
}

/// Every comparison a policy may make with a record's date, spread over an allow and a guard.
fn dated_policy() -> sekisho_model::policy::Policy {
    let mut policy = story::policy();
    let compare =
        |op, day: &str| story::compare(Attribute::RecordCollected, op, TestValue::Instant(at(day)));
    policy.access[1].condition = When::Unless(Test::Or(vec![
        compare(TestOp::Less, "2010-01-01"),
        compare(TestOp::Equal, "2020-06-01"),
    ]));
    policy.guards[0].condition = When::When(Test::Or(vec![
        story::compare(
            Attribute::RecordCollected,
            TestOp::Greater,
            TestValue::RequestTime,
        ),
        Test::And(vec![
            compare(TestOp::GreaterOrEqual, "2024-02-01"),
            compare(TestOp::LessOrEqual, "2024-02-01"),
        ]),
    ]));
    policy
}

#[test]
fn buckets_decide_as_every_record_by_itself_would() {
    let (gate, person, literals) = (gate(&dated_policy()), partner(), literals());
    let class = DataClass::from("clinical");
    let mut dice = Dice(0xb0cce7);
    let (mut asked, mut records, mut allowed) = (0, 0, 0);
    for n in 0..60 {
        let judge = judge(&gate, &person, at("2026-06-01"));
        let grants = dice.grants(&literals);
        let dates: Vec<Collected> = (0..60).map(|_| dice.collected(&literals)).collect();
        let shared = judge
            .person(Subject(n), &grants, dates.iter().map(|c| (&class, *c)))
            .expect("answers");
        for date in &dates {
            let alone = judge
                .person(Subject(n), &grants, [(&class, *date)])
                .expect("answers");
            let (alone, shared) = (
                alone.ruling((&class, *date)),
                shared.ruling((&class, *date)),
            );
            assert_eq!(alone, shared, "{date:?} of {grants:#?}");
            allowed += u32::from(alone.is_some_and(|r| r.allowed));
        }
        (asked, records) = (
            asked + shared.decisions(),
            records + dates.iter().collect::<BTreeSet<_>>().len(),
        );
    }
    assert!(
        asked < records,
        "{asked} decisions for {records} different dates"
    );
    assert!(allowed > 100, "the draw must see both answers: {allowed}");
}

#[test]
fn a_broad_consent_needs_one_decision_per_class() {
    let (gate, person) = (gate(&story::policy()), partner());
    let class = DataClass::from("clinical");
    let judge = judge(&gate, &person, at("2026-06-01"));
    let days = (0..5000).map(|d| Instant(at("2010-01-01").0 + d * 86_400_000));
    let dates = days.map(|from| (&class, Collected::Between(from, Instant(from.0 + 1))));
    let answers = judge
        .person(Subject(1), &[grant("予後予測研究", "clinical")], dates)
        .expect("answers");
    assert_eq!(answers.decisions(), 1);
}
