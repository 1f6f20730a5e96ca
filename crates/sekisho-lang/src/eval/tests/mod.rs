//! Worked cases: a plan, a few patients, who is in.

use std::collections::BTreeMap;

use sekisho_model::cohort::{
    Codes, Cohort, CompareOp, Comparison, Condition, End, EventQuery, IndexEvent, Literal,
    Predicate, Quantity, Side, Span, Term, Unknown, Window,
};
use sekisho_model::identity::Subject;
use sekisho_model::{ColumnName, Interval, Origin, Text, ViewName, Zone};

use super::*;

mod conditions;

const ZONE: Zone = Zone::TOKYO;

fn at(line: u32) -> Origin {
    Origin {
        file: "t.seki".into(),
        start: 0,
        end: 0,
        line,
        column: 1,
    }
}

fn date(text: &str) -> CellValue {
    CellValue::Date(Interval::parse(text, ZONE).unwrap())
}

fn code(code: &str) -> CellValue {
    CellValue::Codes(vec![("S".into(), code.into())])
}

fn row(record: i64, columns: &[(&str, CellValue)]) -> EventRow {
    EventRow {
        record,
        columns: columns
            .iter()
            .map(|(name, value)| (ColumnName::from(*name), value.clone()))
            .collect(),
    }
}

/// One patient: birth date, and events of the view `e` as (record, date, code).
fn patient(birth: &str, events: &[(i64, &str, &str)]) -> SubjectRows {
    let mut columns = Vec::new();
    if !birth.is_empty() {
        columns.push(("birth_date", date(birth)));
    }
    let events = events.iter().map(|(record, day, c)| {
        let mut columns = vec![("code", code(c))];
        if !day.is_empty() {
            columns.push(("date", date(day)));
        }
        row(*record, &columns)
    });
    BTreeMap::from([
        (ViewName::from("patient"), vec![row(0, &columns)]),
        (ViewName::from("e"), events.collect()),
    ])
}

fn compare(term: Term, op: CompareOp, right: Literal, unknown: Option<Unknown>) -> Predicate {
    Predicate::Compare(Comparison {
        term,
        op,
        right,
        partners: None,
        unknown,
        origin: at(9),
    })
}

fn is_code(c: &str) -> Predicate {
    compare(
        Term::Event("code".into()),
        CompareOp::Equal,
        Literal::Text(c.into()),
        None,
    )
}

fn age(low: &str, high: &str, unknown: Unknown) -> Predicate {
    let bounds = vec![Literal::Number(low.into()), Literal::Number(high.into())];
    compare(
        Term::AgeAtIndex,
        CompareOp::Between,
        Literal::List(bounds),
        Some(unknown),
    )
}

fn some(quantity: Quantity, window: Option<Window>, has: &str) -> Predicate {
    Predicate::Events(EventQuery {
        quantity,
        view: "e".into(),
        window,
        has: Some(Box::new(is_code(has))),
        was: None,
        origin: at(8),
    })
}

fn window(span: Option<Span>, side: Side, unknown: Unknown) -> Option<Window> {
    Some(Window {
        span,
        side,
        strictly: false,
        unknown: Some(unknown),
        origin: at(7),
    })
}

/// From the first event with code `x`.
fn plan(conditions: Vec<Predicate>) -> Cohort {
    let index = IndexEvent {
        end: End::First,
        view: "e".into(),
        filter: Some(is_code("x")),
        was: None,
        name: "onset".into(),
        origin: at(2),
    };
    Cohort {
        name: "c".into(),
        label: Text::default(),
        because: Text::default(),
        index: Some(index),
        conditions: conditions
            .into_iter()
            .map(|predicate| Condition {
                exclude: false,
                predicate,
                origin: at(3),
            })
            .collect(),
        expect: None,
        origin: at(1),
    }
}

