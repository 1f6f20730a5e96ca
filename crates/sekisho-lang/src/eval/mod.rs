//! The reference evaluator of cohorts: what a plan means, row by row, slow and obvious.
//!
//! Every answer is worked out for every subject; nothing is cut short, nothing is indexed. A value
//! or date that is absent or too coarse makes a comparison unknown, and the comparison's own
//! `unknown` clause makes it true, false, or *undecided*. Undecided spreads as in three-valued
//! logic; a subject whose membership stays undecided stops the run. A comparison without a clause
//! that turns out unknown is undecided too: nobody said what it means.

mod compare;
pub mod decimal;
pub mod fields;
mod window;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use sekisho_model::cohort::{
    Cohort, Condition, End, EventQuery, IndexEvent, Predicate, Quantity, Unknown,
};
use sekisho_model::identity::Subject;
use sekisho_model::{ColumnName, Instant, Interval, Origin, ViewName, Zone};

/// One event of a subject. Columns that are absent are not in the map.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    /// The record's number: ties between events of the same instant go by it.
    pub record: i64,
    pub columns: BTreeMap<ColumnName, CellValue>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum CellValue {
    /// Every coding of the record: (system, code).
    Codes(Vec<(String, String)>),
    Text(String),
    /// Digits as written.
    Decimal(String),
    Integer(i64),
    Boolean(bool),
    Date(Interval),
}

pub type SubjectRows = BTreeMap<ViewName, Vec<EventRow>>;
pub type Rows = BTreeMap<Subject, SubjectRows>;

/// A subject of the cohort; the index instant is the first its date may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    pub subject: Subject,
    pub index: Option<Instant>,
}

/// `unknown stop` met subjects whose membership hangs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// How many subjects.
    pub unknown: u64,
    /// The first such comparison in the plan.
    pub origin: Origin,
}

/// True, false, or undecided at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes,
    No,
    Undecided(Origin),
}

/// One subject as its conditions see it.
pub(crate) struct Case<'a> {
    pub zone: Zone,
    /// The column that is the date of each view.
    pub dates: &'a dyn Fn(&ViewName) -> Option<ColumnName>,
    pub rows: &'a SubjectRows,
    pub index: Option<&'a EventRow>,
    pub index_date: Option<Interval>,
}

/// The subjects of a cohort, sorted, each with its index date.
pub fn cohort(cohort: &Cohort, rows: &Rows, zone: Zone) -> Result<Vec<Member>, Stopped> {
    cohort_with(cohort, rows, zone, &|view| {
        (view.as_str() != "patient").then(|| ColumnName::from("date"))
    })
}

/// The same for a model whose views name their date columns otherwise.
pub fn cohort_with(
    cohort: &Cohort,
    rows: &Rows,
    zone: Zone,
    dates: &dyn Fn(&ViewName) -> Option<ColumnName>,
) -> Result<Vec<Member>, Stopped> {
    let mut members = Vec::new();
    let mut undecided: Vec<Origin> = Vec::new();
    for (subject, rows) in rows {
        match membership(cohort, rows, zone, dates) {
            (Answer::Yes, index) => members.push(Member {
                subject: *subject,
                index: index.map(|date| date.from),
            }),
            (Answer::No, _) => {}
            (Answer::Undecided(origin), _) => undecided.push(origin),
        }
    }
    match undecided.iter().min() {
        Some(first) => Err(Stopped {
            unknown: undecided.len() as u64,
            origin: first.clone(),
        }),
        None => Ok(members),
    }
}

/// One step towards membership: the index event, then each condition, in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub origin: Origin,
    /// Whether it lets the subject in; `None`: undecided.
    pub holds: Option<bool>,
}

/// Why a subject is in a cohort or not. Without an index event nothing after it can be asked.
pub fn explain(
    cohort: &Cohort,
    rows: &SubjectRows,
    zone: Zone,
    dates: &dyn Fn(&ViewName) -> Option<ColumnName>,
) -> Vec<Step> {
    let (mut case, mut steps) = (Case::of(rows, zone, dates), Vec::new());
    if let Some(index) = &cohort.index {
        let found = case.index_event(index);
        steps.push(Step {
            origin: index.origin.clone(),
            holds: found.as_ref().ok().map(Option::is_some),
        });
        match found {
            Ok(Some((date, event))) => (case.index, case.index_date) = (Some(event), Some(date)),
            _ => return steps,
        }
    }
    steps.extend(cohort.conditions.iter().map(|condition| Step {
        origin: condition.origin.clone(),
        holds: match case.lets_in(condition) {
            Answer::Yes => Some(true),
            Answer::No => Some(false),
            Answer::Undecided(_) => None,
        },
    }));
    steps
}

fn membership(
    cohort: &Cohort,
    rows: &SubjectRows,
    zone: Zone,
    dates: &dyn Fn(&ViewName) -> Option<ColumnName>,
) -> (Answer, Option<Interval>) {
    let mut case = Case::of(rows, zone, dates);
    match &cohort.index {
        None if !rows.contains_key("patient") => return (Answer::No, None),
        None => {}
        Some(index) => match case.index_event(index) {
            Ok(Some((date, event))) => (case.index, case.index_date) = (Some(event), Some(date)),
            Ok(None) => return (Answer::No, None),
            Err(undecided) => return (Answer::Undecided(undecided), None),
        },
    }
    let mut answer = Answer::Yes;
    for condition in &cohort.conditions {
        answer = answer.and(case.lets_in(condition));
    }
    (answer, case.index_date)
}

