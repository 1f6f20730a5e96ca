//! A transform that broke its contract: which rule, which stage, and why, never a value.
//!
//! Whatever stands here stops the delivery; nothing of it is released.

use crate::plugin::PluginType;
use crate::profile::{Action, FieldRule, Profile};
use crate::text::Text;

/// Rule and stage are the numbers that the module was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub rule: u16,
    pub stage: u16,
    pub reason: Reason,
}

/// What was wrong with an answer, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    NoSuchRule,
    /// `unknown stop` met an unknown value.
    Undecided,
    /// The rule shifts dates and the profile names no bound.
    NoBound,
    /// The condition reads a patient whose columns were not given.
    NoPatient,
    /// Pictures are no column of values.
    Picture,
    /// No component stands behind the called plugin, or it has no such function.
    NoPlugin,
    /// The code gave up; the name of the trap.
    Trap(String),
    /// More instructions than a batch may spend.
    Fuel(u64),
    /// More bytes of memory than it may have.
    Memory(u64),
    Rows {
        asked: usize,
        came: usize,
    },
    /// The answer is not a column; what is wrong with it.
    Malformed(&'static str),
    /// A row asked alone got another answer than in its batch.
    OtherAnswer,
    /// An answer that is not written as the declared type is.
    NotOfType(PluginType),
    /// The code said that its input is not what the interface promises.
    InputRefused,
}

impl Broken {
    pub fn new(rule: u16, stage: u16, reason: Reason) -> Self {
        Self {
            rule,
            stage,
            reason,
        }
    }

    /// The sentence with the rule's place and, where a plugin stands behind it, `plugin.function`.
    pub fn text(&self, profile: &Profile) -> Text {
        let rule = profile.rules().find(|(number, _)| *number == self.rule);
        let called = rule.and_then(|(_, rule)| called(rule, self.stage));
        let (why, who) = (self.reason.text(), called.as_deref());
        let of_ja = who.map_or("変換".to_owned(), |who| format!("プラグイン {who}"));
        let of_en = who.map_or("the transform".to_owned(), |who| format!("plugin {who}"));
        placed(
            profile,
            self.rule,
            Text::new(
                format!("{of_ja} は{}", why.ja),
                format!("{of_en} {}", why.en),
            ),
        )
    }
}

/// The sentence with the place of the rule it is about, and what came of it.
pub fn placed(profile: &Profile, rule: u16, what: Text) -> Text {
    let found = profile.rules().find(|(number, _)| *number == rule);
    let place = found.map_or(format!("#{rule}"), |(_, rule)| rule.origin.to_string());
    let name = &profile.name;
    Text::new(
        format!(
            "プロファイル {name} の規則（{place}）の{}。何も出していません",
            what.ja
        ),
        format!(
            "{} under the rule at {place} of profile {name}; nothing left",
            what.en
        ),
    )
}

/// `plugin.function` of the action at this stage.
fn called(rule: &FieldRule, stage: u16) -> Option<String> {
    match rule.actions.get(usize::from(stage))? {
        Action::Call(call) => Some(format!("{}.{}", call.plugin, call.function)),
        _ => None,
    }
}

impl Reason {
    /// What follows "the transform …", in both languages.
    pub fn text(&self) -> Text {
        let (ja, en) = match self {
            Self::NoSuchRule => ("この規則を知りません", "has no such rule or stage"),
            Self::Undecided => (
                "条件が `unknown stop` で、不明な値に当たりました",
                "met an unknown value where its condition says 'unknown stop'",
            ),
            Self::NoBound => (
                "日付をずらしますが、プロファイルに上限（dates shift per patient up to …）がありません",
                "moves dates, but the profile names no bound (dates shift per patient up to …)",
            ),
            Self::NoPatient => (
                "条件で患者の列を読みますが、その値が渡されていません",
                "reads columns of the patient in its condition, and they were not given",
            ),
            Self::Picture => ("画像を扱えません", "can't take pictures"),
            Self::NoPlugin => (
                "部品が束にありません。`sekisho build` に部品を渡して作り直してください",
                "has no component in the bundle; build it again with the component",
            ),
            Self::OtherAnswer => (
                "同じ値に、一緒に聞いたときと別に聞いたときで違う答えを返しました",
                "answered otherwise when the same value was asked alone: its answer hangs on its neighbours or on state",
            ),
            Self::InputRefused => (
                "入力を受け付けませんでした",
                "said that its input is malformed",
            ),
            Self::Trap(name) => return both(name, "途中で止まりました", "trapped"),
            Self::Malformed(what) => {
                return both(what, "列でないものを返しました", "gave back no column");
            }
            Self::Fuel(fuel) => {
                return Text::new(
                    format!("一回分の命令数の上限（{fuel}）を超えました"),
                    format!("spent more than the {fuel} instructions that one batch may"),
                );
            }
            Self::Memory(bytes) => {
                return Text::new(
                    format!("メモリーの上限（{bytes} バイト）を超えました"),
                    format!("asked for more than its {bytes} bytes of memory"),
                );
            }
            Self::Rows { asked, came } => {
                return Text::new(
                    format!("{asked} 行に対して {came} 行を返しました"),
                    format!("gave back {came} rows for {asked}"),
                );
            }
            Self::NotOfType(kind) => {
                return Text::new(
                    format!(
                        "宣言した型 {} で書かれていない答えを返しました",
                        kind.word()
                    ),
                    format!(
                        "gave back an answer that is not written as its declared type {}",
                        kind.word()
                    ),
                );
            }
        };
        Text::new(ja, en)
    }
}

fn both(detail: &str, ja: &str, en: &str) -> Text {
    Text::new(format!("{ja}（{detail}）"), format!("{en} ({detail})"))
}
