//! Problems of syntax, SK01xx: one arm each, with its words in Japanese and English side by side.

use sekisho_model::{Origin, Problem, Text};

use crate::words::{Word, list_en, list_ja};

/// What is wrong with the text itself. Codes are for life: a retired one is never used again.
#[derive(Clone, Debug)]
pub enum SyntaxProblem {
    FullWidth {
        found: char,
        meant: char,
    },
    NotFolded {
        word: String,
        folded: String,
    },
    DoubleEquals,
    UnclosedString,
    StrayBrace,
    UnclosedBlock {
        keyword: String,
        before_line: u32,
        at_end: bool,
    },
    TooDeep,
    FileTooLarge {
        bytes: usize,
    },
    UnknownDeclaration {
        word: String,
        near: Option<&'static str>,
    },
    UnknownLine {
        word: String,
        near: Option<&'static str>,
        allowed: Vec<&'static str>,
    },
    Expected {
        words: Vec<Word>,
        found: String,
        near: Option<String>,
        example: &'static str,
    },
    ReservedWord {
        word: String,
    },
    BlockMissing {
        keyword: String,
        example: &'static str,
    },
    BlockUnexpected {
        keyword: String,
    },
    SaidTwice {
        what: String,
    },
    NoSuchDate {
        date: String,
    },
    NumberTooLarge {
        number: String,
    },
    NothingToContinue {
        keyword: String,
        example: &'static str,
    },
    HeaderMissing {
        line: &'static str,
    },
    UnknownVersion {
        version: String,
    },
    TooMany {
        more: usize,
    },
    WrongUnit {
        unit: String,
        wanted: &'static str,
    },
}

impl SyntaxProblem {
    pub fn code(&self) -> u16 {
        match self {
            Self::FullWidth { .. } => 101,
            Self::NotFolded { .. } => 102,
            Self::DoubleEquals => 103,
            Self::UnclosedString => 104,
            Self::StrayBrace => 105,
            Self::UnclosedBlock { .. } => 106,
            Self::TooDeep => 107,
            Self::FileTooLarge { .. } => 108,
            Self::UnknownDeclaration { .. } => 109,
            Self::UnknownLine { .. } => 110,
            Self::Expected { .. } => 111,
            Self::ReservedWord { .. } => 112,
            Self::BlockMissing { .. } => 113,
            Self::BlockUnexpected { .. } => 114,
            Self::SaidTwice { .. } => 115,
            Self::NoSuchDate { .. } => 116,
            Self::NumberTooLarge { .. } => 117,
            Self::NothingToContinue { .. } => 118,
            Self::HeaderMissing { .. } => 119,
            Self::UnknownVersion { .. } => 120,
            Self::TooMany { .. } => 121,
            Self::WrongUnit { .. } => 122,
        }
    }

    pub fn at(self, origin: Origin) -> Problem {
        let (message, help, fix) = self.words();
        let problem = Problem::error(self.code(), origin, message).help(help);
        match fix {
            Some(fix) => problem.fix(fix),
            None => problem,
        }
    }