fn events<'a>(rows: &'a SubjectRows, view: &ViewName) -> &'a [EventRow] {
    rows.get(view).map_or(&[], Vec::as_slice)
}

impl<'a> Case<'a> {
    fn of(
        rows: &'a SubjectRows,
        zone: Zone,
        dates: &'a dyn Fn(&ViewName) -> Option<ColumnName>,
    ) -> Self {
        Self {
            zone,
            dates,
            rows,
            index: None,
            index_date: None,
        }
    }

    fn lets_in(&self, condition: &Condition) -> Answer {
        let holds = self.judge(&condition.predicate, None);
        if condition.exclude {
            holds.not()
        } else {
            holds
        }
    }

    /// The earliest (latest) qualifying event with a date; of one instant the lowest record.
    /// `Err`: an event that might qualify would come before it.
    fn index_event(&self, index: &IndexEvent) -> Result<Option<(Interval, &'a EventRow)>, Origin> {
        let mut dated: Vec<(Interval, &'a EventRow)> = events(self.rows, &index.view)
            .iter()
            .filter_map(|event| Some((self.date(&index.view, event)?, event)))
            .collect();
        dated.sort_by_key(|(date, event)| match index.end {
            End::First => (date.from.0, event.record),
            End::Last => (-date.from.0, event.record),
        });
        for (date, event) in dated {
            match index
                .filter
                .as_ref()
                .map_or(Answer::Yes, |filter| self.judge(filter, Some(event)))
            {
                Answer::Yes => return Ok(Some((date, event))),
                Answer::No => {}
                Answer::Undecided(origin) => return Err(origin),
            }
        }
        Ok(None)
    }

    fn date(&self, view: &ViewName, event: &EventRow) -> Option<Interval> {
        match event.columns.get(&(self.dates)(view)?)? {
            CellValue::Date(date) => Some(*date),
            _ => None,
        }
    }

    pub fn judge(&self, predicate: &Predicate, event: Option<&EventRow>) -> Answer {
        match predicate {
            Predicate::And(all) => all.iter().fold(Answer::Yes, |so_far, part| {
                so_far.and(self.judge(part, event))
            }),
            Predicate::Or(all) => all.iter().fold(Answer::No, |so_far, part| {
                so_far.or(self.judge(part, event))
            }),
            Predicate::Not(inner) => self.judge(inner, event).not(),
            Predicate::Compare(comparison) => decide(
                self.compare(comparison, event),
                comparison.unknown,
                &comparison.origin,
            ),
            Predicate::Events(query) => self.count(query),
        }
    }

    /// How many events lie in the window and how many of them qualify; undecided ones both ways.
    fn count(&self, query: &EventQuery) -> Answer {
        let (mut sure, mut perhaps, mut failing) = (0u32, None::<Origin>, Answer::No);
        for event in events(self.rows, &query.view) {
            let inside = match &query.window {
                None => Answer::Yes,
                Some(window) => decide(
                    self.inside(window, self.date(&query.view, event)),
                    window.unknown,
                    &window.origin,
                ),
            };
            let has = query
                .has
                .as_ref()
                .map_or(Answer::Yes, |has| self.judge(has, Some(event)));
            failing = failing.or(inside.clone().and(has.clone().not()));
            match inside.and(has) {
                Answer::Yes => sure += 1,
                Answer::No => {}
                Answer::Undecided(origin) => perhaps = perhaps.or(Some(origin)),
            }
        }
        let at_least_one = match (sure, &perhaps) {
            (0, None) => Answer::No,
            (0, Some(origin)) => Answer::Undecided(origin.clone()),
            _ => Answer::Yes,
        };
        match query.quantity {
            Quantity::Some => at_least_one,
            Quantity::No => at_least_one.not(),
            Quantity::Every => failing.not(),
            Quantity::AtLeast(wanted) => self.at_least(query, wanted, sure),
        }
    }

    fn at_least(&self, query: &EventQuery, wanted: u32, sure: u32) -> Answer {
        if sure >= wanted {
            return Answer::Yes;
        }
        let mut undecided = events(self.rows, &query.view).iter().filter_map(|event| {
            let one = EventQuery {
                quantity: Quantity::Some,
                ..query.clone()
            };
            let alone = SubjectRows::from([(query.view.clone(), vec![event.clone()])]);
            let case = Case {
                rows: &alone,
                zone: self.zone,
                dates: self.dates,
                index: self.index,
                index_date: self.index_date,
            };
            match case.count(&one) {
                Answer::Undecided(origin) => Some(origin),
                _ => None,
            }
        });
        match undecided.next() {
            Some(origin) if sure as usize + 1 + undecided.count() >= wanted as usize => {
                Answer::Undecided(origin)
            }
            _ => Answer::No,
        }
    }
}

impl Answer {
    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            undecided => undecided,
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Undecided(a), Self::Undecided(b)) => Self::Undecided(a.min(b)),
            (undecided @ Self::Undecided(_), _) | (_, undecided @ Self::Undecided(_)) => undecided,
            (Self::Yes, Self::Yes) => Self::Yes,
        }
    }

    fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }
}

/// A comparison's answer, with its `unknown` clause where it has none of its own.
fn decide(known: Option<bool>, unknown: Option<Unknown>, origin: &Origin) -> Answer {
    match (known, unknown) {
        (Some(true), _) | (None, Some(Unknown::Include)) => Answer::Yes,
        (Some(false), _) | (None, Some(Unknown::Exclude)) => Answer::No,
        (None, Some(Unknown::Stop) | None) => Answer::Undecided(origin.clone()),
    }
}
