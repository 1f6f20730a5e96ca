//! A record that has moved to another patient: what its former patient's records say of it.

use sekisho_exchange::fhir::project::points::points;
use sekisho_exchange::fhir::project::tree::Tree;
use sekisho_model::Instant;
use sekisho_store::Removal;

use crate::bank::Bank;
use crate::error::BankError;

impl Bank {
    /// Records of the former patient that point to it are of two patients now: they wait.
    pub(super) async fn recheck(&self, moved: &Removal, now: Instant) -> Result<(), BankError> {
        let Some((kind, id)) = &moved.record else {
            return Ok(());
        };
        let key = format!("{kind}/{id}");
        let mut held = Vec::new();
        let former = self.store.removed(moved.id).await?;
        let mut people: Vec<_> = former.iter().filter_map(|record| record.subject).collect();
        people.sort_unstable();
        people.dedup();
        let newest = self.store.snapshot().await?;
        for subject in people {
            let called = self.store.called(Some(subject)).await?;
            for record in self.store.records_of(subject, newest).await? {
                let Ok(tree) = Tree::parse(&record.bytes) else {
                    continue;
                };
                let source = record.head.source();
                let meant = |reference: &str| called.key(&source, reference).as_ref() == Some(&key);
                let points = points(&record.head.kind, &tree);
                let there = points
                    .iter()
                    .find(|point| point.reference.as_deref().is_some_and(meant));
                if let Some(point) = there {
                    let element = point.element.clone();
                    held.push((record.head.kind, record.head.source_id, element));
                }
            }
        }
        if !held.is_empty() {
            self.store.hold(&held, now).await?;
        }
        Ok(())
    }
}
