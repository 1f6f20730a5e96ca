use super::*;
use sekisho_model::Origin;
use sekisho_model::identifier::is_uuid;

/// Keys that a reader can follow: subject n shifts by n days.
struct Plain;

impl Keyed for Plain {
    fn pseudonym(&self, kind: SiteKind, subject: Subject, value: &[u8]) -> [u8; 32] {
        let text = format!("{:?}{}{}", kind, subject.0, String::from_utf8_lossy(value));
        std::array::from_fn(|i| text.as_bytes().get(i).copied().unwrap_or(b'.'))
    }
    fn bits(&self, value: &[u8]) -> u128 {
        value.iter().fold(0xfeed_f00d, |n: u128, c| {
            n.wrapping_mul(0x0100_0000_01b3)
                .wrapping_add(u128::from(*c))
        })
    }
    fn shift(&self, subject: Subject, bound: u32) -> Shift {
        assert_eq!(bound, 180);
        Shift {
            days: subject.0 as i32,
            seconds: 3_661,
        }
    }
}

fn run_all(
    actions: &[Action],
    kind: SiteKind,
    subject: i64,
    values: &[&str],
) -> Vec<Option<String>> {
    let rules = [FieldRule {
        selectors: vec![],
        actions: actions.to_vec(),
        when: None,
        origin: Origin::built_in(),
    }];
    let mut native = Native::new(&rules, &Plain, Some(180));
    let mut column = Column::new();
    values
        .iter()
        .for_each(|value| column.push(Some(value.as_bytes())));
    let subjects = vec![Subject(subject); values.len()];
    for stage in 0..actions.len() {
        column = native
            .apply(0, stage as u16, kind, &subjects, &column)
            .unwrap();
    }
    (0..column.len())
        .map(|row| {
            column
                .get(row)
                .map(|v| String::from_utf8(v.to_vec()).unwrap())
        })
        .collect()
}

fn run(actions: &[Action], subject: i64, value: &str) -> String {
    run_all(actions, SiteKind::Value, subject, &[value])
        .remove(0)
        .unwrap_or_else(|| "(absent)".into())
}

#[test]
fn a_shift_moves_the_day_and_the_clock() {
    let shift = |by, value| run(&[Action::Shift], by, value);
    assert_eq!(
        shift(10, "2012-10-19T23:37:54.530+09:00"),
        "2012-10-30T00:38:55.530+09:00"
    );
    assert_eq!(shift(-1, "2024-03-01T00:30:00Z"), "2024-02-29T01:31:01Z");
    assert_eq!(shift(-1, "2024-03-01T00:30Z"), "2024-02-29T01:31Z");
    assert_eq!(shift(30, "2024-01-31"), "2024-03-01");
    assert_eq!(
        shift(1, "1999-12-31T24:00:00.000-05:00"),
        "2000-01-02T01:01:01.000-05:00"
    );
    for (time, moved) in [
        ("10:30:00", "11:31:01"),
        ("23:30", "00:31"),
        ("23:59:59.25", "01:01:00.25"),
    ] {
        assert_eq!(shift(1, time), moved);
    }
    for none in [
        "25:00:00",
        "10:30Z",
        "10:60:00",
        "1:30",
        "2020-01-01T25:00:00Z",
    ] {
        assert_eq!(shift(1, none), "(absent)", "{none}");
    }
    assert_eq!(run(&[Action::Year], 1, "10:30:00"), "(absent)");
}

#[test]
fn placeholders_are_absent_and_a_moved_date_is_none() {
    for action in [Action::Shift, Action::Year, Action::Month] {
        for date in [
            "9999-12-31",
            "1900-01-01T00:00:00Z",
            "2099-12",
            "1970-01-01T09:00:00+09:00",
        ] {
            assert_eq!(
                run(std::slice::from_ref(&action), 5, date),
                "(absent)",
                "{date}"
            );
        }
    }
    assert_eq!(run(&[Action::Shift, Action::Year], 5, "2078-12-30"), "2079");
    assert_eq!(run(&[Action::Shift], 5, "1900"), "1900");
}

#[test]
fn partial_dates_move_from_their_first_day_and_stay_partial() {
    let shift = |by, value| run(&[Action::Shift], by, value);
    assert_eq!(shift(31, "2010-05"), "2010-06");
    assert_eq!(shift(30, "2010-05"), "2010-05");
    assert_eq!(shift(-1, "2010-05"), "2010-04");
    assert_eq!(shift(-1, "2010"), "2009");
    assert_eq!(shift(180, "2010"), "2010");
}

#[test]
fn year_and_month_are_cut_after_the_shift_and_only_once() {
    assert_eq!(run(&[Action::Year], 1, "1999-12-31"), "2000");
    assert_eq!(
        run(&[Action::Month], 1, "1999-12-31T23:00:00+09:00"),
        "2000-01"
    );
    assert_eq!(run(&[Action::Shift, Action::Year], 1, "1999-12-30"), "1999");
    assert_eq!(
        run(&[Action::Shift, Action::Month], 31, "1999-12-01"),
        "2000-01"
    );
    assert_eq!(
        run(&[Action::Month, Action::Year], 40, "1999-11-15"),
        "1999"
    );
    assert_eq!(run(&[Action::Month], 1, "1999"), "1999");
}

