//! What came of every no: new use stopped, copies on their way back, and what can't be undone.

use sekisho_model::book::{Entry, Fact};
use sekisho_model::consent::{
    BankCopies, ConsentEvent, Form, Life, Models, Results, Specimens, Withdrawal, WithdrawalScope,
    narrowing, standing,
};
use sekisho_model::{Instant, Text};
use serde::Serialize;

use super::{Book, Said, Use, said};
use crate::error::BankError;
use crate::recall::{Duty, State};

/// One no and what followed.
#[derive(Clone, Debug, Serialize)]
pub struct TakenBack {
    pub said: Said,
    /// From here on nothing new was decided on it: the moment the bank learned of it.
    pub new_use_stopped: Instant,
    /// Copies that left between the person's no and that moment.
    pub deviations: u64,
    /// Copies made before, each with its fate.
    pub copies: Vec<Copy>,
    /// What the form promises beside them.
    pub promises: Vec<Text>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Copy {
    /// The `delivered` entry.
    pub entry: i64,
    pub at: Instant,
    pub org: String,
    pub fate: Fate,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "fate")]
pub enum Fate {
    Recall {
        id: String,
        due: Instant,
        state: State,
    },
    /// Nobody can tell which records are the person's.
    Anonymized,
    /// It rests on something else that the person did not take back, or the form promises nothing.
    Stays,
}

impl Book<'_> {
    pub(super) async fn taken_back(
        &self,
        events: &[ConsentEvent],
        entries: &[(Entry, Option<Fact>)],
        uses: &[Use],
    ) -> Result<Vec<TakenBack>, BankError> {
        let mut duties = self.bank.recalls_of(self.subject).await?;
        // What the source took back is no answer to the person's word.
        duties.retain(|duty| duty.removal.is_none());
        let policy = &self.policy;
        let all: Vec<&ConsentEvent> = events.iter().collect();
        let life = crate::recall::life_of(&self.bank.store, self.subject, &[]).await?;
        let nos = standing(&all).into_iter().filter_map(|event| {
            let no = narrowing(event, &policy.forms, &policy.optouts, life)?;
            Some((event, no.counts_from()))
        });
        let taken = nos.map(|(event, counts)| TakenBack {
            said: said(event, policy),
            new_use_stopped: event.recorded.max(counts),
            deviations: deviations(event, counts, entries),
            copies: copies(event, counts, uses, &duties),
            promises: clauses(event, &policy.forms, life)
                .into_iter()
                .flat_map(promises)
                .collect(),
        });
        Ok(taken.collect())
    }
}

fn deviations(event: &ConsentEvent, counts: Instant, entries: &[(Entry, Option<Fact>)]) -> u64 {
    let same = |(_, fact): &&(Entry, Option<Fact>)| match fact {
        Some(Fact::Deviation(told)) => told.effective == counts && told.recorded == event.recorded,
        Some(_) | None => false,
    };
    entries.iter().filter(same).count() as u64
}

/// Every copy that had left when the bank learned of the no.
fn copies(event: &ConsentEvent, counts: Instant, uses: &[Use], duties: &[Duty]) -> Vec<Copy> {
    let before = uses.iter().filter(|used| used.at <= event.recorded);
    let copy = |used: &Use| {
        let duty = duties
            .iter()
            .find(|d| d.delivered == used.entry && d.effective == counts)
            .or_else(|| {
                duties
                    .iter()
                    .find(|d| d.delivered == used.entry && d.recorded <= event.recorded)
            });
        let fate = match duty {
            Some(duty) => Fate::Recall {
                id: duty.id.clone(),
                due: duty.due,
                state: duty.state.clone(),
            },
            None if used.regimes.iter().any(|r| r == "anonymized") => Fate::Anonymized,
            None => Fate::Stays,
        };
        Copy {
            entry: used.entry,
            at: used.at,
            org: used
                .recipient
                .as_ref()
                .map(|r| r.org.clone())
                .unwrap_or_default(),
            fate,
        }
    };
    before.map(copy).collect()
}

/// The `withdraw` blocks that speak of this no.
fn clauses<'a>(event: &'a ConsentEvent, forms: &'a [Form], life: Life) -> Vec<&'a Withdrawal> {
    let Some(no) = narrowing(event, forms, &[], life) else {
        return Vec::new();
    };
    let named = forms
        .iter()
        .filter(|form| form.items.iter().any(|item| no.names(form, item)));
    let clause = |form: &'a Form| {
        let of = |scope: &WithdrawalScope| form.withdrawals.iter().find(|w| w.scope == *scope);
        let item = form.items.iter().find(|item| no.names(form, item))?;
        if no.takes_all_of(form) {
            of(&WithdrawalScope::All).or_else(|| of(&WithdrawalScope::AnyItem))
        } else {
            of(&WithdrawalScope::Item(item.name.clone())).or_else(|| of(&WithdrawalScope::AnyItem))
        }
    };
    named.filter_map(clause).collect()
}

/// The form's other promises in plain words; what it does not speak of is not said.
fn promises(said: &Withdrawal) -> Vec<Text> {
    let mut words = Vec::new();
    match said.specimens {
        Some(Specimens::Keep) => words.push(Text::new(
            "お預かりした検体は、そのまま保管されます。",
            "Your specimens stay where they are.",
        )),
        Some(Specimens::Destroy { within }) => words.push(Text::new(
            format!("お預かりした検体は、{}以内に廃棄する約束です。", ja(within)),
            format!("Your specimens are to be destroyed within {within}."),
        )),
        None => {}
    }
    match said.bank_copies {
        Some(BankCopies::Keep) => words.push(Text::new(
            "このバンクの中の記録は残りますが、研究には使われません。",
            "The bank keeps its own records, but no research uses them.",
        )),
        Some(BankCopies::Seal { within }) => words.push(Text::new(
            format!(
                "このバンクの中の記録は、{}以内に封印する約束です。",
                ja(within)
            ),
            format!("The bank's own records are to be sealed within {within}."),
        )),
        Some(BankCopies::Erase { within }) => words.push(Text::new(
            format!("このバンクの中の記録は、{}以内に消す約束です。", ja(within)),
            format!("The bank's own records are to be erased within {within}."),
        )),
        None => {}
    }
    match said.models {
        Some(Models::Keep) => words.push(Text::new(
            "すでに作られたAIなどは、あなたの分だけを取り除くことができないため、そのまま使われます。",
            "Models that were trained before stay in use: one person's part can't be taken out of them.",
        )),
        Some(Models::Retrain) => words.push(Text::new(
            "あなたのデータを使って作られたAIなどは、作り直す約束です。",
            "Models trained with your data are to be trained again without it.",
        )),
        None => {}
    }
    match said.results {
        Some(Results::Keep) => words.push(Text::new(
            "すでに発表された研究の結果は、取り消すことができません。そこにあなたの名前はありません。",
            "Results that were published can't be taken back. Your name is not in them.",
        )),
        Some(Results::Recall) => words.push(Text::new(
            "研究の結果のうち、あなたのデータによるものは取り消す約束です。",
            "Results that rest on your data are to be taken back.",
        )),
        None => {}
    }
    words
}

pub(super) fn ja(within: sekisho_model::consent::Duration) -> String {
    use sekisho_model::consent::Duration;
    match within {
        Duration::Days(n) => format!("{n}日"),
        Duration::Months(n) => format!("{n}か月"),
        Duration::Years(n) => format!("{n}年"),
    }
}
