//! Why the gate stayed shut, in words a person can act on. Only the gate makes one, and only after
//! the ledger knows of it.
//!
//! The ledger keeps what was so, with its numbers. Whoever asked hears no number that a guarded count
//! would not tell: how many patients or records, for how many something is unknown, whether nobody
//! is in the cohort or nobody consented. A data steward hears all of it.

use sekisho_model::book::Cause;
use sekisho_model::text::Lang;
use sekisho_model::{Day, Text, UserName};
use serde::Serialize;

use crate::explain::quote::{Candidate, Quote};

#[derive(Clone, Debug, Serialize)]
pub struct Refusal {
    pub(crate) seq: i64,
    pub(crate) who: UserName,
    pub(crate) asked: Text,
    pub(crate) why: Why,
    /// What is said instead to whoever is no steward.
    #[serde(skip)]
    pub(crate) heard: Option<Box<Why>>,
    #[serde(skip)]
    pub(crate) steward: bool,
}

/// In reading order: who is unknown hears nothing, then the papers, then the permits, then what
/// forbids, then the delivery's own limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Nobody this bank knows. The reader learns nothing else.
    Stranger,
    /// The papers themselves are incomplete or name something that is not there.
    Papers {
        says: Text,
    },
    /// No permit is satisfied. `nearest` is the one with the fewest failing conditions.
    NoPermit {
        classes: Vec<Text>,
        nearest: Option<Box<Candidate>>,
    },
    /// This forbids everything. `permitted`: although a permit is satisfied; else no rule ever
    /// allowed it.
    Forbidden {
        quote: Box<Quote>,
        classes: Vec<Text>,
        permitted: bool,
    },
    /// `unknown stop` in the cohort.
    CohortStopped {
        unknown: u64,
        quote: Box<Quote>,
    },
    /// Nobody is in the cohort, or its members have no record of these kinds. What is heard also where
    /// consent or rules kept everybody in: which of them it was tells about people.
    Nobody {
        quote: Box<Quote>,
    },
    TooManyPatients {
        patients: u64,
        limit: u64,
        quote: Box<Quote>,
    },
    TooFewPatients {
        below: u32,
        quote: Box<Quote>,
    },
    TooManyRecords {
        records: u64,
        limit: u64,
        quote: Box<Quote>,
    },
    /// `once`, or `every PERIOD`: this delivery has stood at its destination already.
    AlreadyDelivered {
        on: Day,
        quote: Box<Quote>,
    },
    /// The same, of a delivery that may have left: its end is not known, or not known yet.
    MayHaveLeft {
        on: Day,
        /// The ledger's entry that says so.
        entry: i64,
        on_its_way: bool,
        quote: Box<Quote>,
    },
    /// Sixty-four different answers to one recipient are compared; a new one waits for a steward.
    PastFull {
        guard: String,
        releases: u64,
        quote: Box<Quote>,
    },
    /// The clock is far past the bank's last entry, on this day, and what is asked for is open only
    /// because of the time between.
    Clock {
        last: Day,
    },
    /// A duty or a format that is known by name, and that nothing in this sekisho carries out.
    NotYet {
        what: Text,
        quote: Box<Quote>,
    },
    /// The cohort holds more or fewer than its author expects. Which of the two is not told, nor
    /// how many: it could be one person.
    UnexpectedCount {
        low: u64,
        high: u64,
        quote: Box<Quote>,
    },
}

/// A refusal as data: no more of it than the one who asked may hear.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RefusalTold {
    #[serde(flatten)]
    pub cause: Cause,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ledger_seq: Option<i64>,
}

