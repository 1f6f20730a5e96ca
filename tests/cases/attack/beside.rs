//! A drug by reference is a drug: a code that stands in another record counts wherever that record
//! came from and whenever, changes and goes with it, and is no way around what may not be seen.

use sekisho_tests::banks::{Bank, Event};
use sekisho_tests::delivery::Delivery;

use super::Stage;
use super::feed::{condition, patient, sinusitis};
use crate::tables::tables;

const METOPROLOL: &str = "866414";
const OTHER: &str = "313782";
const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";

/// The synthea example with who is on the drug, and who is not, counted from one on.
fn stage() -> Stage {
    const COHORTS: &str = "cohort on_drug {\n  from patient\n  where some medication has (code in metoprolol unknown exclude)\n  because ja \"試験\" en \"test\"\n}\ncohort off_drug {\n  from patient\n  where no medication has (code in metoprolol unknown exclude)\n  because ja \"試験\" en \"test\"\n}\ncohort perhaps {\n  from patient\n  where some medication has (code in metoprolol unknown include)\n  because ja \"試験\" en \"test\"\n}\n\ncohort sinusitis {";
    Stage::empty(
        "2026-06-01",
        &[
            ("cohort sinusitis {", COHORTS),
            (
                "cohort sinusitis, heart_failure",
                "cohort sinusitis, heart_failure, on_drug, off_drug, perhaps",
            ),
            (
                "small cells below 10 suppress",
                "small cells below 2 suppress",
            ),
        ],
    )
}

fn medication(id: &str, code: &str, more: &str) -> String {
    format!(
        r#"{{"resourceType":"Medication","id":"{id}","code":{{"coding":[{{"system":"{RXNORM}","code":"{code}"}}]}}{more}}}"#
    )
}

/// A prescription of what a reference leads to.
fn prescribed(id: &str, patient: &str, reference: &str) -> String {
    format!(
        r#"{{"resourceType":"MedicationRequest","id":"{id}","status":"active","intent":"order","subject":{{"reference":"Patient/{patient}"}},"authoredOn":"2015-03-10","medicationReference":{{"reference":"{reference}"}}}}"#
    )
}

/// Eight people, each with one prescription of the same drug.
fn people(stage: &Stage) -> Vec<String> {
    let ids: Vec<String> = (0..8).map(|n| format!("m{n}")).collect();
    let lines: Vec<String> = ids.iter().map(|id| patient(id, "")).collect();
    send(stage, "people", &lines);
    let signed: Vec<Event<'_>> = ids.iter().map(|id| Event::signed(id)).collect();
    stage.consents("2026-06-01", &signed).done();
    ids
}

fn send(stage: &Stage, name: &str, lines: &[String]) -> String {
    let feed = stage
        .bank
        .scratch
        .file(&format!("{name}.ndjson"), &lines.join("\n"));
    let ran = stage.at("2026-06-01", &["ingest"], [feed]);
    ran.done().out.clone()
}

fn all_prescribed(ids: &[String], reference: &str) -> Vec<String> {
    let one = |id: &String| prescribed(&format!("r{id}"), id, reference);
    ids.iter().map(one).collect()
}

/// On the drug, not on it, and perhaps on it; `None` below the bound.
fn counted(stage: &Stage, day: &str) -> [Option<usize>; 3] {
    ["on_drug", "off_drug", "perhaps"].map(|cohort| {
        // A copy: what was told before is held against what is told now.
        let copy = Stage {
            bank: stage.bank.copy(),
        };
        let words = [
            "--study",
            "synthea_outcomes",
            "--as",
            "sato",
            "--cohort",
            cohort,
        ];
        let ran = copy.at(day, &["count"], words);
        let out = ran.done().out.clone();
        let told = out.lines().next().unwrap_or_default();
        match told.contains('<') || told.contains("未満") {
            true => None,
            false => told
                .split(|c: char| !c.is_ascii_digit())
                .find_map(|word| word.parse().ok()),
        }
    })
}

const ALL_ON: [Option<usize>; 3] = [Some(8), None, Some(8)];
const UNKNOWN: [Option<usize>; 3] = [None, Some(8), Some(8)];
const ALL_OFF: [Option<usize>; 3] = [None, Some(8), None];

