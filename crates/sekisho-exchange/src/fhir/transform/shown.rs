//! The bytes of a record as far as they may leave, for whoever counts before anything is written:
//! what stays must not tell by a count either.

use std::borrow::Cow;
use std::iter::once;

use sekisho_model::record::{Part, Record};

use super::scan;
use super::walk;

/// The record's bytes; a part that stays, and what points to it, reads as `null` of the same length.
/// Empty where one can't be found: such a record does not leave.
pub(crate) fn shown(record: &Record) -> Cow<'_, [u8]> {
    let bytes = record.bytes.trim_ascii();
    let hidden = match &record.head.withheld {
        Some(parts) if parts.is_empty() => return Cow::Borrowed(bytes),
        Some(parts) => blank_out(bytes, parts.iter().flat_map(Part::places), true),
        // Nobody looked at what is inside.
        None => blank_out(bytes, once("contained"), false),
    };
    hidden.map_or(Cow::Borrowed(&[]), Cow::Owned)
}

fn blank_out<'p>(
    bytes: &[u8],
    places: impl Iterator<Item = &'p str>,
    must_be_there: bool,
) -> Option<Vec<u8>> {
    let mut left = bytes.to_vec();
    for place in places {
        // In the bytes as they came: one part may stand inside another.
        match walk::locate(bytes, place).ok()? {
            Some(at) => {
                let end = scan::skip(bytes, at, 0).ok()?;
                let gone = &mut left[at..end];
                gone.fill(b' ');
                let nothing: &[u8] = if gone.len() < 4 { b"0" } else { b"null" };
                gone[..nothing.len()].copy_from_slice(nothing);
            }
            None if must_be_there => return None,
            None => {}
        }
    }
    Some(left)
}

#[cfg(test)]
mod tests {
    use sekisho_model::identity::Subject;
    use sekisho_model::record::{Collected, RecordHead};
    use sekisho_model::{DataClass, Digest};

    use super::*;

    const TEXT: &str = r##"{"resourceType":"Encounter","contained":[{"id":"a","code":"HIV"},{"id":"b"}],"reasonReference":[{"reference":"#a"},{"reference":"#b"}],"class":{"code":"AMB"}}"##;

    fn record(withheld: Option<Vec<Part>>) -> Record {
        let head = RecordHead {
            row: 1,
            subject: Some(Subject(1)),
            kind: "Encounter".into(),
            source_id: "e".into(),
            class: DataClass::from("clinical"),
            collected: Collected::Timeless,
            sealed: false,
            digest: Digest::of(b""),
            withheld,
        };
        Record {
            beside: Vec::new(),
            head,
            bytes: TEXT.as_bytes().to_vec(),
        }
    }

    fn part(place: &str, pointers: &[&str]) -> Part {
        Part {
            place: place.into(),
            class: DataClass::from("laboratory"),
            collected: Collected::Timeless,
            sealed: false,
            foreign: false,
            needed: false,
            needs: Vec::new(),
            pointers: pointers.iter().map(ToString::to_string).collect(),
        }
    }

    fn text(record: &Record) -> String {
        String::from_utf8(shown(record).into_owned()).unwrap()
    }

    #[test]
    fn what_stays_is_not_there_to_be_counted() {
        assert_eq!(text(&record(Some(Vec::new()))), TEXT);
        let one = record(Some(vec![part("contained/0", &["reasonReference/0"])]));
        let left = text(&one);
        assert!(!left.contains("HIV") && !left.contains("#a"), "{left}");
        assert!(
            left.contains(r##""reference":"#b""##) && left.contains("AMB"),
            "{left}"
        );
        assert_eq!(left.len(), TEXT.len());
        let unseen = text(&record(None));
        assert!(
            !unseen.contains("HIV") && unseen.contains("AMB"),
            "{unseen}"
        );
        assert_eq!(text(&record(Some(vec![part("contained/7", &[])]))), "");
    }
}
