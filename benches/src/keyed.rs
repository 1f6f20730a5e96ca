//! Real keyed functions for the bench: HMAC-SHA256 names, a constant shift per person.

use std::collections::HashMap;

use hmac::{Hmac, Mac};
use sekisho_model::identity::Subject;
use sekisho_model::profile::{Action, FhirRules};
use sekisho_model::time::Day;
use sekisho_model::transform::{Column, SiteKind, TransformError, Transforms};
use sha2::Sha256;

pub struct Secret(Hmac<Sha256>);

impl Secret {
    pub fn new() -> Self {
        Self(Hmac::new_from_slice(b"a key of thirty-two bytes, fixed").expect("any length will do"))
    }

    /// 32 hex digits.
    pub fn name(&self, kind: &[u8], value: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(kind);
        mac.update(value);
        let digest = mac.finalize().into_bytes();
        let mut hex = [0; 32];
        for (pair, byte) in hex.chunks_exact_mut(2).zip(digest) {
            pair[0] = b"0123456789abcdef"[usize::from(byte >> 4)];
            pair[1] = b"0123456789abcdef"[usize::from(byte & 15)];
        }
        hex
    }

    pub fn days(&self, subject: Subject) -> i32 {
        let name = self.name(b"shift", &subject.0.to_le_bytes());
        let days = name
            .iter()
            .fold(0i64, |n, b| (n * 31 + i64::from(*b)) % 360) as i32
            - 180;
        if days >= 0 { days + 1 } else { days }
    }
}

pub struct Keys<'a> {
    rules: &'a FhirRules,
    secret: Secret,
    days: HashMap<Subject, i32>,
}

impl<'a> Keys<'a> {
    pub fn new(rules: &'a FhirRules) -> Self {
        Self {
            rules,
            secret: Secret::new(),
            days: HashMap::new(),
        }
    }
}

impl Transforms for Keys<'_> {
    fn apply(
        &mut self,
        rule: u16,
        stage: u16,
        kind: SiteKind,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Column, TransformError> {
        let action = &self.rules.rules[usize::from(rule)].actions[usize::from(stage)];
        let mut out = Column::new();
        for (row, subject) in subjects.iter().enumerate() {
            let Some(value) = values.get(row) else {
                out.push(None);
                continue;
            };
            match action {
                Action::Pseudonym if kind == SiteKind::SubjectId => out.push(Some(
                    &self.secret.name(b"subject", &subject.0.to_le_bytes()),
                )),
                Action::Pseudonym => out.push(Some(&self.secret.name(b"other", value))),
                Action::Shift => {
                    let days = *self
                        .days
                        .entry(*subject)
                        .or_insert_with(|| self.secret.days(*subject));
                    let mut date = [0; 40];
                    out.push(shifted(value, days, &mut date));
                }
                Action::Year => out.push(value.get(..4)),
                Action::First(n) => out.push(Some(&value[..value.len().min(*n as usize)])),
                _ => out.push(Some(value)),
            }
        }
        Ok(out)
    }
}

/// The date moved, its time of day as it stands.
pub fn shifted<'a>(value: &[u8], days: i32, room: &'a mut [u8; 40]) -> Option<&'a [u8]> {
    let text = std::str::from_utf8(value.get(..10)?).ok()?;
    let (year, month, day) = Day(Day::parse(text)?.0 + days).ymd();
    let room = room.get_mut(..value.len())?;
    room.copy_from_slice(value);
    let digits = [
        year / 1000,
        year / 100 % 10,
        year / 10 % 10,
        year % 10,
        -3,
        month as i32 / 10,
        month as i32 % 10,
        -3,
        day as i32 / 10,
        day as i32 % 10,
    ];
    for (place, digit) in room.iter_mut().zip(digits) {
        *place = (i32::from(b'0') + digit) as u8;
    }
    Some(room)
}
