//! Before anything is written: which codes that no table settles enough people of the delivery share.
//!
//! Asked of the permitted records alone, without the parts of them that stay, so that the same
//! permit gives the same answer, and what leaves never hangs on the records of people who are not
//! in it.

use std::sync::Arc;

use sekisho_model::identity::Subject;
use sekisho_model::lexicon::{Shared, Tally};
use sekisho_model::record::Record;
use sekisho_store::Store;

use super::{Machinery, permitted};
use crate::{GateError, Permit};

/// Tells the engines what at least `machinery.shared_by` people share.
pub(super) async fn share(
    store: &Store,
    permit: &Permit,
    order: &[Subject],
    machinery: &mut Machinery<'_>,
) -> Result<(), GateError> {
    let mut tally = Tally::default();
    // Fewer people than that share nothing.
    if order.len() >= machinery.shared_by as usize {
        for subject in order {
            let (records, _) = permitted(store, permit, *subject).await?;
            for record in &records {
                machinery.loose(*subject, record, &mut tally);
            }
        }
    }
    let shared = Arc::new(tally.at_least(machinery.shared_by));
    machinery.learn(&shared);
    Ok(())
}

impl Machinery<'_> {
    /// Every engine reads with the same lexicon, so one of them is asked.
    fn loose(&self, subject: Subject, record: &Record, tally: &mut Tally) {
        let mut see = |system: &str, code: &str| tally.saw(subject, system, code);
        // A row shows the codes that stand beside its record too.
        let beside = record.beside.iter().map(|other| &**other);
        for record in [record].into_iter().chain(beside) {
            match (&self.records, &self.tables) {
                (Some(records), _) => records.loose(record, &mut see),
                (None, Some(tables)) => tables.loose(record, &mut see),
                (None, None) => {}
            }
        }
    }

    fn learn(&mut self, shared: &Arc<Shared>) {
        if let Some(records) = &mut self.records {
            records.share(shared);
        }
        if let Some(tables) = &mut self.tables {
            tables.share(shared);
        }
        if let Some(watch) = &mut self.watch {
            watch.tables.share(shared);
            if let Some(records) = &mut watch.records {
                records.share(shared);
            }
        }
    }
}
