//! FHIR Consents that try to say more yes than was written, or to lose a no: another's name, days
//! that can't be, a deny in the depth, versions that go backwards, elements nobody understands.

use std::ffi::OsStr;

use sekisho_tests::Ran;
use sekisho_tests::banks::Bank;
use sekisho_tests::samples::{ours, text_of};

use super::old_forms::load_variant;
use super::signatures::{import as import_table, ingest, leave, person};

const MII: &str = "urn:oid:2.16.840.1.113883.3.1937.777.24.5.3";
const USE: &str = "2.16.840.1.113883.3.1937.777.24.5.3.8";

/// `p1` (1970) and `p2` (born 2021, died 2023), and a steward.
fn bank() -> Bank {
    let bank = Bank::of_package("examples/synthea");
    let users = text_of(&ours("examples/synthea/users.csv"));
    let users = users + "kanri,steward,関所大学,,\nsoeda,steward,関所大学,,\n";
    let file = bank.scratch.file("users.csv", &users);
    bank.run(["bank", "people"], [file]).done();
    let people = [
        person(
            "p1",
            r#","birthDate":"1970-05-01","identifier":[{"system":"urn:mrn","value":"77"}]"#,
        ),
        person(
            "p2",
            r#","birthDate":"2021-05-01","deceasedDateTime":"2023-01-01","identifier":[{"system":"urn:mrn","value":"88"}]"#,
        ),
    ];
    ingest(&bank, "people.ndjson", &people.concat());
    bank
}

fn code(code: &str) -> String {
    format!(r#""code":[{{"coding":[{{"system":"{MII}","code":"{code}"}}]}}]"#)
}

/// A permit or a deny of the one code that the example's form has.
fn rule(kind: &str, more: &str) -> String {
    format!(r#"{{"type":"{kind}",{}{more}}}"#, code(USE))
}

fn since(day: &str) -> String {
    format!(r#","period":{{"start":"{day}"}}"#)
}

/// A valid Consent; `head` comes before its rules and may name anybody.
fn consent(id: &str, status: &str, updated: &str, head: &str, rules: &str) -> String {
    format!(
        r#"{{"resourceType":"Consent","id":"{id}","meta":{{"lastUpdated":"{updated}"}},"status":"{status}",
        "scope":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"research"}}]}},
        "category":[{{"coding":[{{"system":"http://loinc.org","code":"57016-8"}}]}}],
        "policy":[{{"uri":"urn:oid:2.16.840.1.113883.3.1937.777.24.2.184"}}],{head},
        "provision":{{"type":"deny","provision":[{rules}]}}}}"#
    )
    .replace('\n', " ")
}

const P1: &str = r#""patient":{"reference":"Patient/p1"},"dateTime":"2022-03-01""#;
const ON_2022: &str = "2022-03-02T10:00:00+09:00";
const ON_2024: &str = "2024-03-02T10:00:00+09:00";

fn yes() -> String {
    rule("permit", &since("2022-03-01"))
}

fn given(bank: &Bank, lines: &[String]) -> Ran {
    let file = bank.scratch.file("consents.ndjson", &lines.join("\n"));
    bank.run(["consent", "import"], [file])
}

fn set_aside(ran: Ran, reason: &str) {
    let ran = ran.refused();
    assert!(ran.out.contains(reason), "{reason}\n{}", ran.out);
}

#[test]
fn a_consent_is_a_signature_and_the_same_file_changes_nothing() {
    let bank = bank();
    let file = [consent("c", "active", ON_2022, P1, &yes())];
    let first = given(&bank, &file).done();
    assert!(
        first.err.contains("1 new events, 0 known") || first.out.contains("1 new events, 0 known"),
        "{first:?}"
    );
    assert_eq!(leave(&bank), 1);
    let again = given(&bank, &file).done();
    assert!(
        again.err.contains("0 new events, 1 known") || again.out.contains("0 new events, 1 known"),
        "{again:?}"
    );
    // An end that the person named ends it.
    let ended = r#","period":{"start":"2022-03-01","end":"2023-03-01"}"#;
    let ended = consent("c", "active", ON_2024, P1, &rule("permit", ended));
    given(&bank, &[ended]).done();
    assert_eq!(leave(&bank), 0);
}

