//! What dates give away. A recipient who knows one true date of somebody reads every other off it:
//! an open end, a start that everybody shares, a date written as a number, a time of day.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, Event, Scratch, copy_folder};
use sekisho_tests::command::sekisho;
use sekisho_tests::dates::Written;
use sekisho_tests::delivery::Delivery;
use sekisho_tests::leaks::says_number;
use sekisho_tests::samples::{ours, text_of};

use crate::tables::tables;
use crate::trace::{is_true, told, word};

/// Sixty people with viral sinusitis, each on a day and at a time of their own.
const PEOPLE: usize = 60;

fn patient(n: usize) -> String {
    format!(
        r#"{{"resourceType":"Patient","id":"p{n}","gender":"female","birthDate":"{}-03-{:02}"}}"#,
        1940 + n % 50,
        1 + n % 28
    )
}

fn onset(n: usize) -> String {
    format!("201{}-0{}-{:02}", n % 9, 1 + n % 9, 1 + n % 28)
}

fn condition(n: usize) -> String {
    format!(
        r#"{{"resourceType":"Condition","id":"c{n}","clinicalStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}}]}},"verificationStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}}]}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"444814009"}}]}},"subject":{{"reference":"Patient/p{n}"}},"onsetDateTime":"{}"}}"#,
        onset(n)
    )
}

fn coverage(n: usize, start: &str, end: &str) -> String {
    format!(
        r#"{{"resourceType":"Coverage","id":"cov{n}","status":"active","beneficiary":{{"reference":"Patient/p{n}"}},"payor":[{{"reference":"Organization/o1"}}],"period":{{"start":"{start}","end":"{end}"}}}}"#
    )
}

fn encounter(id: &str, n: usize, start: &str, end: &str) -> String {
    format!(
        r#"{{"resourceType":"Encounter","id":"{id}","status":"finished","class":{{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"}},"subject":{{"reference":"Patient/p{n}"}},"period":{{"start":"{start}","end":"{end}"}}}}"#
    )
}

fn observation(id: &str, n: usize, code: &str, value: &str) -> String {
    format!(
        r#"{{"resourceType":"Observation","id":"{id}","status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}},"subject":{{"reference":"Patient/p{n}"}},"effectiveDateTime":"2015-06-{:02}T0{}:1{}:3{}+09:00",{value}}}"#,
        1 + n % 28,
        n % 10,
        n % 6,
        n % 7
    )
}

/// What the example's bank delivers of these records, with some lines more in its profile.
fn delivered(more: &str, records: &[String]) -> (Bank, Delivery) {
    let days = "dates shift per patient up to 180 days\n";
    delivered_under(&[(days, &format!("{days}{more}"))], records)
}

/// The same with lines of its profile replaced.
fn delivered_under(changes: &[(&str, &str)], records: &[String]) -> (Bank, Delivery) {
    let scratch = Scratch::default();
    let (package, bundle) = (scratch.path("package"), scratch.path("bundle"));
    copy_folder(&ours("examples/synthea"), &package);
    let change = |file: &str, from: &str, to: &str| {
        let path = package.join("policies").join(file);
        let text = text_of(&path);
        assert!(text.contains(from), "{file} has no {from:?}");
        fs::write(&path, text.replacen(from, to, 1)).expect("it is written");
    };
    for (from, to) in changes {
        change("profiles.seki", from, to);
    }
    change(
        "study.seki",
        "format fhir R4, parquet",
        "format fhir R4, csv",
    );
    sekisho([
        "build".as_ref(),
        package.as_os_str(),
        "-o".as_ref(),
        bundle.as_os_str(),
    ])
    .done();
    let bank = Bank::of_package("examples/synthea");
    bank.run(["bank", "load"], [bundle]).done();
    let mut lines: Vec<String> = (0..PEOPLE)
        .flat_map(|n| [patient(n), condition(n)])
        .collect();
    lines.extend_from_slice(records);
    let file = bank.scratch.file("in.ndjson", &(lines.join("\n") + "\n"));
    bank.run(["ingest"], [file]).done();
    let ids: Vec<String> = (0..PEOPLE).map(|n| format!("p{n}")).collect();
    let rows: Vec<Event<'_>> = ids.iter().map(|id| Event::signed(id)).collect();
    bank.import_consents(&rows).done();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    assert_eq!(delivery.patients(), PEOPLE);
    (bank, delivery)
}

