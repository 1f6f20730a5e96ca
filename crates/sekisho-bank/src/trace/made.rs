//! One value as it was delivered, beside the same value made again.

use sekisho_exchange::fhir::transform::{self, Explained};
use sekisho_model::transform::Holds;
use sekisho_model::{Digest, Text};

/// How the value came to be, with what it is compared to.
pub(super) struct Made {
    /// As it stands in the delivered file; `None`: an empty cell.
    pub delivered: Option<String>,
    /// Where the source holds it: keys and indexes of a record, a FHIRPath for a table's column.
    pub source_path: Option<String>,
    /// The source's bytes there.
    pub source_value: Option<String>,
    pub how: How,
    pub rule: Option<u16>,
    /// The same bytes came out, for the value and for its whole line or row.
    pub same_value: bool,
    pub same_whole: bool,
    /// Digest of the delivered line or row.
    pub digest: Digest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Kept,
    Changed,
    Name,
    Reference,
    Unlinked,
    Masked,
    Empty,
    Counted,
    Whole { changed: usize, masked: usize },
}

impl Made {
    pub fn record(line: Vec<u8>, explained: Explained) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let same_whole = line == explained.line;
        let behind = explained.behind;
        // Where the lines differ the places may too: then nothing is said of the value alone.
        let delivered = behind.as_ref().filter(|_| same_whole);
        let delivered = delivered.map(|behind| text(&line[behind.delivered.clone()]));
        let (how, rule) = behind
            .as_ref()
            .map_or((How::Masked, None), |behind| how(behind.made));
        let place = behind.and_then(|behind| behind.source);
        Self {
            same_value: delivered.is_some(),
            delivered,
            source_value: place
                .as_ref()
                .map(|place| text(&explained.source[place.bytes.clone()])),
            source_path: place.map(|place| place.path),
            how,
            rule,
            same_whole,
            digest: Digest::of(&line),
        }
    }

    pub fn cell(
        delivered: Vec<Option<String>>,
        made: Option<Vec<Option<String>>>,
        place: usize,
        rule: Option<u16>,
        source_path: Option<String>,
        holds: Holds,
    ) -> Self {
        let same_whole = made.as_ref() == Some(&delivered);
        let again = made.and_then(|cells| cells.get(place).cloned().flatten());
        let digest = Digest::of(&serde_json::to_vec(&delivered).expect("cells are plain data"));
        let value = delivered.into_iter().nth(place).flatten();
        let how = match (&value, holds, rule) {
            (None, ..) => How::Empty,
            (_, Holds::Person, _) => How::Name,
            (_, Holds::Coding, _) => How::Counted,
            _ => How::Changed,
        };
        Self {
            same_value: again == value,
            delivered: value,
            source_path,
            source_value: None,
            how,
            rule,
            same_whole,
            digest,
        }
    }
}

fn how(made: transform::Made) -> (How, Option<u16>) {
    match made {
        transform::Made::Kept(rule) => (How::Kept, rule),
        transform::Made::Changed(rule) => (How::Changed, Some(rule)),
        transform::Made::Name(rule) => (How::Name, Some(rule)),
        transform::Made::Reference(rule) => (How::Reference, Some(rule)),
        transform::Made::Unlinked(rule) => (How::Unlinked, Some(rule)),
        transform::Made::Masked(rule) => (How::Masked, rule),
        transform::Made::Whole { changed, masked } => (How::Whole { changed, masked }, None),
    }
}

impl How {
    pub fn word(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Changed => "changed",
            Self::Name => "name",
            Self::Reference => "reference",
            Self::Unlinked => "unlinked",
            Self::Masked => "masked",
            Self::Empty => "empty",
            Self::Counted => "counted",
            Self::Whole { .. } => "whole",
        }
    }

    pub fn text(self) -> Text {
        match self {
            Self::Kept => Text::new(
                "元の記録のまま、バイト単位で同じ",
                "the source's own bytes, kept",
            ),
            Self::Changed => Text::new(
                "元の値に規則の処理を順に施したもの",
                "the source's value after the rule's actions",
            ),
            Self::Name => Text::new(
                "銀行の鍵から作った仮名（番号の字面からは作らない）",
                "a pseudonym made with the bank's key, not from the number as written",
            ),
            Self::Reference => Text::new(
                "一緒に渡した記録への参照。相手の仮名に置き換えた",
                "a reference to a record delivered beside it, by its pseudonym",
            ),
            Self::Unlinked => Text::new(
                "参照先を渡していないので masked と書いた。元の値の写しではない",
                "its target was not delivered, so it says masked; no copy of a source value",
            ),
            Self::Masked => Text::new(
                "必須の要素を出さないので masked と書いた。元の値の写しではない",
                "a required element that stayed in, so it says masked; no copy of a source value",
            ),
            Self::Empty => Text::new(
                "空欄。元の記録に値がないか、規則が何も残さなかった",
                "empty: the source has no value there, or the rule left nothing of it",
            ),
            Self::Counted => Text::new(
                "関所が振った番号（1 から）。元の値ではない",
                "a number that sekisho counts, from 1; no source value",
            ),
            Self::Whole { changed, masked } => Text::new(
                format!(
                    "値のまとまり。中の {changed} 個は規則が変え、{masked} 個は masked、ほかは元のバイトのまま"
                ),
                format!(
                    "a whole: {changed} of its values were changed by rules, {masked} say masked, the rest are the source's bytes"
                ),
            ),
        }
    }
}
