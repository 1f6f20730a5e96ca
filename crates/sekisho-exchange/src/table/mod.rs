//! How records leave as tables: the views of the data model, under a profile's `table` blocks.
//!
//! Each permitted record is projected to its events, an event is a row, and what a rule governs in
//! it is a site like any other: gathered in columns, transformed, written. What no rule names has
//! no column. `dsl/spec/tables.md` says what a row is.

mod batch;
mod checks;
mod masks;
mod modifiers;
mod plan;
#[cfg(test)]
mod tests;
pub mod write;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use sekisho_model::catalog::Catalog;
use sekisho_model::dates::SharedDates;
use sekisho_model::event::{Cell, EventRow};
use sekisho_model::identity::Subject;
use sekisho_model::lexicon::{Lexicon, Shared};
use sekisho_model::oncology::DataModel;
use sekisho_model::profile::{Profile, Unlisted};
use sekisho_model::record::{Part, Record};
use sekisho_model::transform::{
    Held, TableHead, TableRow, TableTransform, TransformCounts, TransformError, Transforms,
};
use sekisho_model::{ColumnName, Day, ViewName, Zone};

use crate::fhir::fhirpath::PathError;
use crate::fhir::head::Reject;
use crate::fhir::project::Projector;
use crate::fhir::project::beside::put_inside;
use crate::fhir::project::tree::Tree;
use crate::fhir::telling::Telling;
use crate::fhir::transform::loose::loose;
use crate::fhir::transform::shown::shown;
use crate::words::Words;

use batch::{About, Batch, Deed};
use masks::Mask;
use modifiers::Modifiers;
use plan::{PATIENT, Plan, Plans};

pub use write::{Format, Writer};

const UNREADABLE: &str = "the record is not the JSON it was ingested as";

/// A profile's `table` blocks, compiled.
pub struct Tables {
    heads: Vec<TableHead>,
    plans: Vec<Plan>,
    by_view: BTreeMap<ViewName, usize>,
    dates: Option<(usize, Option<usize>)>,
    actions: Vec<Vec<sekisho_model::profile::Action>>,
    /// By rule number.
    deeds: Vec<Deed>,
    telling: Telling,
    modifiers: Modifiers,
    projector: Projector,
    words: Words,
    stops: bool,
    /// The day that ages are counted to.
    at: Day,
    zone: Zone,
    /// Whose records are coming, and how old they are.
    person: Option<(Subject, Option<i32>)>,
    batch: Batch,
    counts: TransformCounts,
    held: BTreeMap<(String, Held), u64>,
}

impl Tables {
    /// Ages are counted to `at`; dates are written in `zone`.
    pub fn compile(
        profile: &Profile,
        model: &DataModel,
        catalog: &'static Catalog,
        (at, zone): (Day, Zone),
    ) -> Result<Self, PathError> {
        let stops = profile.unlisted == Unlisted::Stop;
        let mut words = Words::new(Lexicon::of(model, &[], &profile.trusts));
        let Plans {
            heads,
            tables,
            wanted,
            dates,
            actions,
        } = Plans::of(profile, model, (catalog, &mut words), stops);
        let is_wanted = |view: &ViewName, column: &ColumnName| {
            wanted.get(view).is_some_and(|names| names.contains(column))
        };
        let projector =
            Projector::of_columns(model, zone, &|view, column| is_wanted(view, &column.name))?;
        let keeps: Vec<bool> = profile
            .rules()
            .map(|(_, rule)| rule.keeps() && rule.when.is_none())
            .collect();
        let kept = |view: &ViewName, name: &ColumnName| {
            let head = heads.iter().find(|head| head.view == *view);
            let column = head.and_then(|head| head.columns.iter().find(|c| c.name == *name));
            column
                .and_then(|column| column.rule)
                .is_some_and(|rule| keeps[usize::from(rule)])
        };
        let deeds = profile.rules().zip(&keeps);
        let deeds = deeds.map(|((_, rule), keeps)| match (keeps, rule.moves_dates()) {
            (true, _) => Deed::Keeps,
            (false, true) => Deed::Moves,
            (false, false) => Deed::Changes,
        });
        let modifiers = Modifiers::of(&heads, model, catalog, &kept);
        let by_view = heads.iter().enumerate();
        Ok(Self {
            by_view: by_view.map(|(n, head)| (head.view.clone(), n)).collect(),
            heads,
            plans: tables,
            dates,
            actions,
            deeds: deeds.collect(),
            telling: Telling::of(profile),
            modifiers,
            projector,
            words,
            stops,
            at,
            zone,
            person: None,
            batch: Batch::default(),
            counts: TransformCounts::default(),
            held: BTreeMap::new(),
        })
    }

    /// Reads codes and units by this lexicon; without it, by the model's and the profile's words.
    #[must_use]
    pub fn reading(mut self, lexicon: Lexicon) -> Self {
        self.words.read(lexicon);
        self
    }

    fn hold(&mut self, table: usize, why: Held) {
        let title = format!("table {}", self.heads[table].view);
        *self.held.entry((title, why)).or_default() += 1;
    }

