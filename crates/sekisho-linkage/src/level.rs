//! What a pair of records shows in a field, and all fields of a pair as one number.

use sekisho_model::Text;
use serde::{Deserialize, Serialize};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Family,
    Given,
    Birth,
    Sex,
    Address,
    Telephone,
    Key,
}

/// How far two values agree. A field knows some of these ([`Field::levels`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Level {
    /// One side or both say nothing: neither agreement nor disagreement.
    Absent,
    Same,
    /// Names: other forms of the same characters.
    Variant,
    /// Names: written alike and read differently.
    Reread,
    /// Names: read alike, written differently or by one side only.
    Reading,
    /// Names: read alike but for long vowels.
    Sound,
    /// Names: family and given have changed places.
    Swapped,
    /// Names: a letter apart. Addresses: another number of the same town.
    Near,
    /// Dates: day and month have changed places, or a digit is another.
    Slip,
    /// Dates: the same in another era.
    Era,
    /// Dates: alike as far as both are known. Addresses: one names less than the other.
    Partial,
    /// Addresses: the same building, other rooms.
    Building,
    Different,
}

/// All levels of a pair, four bits each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern(u32);

impl Field {
    pub const ALL: [Self; 7] = [
        Self::Family,
        Self::Given,
        Self::Birth,
        Self::Sex,
        Self::Address,
        Self::Telephone,
        Self::Key,
    ];

    pub fn at(self) -> usize {
        self as usize
    }

    /// The levels it can show beside `Absent`, from the strongest agreement on.
    pub fn levels(self) -> &'static [Level] {
        match self {
            Self::Family => &[
                Level::Same,
                Level::Variant,
                Level::Reread,
                Level::Reading,
                Level::Sound,
                Level::Swapped,
                Level::Near,
                Level::Different,
            ],
            Self::Given => &[
                Level::Same,
                Level::Variant,
                Level::Reread,
                Level::Reading,
                Level::Sound,
                Level::Near,
                Level::Different,
            ],
            Self::Birth => &[
                Level::Same,
                Level::Partial,
                Level::Slip,
                Level::Era,
                Level::Different,
            ],
            Self::Sex => &[Level::Same, Level::Different],
            Self::Address => &[
                Level::Same,
                Level::Partial,
                Level::Building,
                Level::Near,
                Level::Different,
            ],
            Self::Telephone => &[Level::Same, Level::Near, Level::Different],
            Self::Key => &[Level::Same, Level::Different],
        }
    }

    pub fn name(self) -> Text {
        let (ja, en) = match self {
            Self::Family => ("姓", "family name"),
            Self::Given => ("名", "given name"),
            Self::Birth => ("生年月日", "birth date"),
            Self::Sex => ("性別", "sex"),
            Self::Address => ("住所", "address"),
            Self::Telephone => ("電話番号", "telephone"),
            Self::Key => ("番号", "number of a source"),
        };
        Text::new(ja, en)
    }
}

impl Level {
    /// More levels than there are, as an array's length.
    pub const COUNT: usize = 13;

    const ALL: [Self; Self::COUNT] = [
        Self::Absent,
        Self::Same,
        Self::Variant,
        Self::Reread,
        Self::Reading,
        Self::Sound,
        Self::Swapped,
        Self::Near,
        Self::Slip,
        Self::Era,
        Self::Partial,
        Self::Building,
        Self::Different,
    ];

    pub fn at(self) -> usize {
        self as usize
    }

    /// What it means in this field, for a steward.
    pub fn told(self, field: Field) -> Text {
        let (ja, en) = match (self, field) {
            (Self::Absent, _) => ("片方または両方に書かれていない", "not said by one or both"),
            (Self::Same, Field::Key) => (
                "同じ発番者の同じ番号",
                "the same number of the same assigner",
            ),
            (Self::Same, _) => ("同じ", "the same"),
            (Self::Variant, _) => (
                "異体字で書かれた同じ字",
                "the same characters in other forms",
            ),
            (Self::Reread, _) => ("字は同じで読みが違う", "written alike, read differently"),
            (Self::Reading, _) => ("読みが同じ", "read alike"),
            (Self::Sound, _) => ("長音を除けば読みが同じ", "read alike but for long vowels"),
            (Self::Swapped, _) => (
                "姓と名が入れ替わっている",
                "family and given name have changed places",
            ),
            (Self::Near, Field::Address) => ("同じ町の別の番地", "another number of the same town"),
            (Self::Near, Field::Telephone) => ("一桁だけ違う", "one digit apart"),
            (Self::Near, _) => ("一字ほどの違い", "about a letter apart"),
            (Self::Slip, _) => (
                "月日の入れ替わりか一桁の書き違い",
                "day and month changed places, or one digit is another",
            ),
            (Self::Era, _) => ("元号だけが違う", "the same in another era"),
            (Self::Partial, Field::Birth) => (
                "分かっているところまで同じ",
                "alike as far as both are known",
            ),
            (Self::Partial, _) => ("書かれているところまで同じ", "alike as far as both say"),
            (Self::Building, _) => ("同じ建物の別の部屋", "the same building, other rooms"),
            (Self::Different, Field::Key) => (
                "同じ発番者の別の番号",
                "another number of the same assigner",
            ),
            (Self::Different, _) => ("違う", "different"),
        };
        Text::new(ja, en)
    }
}

impl Pattern {
    #[must_use]
    pub fn with(self, field: Field, level: Level) -> Self {
        let shift = 4 * field.at();
        Self(self.0 & !(15 << shift) | u32::from(level as u8) << shift)
    }

    pub fn level(self, field: Field) -> Level {
        let number = (self.0 >> (4 * field.at())) & 15;
        let found = usize::try_from(number)
            .ok()
            .and_then(|at| Level::ALL.get(at));
        found.copied().unwrap_or(Level::Absent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_keeps_every_level_of_every_field() {
        for (at, level) in Level::ALL.iter().enumerate() {
            assert_eq!(level.at(), at);
        }
        for (at, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field.at(), at);
            for level in field.levels() {
                let others = Field::ALL.iter().filter(|other| **other != field);
                let full = others.fold(Pattern::default(), |p, f| p.with(*f, Level::Different));
                let pattern = full.with(field, Level::Same).with(field, *level);
                assert_eq!(pattern.level(field), *level);
                assert!(!level.told(field).ja.is_empty());
                assert_eq!(pattern.with(field, Level::Absent), full);
            }
        }
    }
}
