//! A number finds the right person: not whoever once had it by a slip, nor one of two.

use sekisho_tests::banks::Bank;

use super::signatures::{import, ingest, leave, person};

fn with_number(id: &str, identifier: &str) -> String {
    person(
        id,
        &format!(r#","birthDate":"1970-05-01","identifier":[{identifier}]"#),
    )
}

fn mrn(value: &str) -> String {
    format!(r#"{{"system":"http://hosp/mrn","value":"{value}"}}"#)
}

fn old(value: &str, period: &str) -> String {
    format!(r#"{{"use":"old","system":"http://hosp/mrn","value":"{value}"{period}}}"#)
}

fn bank(people: &[String]) -> Bank {
    let bank = Bank::of_package("examples/synthea");
    for (n, lines) in people.iter().enumerate() {
        ingest(&bank, &format!("{n}.ndjson"), lines);
    }
    bank
}

fn sign(number: &str, date: &str) -> String {
    format!("{number},broad_2020,1,signed,{date},\n")
}

fn asked(bank: &Bank) -> bool {
    let status = bank.run(["bank", "status"], [""; 0]).done().out;
    status.contains("wait for a data steward")
}

#[test]
fn a_number_that_was_corrected_away_finds_nobody() {
    let bank = bank(&[
        with_number("p1", &mrn("777")),
        with_number("p1", &mrn("778")),
    ]);
    let said = import(&bank, &sign("777", "2020-06-01")).refused().said();
    assert!(
        said.contains("0 new") && said.contains("no patient has this patient_id"),
        "{said}"
    );
    assert!(asked(&bank));
    assert_eq!(leave(&bank), 0);
    import(&bank, &sign("778", "2020-06-01")).done();
    assert_eq!(leave(&bank), 1);
    // Nor is anybody's page read by it.
    bank.run(["audit"], ["patient", "777"]).refused();
    bank.run(["audit"], ["patient", "778"]).done();
}

#[test]
fn an_older_version_that_comes_later_gives_nobody_a_number_back() {
    let version = |number: &str, year: u32| {
        let meta = format!(r#","meta":{{"lastUpdated":"{year}-01-01T00:00:00Z"}}"#);
        let number = mrn(number);
        person(
            "p1",
            &format!(r#"{meta},"birthDate":"1970-05-01","identifier":[{number}]"#),
        )
    };
    let bank = bank(&[version("777", 2020), version("778", 2021)]);
    // Another name and another line, the same old version of the record.
    let file = version("777", 2020) + &person("p2", "");
    ingest(&bank, "again.ndjson", &file);
    import(&bank, &sign("777", "2020-06-01")).refused();
    assert_eq!(leave(&bank), 0);
}

#[test]
fn an_old_number_holds_for_its_time() {
    let period = r#","period":{"start":"2000-01-01","end":"2021"}"#;
    let bank = bank(&[with_number("p9", &old("55", period))]);
    import(&bank, &sign("55", "2022-01-01")).refused();
    import(&bank, &sign("55", "1999-12-31")).refused();
    // Some day of 2021 it ended: whether it was the person's on that day can't be told.
    import(&bank, &sign("55", "2021-06-01")).refused();
    assert_eq!(leave(&bank), 0);
    import(&bank, &sign("55", "2020-06-01")).done();
    assert_eq!(leave(&bank), 1);
}

#[test]
fn an_old_number_without_an_end_says_no_day() {
    let bank = bank(&[with_number("p9", &old("55", ""))]);
    import(&bank, &sign("55", "2020-06-01")).refused();
    assert!(asked(&bank));
    assert_eq!(leave(&bank), 0);
    import(&bank, &sign("Patient/p9", "2020-06-01")).done();
    assert_eq!(leave(&bank), 1);
}

#[test]
fn a_number_that_two_people_ever_had_finds_nobody() {
    let elsewhere = r#"{"system":"http://other/mrn","value":"900"}"#;
    for second in [
        mrn("900"),
        old("900", r#","period":{"end":"2010-01-01"}"#),
        elsewhere.to_owned(),
    ] {
        let bank = bank(&[with_number("p1", &mrn("900")), with_number("p2", &second)]);
        let said = import(&bank, &sign("900", "2020-06-01")).refused().said();
        assert!(said.contains("more than one patient"), "{said}");
        assert!(asked(&bank));
        assert_eq!(leave(&bank), 0);
    }
    // Also one who had it by a slip that was corrected, and one whose record's id it is.
    let slip = bank(&[
        with_number("p1", &mrn("900")),
        with_number("p1", &mrn("901")),
        with_number("p2", &mrn("900")),
    ]);
    import(&slip, &sign("900", "2020-06-01")).refused();
    let id = bank(&[
        with_number("p1", &mrn("p2")),
        with_number("p2", &mrn("902")),
    ]);
    import(&id, &sign("p2", "2020-06-01")).refused();
    import(&id, &sign("Patient/p2", "2020-06-01")).done();
}

#[test]
fn a_withdrawal_is_never_refused_for_an_old_number() {
    let bank = bank(&[
        with_number("p1", &mrn("777")),
        with_number("p1", &mrn("778")),
        with_number("p9", &old("55", "")),
    ]);
    import(
        &bank,
        &(sign("Patient/p1", "2020-06-01") + &sign("Patient/p9", "2020-06-01")),
    )
    .done();
    assert_eq!(leave(&bank), 2);
    import(&bank, "777,broad_2020,,withdrawn,2021-06-01,\n").done();
    assert_eq!(leave(&bank), 1);
    import(&bank, "55,broad_2020,,withdrawn,2021-06-01,\n").done();
    assert_eq!(leave(&bank), 0);
}

#[test]
fn a_withdrawal_that_two_people_may_have_said_counts_for_both() {
    let bank = bank(&[
        with_number("p1", &mrn("900")),
        with_number("p2", &old("900", r#","period":{"end":"2010-01-01"}"#)),
    ]);
    import(
        &bank,
        &(sign("Patient/p1", "2020-06-01") + &sign("Patient/p2", "2020-06-01")),
    )
    .done();
    assert_eq!(leave(&bank), 2);
    let said = import(&bank, "900,broad_2020,,withdrawn,2021-06-01,\n")
        .done()
        .said();
    assert!(said.contains("question"), "{said}");
    assert_eq!(leave(&bank), 0);
    assert!(asked(&bank));
}
