//! Whole files that a hospital sends: documents, entries without ids, addresses, numbers. Everything
//! comes in, or is set aside by a reason that says what to do; nobody becomes somebody else.

use std::path::PathBuf;

use sekisho_tests::Json;
use sekisho_tests::banks::Bank;
use sekisho_tests::command::Ran;

use super::feed::*;

const UUID: &str = "urn:uuid:6b3c1d4e-1111-4000-8000-00000000000";

/// An entry under a name; a resource in it is as it stands.
fn entry(name: &str, resource: &str) -> String {
    format!(r#"{{"fullUrl":"{name}","resource":{resource}}}"#)
}

fn bundle(kind: &str, entries: &[String]) -> String {
    let entries = entries.join(",");
    format!(r#"{{"resourceType":"Bundle","type":"{kind}","entry":[{entries}]}}"#)
}

fn file(bank: &Bank, name: &str, text: &str) -> PathBuf {
    bank.scratch.file(name, text)
}

fn take(bank: &Bank, name: &str, text: &str) -> Ran {
    bank.run(["ingest"], [file(bank, name, text)])
}

/// As it stands in an entry that leaves the id to whoever takes it in.
fn nameless(record: &str) -> String {
    let (before, behind) = record.split_once(r#""id":""#).expect("an id");
    let (_, behind) = behind.split_once("\",").expect("more");
    format!("{before}{behind}")
}

/// A referral as a document: a Composition, its patient, what they have.
fn referral(value: &str) -> String {
    let whom = format!("{UUID}1");
    let of_whom = |record: String| nameless(&record).replace("Patient/x", &whom);
    let composition = format!(
        r#"{{"resourceType":"Composition","status":"final","type":{{"coding":[{{"system":"http://loinc.org","code":"57133-1"}}]}},"subject":{{"reference":"{whom}"}},"date":"2020-01-01","author":[{{"display":"x"}}],"title":"診療情報提供書"}}"#
    );
    bundle(
        "document",
        &[
            entry(&format!("{UUID}0"), &composition),
            entry(
                &whom,
                &nameless(&patient(
                    "x",
                    r#","identifier":[{"system":"urn:n","value":"77"}]"#,
                )),
            ),
            entry(&format!("{UUID}2"), &of_whom(sinusitis("c", "x"))),
            entry(&format!("{UUID}3"), &of_whom(lab("o", "x", value, ""))),
        ],
    )
}

fn agreed_by_number(bank: &Bank) {
    bank.import_consents(&[sekisho_tests::banks::Event::signed("77")])
        .done();
}

fn reasons(bank: &Bank) -> String {
    bank.run(["bank", "status"], [""; 0]).said()
}

#[test]
fn a_document_without_ids_comes_in_once_and_its_references_lead() {
    let bank = bank();
    take(&bank, "referral.json", &referral("9.81"))
        .done()
        .says(&["4 new"]);
    take(&bank, "again.json", &referral("9.81"))
        .done()
        .says(&["0 new"]);
    agreed_by_number(&bank);
    let left = leaving(&bank);
    assert!(left.contains("9.81"));
    let lines: Vec<Json> = left
        .lines()
        .filter(|l| l.starts_with('{'))
        .map(Json::parse)
        .collect();
    let text = |line: &Json, at: &str| line.at(at).and_then(Json::text).map(str::to_owned);
    let of = |kind: &str| {
        lines
            .iter()
            .find(|line| text(line, "resourceType").as_deref() == Some(kind))
    };
    let person = text(of("Patient").expect("a patient"), "id").expect("an id");
    let whom = text(of("Condition").expect("a condition"), "subject.reference");
    assert_eq!(whom, Some(format!("Patient/{person}")));
    assert!(!left.contains("urn:uuid"), "{left}");
    // A corrected sending of the same entries is a version of them.
    take(&bank, "corrected.json", &referral("9.85"))
        .done()
        .says(&["0 new", "1 updated"]);
    let left = leaving(&bank);
    assert!(left.contains("9.85") && !left.contains("9.81"));
}

/// Every sender of placeholders calls its patient `urn:uuid:1`.
#[test]
fn a_placeholder_makes_no_two_documents_one_patient() {
    let bank = bank();
    let document = |sex: &str, value: &str| {
        let whom = nameless(&patient("x", "")).replace("female", sex);
        let lab = nameless(&lab("o", "x", value, "")).replace("Patient/x", "urn:uuid:1");
        bundle(
            "transaction",
            &[entry("urn:uuid:1", &whom), entry("urn:uuid:2", &lab)],
        )
    };
    take(&bank, "one.json", &document("female", "9.81"))
        .done()
        .says(&["2 new"]);
    take(&bank, "two.json", &document("female", "9.82"))
        .done()
        .says(&["2 new"]);
    take(&bank, "one-again.json", &document("female", "9.81"))
        .done()
        .says(&["0 new"]);
    // One name for two entries names neither.
    let twice = [patient("x", ""), patient("y", "").replace("1970", "1980")];
    let twice = twice.map(|one| entry(&format!("{UUID}9"), &nameless(&one)));
    let lab = nameless(&lab("o", "x", "9.83", "")).replace("Patient/x", &format!("{UUID}9"));
    let entries = [
        twice[0].clone(),
        twice[1].clone(),
        entry(&format!("{UUID}8"), &lab),
    ];
    take(&bank, "twice.json", &bundle("collection", &entries))
        .refused()
        .says(&["2 new", "1 quarantined"]);
}

#[test]
fn addresses_lead_where_the_source_says_its_server_is_and_nowhere_else() {
    let server = "https://ehr.example.org/fhir";
    let lines = |whom: &str| {
        [
            patient("p1", ""),
            sinusitis("c1", "p1"),
            lab("o1", "p1", "9.81", "").replace("Patient/p1", whom),
        ]
    };
    for (whom, comes) in [
        (format!("{server}/Patient/p1"), true),
        (format!("{server}/Patient/p1/_history/3"), true),
        (format!("{server}x/Patient/p1"), false),
        (
            "https://other.example.org/fhir/Patient/p1".to_owned(),
            false,
        ),
        (format!("{server}/Patient/../Patient/p1"), false),
    ] {
        let bank = bank();
        let file = file(&bank, "export.ndjson", &lines(&whom).join("\n"));
        // Without the address nobody is guessed; with it, the same file is read once more.
        bank.run(["ingest"], [&file]).refused();
        let base = format!("--base={server}/");
        let ran = bank.run(["ingest"], [file.as_os_str(), base.as_ref()]);
        assert_eq!(ran.code, i32::from(!comes), "{whom}: {}", ran.said());
        agreed(&bank, &["p1"]);
        let left = leaving(&bank);
        assert_eq!(left.contains("9.81"), comes, "{whom}");
        assert!(!left.contains("example.org"));
    }
    let bank = bank();
    for base in [
        "ehr.example.org",
        "ftp://x/fhir",
        "https://x/fhir?y",
        "https://x/f hir",
    ] {
        let file = file(&bank, "x.ndjson", "");
        bank.run(
            ["ingest"],
            [file.as_os_str(), "--base".as_ref(), base.as_ref()],
        )
        .misused();
    }
}

/// A searchset names its entries by their addresses; one that mixes servers mixes people.
#[test]
fn a_searchset_of_two_servers_is_no_one_persons() {
    let at = |server: &str, record: &str, name: &str| {
        entry(&format!("https://{server}/fhir/{name}"), record)
    };
    let bank = bank();
    let whom = "https://a.example/fhir/Patient/p1/_history/3";
    let own = [
        at("a.example", &patient("p1", ""), "Patient/p1"),
        at(
            "a.example",
            &sinusitis("c1", "x").replace("Patient/x", whom),
            "Condition/c1",
        ),
    ];
    take(&bank, "own.json", &bundle("searchset", &own))
        .done()
        .says(&["2 new"]);
    let mixed = [
        at(
            "a.example",
            &patient("p1", r#","active":true"#),
            "Patient/p1",
        ),
        at(
            "b.example",
            &patient("p1", r#","active":false"#),
            "Patient/p1",
        ),
    ];
    take(&bank, "mixed.json", &bundle("searchset", &mixed))
        .refused()
        .says(&["2 quarantined"]);
    assert!(reasons(&bank).contains("of two servers"));
    let other = bundle(
        "searchset",
        &[at("b.example", &patient("p9", ""), "Patient/p9")],
    );
    let other = file(&bank, "other.json", &other);
    bank.run(
        ["ingest"],
        [other.as_os_str(), "--base=https://a.example/fhir".as_ref()],
    )
    .refused();
    assert!(reasons(&bank).contains("none of this source's --base"));
}

#[test]
fn a_patient_by_a_number_is_the_one_who_has_it_today_and_nobody_else() {
    let number = |id: &str, value: &str| {
        patient(
            id,
            &format!(r#","identifier":[{{"system":"urn:n","value":"{value}"}}]"#),
        )
    };
    let by = |id: &str, subject: &str| {
        lab(id, "x", "9.81", "").replace(r#"{"reference":"Patient/x"}"#, subject)
    };
    let identifier = r#"{"identifier":{"system":"urn:n","value":"77"}}"#;
    for subject in [
        identifier,
        r#"{"type":"Patient","identifier":{"system":"urn:n","value":"77"}}"#,
        r#"{"reference":"Patient?identifier=urn:n|77"}"#,
        r#"{"reference":"Patient?identifier=urn%3An%7C77"}"#,
    ] {
        let bank = bank();
        // The patient stands behind the record that names them.
        send(
            &bank,
            &[by("o1", subject), number("p1", "77"), sinusitis("c1", "p1")],
        )
        .done()
        .says(&["3 new"]);
        agreed(&bank, &["p1"]);
        assert!(leaving(&bank).contains("9.81"), "{subject}");
    }
    let aside = |lines: &[String]| {
        let bank = bank();
        send(&bank, &lines[..lines.len() - 1]).done();
        send(&bank, &lines[lines.len() - 1..]).refused();
        assert!(reasons(&bank).contains("by a number alone"));
        agreed(&bank, &["p1"]);
        assert!(!leaving(&bank).contains("9.81"));
    };
    let c1 = sinusitis("c1", "p1");
    // Nobody's, two people's, another system's, corrected away, an old one.
    aside(&[patient("p1", ""), c1.clone(), by("o1", identifier)]);
    aside(&[
        number("p1", "77"),
        number("p2", "77"),
        c1.clone(),
        by("o1", identifier),
    ]);
    aside(&[
        number("p1", "77"),
        c1.clone(),
        by("o1", &identifier.replace("urn:n", "urn:m")),
    ]);
    aside(&[
        number("p1", "77"),
        number("p1", "78"),
        c1.clone(),
        by("o1", identifier),
    ]);
    let old = number("p1", "77").replace(r#"{"system""#, r#"{"use":"old","system""#);
    aside(&[old, c1, by("o1", identifier)]);
    // Set aside once, it comes in with the Patient who has the number.
    let bank = bank();
    let lab = file(&bank, "lab.ndjson", &by("o1", identifier));
    bank.run(["ingest"], [&lab]).refused();
    send(&bank, &[number("p1", "77"), sinusitis("c1", "p1")]).done();
    bank.run(["ingest"], [&lab]).done().says(&["1 new"]);
}

#[test]
fn a_patient_inside_a_record_only_is_set_aside_and_the_reason_says_what_to_send() {
    let bank = bank();
    let record = lab(
        "o1",
        "x",
        "9.81",
        r#","contained":[{"resourceType":"Patient","id":"x"}]"#,
    )
    .replace("Patient/x", "#x");
    send(&bank, &[record]).refused();
    assert!(reasons(&bank).contains("must be sent as a Patient of its own"));
    take(&bank, "message.json", &bundle("message", &[])).refused();
    assert!(reasons(&bank).contains("document; have it sent again"));
}
