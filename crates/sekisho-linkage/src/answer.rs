//! What is answered about a pair: its weight, what came of it, and why.

use sekisho_model::Text;

use crate::level::{Field, Level, Pattern};
use crate::model::{Model, probability};
use crate::people::One;

/// What a bank may do with a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Nothing speaks against them, and the weight is beyond doubt.
    Certain,
    /// A steward is to look.
    Ask,
    /// Two people, as far as anybody can say.
    No,
}

/// Why a pair of any weight is not certain: twins, and father and son of one name, agree in all
/// that a household shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Given names differ or one is not said.
    Given,
    /// Birth dates differ, by a generation too, or one is not known to the day.
    Birth,
    /// Family names differ, be it by a letter, and neither address, telephone nor number joins the two.
    Family,
    /// One of them is certain with a third record, too, and that one and the other are two people.
    Third,
}

/// Two records that may be of one person; `a` is the smaller id.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub a: u64,
    pub b: u64,
    pub pattern: Pattern,
    /// Bits of each field, in the order of [`Field::ALL`].
    pub bits: [f64; Field::ALL.len()],
    pub prior_bits: f64,
    pub band: Band,
    pub doubt: Option<Doubt>,
}

/// A field, what the two show in it, and what that is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reason {
    pub field: Field,
    pub level: Level,
    pub bits: f64,
}

/// Pairs that are certain or to be asked about, in the order of their ids.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub model: Model,
    pub pairs: Vec<Pair>,
    /// How many pairs met in a block and were compared.
    pub compared: u64,
}

impl Pair {
    /// The sum of the fields, without the prior.
    pub fn weight(&self) -> f64 {
        self.bits.iter().sum()
    }

    pub fn probability(&self) -> f64 {
        probability(self.prior_bits + self.weight())
    }

    pub fn reasons(&self) -> impl Iterator<Item = Reason> {
        Field::ALL
            .into_iter()
            .zip(self.bits)
            .map(|(field, bits)| Reason {
                field,
                level: self.pattern.level(field),
                bits,
            })
    }
}

impl Reason {
    /// `姓: 異体字で書かれた同じ字（+9.2）`
    pub fn told(&self) -> Text {
        let (name, level) = (self.field.name(), self.level.told(self.field));
        Text::new(
            format!("{}: {}（{:+.1}）", name.ja, level.ja, self.bits),
            format!("{}: {} ({:+.1})", name.en, level.en, self.bits),
        )
    }
}

impl Doubt {
    pub fn told(self) -> Text {
        let (ja, en) = match self {
            Self::Given => (
                "名が違うか、片方に書かれていない。双子や兄弟かもしれない",
                "given names differ or one is not said: they may be twins or siblings",
            ),
            Self::Birth => (
                "生年月日が違うか、日まで分からない。同名の親子かもしれない",
                "birth dates differ or one is not known to the day: they may be parent and child of one name",
            ),
            Self::Family => (
                "姓が違い、住所・電話・番号のどれも二つを結ばない",
                "family names differ, and no address, telephone or number joins the two",
            ),
            Self::Third => (
                "片方は第三の記録とも確かに同じなのに、その記録ともう片方は別の人に見える",
                "one of them is as certain with a third record, and that record and the other look like two people",
            ),
        };
        Text::new(ja, en)
    }

    /// What speaks against taking the two for one, whatever the weight.
    pub fn of(pattern: Pattern, a: &One, b: &One) -> Option<Self> {
        let level = |field| pattern.level(field);
        let is_own = |level| {
            matches!(
                level,
                Level::Same | Level::Variant | Level::Reread | Level::Reading
            )
        };
        if !is_own(level(Field::Given)) {
            return Some(Self::Given);
        }
        let born = level(Field::Birth);
        let is_born = born == Level::Same || born == Level::Slip && !is_generation(a, b);
        if !is_born {
            return Some(Self::Birth);
        }
        let joins = [Field::Address, Field::Telephone, Field::Key]
            .into_iter()
            .any(|field| matches!(level(field), Level::Same | Level::Building | Level::Partial));
        let family = level(Field::Family);
        let is_other = matches!(family, Level::Different | Level::Near | Level::Absent);
        (is_other && !joins).then_some(Self::Family)
    }
}

impl Doubt {
    /// Whether the two themselves say that they are two: another given name, another birth date.
    pub fn contradicts(pattern: Pattern) -> bool {
        let is_another = |field| {
            matches!(
                pattern.level(field),
                Level::Near | Level::Sound | Level::Era | Level::Different
            )
        };
        is_another(Field::Given) || is_another(Field::Birth)
    }
}

/// As many years apart as parent and child can be.
fn is_generation(a: &One, b: &One) -> bool {
    const YEARS: i32 = 12;
    match (a.birth, b.birth) {
        (Some(a), Some(b)) => (a.year - b.year).abs() >= YEARS,
        (None, _) | (_, None) => true,
    }
}
