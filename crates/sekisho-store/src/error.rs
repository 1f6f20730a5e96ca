//! What can go wrong in the store. No message carries a value of a patient.

use sekisho_model::Text;

use crate::holder::{self, Holder};
use crate::store::BUSY_SECONDS;

pub type Result<T> = std::result::Result<T, StoreError>;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{0} is not a bank")]
    NotABank(String),
    #[error(
        "{0} is missing; put it back from the same day as the bank's other files, or bring the whole bank back with `sekisho bank restore`"
    )]
    FileMissing(String),
    #[error("{0} is a backup, not a bank; `sekisho bank restore {0} --to BANK` makes a bank of it")]
    Backup(String),
    #[error("{0} already holds a bank")]
    Exists(String),
    #[error(
        "the bank was laid out by another version of its data model or of sekisho; make a new one with `sekisho bank init` and ingest the source files again, or use the version it was made with"
    )]
    OtherModel,
    #[error("the store is damaged: {0}")]
    Damaged(&'static str),
    /// An entry of the ledger does not say what one of its kind says.
    #[error("{0}")]
    Unread(#[from] sekisho_model::book::Unread),
    #[error("the cohort names {0}, which the data model does not have")]
    UnknownName(String),
    #[error("blob: {0}")]
    Blob(#[from] object_store::Error),
    /// Somebody else holds a lock on a database, longer than anybody waits.
    #[error("{}", holder::text(.0, BUSY_SECONDS).en)]
    Held(Vec<Holder>),
    #[error("database: {0}")]
    Sql(#[source] sqlx::Error),
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match is_busy(&error) {
            true => Self::Held(holder::of_open_databases()),
            false => Self::Sql(error),
        }
    }
}

/// `SQLITE_BUSY` and `SQLITE_LOCKED`, in whatever particular form.
pub(crate) fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    let code = code.and_then(|code| code.parse::<i32>().ok());
    matches!(code.map(|code| code & 0xff), Some(5 | 6))
}

impl StoreError {
    /// The sentence in both languages.
    pub fn text(&self) -> Text {
        let en = self.to_string();
        let ja = match self {
            Self::NotABank(dir) => {
                format!("{dir} は銀行ではありません。`sekisho bank init {dir}` で作れます")
            }
            Self::FileMissing(file) => format!("{file} がありません。銀行のほかのファイルと同じ日のものを戻すか、`sekisho bank restore` で控えから銀行ごと戻してください"),
            Self::Backup(dir) => format!("{dir} は控えで、銀行ではありません。`sekisho bank restore {dir} --to BANK` で銀行に戻せます"),
            Self::Exists(dir) => format!("{dir} にはすでに銀行があります"),
            Self::OtherModel => "この銀行は別の版のデータモデルまたは関所で作られています。`sekisho bank init` で新しい銀行を作って元のファイルを取り込み直すか、作ったときの版を使ってください".into(),
            Self::Held(by) => return holder::text(by, BUSY_SECONDS),
            Self::Damaged(_) => format!("保存領域が壊れています: {en}"),
            Self::Unread(unread) => return unread.says(),
            Self::UnknownName(name) => format!("コホートの {name} はデータモデルにありません"),
            Self::Blob(_) | Self::Sql(_) | Self::Io(_) => {
                format!("保存領域を読み書きできません: {en}")
            }
        };
        Text::new(ja, en)
    }
}
