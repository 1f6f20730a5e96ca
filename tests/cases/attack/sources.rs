//! Two hospitals number their patients alike: neither one's people become the other's.

use std::path::PathBuf;

use sekisho_tests::banks::Bank;
use sekisho_tests::command::Ran;

use super::feed::*;

/// The man of hospital B who has the number of the woman of hospital A.
fn man(id: &str, more: &str) -> String {
    patient(id, more)
        .replace("female", "male")
        .replace("1970-05-01", "1951-11-30")
}

fn file(bank: &Bank, name: &str, lines: &[String]) -> PathBuf {
    bank.scratch.file(name, &lines.join("\n"))
}

fn of_a() -> [String; 3] {
    [
        patient("1001", ""),
        sinusitis("c1", "1001"),
        lab("o1", "1001", "9.81", ""),
    ]
}

/// The same ids, another person.
fn of_b() -> [String; 3] {
    [
        man("1001", ""),
        sinusitis("c1", "1001"),
        lab("o1", "1001", "9.82", ""),
    ]
}

fn from(bank: &Bank, source: &str, lines: &[String]) -> Ran {
    let file = file(bank, &format!("{source}.ndjson"), lines);
    bank.run(
        ["ingest"],
        [file.as_os_str(), "--source".as_ref(), source.as_ref()],
    )
}

fn consents(bank: &Bank, rows: &str) -> Ran {
    let table = format!("patient_id,source,form,item,event,date\n{rows}");
    let table = bank.scratch.file("sourced.csv", &table);
    bank.run(["consent", "import"], [table])
}

fn signed(id: &str, source: &str) -> String {
    let form = sekisho_tests::banks::Event::signed(id);
    format!(
        "{id},{source},{},{},{},{}\n",
        form.form, form.item, form.event, form.date
    )
}

/// Pseudonyms of the delivered patients and of the delivered conditions.
fn ids(left: &str, kind: &str) -> Vec<String> {
    let of_kind = format!("\"resourceType\":\"{kind}\"");
    let lines = left.lines().filter(|line| line.contains(&of_kind));
    let id = |line: &str| {
        let id = sekisho_tests::Json::parse(line);
        id.get("id")
            .and_then(sekisho_tests::Json::text)
            .map(str::to_owned)
    };
    let mut ids: Vec<String> = lines.filter_map(id).collect();
    ids.sort();
    ids.dedup();
    ids
}

#[test]
fn one_id_of_two_sources_is_two_people_with_records_of_their_own() {
    let bank = bank();
    from(&bank, "a", &of_a()).done().says(&["3 new"]);
    from(&bank, "b", &of_b()).done().says(&["3 new"]);
    from(&bank, "b", &of_b()).done().says(&["0 new"]);
    consents(&bank, &signed("1001", "a")).done();
    let left = leaving(&bank);
    assert!(
        left.contains("9.81") && !left.contains("9.82"),
        "only A's agreed"
    );
    consents(&bank, &signed("1001", "b")).done();
    let left = leaving(&bank);
    assert!(left.contains("9.81") && left.contains("9.82"));
    for kind in ["Patient", "Condition", "Observation"] {
        assert_eq!(ids(&left, kind).len(), 2, "{kind}: one pseudonym each");
    }
    // What each record says of its person leads to that person.
    for line in left.lines().filter(|line| line.contains("\"subject\"")) {
        let line = sekisho_tests::Json::parse(line);
        let whom = line
            .at("subject.reference")
            .and_then(sekisho_tests::Json::text);
        let whom = whom
            .and_then(|whom| whom.strip_prefix("Patient/"))
            .expect("a person");
        assert!(ids(&left, "Patient").iter().any(|id| id == whom));
    }
}

#[test]
fn a_number_that_two_sources_have_names_nobody_without_its_source() {
    let bank = bank();
    let number = r#","identifier":[{"system":"urn:n","value":"77"}]"#;
    from(
        &bank,
        "a",
        &[patient("1001", number), sinusitis("c1", "1001")],
    )
    .done();
    from(&bank, "b", &[man("1001", number), sinusitis("c1", "1001")]).done();
    for id in ["1001", "Patient/1001", "77"] {
        consents(&bank, &signed(id, "")).refused().says(&["a, b"]);
        let said = bank.run(
            ["consent", "record"],
            ["--patient", id, "--form", "broad_2020", "--item", "1"],
        );
        assert_ne!(said.code, 0);
        said.says(&["a, b"]);
        consents(&bank, &signed(id, "nowhere"))
            .refused()
            .says(&["a, b"]);
    }
    assert_eq!(leaving(&bank), "");
    consents(&bank, &signed("77", "b")).done();
    assert_eq!(ids(&leaving(&bank), "Patient").len(), 1);
    // A no that names both is asked of a steward, and counts for whoever may be meant.
    consents(&bank, &signed("1001", "").replace("signed", "withdrawn")).done();
    assert_eq!(leaving(&bank), "");
    let retire = |record: &str| {
        bank.run(
            ["retire"],
            [
                record,
                "--as",
                "kana",
                "--justify",
                "番号の重なりを確かめた",
            ],
        )
    };
    retire("Condition/c1")
        .misused()
        .says(&["Condition/a:c1, Condition/b:c1"]);
    retire("Condition/b:c1").done();
}

