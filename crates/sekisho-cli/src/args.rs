//! The command line as a type: every command, option and word of help, Japanese beside English.

mod bank;
mod book;
mod consent;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use bank::{
    BankCommand, ClockCommand, GuardCommand, HeldCommand, KeysCommand, LeftCommand, PageCommand,
};
pub use book::{AuditCommand, RecallCommand};
pub use consent::{ConsentCommand, SaidArgs};

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
    /// 同梱の基準・既定の組・法的根拠と、その条文と効力の日 / the shipped rules of law, their clauses and their days
    Policies {
        /// 名前。なければ一覧 / one of them, line by line; without it, the list
        name: Option<String>,
        /// だれも原文を見ていない条文だけ / only clauses whose text nobody here has seen
        #[arg(long, conflicts_with = "name")]
        unverified: bool,
        /// この日に効力のあるものだけ / only what is in force on this day
        #[arg(long, value_name = "DAY")]
        on: Option<String>,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
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
        /// 送り元の名前（病院など）。id は送り元の中だけで一つ / the source's name (a hospital, a registry): ids are unique within it only; silence: the default source
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
        /// 絶対参照の頭（https://病院/fhir）。何度でも / the address before TYPE/ID in absolute references of this source; repeatable
        #[arg(long, value_name = "URL")]
        base: Vec<String>,
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
    /// 記帳の証明を、銀行なしで確かめる / check the proof of a ledger entry, without the bank
    Proof {
        /// sekisho audit BANK prove で作ったファイル / a file made by sekisho audit BANK prove
        file: PathBuf,
        #[arg(long, value_name = "FILE")]
        checkpoint: PathBuf,
        /// 銀行の公開鍵（64 桁、または BANK/keys/sign.key.pub の写し） / the bank's public key: 64 digits, or a copy of BANK/keys/sign.key.pub
        #[arg(long, value_name = "KEY")]
        key: String,
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
