//! The fold against the slow definition on generated lives. Dates come from a few literals, each
//! also a millisecond earlier and later, so that every boundary is met from both sides.

use super::model::consent::{
    Actor, AfterDeath, ConsentEvent, Duration, EventKind, Form, Incapacity, Item, Minor, Optout,
    RecipientKind, Reconsent, Request, SubjectFacts, covered, fold,
};
use super::model::record::Collected;
use super::model::{DataClass, Day, FormName, Instant, ItemName, Origin, PurposeName, Text};
use super::slow;
use super::spec::{HOME, Papers, SUBJECT, ZONE};

const DAYS: [&str; 9] = [
    "2008-02-29",
    "2015-04-01",
    "2019-06-15",
    "2023-04-01",
    "2024-02-01",
    "2025-04-01",
    "2026-02-28",
    "2026-03-01",
    "2026-09-01",
];
const LIVES: u64 = 8000;
const QUESTIONS: usize = 40;

#[test]
fn the_fold_agrees_with_the_slow_definition() {
    let seed = std::env::var("SEKISHO_SEED")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(20_261_123);
    println!("seed {seed}");
    let (mut yes, mut no) = (0u32, 0u32);
    for life in 0..LIVES {
        let mut dice = Dice(seed ^ (life + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let papers = papers(&mut dice);
        let facts = SubjectFacts {
            birth: dice.birth(),
            death: dice.one_in(4).then(|| dice.moment()),
        };
        let events = events(&mut dice, &papers);
        let grants = fold(
            SUBJECT,
            &events,
            &facts,
            &papers.forms,
            &papers.optouts,
            HOME,
            ZONE,
        );
        for _ in 0..QUESTIONS {
            let question = Question::new(&mut dice, &papers);
            let request = question.request();
            let fast = covered(&grants, &request);
            let slow = slow::covered(&papers, &events, &facts, &request);
            if fast {
                yes += 1
            } else {
                no += 1
            }
            assert_eq!(
                fast,
                slow,
                "seed {seed}, life {life}: fold says {fast}\n{request:?}\n{papers:#?}\n{facts:?}\n{events:#?}\n{grants:#?}",
                papers = papers.forms
            );
        }
    }
    println!("{yes} covered, {no} not");
    assert!(
        yes > 5_000 && no > 5_000,
        "the questions must fall on both sides: {yes} covered, {no} not"
    );
}

/// A statement keyed in twice, or in another order, changes nothing.
#[test]
fn the_fold_knows_no_order_and_no_repetition() {
    for life in 0..500 {
        let mut dice = Dice(7 + life * 977);
        let papers = papers(&mut dice);
        let facts = SubjectFacts {
            birth: dice.birth(),
            death: None,
        };
        let events = events(&mut dice, &papers);
        let again: Vec<ConsentEvent> = events.iter().rev().chain(&events).cloned().collect();
        let folded = |events| {
            fold(
                SUBJECT,
                events,
                &facts,
                &papers.forms,
                &papers.optouts,
                HOME,
                ZONE,
            )
        };
        assert_eq!(folded(&events), folded(&again), "life {life}");
    }
}

/// What is said later about the past may only take away when it is a no.
#[test]
fn a_further_no_never_widens() {
    for life in 0..1500 {
        let mut dice = Dice(11 + life * 7919);
        let papers = papers(&mut dice);
        let facts = SubjectFacts {
            birth: Some(Day::parse("1970-01-01").unwrap()),
            death: None,
        };
        let mut events = events(&mut dice, &papers);
        events.retain(|e| !matches!(e.kind, EventKind::Correction { .. }));
        let before = fold(
            SUBJECT,
            &events,
            &facts,
            &papers.forms,
            &papers.optouts,
            HOME,
            ZONE,
        );
        let no = EventKind::Withdrawn {
            form: dice.pick(&papers.forms).name.clone(),
            item: None,
        };
        events.push(ConsentEvent {
            subject: SUBJECT,
            kind: no,
            by: Actor::Self_,
            effective: dice.moment(),
            recorded: Instant(0),
        });
        let after = fold(
            SUBJECT,
            &events,
            &facts,
            &papers.forms,
            &papers.optouts,
            HOME,
            ZONE,
        );
        for _ in 0..QUESTIONS {
            let question = Question::new(&mut dice, &papers);
            let request = question.request();
            assert!(
                covered(&before, &request) || !covered(&after, &request),
                "life {life}: {request:?}"
            );
        }
    }
}

/// A gate keeps few slots for a person and a purpose, so signing again must not use them up.
#[test]
fn what_is_signed_again_stays_one_rectangle() {
    let mut dice = Dice(3);
    let form = Form {
        items: vec![Item {
            purposes: vec!["p".into()],
            classes: vec!["clinical".into()],
            ..item(&mut dice, 1, 1)
        }],
        effective: Day(0),
        replaces: None,
        collected_since: None,
        collected_until: None,
        expires: Some(Duration::Years(5)),
        minor: None,
        ..form(&mut dice, 1)
    };
    let form = Form {
        items: vec![Item {
            requires: None,
            later: Vec::new(),
            ..form.items[0].clone()
        }],
        ..form
    };
    let sign = |day: &str| ConsentEvent {
        subject: SUBJECT,
        kind: EventKind::Signed {
            form: form.name.clone(),
            items: vec!["1".into()],
        },
        by: Actor::Self_,
        effective: ZONE.midnight(Day::parse(day).unwrap()),
        recorded: Instant(0),
    };
    // Within the five years, at their very end, and after a day without consent.
    let events = ["2005-04-01", "2006-10-01", "2011-10-01", "2016-10-02"].map(sign);
    let grants = fold(
        SUBJECT,
        &events,
        &SubjectFacts::default(),
        std::slice::from_ref(&form),
        &[],
        HOME,
        ZONE,
    );
    let windows: Vec<_> = grants
        .iter()
        .map(|g| {
            (
                ZONE.day_of(g.from).to_string(),
                ZONE.day_of(g.until).to_string(),
            )
        })
        .collect();
    let expected = [("2005-04-01", "2016-10-01"), ("2016-10-02", "2021-10-02")];
    assert_eq!(
        windows,
        expected.map(|(from, until)| (from.to_owned(), until.to_owned()))
    );
}

struct Question {
    purpose: PurposeName,
    class: DataClass,
    act: &'static str,
    recipient: RecipientKind,
    country: &'static str,
    collected: Collected,
    at: Instant,
}

impl Question {
    fn new(dice: &mut Dice, papers: &Papers) -> Self {
        // Mostly about something a paper names, so that the answer hangs on the life.
        let item = dice.pick(&dice.clone().pick(&papers.forms).items).clone();
        let (from, until) = (dice.moment(), dice.moment());
        Self {
            purpose: match item.later.first() {
                Some(later) if dice.one_in(3) => later.clone(),
                _ => dice.pick(&item.purposes).clone(),
            },
            class: dice.pick(&item.classes).clone(),
            act: if dice.one_in(6) {
                "recontact"
            } else {
                "extract"
            },
            recipient: if dice.one_in(6) {
                RecipientKind::Company
            } else {
                RecipientKind::University
            },
            country: if dice.one_in(8) { "US" } else { HOME },
            collected: match dice.next() % 5 {
                0 => Collected::Timeless,
                1 => Collected::Undated,
                2 => Collected::Between(from, Instant(from.0 + 1)),
                _ if from < until => Collected::Between(from, until),
                _ => Collected::Between(from, Instant(from.0 + 86_400_000)),
            },
            at: dice.late_moment(),
        }
    }

    fn request(&self) -> Request<'_> {
        Request {
            purpose: &self.purpose,
            class: &self.class,
            act: self.act,
            recipient: self.recipient,
            country: self.country,
            collected: self.collected,
            at: self.at,
        }
    }
}

fn papers(dice: &mut Dice) -> Papers {
    let forms = (1..=1 + dice.next() % 3).map(|n| form(dice, n)).collect();
    let optouts = (0..dice.next() % 2).map(|_| optout(dice)).collect();
    Papers { forms, optouts }
}

fn form(dice: &mut Dice, number: u64) -> Form {
    let items = 1 + dice.next() % 3;
    Form {
        name: FormName::new(format!("f{number}")),
        label: Text::default(),
        number: String::new(),
        effective: if dice.one_in(2) { Day(0) } else { dice.day() },
        until: None,
        document: None,
        replaces: (number > 1 && dice.one_in(2)).then(|| Reconsent {
            form: FormName::new(format!("f{}", number - 1)),
            within: dice.one_in(2).then(|| dice.length()),
        }),
        items: (1..=items).map(|n| item(dice, n, items)).collect(),
        collected_since: dice.one_in(3).then(|| dice.day()),
        collected_until: dice.one_in(6).then(|| dice.day()),
        includes_gap: dice.one_in(3),
        expires: dice.one_in(4).then(|| dice.length()),
        after_death: *dice.pick(&[
            AfterDeath::Keep,
            AfterDeath::Stop,
            AfterDeath::KeepUnlessObjected,
        ]),
        minor: dice.one_in(3).then(|| Minor {
            under_years: 18,
            assent_from_years: dice.one_in(2).then_some(7),
            own_consent_at_years: *dice.pick(&[16, 18, 20]),
            joint_from_years: dice.one_in(2).then_some(16),
            hold: dice.one_in(2).then(|| dice.length()),
        }),
        incapacity: *dice.pick(&[
            None,
            Some(Incapacity::Stop),
            Some(Incapacity::Proxy {
                until_restored: false,
            }),
            Some(Incapacity::Proxy {
                until_restored: true,
            }),
        ]),
        includes_later: Vec::new(),
        withdrawals: Vec::new(),
        origin: Origin::built_in(),
    }
}

fn item(dice: &mut Dice, number: u64, items: u64) -> Item {
    Item {
        name: ItemName::new(number.to_string()),
        says: Text::default(),
        purposes: dice
            .some(&["p", "q", "r"])
            .into_iter()
            .map(PurposeName::from)
            .collect(),
        later: if dice.one_in(3) {
            vec!["s".into()]
        } else {
            Vec::new()
        },
        classes: dice
            .some(&["clinical", "genome"])
            .into_iter()
            .map(DataClass::from)
            .collect(),
        acts: if dice.one_in(3) {
            vec!["recontact".into()]
        } else {
            Vec::new()
        },
        recipients: if dice.one_in(3) {
            vec![RecipientKind::Company]
        } else {
            Vec::new()
        },
        countries: if dice.one_in(4) {
            vec!["US".into()]
        } else {
            Vec::new()
        },
        requires: dice
            .one_in(4)
            .then(|| ItemName::new((1 + dice.next() % items).to_string())),
        origin: Origin::built_in(),
    }
}

fn optout(dice: &mut Dice) -> Optout {
    Optout {
        name: "o".into(),
        label: Text::default(),
        purposes: dice
            .some(&["p", "q", "r"])
            .into_iter()
            .map(PurposeName::from)
            .collect(),
        classes: dice
            .some(&["clinical", "genome"])
            .into_iter()
            .map(DataClass::from)
            .collect(),
        recipients: Vec::new(),
        countries: Vec::new(),
        notice: dice.length(),
        effective: None,
        only_as: None,
        origin: Origin::built_in(),
    }
}

fn events(dice: &mut Dice, papers: &Papers) -> Vec<ConsentEvent> {
    let mut events: Vec<ConsentEvent> = Vec::new();
    for _ in 0..1 + dice.next() % 7 {
        let form = dice.pick(&papers.forms).clone();
        let items: Vec<ItemName> = dice
            .some(&["1", "2", "3"])
            .into_iter()
            .map(ItemName::from)
            .collect();
        let kind = match dice.next() % 20 {
            0..=5 => EventKind::Signed {
                form: form.name,
                items,
            },
            6 => EventKind::Declined {
                form: form.name,
                items,
            },
            7 => EventKind::Withdrawn {
                form: form.name,
                item: dice.one_in(2).then(|| items[0].clone()),
            },
            8..=9 => EventKind::Notified { optout: "o".into() },
            10 => EventKind::Objected {
                optout: if dice.one_in(3) {
                    form.name
                } else {
                    "o".into()
                },
            },
            11..=12 => EventKind::Assented { form: form.name },
            13 => EventKind::Refused { form: form.name },
            14 => EventKind::Died,
            15..=16 => EventKind::Incapacitated,
            17 => EventKind::Restored,
            _ if events.is_empty() => continue,
            _ => EventKind::Correction {
                voids: dice.pick(&events).id(),
            },
        };
        let by = match dice.next() % 8 {
            0..=4 => Actor::Self_,
            5 | 6 => Actor::Proxy("parent".into()),
            _ => Actor::Bereaved("spouse".into()),
        };
        events.push(ConsentEvent {
            subject: SUBJECT,
            kind,
            by,
            effective: dice.moment(),
            recorded: Instant(0),
        });
    }
    events
}

/// xorshift64*
#[derive(Clone)]
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.next().is_multiple_of(n)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.next() as usize % from.len()]
    }

    /// At least one of them.
    fn some<'a>(&mut self, from: &[&'a str]) -> Vec<&'a str> {
        let mask = 1 + self.next() % ((1 << from.len()) - 1);
        from.iter()
            .enumerate()
            .filter(|(i, _)| mask >> i & 1 == 1)
            .map(|(_, name)| *name)
            .collect()
    }

    fn day(&mut self) -> Day {
        Day::parse(self.pick::<&str>(&DAYS)).unwrap()
    }

    /// Unknown, a literal, or so many years before one that a birthday falls on it.
    fn birth(&mut self) -> Option<Day> {
        let years = *self.pick(&[0, 7, 16, 18, 20]);
        let day = self.day().add_months(-12 * years);
        (!self.one_in(4)).then_some(day)
    }

    fn length(&mut self) -> Duration {
        *self.pick(&[
            Duration::Days(30),
            Duration::Months(6),
            Duration::Months(24),
            Duration::Years(1),
            Duration::Years(18),
        ])
    }

    /// A literal, sometimes moved by a length, and 1 ms around it.
    fn moment(&mut self) -> Instant {
        let day = ZONE.midnight(self.day());
        let base = if self.one_in(4) {
            self.length().after(day, ZONE)
        } else {
            day
        };
        Instant(base.0 + (self.next() % 3) as i64 - 1)
    }

    fn late_moment(&mut self) -> Instant {
        let (a, b) = (self.moment(), self.moment());
        a.max(b)
    }
}