#[test]
fn a_source_reaches_no_other_ones_people() {
    let bank = bank();
    from(&bank, "a", &of_a()).done();
    consents(&bank, &signed("1001", "a")).done();
    let condition = |id: &str, whom: &str| {
        lab(id, "x", "9.99", "").replace("\"Patient/x\"", &format!("\"{whom}\""))
    };
    for whom in [
        "Patient/1001",
        "Patient/a:1001",
        "a:Patient/1001",
        "Patient/a%3A1001",
        "Patient/../a:1001",
        "urn:uuid:a",
        "https://a.example/fhir/Patient/1001",
        "Patient?identifier=1001",
    ] {
        let ran = from(&bank, "b", &[condition("o9", whom)]);
        assert!(ran.code < 2, "{}", ran.said());
        assert!(!leaving(&bank).contains("9.99"), "{whom}");
    }
    // Nor does a deletion, a version, or an id that writes the other's source into itself.
    from(
        &bank,
        "b",
        &[deletes(&["Patient/1001", "Condition/c1"], "")],
    )
    .done();
    from(&bank, "b", &[man("a:1001", "")]).refused();
    from(&bank, "b", &of_b()).done();
    assert!(leaving(&bank).contains("9.81") && !leaving(&bank).contains("9.82"));
}

#[test]
fn a_source_has_one_way_of_being_written_and_silence_is_no_name() {
    let bank = bank();
    let long = "a".repeat(1 << 16);
    for name in [
        "A",
        "a/b",
        "a|b",
        "a:b",
        "a b",
        "",
        "-a",
        "ａ",
        "а",
        "a\u{7}",
        long.as_str(),
    ] {
        let file = file(&bank, "x.ndjson", &of_a());
        let source = format!("--source={name}");
        let ran = bank.run(["ingest"], [file.as_os_str(), source.as_ref()]);
        ran.misused();
    }
    from(&bank, "b", &of_b()).done();
    send(&bank, &of_a()).misused().says(&["--source", "(b)"]);
    from(&bank, "default", &of_a()).done().says(&["3 new"]);
}

/// Without names the two are one person to the bank, until both sex and birth date change.
#[test]
fn another_person_under_one_id_waits_with_everything_about_them() {
    let b = [
        of_b()[1].replace("c1", "c2"),
        of_b()[2].clone(),
        of_b()[0].clone(),
    ];
    for word in ["reject", "confirm"] {
        let bank = bank();
        send(&bank, &of_a()).done();
        agreed(&bank, &["1001"]);
        assert!(leaving(&bank).contains("9.81"));
        send(&bank, &b).refused().says(&["wait for a steward"]);
        assert_eq!(leaving(&bank), "", "neither of the two");
        // More of either, a version in between, a deletion: nothing ends the doubt.
        send(&bank, &[lab("o3", "1001", "9.83", "")]).refused();
        send(&bank, &[deletes(&["Observation/o3"], "")]).done();
        send(&bank, &[patient("1001", r#","active":true"#)]).refused();
        assert_eq!(leaving(&bank), "");
        let waits = waiting(&bank);
        assert_eq!(waits.len(), 1, "{waits:?}");
        assert_eq!(waits[0].1, "person");
        decide(&bank, word, waits[0].0);
        let left = leaving(&bank);
        match word {
            "reject" => {
                assert!(left.contains("9.81") && !left.contains("9.82"), "{left}");
                assert!(left.contains("\"female\"") || !left.contains("\"male\""));
                assert_eq!(ids(&left, "Condition").len(), 1);
            }
            _ => {
                assert!(left.contains("9.82") && !left.contains("9.81"), "{left}");
                assert_eq!(ids(&left, "Condition").len(), 2);
            }
        }
        assert!(waiting(&bank).is_empty());
    }
}

/// One step at a time, in one file, over a version that says nothing, or after a deletion.
#[test]
fn no_way_around_makes_two_people_one() {
    let (a, b) = (patient("1001", ""), man("1001", ""));
    let without_sex = b.replace(r#""gender":"male","#, "");
    let only_sex = a.replace("female", "male");
    let ways: [&[String]; 5] = [
        std::slice::from_ref(&b),
        &[only_sex, b.clone()],
        &[without_sex, b.clone()],
        &[deletes(&["Patient/1001"], ""), b.clone()],
        &[b.replace("\"male\"", "\" Male\"")],
    ];
    for way in ways {
        let bank = bank();
        send(&bank, &of_a()).done();
        for line in way {
            send(&bank, std::slice::from_ref(line));
        }
        let waits = waiting(&bank);
        assert!(waits.iter().any(|(_, why)| why == "person"), "{way:?}");
    }
    // A correction of one of them is none.
    let bank = bank();
    send(&bank, &of_a()).done();
    send(&bank, &[a.replace("1970-05-01", "1970-05-10")]).done();
    send(&bank, &[a.replace("1970-05-01", "1970-05")]).done();
    // Two paths of one run are two ways in.
    let bank = super::feed::bank();
    let (one, other) = (
        file(&bank, "a.ndjson", &of_a()),
        file(&bank, "b.ndjson", &of_b()),
    );
    bank.run(["ingest"], [one, other]).refused();
    agreed(&bank, &["1001"]);
    assert_eq!(leaving(&bank), "");
    decide(&bank, "reject", waiting(&bank)[0].0);
    let left = leaving(&bank);
    assert!(left.contains("9.81") && !left.contains("9.82"));
}
