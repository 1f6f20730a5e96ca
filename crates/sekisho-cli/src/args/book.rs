//! `audit …` and `recall …`: what the ledger holds, and what it asks back.

use std::path::PathBuf;

use clap::Subcommand;

use super::{Format, Leaf};

#[derive(Subcommand)]
pub enum AuditCommand {
    /// 鎖を確かめる / check the chain
    Verify,
    /// 記録を並べる / list entries
    List {
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// この患者のデータに何があったか、本人が読める形で / what happened with this patient's data, as they could read it
    Patient {
        id: String,
        #[arg(long, value_enum, default_value_t = Leaf::Text)]
        format: Leaf,
        /// 書き出すファイル / a file to write it to
        #[arg(short, long)]
        output: Option<PathBuf>,
        /// 読む人（なければ system:利用者 と台帳に記す） / who reads it; silence: system:USER in the ledger
        #[arg(long = "as", value_name = "WHO")]
        who: Option<String>,
    },
}

#[derive(Subcommand)]
pub enum RecallCommand {
    /// 回収を並べる / list recalls
    List {
        /// まだ済んでいないもの / not finished yet
        #[arg(long)]
        open: bool,
        /// 期限を過ぎたもの / past their last day
        #[arg(long)]
        overdue: bool,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// 受け手が消すべき人の仮名とファイル / the pseudonym and files the recipient must look for
    Show {
        id: String,
        #[arg(long = "as")]
        who: String,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// 受け手が回収を受け付けた / the recipient's side knows of it
    Acknowledge {
        id: String,
        #[arg(long = "as")]
        who: String,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// 消去証明を納める / hand in the deletion certificate
    Certify {
        id: String,
        #[arg(long = "as")]
        who: String,
        /// 消去証明のファイル / the certificate
        #[arg(long)]
        file: PathBuf,
    },
}