    /// A record as far as it may be seen, with what stands beside it, and its events.
    fn events<'r>(
        &self,
        record: &'r Record,
        names: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(Tree<'r>, Vec<EventRow>), Reject> {
        let mut tree = Tree::parse(record.bytes.trim_ascii())?;
        match &record.head.withheld {
            Some(parts) => tree.cut(parts.iter().flat_map(Part::places)),
            // Nobody looked at what is inside.
            None => tree.cut(["contained"].into_iter()),
        }
        tree.name_references(names);
        tree.set_id(&record.head.source_id);
        put_inside(&mut tree, record);
        let events = self.projector.events(&record.head.kind, &tree)?;
        Ok((tree, events))
    }

    /// The person's age, from the first record that says when they were born.
    fn learn(&mut self, subject: Subject, events: &[EventRow]) {
        if self.person.is_none_or(|(known, _)| known != subject) {
            self.person = Some((subject, None));
        }
        let Some((born, death)) = self.dates else {
            return;
        };
        let patient = events.iter().find(|event| event.view.as_str() == PATIENT);
        if let (Some(event), Some((_, age @ None))) = (patient, &mut self.person) {
            let date = |at: usize| match &event.cells[at] {
                Cell::Date(date) => Some(date),
                _ => None,
            };
            let death = death.and_then(date);
            *age = date(born).and_then(|born| born.age_on(self.at, death, self.zone));
        }
    }

    /// The rows of a record's events, table by table.
    fn rows(
        &mut self,
        subject: Subject,
        (events, masks, closed): (&[EventRow], &[Mask], &[String]),
        turned: &[usize],
    ) -> usize {
        let mut rows = 0;
        let mut parts = vec![0; self.heads.len()];
        let mut stays_out = vec![None; self.heads.len()];
        let mut was_not = vec![false; self.heads.len()];
        let age = self.person.and_then(|(_, age)| age);
        for event in events {
            let Some(&table) = self.by_view.get(&event.view) else {
                continue;
            };
            parts[table] += 1;
            let plan = &self.plans[table];
            let undecided = |cell: &usize| event.cells[*cell] != Cell::Missing;
            if self.stops && plan.undecided.iter().any(undecided) {
                stays_out[table] = Some(Held::Unlisted);
            }
            if turned.contains(&table) {
                stays_out[table] = Some(Held::Modifier);
            }
            if stays_out[table].is_some() {
                continue;
            }
            if plan.reads_as_one(event) {
                was_not[table] = true;
                continue;
            }
            let about = About {
                masks,
                closed,
                table,
                subject,
                part: parts[table],
                age,
                zone: self.zone,
            };
            let by = (&self.words, &self.deeds[..]);
            rows += self.batch.event(plan, about, event, by, &mut self.counts);
        }
        for (table, (why, was_not)) in stays_out.into_iter().zip(was_not).enumerate() {
            if let Some(why) = why.or(was_not.then_some(Held::Modifier)) {
                self.hold(table, why);
            }
        }
        rows
    }
}

impl TableTransform for Tables {
    fn tables(&self) -> &[TableHead] {
        &self.heads
    }

    fn loose(&self, record: &Record, see: &mut dyn FnMut(&str, &str)) {
        loose(&shown(record), &self.words, see);
    }

    fn share(&mut self, shared: &Arc<Shared>) {
        self.words.share(shared);
    }

    fn push(&mut self, record: &Record, names: &dyn Fn(&str) -> Option<String>) -> usize {
        let (kind, head) = (record.head.kind.as_str(), &record.head);
        let mut rows = 0;
        let takes = self.modifiers.tables(kind).next().is_some();
        let asks = takes || (self.dates.is_some() && kind == "Patient");
        if let Some(subject) = head.subject.filter(|_| asks) {
            match self.events(record, names) {
                Ok((tree, events)) => {
                    self.learn(subject, &events);
                    let turned = self.modifiers.turned_round(kind, &tree);
                    let bytes = record.bytes.trim_ascii();
                    let masks = Mask::of(&self.telling, kind, bytes, self.zone);
                    let closed = masks::closed(&tree);
                    rows = self.rows(subject, (&events, &masks, &closed), &turned);
                }
                Err(_) => {
                    let tables: Vec<usize> = self.modifiers.tables(kind).collect();
                    for table in tables {
                        self.hold(table, Held::Malformed(UNREADABLE));
                    }
                }
            }
        }
        self.batch.records += 1;
        rows
    }

    fn flush(
        &mut self,
        transforms: &mut dyn Transforms,
        out: &mut dyn FnMut(usize, TableRow<'_>) -> io::Result<()>,
    ) -> Result<(), TransformError> {
        self.batch.flush(
            &self.heads,
            &self.actions,
            transforms,
            &mut self.counts,
            out,
        )
    }

    fn share_dates(&mut self, shared: &SharedDates) {
        self.telling.share(shared);
    }

    fn counts(&self) -> TransformCounts {
        self.counts.clone()
    }

    fn held(&self) -> &BTreeMap<(String, Held), u64> {
        &self.held
    }
}