impl Refusal {
    /// The ledger entry of this refusal.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    pub fn why(&self) -> &Why {
        &self.why
    }

    /// What the one who asked may hear of it.
    fn heard(&self) -> &Why {
        match &self.heard {
            Some(heard) if !self.steward => heard,
            _ => &self.why,
        }
    }

    /// The rule the refusal rests on, where there is one, as it is told.
    pub fn quote(&self) -> Option<&Quote> {
        self.heard().quote()
    }

    /// What a person reads; several lines.
    pub fn say(&self, lang: Lang) -> String {
        if self.why == Why::Stranger {
            return match lang {
                Lang::Ja => "お通しできません。".into(),
                Lang::En => "No.".into(),
            };
        }
        let (asked, who) = (self.asked.get(lang), &self.who);
        let entry = match (self.entry(), lang) {
            (Some(seq), Lang::Ja) => format!("記帳 {seq}"),
            (Some(seq), Lang::En) => format!("ledger entry {seq}"),
            (None, Lang::Ja) => "記帳済み".to_owned(),
            (None, Lang::En) => "noted in the ledger".to_owned(),
        };
        let mut lines = vec![match lang {
            Lang::Ja => format!("お通しできません: {asked}（申請者 {who}、{entry}）"),
            Lang::En => format!("Refused: {asked}, asked by {who} ({entry})"),
        }];
        lines.extend(self.heard().lines(lang, self.steward));
        lines.join("\n")
    }

    /// The same as data, for `--format json`. A stranger gets one word.
    pub fn told(&self) -> RefusalTold {
        RefusalTold {
            cause: self.heard().cause(self.steward),
            ledger_seq: self.entry(),
        }
    }

    /// The number of the entry, for stewards. To whoever asks again and again it would tell how much
    /// was noted in between: a withdrawal, too, is an entry.
    fn entry(&self) -> Option<i64> {
        self.steward.then_some(self.seq)
    }
}

impl Why {
    pub fn quote(&self) -> Option<&Quote> {
        match self {
            Self::Stranger | Self::Papers { .. } | Self::Clock { .. } => None,
            Self::NoPermit { nearest, .. } => nearest.as_ref().map(|n| &n.quote),
            Self::Forbidden { quote, .. }
            | Self::CohortStopped { quote, .. }
            | Self::Nobody { quote }
            | Self::TooManyPatients { quote, .. }
            | Self::TooManyRecords { quote, .. }
            | Self::AlreadyDelivered { quote, .. }
            | Self::MayHaveLeft { quote, .. }
            | Self::NotYet { quote, .. }
            | Self::PastFull { quote, .. }
            | Self::TooFewPatients { quote, .. }
            | Self::UnexpectedCount { quote, .. } => Some(quote),
        }
    }

    /// Of two refusals the one to tell: what forbids is nearer than what does not permit, and of
    /// permits the one with fewer failing conditions.
    pub(crate) fn nearer_than(&self, other: &Self) -> bool {
        self.distance() < other.distance()
    }

    fn distance(&self) -> usize {
        match self {
            Self::NoPermit {
                nearest: Some(n), ..
            } => n
                .conditions
                .iter()
                .filter(|c| c.holds == Some(false))
                .count(),
            Self::NoPermit { nearest: None, .. }
            | Self::Forbidden {
                permitted: false, ..
            } => usize::MAX,
            _ => 0,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Stranger => "stranger",
            Self::Papers { .. } => "papers",
            Self::NoPermit { .. } => "no_permit",
            Self::Forbidden { .. } => "forbidden",
            Self::CohortStopped { .. } => "cohort_stopped",
            Self::Nobody { .. } => "nobody",
            Self::TooManyPatients { .. } => "too_many_patients",
            Self::TooFewPatients { .. } => "too_few_patients",
            Self::TooManyRecords { .. } => "too_many_records",
            Self::AlreadyDelivered { .. } => "already_delivered",
            Self::MayHaveLeft { .. } => "may_have_left",
            Self::NotYet { .. } => "not_yet",
            Self::PastFull { .. } => "past_full",
            Self::Clock { .. } => "clock",
            Self::UnexpectedCount { .. } => "unexpected_count",
        }
    }

    /// What a person reads: what is so, the rule with its line, each condition.
    pub fn say(&self, lang: Lang) -> Vec<String> {
        self.lines(lang, true)
    }

