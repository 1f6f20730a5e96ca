//! What waits for a steward's word: one line each, in both languages, without a patient's value.

use sekisho_model::identity::Subject;
use sekisho_model::{Instant, Text};

use crate::Store;
use crate::error::Result;

/// A question to the data stewards. The same question is asked once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// A short name to answer it by.
    pub id: String,
    /// Whom it is about, where that is known.
    pub subject: Option<Subject>,
    pub says: Text,
    pub at: Instant,
}

impl Store {
    /// Adds questions that are not known yet; returns how many were new.
    pub async fn ask_stewards(&self, questions: &[Question]) -> Result<u64> {
        let mut tx = self.bank.begin_with("BEGIN IMMEDIATE").await?;
        let mut new = 0;
        for question in questions {
            let added = sqlx::query(
                "INSERT OR IGNORE INTO question (id, subject, ja, en, at) VALUES (?, ?, ?, ?, ?)",
            )
            .bind(&question.id)
            .bind(question.subject.map(|subject| subject.0))
            .bind(&question.says.ja)
            .bind(&question.says.en)
            .bind(question.at.0)
            .execute(&mut *tx)
            .await?;
            new += added.rows_affected();
        }
        tx.commit().await?;
        Ok(new)
    }

    /// Questions nobody has answered yet, oldest first.
    pub async fn open_questions(&self) -> Result<Vec<Question>> {
        let rows: Vec<(String, Option<i64>, String, String, i64)> = sqlx::query_as(
            "SELECT id, subject, ja, en, at FROM question WHERE settled IS NULL ORDER BY at, id",
        )
        .fetch_all(&self.bank)
        .await?;
        let question =
            |(id, subject, ja, en, at): (String, Option<i64>, String, String, i64)| Question {
                id,
                subject: subject.map(Subject),
                says: Text::new(ja, en),
                at: Instant(at),
            };
        Ok(rows.into_iter().map(question).collect())
    }

    /// A steward has looked; `false` where no open question has this name.
    pub async fn settle_question(
        &self,
        id: &str,
        who: &str,
        note: &str,
        at: Instant,
    ) -> Result<bool> {
        let settled = sqlx::query(
            "UPDATE question SET settled = ?, settled_by = ?, note = ? WHERE id = ? AND settled IS NULL",
        )
        .bind(at.0)
        .bind(who)
        .bind(note)
        .bind(id)
        .execute(&self.bank)
        .await?;
        Ok(settled.rows_affected() == 1)
    }
}
