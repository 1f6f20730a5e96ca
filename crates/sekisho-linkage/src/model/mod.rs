//! Weights of evidence after Fellegi and Sunter (A Theory for Record Linkage, 1969): for each level
//! of each field, `m` among pairs of one person and `u` among pairs of two, and how rare the value
//! is (term frequency, Winkler 2000).

pub mod em;
mod known;
mod learn;

use serde::{Deserialize, Serialize};

use crate::level::{Field, Level, Pattern};
use crate::people::{Counts, Half, One, People, Symbol};

pub use learn::learn;

/// A probability for each level of each field; those of a field sum to 1, `Absent` apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Chances([[f64; Level::COUNT]; Field::ALL.len()]);

/// All that a weight stands on. What was learnt from one population can be kept and used again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Among pairs of one person.
    pub m: Chances,
    /// Among pairs of two.
    pub u: Chances,
    /// How likely two records taken at random are about one person.
    pub prior: f64,
}

impl Chances {
    pub fn none() -> Self {
        Self([[0.0; Level::COUNT]; Field::ALL.len()])
    }

    pub fn of(&self, field: Field, level: Level) -> f64 {
        let row = self.0.get(field.at());
        row.and_then(|row| row.get(level.at()))
            .copied()
            .unwrap_or(0.0)
    }

    pub fn add(&mut self, field: Field, level: Level, share: f64) {
        let row = self.0.get_mut(field.at());
        if let Some(place) = row.and_then(|row| row.get_mut(level.at())) {
            *place += share;
        }
    }

    /// Everything seen in a pattern, but what is absent.
    pub fn add_pattern(&mut self, pattern: Pattern, share: f64) {
        for field in Field::ALL {
            match pattern.level(field) {
                Level::Absent => {}
                level => self.add(field, level, share),
            }
        }
    }

    /// Sums as probabilities, beside `strength` pairs as `before` expects them: a level that was
    /// never seen is rare and not impossible.
    #[must_use]
    pub fn settled(&self, before: &Self, strength: f64) -> Self {
        let mut out = Self::none();
        for field in Field::ALL {
            let levels = field.levels();
            let seen: f64 = levels.iter().map(|level| self.of(field, *level)).sum();
            for level in levels {
                let sum = self.of(field, *level) + strength * before.of(field, *level);
                out.add(field, *level, sum / (seen + strength));
            }
        }
        out
    }
}

impl Model {
    /// Bits for (or against) one person that a level is worth, its value unknown.
    pub fn bits(&self, field: Field, level: Level) -> f64 {
        match level {
            Level::Absent => 0.0,
            level => (self.m.of(field, level) / self.u.of(field, level)).log2(),
        }
    }

    /// Bits that two records taken at random begin with.
    pub fn prior_bits(&self) -> f64 {
        (self.prior / (1.0 - self.prior)).log2()
    }
}

/// The probability of so many bits.
pub fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

type Bits = [[f64; Level::COUNT]; Field::ALL.len()];

fn table(of: impl Fn(Field, Level) -> f64) -> Bits {
    let mut bits = [[0.0; Level::COUNT]; Field::ALL.len()];
    for (field, row) in Field::ALL.into_iter().zip(&mut bits) {
        for level in field.levels() {
            if let Some(place) = row.get_mut(level.at()) {
                *place = of(field, *level);
            }
        }
    }
    bits
}

fn at(bits: &Bits, field: Field, level: Level) -> f64 {
    let row = bits.get(field.at());
    row.and_then(|row| row.get(level.at()))
        .copied()
        .unwrap_or(0.0)
}

/// A model over one population: bits of each level, and of each value where it is equal.
pub struct Scales<'a> {
    people: &'a People,
    bits: Bits,
    /// What a level is worth before the rarity of its value.
    m_bits: Bits,
    folded: [Counts; 2],
    reading: [Counts; 2],
    sound: [Counts; 2],
    born: Counts,
    number: Counts,
    telephone: Counts,
}

impl<'a> Scales<'a> {
    pub fn new(people: &'a People, model: &Model) -> Self {
        let both = |form: fn(&Half) -> Symbol| {
            [
                people.counts(move |one| form(&one.family)),
                people.counts(move |one| form(&one.given)),
            ]
        };
        Self {
            people,
            bits: table(|field, level| model.bits(field, level)),
            m_bits: table(|field, level| model.m.of(field, level).log2()),
            folded: both(|half| half.folded),
            reading: both(|half| half.reading),
            sound: both(|half| half.sound),
            born: people.counts(|one| one.born),
            number: people.counts(|one| one.place.number),
            telephone: people.counts(|one| one.telephones[0]),
        }
    }

    pub fn compare(&self, a: &One, b: &One) -> (Pattern, [f64; Field::ALL.len()]) {
        let pattern = crate::compare::compare(self.people, a, b);
        let bits = Field::ALL.map(|field| {
            let level = pattern.level(field);
            match self.rarity(field, level, a, b) {
                Some(rarity) => at(&self.m_bits, field, level) + rarity,
                None => at(&self.bits, field, level),
            }
        });
        (pattern, bits)
    }

    /// How rare the value is in which the two agree; `None` where they agree in none.
    fn rarity(&self, field: Field, level: Level, a: &One, b: &One) -> Option<f64> {
        let named = |half: &Half, at: usize| {
            let [written, read, heard] = [&self.folded, &self.reading, &self.sound];
            let (counts, symbol) = match level {
                Level::Same | Level::Variant | Level::Reread => (written, half.folded),
                Level::Reading => (read, half.reading),
                Level::Sound => (heard, half.sound),
                Level::Swapped if half.folded.is_said() => (written, half.folded),
                Level::Swapped => (read, half.reading),
                Level::Absent | Level::Near | Level::Slip | Level::Era => return None,
                Level::Partial | Level::Building | Level::Different => return None,
            };
            counts.get(at).map(|counts| counts.rarity(symbol))
        };
        match (field, level) {
            (Field::Family, _) => named(&a.family, 0),
            (Field::Given, _) => named(&a.given, 1),
            (Field::Birth, Level::Same) => Some(self.born.rarity(a.born)),
            (Field::Address, Level::Same) => Some(self.number.rarity(a.place.number)),
            (Field::Telephone, Level::Same) => {
                let shared = a
                    .telephones
                    .iter()
                    .find(|t| t.is_said() && b.telephones.contains(t));
                shared.map(|symbol| self.telephone.rarity(*symbol))
            }
            (Field::Birth | Field::Address | Field::Telephone | Field::Sex | Field::Key, _) => None,
        }
    }
}
