//! What the linkage says of a made-up population: no pair that is certain is wrong, most are found,
//! and the order in which records come changes nothing.

use crate::population::{Found, Population};
use sekisho_linkage::block::Blocks;
use sekisho_linkage::{Band, Field, Level, People, Settings, link};

#[test]
fn certain_is_certain_and_finds_most() {
    for seed in [11, 12] {
        let population = Population::new(6_000, seed);
        let answer = link(&population.records, &Settings::default()).expect("distinct ids");
        let certain = answer
            .pairs
            .iter()
            .filter(|pair| pair.band == Band::Certain);
        let certain = Found::of(&population, certain.map(|pair| (pair.a, pair.b)));
        let shown = Found::of(
            &population,
            answer.pairs.iter().map(|pair| (pair.a, pair.b)),
        );
        assert!(certain.precision() >= 0.999, "{certain:?}");
        assert!(certain.recall() >= 0.75, "{certain:?}");
        assert!(shown.recall() >= 0.97, "{shown:?}");
        assert!(
            shown.precision() >= 0.6,
            "a steward is asked too much: {shown:?}"
        );
    }
}

#[test]
fn the_order_of_records_changes_nothing() {
    let population = Population::new(1_500, 3);
    let answer = link(&population.records, &Settings::default()).expect("distinct ids");
    let mut turned = population.records.clone();
    turned.reverse();
    turned.rotate_left(77);
    assert_eq!(link(&turned, &Settings::default()), Ok(answer.clone()));
    let other = link(
        &population.records,
        &Settings {
            seed: 2,
            ..Settings::default()
        },
    );
    let other = other.expect("distinct ids");
    assert_ne!(other.model.u, answer.model.u, "the seed draws other pairs");
}

#[test]
fn pairs_of_one_person_meet_although_they_slip() {
    let population = Population::new(2_000, 5);
    let people = People::new(&population.records).expect("distinct ids");
    let mut met = Vec::new();
    Blocks::new(&people).each_pair(|a, b| met.push((a.id.min(b.id), a.id.max(b.id))));
    let found = Found::of(&population, met.iter().copied());
    met.sort_unstable();
    assert!(
        met.windows(2).all(|two| two[0] != two[1]),
        "a pair came twice"
    );
    assert!(found.recall() >= 0.98, "{found:?}");
}

/// Twins and parents of one name agree in all that a household shares. Slips may make two people
/// look like one; nobody is joined by that.
#[test]
fn the_people_of_one_household_are_never_certain() {
    let population = Population::new(6_000, 21);
    let answer = link(&population.records, &Settings::default()).expect("distinct ids");
    let household = |id: u64| {
        &population.people[population.about[id as usize]]
            .home
            .landline
    };
    let of_two = |a: u64, b: u64| !population.is_one(a, b) && household(a) == household(b);
    let two: Vec<_> = answer
        .pairs
        .iter()
        .filter(|pair| of_two(pair.a, pair.b))
        .collect();
    assert!(
        two.len() > 100,
        "the population has too few of them: {}",
        two.len()
    );
    for pair in two {
        assert_ne!(pair.band, Band::Certain, "{pair:?}");
    }
}

#[test]
fn what_was_learnt_is_what_was_made() {
    let population = Population::new(6_000, 8);
    let model = link(&population.records, &Settings::default())
        .expect("distinct ids")
        .model;
    let records = population.records.len() as f64;
    let truth = population.pairs_of_one() as f64 / (records * (records - 1.0) / 2.0);
    assert!(
        (model.prior / truth - 1.0).abs() < 0.25,
        "{} {truth}",
        model.prior
    );
    // One sex in 200 is a slip, on either side.
    let sex = model.m.of(Field::Sex, Level::Different);
    assert!((0.004..0.03).contains(&sex), "{sex}");
    let born = model.m.of(Field::Birth, Level::Same);
    assert!((0.88..0.97).contains(&born), "{born}");
    let chance = model.u.of(Field::Sex, Level::Same);
    assert!((0.45..0.55).contains(&chance), "{chance}");
}
