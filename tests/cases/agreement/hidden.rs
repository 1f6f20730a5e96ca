//! The same cohorts asked of people of whom not everything may be looked at.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_lang::data_model::oncology;
use sekisho_lang::eval;
use sekisho_model::cohort::Cohort;
use sekisho_model::covered::{ClassCovered, Covered, Ends, WholeDays};
use sekisho_model::event::{Cell, EventRow};
use sekisho_model::identity::Subject;
use sekisho_model::record::Collected;
use sekisho_model::{ColumnName, DataClass, Day, Instant, Interval, ViewName, Zone};
use sekisho_store::{CohortAnswer, Coverage, Store};

use super::draw::R;
use super::{PATIENTS, Rows, answer};

const CLASSES: [&str; 3] = ["administrative", "clinical", "laboratory"];
const WINDOWS: [(&str, &str); 6] = [
    ("", ""),
    ("2020-01-01", ""),
    ("2020-02-29", ""),
    ("", "2020-03-01"),
    ("2020-01-31", "2020-12-31"),
    ("1969-12-31", "2021-03-01"),
];

/// Most records were collected when their events were; some on another day, or on none.
pub fn judged_by(r: &mut R, events: &[EventRow]) -> (DataClass, Collected) {
    let date = events
        .iter()
        .flat_map(|event| &event.cells)
        .find_map(|cell| match cell {
            Cell::Date(date) => Some(Collected::Between(date.from, date.until)),
            _ => None,
        });
    let other = |text: &str| {
        let date = Interval::parse(text, Zone::TOKYO).expect("a date");
        Collected::Between(date.from, date.until)
    };
    let collected = match r.n(8) {
        0 => Collected::Timeless,
        1 => Collected::Undated,
        2 => other(["2019-12-31", "2020-02", "2021"][r.n(3)]),
        _ => date.unwrap_or(Collected::Timeless),
    };
    ((*r.pick(&CLASSES)).into(), collected)
}

/// Both engines choose the same people, and never anybody whom a full look would not choose.
pub async fn agrees(
    r: &mut R,
    store: &Store,
    cohort: &Cohort,
    rows: &Rows,
    full: &CohortAnswer,
) -> Result<usize, String> {
    let snapshot = store.snapshot().await.map_err(|e| e.to_string())?;
    let coverage = coverage(r);
    let sql = store
        .members(cohort, oncology(), snapshot, &coverage)
        .await
        .map_err(|e| e.to_string())?;
    let meant = meaning(cohort, rows, &coverage);
    let agree = match (&sql, &meant) {
        (CohortAnswer::Members(a), CohortAnswer::Members(b)) => a == b,
        (CohortAnswer::Stopped { unknown: a, .. }, CohortAnswer::Stopped { unknown: b, .. }) => {
            a == b
        }
        _ => false,
    };
    if !agree {
        let plan = serde_json::to_string(cohort).expect("a plan is plain data");
        return Err(format!(
            "under {coverage:?} SQL says {sql:?}, the evaluator {meant:?}, for {plan}"
        ));
    }
    let CohortAnswer::Members(members) = sql else {
        return Ok(0);
    };
    if let CohortAnswer::Members(full) = full
        && let Some(more) = members.iter().find(|member| !full.contains(member))
    {
        return Err(format!("{more:?} is chosen by what nobody may look at"));
    }
    let candidates = store.candidates(cohort, oncology(), snapshot);
    let candidates: BTreeSet<Subject> = candidates
        .await
        .map_err(|e| e.to_string())?
        .into_iter()
        .collect();
    match members
        .iter()
        .find(|member| !candidates.contains(&member.subject))
    {
        Some(lost) => Err(format!("{lost:?} is no candidate")),
        None => Ok(members.len()),
    }
}

/// Everybody in one of a few groups; some in none.
fn coverage(r: &mut R) -> Coverage {
    let groups: Vec<Covered> = (0..4).map(|n| covered(r, n == 0)).collect();
    let people = (1..=PATIENTS).filter_map(|person| {
        let group = r.n(5);
        (group < groups.len()).then_some((Subject(person), group))
    });
    Coverage {
        people: people.collect(),
        groups,
        today: Day::parse(r.pick::<&str>(&["2026-01-01", "2020-06-01"])).expect("a day"),
    }
}

fn covered(r: &mut R, all: bool) -> Covered {
    let classes = oncology().classes.keys();
    let alike = class_covered(r, all);
    let different = r.n(3) == 0;
    let of = classes.filter_map(|class| {
        let of = match (all, different) {
            (false, true) => class_covered(r, false),
            _ => alike.clone(),
        };
        (all || r.n(12) > 0).then(|| (class.clone(), of))
    });
    Covered(of.collect())
}

fn class_covered(r: &mut R, all: bool) -> ClassCovered {
    let at = |text: &str, none: Instant| match text {
        "" => none,
        text => Zone::TOKYO.midnight(Day::parse(text).expect("a day")),
    };
    let (from, until) = if all { WINDOWS[0] } else { *r.pick(&WINDOWS) };
    let (from, until) = (at(from, Instant::MIN), at(until, Instant::MAX));
    ClassCovered {
        timeless: all || r.n(8) > 0,
        undated: all || (from == Instant::MIN && until == Instant::MAX),
        dated: vec![Ends {
            from: (from, Instant::MAX),
            until: (Instant::MIN, until),
        }],
        sealed: true,
        whole: vec![(from, until)],
    }
}

fn meaning(cohort: &Cohort, rows: &Rows, coverage: &Coverage) -> CohortAnswer {
    let usable = |covered: &Covered, event: &eval::EventRow| {
        let (class, collected) = &rows.judged_by[event.record as usize - 1];
        covered.usable(class, *collected)
    };
    let whole = |covered: &Covered, view: &ViewName| -> WholeDays {
        covered.whole(oncology(), &oncology().views[view], Zone::TOKYO)
    };
    let looks: Vec<_> = coverage
        .groups
        .iter()
        .map(|covered| {
            (
                move |_: &ViewName, event: &eval::EventRow| usable(covered, event),
                move |view: &ViewName| whole(covered, view),
            )
        })
        .collect();
    let seen: Vec<eval::Seen<'_>> = looks
        .iter()
        .map(|(usable, whole)| eval::Seen {
            usable,
            whole,
            today: coverage.today,
        })
        .collect();
    let of: BTreeMap<Subject, usize> = coverage.people.iter().copied().collect();
    let dates =
        |view: &ViewName| -> Option<ColumnName> { oncology().views.get(view)?.date.clone() };
    let of_whom = |subject: Subject| of.get(&subject).map(|group| &seen[*group]);
    answer(eval::cohort_seen(
        cohort,
        &rows.meant,
        Zone::TOKYO,
        &dates,
        &of_whom,
    ))
}
