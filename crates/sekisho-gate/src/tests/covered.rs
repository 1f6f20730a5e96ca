//! What is laid out for a cohort is what Cedar says of each record by itself.

use sekisho_model::consent::{Grant, RecipientKind};
use sekisho_model::identity::Subject;
use sekisho_model::policy::Act;
use sekisho_model::record::Collected;
use sekisho_model::{DataClass, Instant};

use super::{approvals, at, gate, grant, partner};
use crate::judge::Judge;
use crate::judge::case::Case;
use crate::story;

/// A small xorshift: the same seed draws the same.
struct Dice(u64);

impl Dice {
    fn of(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }
}

/// Days around the bounds that grants have, their neighbours by a millisecond, and far away.
fn instants() -> Vec<Instant> {
    let days = [
        "2010-01-01",
        "2015-01-01",
        "2015-01-02",
        "2020-06-01",
        "2026-06-01",
    ];
    let near = days
        .iter()
        .flat_map(|day| [-1, 0, 1].map(|ms| Instant(at(day).0 + ms)));
    near.chain([at("1950-01-01"), at("2090-01-01")]).collect()
}

fn grants(dice: &mut Dice, class: &str) -> Vec<Grant> {
    let bounds = instants();
    let some = |dice: &mut Dice, none: Instant| match dice.of(3) {
        0 => none,
        _ => bounds[dice.of(bounds.len())],
    };
    (0..dice.of(4))
        .map(|_| {
            let (since, to) = (some(dice, Instant::MIN), some(dice, Instant::MAX));
            Grant {
                since: since.min(to),
                to: since.max(to),
                from: some(dice, Instant::MIN),
                ..grant("予後予測研究", class)
            }
        })
        .collect()
}

#[test]
fn rectangles_say_of_every_record_what_cedar_says() {
    let gate = gate(&story::policy());
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
    let (class, instants) = (DataClass::from("clinical"), instants());
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let (mut allowed, mut denied) = (0, 0);
    for round in 0..60 {
        let grants = grants(&mut dice, class.as_str());
        let (covered, _) = judge.covered(&class, &grants).expect("an answer");
        let mut records = vec![Collected::Timeless, Collected::Undated];
        for from in &instants {
            let later = instants.iter().filter(|until| *until > from);
            records.extend(later.map(|until| Collected::Between(*from, *until)));
        }
        let asked = records.iter().map(|collected| (&class, *collected));
        let answers = judge.person(Subject(1), &grants, asked).expect("answers");
        for collected in records {
            let cedar = answers
                .ruling((&class, collected))
                .is_some_and(|r| r.allowed);
            let mut all = sekisho_model::covered::Covered::default();
            all.0.insert(class.clone(), covered.clone());
            assert_eq!(
                all.usable(&class, collected),
                cedar,
                "{round}: {collected:?} {grants:?}"
            );
            if let Collected::Between(from, until) = collected {
                let whole = covered.whole.iter().any(|(a, b)| *a <= from && until <= *b);
                let short = until.0 - from.0 == 1;
                assert!(
                    !(whole && short) || cedar,
                    "{round}: {collected:?} lies in a whole stretch"
                );
            }
            *if cedar { &mut allowed } else { &mut denied } += 1;
        }
    }
    assert!(
        allowed > 500 && denied > 500,
        "{allowed} and {denied} prove nothing"
    );
}
