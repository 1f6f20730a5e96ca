//! In a word: what a rule's actions make of a value.

use sekisho_model::Text;
use sekisho_model::profile::Action;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    Kept,
    Pseudonym,
    Shifted,
    Generalized,
    Replaced,
    PaintedOver,
    /// It says that something was masked, and nothing else.
    Masked,
    /// Values that too few people show, by the control over the whole delivery.
    Suppressed,
    /// A number that sekisho counts; no value of the source.
    Counted,
    /// By an author's component.
    Plugin,
    Dropped,
}

impl Treatment {
    pub fn of(action: &Action) -> Self {
        match action {
            Action::Keep => Self::Kept,
            Action::Drop | Action::Blank => Self::Dropped,
            Action::Pseudonym | Action::Remap => Self::Pseudonym,
            Action::Shift => Self::Shifted,
            Action::Year
            | Action::Month
            | Action::Cap(_)
            | Action::First(_)
            | Action::Round(_)
            | Action::Band(_)
            | Action::Map(_) => Self::Generalized,
            Action::Replace(_) => Self::Replaced,
            Action::MaskBurnedIn { .. } => Self::PaintedOver,
            Action::Call(_) => Self::Plugin,
        }
    }

    pub fn text(self) -> Text {
        match self {
            Self::Kept => Text::new("そのまま", "kept as it is"),
            Self::Pseudonym => Text::new("仮名にした", "given a pseudonym"),
            Self::Shifted => Text::new("日付をずらした", "date shifted"),
            Self::Generalized => Text::new("粗くした", "made coarser"),
            Self::Replaced => Text::new("決まった文字に置き換えた", "replaced by a fixed text"),
            Self::PaintedOver => Text::new("塗りつぶした", "painted over"),
            Self::Masked => Text::new("masked とだけ書いた", "says only masked"),
            Self::Suppressed => Text::new("珍しい値を伏せた", "rare values left out"),
            Self::Counted => Text::new("関所が振った番号", "counted by sekisho"),
            Self::Plugin => Text::new("プラグインで変えた", "changed by a plugin"),
            Self::Dropped => Text::new("出していない", "not delivered"),
        }
    }
}
