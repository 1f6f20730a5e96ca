//! What a wrong clock dated later than now, heard now.

use super::super::{Actor, ConsentEvent, EventKind, heard_at};
use crate::Instant;
use crate::identity::Subject;

fn event(kind: EventKind, at: i64) -> ConsentEvent {
    ConsentEvent {
        subject: Subject(1),
        kind,
        by: Actor::Self_,
        effective: Instant(at),
        recorded: Instant(at),
    }
}

fn signed(at: i64) -> ConsentEvent {
    let (form, items) = ("第3版".into(), vec!["1".into()]);
    event(
        EventKind::Signed {
            form,
            items,
            until: None,
        },
        at,
    )
}

fn withdrawn(at: i64) -> ConsentEvent {
    let (form, item) = ("第3版".into(), None);
    event(EventKind::Withdrawn { form, item }, at)
}

#[test]
fn a_no_of_a_later_clock_counts_from_now_and_a_yes_waits() {
    let now = Instant(100);
    let said = vec![signed(10), withdrawn(500), signed(600)];
    let heard = heard_at(said.clone(), now);
    assert_eq!(heard, [signed(10), withdrawn(100), signed(600)]);
    assert_eq!(heard_at(said.clone(), Instant(700)), said);
}

#[test]
fn one_that_was_keyed_in_by_mistake_stays_void() {
    let voids = withdrawn(500).id();
    let corrected = event(EventKind::Correction { voids }, 510);
    let said = vec![signed(10), withdrawn(500), corrected];
    assert_eq!(heard_at(said, Instant(100)), [signed(10)]);
}