#[test]
fn a_bundle_of_gics_form_and_a_number_instead_of_a_reference() {
    let bank = bank();
    let by_number =
        r#""patient":{"identifier":{"system":"urn:mrn","value":"77"}},"dateTime":"2022-03-01""#;
    let one = consent("c", "active", ON_2022, by_number, &yes());
    let bundle = format!(
        r#"{{"resourceType":"Bundle","type":"searchset","entry":[{{"fullUrl":"http://h.example/Consent/c","resource":{one}}},{{"resource":{{"resourceType":"ResearchStudy","id":"r","status":"active"}}}}]}}"#
    );
    let file = bank.scratch.file("gics.json", &bundle);
    let ran = bank.run(["consent", "import"], [file]).done();
    assert!(
        format!("{ran:?}").contains("records of other types than Consent: 1"),
        "{ran:?}"
    );
    assert_eq!(leave(&bank), 1);
    // Another system's number of the same digits is nobody's.
    let elsewhere = by_number.replace("urn:mrn", "urn:lab");
    set_aside(
        given(
            &bank,
            &[consent("d", "active", ON_2022, &elsewhere, &yes())],
        ),
        "no patient has this patient_id",
    );
}

#[test]
fn whom_it_is_about_is_certain_or_it_is_set_aside() {
    let bank = bank();
    let both = r#""patient":{"reference":"Patient/p1","identifier":{"system":"urn:mrn","value":"88"}},"dateTime":"2022-03-01""#;
    set_aside(
        given(&bank, &[consent("c", "active", ON_2022, both, &yes())]),
        "more than one patient",
    );
    let contained = r##""contained":[{"resourceType":"Patient","id":"p"}],"patient":{"reference":"#p"},"dateTime":"2022-03-01""##;
    set_aside(
        given(&bank, &[consent("d", "active", ON_2022, contained, &yes())]),
        "its patient stands inside it",
    );
    let elsewhere = r#""patient":{"reference":"https://other.example/fhir/Patient/p1"},"dateTime":"2022-03-01""#;
    set_aside(
        given(&bank, &[consent("e", "active", ON_2022, elsewhere, &yes())]),
        "an address on another server",
    );
    // A paper that moves to another person waits, and takes nothing from the first.
    given(&bank, &[consent("f", "active", ON_2022, P1, &yes())]).done();
    let moved = P1.replace("p1", "p2");
    set_aside(
        given(&bank, &[consent("f", "active", ON_2024, &moved, &yes())]),
        "another than that of the version before",
    );
    assert_eq!(leave(&bank), 1);
    let asked = bank.run(["consent", "questions"], ["--as", "kanri"]).done();
    assert!(
        asked
            .out
            .contains("another patient than its version before"),
        "{}",
        asked.out
    );
}

#[test]
fn a_signature_on_a_day_that_can_not_be_is_none() {
    let bank = bank();
    let p2 = |start: &str| {
        let head = r#""patient":{"reference":"Patient/p2"},"dateTime":"2022-03-01""#;
        let yes = rule("permit", &since(start));
        vec![consent(
            &format!("c-{start}"),
            "active",
            ON_2022,
            head,
            &yes,
        )]
    };
    set_aside(
        given(&bank, &p2("2020-01-01")),
        "before this patient was born",
    );
    set_aside(
        given(&bank, &p2("2024-01-01")),
        "after this patient's death",
    );
    set_aside(given(&bank, &p2("2099-01-01")), "in the future");
    set_aside(given(&bank, &p2("0202-01-01")), "before 1900");
    let undated = r#""patient":{"reference":"Patient/p1"}"#;
    set_aside(
        given(
            &bank,
            &[consent(
                "d",
                "active",
                ON_2022,
                undated,
                &rule("permit", ""),
            )],
        ),
        "since when it permits is not said",
    );
    assert_eq!(leave(&bank), 0);
    // A no of such a day counts all the same.
    import_table(&bank, "p1,broad_2020,1,signed,2022-01-01,\n").done();
    assert_eq!(leave(&bank), 1);
    let no = rule("deny", &since("2099-01-01"));
    given(&bank, &[consent("e", "active", ON_2022, P1, &no)]).done();
    assert_eq!(leave(&bank), 0);
}

