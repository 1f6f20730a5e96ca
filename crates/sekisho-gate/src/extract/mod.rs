//! Spending a permit: the permitted records of each person, transformed, into a sink.
//!
//! People come in the order of their pseudonyms; a person's records by type, date and pseudonym as
//! FHIR, by date and pseudonym as rows of tables, so that the same permit gives the same bytes. One
//! person's records are in memory at a time, plus one batch. What this module never does: decide.
//! It asks the permit about every record.

mod dates;
mod govern;
pub(crate) mod links;
mod order;
mod run;
mod share;
mod survey;

use std::collections::BTreeMap;

use sekisho_model::dates::SharedDates;
use sekisho_model::identity::Subject;
use sekisho_model::record::{Record, RecordHead};
use sekisho_model::transform::{
    DateSurvey, Field, FieldCounts, Held, Keyed, RecordTransform, TableHead, TableRow,
    TableTransform, TransformCounts, Transforms,
};
use sekisho_store::Store;

use crate::disclosure::ControlReport;
use crate::{GateError, Permit};

use govern::Governed;
use links::{Own, Stubs};
use run::Run;
pub use survey::Watch;

/// Where a delivery goes: an exchange writer over a staged folder, or a counter.
pub trait Sink {
    /// One delivered record as one line, and the record it came from.
    fn write(&mut self, kind: &str, line: &[u8], source: &RecordHead) -> std::io::Result<()>;
    /// One row of a table, and the record it came from.
    fn row(
        &mut self,
        head: &TableHead,
        row: TableRow<'_>,
        source: &RecordHead,
    ) -> std::io::Result<()>;
}

/// What a spent permit brought out.
#[derive(Clone, Debug, Default)]
pub struct Extracted {
    pub subjects: u64,
    /// Who they are, sorted: the ledger keeps them beside the `delivered` entry.
    pub people: Vec<Subject>,
    /// Source records of which something left, by type; once each, in however many forms.
    pub records: BTreeMap<String, u64>,
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
    /// Permitted records that stayed out, by type (of a table: `table lab`) and reason.
    pub held: BTreeMap<(String, Held), u64>,
    /// Parts that stayed in records of which the rest left, by the record's type.
    pub parts_withheld: BTreeMap<String, u64>,
    pub counts: TransformCounts,
    /// What the controls of the profile did, where it has any.
    pub control: Option<ControlReport>,
    /// What became of each element of the records that left as FHIR.
    pub fields: BTreeMap<Field, FieldCounts>,
    /// The dates that many of its people share, which are masked.
    pub shared: SharedDates,
}

/// What turns records into delivered bytes: the compiled profile, its transforms, the scope's keys.
/// A delivery has the forms that its formats ask for.
pub struct Machinery<'a> {
    pub records: Option<&'a mut dyn RecordTransform>,
    pub tables: Option<&'a mut dyn TableTransform>,
    pub transforms: &'a mut dyn Transforms,
    pub keyed: &'a dyn Keyed,
    /// So many people must share a code that no table settles (`Profile::shared_by`).
    pub shared_by: u32,
    /// Where the profile controls the release as a whole.
    pub watch: Option<Watch<'a>>,
    /// Where the profile moves dates: what its people share of them is masked.
    pub dates: Option<&'a mut dyn DateSurvey>,
}

/// One person's records as the permit lets them out, each without the parts that stay; and the types
/// of those that can't leave without a part that stays.
async fn permitted(
    store: &Store,
    permit: &Permit,
    subject: Subject,
) -> Result<(Vec<Record>, Vec<String>), GateError> {
    let mut records = store.records_of(subject, permit.snapshot()).await?;
    let mut held = Vec::new();
    records.retain_mut(|record| {
        let head = &mut record.head;
        let allowed = permit.allows(head);
        let whole = allowed && permit.narrow(head).is_ok();
        if allowed && !whole {
            held.push(head.kind.clone());
        }
        whole
    });
    Ok((records, held))
}

/// Spends the permit. On `Err` the caller must release nothing of what the sink took.
pub async fn extract<'a>(
    store: &Store,
    permit: Permit,
    machinery: Machinery<'a>,
    sink: &'a mut dyn Sink,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Extracted, GateError> {
    let mut machinery = machinery;
    let mut order = order::people(permit.subjects(), machinery.keyed);
    share::share(store, &permit, &order, &mut machinery).await?;
    let shared = dates::shared(store, &permit, &order, machinery.dates.take()).await?;
    if let Some(records) = machinery.records.as_deref_mut() {
        records.share_dates(&shared);
    }
    if let Some(tables) = machinery.tables.as_deref_mut() {
        tables.share_dates(&shared);
    }
    let governed = match machinery.watch.take() {
        Some(mut watch) => {
            watch.share_dates(&shared);
            let (transforms, keyed) = (&mut *machinery.transforms, machinery.keyed);
            let looked = survey::survey(store, &permit, &order, watch, transforms, keyed);
            let control = looked.await?;
            order.retain(|subject| control.stays(*subject));
            let heads = machinery.tables.as_ref();
            let heads = heads.map_or(&[][..], |tables| tables.tables());
            Some(Governed::of(control, heads))
        }
        None => None,
    };
    let mut run = Run::new(machinery, sink);
    run.governed = governed;
    run.done.shared = shared;
    let stubs = match &mut run.machinery.records {
        Some(records) => Some(Stubs::of(store, &permit, &mut **records).await?),
        None => None,
    };
    for (n, subject) in order.iter().enumerate() {
        progress(n as u64, order.len() as u64);
        let (records, held) = permitted(store, &permit, *subject).await?;
        for record in records.iter().filter(|r| !r.head.parts().is_empty()) {
            let kind = record.head.kind.clone();
            let parts = record.head.parts().len() as u64;
            *run.done.parts_withheld.entry(kind).or_default() += parts;
        }
        for kind in held {
            *run.done.held.entry((kind, Held::Part)).or_default() += 1;
        }
        let heads = records.iter().map(|record| &record.head);
        let own = Own::of(store, *subject, heads).await?;
        run.person(records, own, stubs.as_ref())?;
    }
    run.flush()?;
    if let Some(stubs) = &stubs {
        run.stubs(store, stubs, &permit).await?;
    }
    progress(order.len() as u64, order.len() as u64);
    Ok(run.finish())
}
