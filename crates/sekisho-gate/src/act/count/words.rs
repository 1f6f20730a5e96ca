//! Labels that are words of the records: one that no table settles is shown where enough people have
//! it, and is a star otherwise, as it would stay in of a delivery.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::identity::Subject;
use sekisho_model::lexicon::Lexicon;

/// Stands for every word that too few people share.
const FOLDED: &str = "*";

pub(super) fn fold(of: &mut BTreeMap<Subject, BTreeSet<String>>, people: u32, lexicon: &Lexicon) {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for word in of.values().flatten() {
        *counts.entry(word).or_default() += 1;
    }
    let rare: BTreeSet<String> = counts
        .into_iter()
        .filter(|(word, count)| *count < people && !lexicon.is_settled_somewhere(word))
        .map(|(word, _)| word.to_owned())
        .collect();
    for words in of.values_mut() {
        let before = words.len();
        words.retain(|word| !rare.contains(word));
        if words.len() < before {
            words.insert(FOLDED.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_one_person_has_is_a_star_and_a_code_of_a_table_is_not() {
        let words = |all: &[&str]| all.iter().map(|w| (*w).to_owned()).collect();
        let mut of = BTreeMap::from([
            (Subject(1), words(&["YAMADA", "laboratory"])),
            (Subject(2), words(&["shared"])),
            (Subject(3), words(&["shared"])),
        ]);
        fold(&mut of, 2, &Lexicon::shipped());
        assert_eq!(of[&Subject(1)], words(&["*", "laboratory"]));
        assert_eq!(of[&Subject(2)], words(&["shared"]));
    }
}