/// What narrows a permit in a way the form's item can't say, each by itself.
#[test]
fn a_narrower_yes_is_not_taken_for_a_wide_one() {
    let inside = |deny: &str| format!(r#","period":{{"start":"2022-03-01"}},"provision":[{deny}]"#);
    let deep = format!(
        r#"{{"type":"permit",{},"provision":[{{"type":"deny","purpose":[{{"system":"urn:x","code":"HMARKT"}}]}}]}}"#,
        code(USE)
    );
    let actor = r#""actor":[{"role":{"text":"custodian"},"reference":{"display":"A"}}]"#;
    let of_time = |element: &str, at: &str| {
        format!(r#","{element}":{{"start":"{at}"}},"period":{{"start":"2022-03-01"}}"#)
    };
    for (rules, reason) in [
        (
            rule("permit", &format!(",{actor}")),
            "a permit for this actor alone",
        ),
        (
            rule(
                "permit",
                r#","purpose":[{"system":"urn:x","code":"TREAT"}]"#,
            ),
            "provision.provision[0].purpose: a code that no from fhir line",
        ),
        (
            rule(
                "permit",
                r#","class":[{"system":"http://hl7.org/fhir/resource-types","code":"Patient"}]"#,
            ),
            "provision.provision[0].class: a code",
        ),
        (
            rule(
                "permit",
                r#","action":[{"coding":[{"system":"urn:x","code":"collect"}]}]"#,
            ),
            "provision.provision[0].action: a code",
        ),
        (
            rule("permit", &of_time("dataPeriod", "2020-01-01")),
            "a permit for this dataPeriod alone",
        ),
        (
            rule(
                "permit",
                r#","data":[{"meaning":"instance","reference":{"reference":"Condition/c-p1"}}]"#,
            ),
            "a permit for this data alone",
        ),
        // A deny inside the permit, in the third level and in the fourth.
        (
            rule("permit", &inside(&format!(r#"{{"type":"deny",{actor}}}"#))),
            "a deny for this actor alone",
        ),
        (
            rule("permit", &inside(&deep)),
            "can't be told from the form's from fhir lines",
        ),
        (
            rule("permit", r#","period":{"start":"gestern"}"#),
            "its period is no FHIR date",
        ),
        // Beside it a deny about nobody knows what.
        (
            format!(r#"{},{{"type":"deny","code":[{{"text":"?"}}]}}"#, yes()),
            "can't be told from the form's from fhir lines",
        ),
        (
            format!(r#"{},{{"type":"perhaps",{}}}"#, yes(), code(USE)),
            "can't be told from",
        ),
        (format!(r#"{},{{{}}}"#, yes(), code(USE)), "can't be told"),
        // A key that R4 does not have may be a bound misspelt.
        (rule("permit", r#","acter":[{}]"#), "no valid FHIR R4"),
        (
            rule(
                "permit",
                r#","modifierExtension":[{"url":"urn:x","valueBoolean":true}]"#,
            ),
            "has a modifierExtension",
        ),
    ] {
        let bank = bank();
        set_aside(
            given(&bank, &[consent("c", "active", ON_2022, P1, &rules)]),
            reason,
        );
        assert_eq!(leave(&bank), 0, "{rules}");
        // As a later version it ends what the one before agreed to.
        given(&bank, &[consent("d", "active", ON_2022, P1, &yes())]).done();
        if reason.contains("a deny for") {
            assert_eq!(leave(&bank), 0, "a no counts wherever it was said: {rules}");
            continue;
        }
        assert_eq!(leave(&bank), 1, "{rules}");
        given(&bank, &[consent("d", "active", ON_2024, P1, &rules)]).refused();
        assert_eq!(leave(&bank), 0, "the narrower version came later: {rules}");
    }
}

#[test]
fn a_deny_beside_a_permit_wins_and_one_that_is_over_does_not() {
    for (rules, people) in [
        (
            format!("{},{}", yes(), rule("deny", &since("2022-03-01"))),
            0,
        ),
        (format!("{},{}", yes(), rule("deny", "")), 0),
        // The deny began before and goes on.
        (
            format!(
                "{},{}",
                yes(),
                rule(
                    "deny",
                    r#","period":{"start":"2021-01-01","end":"2099-01-01"}"#
                )
            ),
            0,
        ),
        (
            format!(
                "{},{}",
                yes(),
                rule(
                    "deny",
                    r#","period":{"start":"2021-01-01","end":"2021-06-01"}"#
                )
            ),
            1,
        ),
        (
            format!("{},{}", yes(), rule("deny", &since("2024-01-01"))),
            0,
        ),
        // Codes that are none of the form's business.
        (
            format!(
                r#"{},{{"type":"deny",{}}}"#,
                yes(),
                code(&USE.replace(".8", ".27"))
            ),
            1,
        ),
        (
            rule(
                "permit",
                r#","dataPeriod":{},"period":{"start":"2022-03-01"}"#,
            )
            .replace(r#""dataPeriod":{},"#, ""),
            1,
        ),
    ] {
        let bank = bank();
        given(&bank, &[consent("c", "active", ON_2024, P1, &rules)]);
        assert_eq!(leave(&bank), people, "{rules}");
    }
}

#[test]
fn a_later_version_is_a_withdrawal_and_an_older_one_brings_nothing_back() {
    let other = code(&USE.replace(".8", ".6"));
    let ends: [(&str, &str, String); 5] = [
        ("inactive", ON_2024, yes()),
        ("rejected", ON_2024, yes()),
        ("entered-in-error", ON_2024, yes()),
        ("proposed", ON_2024, yes()),
        ("active", ON_2024, format!(r#"{{"type":"permit",{other}}}"#)),
    ];
    for (status, updated, rules) in ends {
        let bank = bank();
        let first = consent("c", "active", ON_2022, P1, &yes());
        given(&bank, std::slice::from_ref(&first)).done();
        assert_eq!(leave(&bank), 1);
        given(&bank, &[consent("c", status, updated, P1, &rules)]);
        assert_eq!(leave(&bank), 0, "{status}");
        // The old file again; then without its date; then as a copy of the new with the old status.
        set_aside(
            given(&bank, std::slice::from_ref(&first)),
            "an older version",
        );
        assert_eq!(leave(&bank), 0, "{status}, the old file again");
        let bare = first.replace(
            &format!(r#""lastUpdated":"{ON_2022}""#),
            r#""versionId":"x""#,
        );
        given(&bank, &[bare]);
        assert_eq!(leave(&bank), 0, "{status}, the old file without its date");
        given(
            &bank,
            &[consent("c", "active", "2025-01-01T00:00:00Z", P1, &yes())],
        );
        assert_eq!(leave(&bank), 0, "{status}: a signature from before the no");
        // Signed again afterwards, and that is said: it counts, but never for an error voided.
        let again = rule("permit", &since("2025-02-01"));
        given(
            &bank,
            &[consent("c", "active", "2025-02-02T00:00:00Z", P1, &again)],
        )
        .done();
        assert_eq!(leave(&bank), 1, "{status}: signed again");
    }
}

#[test]
fn an_inactive_version_that_comes_first_is_not_undone_by_the_active_one() {
    for status in ["inactive", "entered-in-error", "rejected"] {
        let bank = bank();
        given(&bank, &[consent("c", status, ON_2024, P1, &yes())]);
        given(&bank, &[consent("c", "active", ON_2022, P1, &yes())]).refused();
        assert_eq!(leave(&bank), 0, "{status}");
    }
}

#[test]
fn a_no_that_is_said_to_be_an_error_waits_for_a_steward() {
    let bank = bank();
    import_table(&bank, "p1,broad_2020,1,signed,2021-01-01,\n").done();
    let no = rule("deny", &since("2022-03-01"));
    given(&bank, &[consent("c", "active", ON_2022, P1, &no)]).done();
    assert_eq!(leave(&bank), 0);
    set_aside(
        given(&bank, &[consent("c", "entered-in-error", ON_2024, P1, &no)]),
        "a no that is said to be an error",
    );
    assert_eq!(leave(&bank), 0);
    let asked = bank.run(["consent", "questions"], ["--as", "kanri"]).done();
    assert!(asked.out.contains("consent void"), "{}", asked.out);
}

#[test]
fn somebody_for_the_person_is_not_the_person() {
    let bank = bank();
    // The example's form takes a proxy's word as it stands; a no of the person beats it.
    let by_other = format!(r#"{P1},"performer":[{{"reference":"RelatedPerson/r"}}]"#);
    given(&bank, &[consent("c", "active", ON_2022, &by_other, &yes())]).done();
    assert_eq!(leave(&bank), 1);
    import_table(&bank, "p1,broad_2020,1,withdrawn,2023-01-01,\n").done();
    let later = rule("permit", &since("2024-01-01"));
    given(&bank, &[consent("d", "active", ON_2024, &by_other, &later)]).done();
    assert_eq!(leave(&bank), 0, "a proxy never overrules the person's no");
    let own = format!(r#"{P1},"performer":[{{"reference":"Patient/p1"}}]"#);
    given(&bank, &[consent("e", "active", ON_2024, &own, &later)]).done();
    assert_eq!(leave(&bank), 1);
}

#[test]
fn hostile_files_end_in_reasons() {
    let bank = bank();
    let many = vec![rule("permit", &since("2022-03-01")); 10_000].join(",");
    set_aside(
        given(&bank, &[consent("c", "active", ON_2022, P1, &many)]),
        "too many provisions",
    );
    let deep = format!(
        "{}{}{}",
        r#"{"type":"permit","provision":["#.repeat(10_000),
        yes(),
        "]}".repeat(10_000)
    );
    set_aside(
        given(&bank, &[consent("c", "active", ON_2022, P1, &deep)]),
        "nested too deeply",
    );
    let twice = consent("c", "active", ON_2022, P1, &yes())
        .replace(r#""status":"#, r#""status":"inactive","status":"#);
    set_aside(given(&bank, &[twice]), "the same key stands twice");
    set_aside(given(&bank, &["{".to_owned()]), "not valid JSON");
    // One bad line does not keep a withdrawal from the next.
    given(&bank, &[consent("d", "active", ON_2022, P1, &yes())]).done();
    assert_eq!(leave(&bank), 1);
    let lines = [
        "[".to_owned(),
        consent("d", "inactive", ON_2024, P1, &yes()),
    ];
    given(&bank, &lines).refused();
    assert_eq!(leave(&bank), 0);
}

#[test]
fn what_maps_to_nothing_waits_for_the_curator_and_is_taken_then() {
    let bank = bank();
    let lung = [
        (
            "  from fhir policy \"urn:oid:2.16.840.1.113883.3.1937.777.24.2.184\"\n",
            "",
        ),
        (
            "from fhir \"urn:oid:2.16.840.1.113883.3.1937.777.24.5.3.8\" as item",
            "from fhir \"urn:oid:1.2.3.4\" as item",
        ),
        (
            "  from fhir \"urn:oid:2.16.840.1.113883.3.1937.777.24.5.3\" code any as nothing\n",
            "",
        ),
    ];
    load_variant(&bank, &lung);
    let file = [consent("c", "active", ON_2022, P1, &yes())];
    set_aside(given(&bank, &file), "of which form it is");
    let package = sekisho_tests::banks::bundle_of("examples/synthea");
    bank.run(["bank", "load"], [package]).done();
    given(&bank, &file).done();
    assert_eq!(leave(&bank), 1);
}

#[test]
fn what_is_written_out_is_personal_and_says_the_same_in_another_bank() {
    let here = bank();
    import_table(
        &here,
        "p1,broad_2020,1,signed,2022-01-01,\np2,broad_2020,1,signed,2022-01-01,proxy\n",
    )
    .done();
    // Nobody but a steward, and the ledger says who.
    let refused = here.run(["consent", "export"], ["--all", "--as", "sato"]);
    assert_ne!(refused.code, 0, "{refused:?}");
    assert_eq!(kinds(&here, "consent_exported"), 0);
    let file = here.scratch.path("out.ndjson");
    let name = file.as_os_str();
    here.run(
        ["consent", "export"],
        [
            OsStr::new("--all"),
            "--as".as_ref(),
            "kanri".as_ref(),
            "-o".as_ref(),
            name,
        ],
    )
    .done();
    assert_eq!(kinds(&here, "consent_exported"), 1);
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(&file).expect("a file").permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    let there = bank();
    there.run(["consent", "import"], [&file]).done();
    let people = leave(&here);
    assert!(people > 0);
    assert_eq!(leave(&there), people);
    // A withdrawal is a later version of the same Consent.
    import_table(&here, "p1,broad_2020,1,withdrawn,2024-01-01,\n").done();
    let one = here
        .run(["consent", "export"], ["p1", "--as", "kanri"])
        .done();
    let line = one
        .out
        .lines()
        .find(|line| line.starts_with('{'))
        .expect("a Consent");
    assert!(line.contains(r#""status":"inactive""#), "{line}");
    let file = there.scratch.file("later.ndjson", line);
    there.run(["consent", "import"], [file]).done();
    assert_eq!((leave(&here), leave(&there)), (people - 1, people - 1));
    let again = there
        .run(["consent", "export"], ["p1", "--as", "kanri"])
        .done();
    let bare = |text: &str| {
        let line = text
            .lines()
            .find(|line| line.starts_with('{'))
            .expect("a Consent")
            .to_owned();
        let provision = line.find(r#""provision":"#).expect("rules");
        line[provision..].to_owned()
    };
    assert_eq!(bare(&one.out), bare(&again.out));
}

fn kinds(bank: &Bank, kind: &str) -> usize {
    bank.ledger_kinds().iter().filter(|k| *k == kind).count()
}

#[test]
fn a_consent_among_the_records_says_nothing() {
    let bank = bank();
    let file = bank
        .scratch
        .file("c.ndjson", &consent("c", "active", ON_2022, P1, &yes()));
    let ran = bank.run(["ingest"], [file]).done();
    assert!(
        format!("{ran:?}").contains("records and nothing else"),
        "{ran:?}"
    );
    assert_eq!(leave(&bank), 0);
}

/// Ids are a source's own, those of Consents too: hospital B's `Consent/c` of its `Patient/1001` is no
/// later version of A's, and takes nothing back of hers.
#[test]
fn a_consent_of_one_hospital_is_no_version_of_the_others() {
    let bank = Bank::of_package("examples/synthea");
    let users = text_of(&ours("examples/synthea/users.csv"));
    let users = users + "kanri,steward,関所大学,,\n";
    let users = bank.scratch.file("users.csv", &users);
    bank.run(["bank", "people"], [users]).done();
    let people = person("1001", r#","birthDate":"1970-05-01""#);
    let of = |source: &str, name: &str, text: &str| {
        let file = bank.scratch.file(name, text).display().to_string();
        [file, "--source".to_owned(), source.to_owned()]
    };
    let import = |source: &str, name: &str, text: &str| {
        bank.run(["consent", "import"], of(source, name, text))
    };
    for source in ["hospital-a", "hospital-b"] {
        bank.run(["ingest"], of(source, "people.ndjson", &people))
            .done();
    }
    let patient = r#""patient":{"reference":"Patient/1001"},"dateTime":"2022-03-01""#;
    let agreed = consent("c", "active", ON_2022, patient, &yes());
    // Silence, and a hospital that the bank does not know.
    let file = bank.scratch.file("silent.json", &agreed);
    bank.run(["consent", "import"], [file]).misused();
    import("hospital-x", "x.json", &agreed).misused();
    assert_eq!(leave(&bank), 0, "nobody was named");

    import("hospital-a", "a.json", &agreed).done();
    assert_eq!(leave(&bank), 1, "hers");
    let ended = consent("c", "inactive", ON_2024, patient, &yes());
    import("hospital-b", "b.json", &ended);
    assert_eq!(leave(&bank), 1, "his no is not hers");
    import("hospital-a", "a-ended.json", &ended);
    assert_eq!(leave(&bank), 0, "her own no is");

    let all = ["--all", "--as", "kanri"];
    let out = bank.run(["consent", "export"], all).done().out.clone();
    assert!(out.contains("urn:sekisho:source:hospital-a"), "{out}");
}
