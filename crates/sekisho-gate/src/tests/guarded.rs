//! Counts held against those before, where the story needs more answers than anybody would type.

use sekisho_model::book::{EntryDraft, GuardCleared};
use sekisho_model::oncology::ClassRule;
use sekisho_model::profile::SmallCells;
use sekisho_model::{DataClass, Zone};
use sekisho_store::ReleasedSet;

use super::bank::{Bank, Decision, count};
use super::{at, bundle, gate, seal};
use crate::refusal::Why;
use crate::{Gate, guard_of_recipient, story};

/// An entry that tells something.
fn draft() -> EntryDraft {
    let cleared = GuardCleared {
        guard: String::new(),
        sets: 0,
        justification: String::new(),
    };
    EntryDraft::new("", cleared)
}

#[tokio::test]
async fn after_sixty_four_answers_a_new_one_waits_for_a_steward() {
    let bank = Bank::founded().await;
    bank.signs("花子", "2024-02-01").await;
    let mut policy = story::policy();
    policy.profiles[0].release.small_cells = Some(SmallCells {
        below: 1,
        stop: false,
    });
    policy.profiles[0].release.round_to = None;
    let (gate, papers) = (gate(&policy), count("鈴木", Some("analysis-room")));
    let (guard, now) = (guard_of_recipient(""), at("2026-06-01"));
    for n in 0..64 {
        // Nobody of this bank: the answers of an earlier one.
        let set = ReleasedSet::new((0..20).map(|m| 1 << 80 | n << 8 | m).collect(), false);
        let sets = [(guard.clone(), vec![set])];
        let told = bank.store.append_released(draft(), now, &sets, &[]);
        assert!(told.await.expect("an entry").is_some());
    }
    let refusal = bank.refusal(&gate, &papers).await;
    assert!(matches!(refusal.why(), Why::PastFull { releases: 64, .. }));
    let said = refusal.say(sekisho_model::text::Lang::En);
    assert!(
        said.contains("bank guard BANK clear --recipient \"\""),
        "{said}"
    );
    let clearing = bank.store.append_cleared(draft(), now, &guard);
    clearing.await.expect("an entry");
    let Decision::Counted(counted) = bank.decide(&gate, &papers).await else {
        panic!("no count")
    };
    assert_eq!(counted.guarded(), Some(1));
}

/// What is written while a count is being judged makes it be judged again.
#[tokio::test]
async fn an_answer_is_not_written_over_one_that_was_told_meanwhile() {
    let bank = Bank::founded().await;
    let (guard, now) = (guard_of_recipient("東京大学"), at("2026-06-01"));
    let seen = [(
        guard.clone(),
        bank.store.released(&guard).await.expect("a past").last,
    )];
    let sets = [(
        guard.clone(),
        vec![ReleasedSet::new(vec![3, 1, 2, 1], false)],
    )];
    let tell = || bank.store.append_released(draft(), now, &sets, &seen);
    assert!(tell().await.expect("an entry").is_some());
    assert!(
        tell().await.expect("no fault").is_none(),
        "the past has changed"
    );
    let past = bank.store.released(&guard).await.expect("a past");
    assert_eq!(past.sets.len(), 1);
    assert_eq!(past.sets[0].1.marks, [1, 2, 3]);
}

/// The study's counts read no genome. That stands in the way of a count from the first diagnosis only
/// where a diagnosis can be read from a genome record: then nobody could know which is the first.
#[tokio::test]
async fn consent_is_asked_for_the_classes_that_the_view_reads() {
    let bank = Bank::founded().await;
    bank.signs("花子", "2024-02-01").await;
    let mut policy = story::policy();
    policy.profiles[0].release = super::bank::from_one_on();
    let papers = count("鈴木", Some("analysis-room"));
    let reading = |classes: &[&str]| {
        let mut model = story::model();
        let conditions = model.records.get_mut("Condition").expect("a type");
        conditions.class_rules.push(ClassRule {
            path: Some("category.coding.code".into()),
            codes: vec!["GE".into()],
            systems: Vec::new(),
            starts: Vec::new(),
            written: false,
            unless_whole: Vec::new(),
            class: "genome".into(),
        });
        let diagnoses = model.views.get_mut("diagnosis").expect("a view");
        diagnoses.from[0].classes = classes.iter().map(|c| DataClass::from(*c)).collect();
        let sealed = seal(bundle(&policy));
        Gate::open(sealed, &model, Zone::TOKYO, "JP").expect("the story opens")
    };
    let Decision::Counted(counted) = bank.decide(&reading(&["clinical"]), &papers).await else {
        panic!("no count")
    };
    assert_eq!(counted.guarded(), Some(1));
    for classes in [&[][..], &["clinical", "genome"], &["genome"]] {
        let refusal = bank.refusal(&reading(classes), &papers).await;
        assert!(
            matches!(refusal.why(), Why::NoPermit { .. } | Why::Forbidden { .. }),
            "{classes:?}: {refusal:?}"
        );
    }
}
