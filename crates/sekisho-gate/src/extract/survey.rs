//! The first of two passes: what would leave of each permitted person in the fields that the
//! controls look at. Nothing is written; who stays is then decided over all of them at once.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::dates::SharedDates;
use sekisho_model::identity::Subject;
use sekisho_model::record::Record;
use sekisho_model::release::{Release, ReleasedField};
use sekisho_model::transform::{
    Holds, Keyed, RecordTransform, TableHead, TableTransform, Transforms,
};
use sekisho_store::Store;

use super::links::{Nowhere, Own};
use super::order::place_of;
use super::run::BATCH_BYTES;
use crate::disclosure::{Control, Stopped, Surveying, Watched, control};
use crate::{GateError, Permit};

/// What a profile's controls ask for, and engines of their own to look with: they are spent on the
/// survey, so that what they count is not counted twice.
pub struct Watch<'a> {
    pub release: &'a Release,
    pub watched: Watched,
    /// The tables hold every watched field, whether or not the delivery has tables.
    pub tables: &'a mut dyn TableTransform,
    /// FHIR, where the delivery has it: of whom only records leave is among the released, too.
    pub records: Option<&'a mut dyn RecordTransform>,
}

impl Watch<'_> {
    /// What is masked in the delivery is masked in what is counted of it.
    pub(super) fn share_dates(&mut self, shared: &SharedDates) {
        self.tables.share_dates(shared);
        if let Some(records) = self.records.as_deref_mut() {
            records.share_dates(shared);
        }
    }
}

pub(super) async fn survey(
    store: &Store,
    permit: &Permit,
    order: &[Subject],
    watch: Watch<'_>,
    transforms: &mut dyn Transforms,
    keyed: &dyn Keyed,
) -> Result<Control, GateError> {
    let columns = columns(watch.tables.tables(), &watch.watched);
    let seen: BTreeSet<usize> = columns.iter().flatten().flatten().copied().collect();
    let mut fields = watch.watched.fields.keys().zip(0..);
    let counted = |field: &ReleasedField| watch.release.counts(field);
    if let Some((field, _)) = fields.find(|(field, at)| counted(field) && !seen.contains(at)) {
        return Err(GateError::Uncounted(field.to_string()));
    }
    let fields = watch.watched.fields.iter();
    let fields = fields.map(|(field, measure)| (field.clone(), *measure));
    let mut looking = Looking {
        surveying: Surveying::of(order.iter().copied(), fields),
        tables: watch.tables,
        records: watch.records,
        columns,
        bytes: 0,
    };
    for subject in order {
        let (mut records, _) = super::permitted(store, permit, *subject).await?;
        // In the order in which they will leave: a table learns an age from the first that tells it.
        records.sort_by_cached_key(|record| place_of(&record.head, keyed));
        let own = Own::of(store, *subject, records.iter().map(|r| &r.head)).await?;
        looking.person((*subject, &own), &records, transforms)?;
    }
    looking.flush(transforms)?;
    let survey = looking.surveying.finish();
    let control = control(&survey, watch.release, &watch.watched.singular_on)?;
    too_few(watch.release, &control)?;
    Ok(control)
}

/// `small cells below N stop` speaks of those who are left, too.
fn too_few(release: &Release, control: &Control) -> Result<(), Stopped> {
    let people = control.report.people_after;
    match release.small_cells {
        Some(cells) if cells.stop && people > 0 && people < u64::from(cells.below) => {
            Err(Stopped {
                rule: "small_cells",
                line: format!("small cells below {} stop", cells.below),
                people,
                origin: None,
            })
        }
        _ => Ok(()),
    }
}

/// By table and column: which watched field its cells are of.
fn columns(heads: &[TableHead], watched: &Watched) -> Vec<Vec<Option<usize>>> {
    let fields: BTreeMap<&ReleasedField, usize> = watched.fields.keys().zip(0..).collect();
    let of = |head: &TableHead| {
        let column = |column: &sekisho_model::transform::TableColumn| {
            let field = ReleasedField {
                view: head.view.clone(),
                column: column.name.clone(),
            };
            let is_value = matches!(column.holds, Holds::Value | Holds::Person);
            fields.get(&field).copied().filter(|_| is_value)
        };
        head.columns.iter().map(column).collect()
    };
    heads.iter().map(of).collect()
}

struct Looking<'a> {
    surveying: Surveying,
    tables: &'a mut dyn TableTransform,
    records: Option<&'a mut dyn RecordTransform>,
    columns: Vec<Vec<Option<usize>>>,
    bytes: usize,
}

impl Looking<'_> {
    fn person(
        &mut self,
        (subject, own): (Subject, &Own),
        records: &[Record],
        transforms: &mut dyn Transforms,
    ) -> Result<(), GateError> {
        for record in records {
            let source = record.head.source();
            self.tables
                .push(record, &|reference| own.leads(&source, reference));
            self.bytes += record.bytes.len();
        }
        if let Some(fhir) = self.records.as_deref_mut() {
            let left = records
                .iter()
                .any(|record| fhir.push(record, &Nowhere).is_ok());
            fhir.truncate(0);
            if left {
                self.surveying.saw(subject);
            }
        }
        if self.bytes >= BATCH_BYTES {
            self.flush(transforms)?;
        }
        Ok(())
    }

    fn flush(&mut self, transforms: &mut dyn Transforms) -> Result<(), GateError> {
        let (surveying, columns) = (&mut self.surveying, &self.columns);
        self.tables.flush(transforms, &mut |_, row| {
            surveying.saw(row.subject);
            for (cell, field) in row.cells.iter().zip(&columns[row.table]) {
                if let (Some(value), Some(field)) = (cell, field) {
                    surveying.add(row.subject, *field, value);
                }
            }
            Ok(())
        })?;
        self.bytes = 0;
        Ok(())
    }
}
