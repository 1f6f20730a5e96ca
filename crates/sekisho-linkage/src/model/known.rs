//! What is expected before anything is seen: the start of EM, and all there is for a few records.

use super::Chances;
use crate::level::{Field, Level};

/// What pairs of one person show, in parts per thousand: most agree, slips are few, addresses and
/// telephones change.
pub fn m() -> Chances {
    of(&[
        (Field::Family, &[800, 50, 20, 40, 15, 5, 20, 50]),
        (Field::Given, &[850, 30, 20, 50, 15, 20, 15]),
        (Field::Birth, &[950, 15, 20, 5, 10]),
        (Field::Sex, &[990, 10]),
        (Field::Address, &[500, 130, 30, 90, 250]),
        (Field::Telephone, &[650, 30, 320]),
        (Field::Key, &[950, 50]),
    ])
}

/// What pairs of two show, in parts per million.
pub fn u() -> Chances {
    of(&[
        (
            Field::Family,
            &[4_000, 300, 20, 600, 600, 1, 20_000, 974_479],
        ),
        (
            Field::Given,
            &[1_500, 100, 300, 2_500, 1_000, 25_000, 969_600],
        ),
        (Field::Birth, &[40, 300, 1_000, 20, 998_640]),
        (Field::Sex, &[500_000, 500_000]),
        (Field::Address, &[20, 500, 20, 2_000, 997_460]),
        (Field::Telephone, &[20, 40, 999_940]),
        (Field::Key, &[10, 999_990]),
    ])
}

fn of(rows: &[(Field, &[u32])]) -> Chances {
    let mut chances = Chances::none();
    for (field, parts) in rows {
        let whole: f64 = parts.iter().copied().map(f64::from).sum();
        let levels: &[Level] = field.levels();
        for (level, part) in levels.iter().zip(*parts) {
            chances.add(*field, *level, f64::from(*part) / whole);
        }
    }
    chances
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_has_its_chance_and_they_sum_to_one() {
        for chances in [m(), u()] {
            for field in Field::ALL {
                let each = || field.levels().iter().map(|level| chances.of(field, *level));
                assert!(each().all(|chance| chance > 0.0), "{field:?}");
                assert!((each().sum::<f64>() - 1.0).abs() < 1e-9, "{field:?}");
            }
        }
    }
}
