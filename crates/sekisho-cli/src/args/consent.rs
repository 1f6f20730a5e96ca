//! `consent …`: what patients said.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Format;

#[derive(Subcommand)]
pub enum ConsentCommand {
    /// 一件記す / record one event
    Record {
        bank: PathBuf,
        #[arg(long)]
        patient: String,
        #[arg(long)]
        form: Option<String>,
        #[arg(long)]
        item: Option<String>,
        /// signed, declined, withdrawn, notified, objected, objection_taken_back, assented, refused, died, incapacitated, restored, correction
        #[arg(long, default_value = "signed")]
        event: String,
        #[command(flatten)]
        said: SaidArgs,
    },
    /// 撤回 / withdraw
    Withdraw {
        bank: PathBuf,
        #[arg(long)]
        patient: String,
        #[arg(long)]
        form: String,
        #[arg(long)]
        item: Option<String>,
        #[command(flatten)]
        said: SaidArgs,
    },
    /// 通知への拒否 / object to an opt-out notice
    Object {
        bank: PathBuf,
        #[arg(long)]
        patient: String,
        #[arg(long)]
        optout: String,
        /// 拒否を取り下げる（通知に objection may be taken back があるとき） / no longer objects, where the notice says that an objection may be taken back
        #[arg(long)]
        taken_back: bool,
        #[command(flatten)]
        said: SaidArgs,
    },
    /// patient_id,form,item,event,date[,by,relation,recorded,source] の表（CSV）か、FHIR Consent（.json、.ndjson、Bundle、.gz も） / a CSV of events, or FHIR Consents: .json, .ndjson, a Bundle, each also .gz
    Import {
        bank: PathBuf,
        file: PathBuf,
        /// 表の行が言わないときの送り元。FHIR Consent では、全部の送り元 / the source of rows that name none, and of every FHIR Consent
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
        /// 行う人（なければ system:利用者 と台帳に記す） / who does it; silence: system:USER in the ledger
        #[arg(long = "as", value_name = "WHO")]
        who: Option<String>,
    },
    /// 今の同意の状態を FHIR Consent（NDJSON）として書き出す（データ管理者。台帳に記す） / the state of consent today as FHIR Consents, NDJSON; a steward, and the ledger notes it
    #[command(group = clap::ArgGroup::new("whose").required(true))]
    Export {
        bank: PathBuf,
        /// 資源 ID か番号 / a resource id or a number
        #[arg(group = "whose")]
        patient: Option<String>,
        /// patient の番号を付けた送り元（二つ以上にいるとき） / the source whose patient it is, where several have the id
        #[arg(long, value_name = "NAME", conflicts_with = "all")]
        source: Option<String>,
        /// 全員 / everybody
        #[arg(long, group = "whose")]
        all: bool,
        /// データ管理者 / the data steward
        #[arg(long = "as", value_name = "WHO")]
        who: String,
        /// まだないファイル。なければ標準出力 / a file that does not exist yet; without it standard output
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
    /// 誤って記した出来事を無効にする（データ管理者と、もう一人と、理由） / void an event keyed in by mistake: a steward, a second person and a reason
    Void {
        bank: PathBuf,
        #[arg(long)]
        patient: String,
        #[arg(long)]
        form: Option<String>,
        #[arg(long)]
        item: Option<String>,
        /// patient の番号を付けた送り元 / the source whose patient it is
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
        /// 無効にする出来事の言葉 / the word of the event that is void
        #[arg(long, default_value = "withdrawn")]
        event: String,
        /// その出来事に書かれた日付 / the date written on that event
        #[arg(long)]
        date: String,
        /// データ管理者 / the data steward
        #[arg(long = "as", value_name = "WHO")]
        who: String,
        /// 承認する別の人 / somebody else who approves
        #[arg(long, value_name = "WHO")]
        approved_by: String,
        /// 理由（台帳に残る） / the reason; the ledger keeps it
        #[arg(long)]
        justify: String,
    },
    /// データ管理者を待つ問い。--settle で答える / what waits for a data steward; --settle answers one
    Questions {
        bank: PathBuf,
        /// この番号の問いに答える / answers this question
        #[arg(long, value_name = "ID", requires = "note")]
        settle: Option<String>,
        /// 見る人・答える人（グループ steward） / who looks or answers (group steward)
        #[arg(long = "as", value_name = "WHO")]
        who: String,
        /// 確かめたこと / what you found
        #[arg(long)]
        note: Option<String>,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}

#[derive(Args)]
pub struct SaidArgs {
    /// 日または時刻 / day or instant; default now
    #[arg(long)]
    pub date: Option<String>,
    /// self, proxy, bereaved
    #[arg(long)]
    pub by: Option<String>,
    /// 続柄 / relation
    #[arg(long)]
    pub relation: Option<String>,
    /// patient の番号を付けた送り元（二つ以上にいるとき） / the source whose patient it is, where several have the id
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// 記す人（なければ system:利用者 と台帳に記す） / who records it; silence: system:USER in the ledger
    #[arg(long = "as", value_name = "WHO")]
    pub who: Option<String>,
}