    /// As entries have it. `numbers`: for the ledger and for stewards.
    pub(crate) fn cause(&self, numbers: bool) -> Cause {
        let mut cause = Cause {
            refused: self.word().to_owned(),
            quote: self.quote().map(Quote::told),
            ..Cause::default()
        };
        match self {
            Self::Papers { says } => cause.says = Some(says.clone()),
            Self::NoPermit { classes, nearest } => {
                let failing = nearest
                    .iter()
                    .flat_map(|n| &n.conditions)
                    .filter(|c| c.holds == Some(false));
                let (says, kinds): (Vec<_>, Vec<_>) =
                    failing.map(|c| (c.says.clone(), c.kind.clone())).unzip();
                cause.failing = Some(says);
                cause.failing_kinds = Some(kinds);
                cause.classes = Some(classes.clone());
            }
            Self::Forbidden { classes, .. } => cause.classes = Some(classes.clone()),
            Self::CohortStopped { unknown, .. } => cause.unknown = numbers.then_some(*unknown),
            Self::TooManyPatients {
                patients, limit, ..
            } => {
                cause.limit = Some(*limit);
                cause.patients = numbers.then_some(*patients);
            }
            Self::TooFewPatients { below, .. } => cause.below = Some(*below),
            Self::TooManyRecords { records, limit, .. } => {
                cause.limit = Some(*limit);
                cause.records = numbers.then_some(*records);
            }
            Self::AlreadyDelivered { on, .. } => cause.delivered_on = Some(on.to_string()),
            Self::MayHaveLeft { on, entry, .. } => {
                cause.delivered_on = Some(on.to_string());
                cause.entry = Some(*entry);
            }
            Self::NotYet { what, .. } => cause.what = Some(what.clone()),
            Self::PastFull {
                guard, releases, ..
            } => {
                cause.guard = Some(guard.clone());
                cause.releases = Some(*releases);
            }
            Self::UnexpectedCount { low, high, .. } => cause.expected = Some([*low, *high]),
            Self::Clock { last } => cause.last = Some(last.to_string()),
            Self::Stranger | Self::Nobody { .. } => {}
        }
        cause
    }

    fn lines(&self, lang: Lang, numbers: bool) -> Vec<String> {
        let head = self.head(numbers).get(lang).to_owned();
        let mut lines = vec![match self.quote() {
            Some(quote) => match lang {
                Lang::Ja => format!("{head}: {}（{}）", quote.rule, quote.place(lang)),
                Lang::En => format!("{head}: {}, {}", quote.rule, quote.place(lang)),
            },
            None => head,
        }];
        match self {
            Self::NoPermit {
                nearest: Some(nearest),
                ..
            } => lines.extend(nearest.lines(lang)),
            _ => lines.extend(self.quote().map(|q| q.lines(lang)).unwrap_or_default()),
        }
        lines
    }