#[test]
fn a_drug_counts_in_whatever_order_and_by_whatever_name_it_comes() {
    let med = || medication("med1", METOPROLOL, "");
    let bundle = |ids: &[String], reference: &str| {
        let mut entries = vec![format!(
            r#"{{"fullUrl":"{reference}","resource":{}}}"#,
            med()
        )];
        let requests = all_prescribed(ids, reference);
        entries.extend(requests.iter().map(|r| format!(r#"{{"resource":{r}}}"#)));
        format!(
            r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#,
            entries.join(",")
        )
    };
    // The drug first, in the same file, later, in one Bundle by its urn or address, later by a urn.
    type Come = (
        &'static str,
        fn(&Stage, &[String], &dyn Fn(&[String], &str) -> String, String),
    );
    let ways: [Come; 6] = [
        ("before", |stage, ids, _, med| {
            send(stage, "a", &[med]);
            send(stage, "b", &all_prescribed(ids, "Medication/med1"));
        }),
        ("beside", |stage, ids, _, med| {
            let mut lines = all_prescribed(ids, "Medication/med1");
            lines.insert(3, med);
            send(stage, "a", &lines);
        }),
        ("after", |stage, ids, _, med| {
            let said = send(
                stage,
                "a",
                &all_prescribed(ids, "Medication/med1/_history/1"),
            );
            assert!(
                said.contains("8 records take their code from another"),
                "{said}"
            );
            assert_eq!(counted(stage, "2026-06-01"), UNKNOWN);
            let said = send(stage, "b", &[med]);
            assert!(!said.contains("take their code"), "{said}");
        }),
        ("urn", |stage, ids, bundle, _| {
            let urn = "urn:uuid:0b1c2f2a-1111-4c1e-9a86-0d7a3e0f5b01";
            send(stage, "a", &[bundle(ids, urn)]);
        }),
        ("address", |stage, ids, bundle, _| {
            send(
                stage,
                "a",
                &[bundle(ids, "https://hospital.example/fhir/Medication/med1")],
            );
        }),
        ("urn after", |stage, ids, bundle, _| {
            let urn = "urn:uuid:0b1c2f2a-2222-4c1e-9a86-0d7a3e0f5b02";
            send(stage, "a", &all_prescribed(ids, urn));
            assert_eq!(counted(stage, "2026-06-01"), UNKNOWN);
            send(stage, "b", &[bundle(&[], urn)]);
        }),
    ];
    for (name, come) in ways {
        let stage = stage();
        let ids = people(&stage);
        come(&stage, &ids, &bundle, med());
        assert_eq!(counted(&stage, "2026-06-01"), ALL_ON, "{name}");
    }
}

#[test]
fn it_changes_and_goes_with_its_record() {
    let stage = stage();
    let ids = people(&stage);
    send(&stage, "a", &all_prescribed(&ids, "Medication/med1"));
    send(&stage, "b", &[medication("med1", METOPROLOL, "")]);
    assert_eq!(counted(&stage, "2026-06-01"), ALL_ON);
    send(&stage, "c", &[medication("med1", OTHER, "")]);
    assert_eq!(
        counted(&stage, "2026-06-01"),
        ALL_OFF,
        "its newest version is another drug"
    );
    send(
        &stage,
        "d",
        &[medication("med1", METOPROLOL, r#","status":"active""#)],
    );
    assert_eq!(counted(&stage, "2026-06-01"), ALL_ON);
    let words = ["Medication/med1", "--as", "kanri", "--justify", "誤登録"];
    stage.at("2026-06-02", &["retire"], words).done();
    assert_eq!(
        counted(&stage, "2026-06-02"),
        UNKNOWN,
        "what was retired tells nothing"
    );
    let status = stage.at("2026-06-02", &["bank", "status"], [""; 0]).done();
    let told = &status.out;
    assert!(told.contains("8 records take their code"), "{told}");
}

#[test]
fn what_may_not_be_seen_is_not_seen_through_a_prescription() {
    let label = r#","meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]}"#;
    let somebody =
        r#","extension":[{"url":"urn:for","valueReference":{"reference":"Patient/m1"}}]"#;
    let inside = r##","ingredient":[{"itemReference":{"reference":"#s"}}],"contained":[{"resourceType":"Substance","id":"s","meta":{"security":[{"code":"R"}]},"code":{"coding":[{"code":"866414"}]}}]"##;
    for (name, drug) in [
        ("sealed", medication("med1", METOPROLOL, label)),
        ("names somebody", medication("med1", METOPROLOL, somebody)),
        ("sealed inside", medication("med1", OTHER, inside)),
    ] {
        let stage = stage();
        let ids = people(&stage);
        // What names somebody in a drug's own record is set aside, and the ingest says so.
        let feed = stage.bank.scratch.file("b.ndjson", &drug);
        match stage.at("2026-06-01", &["ingest"], [feed]) {
            ran if name == "names somebody" => ran.refused().says(&["1 quarantined"]),
            ran => ran.done(),
        };
        send(&stage, "a", &all_prescribed(&ids, "Medication/med1"));
        let [on, ..] = counted(&stage, "2026-06-01");
        assert_eq!(on, None, "{name}");
    }
}

#[test]
fn references_in_a_circle_end_and_ingredients_count() {
    let stage = stage();
    let ids = people(&stage);
    let round = |to: &str| format!(r#","ingredient":[{{"itemReference":{{"reference":"{to}"}}}}]"#);
    send(
        &stage,
        "b",
        &[
            medication("med1", OTHER, &round("Medication/med2")),
            medication("med2", METOPROLOL, &round("Medication/med1")),
        ],
    );
    send(&stage, "a", &all_prescribed(&ids, "Medication/med1"));
    assert_eq!(
        counted(&stage, "2026-06-01"),
        ALL_ON,
        "the ingredient is the drug"
    );
    send(&stage, "c", &[medication("med2", OTHER, "")]);
    assert_eq!(counted(&stage, "2026-06-01"), ALL_OFF, "and it changes too");
}

#[test]
fn a_table_shows_it_and_a_trace_makes_it_again() {
    let stage = stage();
    let lines = [
        patient("p9", ""),
        sinusitis("c9", "p9"),
        condition("c8", "p9", "88805009", ""),
        prescribed("r9", "p9", "Medication/med1"),
        medication("med1", METOPROLOL, ""),
    ];
    send(&stage, "a", &lines);
    stage.consents("2026-06-01", &[Event::signed("p9")]).done();
    let told = |day: &str| {
        stage.extract(day, "sinusitis_broad", "sato").done();
        let out = stage.bank.scratch.path(&format!("out-{day}-sato"));
        let delivery = Delivery::at(&stage.bank.path, "sato", &out);
        let rows = &tables(&delivery, "parquet")["medication"];
        let codes: Vec<Option<String>> = rows
            .column("code")
            .into_iter()
            .map(|code| code.map(str::to_owned))
            .collect();
        (codes, out)
    };
    let (codes, out) = told("2026-06-01");
    assert_eq!(codes, [Some(METOPROLOL.to_owned())]);
    let words = ["Medication/med1", "--as", "kanri", "--justify", "誤登録"];
    stage.at("2026-06-02", &["retire"], words).done();
    let (after, _) = told("2026-06-02");
    assert_eq!(after, [None], "the prescription leaves, its drug doesn't");
    // What left can be made again as it was, the retired drug with it.
    let place = format!("{}/release/medication.parquet#1,code", out.display());
    let words = ["--as", "mori", "--approved-by", "ito", "--justify", "確認"];
    let traced = stage.at_place("2026-06-02", &place, &words);
    traced.done().says(&["the same bytes came out"]);
}

/// Two banks that hold the same records, in either order, say the same.
#[test]
fn the_order_of_arrival_makes_no_difference_to_the_events() {
    let rows = |first: usize| {
        let bank = Bank::of_package("examples/synthea");
        let mut lines = [
            patient("p1", ""),
            prescribed("r1", "p1", "Medication/med1"),
            medication("med1", METOPROLOL, ""),
        ];
        lines.rotate_left(first);
        for (n, line) in lines.iter().enumerate() {
            let feed = bank.scratch.file(&format!("{n}.ndjson"), line);
            bank.run(["ingest"], [feed]).done();
        }
        bank.run(["bank", "status"], [""; 0])
            .done()
            .out
            .contains("take their code")
    };
    assert!(!rows(0) && !rows(2));
}
