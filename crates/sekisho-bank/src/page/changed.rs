//! What a person's consent is taken to mean otherwise than before: a signature that fell, a form
//! whose item a board corrected. Each is an entry that holds the person.

use sekisho_model::Text;
use sekisho_model::book::{Entry, Fact};
use sekisho_model::consent::ConsentEvent;
use sekisho_model::policy::Policy;
use sekisho_model::{Instant, Zone};
use serde::Serialize;

use super::words::{Card, Row, Section, Tone, when};
use super::{Page, paper};

/// One change.
#[derive(Clone, Debug, Serialize)]
pub struct Changed {
    /// The entry's number.
    pub entry: i64,
    pub at: Instant,
    #[serde(flatten)]
    pub what: What,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "changed")]
pub enum What {
    /// A signature that can't have been given on its day, or never was.
    Fell { paper: Text, signed: Instant },
    /// A board said what an item had meant all along.
    Corrected {
        paper: Text,
        item: String,
        because: Text,
    },
}

pub(super) fn changed(
    entry: &Entry,
    fact: &Fact,
    events: &[ConsentEvent],
    policy: &Policy,
) -> Option<Changed> {
    let what = match fact {
        Fact::SignatureFell(told) => {
            let event = events.iter().find(|e| e.id() == told.event)?;
            What::Fell {
                paper: paper(policy, event.kind.paper()?.as_str()),
                signed: event.effective,
            }
        }
        Fact::FormCorrected(told) => What::Corrected {
            paper: paper(policy, told.form.as_str()),
            item: told.item.to_string(),
            because: told.because.clone(),
        },
        _ => return None,
    };
    Some(Changed {
        entry: entry.seq,
        at: entry.at,
        what,
    })
}

/// Only where there is something to tell.
pub(super) fn section(page: &Page) -> Option<Section> {
    if page.changed.is_empty() {
        return None;
    }
    Some(Section {
        title: Text::new(
            "あなたの同意の読み方が変わったこと",
            "Where your consent is read otherwise than before",
        ),
        lead: Text::new(
            "あなたが署名した紙はそのままです。このバンクが、それをどう読むかを改めました。",
            "The paper you signed is the same. The bank corrected how it reads it.",
        ),
        cards: page
            .changed
            .iter()
            .rev()
            .map(|changed| card(changed, page.zone))
            .collect(),
    })
}

fn card(changed: &Changed, zone: Zone) -> Card {
    let row = |ja: &str, en: &str, says: Text| Row {
        label: Text::new(ja, en),
        says: vec![says],
    };
    let (title, rows) = match &changed.what {
        What::Fell { paper, signed } => {
            let day = super::words::day(*signed, zone);
            let title = Text::new(
                format!("{}の署名は、効かないものとされました", paper.ja),
                format!("The signature on {} counts no more", paper.en),
            );
            let why = Text::new(
                format!(
                    "署名の日付は{}です。その日に署名されたはずがない、または誤って記されたものとわかりました。これにより渡されたデータは、取り消しのときと同じように扱われます。",
                    day.ja
                ),
                format!(
                    "It is dated {}. It can't have been given that day, or was noted by mistake. What was handed over because of it is treated as if consent had been taken back.",
                    day.en
                ),
            );
            (title, vec![row("わけ", "Why", why)])
        }
        What::Corrected {
            paper,
            item,
            because,
        } => {
            let title = Text::new(
                format!("{}の項目{item}の読み方を、審査者が訂正しました", paper.ja),
                format!("A board corrected how item {item} of {} is read", paper.en),
            );
            (title, vec![row("わけ", "Why", because.clone())])
        }
    };
    let number = changed.entry;
    Card {
        when: when(changed.at, zone),
        title,
        tone: Tone::Stopped,
        rows,
        small: vec![Text::new(
            format!("台帳 {number}"),
            format!("ledger entry {number}"),
        )],
    }
}