/// The delivered records of a type by the id of their source.
fn records(delivery: &Delivery, kind: &str) -> BTreeMap<String, Json> {
    let lineage = delivery.lineage();
    let mut found = BTreeMap::new();
    delivery.each(|record| {
        if record.kind() == kind {
            let (_, id) = lineage[&(record.file.clone(), record.line)].clone();
            found.insert(id, record.json);
        }
    });
    found
}

fn text(record: &Json, path: &str) -> Option<String> {
    record.at(path).and_then(Json::text).map(str::to_owned)
}

fn says_masked(record: &Json, path: &str) -> bool {
    record
        .at(path)
        .is_some_and(|said| said.write().contains(r#""valueCode":"masked""#))
}

fn day(text: &str) -> i64 {
    Written::read(text).expect("a date").day
}

/// Seconds since 1970, of a date with a time.
fn second(text: &str) -> i64 {
    let written = Written::read(text).expect("a date");
    let number = |at: usize| written.rest[at..at + 2].parse::<i64>().expect("two digits");
    written.day * 86_400 + number(1) * 3600 + number(4) * 60 + number(7)
}

/// Person n -> how far their dates moved, read off their date of onset.
fn shifts(delivery: &Delivery) -> BTreeMap<usize, i64> {
    let conditions = records(delivery, "Condition");
    let shift = |n: usize| {
        let moved = text(&conditions[&format!("c{n}")], "onsetDateTime").expect("an onset");
        (n, day(&moved) - day(&onset(n)))
    };
    (0..PEOPLE).map(shift).collect()
}

#[test]
fn placeholders_tell_no_shift_however_they_are_written() {
    let ends = [
        "9999-12-31",
        "2099-12-31",
        "9999-12-31T23:59:59+09:00",
        "9999-12",
        "9999",
        "2999-12-31",
        "2100-01-01T00:00:00Z",
    ];
    let starts = [
        "1900-01-01",
        "1900-01-01T00:00:00Z",
        "0001-01-01",
        "1899-12-30",
        "1970-01-01T00:00:00Z",
        "1970-01-01T09:00:00+09:00",
        "2020-01-01",
    ];
    let mut given = Vec::new();
    for (n, (start, end)) in starts.iter().zip(ends).enumerate() {
        given.push(coverage(n, &format!("201{n}-04-01"), end));
        given.push(encounter(
            &format!("e{n}"),
            n,
            start,
            &format!("201{n}-04-02"),
        ));
        given.push(encounter(&format!("f{n}"), n, start, end));
    }
    let (_bank, delivery) = delivered("  placeholder dates 2020-01-01\n", &given);
    let (coverages, encounters) = (
        records(&delivery, "Coverage"),
        records(&delivery, "Encounter"),
    );
    for n in 0..ends.len() {
        let cover = &coverages[&format!("cov{n}")];
        assert_eq!(text(cover, "period.end"), None, "{}", ends[n]);
        assert!(says_masked(cover, "period._end"), "{}", ends[n]);
        assert!(text(cover, "period.start").is_some());
        let visit = &encounters[&format!("e{n}")];
        assert_eq!(text(visit, "period.start"), None, "{}", starts[n]);
        assert!(says_masked(visit, "period._start"), "{}", starts[n]);
        assert!(text(visit, "period.end").is_some());
        let both = &encounters[&format!("f{n}")];
        assert!(says_masked(both, "period._start") && says_masked(both, "period._end"));
    }
    let rows = &tables(&delivery, "csv")["encounter"];
    let dated = rows.column("date").into_iter().flatten().count();
    assert_eq!(dated, 0, "no encounter has a start that is somebody's");
    let ended = rows.column("ended").into_iter().flatten();
    assert_eq!(ended.count(), ends.len());
    let report = delivery.report();
    let masked = report.at("values.placeholders").and_then(Json::integer);
    // In FHIR five a person, in the table three.
    assert_eq!(masked, Some(4 * 7 + 3 * 7));
    assert!(delivery.evidence("risk.html").contains("終わりなし"));
}

#[test]
fn a_date_that_many_share_is_masked_in_every_form_and_moves_where_the_profile_says_so() {
    let shared = "2015-04-01";
    let given: Vec<String> = (0..PEOPLE)
        .flat_map(|n| {
            // Forty-nine of them share the end; that is too few.
            let end = match n < 49 {
                true => "2016-03-31".to_owned(),
                false => format!("2016-04-{:02}", n - 40),
            };
            [
                coverage(n, shared, &end),
                encounter(
                    &format!("e{n}"),
                    n,
                    shared,
                    &format!("2015-05-{:02}", 1 + n % 28),
                ),
            ]
        })
        .collect();
    let (bank, delivery) = delivered("", &given);
    let shifts = shifts(&delivery);
    for (kind, id) in [("Coverage", "cov"), ("Encounter", "e")] {
        for (source, record) in records(&delivery, kind) {
            assert!(says_masked(&record, "period._start"), "{source}");
            assert_eq!(text(&record, "period.start"), None);
            let n: usize = source[id.len()..].parse().expect("a number");
            let end = text(&record, "period.end").expect("an end");
            if kind == "Coverage" && n < 49 {
                assert_eq!(day(&end) - day("2016-03-31"), shifts[&n]);
            }
        }
    }
    let rows = &tables(&delivery, "csv")["encounter"];
    assert_eq!(rows.column("date").into_iter().flatten().count(), 0);
    assert_eq!(rows.column("ended").into_iter().flatten().count(), PEOPLE);
    let report = delivery.report();
    let number = |path: &str| report.at(path).and_then(Json::integer);
    assert_eq!(number("values.shared_dates"), Some(3 * PEOPLE as i64));
    let elements = report.get("shared_dates").expect("elements").write();
    assert!(elements.contains("Coverage.period.start") && !says_number(&elements, "2015"));
    // The record and the cell that say nothing are made again as they left.
    for (place, how) in [
        ("Coverage.ndjson#1/period/_start", "masked"),
        ("encounter.csv#1,date", "empty"),
    ] {
        let told = told(&bank, &delivery, place);
        assert_eq!(word(&told, &["how"]), how, "{place}");
        assert!(is_true(&told, &["again", "same_record"]), "{place}");
    }

    let (_bank, named) = delivered(
        "  shared dates of \"Coverage.period\", \"Encounter.period\" move\n",
        &given,
    );
    let moved = records(&named, "Coverage");
    let shifts = self::shifts(&named);
    for n in 0..PEOPLE {
        let start = text(&moved[&format!("cov{n}")], "period.start").expect("a start");
        assert_eq!(day(&start) - day(shared), shifts[&n]);
    }
}

#[test]
fn numbers_and_texts_that_are_dates_stay_in() {
    let values = [
        r#""valueInteger":20190302"#,
        r#""valueQuantity":{"value":20190302,"unit":"mg/dL","code":"mg/dL","system":"http://unitsofmeasure.org"}"#,
        r#""valueQuantity":{"value":201903021015.0}"#,
        r#""valueInteger":1551484801"#,
        r#""valueQuantity":{"value":2.0190302e7}"#,
        r#""component":[{"code":{"coding":[{"system":"http://loinc.org","code":"718-7"}]},"valueInteger":20190302}]"#,
    ];
    let fine = [
        r#""valueQuantity":{"value":120.50,"unit":"mg/dL","code":"mg/dL","system":"http://unitsofmeasure.org"}"#,
        r#""valueInteger":42"#,
    ];
    let all: Vec<String> = values
        .iter()
        .chain(&fine)
        .enumerate()
        .map(|(n, value)| observation(&format!("o{n}"), n, "2160-0", value))
        .collect();
    let (_bank, delivery) = delivered("", &all);
    let found = records(&delivery, "Observation");
    for n in 0..values.len() {
        let written = found[&format!("o{n}")].write();
        for number in ["20190302", "1551484801", "2.0190302", "201903021015"] {
            assert!(!written.contains(number), "{written}");
        }
        assert!(written.contains(r#""valueCode":"masked""#), "{written}");
    }
    assert!(found["o6"].write().contains("120.50"));
    assert!(found["o7"].write().contains(r#""valueInteger":42"#));
    let cells = tables(&delivery, "csv")["observation"].rows.clone();
    assert!(!format!("{cells:?}").contains("2019030"), "{cells:?}");
    assert!(format!("{cells:?}").contains("120.50"));
    let counted = delivery
        .report()
        .at("values.numbers_as_dates")
        .and_then(Json::integer);
    assert!(counted >= Some(values.len() as i64), "{counted:?}");

    let line = "  plain numbers of \"Observation.value\" keep\n";
    let (_bank, named) = delivered(line, &all);
    let found = records(&named, "Observation");
    assert!(found["o0"].write().contains("20190302"));
    assert!(
        !found["o5"].write().contains("20190302"),
        "a component is no value"
    );
}

#[test]
fn ages_in_quantities_stay_below_the_cap() {
    let age = |code: &str, n: usize, value: &str| observation(&format!("o{n}"), n, code, value);
    let years = |n: &str| {
        format!(
            r#""valueQuantity":{{"value":{n},"unit":"a","code":"a","system":"http://unitsofmeasure.org"}}"#
        )
    };
    let all = [
        age("30525-0", 0, &years("94")),
        age("30525-0", 1, &years("60")),
        age("21612-7", 2, r#""valueInteger":101"#),
        age(
            "8867-4",
            3,
            r#""valueQuantity":{"value":94,"unit":"/min","code":"/min","system":"http://unitsofmeasure.org"}"#,
        ),
    ];
    // No year of birth beside an age that is capped.
    let changes = [
        (
            "    \"Patient.birthDate\": year\n",
            "    \"Patient.birthDate\": drop\n",
        ),
        ("    birth_date: year\n", "    age: cap 89 years\n"),
    ];
    let (_bank, delivery) = delivered_under(&changes, &all);
    let found = records(&delivery, "Observation");
    for (id, number) in [("o0", "94"), ("o2", "101")] {
        let written = found[id].write();
        assert!(!written.contains(&format!(":{number}")), "{written}");
        assert!(written.contains(r#""valueCode":"masked""#), "{written}");
    }
    assert!(found["o1"].write().contains(":60"));
    assert!(found["o3"].write().contains(":94"));
    let rows = &tables(&delivery, "csv")["observation"];
    let values: BTreeSet<Option<&str>> = rows.column("value").into_iter().collect();
    assert!(values.contains(&Some("60")) && values.contains(&Some("94")));
    assert!(!values.contains(&Some("101")));
    let counted = delivery.report().at("values.ages").and_then(Json::integer);
    assert!(counted >= Some(3), "{counted:?}");
}

#[test]
fn clock_times_move_by_a_constant_of_their_own_and_none_leaves_as_it_came() {
    let mut given = Vec::new();
    let mut times = BTreeMap::new();
    for n in 0..PEOPLE {
        let clock = format!("{:02}:{:02}:{:02}", 8 + n % 9, (n * 7) % 60, (n * 13) % 60);
        let start = format!("2016-02-{:02}T{clock}+09:00", 1 + n % 28);
        let end = format!("2016-03-{:02}T{:02}:30:00Z", 1 + n % 28, n % 24);
        given.push(encounter(&format!("e{n}"), n, &start, &end));
        times.insert(n, (start, end));
    }
    let (_bank, delivery) = delivered("", &given);
    let found = records(&delivery, "Encounter");
    let days = shifts(&delivery);
    let mut offsets = BTreeSet::new();
    let by_day: BTreeMap<String, usize> = tables(&delivery, "csv")["encounter"]
        .column("date")
        .into_iter()
        .flatten()
        .fold(BTreeMap::new(), |mut all, date| {
            *all.entry(date.to_owned()).or_default() += 1;
            all
        });
    for (n, (start, end)) in &times {
        let record = &found[&format!("e{n}")];
        let moved = |path: &str| text(record, path).expect("a time");
        let (from, to) = (moved("period.start"), moved("period.end"));
        let by = second(&from) - second(start);
        assert_eq!(second(&to) - second(end), by, "intervals hold");
        let clock = by - days[n] * 86_400;
        assert!((60..=21_600).contains(&clock.abs()), "{clock} s");
        assert!(by.abs() <= 180 * 86_400, "within the profile's bound");
        assert_ne!(from[11..19], start[11..19]);
        assert_ne!(to[11..19], end[11..19]);
        assert_eq!(from[19..], start[19..], "the zone stands");
        // The table has the day of the moved instant, in the bank's zone.
        assert!(by_day.contains_key(&from[..10]), "{from}");
        offsets.insert(clock);
    }
    assert!(offsets.len() > 50, "{} offsets", offsets.len());
}

#[test]
fn a_year_is_the_year_of_the_moved_date() {
    let (_bank, delivery) = delivered("", &[]);
    let days = shifts(&delivery);
    for (id, record) in records(&delivery, "Patient") {
        let n: usize = id[1..].parse().expect("a number");
        let born = Written::read(&format!("{}-03-{:02}", 1940 + n % 50, 1 + n % 28));
        let moved = born.expect("a date").moved(
            sekisho_tests::dates::Shift {
                days: days[&n],
                seconds: None,
            },
            4,
        );
        assert_eq!(text(&record, "birthDate"), Some(moved), "{id}");
    }
}
