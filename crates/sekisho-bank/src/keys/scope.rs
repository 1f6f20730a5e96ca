//! The keyed functions of one scope: pseudonyms, identifier bits, date shifts.
//!
//! Each derives from the scope's secret and from nothing else. No key ever enters a transform.

use hmac::{Hmac, Mac as _};
use sekisho_model::dates::Shift;
use sekisho_model::digest::hex;
use sekisho_model::identity::Subject;
use sekisho_model::transform::{Keyed, SiteKind};
use sha2::Sha256;

/// The keyed functions of one scope. Each use has a key of its own below the scope's secret.
pub struct ScopeKeys {
    pseudonym: Hmac<Sha256>,
    bits: Hmac<Sha256>,
    shift: Hmac<Sha256>,
}

impl ScopeKeys {
    pub fn new(secret: &[u8]) -> Self {
        let below = |purpose: &[u8]| {
            keyed_state(
                &keyed_state(secret)
                    .chain_update(purpose)
                    .finalize()
                    .into_bytes(),
            )
        };
        Self {
            pseudonym: below(b"pseudonym"),
            bits: below(b"bits"),
            shift: below(b"shift"),
        }
    }
}

impl Keyed for ScopeKeys {
    fn pseudonym(&self, kind: SiteKind, subject: Subject, value: &[u8]) -> [u8; 32] {
        let mac = match kind {
            SiteKind::SubjectId => self
                .pseudonym
                .clone()
                .chain_update(b"subject\0")
                .chain_update(subject.0.to_be_bytes()),
            SiteKind::OtherId => self
                .pseudonym
                .clone()
                .chain_update(b"record\0")
                .chain_update(value),
            SiteKind::Value => self
                .pseudonym
                .clone()
                .chain_update(b"value\0")
                .chain_update(value),
        };
        let mut text = [0; 32];
        text.copy_from_slice(hex(&mac.finalize().into_bytes()[..16]).as_bytes());
        text
    }

    fn bits(&self, value: &[u8]) -> u128 {
        let mac = self
            .bits
            .clone()
            .chain_update(value)
            .finalize()
            .into_bytes();
        u128::from_be_bytes(mac[..16].try_into().expect("sixteen bytes"))
    }

    fn shift(&self, subject: Subject, days_max: u32) -> Shift {
        let mac = self
            .shift
            .clone()
            .chain_update(subject.0.to_be_bytes())
            .finalize()
            .into_bytes();
        let draw = |at: usize| u64::from_be_bytes(mac[at..at + 8].try_into().expect("eight bytes"));
        Shift::drawn(days_max, draw(0), draw(8))
    }
}

fn keyed_state(key: &[u8]) -> Hmac<Sha256> {
    <Hmac<Sha256> as hmac::Mac>::new_from_slice(key).expect("HMAC takes a key of any length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_is_constant_per_person_never_zero_and_within_bounds() {
        let keys = ScopeKeys::new(b"one scope");
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..20_000 {
            let shift = keys.shift(Subject(n), 180);
            assert!(shift.days != 0 && (-180..=180).contains(&shift.days));
            assert!(shift.seconds != 0);
            assert_eq!(shift, keys.shift(Subject(n), 180));
            seen.insert(shift.days);
        }
        assert_eq!(seen.len(), 360, "every allowed shift occurs");
    }

    #[test]
    fn another_scope_gives_other_names() {
        let (a, b) = (ScopeKeys::new(b"a"), ScopeKeys::new(b"b"));
        let name = |k: &ScopeKeys| k.pseudonym(SiteKind::SubjectId, Subject(1), b"");
        assert_ne!(name(&a), name(&b));
        assert_ne!(name(&a), a.pseudonym(SiteKind::SubjectId, Subject(2), b""));
        assert_eq!(
            name(&a),
            a.pseudonym(SiteKind::SubjectId, Subject(1), b"ignored"),
            "the value never matters"
        );
    }
}
