//! The fold against the slow definition on generated lives. Dates come from a few literals, each
//! also a millisecond earlier and later, so that every boundary is met from both sides.

use super::draw::{Dice, Question, dice, events, form, item, notices, papers, seed};
use super::model::consent::{
    Actor, ConsentEvent, Duration, EventKind, Form, Item, SubjectFacts, covered, fold,
};
use super::model::record::Collected;
use super::model::{Day, Instant};
use super::slow;
use super::spec::{HOME, SUBJECT, ZONE, granted};

const LIVES: u64 = 8000;
const QUESTIONS: usize = 40;

#[test]
fn the_fold_agrees_with_the_slow_definition() {
    let seed = seed();
    let (mut yes, mut no) = (0u32, 0u32);
    for life in 0..LIVES {
        let mut dice = dice(seed, life);
        let papers = papers(&mut dice);
        let facts = dice.facts();
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
            let fast = granted(&grants, &request, question.ground());
            let slow = slow::covered(&papers, &events, &facts, &request, question.ground());
            if fast {
                yes += 1
            } else {
                no += 1
            }
            // Two texts may each cover some date and none together: then no timeless record either,
            // which the slow definition does not look for.
            let apart = request.collected == Collected::Timeless
                && papers.forms.iter().any(|form| !form.earlier.is_empty());
            assert!(
                fast == slow || apart && !fast,
                "seed {seed}, life {life}: fold says {fast}, the slow definition {slow}\n{request:?}\n{:?}\n{:#?}\n{:#?}\n{facts:?}\n{events:#?}\n{grants:#?}",
                question.ground(),
                papers.forms,
                papers.optouts
            );
        }
    }
    println!("{yes} covered, {no} not");
    assert!(
        yes > 5_000 && no > 5_000,
        "the questions must fall on both sides: {yes} covered, {no} not"
    );
}

/// Objections, permits and what was taken back, without forms beside them.
#[test]
fn the_fold_agrees_on_objections() {
    let seed = seed();
    let (mut yes, mut spared, mut back) = (0u32, 0u32, 0u32);
    for life in 0..LIVES {
        let mut dice = dice(seed.wrapping_add(1), life);
        let (papers, events) = notices(&mut dice);
        let facts = dice.facts();
        let grants = fold(
            SUBJECT,
            &events,
            &facts,
            &papers.forms,
            &papers.optouts,
            HOME,
            ZONE,
        );
        spared += u32::from(grants.iter().any(|g| g.permits_before.is_some()));
        back += u32::from(grants.iter().any(|g| g.to < Instant::MAX));
        for _ in 0..QUESTIONS {
            let question = Question::of_notice(&mut dice, &papers);
            let request = question.request();
            let fast = granted(&grants, &request, question.ground());
            let slow = slow::covered(&papers, &events, &facts, &request, question.ground());
            yes += u32::from(fast);
            assert_eq!(
                fast,
                slow,
                "seed {seed}, life {life}: {request:?}\n{:?}\n{:#?}\n{events:#?}\n{grants:#?}",
                question.ground(),
                papers.optouts
            );
        }
    }
    println!("{yes} covered, {spared} with permits that stand, {back} with a gap");
    assert!(yes > 5_000 && spared > 500 && back > 500);
}

/// A statement keyed in twice, or in another order, changes nothing.
#[test]
fn the_fold_knows_no_order_and_no_repetition() {
    for life in 0..500 {
        let mut dice = Dice(7 + life * 977);
        let papers = papers(&mut dice);
        let facts = SubjectFacts {
            birth: dice.birth(),
            ..SubjectFacts::default()
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
            ..SubjectFacts::default()
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
        let effective = dice.moment();
        events.push(ConsentEvent {
            subject: SUBJECT,
            kind: no,
            by: Actor::Self_,
            effective,
            recorded: effective,
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
            until: None,
        },
        by: Actor::Self_,
        effective: ZONE.midnight(Day::parse(day).unwrap()),
        recorded: ZONE.midnight(Day::parse(day).unwrap()),
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
