//! A rule whose author wrote `stop` would have had to leave somebody out.

use sekisho_model::{Origin, Text};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// `k`, `l`, `singular` or `small_cells`, as a test names it.
    pub rule: &'static str,
    /// As the policy says it: `k 5 on patient.age, patient.sex stop`.
    pub line: String,
    /// People it would leave out, who show a singular value, or who are left.
    pub people: u64,
    /// `None`: the place is the profile's.
    pub origin: Option<Origin>,
}

/// Fewer people than this are not counted out to whoever asked for the delivery: they may be the
/// recipient, and two attempts would differ by one.
const SAID_FROM: u64 = 10;

impl Stopped {
    /// What is so and what to do, without a figure that could be subtracted from another.
    pub fn text(&self) -> Text {
        let line = match &self.origin {
            Some(at) => format!("{} ({}:{})", self.line, at.file, at.line),
            None => self.line.clone(),
        };
        let people = self.people / SAID_FROM * SAID_FROM;
        let (ja, en) = match people {
            0 => (
                format!("{SAID_FROM} 人未満"),
                format!("fewer than {SAID_FROM} people"),
            ),
            some => (format!("{some} 人以上"), format!("{some} people or more")),
        };
        let (why_ja, why_en) = match self.rule {
            "k" => (
                "同じ値の人が足りない組にいます",
                "stand in groups that are too small",
            ),
            "l" => (
                "知られては困る値が分かってしまう組にいます",
                "stand in groups that tell a sensitive value",
            ),
            "singular" => (
                "一人に絞れるほど珍しい値を持ちます",
                "show a value so rare that it singles them out",
            ),
            _ => ("だけが残ります", "are all that is left"),
        };
        let ja = match self.rule {
            "small_cells" => format!("{people_ja}{why_ja}", people_ja = ja),
            _ => format!("{ja}が、{why_ja}"),
        };
        Text::new(
            format!(
                "「{line}」が提供を止めました。{ja}。何も出していません。値を粗くするか、研究の責任者と suppress を検討してください"
            ),
            format!(
                "'{line}' stopped the delivery: {en} {why_en}; nothing left. Make the values coarser, or consider suppress with those who answer for the study"
            ),
        )
    }
}
