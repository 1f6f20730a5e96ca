//! `bank …`: a bank's founding, its keys and clock, and what waits in it.

use std::path::PathBuf;

use clap::Subcommand;

use super::Format;

#[derive(Subcommand)]
pub enum BankCommand {
    /// 新しい銀行 / a new bank
    Init {
        bank: PathBuf,
        /// 必要な署名の数（0 = 銀行自身の鍵） / signatures a bundle needs (0 = the bank's own key)
        #[arg(long, default_value_t = 0)]
        approvals: u32,
        /// 署名を認める公開鍵 / public keys whose signatures count
        #[arg(long, num_args = 1..)]
        trust: Vec<PathBuf>,
        #[arg(long, default_value = "Asia/Tokyo")]
        zone: String,
        #[arg(long, default_value = "JP")]
        country: String,
        /// 大きな対象の置き場 / where large objects lie (a folder; default BANK/blobs)
        #[arg(long)]
        blobs: Option<String>,
        /// 保存先（sqlite のみ） / store (sqlite only)
        #[arg(long)]
        store: Option<String>,
        /// SEKISHO_NOW で時計を動かせる試験用 / a bank whose clock SEKISHO_NOW sets
        #[arg(long)]
        test_clock: bool,
        /// 行う人（なければ system:利用者 と台帳に記す） / who does it; silence: system:USER in the ledger
        #[arg(long = "as", value_name = "WHO")]
        who: Option<String>,
        /// 台帳がどこまで進んだかの目印を置くファイル（銀行の外） / a file outside of the bank that marks how far its ledger has come
        #[arg(long, value_name = "FILE")]
        mark: Option<PathBuf>,
    },
    /// 方針の束を載せる / load a bundle
    Load {
        bank: PathBuf,
        bundle: PathBuf,
        /// 行う人（なければ system:利用者 と台帳に記す） / who does it; silence: system:USER in the ledger
        #[arg(long = "as", value_name = "WHO")]
        who: Option<String>,
    },
    /// 利用者の表を載せる / load users (user,group,org,training,training_date)
    People {
        bank: PathBuf,
        file: PathBuf,
        /// 行う人（なければ system:利用者 と台帳に記す） / who does it; silence: system:USER in the ledger
        #[arg(long = "as", value_name = "WHO")]
        who: Option<String>,
    },
    /// 銀行の様子 / what the bank holds
    Status {
        bank: PathBuf,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// 三つのファイル、台帳、目印、置き去りの写しを確かめる / whether its files agree, its ledger is whole, nothing lies about
    Check {
        bank: PathBuf,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// 落ちた処理が残した書きかけの提供を消す / delete half-made deliveries that killed processes left
    Sweep { bank: PathBuf },
    /// 途中で終わり、外へ出たかもしれない提供 / deliveries that ended half-way and may have left
    Left {
        bank: PathBuf,
        #[command(subcommand)]
        command: LeftCommand,
    },
    /// 銀行の外に、台帳がどこまで進んだかの目印を置く / keep a mark outside of the bank of how far its ledger has come
    Mark {
        bank: PathBuf,
        /// 銀行のフォルダーの外、銀行と一緒には戻されない所 / outside of the bank's folder, where nobody puts it back together with the bank
        file: PathBuf,
        /// データ管理者 / a steward
        #[arg(long = "as")]
        who: String,
        /// 理由 / justification
        #[arg(long)]
        justify: String,
    },
    /// 銀行全体の控えを作る / make a backup of the whole bank
    Backup {
        bank: PathBuf,
        /// まだない名前 / a folder that does not exist yet
        #[arg(long)]
        to: PathBuf,
        /// 行う人（なければ system:利用者 と台帳に記す） / who does it; silence: system:USER in the ledger
        #[arg(long = "as", value_name = "WHO")]
        who: Option<String>,
    },
    /// 控えから銀行に戻す。撤回を入れ直したと確認するまで何も出ない / make a bank of a backup; nothing leaves before `bank restored`
    Restore {
        /// `bank backup` で作ったフォルダー / a folder made by `bank backup`
        backup: PathBuf,
        /// まだない名前 / a folder that does not exist yet
        #[arg(long)]
        to: PathBuf,
        /// 行う人（なければ system:利用者 と台帳に記す） / who does it; silence: system:USER in the ledger
        #[arg(long = "as", value_name = "WHO")]
        who: Option<String>,
    },
    /// 控えのあとに記された撤回などを入れ直したと確認する / say that what was recorded since the backup, withdrawals above all, was entered again
    Restored {
        bank: PathBuf,
        /// データ管理者 / a steward
        #[arg(long = "as")]
        who: String,
        /// どう確かめたか / how it was made sure
        #[arg(long)]
        justify: String,
    },
    /// 銀行の鍵 / the bank's keys
    Keys {
        bank: PathBuf,
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// 銀行の時と時計 / the bank's time beside the clock
    Clock {
        bank: PathBuf,
        #[command(subcommand)]
        command: ClockCommand,
    },
    /// データ管理者の決定を待つ記録と削除 / records and deletions that wait for a steward
    Held {
        bank: PathBuf,
        #[command(subcommand)]
        command: HeldCommand,
    },
    /// 患者の記録に載せない台帳の記載（個人情報保護法 33 条 2 項 1 号） / entries kept off a patient's page
    Page {
        bank: PathBuf,
        #[command(subcommand)]
        command: PageCommand,
    },
    /// 過去の回答との照合 / what counts are held against
    Guard {
        bank: PathBuf,
        #[command(subcommand)]
        command: GuardCommand,
    },
}

#[derive(Subcommand)]
pub enum ClockCommand {
    /// 二つを並べる / show both
    Show,
    /// 最後の記帳から 7 日より先だが、時計は正しい（データ管理者） / the clock is right although it is more than seven days past the last entry (a steward)
    Confirm {
        #[arg(long = "as")]
        who: String,
        /// 理由 / justification
        #[arg(long)]
        justify: String,
    },
    /// 先に進みすぎた銀行の時を時計に戻す（データ管理者と二人目） / set a bank whose time is past the clock right (a steward and a second person)
    SetBack {
        #[arg(long = "as")]
        who: String,
        /// 承認する別の人 / somebody else who approves
        #[arg(long, value_name = "WHO")]
        approved_by: String,
        /// 理由 / justification
        #[arg(long)]
        justify: String,
    },
}

#[derive(Subcommand)]
pub enum HeldCommand {
    /// 待っているものを並べる / list what waits
    List {
        /// 見る人（グループ steward） / who looks (group steward)
        #[arg(long = "as")]
        who: String,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// 送り元が正しい。その通りにする / the source is right: do as it says
    Confirm {
        /// `list` の番号 / a number of `list`
        number: i64,
        /// 決める人（グループ steward） / who decides (group steward)
        #[arg(long = "as")]
        who: String,
        /// 理由（台帳に残る） / the reason; the ledger keeps it
        #[arg(long)]
        justify: String,
    },
    /// 送り元が誤り。銀行にあったものを残す / the source is wrong: keep what the bank had
    Reject {
        /// `list` の番号 / a number of `list`
        number: i64,
        /// 決める人（グループ steward） / who decides (group steward)
        #[arg(long = "as")]
        who: String,
        /// 理由（台帳に残る） / the reason; the ledger keeps it
        #[arg(long)]
        justify: String,
    },
}

#[derive(Subcommand)]
pub enum PageCommand {
    /// いま載せていないものを並べる / list what is kept off it now
    List {
        /// 患者の識別番号または資源の id / a patient's identifier or resource id
        #[arg(long)]
        patient: String,
        /// データ管理者 / a steward
        #[arg(long = "as")]
        who: String,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// 本人やほかの人の権利利益を害するおそれのある記載を、この日まで載せない / keep an entry off it until a day: showing it might harm somebody
    Hold {
        /// 台帳の番号（`audit BANK patient` の示すもの） / the ledger's entry, as `audit BANK patient` shows it
        entry: i64,
        #[arg(long)]
        patient: String,
        /// この日の初めにまた載る（366 日以内） / the day on which it shows again, within 366 days
        #[arg(long, value_name = "DAY")]
        until: String,
        /// データ管理者 / a steward
        #[arg(long = "as")]
        who: String,
        /// どんなおそれか（台帳に残る） / what harm is to be feared; the ledger keeps it
        #[arg(long)]
        justify: String,
    },
    /// その日より前に、また載せる / let it show again before that day
    Release {
        /// `hold` で除いた台帳の番号 / the entry that `hold` keeps off
        entry: i64,
        #[arg(long)]
        patient: String,
        /// データ管理者 / a steward
        #[arg(long = "as")]
        who: String,
        /// 理由（台帳に残る） / the reason; the ledger keeps it
        #[arg(long)]
        justify: String,
    },
}

#[derive(Subcommand)]
pub enum LeftCommand {
    /// 確認されていないものを並べる / list those that nobody has cleared
    List {
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// 写しがだれの手にも渡っていないと確認する / say that no copy is in anybody's hands
    Clear {
        /// 台帳の番号（`list` の示すもの） / the ledger's entry, as `list` shows it
        entry: i64,
        /// データ管理者 / a steward
        #[arg(long = "as")]
        who: String,
        /// どう確かめたか / how it was made sure
        #[arg(long)]
        justify: String,
    },
}

#[derive(Subcommand)]
pub enum GuardCommand {
    /// 照合している回答の数 / how many answers are compared
    List {
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// これまでの回答との照合をやめる（データ管理者） / compare with the answers so far no longer (a steward)
    Clear {
        /// 提供先の組織（空は銀行自身） / a recipient's organisation; empty: the bank's own house
        #[arg(long, required_unless_present = "study", conflicts_with = "study")]
        recipient: Option<String>,
        #[arg(long)]
        study: Option<String>,
        #[arg(long = "as")]
        who: String,
        /// 理由 / justification
        #[arg(long)]
        justify: String,
    },
}

#[derive(Subcommand)]
pub enum KeysCommand {
    /// 鍵と、仮名の範囲ごとの鍵を並べる / list keys and the secret of each scope of pseudonyms
    List {
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// プロファイルの key "NAME" で使う鍵を登録する / register a key that profiles name by key "NAME"
    Add {
        name: String,
        /// 行う人 / who does it
        #[arg(long = "as")]
        who: Option<String>,
    },
    /// 鍵を新しくする。仮名は変わらない / make new keys; pseudonyms stay the same
    Rotate {
        /// 新しい合言葉のファイル（または SEKISHO_NEW_PASSPHRASE） / a file with a new passphrase (or set SEKISHO_NEW_PASSPHRASE)
        #[arg(long, value_name = "FILE")]
        new_key_file: Option<PathBuf>,
        /// 行う人 / who does it
        #[arg(long = "as")]
        who: Option<String>,
    },
    /// 合言葉で封じる、合言葉を変える / seal the keys by a passphrase, or change it
    Passphrase {
        /// 新しい合言葉のファイル（または SEKISHO_NEW_PASSPHRASE） / a file with the new passphrase (or set SEKISHO_NEW_PASSPHRASE)
        #[arg(long, value_name = "FILE")]
        new_key_file: Option<PathBuf>,
        /// 行う人 / who does it
        #[arg(long = "as")]
        who: Option<String>,
    },
    /// ある範囲の鍵を破棄する。取り消せない / destroy a scope's secret; this can't be undone
    Destroy {
        /// `list` の示す範囲 / a scope that `list` shows
        #[arg(long)]
        scope: String,
        /// 破棄する人（グループ steward） / who destroys it (group steward)
        #[arg(long = "as")]
        who: String,
        /// 理由 / justification
        #[arg(long)]
        justify: String,
    },
}
