//! The reference evaluator of cohorts: what a plan means, row by row, slow and obvious.
//!
//! Every answer is worked out for every subject; nothing is cut short, nothing is indexed. A value
//! or date that is absent or too coarse makes a comparison unknown, and the comparison's own
//! `unknown` clause makes it true, false, or *undecided*. Undecided spreads as in three-valued
//! logic; a subject whose membership stays undecided stops the run. A comparison without a clause
//! that turns out unknown is undecided too: nobody said what it means. What may not be looked at is
//! another kind of unknown (`seen`).

mod compare;
pub mod fields;
mod measured;
mod seen;
mod window;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use sekisho_model::cohort::{
    Cohort, Condition, End, EventQuery, IndexEvent, Predicate, Quantity, Term, Unknown,
};
use sekisho_model::identity::Subject;
use sekisho_model::{ColumnName, Instant, Interval, Origin, ViewName, Zone};

use self::seen::Both;
pub use self::seen::Seen;
pub use sekisho_model::decimal;

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
    /// `None`: everything is seen.
    pub seen: Option<&'a Seen<'a>>,
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
    gathered(rows.iter().map(|(subject, rows)| {
        let case = Case::of(rows, zone, dates);
        (*subject, membership(cohort, case))
    }))
}

/// The same of subjects of whom not everything may be looked at. Of whom nothing is said, nothing.
pub fn cohort_seen<'s>(
    cohort: &Cohort,
    rows: &'s Rows,
    zone: Zone,
    dates: &'s dyn Fn(&ViewName) -> Option<ColumnName>,
    seen: &dyn Fn(Subject) -> Option<&'s Seen<'s>>,
) -> Result<Vec<Member>, Stopped> {
    let seen = rows
        .iter()
        .filter_map(|(subject, rows)| Some((subject, rows, seen(*subject)?)));
    gathered(seen.map(|(subject, rows, seen)| {
        let case = Case {
            seen: Some(seen),
            ..Case::of(rows, zone, dates)
        };
        (*subject, membership(cohort, case))
    }))
}

