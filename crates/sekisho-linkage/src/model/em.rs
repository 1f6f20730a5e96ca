//! Expectation and maximisation (Dempster, Laird and Rubin 1977): what pairs of one person show,
//! learnt from pairs of whom nobody said which they are.

use super::{Chances, probability};
use crate::level::{Field, Level, Pattern};

/// How many pairs show each pattern.
pub type Counted = Vec<(Pattern, u64)>;

/// What is learnt, and what it is held against.
pub struct Start<'a> {
    pub m: &'a Chances,
    pub u: &'a Chances,
    /// The share of pairs of one person, at first.
    pub share: f64,
    /// Fields that all pairs have in common say nothing of them.
    pub without: &'a [Field],
    /// How many pairs of one person `m` is worth at the start.
    pub strength: f64,
}

const STEPS_MAX: usize = 200;
const STILL: f64 = 1e-7;

/// `m`, and the share of the pairs that are of one person. `u` stays as random pairs showed it.
pub fn fit(pairs: &Counted, start: &Start<'_>) -> (Chances, f64) {
    let (mut m, mut share) = (start.m.clone(), start.share);
    let all: f64 = pairs.iter().map(|(_, count)| *count as f64).sum();
    if all == 0.0 {
        return (m, share);
    }
    for _ in 0..STEPS_MAX {
        let mut seen = Chances::none();
        let mut matched = 0.0;
        for (pattern, count) in pairs {
            let likely = probability(bits(*pattern, &m, start, share)) * *count as f64;
            matched += likely;
            seen.add_pattern(*pattern, likely);
        }
        m = seen.settled(start.m, start.strength);
        let next = (matched / all).clamp(1e-9, 1.0 - 1e-9);
        let moved = (next - share).abs();
        share = next;
        if moved < STILL {
            break;
        }
    }
    (m, share)
}

fn bits(pattern: Pattern, m: &Chances, start: &Start<'_>, share: f64) -> f64 {
    let asked = Field::ALL
        .iter()
        .filter(|field| !start.without.contains(field));
    let evidence = asked.filter_map(|field| match pattern.level(*field) {
        Level::Absent => None,
        level => Some((m.of(*field, level) / start.u.of(*field, level)).log2()),
    });
    (share / (1.0 - share)).log2() + evidence.sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Draw;
    use crate::model::known;

    /// A level drawn by its chance.
    fn drawn(draw: &mut Draw, chances: &Chances, field: Field) -> Level {
        let mut left = draw.below(1_000_000) as f64 / 1e6;
        for level in field.levels() {
            left -= chances.of(field, *level);
            if left < 0.0 {
                return *level;
            }
        }
        Level::Different
    }

    fn counted(draw: &mut Draw, pairs: usize, share: f64, m: &Chances, u: &Chances) -> Counted {
        let mut patterns: Vec<Pattern> = (0..pairs)
            .map(|at| {
                let of = if (at as f64) < share * pairs as f64 {
                    m
                } else {
                    u
                };
                Field::ALL
                    .into_iter()
                    .fold(Pattern::default(), |pattern, field| {
                        // One in ten says nothing, whoever they are.
                        match draw.below(10) {
                            0 => pattern,
                            _ => pattern.with(field, drawn(draw, of, field)),
                        }
                    })
            })
            .collect();
        patterns.sort_unstable();
        patterns
            .chunk_by(|a, b| a == b)
            .map(|same| (same[0], same.len() as u64))
            .collect()
    }

    #[test]
    fn known_chances_are_found_again() {
        let u = known::u();
        let mut truth = Chances::none();
        for field in Field::ALL {
            let levels = field.levels();
            let rest = 0.3 / (levels.len() - 1) as f64;
            for (at, level) in levels.iter().enumerate() {
                truth.add(field, *level, if at == 0 { 0.7 } else { rest });
            }
        }
        let pairs = counted(&mut Draw::new(7), 200_000, 0.2, &truth, &u);
        let start = Start {
            m: &known::m(),
            u: &u,
            share: 0.05,
            without: &[],
            strength: 10.0,
        };
        let (m, share) = fit(&pairs, &start);
        assert!((share - 0.2).abs() < 0.005, "{share}");
        for field in Field::ALL {
            for level in field.levels() {
                let (found, true_one) = (m.of(field, *level), truth.of(field, *level));
                assert!(
                    (found - true_one).abs() < 0.015,
                    "{field:?} {level:?} {found} {true_one}"
                );
            }
        }
    }

    #[test]
    fn without_pairs_what_was_known_stays() {
        let (m, u) = (known::m(), known::u());
        let start = Start {
            m: &m,
            u: &u,
            share: 0.1,
            without: &[],
            strength: 10.0,
        };
        assert_eq!(fit(&Vec::new(), &start), (m.clone(), 0.1));
        let (found, share) = fit(&vec![(Pattern::default(), 5)], &start);
        assert!(
            Field::ALL
                .iter()
                .all(|f| f.levels().iter().all(|l| found.of(*f, *l).is_finite()))
        );
        assert!(share > 0.0 && share < 1.0);
    }
}