fn is_in(plan: &Cohort, rows: SubjectRows) -> bool {
    let members = cohort(plan, &Rows::from([(Subject(1), rows)]), ZONE).unwrap();
    !members.is_empty()
}

fn index_day(plan: &Cohort, rows: SubjectRows) -> String {
    let members = cohort(plan, &Rows::from([(Subject(1), rows)]), ZONE).unwrap();
    ZONE.day_of(members[0].index.unwrap()).to_string()
}

#[test]
fn the_index_is_the_earliest_qualifying_event_and_undated_ones_do_not_qualify() {
    let mut plan = plan(vec![]);
    let rows = patient(
        "",
        &[
            (3, "2010-05-01", "x"),
            (1, "", "x"),
            (2, "2009-01-01", "y"),
            (4, "2010-04-30", "x"),
            (5, "2011-01-01", "x"),
        ],
    );
    assert_eq!(index_day(&plan, rows.clone()), "2010-04-30");
    plan.index.as_mut().unwrap().end = End::Last;
    assert_eq!(index_day(&plan, rows), "2011-01-01");
    assert!(!is_in(
        &plan,
        patient("", &[(1, "", "x"), (2, "2010-01-01", "y")])
    ));
}

#[test]
fn the_order_of_rows_never_matters_and_ties_go_to_the_lowest_record() {
    let tied = |order: [usize; 2]| {
        let events = [(7, "2010-05-01", "x"), (3, "2010-05-01", "x")];
        let mut rows = patient("", &[events[order[0]], events[order[1]]]);
        for row in rows.get_mut("e").unwrap() {
            row.columns
                .insert("n".into(), CellValue::Integer(row.record));
        }
        rows
    };
    let third = compare(
        Term::Index("n".into()),
        CompareOp::Equal,
        Literal::Number("3".into()),
        None,
    );
    for end in [End::First, End::Last] {
        let mut plan = plan(vec![third.clone()]);
        plan.index.as_mut().unwrap().end = end;
        assert!(is_in(&plan, tied([0, 1])) && is_in(&plan, tied([1, 0])));
    }
}

#[test]
fn windows_count_calendar_days_with_the_same_day_inside() {
    let after = |span| {
        plan(vec![some(
            Quantity::Some,
            window(span, Side::After, Unknown::Exclude),
            "y",
        )])
    };
    let cases = [
        (Some(Span::Days(90)), "2010-03-01", "2010-05-30", true),
        (Some(Span::Days(90)), "2010-03-01", "2010-05-31", false),
        (Some(Span::Days(90)), "2010-03-01", "2010-03-01", true),
        (Some(Span::Days(90)), "2010-03-01", "2010-02-28", false),
        (Some(Span::Months(1)), "2010-01-31", "2010-02-28", true),
        (Some(Span::Months(1)), "2010-01-31", "2010-03-01", false),
        (Some(Span::Years(1)), "2012-02-29", "2013-02-28", true),
        (Some(Span::Years(1)), "2012-02-29", "2013-03-01", false),
        (None, "2010-01-31", "2030-01-01", true),
    ];
    for (span, index, event, inside) in cases {
        let rows = patient("", &[(1, index, "x"), (2, event, "y")]);
        assert_eq!(
            is_in(&after(span), rows),
            inside,
            "{span:?} {index} {event}"
        );
    }
    let before = plan(vec![some(
        Quantity::Some,
        window(Some(Span::Days(30)), Side::Before, Unknown::Exclude),
        "y",
    )]);
    assert!(is_in(
        &before,
        patient("", &[(1, "2010-03-31", "x"), (2, "2010-03-01", "y")])
    ));
    assert!(!is_in(
        &before,
        patient("", &[(1, "2010-03-31", "x"), (2, "2010-04-01", "y")])
    ));
    let mut strict = window(Some(Span::Days(30)), Side::Around, Unknown::Exclude);
    strict.as_mut().unwrap().strictly = true;
    let strict = plan(vec![some(Quantity::Some, strict, "y")]);
    assert!(!is_in(
        &strict,
        patient("", &[(1, "2010-03-31", "x"), (2, "2010-03-31", "y")])
    ));
    assert!(is_in(
        &strict,
        patient("", &[(1, "2010-03-31", "x"), (2, "2010-03-30", "y")])
    ));
}

