//! Announced: the ledger holds all that will be said of the delivery, nobody in it took anything
//! back since it was decided, and the folder still lies beside its destination.

use sekisho_model::Text;
use sekisho_model::book::{self, Entry, EntryDraft, EntryKind, PublishedFolder, Publishing};
use sekisho_store::{Beside, Unless};

use super::staged::path_digest;
use super::{Checked, Published};
use crate::bank::Bank;
use crate::error::BankError;
use crate::extract::{Receipt, past, report};
use crate::keys::Destroyed;
use crate::release::{Staging, place};

pub(in crate::extract) struct Announced {
    pub(super) staging: Staging,
    pub(super) publishing: Entry,
    pub(super) people: Vec<i64>,
    /// The row of the vault that says the key is gone, where the profile destroys it.
    pub(super) ending: Option<(i64, Destroyed)>,
    /// What the traveller will be told, the entries' numbers still missing.
    pub(super) receipt: Receipt,
    pub(super) now: sekisho_model::Instant,
}

impl<'a> Checked<'a> {
    /// Asks once more, as late as can be, whether somebody took consent back while the files were
    /// made; a no that comes after the entry finds the delivery in the ledger.
    pub async fn announce(self, bank: &Bank) -> Result<Announced, BankError> {
        let folder = self.folder()?;
        let of = self.told();
        let Self { staged, files, fee } = self;
        let order = staged.order;
        let (now, who) = (order.papers.now, order.papers.who.as_str());
        let people = staged.extracted.people.clone();
        let destroyed = Destroyed::after(
            order.profile,
            &staged.scope,
            who,
            staged.permit,
            order.delivery,
        );
        let ending = match destroyed {
            Some(of) => Some((bank.ending(&of, now).await?, of)),
            None => None,
        };
        let sets = bank.told_sets(order.delivery, &people, now).await?;
        let told = past::told_digests(&sets);
        let publishing = Publishing { of, folder, told };
        let subjects = people.iter().map(|subject| subject.0).collect();
        let draft = EntryDraft::new(who, publishing).about(subjects);
        let publishing = loop {
            bank.store.settle_owed().await?;
            let seen = bank.store.last_of(&[EntryKind::ConsentRecorded]).await?;
            let policy = &order.gate.bundle().policy;
            if bank
                .taken_back_since(policy, staged.permit, &staged.terms, &people)
                .await?
            {
                return Err(taken_back());
            }
            let beside = Beside {
                sets: &sets,
                untold: &[staged.entry],
                unless: Some(Unless {
                    kinds: &[EntryKind::ConsentRecorded],
                    delivery: None,
                    after: seen,
                }),
                ..Beside::default()
            };
            let entries = bank
                .store
                .append_beside(vec![draft.clone()], now, beside)
                .await?;
            if let Some(entry) = entries.and_then(|entries| entries.into_iter().next()) {
                break entry;
            }
        };
        bank.seen_outside().await?;
        Ok(Announced {
            staging: staged.staging,
            publishing,
            people: people.iter().map(|subject| subject.0).collect(),
            ending,
            receipt: Receipt {
                permit: staged.permit,
                ledger_seq: 0,
                patients: staged.extracted.subjects,
                records: staged.extracted.records.values().sum(),
                rows: staged.extracted.rows.values().sum(),
                files,
                kept_out: report::told(&staged.extracted),
                fee_due_yen: fee,
                key_destroyed: None,
            },
            now,
        })
    }

    /// All that `delivered` will say.
    fn told(&self) -> book::Announced {
        let staged = &self.staged;
        let (order, extracted) = (staged.order, &staged.extracted);
        book::Announced {
            permit: staged.permit,
            delivery: order.delivery.name.clone(),
            patients: extracted.subjects,
            records: extracted.records.clone(),
            rows: extracted.rows.clone(),
            files: self.files.clone(),
            scope: staged.scope.clone(),
            fee: order.delivery.fee.clone(),
            fee_due_yen: self.fee,
            terms: Some(staged.terms.clone()),
            held_back: staged.held_back,
            decided_for: Some(staged.paper.at()),
        }
    }

    /// How the folder is known again by whoever finds it.
    fn folder(&self) -> Result<PublishedFolder, BankError> {
        let (staged, out) = (&self.staged, self.staged.order.out);
        Ok(PublishedFolder {
            place: path_digest(&place(out, staged.permit)),
            destination: path_digest(out),
            certificate: staged.staging.certificate()?,
        })
    }
}

impl Announced {
    /// The one step.
    pub fn publish(self) -> Result<Published, BankError> {
        self.staging.publish()?;
        Ok(Published {
            publishing: self.publishing,
            people: self.people,
            ending: self.ending,
            receipt: self.receipt,
            now: self.now,
        })
    }
}

fn taken_back() -> BankError {
    BankError::Gate(Text::new(
        "提供を作っている間に、対象の人から同意の撤回などが記されたので止めました。何も出していません。もう一度実行すれば、その人を除いて決め直します",
        "while it was made, somebody in it took consent back, so it stopped; nothing left. Run it again, and it is decided anew without them",
    ))
}
