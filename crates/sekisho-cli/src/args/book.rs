//! `audit …` and `recall …`: what the ledger holds, and what it asks back.

use std::path::PathBuf;

use clap::Subcommand;

use super::{Format, Leaf};

#[derive(Subcommand)]
pub enum AuditCommand {
    /// 鎖と木を確かめる / check the chain and the tree
    Verify {
        /// よそに置いたチェックポイント。書き換え、切り詰め、巻き戻しを見つける / a checkpoint kept elsewhere: finds a ledger rewritten, shortened or rolled back
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
    },
    /// いまの台帳に銀行の鍵で署名した小さなファイル。印刷でき、よそに置く / a small printable file, signed by the bank: how far the ledger has come; to be kept elsewhere
    Checkpoint {
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// 一つの記帳が台帳にあることの証明。ほかの記帳は何も明かさない / a proof that an entry is in the ledger, telling nothing of any other
    Prove {
        /// 記帳の番号 / the entry's number
        entry: i64,
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// このチェックポイントについて（なければ、記帳の後で最初に署名されたもの） / for this checkpoint; silence: the first that was signed after the entry
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
    },
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
