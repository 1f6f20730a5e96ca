//! Nothing is cut in silence: what lies on a bound is taken whole, what lies one beyond it is set
//! aside with a reason, and what had a bound once is taken to the last.

use sekisho_tests::Bank;

use super::feed::{bank, patient};

/// What `ingest` says of these lines.
fn told(bank: &Bank, name: &str, lines: &[String]) -> String {
    let feed = bank
        .scratch
        .file(&format!("{name}.ndjson"), &lines.join("\n"));
    let ran = bank.run(["ingest"], [feed]);
    format!("{}{}", ran.out, ran.err)
}

fn status(bank: &Bank) -> String {
    bank.run(["bank", "status"], [""; 0]).done().out.clone()
}

/// A record is taken, or set aside for a reason that `bank status` shows.
fn check(name: &str, record: String, reason: Option<&str>) {
    let bank = bank();
    let said = told(&bank, name, &[patient("p1", ""), record]);
    let expected = match reason {
        None => "2 new, 0 known, 0 updated, 0 quarantined",
        Some(_) => "1 new, 0 known, 0 updated, 1 quarantined",
    };
    assert!(said.contains(expected), "{name}: {said}");
    if let Some(reason) = reason {
        let shown = status(&bank);
        assert!(shown.contains(reason), "{name}: {shown}");
    }
}

fn claim(codings: usize, diagnoses: usize) -> String {
    let coding = |n: usize| format!(r#"{{"code":"c{n}"}}"#);
    let items: Vec<String> = (0..codings).map(coding).collect();
    let of: Vec<String> = (0..diagnoses).map(coding).collect();
    format!(
        r#"{{"resourceType":"Claim","id":"x","status":"active","use":"claim","patient":{{"reference":"Patient/p1"}},"created":"2015-03-10","diagnosis":[{{"diagnosisCodeableConcept":{{"coding":[{}]}}}}],"item":[{{"productOrService":{{"coding":[{}]}}}}]}}"#,
        of.join(","),
        items.join(",")
    )
}

fn observation(more: &str) -> String {
    format!(
        r#"{{"resourceType":"Observation","id":"x","status":"final","category":[{{"coding":[{{"code":"vital-signs"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"8867-4"}}]}},"subject":{{"reference":"Patient/p1"}},"effectiveDateTime":"2015-03-10"{more}}}"#
    )
}

#[test]
fn codings_are_all_there_or_the_record_is_not() {
    check("1001 codings", claim(1_001, 1), None);
    check("100000 codings", claim(100_000, 1), None);
    let reason = "it holds more codes or events than are taken";
    check("100001 codings", claim(100_001, 1), Some(reason));
    // Every row of an event holds the codes of its other columns.
    check("1000 times 999", claim(1_000, 998), None);
    check("1000 times 1001", claim(1_000, 1_001), Some(reason));
}

#[test]
fn numbers_are_all_there_or_the_record_is_not() {
    let value = |digits: &str| {
        observation(&format!(
            r#","valueQuantity":{{"value":{digits},"unit":"/min"}}"#
        ))
    };
    check("65 digits", value(&format!("0.{}", "1".repeat(63))), None);
    check(
        "1100 digits",
        value(&format!("0.{}", "1".repeat(1_098))),
        None,
    );
    let reason = "longer than 1,100 digits";
    check(
        "1101 digits",
        value(&format!("0.{}", "1".repeat(1_099))),
        Some(reason),
    );
    check("e9999", value("1e9999"), None);
    check("e10000", value("1e10000"), Some(reason));
}

/// Every component counts, and the last of them too; so does the last reference and the last number.
#[test]
fn parts_references_and_numbers_have_no_bound_of_their_own() {
    let component = |n: usize| {
        format!(
            r#"{{"code":{{"coding":[{{"system":"http://loinc.org","code":"v{n}"}}]}},"valueQuantity":{{"value":{n},"unit":"/min"}}}}"#
        )
    };
    let all: Vec<String> = (0..5_000).map(component).collect();
    let bank = bank();
    let said = told(
        &bank,
        "panel",
        &[
            patient("p1", ""),
            observation(&format!(r#","component":[{}]"#, all.join(","))),
        ],
    );
    assert!(said.contains("2 new"), "{said}");
    let rows = events_of(&bank, "vital");
    assert_eq!(rows, 5_000, "every component is an event");

    let points: Vec<String> = (0..20_001)
        .map(|n| format!(r#"{{"reference":"Observation/o{n}"}}"#))
        .collect();
    let mut last = points.clone();
    last.push(r#"{"reference":"Patient/p2"}"#.to_owned());
    let pointing =
        |points: &[String]| observation(&format!(r#","derivedFrom":[{}]"#, points.join(",")));
    check("20001 references", pointing(&points), None);
    check(
        "the last names another patient",
        pointing(&last),
        Some("names another patient"),
    );

    let numbers: Vec<String> = (0..1_500)
        .map(|n| format!(r#"{{"system":"urn:oid:1.2.3","value":"N{n}"}}"#))
        .collect();
    let many = patient("p3", &format!(r#","identifier":[{}]"#, numbers.join(",")));
    let said = told(&bank, "numbers", &[many]);
    assert!(said.contains("1 new"), "{said}");
    let consents = "patient_id,form,item,event,date\nN1499,broad_2020,1,signed,2020-06-01\nN0,broad_2020,1,signed,2020-06-02\n";
    let file = bank.scratch.file("c.csv", consents);
    let said = bank.run(["consent", "import"], [file]).done().out.clone();
    assert!(said.contains("2 new events"), "{said}");
}

/// How many events a view has, as the bank's own file says.
fn events_of(bank: &Bank, view: &str) -> usize {
    use sqlx::Connection as _;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let path = bank.path.join("bank.sqlite");
    runtime.block_on(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new()
            .filename(path)
            .read_only(true);
        let mut connection = sqlx::sqlite::SqliteConnection::connect_with(&options)
            .await
            .expect("the bank's file");
        let sql = format!("SELECT count(*) FROM event_{view}");
        let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_one(&mut connection)
            .await
            .expect("a count");
        usize::try_from(count).expect("a count")
    })
}

#[test]
fn folders_and_users_beyond_the_bound_are_an_error() {
    let bank = bank();
    let mut place = String::from("deep");
    for _ in 0..17 {
        place += "/d";
    }
    bank.scratch
        .file(&format!("{place}/Patient.ndjson"), &patient("p1", ""));
    let ran = bank.run(["ingest"], [bank.scratch.path("deep")]);
    assert_ne!(ran.code, 0);
    assert!(ran.err.contains("deeper than 16"), "{}", ran.err);
}
