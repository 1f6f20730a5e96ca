//! The whole road: records in, pairs with reasons out.

use sekisho_model::Text;

use crate::answer::{Answer, Band, Doubt, Pair};
use crate::block::Blocks;
use crate::model::{Model, Scales, learn, probability};
use crate::people::People;
use crate::person::Person;
use crate::third;

/// How much is looked at, and from which probability on a pair is what.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub seed: u64,
    /// Pairs drawn for `u`.
    pub random_pairs: usize,
    /// Pairs of each kind of block that `m` is learnt from.
    pub pairs_learnt_max: usize,
    pub certain_from: f64,
    pub ask_from: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            random_pairs: 1_000_000,
            pairs_learnt_max: 1_000_000,
            certain_from: 0.99,
            ask_from: 0.1,
        }
    }
}

/// Records that can't be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    SameId,
    TooMany,
}

impl Refused {
    pub fn told(self) -> Text {
        match self {
            Self::SameId => Text::new(
                "同じ番号の記録が二つあります",
                "two records have the same id",
            ),
            Self::TooMany => Text::new(
                "一度に比べられる記録の数を超えています",
                "these are more records than can be compared at once",
            ),
        }
    }
}

/// Learns a model from the records and answers with it.
pub fn link(people: &[Person], settings: &Settings) -> Result<Answer, Refused> {
    let people = People::new(people)?;
    let blocks = Blocks::new(&people);
    let model = learn(&people, &blocks, settings);
    Ok(link_with(&people, &blocks, model, settings))
}

/// The same with a model that is known.
pub fn link_with(
    people: &People,
    blocks: &Blocks<'_>,
    model: Model,
    settings: &Settings,
) -> Answer {
    let scales = Scales::new(people, &model);
    let prior_bits = model.prior_bits();
    let (mut pairs, mut compared): (Vec<Pair>, u64) = (Vec::new(), 0);
    blocks.each_pair(|one, other| {
        compared += 1;
        let (a, b) = if one.id < other.id {
            (one, other)
        } else {
            (other, one)
        };
        let (pattern, bits) = scales.compare(a, b);
        let likely = probability(prior_bits + bits.iter().sum::<f64>());
        if likely < settings.ask_from {
            return;
        }
        let doubt = Doubt::of(pattern, a, b);
        let band = match likely >= settings.certain_from && doubt.is_none() {
            true => Band::Certain,
            false => Band::Ask,
        };
        pairs.push(Pair {
            a: a.id,
            b: b.id,
            pattern,
            bits,
            prior_bits,
            band,
            doubt,
        });
    });
    pairs.sort_by_key(|pair| (pair.a, pair.b));
    third::doubt(&mut pairs, &people.all, &scales, settings.ask_from);
    Answer {
        model,
        pairs,
        compared,
    }
}
