//! The command line as a type: every command, option and word of help, Japanese beside English.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

#[derive(Parser)]
#[command(
    name = "sekisho",
    version,
    about = "関所: 方針に従う医療データ銀行 / a medical data bank governed by a policy language",
    disable_help_subcommand = true
)]
pub struct Cli {
    /// 表示の言語 / language of what is printed
    #[arg(long, global = true, value_enum, default_value_t = LangArg::Both)]
    pub lang: LangArg,
    /// 銀行の合言葉のファイル（または環境変数 SEKISHO_PASSPHRASE） / a file that holds the bank's passphrase (or set SEKISHO_PASSPHRASE)
    #[arg(long, global = true, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    Ja,
    En,
    Both,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PageFormat {
    Text,
    Json,
    Markdown,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Leaf {
    Text,
    Json,
    Html,
}

#[derive(Subcommand)]
pub enum Command {
    /// 方針の問題をすべて挙げる / list every problem of a policy package
    Check {
        #[arg(default_value = ".")]
        package: PathBuf,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// 書き誤り（全角の記号、綴り）を直してから調べる / mend slips of the text first, then check
        #[arg(long)]
        fix: bool,
        /// プロファイルが決めていない要素を、種類ごとに挙げる / list what each profile decides nothing of
        #[arg(long)]
        coverage: bool,
    },
    /// 方針を一つの形に整える / lay policy files out in their one layout
    Fmt {
        /// ファイルかフォルダー、- は標準入力 / files or folders; - is standard input; default: the package here
        paths: Vec<PathBuf>,
        /// 書き換えず、違いを示す / change nothing, show what would differ
        #[arg(long)]
        check: bool,
    },
    /// 問題の説明を読む / what a problem means, and what to write instead
    Problem {
        /// SK0413 など。なければ一覧 / such as SK0413; without it, the list
        code: Option<String>,
        #[arg(long, value_enum, default_value_t = PageFormat::Text)]
        format: PageFormat,
    },
    /// 方針の test を実際の仕組みで走らせる / run the tests of a package on the real engines
    Test {
        #[arg(default_value = ".")]
        package: PathBuf,
        /// 名前がこれを含む test だけ / only tests whose name contains this
        #[arg(long)]
        only: Option<String>,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// 方針を束にまとめる / compile a package to a bundle folder
    Build {
        #[arg(default_value = ".")]
        package: PathBuf,
        /// 束のフォルダー / the bundle folder
        #[arg(short, long)]
        output: PathBuf,
        /// プラグインの部品の置き場（既定は PKG/plugins） / where components lie (default PKG/plugins)
        #[arg(long)]
        plugins: Option<PathBuf>,
    },
    /// 鍵 / keys
    #[command(subcommand)]
    Key(KeyCommand),
    /// 束に署名する / sign a bundle
    Seal {
        bundle: PathBuf,
        #[arg(long)]
        key: PathBuf,
    },
    /// 束の中身と署名を確かめる / check a bundle and its signatures
    Verify { bundle: PathBuf },
    /// 銀行 / the bank
    #[command(subcommand)]
    Bank(BankCommand),
    /// FHIR R4 の NDJSON や Bundle を入れる / take in FHIR R4 NDJSON and Bundles, plain or .gz
    Ingest {
        bank: PathBuf,
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// fhir のみ / fhir only
        #[arg(long, default_value = "fhir")]
        format: String,
        /// 行う人（なければ system:利用者 と台帳に記す） / who does it; silence: system:USER in the ledger
        #[arg(long = "as", value_name = "WHO")]
        who: Option<String>,
    },
    /// 送り元が取り下げた記録を使わない（消さずに台帳に残す） / take out records that their source took back: an event, no erasure
    Retire {
        bank: PathBuf,
        /// Condition/c1 のような記録。Patient/… はその人のすべての記録 / TYPE/ID; a Patient takes along every record about them
        #[arg(required = true)]
        records: Vec<String>,
        /// 決める人（グループ steward） / who decides (group steward)
        #[arg(long = "as")]
        who: String,
        /// 理由（台帳に残る） / the reason; the ledger keeps it
        #[arg(long)]
        justify: String,
        /// 渡した写しも消してもらう（取り下げ済みの記録にも使える） / ask for delivered copies back, too, also of records that are out already
        #[arg(long, conflicts_with = "undo")]
        recall: bool,
        /// 削除や取り下げを取り消す / let deleted or retired records stand again
        #[arg(long)]
        undo: bool,
    },
    /// 同意 / consent
    #[command(subcommand)]
    Consent(ConsentCommand),
    /// 人数を数える（少数は伏せる） / guarded counts
    Count {
        bank: PathBuf,
        #[arg(long)]
        study: String,
        #[arg(long)]
        cohort: Option<String>,
        /// この列で分ける（表.列、三つまで） / broken down by VIEW.COLUMN, up to three
        #[arg(long, num_args = 1..)]
        by: Vec<String>,
        #[command(flatten)]
        papers: PapersArgs,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// 提供を一件行う / make one delivery
    Extract {
        bank: PathBuf,
        delivery: String,
        /// まだない名前 / a folder that does not exist yet
        #[arg(long, required_unless_present = "dry_run")]
        out: Option<PathBuf>,
        /// この日のデータで / as of this day (with --dry-run when it is past)
        #[arg(long)]
        at: Option<String>,
        /// 決めるだけで何も出さない。教える人数は count と同じ / decide only; the one number it tells is a guarded count
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        papers: PapersArgs,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// なぜ許される・許されないか / why, or why not
    Explain {
        /// 銀行か方針のフォルダー / a bank, or a policy package
        place: PathBuf,
        #[arg(long)]
        act: String,
        /// データの種類または提供の名 / a data class or a delivery
        #[arg(long)]
        on: String,
        #[arg(long)]
        study: Option<String>,
        /// 緊急閲覧の名 / as this emergency
        #[arg(long, conflicts_with = "study")]
        emergency: Option<String>,
        #[arg(long)]
        patient: Option<String>,
        #[arg(long)]
        at: Option<String>,
        #[command(flatten)]
        asker: AskerArgs,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// 渡した値を元の記録・規則・同意・許可まで戻る / from a delivered value back to source, rule, consent, permit
    Trace {
        bank: PathBuf,
        /// OUT/release/FILE#行/キー/… か FILE#行,列 / FILE#LINE/key/… or FILE#ROW,COLUMN
        place: String,
        /// 追跡する人 / who asks
        #[arg(long = "as", value_name = "WHO")]
        who: String,
        /// 理由（必須。台帳に残る） / the reason; the ledger keeps it
        #[arg(long)]
        justify: Option<String>,
        /// 承認する別の人 / somebody else who approves
        #[arg(long, value_name = "WHO")]
        approved_by: Vec<String>,
        #[arg(long)]
        network: Option<String>,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// 提供の証拠: 署名と digest を確かめ、一つを見せる / a delivery's evidence: verified, or one file shown
    Record {
        bank: PathBuf,
        /// extract --out に指定したフォルダー / the folder given to extract --out
        out: PathBuf,
        /// record/ の中の一つ。risk.html、certificate.json など。lineage と grants は trace と同じ許しが要る / one of its files: risk.html, certificate.json …; lineage and grants ask what trace asks
        #[arg(requires = "who")]
        file: Option<String>,
        /// 標準出力の代わりにここへ書く / write it here and not to standard output
        #[arg(long, requires = "file")]
        to: Option<PathBuf>,
        /// 見る人（台帳に記す） / who opens it; the ledger notes it
        #[arg(long = "as", value_name = "WHO")]
        who: Option<String>,
        /// 理由（lineage と grants には必須） / the reason; lineage and grants need one
        #[arg(long, requires = "file")]
        justify: Option<String>,
        /// 承認する別の人 / somebody else who approves
        #[arg(long, value_name = "WHO", requires = "file")]
        approved_by: Vec<String>,
        #[arg(long, requires = "file")]
        network: Option<String>,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// 台帳 / the ledger
    Audit {
        bank: PathBuf,
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// プラグイン（値を変える部品）を作る / author a plugin: a component that transforms values
    #[command(subcommand)]
    Plugin(PluginCommand),
    /// 撤回に伴う、渡したデータの回収 / taking delivered copies back after a withdrawal
    Recall {
        bank: PathBuf,
        #[command(subcommand)]
        command: RecallCommand,
    },
    /// 合成肺がん銀行で一連の流れを見せる / the whole story on a synthetic lung-cancer bank
    Demo {
        dir: Option<PathBuf>,
        /// 合成データだけを書き出す / only write the synthetic data
        #[arg(long)]
        data_only: bool,
    },
}

#[derive(Subcommand)]
pub enum PluginCommand {
    /// 動く雛形のフォルダーを作る / a folder that builds and passes its tests
    New {
        dir: PathBuf,
        /// WebAssembly のテキストで（既定） / in WebAssembly text (the default)
        #[arg(long, conflicts_with = "c")]
        wat: bool,
        /// C で（clang と lld が要る） / in C (needs clang and lld)
        #[arg(long)]
        c: bool,
    },
    /// モジュールをコンポーネントにし、指紋と方針の行を示す / make the component, say its digest and the policy's lines
    Build {
        /// CORE.wasm か FILE.wat / a core module, or its text
        core: PathBuf,
        #[arg(short, long)]
        output: PathBuf,
    },
    /// 約束を守るか試す / try whether a component keeps the contract
    Test {
        component: PathBuf,
        /// 再現すべき入出力 / cases of input and output to reproduce
        #[arg(long)]
        cases: Option<PathBuf>,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// 何を求め何を出すか、指紋、規則の表 / what it asks for and offers, its digest, a profile module's rules
    Inspect {
        component: PathBuf,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}

#[derive(Subcommand)]
pub enum KeyCommand {
    /// FILE と FILE.pub を作る / make FILE and FILE.pub
    New { file: PathBuf },
}

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
        /// signed, declined, withdrawn, notified, objected, assented, refused, died, incapacitated, restored, correction
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
        #[command(flatten)]
        said: SaidArgs,
    },
    /// patient_id,form,item,event,date の表 / a CSV of events
    Import {
        bank: PathBuf,
        file: PathBuf,
        /// 行う人（なければ system:利用者 と台帳に記す） / who does it; silence: system:USER in the ledger
        #[arg(long = "as", value_name = "WHO")]
        who: Option<String>,
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
    /// 記す人（なければ system:利用者 と台帳に記す） / who records it; silence: system:USER in the ledger
    #[arg(long = "as", value_name = "WHO")]
    pub who: Option<String>,
}

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

#[derive(Args)]
pub struct PapersArgs {
    /// 利用者 / who asks
    #[arg(long = "as")]
    pub who: String,
    #[arg(long)]
    pub purpose: Option<String>,
    /// 理由 / justification
    #[arg(long)]
    pub justify: Option<String>,
    #[arg(long)]
    pub network: Option<String>,
}

/// Who asks for an explanation, and with what papers. Without a bank the person is made of them.
#[derive(Args)]
pub struct AskerArgs {
    /// 利用者 / who asks
    #[arg(long = "as")]
    pub who: Option<String>,
    /// 方針だけ: 研究のこの役割として（所属と研修は揃っているものとする） / package only: as this role of the study, its organisation and training in order
    #[arg(long)]
    pub role: Option<String>,
    /// 方針だけ: グループ / package only: a group
    #[arg(long)]
    pub group: Vec<String>,
    /// 方針だけ: 所属 / package only: organisation
    #[arg(long)]
    pub org: Option<String>,
    /// 方針だけ: 研修「名前:日付」 / package only: training as NAME:DATE
    #[arg(long)]
    pub training: Vec<String>,
    /// 方針だけ: 利用者の表（既定は PKG/users.csv） / package only: the list of users
    #[arg(long)]
    pub users: Option<PathBuf>,
    #[arg(long)]
    pub purpose: Option<String>,
    /// 理由 / justification
    #[arg(long)]
    pub justify: Option<String>,
    #[arg(long)]
    pub network: Option<String>,
    /// 承認した役割 / a role that approved
    #[arg(long)]
    pub approval: Vec<String>,
}