fn gathered(
    answers: impl Iterator<Item = (Subject, (Answer, Option<Interval>))>,
) -> Result<Vec<Member>, Stopped> {
    let mut members = Vec::new();
    let mut undecided: Vec<Origin> = Vec::new();
    for (subject, answer) in answers {
        match answer {
            (Answer::Yes, index) => members.push(Member {
                subject,
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

fn membership<'a>(cohort: &Cohort, mut case: Case<'a>) -> (Answer, Option<Interval>) {
    match &cohort.index {
        None if !case.rows.contains_key("patient") || case.patient_hidden() => {
            return (Answer::No, None);
        }
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
            seen: None,
        }
    }

    fn lets_in(&self, condition: &Condition) -> Answer {
        let holds = self.holds(&condition.predicate);
        match condition.exclude {
            true => holds.not().least,
            false => holds.least,
        }
    }

    /// A condition on the subject.
    fn holds(&self, predicate: &Predicate) -> Both {
        match predicate {
            Predicate::And(all) => all.iter().fold(Both::of(Answer::Yes), |so_far, part| {
                so_far.and(self.holds(part))
            }),
            Predicate::Or(all) => all.iter().fold(Both::of(Answer::No), |so_far, part| {
                so_far.or(self.holds(part))
            }),
            Predicate::Not(inner) => self.holds(inner).not(),
            Predicate::Compare(comparison) => match comparison.term {
                Term::Patient(_) | Term::AgeAtIndex if self.patient_hidden() => Both::hidden(),
                _ => Both::of(self.judge(predicate, None)),
            },
            Predicate::Events(query) => self.asked(query),
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
        let met = |asked: Option<&Predicate>, event| {
            asked.map_or(Answer::Yes, |asked| self.judge(asked, Some(event)))
        };
        let qualifies =
            |event| met(index.was.as_ref(), event).and(met(index.filter.as_ref(), event));
        let shown = |found: Option<(Interval, &'a EventRow)>| {
            found.filter(|(date, event)| self.index_shown(index, *date, event))
        };
        let mut open = None;
        for (date, event) in dated {
            match (qualifies(event), &open) {
                (Answer::No, _) | (Answer::Undecided(_), Some(_)) => {}
                (Answer::Undecided(origin), None) => {
                    open = Some((origin, shown(Some((date, event)))))
                }
                (Answer::Yes, None) => return Ok(shown(Some((date, event)))),
                (Answer::Yes, Some(_)) => return settled(shown(Some((date, event))), open),
            }
        }
        settled(None, open)
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
            Predicate::Events(query) => self.asked(query).least,
        }
    }

    /// What can be said of a question about events: the least by those that may be used, the most
    /// by all there are, and by any that might be there where not everything may be looked at.
    fn asked(&self, query: &EventQuery) -> Both {
        if query.always() {
            return Both::of(Answer::Yes);
        }
        let all = || events(self.rows, &query.view).iter();
        let found = match self.seen {
            None => Both::of(self.found(query, all())),
            Some(seen) => Both {
                least: self.found(
                    query,
                    all().filter(|event| (seen.usable)(&query.view, event)),
                ),
                most: match self.seen_whole(seen, query) {
                    true => self.found(query, all()),
                    false => Answer::Yes,
                },
            },
        };
        match query.quantity {
            Quantity::Some | Quantity::AtLeast(_) => found,
            Quantity::No | Quantity::Every => found.not(),
        }
    }

    /// Whether there are as many events as are asked for; of `every`, one that fails.
    fn found<'e>(&self, query: &EventQuery, events: impl Iterator<Item = &'e EventRow>) -> Answer {
        let wanted = match query.quantity {
            Quantity::AtLeast(least) => least as usize,
            Quantity::Some | Quantity::No | Quantity::Every => 1,
        };
        let (mut sure, mut perhaps) = (0, Vec::new());
        for event in events {
            match self.one(query, event) {
                Answer::Yes => sure += 1,
                Answer::No => {}
                Answer::Undecided(origin) => perhaps.push(origin),
            }
        }
        match perhaps.first() {
            _ if sure >= wanted => Answer::Yes,
            Some(origin) if sure + perhaps.len() >= wanted => Answer::Undecided(origin.clone()),
            _ => Answer::No,
        }
    }

    /// Whether an event lies in the window and qualifies; of `every`, whether it fails to.
    fn one(&self, query: &EventQuery, event: &EventRow) -> Answer {
        let inside = match &query.window {
            None => Answer::Yes,
            Some(window) => decide(
                self.inside(window, self.date(&query.view, event)),
                window.unknown,
                &window.origin,
            ),
        };
        let met = |asked: Option<&Predicate>| {
            asked.map_or(Answer::Yes, |asked| self.judge(asked, Some(event)))
        };
        let (was, has) = (met(query.was.as_deref()), met(query.has.as_deref()));
        let counts = was.and(inside);
        match query.quantity {
            Quantity::Every => counts.and(has.not()),
            Quantity::Some | Quantity::No | Quantity::AtLeast(_) => counts.and(has),
        }
    }
}

/// The index event, unless an event that might qualify would be another.
fn settled<'a>(
    found: Option<(Interval, &'a EventRow)>,
    open: Option<(Origin, Option<(Interval, &'a EventRow)>)>,
) -> Result<Option<(Interval, &'a EventRow)>, Origin> {
    let same = |other: &Option<(Interval, &EventRow)>| match (&found, other) {
        (Some((_, a)), Some((_, b))) => std::ptr::eq(*a, *b),
        (None, None) => true,
        _ => false,
    };
    match open {
        Some((origin, other)) if !same(&other) => Err(origin),
        _ => Ok(found),
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
