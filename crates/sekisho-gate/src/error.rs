//! What can go wrong while deciding. None of it is a refusal, and none of it lets anything out.

use sekisho_model::Text;
use sekisho_model::transform::TransformError;
use sekisho_store::StoreError;

use crate::disclosure::Stopped;

#[derive(Debug, thiserror::Error)]
pub enum GateError {
    #[error("the store failed: {0}")]
    Store(#[from] StoreError),
    #[error("the transform failed: {0}")]
    Transform(#[from] TransformError),
    #[error("the policy engine failed: {0}")]
    Cedar(String),
    /// The bank could not give what a count needs of it.
    #[error("the bank failed: {}", .0.en)]
    Bank(Text),
    /// So much is told to the same recipient at once that no answer could be written.
    #[error("others are being told something at the same time; ask again")]
    Busy,
    /// A control names a field that no table of the profile lets out.
    #[error("the release counts {0}, which no table rule lets out")]
    Uncounted(String),
    /// A control of the release whose author wrote `stop`; nothing leaves.
    #[error("{}", .0.text().en)]
    Stopped(Box<Stopped>),
}

/// An entry of the ledger that can't be read stops whoever needs what it says.
impl From<sekisho_model::book::Unread> for GateError {
    fn from(unread: sekisho_model::book::Unread) -> Self {
        Self::Store(unread.into())
    }
}

impl From<Stopped> for GateError {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(Box::new(stopped))
    }
}

impl GateError {
    pub(crate) fn cedar(error: impl std::fmt::Display) -> Self {
        Self::Cedar(error.to_string())
    }

    /// The sentence in both languages.
    pub fn text(&self) -> Text {
        let ja = match self {
            Self::Store(error) => error.text().ja,
            Self::Transform(error) => format!("変換に失敗しました: {error}"),
            Self::Bank(why) => format!("銀行の処理に失敗しました: {}", why.ja),
            Self::Busy => "同じ提供先への回答が重なりました。もう一度試してください".into(),
            Self::Uncounted(field) => {
                format!("release が数える {field} を出す表の規則がありません")
            }
            Self::Stopped(stopped) => return stopped.text(),
            Self::Cedar(why) => format!("規則の評価に失敗しました: {why}"),
        };
        Text::new(ja, self.to_string())
    }
}
