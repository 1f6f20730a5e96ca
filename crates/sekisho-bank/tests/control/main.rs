//! The gate's controls and the reference evaluator, asked the same on generated people. Values are
//! drawn few and with neighbours, so that groups lie at the bounds. A failure prints its seed.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_gate::disclosure::{Measure, Surveying, control, singular_below};
use sekisho_lang::eval::fields::{Bound, Controls, Rare, Released, Scale, release};
use sekisho_model::Origin;
use sekisho_model::identity::Subject;
use sekisho_model::release::{GroupFate, KAnonymity, LDiversity, Release, ReleasedField, Singular};

/// Small numbers that repeat for a seed, as splitmix64 gives them.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ z >> 31) % bound as u64) as usize
    }

    fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

const FIELDS: [(&str, Measure, Scale); 4] = [
    ("patient.age", Measure::Number, Scale::Numbers),
    ("patient.sex", Measure::Word, Scale::Words),
    ("relapse.date", Measure::Date, Scale::Dates),
    ("diagnosis.code", Measure::Word, Scale::Words),
];

fn values(draw: &mut Draw, field: usize) -> BTreeSet<String> {
    let pool: &[&str] = match field {
        0 => &["30", "31", "31.0", "57", "98", "116"],
        1 => &["female", "male", "other"],
        2 => &["2019", "2019-02", "2019-02-28", "2020-11"],
        _ => &["C34", "C50", "C61", "D45"],
    };
    // Most show one value, some none, few two.
    let how_many = *draw.of(&[0, 1, 1, 1, 1, 1, 1, 2]);
    let mut one = || {
        let skewed = draw.below(pool.len()).min(draw.below(pool.len()));
        pool[skewed].to_owned()
    };
    (0..how_many).map(|_| one()).collect()
}

fn field(name: &str) -> ReleasedField {
    let (view, column) = name.split_once('.').expect("view.column");
    ReleasedField {
        view: view.into(),
        column: column.into(),
    }
}

fn one_round(seed: u64) {
    let mut draw = Draw(seed);
    let people: BTreeMap<Subject, Released> = (0..1 + draw.below(60) as i64)
        .map(|n| {
            let shown = FIELDS.iter().enumerate();
            let shown = shown.map(|(at, (name, ..))| ((*name).to_owned(), values(&mut draw, at)));
            (Subject(n * 7), shown.collect())
        })
        .collect();
    let k = (draw.below(3) > 0).then(|| Bound {
        least: 2 + draw.below(4) as u32,
        on: FIELDS[..1 + draw.below(3)]
            .iter()
            .map(|f| f.0.to_owned())
            .collect(),
    });
    let l: Vec<Bound> = (0..draw.below(3))
        .map(|at| Bound {
            least: 2 + draw.below(2) as u32,
            on: vec![FIELDS[3 - at].0.to_owned()],
        })
        .collect();
    let asked = asked(k.as_ref(), &l, draw.below(2) == 0);
    let below = singular_below(&asked);
    let rare = asked.singular.map(|_| Rare {
        below,
        on: FIELDS.iter().map(|f| (f.0.to_owned(), f.2)).collect(),
    });
    let meant = release(&people, &Controls { rare, k, l });

    let fields: Vec<ReleasedField> = FIELDS.iter().map(|f| field(f.0)).collect();
    let surveyed = fields.iter().cloned().zip(FIELDS.iter().map(|f| f.1));
    let mut surveying = Surveying::of(people.keys().copied(), surveyed);
    for (subject, person) in &people {
        surveying.saw(*subject);
        for (at, (name, ..)) in FIELDS.iter().enumerate() {
            person[*name]
                .iter()
                .for_each(|value| surveying.add(*subject, at, value));
        }
    }
    let done = control(&surveying.finish(), &asked, &fields).expect("nothing says stop");
    let stay: Vec<Subject> = done.people().collect();
    assert_eq!(
        stay,
        meant.keys().copied().collect::<Vec<_>>(),
        "seed {seed}: who stays"
    );
    for (subject, person) in &meant {
        for name in FIELDS.map(|f| f.0) {
            let cell = |value: &String| match done.field(&field(name)) {
                Some(at) => done.cell(at, *subject, Some(value)).map(str::to_owned),
                None => Some(value.clone()),
            };
            let left: BTreeSet<String> = people[subject][name].iter().filter_map(cell).collect();
            assert_eq!(left, person[name], "seed {seed}: {name} of {subject:?}");
        }
    }
    assert_eq!(done.report.people_before, people.len() as u64);
    assert_eq!(done.report.people_after, meant.len() as u64);
    if let (Some(report), false) = (&done.report.k, meant.is_empty()) {
        assert!(report.smallest_after >= u64::from(report.k), "seed {seed}");
    }
}

fn asked(k: Option<&Bound>, l: &[Bound], singular: bool) -> Release {
    let origin = Origin::built_in();
    Release {
        k: k.map(|k| KAnonymity {
            k: k.least,
            on: k.on.iter().map(|name| field(name)).collect(),
            fate: GroupFate::Suppress,
            origin: origin.clone(),
        }),
        l: l.iter()
            .map(|l| LDiversity {
                l: l.least,
                on: field(&l.on[0]),
                stop: false,
                origin: origin.clone(),
            })
            .collect(),
        singular: singular.then_some(Singular::Suppress),
        ..Release::default()
    }
}

#[test]
fn the_controls_mean_what_the_evaluator_says() {
    let seed = std::env::var("SEKISHO_SEED").ok();
    let seed: u64 = seed
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(20_260_401);
    println!("SEKISHO_SEED={seed}");
    for round in 0..1500 {
        one_round(seed + round);
    }
}
