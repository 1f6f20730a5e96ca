//! A clock that is far past the bank's last entry may be wrong. Until a steward confirms it, nothing
//! is opened that time alone opens: a notice whose waiting period ran out, an embargo or an approval
//! that begins. What people did since, a signature or a training, counts as of the last entry.
//! What time closes is closed by either of the two moments.

use sekisho_model::Instant;
use sekisho_model::consent::{Grant, Optout};

/// The grants of one person as they stand at `still`, with what was signed until `at`.
pub(crate) fn without_opened(
    mut grants: Vec<Grant>,
    optouts: &[Optout],
    still: Instant,
    at: Instant,
) -> Vec<Grant> {
    grants.retain_mut(|grant| {
        if grant.from <= still || grant.from > at {
            return true;
        }
        let by_time = optouts.iter().any(|optout| optout.name == grant.form);
        grant.from = still;
        !by_time
    });
    grants
}
