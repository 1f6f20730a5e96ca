//! What can go wrong while deciding. None of it is a refusal, and none of it lets anything out.

use sekisho_model::Text;
use sekisho_model::transform::TransformError;
use sekisho_store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum GateError {
    #[error("the store failed: {0}")]
    Store(#[from] StoreError),
    #[error("the transform failed: {0}")]
    Transform(#[from] TransformError),
    #[error("the policy engine failed: {0}")]
    Cedar(String),
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
            Self::Cedar(why) => format!("規則の評価に失敗しました: {why}"),
        };
        Text::new(ja, self.to_string())
    }
}