    fn words(&self) -> (Text, Text, Option<String>) {
        match self {
            Self::FullWidth { found, meant } => (
                Text::new(format!("全角の記号 {found} が使われています。"), format!("'{found}' is a full-width character.")),
                Text::new(format!("半角の {meant} に直してください。"), format!("Write the half-width {meant} instead.")),
                Some(meant.to_string()),
            ),
            Self::NotFolded { word, folded } => (
                Text::new(format!("「{word}」に全角英数字や半角カナなど、別の字形の文字があります。"), format!("'{word}' has characters in another width or form (full-width letters, half-width kana).")),
                Text::new(format!("「{folded}」と書いてください。同じに見える名前が二つできるのを防ぐためです。"), format!("Write '{folded}': two names must never look the same and differ.")),
                Some(folded.clone()),
            ),
            Self::DoubleEquals => (
                Text::new("等しいことは = 一つで書きます。", "Equality is written with one =."),
                Text::new("== を = に直してください。", "Write = instead of ==."),
                Some("=".into()),
            ),
            Self::UnclosedString => (
                Text::new("文字列が行の終わりまで閉じられていません。", "This text in quotes is not closed before the line ends."),
                Text::new("行の中で \" を閉じてください。", "Close it with \" on the same line."),
                None,
            ),
            Self::StrayBrace => (
                Text::new("対応する { のない } です。", "This } closes nothing."),
                Text::new("消すか、前のブロックの { を確かめてください。", "Remove it, or look for a missing { above."),
                None,
            ),
            Self::UnclosedBlock { keyword, before_line, at_end } => (
                Text::new(format!("{keyword} の {{ が閉じられていません。"), format!("The {{ of this {keyword} is never closed.")),
                if *at_end {
                    Text::new("ファイルの終わりまでに } を書いてください。", "Write the } before the file ends.")
                } else {
                    Text::new(format!("{before_line} 行目より前に }} を書いてください。"), format!("Write the }} before line {before_line}."))
                },
                None,
            ),
            Self::TooDeep => (
                Text::new(format!("括弧が {} 段より深く重なっています。", crate::NESTING_MAX), format!("Brackets stand more than {} deep in each other.", crate::NESTING_MAX)),
                Text::new("条件を分けて書いてください。", "Split this into several lines."),
                None,
            ),
            Self::FileTooLarge { bytes } => (
                Text::new(format!("ファイルが大きすぎます（{bytes} バイト、上限 {} バイト）。", crate::FILE_BYTES_MAX), format!("This file is too large ({bytes} bytes, at most {}).", crate::FILE_BYTES_MAX)),
                Text::new("宣言をいくつかのファイルに分けてください。長いコード表は codelist の from \"…\" に移せます。", "Split its declarations over several files; long code lists can move to a file of their own."),
                None,
            ),
            Self::UnknownDeclaration { word, near } => (
                Text::new(format!("「{word}」で始まる宣言はありません。"), format!("No declaration starts with '{word}'.")),
                near_help(*near).unwrap_or_else(|| Text::new(
                    "宣言は purpose, class, codelist, consent, optout, guard, cohort, study, access, profile, deliver, test のどれかで始まります。",
                    "A declaration starts with purpose, class, codelist, consent, optout, guard, cohort, study, access, profile, deliver or test.",
                )),
                near.map(str::to_owned),
            ),
            Self::UnknownLine { word, near, allowed } => (
                Text::new(format!("このブロックに「{word}」で始まる行は書けません。"), format!("No line of this block starts with '{word}'.")),
                near_help(*near).unwrap_or_else(|| Text::new(format!("ここに書けるのは: {}", allowed.join(", ")), format!("Lines here start with: {}", allowed.join(", ")))),
                near.map(str::to_owned),
            ),
            Self::Expected { words, found, near, example } => (
                if near.is_some() {
                    Text::new(format!("ここに「{found}」とは書けません。"), format!("'{found}' can't stand here."))
                } else if found.is_empty() {
                    Text::new(format!("行が途中で終わっています。続きは {} です。", list_ja(words)), format!("The line ends too early; {} should follow.", list_en(words)))
                } else {
                    Text::new(format!("「{found}」の所には {} が来ます。", list_ja(words)), format!("'{found}' stands where {} should be.", list_en(words)))
                },
                near_help(near.as_deref()).unwrap_or_else(|| example_help(example)),
                near.clone(),
            ),
            Self::ReservedWord { word } => (
                Text::new(format!("「{word}」は言語の言葉なので、名前には使えません。"), format!("'{word}' is a word of the language and can't be a name.")),
                Text::new("別の名前を付けてください。", "Choose another name."),
                None,
            ),
            Self::BlockMissing { keyword, example } => (
                Text::new(format!("{keyword} の後に {{ … }} がありません。"), format!("This {keyword} needs a block {{ … }}.")),
                example_help(example),
                None,
            ),
            Self::BlockUnexpected { keyword } => (
                Text::new(format!("{keyword} の行は {{ … }} を取りません。"), format!("A {keyword} line takes no block {{ … }}.")),
                Text::new("{ と } を取り、中の行を外に出してください。", "Remove the braces and move the lines out."),
                None,
            ),
            Self::SaidTwice { what } => (
                Text::new(format!("{what} が同じブロックに二度書かれています。"), format!("{what} is said twice in this block.")),
                Text::new("どちらか一つを残してください。後の行が勝つことはありません。", "Keep one of them: a later line never overrides an earlier one."),
                None,
            ),
            Self::NoSuchDate { date } => (
                Text::new(format!("{date} という日付はありません。"), format!("There is no date {date}.")),
                Text::new("年-月-日（例 2026-04-01）で書いてください。", "Write year-month-day, such as 2026-04-01."),
                None,
            ),
            Self::NumberTooLarge { number } => (
                Text::new(format!("数 {number} はここでは大きすぎます。"), format!("The number {number} is too large here.")),
                Text::new("もっと小さな数にしてください。", "Use a smaller number."),
                None,
            ),
            Self::NothingToContinue { keyword, example } => (
                Text::new(format!("{keyword} の前に、それが続く行がありません。"), format!("There is no line before this {keyword} that it could continue.")),
                example_help(example),
                None,
            ),
            Self::HeaderMissing { line } => (
                Text::new(format!("ファイルの先頭に「{line}」の行がありません。"), format!("The file does not begin with a line '{line}'.")),
                Text::new("先頭に sekisho 1、package 名前、use model 名前 版 の三行を書いてください。", "Begin with three lines: sekisho 1, package NAME, use model NAME VERSION."),
                None,
            ),
            Self::UnknownVersion { version } => (
                Text::new(format!("言語の版 {version} は知られていません。"), format!("Version {version} of the language is not known.")),
                Text::new("この道具が読むのは sekisho 1 です。", "This tool reads sekisho 1."),
                Some("1".into()),
            ),
            Self::TooMany { more } => (
                Text::new(format!("問題が多すぎるため、残り {more} 件は示していません。"), format!("There are too many problems; {more} more are not shown.")),
                Text::new("上から直して、もう一度確かめてください。", "Mend these first, then check again."),
                None,
            ),
            Self::WrongUnit { unit, wanted } => (
                Text::new(format!("単位 {unit} はここでは使えません。"), format!("The unit {unit} can't be used here.")),
                Text::new(format!("使える単位: {wanted}"), format!("Units that can: {wanted}")),
                None,
            ),
        }
    }
}

fn near_help(near: Option<&str>) -> Option<Text> {
    near.map(|near| {
        Text::new(
            format!("「{near}」のことですか。"),
            format!("Did you mean '{near}'?"),
        )
    })
}

fn example_help(example: &str) -> Text {
    if example.is_empty() {
        return Text::default();
    }
    Text::new(
        format!("書き方の例: {example}"),
        format!("For example: {example}"),
    )
}
