//! Generated papers, lives and questions. Dates come from a few literals, each also a millisecond
//! earlier and later and moved by the lengths that forms use, so that every boundary is met from
//! both sides. Taken into the gate's tests as well, like `spec.rs`.

use super::model::consent::{
    Actor, AfterDeath, ConsentEvent, Duration, Earlier, EventKind, Form, Incapacity, Item, Kept,
    LegalGround, Minor, Optout, RecipientKind, Reconsent, Request, SubjectFacts, TakenBack,
};
use super::model::policy::Policy;
use super::model::record::Collected;
use super::model::{
    BasisName, DataClass, Day, FormName, Instant, ItemName, Origin, PurposeName, Text,
};
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

/// From `SEKISHO_SEED`, or the one the tests are known by; printed, so that a failure can be run again.
pub fn seed() -> u64 {
    let given = std::env::var("SEKISHO_SEED")
        .ok()
        .and_then(|s| s.parse().ok());
    let seed = given.unwrap_or(20_261_123);
    println!("seed {seed}");
    seed
}

/// The dice of one life.
pub fn dice(seed: u64, life: u64) -> Dice {
    Dice(seed ^ (life + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

pub struct Question {
    pub purpose: PurposeName,
    pub class: DataClass,
    pub act: &'static str,
    pub recipient: RecipientKind,
    pub country: &'static str,
    pub collected: Collected,
    pub at: Instant,
    pub basis: Option<BasisName>,
    /// The day on which the delivery's permit was issued.
    pub issued: Option<Day>,
}

/// Every ground that a question may name.
pub fn grounds() -> Vec<(Option<BasisName>, Option<Day>)> {
    let bases = [None, Some("b".into()), Some("c".into())];
    let days = DAYS.iter().map(|day| Day::parse(day));
    let days: Vec<Option<Day>> = days.chain([None]).collect();
    let pairs = bases
        .iter()
        .flat_map(|basis| days.iter().map(|day| (basis.clone(), *day)));
    pairs.collect()
}

impl Question {
    pub fn new(dice: &mut Dice, papers: &Papers) -> Self {
        // Mostly about something a paper names, so that the answer hangs on the life.
        let item = dice.pick(&dice.clone().pick(&papers.forms).items).clone();
        let (from, until) = (dice.moment(), dice.moment());
        let (basis, issued) = dice.pick(&grounds()).clone();
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
            basis,
            issued,
        }
    }

    pub fn ground(&self) -> LegalGround<'_> {
        LegalGround {
            basis: self.basis.as_ref(),
            issued: self.issued.map(|day| ZONE.midnight(Day(day.0 + 1))),
        }
    }

    /// About what a notice of these papers names.
    pub fn of_notice(dice: &mut Dice, papers: &Papers) -> Self {
        let optout = dice.pick(&papers.optouts).clone();
        let named = Papers {
            forms: vec![Form {
                items: vec![Item {
                    purposes: optout.purposes,
                    later: Vec::new(),
                    classes: optout.classes,
                    ..item(dice, 1, 1)
                }],
                ..form(dice, 1)
            }],
            optouts: Vec::new(),
        };
        Self::new(dice, &named)
    }

    pub fn request(&self) -> Request<'_> {
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

pub fn papers(dice: &mut Dice) -> Papers {
    let mut forms: Vec<Form> = (1..=1 + dice.next() % 3).map(|n| form(dice, n)).collect();
    let known = Policy {
        forms: forms.clone(),
        ..Policy::default()
    };
    for (n, present) in (1..).zip(&mut forms) {
        if dice.one_in(3) {
            let kept = Kept::of(&known, &present.name).expect("the form is there");
            present.earlier.push(Earlier {
                until: dice.moment(),
                text: form(dice, n),
                withheld: Vec::new(),
                successors: kept.successors,
            });
        }
    }
    let named = ["o", "n"].into_iter().take(dice.next() as usize % 3);
    let optouts = named.map(|name| {
        let mut present = optout(dice, name);
        if dice.one_in(3) {
            present.earlier.push(Earlier {
                until: dice.moment(),
                text: optout(dice, name),
                withheld: Vec::new(),
                successors: Vec::new(),
            });
        }
        present
    });
    let optouts = optouts.collect();
    Papers { forms, optouts }
}

/// Notices alone, with what may be said of them.
pub fn notices(dice: &mut Dice) -> (Papers, Vec<ConsentEvent>) {
    let papers = loop {
        let papers = papers(dice);
        if !papers.optouts.is_empty() {
            break Papers {
                forms: Vec::new(),
                ..papers
            };
        }
    };
    let mut said = Vec::new();
    for _ in 0..3 + dice.next() % 5 {
        let optout = dice.pick(&papers.optouts).name.clone();
        let kind = match dice.next() % 5 {
            0 => EventKind::Notified { optout },
            1 | 2 => EventKind::Objected { optout },
            _ => EventKind::ObjectionTakenBack { optout },
        };
        let by = match dice.one_in(4) {
            true => Actor::Proxy("parent".into()),
            false => Actor::Self_,
        };
        let effective = dice.moment();
        let recorded = match dice.one_in(6) {
            true => dice.moment(),
            false => effective,
        };
        said.push(ConsentEvent {
            subject: SUBJECT,
            kind,
            by,
            effective,
            recorded,
        });
    }
    // Known from the first, so that the rest hangs on what was said of it.
    let first = ConsentEvent {
        subject: SUBJECT,
        kind: EventKind::Notified {
            optout: papers.optouts[0].name.clone(),
        },
        by: Actor::Self_,
        effective: ZONE.midnight(Day::parse("2006-01-01").unwrap()),
        recorded: ZONE.midnight(Day::parse("2006-01-01").unwrap()),
    };
    said.push(first);
    (papers, said)
}

pub fn form(dice: &mut Dice, number: u64) -> Form {
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
        fhir: Default::default(),
        withdrawals: Vec::new(),
        earlier: Vec::new(),
        origin: Origin::built_in(),
    }
}

pub fn item(dice: &mut Dice, number: u64, items: u64) -> Item {
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

fn optout(dice: &mut Dice, name: &str) -> Optout {
    Optout {
        name: name.into(),
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
        only_under: match dice.one_in(3) {
            true => dice
                .some(&["b", "c"])
                .into_iter()
                .map(BasisName::from)
                .collect(),
            false => Vec::new(),
        },
        spares_permits: dice.one_in(2),
        taken_back: *dice.pick(&[None, Some(TakenBack::WithGap), Some(TakenBack::WithoutGap)]),
        bereaved: None,
        receipt: None,
        earlier: Vec::new(),
        origin: Origin::built_in(),
    }
}

pub fn events(dice: &mut Dice, papers: &Papers) -> Vec<ConsentEvent> {
    let mut events: Vec<ConsentEvent> = Vec::new();
    for _ in 0..1 + dice.next() % 7 {
        let form = dice.pick(&papers.forms).clone();
        let items: Vec<ItemName> = dice
            .some(&["1", "2", "3"])
            .into_iter()
            .map(ItemName::from)
            .collect();
        let optout: FormName = dice.pick(&["o", "o", "n"]).to_owned().into();
        let kind = match dice.next() % 23 {
            0..=5 => EventKind::Signed {
                form: form.name,
                items,
                until: dice.one_in(5).then(|| dice.moment()),
            },
            6 => EventKind::Declined {
                form: form.name,
                items,
            },
            7 => EventKind::Withdrawn {
                form: form.name,
                item: dice.one_in(2).then(|| items[0].clone()),
            },
            8..=9 | 18 => EventKind::Notified { optout },
            10 | 19 => EventKind::Objected {
                optout: match dice.one_in(4) {
                    true => form.name,
                    false => optout,
                },
            },
            20 => EventKind::ObjectionTakenBack { optout },
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
        let effective = dice.moment();
        let recorded = match dice.one_in(8) {
            true => dice.moment(),
            false => effective,
        };
        events.push(ConsentEvent {
            subject: SUBJECT,
            kind,
            by,
            effective,
            recorded,
        });
    }
    events
}

/// xorshift64*
#[derive(Clone)]
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33
    }

    pub fn one_in(&mut self, n: u64) -> bool {
        self.next().is_multiple_of(n)
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
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
    pub fn birth(&mut self) -> Option<Day> {
        let years = *self.pick(&[0, 7, 16, 18, 20]);
        let day = self.day().add_months(-12 * years);
        (!self.one_in(4)).then_some(day)
    }

    /// What the records say of the person, sometimes surely enough to set a statement aside.
    pub fn facts(&mut self) -> SubjectFacts {
        let birth = self.birth();
        let death = self.one_in(4).then(|| self.moment());
        SubjectFacts {
            birth,
            death,
            born_from: birth.filter(|_| self.one_in(2)),
            dead_until: death.map(|at| ZONE.day_of(at)).filter(|_| self.one_in(2)),
        }
    }

    pub fn length(&mut self) -> Duration {
        *self.pick(&[
            Duration::Days(30),
            Duration::Months(6),
            Duration::Months(24),
            Duration::Years(1),
            Duration::Years(18),
        ])
    }

    /// A literal, sometimes moved by a length, and 1 ms around it.
    pub fn moment(&mut self) -> Instant {
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
