//! One value as it was delivered, beside the same value made again.

use sekisho_exchange::fhir::transform::{self, Explained};
use sekisho_model::transform::Holds;
use sekisho_model::{Digest, Text};

use super::controlled::{Acted, ControlTold};

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
    /// What differs is what the control over the delivery did.
    pub but_for_control: bool,
    /// It made this cell.
    pub control: Option<Acted>,
    pub told: Option<ControlTold>,
    /// Digest of the delivered line or row.
    pub digest: Digest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Kept,
    /// A table's cell as its column reads it.
    Read,
    Controlled(Acted),
    Changed,
    Name,
    Reference,
    Unlinked,
    Masked,
    Empty,
    Counted,
    Whole {
        changed: usize,
        masked: usize,
    },
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
            but_for_control: false,
            control: None,
            told: None,
            digest: Digest::of(&line),
        }
    }

    pub fn cell(row: Row) -> Self {
        let Row {
            delivered,
            made,
            place,
            ..
        } = row;
        let made = made.unwrap_or_default();
        let differs = |at: usize| delivered.get(at) != made.get(at);
        let by_control = |at: usize| match row.acted.get(at).copied().flatten()? {
            Acted::Suppressed if delivered.get(at)?.is_some() => None,
            acted => Some(acted),
        };
        let whole = made.len() == delivered.len();
        let but_for_control =
            whole && (0..delivered.len()).all(|at| !differs(at) || by_control(at).is_some());
        let control = by_control(place).filter(|_| whole && differs(place));
        let value = delivered.get(place).cloned().flatten();
        let how = match (&value, row.holds) {
            _ if control.is_some() => control.map_or(How::Empty, How::Controlled),
            (None, _) => How::Empty,
            (_, Holds::Person) => How::Name,
            (_, Holds::Coding) => How::Counted,
            _ if row.keeps => How::Read,
            _ => How::Changed,
        };
        Self {
            same_value: whole && !differs(place),
            same_whole: made == delivered,
            but_for_control: but_for_control && made != delivered,
            control,
            told: None,
            digest: Digest::of(&serde_json::to_vec(&delivered).expect("cells are plain data")),
            delivered: value,
            source_path: row.source_path,
            source_value: None,
            how,
            rule: row.rule,
        }
    }
}

/// A delivered row of a table beside the same row made again.
pub(super) struct Row {
    pub delivered: Vec<Option<String>>,
    /// `None`: the source gives no such row.
    pub made: Option<Vec<Option<String>>>,
    /// Which cell is asked for.
    pub place: usize,
    pub rule: Option<u16>,
    /// Its rule changes nothing.
    pub keeps: bool,
    pub source_path: Option<String>,
    pub holds: Holds,
    /// Of each column.
    pub acted: Vec<Option<Acted>>,
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
            Self::Kept | Self::Read => "kept",
            Self::Controlled(Acted::Suppressed) => "suppressed",
            Self::Controlled(Acted::Generalized) => "generalized",
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
            Self::Read => Text::new(
                "元の記録の値のまま。列の定めどおりに読み、規則は何も変えない",
                "the source's value as the column reads it; the rule changes nothing",
            ),
            Self::Controlled(acted) => acted.text(),
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
