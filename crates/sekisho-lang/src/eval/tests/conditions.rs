//! Quantities, codes and values.

use super::*;

#[test]
fn quantities_count_events() {
    let three = || {
        patient(
            "",
            &[
                (1, "2010-03-01", "x"),
                (2, "2010-03-02", "y"),
                (3, "2010-03-03", "y"),
            ],
        )
    };
    let with = |quantity, has: &str| is_in(&plan(vec![some(quantity, None, has)]), three());
    assert!(with(Quantity::Some, "y") && !with(Quantity::Some, "z"));
    assert!(with(Quantity::No, "z") && !with(Quantity::No, "y"));
    assert!(with(Quantity::AtLeast(2), "y") && !with(Quantity::AtLeast(3), "y"));
    assert!(!with(Quantity::Every, "y"));
    let none_before = Predicate::Events(EventQuery {
        quantity: Quantity::Every,
        view: "e".into(),
        window: window(None, Side::Before, Unknown::Exclude),
        has: Some(Box::new(is_code("x"))),
        was: None,
        origin: at(8),
    });
    assert!(
        is_in(&plan(vec![none_before]), three()),
        "every event up to the index day is the index itself"
    );
}

#[test]
fn exclude_and_not_turn_the_decided_answer_round() {
    let mut excluded = plan(vec![some(
        Quantity::Some,
        window(Some(Span::Days(30)), Side::After, Unknown::Include),
        "y",
    )]);
    excluded.conditions[0].exclude = true;
    assert!(
        !is_in(
            &excluded,
            patient("", &[(1, "2010-03-01", "x"), (2, "", "y")])
        ),
        "unknown include says: it was within"
    );
    let not = plan(vec![Predicate::Not(Box::new(age(
        "50",
        "75",
        Unknown::Exclude,
    )))]);
    assert!(
        is_in(&not, patient("", &[(1, "2010-03-01", "x")])),
        "the comparison is false, so its negation holds"
    );
}

#[test]
fn any_coding_satisfies_a_positive_comparison_and_none_may_a_negative() {
    // The index event `x` satisfies every negative comparison, so two must hold for those.
    let both = |op, right: &Literal| {
        let mut rows = patient("", &[(1, "2010-03-01", "x")]);
        rows.get_mut("e").unwrap().push(row(
            2,
            &[(
                "code",
                CellValue::Codes(vec![("S".into(), "a".into()), ("T".into(), "b".into())]),
            )],
        ));
        let wanted = if matches!(op, CompareOp::NotEqual | CompareOp::NotIn) {
            2
        } else {
            1
        };
        let has = Some(Box::new(compare(
            Term::Event("code".into()),
            op,
            right.clone(),
            None,
        )));
        let counted = EventQuery {
            quantity: Quantity::AtLeast(wanted),
            view: "e".into(),
            window: None,
            has,
            was: None,
            origin: at(8),
        };
        is_in(&plan(vec![Predicate::Events(counted)]), rows)
    };
    let list = |system: &str, c: &str| {
        Literal::Codes(Codes {
            name: "l".into(),
            systems: vec![system.into()],
            codes: vec![c.into()],
            prefixes: vec![],
            excluded: vec![],
            excluded_prefixes: vec![],
        })
    };
    assert!(
        both(CompareOp::In, &list("T", "b")) && !both(CompareOp::In, &list("S", "b")),
        "system and code side by side"
    );
    assert!(!both(CompareOp::NotIn, &list("T", "b")) && both(CompareOp::NotIn, &list("S", "b")));
    assert!(
        both(CompareOp::Equal, &Literal::Text("a".into()))
            && !both(CompareOp::NotEqual, &Literal::Text("a".into()))
    );
}

#[test]
fn a_codelist_takes_what_lies_below_and_leaves_out_what_is_excluded() {
    let list = Codes {
        name: "lung".into(),
        systems: vec!["S".into()],
        codes: vec!["D02.2".into()],
        prefixes: vec!["C34".into()],
        excluded: vec!["C34.0".into()],
        excluded_prefixes: vec!["C34.9".into()],
    };
    let has = compare(
        Term::Event("code".into()),
        CompareOp::In,
        Literal::Codes(list),
        None,
    );
    for (c, inside) in [
        ("C34", true),
        ("C34.1", true),
        ("C34.0", false),
        ("C34.01", true),
        ("C34.91", false),
        ("D02.2", true),
        ("D02.21", false),
    ] {
        let mut plan = plan(vec![]);
        plan.index.as_mut().unwrap().filter = Some(has.clone());
        assert_eq!(
            is_in(&plan, patient("", &[(1, "2010-03-01", c)])),
            inside,
            "{c}"
        );
    }
}

#[test]
fn values_are_compared_as_written() {
    let value = |number: &str| {
        let mut rows = patient("", &[(1, "2010-03-01", "x")]);
        rows.get_mut("e").unwrap()[0]
            .columns
            .insert("value".into(), CellValue::Decimal(number.into()));
        rows
    };
    let at_most = plan(vec![compare(
        Term::Index("value".into()),
        CompareOp::LessOrEqual,
        Literal::Number("2.5".into()),
        Some(Unknown::Exclude),
    )]);
    assert!(
        is_in(&at_most, value("2.50"))
            && is_in(&at_most, value("10e-1"))
            && !is_in(&at_most, value("2.5000000000000000001"))
    );
    assert!(
        !is_in(&at_most, patient("", &[(1, "2010-03-01", "x")])),
        "no value is unknown"
    );
}

#[test]
fn without_an_index_every_patient_is_a_candidate() {
    let mut all = plan(vec![some(Quantity::Some, None, "y")]);
    all.index = None;
    let rows = Rows::from([
        (Subject(1), patient("", &[(1, "", "y")])),
        (Subject(2), patient("", &[])),
        (Subject(3), SubjectRows::new()),
    ]);
    assert_eq!(
        cohort(&all, &rows, ZONE),
        Ok(vec![Member {
            subject: Subject(1),
            index: None
        }])
    );
}
