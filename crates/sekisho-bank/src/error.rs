//! What can go wrong in the bank, each said with the place and the next act, in both languages.

use std::path::Path;

use sekisho_model::Text;

#[derive(Debug, thiserror::Error)]
pub enum BankError {
    #[error("{file}: {reason}")]
    File { file: String, reason: String },
    #[error("{file} is not a Sekisho key file")]
    NotAKey { file: String },
    #[error("a key could not be made or opened")]
    Key,
    #[error("{what}")]
    Bundle { what: Text2 },
    #[error("{what}")]
    Usage { what: Text2 },
    /// A key that is missing, closed, or not the one that is needed.
    #[error("{what}")]
    Keys { what: Text2 },
    #[error(transparent)]
    Store(#[from] sekisho_store::StoreError),
    #[error("{}", .0.en)]
    Gate(Text),
    #[error("{0}")]
    Transform(#[from] sekisho_model::transform::TransformError),
}

/// An entry of the ledger that can't be read stops whoever needs what it says.
impl From<sekisho_model::book::Unread> for BankError {
    fn from(unread: sekisho_model::book::Unread) -> Self {
        Self::Store(unread.into())
    }
}

/// A bilingual sentence that prints as `en / ja`.
#[derive(Debug)]
pub struct Text2(pub Text);

impl std::fmt::Display for Text2 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\n{}", self.0.ja, self.0.en)
    }
}

impl BankError {
    pub fn file(path: &Path, error: impl std::fmt::Display) -> Self {
        Self::File {
            file: path.display().to_string(),
            reason: error.to_string(),
        }
    }

    pub fn bundle(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Bundle {
            what: Text2(Text::new(ja, en)),
        }
    }

    pub fn usage(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Usage {
            what: Text2(Text::new(ja, en)),
        }
    }

    pub fn keys(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Keys {
            what: Text2(Text::new(ja, en)),
        }
    }

    /// The sentence in one language, where the error knows both.
    pub fn text(&self) -> Text {
        match self {
            Self::Bundle { what } | Self::Usage { what } | Self::Keys { what } => what.0.clone(),
            Self::File { file, reason } => Text::new(
                format!("{file} を扱えません: {reason}"),
                format!("{file} can't be used: {reason}"),
            ),
            Self::NotAKey { file } => Text::new(
                format!(
                    "{file} は関所の鍵ファイルではありません。`sekisho key new FILE` で作れます"
                ),
                format!("{file} is not a Sekisho key file; `sekisho key new FILE` makes one"),
            ),
            Self::Key => Text::new(
                "鍵を作れないか、開けません。BANK/keys が銀行と同じ組か確かめてください",
                "a key could not be made or opened; check that BANK/keys belongs to this bank",
            ),
            Self::Store(error) => error.text(),
            Self::Gate(text) => text.clone(),
            other => Text::new(other.to_string(), other.to_string()),
        }
    }
}
