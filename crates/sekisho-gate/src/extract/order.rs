//! The order in which records leave, which hangs on the snapshot and the scope's keys alone.

use sekisho_model::identity::Subject;
use sekisho_model::record::{Collected, RecordHead};
use sekisho_model::transform::{Keyed, SiteKind};

use super::links::key_of;

/// By date, then pseudonym; records without a date first.
pub(super) type Place = (i64, [u8; 32]);

pub(super) fn place_of(head: &RecordHead, keyed: &dyn Keyed) -> Place {
    let collected = match head.collected {
        Collected::Between(from, _) => from.0,
        Collected::Timeless | Collected::Undated => i64::MIN,
    };
    let name = keyed.pseudonym(SiteKind::OtherId, Subject(0), key_of(head).as_bytes());
    (collected, name)
}

/// People by their pseudonyms.
pub(super) fn people(subjects: &[Subject], keyed: &dyn Keyed) -> Vec<Subject> {
    let mut order: Vec<([u8; 32], Subject)> = subjects
        .iter()
        .map(|s| (keyed.pseudonym(SiteKind::SubjectId, *s, b""), *s))
        .collect();
    order.sort_unstable();
    order.into_iter().map(|(_, subject)| subject).collect()
}