#[test]
fn without_a_bound_a_year_is_cut_as_it_stands_and_a_shift_stops_the_run() {
    let rules = [Action::Year, Action::Shift].map(|action| FieldRule {
        selectors: vec![],
        actions: vec![action],
        when: None,
        origin: Origin::built_in(),
    });
    let mut native = Native::new(&rules, &Plain, None);
    let mut dates = Column::new();
    dates.push(Some(b"1999-12-31"));
    let year = native
        .apply(0, 0, SiteKind::Value, &[Subject(1)], &dates)
        .unwrap();
    assert_eq!(year.get(0), Some(&b"1999"[..]));
    assert!(
        native
            .apply(1, 0, SiteKind::Value, &[Subject(1)], &dates)
            .is_err()
    );
    assert!(
        native
            .apply(2, 0, SiteKind::Value, &[Subject(1)], &dates)
            .is_err()
    );
    assert!(
        native
            .apply(0, 1, SiteKind::Value, &[Subject(1)], &dates)
            .is_err()
    );
    assert!(native.apply(0, 0, SiteKind::Value, &[], &dates).is_err());
}

#[test]
fn what_is_no_date_or_leaves_the_calendar_becomes_absent() {
    let values = [
        "about 2010",
        "2010-13-01",
        "2010-02-30",
        "2010-05-01 Yamada",
        "2010-05-01T10",
        "2010-05-01T10:00.5",
        "2010-05-01T10:00:00Zx",
        "201",
        "",
        "0000-05-01",
        "9999-12-31",
        "2010-05-01T10:00:00.Z",
        "2010/05/01",
        "２０１０",
    ];
    for action in [Action::Shift, Action::Year, Action::Month] {
        assert_eq!(
            run_all(std::slice::from_ref(&action), SiteKind::Value, 1, &values),
            vec![None; values.len()],
            "{action:?}"
        );
    }
    // The first day of the calendar is nobody's, the last neither.
    assert_eq!(run(&[Action::Shift], -1, "0001-01-02"), "(absent)");
    assert_eq!(run(&[Action::Shift], -1, "1850-01-01"), "1849-12-31");
}

#[test]
fn a_persons_pseudonym_comes_from_the_vault_and_never_from_the_value() {
    let people = run_all(
        &[Action::Pseudonym],
        SiteKind::SubjectId,
        7,
        &["p-1", "another-id"],
    );
    assert_eq!(people[0], people[1]);
    let others = run_all(
        &[Action::Pseudonym],
        SiteKind::OtherId,
        7,
        &["Encounter/1", "Condition/1"],
    );
    assert_ne!(others[0], others[1]);
}

#[test]
fn identifiers_keep_the_syntax_of_their_kind() {
    let remap = |value| run(&[Action::Remap], 1, value);
    let uid = remap("1.2.392.200036.9116.2.6.1");
    let number: u128 = uid.strip_prefix("2.25.").unwrap().parse().unwrap();
    assert_eq!(number, Plain.bits(b"1.2.392.200036.9116.2.6.1"));
    assert_eq!(
        remap("urn:oid:1.2.392.200036.9116.2.6.1"),
        format!("urn:oid:{uid}")
    );
    let uuid = remap("6BA7B810-9dad-11d1-80b4-00c04fd430c8");
    assert!(
        is_uuid(uuid.as_bytes()) && &uuid[14..15] == "8" && "89ab".contains(&uuid[19..20]),
        "{uuid}"
    );
    assert_eq!(
        remap("urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
        format!("urn:uuid:{uuid}")
    );
    for other in ["1234567", "AB-12", "1.02.3", "7.1.2", "1.2", ""] {
        let mapped = remap(other);
        assert!(
            mapped.len() == 32 && mapped.bytes().all(|c| c.is_ascii_hexdigit()),
            "{other}: {mapped}"
        );
    }
}

#[test]
fn first_counts_characters_and_keep_keeps_bytes() {
    assert_eq!(run(&[Action::First(3)], 1, "160-0022"), "160");
    assert_eq!(run(&[Action::First(2)], 1, "東京都"), "東京");
    assert_eq!(run(&[Action::First(9)], 1, "東京都"), "東京都");
    assert_eq!(run(&[Action::First(0)], 1, "東京都"), "");
    assert_eq!(run(&[Action::Keep], 1, "1.10"), "1.10");
    assert_eq!(run_all(&[Action::Drop], SiteKind::Value, 1, &["x"]), [None]);
}

#[test]
fn absent_rows_stay_absent_and_each_person_has_their_own_shift() {
    let rules = [FieldRule {
        selectors: vec![],
        actions: vec![Action::Shift],
        when: None,
        origin: Origin::built_in(),
    }];
    let mut native = Native::new(&rules, &Plain, Some(180));
    let mut dates = Column::new();
    [
        Some("2020-01-01"),
        None,
        Some("2020-01-01"),
        Some("2020-01-01"),
    ]
    .iter()
    .for_each(|d| dates.push(d.map(str::as_bytes)));
    let out = native
        .apply(
            0,
            0,
            SiteKind::Value,
            &[Subject(1), Subject(1), Subject(2), Subject(1)],
            &dates,
        )
        .unwrap();
    let rows: Vec<Option<&[u8]>> = (0..4).map(|i| out.get(i)).collect();
    assert_eq!(
        rows,
        [
            Some(&b"2020-01-02"[..]),
            None,
            Some(b"2020-01-03"),
            Some(b"2020-01-02")
        ]
    );
}
