//! A model from the records themselves: `u` from random pairs, `m` by EM within two kinds of block
//! (each learns the fields that its block does not fix), the prior from all pairs that meet.

use super::em::{Counted, Start, fit};
use super::{Chances, Model, Scales, known, probability};
use crate::block::{Blocks, Kind};
use crate::compare::compare;
use crate::draw::Draw;
use crate::level::{Field, Pattern};
use crate::link::Settings;
use crate::people::People;

/// Blocks whose pairs are of one person often enough to learn from, and what they fix.
const SESSIONS: [(Kind, &[Field]); 2] = [
    (Kind::Birth, &[Field::Birth]),
    (Kind::Sound, &[Field::Family, Field::Given]),
];

/// How many pairs what is known before counts for: of two, of one person.
const STRENGTH_U: f64 = 1_000.0;
const STRENGTH_M: f64 = 20.0;

pub fn learn(people: &People, blocks: &Blocks<'_>, settings: &Settings) -> Model {
    let u = random_pairs(people, settings);
    let mut seen = Chances::none();
    let start = known::m();
    for (kind, without) in SESSIONS {
        let pairs = counted(people, blocks, kind, settings.pairs_learnt_max);
        let (m, share) = fit(
            &pairs,
            &Start {
                m: &start,
                u: &u,
                share: 0.1,
                without,
                strength: STRENGTH_M,
            },
        );
        let matched = share * pairs.iter().map(|(_, count)| *count as f64).sum::<f64>();
        for field in Field::ALL
            .into_iter()
            .filter(|field| !without.contains(field))
        {
            for level in field.levels() {
                seen.add(field, *level, matched * m.of(field, *level));
            }
        }
    }
    let m = seen.settled(&start, STRENGTH_M);
    let mut model = Model { m, u, prior: 1e-6 };
    model.prior = prior(people, blocks, &model);
    model
}

fn random_pairs(people: &People, settings: &Settings) -> Chances {
    let mut seen = Chances::none();
    let mut draw = Draw::new(settings.seed);
    let many = people.all.len();
    if many >= 2 {
        for _ in 0..settings.random_pairs {
            let (a, b) = (draw.below(many), draw.below(many));
            if let (Some(a), Some(b)) = (people.all.get(a), people.all.get(b))
                && a.id != b.id
            {
                seen.add_pattern(compare(people, a, b), 1.0);
            }
        }
    }
    // In a small population the same few pairs come again and again, those of one person too.
    let distinct = many as f64 * many as f64 / 2.0;
    let weight = (distinct / settings.random_pairs as f64).min(1.0);
    seen.settled(&known::u(), STRENGTH_U / weight.max(1e-6))
}

fn counted(people: &People, blocks: &Blocks<'_>, kind: Kind, pairs_max: usize) -> Counted {
    let mut patterns: Vec<Pattern> = Vec::new();
    blocks.each_pair_of(kind, pairs_max, |a, b| patterns.push(compare(people, a, b)));
    patterns.sort_unstable();
    let runs = patterns.chunk_by(|a, b| a == b);
    runs.filter_map(|run| Some((*run.first()?, run.len() as u64)))
        .collect()
}

/// The share of all pairs that are of one person, as the pairs that meet say it with that share.
fn prior(people: &People, blocks: &Blocks<'_>, model: &Model) -> f64 {
    const STEP: f64 = 4.0;
    const SPAN: usize = 1_024;
    let scales = Scales::new(people, model);
    let mut many = [0_u64; SPAN];
    blocks.each_pair(|a, b| {
        let (_, bits) = scales.compare(a, b);
        let place = ((bits.iter().sum::<f64>() + 128.0) * STEP).clamp(0.0, SPAN as f64 - 1.0);
        // Within the span by the clamp.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        if let Some(count) = many.get_mut(place as usize) {
            *count += 1;
        }
    });
    let all = people.all.len() as f64 * (people.all.len() as f64 - 1.0) / 2.0;
    let mut prior = 1e-4;
    for _ in 0..100 {
        let base = (prior / (1.0_f64 - prior)).log2();
        let likely = |(place, count): (usize, &u64)| {
            *count as f64 * probability(place as f64 / STEP - 128.0 + base)
        };
        let matched: f64 = many.iter().enumerate().map(likely).sum();
        // One pair of one person more than seen: nobody is sure that there is none.
        prior = ((matched + 1.0) / (all + 2.0)).clamp(1e-12, 0.5);
    }
    prior
}