    /// What is so, in one sentence.
    fn head(&self, numbers: bool) -> Text {
        let all = |classes: &[Text], lang, with: &str| {
            classes
                .iter()
                .map(|c| c.get(lang).to_owned())
                .collect::<Vec<_>>()
                .join(with)
        };
        match self {
            Self::Stranger => Text::default(),
            Self::Papers { says } => says.clone(),
            Self::NoPermit { classes, nearest } => {
                let (ja, en) = (all(classes, Lang::Ja, "・"), all(classes, Lang::En, ", "));
                match nearest {
                    None => Text::new(
                        format!("{ja} について、これを許す規則はこの研究にありません"),
                        format!("No rule of this study allows it on {en}"),
                    ),
                    Some(_) => Text::new(
                        format!("{ja} について、満たされた許可がありません。最も近い規則"),
                        format!("No permit is satisfied on {en}; the nearest rule is"),
                    ),
                }
            }
            Self::Forbidden { .. } => Text::new("この規則が禁じています", "This rule forbids it"),
            Self::CohortStopped { .. } if !numbers => Text::new(
                "コホートの条件が不明な患者がいるため止まりました（unknown stop）。何人かはお伝えしません。データ管理者が台帳で確かめられます",
                "The cohort stopped at 'unknown stop': its condition is unknown for somebody. For how many is not told; a data steward finds it in the ledger",
            ),
            Self::CohortStopped { unknown, .. } => Text::new(
                format!("コホートの条件が不明な患者が {unknown} 人いるため止まりました"),
                format!("The cohort stopped: its condition is unknown for {unknown} patients"),
            ),
            Self::Nobody { .. } => Text::new(
                "引き渡せる患者がいません。該当する人がいないのか、同意や規則が及ばないのかは、お伝えしません",
                "There is nobody to deliver. Whether nobody is in the cohort, or consent and the rules cover none of them, is not told",
            ),
            Self::TooManyPatients { limit, .. } if !numbers => Text::new(
                format!("患者が上限の {limit} 人を超えています"),
                format!("There are more patients than the limit of {limit}"),
            ),
            Self::TooManyPatients {
                patients, limit, ..
            } => Text::new(
                format!("患者 {patients} 人は上限 {limit} 人を超えています"),
                format!("{patients} patients are more than the limit of {limit}"),
            ),
            Self::UnexpectedCount { low, high, .. } => Text::new(
                format!(
                    "コホートの人数が expect count（{low} 人から {high} 人）の外にあるため止まりました。条件かデータに誤りがないか、データ管理者に確かめてください"
                ),
                format!(
                    "Stopped: the cohort is not of the size its author expects ({low} to {high}). Ask the data steward whether the condition or the data is wrong"
                ),
            ),
            Self::TooFewPatients { below, .. } => Text::new(
                format!("患者が {below} 人に満たないため止まりました"),
                format!("Stopped: fewer than {below} patients"),
            ),
            Self::TooManyRecords { limit, .. } if !numbers => Text::new(
                format!("記録が上限の {limit} 件を超えています"),
                format!("There are more records than the limit of {limit}"),
            ),
            Self::TooManyRecords { records, limit, .. } => Text::new(
                format!("記録 {records} 件は上限 {limit} 件を超えています"),
                format!("{records} records are more than the limit of {limit}"),
            ),
            Self::AlreadyDelivered { on, .. } => Text::new(
                format!("この引き渡しは {on} に済んでいます"),
                format!("It was delivered on {on} already"),
            ),
            Self::MayHaveLeft {
                on,
                on_its_way: true,
                ..
            } => Text::new(
                format!(
                    "この引き渡しは {on} に始まり、まだ終わっていません。終わってからもう一度申請してください"
                ),
                format!("It was begun on {on} and has not ended yet; ask again when it has"),
            ),
            Self::MayHaveLeft { on, entry, .. } => Text::new(
                format!(
                    "この引き渡しは {on} に途中で終わり、写しが外へ出たかもしれません（台帳 {entry}）。データ管理者が確かめて `sekisho bank left BANK clear {entry} --as データ管理者 --justify 理由` とすれば、また行えます"
                ),
                format!(
                    "It ended half-way on {on}, and a copy may have left (ledger entry {entry}). A steward who has looked may run `sekisho bank left BANK clear {entry} --as STEWARD --justify TEXT`; then it can be made again"
                ),
            ),
            Self::PastFull {
                guard, releases, ..
            } => Text::new(
                format!(
                    "この提供先には、違う回答を {releases} 回しました。差から個人が分からないかを比べられるのはここまでです。データ管理者が確かめて `sekisho bank guard BANK clear {guard} --as データ管理者 --justify 理由` とすれば、また答えられます"
                ),
                format!(
                    "this recipient has had {releases} different answers, and no more can be compared for what their differences tell. A steward who has looked may run `sekisho bank guard BANK clear {guard} --as STEWARD --justify TEXT`; then it goes on"
                ),
            ),
            Self::Clock { last } => Text::new(
                format!(
                    "この銀行の最後の記帳は {last} で、時計は 7 日より先に進んでいます。待機期間や開始日のように時がたてば開くものは、データ管理者が時計を確かめて `sekisho bank clock BANK confirm --as データ管理者 --justify 理由` とするまで開きません"
                ),
                format!(
                    "The bank's last entry is of {last}, and the clock is more than seven days past it. What only time opens (waiting periods, first days) stays closed until a steward has looked at the clock and runs `sekisho bank clock BANK confirm --as STEWARD --justify TEXT`"
                ),
            ),
            Self::NotYet { what, .. } => Text::new(
                format!("{} は、この版の関所ではまだ実行できません", what.ja),
                format!("This sekisho can't carry out {} yet", what.en),
            ),
        }
    }
}