#[test]
fn days_are_local_days() {
    // 23:00 UTC of 30 May is 31 May in Tokyo: the 91st day.
    let plan = plan(vec![some(
        Quantity::Some,
        window(Some(Span::Days(90)), Side::After, Unknown::Exclude),
        "y",
    )]);
    assert!(!is_in(
        &plan,
        patient(
            "",
            &[(1, "2010-03-01", "x"), (2, "2010-05-30T23:00:00Z", "y")]
        )
    ));
    assert!(is_in(
        &plan,
        patient(
            "",
            &[(1, "2010-03-01", "x"), (2, "2010-05-30T14:59:59Z", "y")]
        )
    ));
}

#[test]
fn a_partial_date_is_unknown_only_where_the_answer_is_not_the_same_all_over_it() {
    let with = |unknown| {
        plan(vec![some(
            Quantity::Some,
            window(Some(Span::Days(90)), Side::After, unknown),
            "y",
        )])
    };
    let rows = |event| patient("", &[(1, "2010-03-01", "x"), (2, event, "y")]);
    assert!(
        is_in(&with(Unknown::Exclude), rows("2010-04")),
        "all of April lies inside"
    );
    assert!(
        !is_in(&with(Unknown::Include), rows("2010-06")),
        "all of June lies outside"
    );
    assert!(
        !is_in(&with(Unknown::Exclude), rows("2010-05"))
            && is_in(&with(Unknown::Include), rows("2010-05"))
    );
    assert!(!is_in(&with(Unknown::Exclude), rows("")) && is_in(&with(Unknown::Include), rows("")));
}

#[test]
fn stop_stops_only_for_those_whose_membership_hangs_on_it() {
    let stop = |conditions| {
        cohort(
            &plan(conditions),
            &Rows::from([
                (Subject(1), patient("1950-01-01", &[(1, "2010-03-01", "x")])),
                (Subject(2), patient("", &[(1, "2010-03-01", "x")])),
                (Subject(3), patient("", &[(1, "2010-03-01", "y")])),
                (Subject(4), patient("1950", &[(1, "2010-03-01", "x")])),
            ]),
            ZONE,
        )
    };
    assert_eq!(
        stop(vec![age("50", "75", Unknown::Stop)]),
        Err(Stopped {
            unknown: 1,
            origin: at(9)
        })
    );
    assert_eq!(
        stop(vec![age("60", "75", Unknown::Stop)]),
        Err(Stopped {
            unknown: 2,
            origin: at(9)
        }),
        "1950 is 59 or 60"
    );
    let nobody = some(Quantity::Some, None, "z");
    assert_eq!(
        stop(vec![age("50", "75", Unknown::Stop), nobody]),
        Ok(vec![]),
        "out whatever their age"
    );
}

#[test]
fn ages_are_calendar_ages_and_stop_at_death() {
    let between = plan(vec![age("50", "75", Unknown::Exclude)]);
    for (birth, inside) in [
        ("1960-03-01", true),
        ("1960-03-02", false),
        ("1934-03-02", true),
        ("1934-03-01", false),
        ("", false),
        ("1955", true),
    ] {
        assert_eq!(
            is_in(&between, patient(birth, &[(1, "2010-03-01", "x")])),
            inside,
            "{birth}"
        );
    }
    let mut dead = patient("1930-01-01", &[(1, "2010-03-01", "x")]);
    dead.get_mut("patient").unwrap()[0]
        .columns
        .insert("death".into(), date("2001-01-01"));
    assert!(is_in(&between, dead), "71 for ever");
}
