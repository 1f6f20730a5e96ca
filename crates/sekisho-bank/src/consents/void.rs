//! Voiding an event that narrows. A withdrawal that is taken out of the book lets data leave again,
//! so no import and no single person does it: a steward, somebody else, and a reason.

use sekisho_model::book::{ConsentVoided, EntryDraft, StewardAnswered};
use sekisho_model::consent::{ConsentEvent, EventKind};
use sekisho_model::policy::Policy;
use sekisho_model::{Digest, Instant, Text};
use sekisho_store::{Question, Store};

use super::statement::{self, Row, Saying};
use super::{ImportReport, Named, fell};
use crate::bank::Bank;
use crate::error::BankError;

/// Who answers for it.
#[derive(Clone, Copy)]
pub struct Steward<'a> {
    pub who: &'a str,
    pub second: &'a str,
    pub reason: &'a str,
}

/// Whether something may be used again once this event is void.
pub(super) fn widens(id: Digest, events: &[&ConsentEvent]) -> bool {
    let Some(event) = events.iter().find(|event| event.id() == id) else {
        return true;
    };
    match &event.kind {
        // What the correction took out stands again.
        EventKind::Correction { voids } => !widens(*voids, events),
        kind => !kind.widens(),
    }
}

/// What a table or a single `consent record` is told instead.
pub(super) fn by_command() -> Text {
    Text::new(
        "撤回・不同意・拒否などの訂正は、表からも一人でもできません。データ管理者が理由を書き、もう一人の承認を得て `sekisho consent void BANK --patient … --form … --event withdrawn --date … --as 管理者 --approved-by もう一人 --justify 理由` を使ってください",
        "a withdrawal, refusal or objection is not voided by a table nor by one person: a data steward does it with a reason and a second person, by `sekisho consent void BANK --patient … --form … --event withdrawn --date … --as STEWARD --approved-by SECOND --justify TEXT`",
    )
}

/// The voiding itself, by people who may.
pub(crate) async fn void(
    store: &Store,
    policy: &Policy,
    row: &Row,
    by: Steward<'_>,
    now: Instant,
) -> Result<ImportReport, BankError> {
    let refused = |reason: Text| BankError::usage(reason.ja, reason.en);
    let named = Named::find(store, &row.patient, &row.source)
        .await?
        .map_err(refused)?;
    let subject = named.one().map_err(|nobody| refused(nobody.text()))?;
    let wrong = Row {
        event: format!("correction:{}", row.event),
        ..row.clone()
    };
    let said = statement::read(&wrong, policy, store.settings().zone, now).map_err(refused)?;
    let is_correction = |said: &&statement::Said| matches!(said.saying, Saying::Correction { .. });
    let Some(said) = said.first().filter(is_correction) else {
        return Err(refused(by_command()));
    };
    let known = store.consent_events(Some(&[subject])).await?;
    let known: Vec<ConsentEvent> = known.into_values().flatten().collect();
    let voids = said.voided(known.iter()).map_err(refused)?;
    let mut event = said.event(subject, EventKind::Correction { voids });
    event.recorded = now;
    let added = u64::from(!known.iter().any(|old| old.id() == event.id()));
    if added == 1 {
        let voided = ConsentVoided {
            event: voids,
            correction: event.id(),
            word: row.event.clone(),
            second: by.second.to_owned(),
            justification: by.reason.trim().to_owned(),
        };
        let draft = EntryDraft::new(by.who, voided).about(vec![subject.0]);
        store.append_all(vec![draft], now).await?;
        store
            .add_consent_events(std::slice::from_ref(&event))
            .await?;
    }
    let mut report = ImportReport {
        added,
        same: 1 - added,
        ..ImportReport::default()
    };
    fell(store, policy, &[event], &mut report, now).await?;
    Ok(report)
}

impl Bank {
    /// Voids the one event that `row` describes; `row.event` is the word of that event.
    pub async fn void_consent(
        &self,
        row: &Row,
        by: Steward<'_>,
        now: Instant,
    ) -> Result<ImportReport, BankError> {
        self.steward_because(by.who, by.reason).await?;
        self.second(by.who, by.second).await?;
        let gate = self.gate().await?;
        void(&self.store, &gate.bundle().policy, row, by, now).await
    }

    /// What waits for a steward to answer. It names people, so only a steward looks.
    pub async fn questions(&self, who: &str) -> Result<Vec<Question>, BankError> {
        self.steward(who).await?;
        Ok(self.store.open_questions().await?)
    }

    /// A steward has looked at a question and says what came of it.
    pub async fn settle_question(
        &self,
        id: &str,
        who: &str,
        note: &str,
        now: Instant,
    ) -> Result<(), BankError> {
        if note.trim().is_empty() {
            return Err(BankError::usage(
                "--note に、確かめたことを書いてください",
                "say with --note what you found",
            ));
        }
        self.steward(who).await?;
        let open = self.store.open_questions().await?;
        let Some(question) = open.into_iter().find(|question| question.id == id) else {
            return Err(BankError::usage(
                format!(
                    "{id} という問いは開いていません。`sekisho consent questions BANK --as WHO` で見られます"
                ),
                format!(
                    "no question {id} is open; `sekisho consent questions BANK --as WHO` lists them"
                ),
            ));
        };
        let answered = StewardAnswered {
            question: id.to_owned(),
            note: note.trim().to_owned(),
        };
        let subjects = question
            .subject
            .map(|subject| subject.0)
            .into_iter()
            .collect();
        self.note(who, answered, subjects, now).await?;
        self.store
            .settle_question(id, who, note.trim(), now)
            .await?;
        Ok(())
    }
}
