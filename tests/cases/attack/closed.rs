//! Numbers that leave by no consent, planted wherever a record can hold one, under a profile that keeps
//! every identifier and satisfies a standard to which everything is allowed.

use std::fs;

use sekisho_tests::banks::{Event, copy_folder};
use sekisho_tests::command::sekisho;
use sekisho_tests::delivery::Delivery;
use sekisho_tests::samples::{ours, text_of};

use super::Stage;
use super::feed::{condition, patient, sinusitis};
use crate::tables::tables;

const DAY: &str = "2026-06-01";

/// Made by the formula; nobody's.
const STATE: &str = "123456789018";
const STATE_SET: &str = "９８７６-5432-1093";

/// Every kind of field in any form: what holds here is no standard's word.
const WIDE_OPEN: &str = r#"standard wide_open {
  label ja "何でも" en "Anything"
  regime identified
  direct, code, linking, quasi, singular, free, pixel: any cites "試験"
  face, genome, sensitive, technical, open: any cites "試験"
  cites "試験"
}

profile counts_10 {"#;

/// The example's own line, whichever standard it satisfies.
fn satisfies() -> String {
    let text = text_of(&ours("examples/synthea/policies/profiles.seki"));
    let line = text.lines().find(|line| line.starts_with("  satisfies "));
    line.expect("the example's profile satisfies a standard")
        .to_owned()
}

fn replaced(satisfies: &str) -> Vec<(&str, &'static str)> {
    vec![
        (satisfies, "  satisfies wide_open"),
        ("profile counts_10 {", WIDE_OPEN),
        (
            "type HumanName, type Address, type ContactPoint, type Identifier: drop",
            "type HumanName, type Address, type ContactPoint: drop\n    \
             type Identifier, \"Identifier.value\", \"Identifier.system\": keep",
        ),
        (
            "type Signature, type Extension: drop",
            "type Signature: drop\n    extension \"http://example.org/card\": keep",
        ),
        ("patient_id: pseudonym", "patient_id: keep"),
        ("format fhir R4, parquet", "format fhir R4, csv"),
    ]
}

fn identifier(system: &str, value: &str) -> String {
    format!(r#"{{"system":"{system}","value":"{value}"}}"#)
}

const MRN: &str = "urn:oid:1.2.392.100495.20.3.51.11311234567";
const MEMBER: &str = "http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID";
const TYPES: &str = "http://terminology.hl7.org/CodeSystem/v2-0203";

/// What must be nowhere in what leaves.
const SECRETS: [&str; 13] = [
    "zqsymbol",
    "zqnumber",
    "zqmember",
    "zqbare",
    "zqtyped",
    "zqslip",
    "zqcover",
    "zqinside",
    "zqcard",
    "zqsubscriber",
    "zqreferred",
    STATE,
    STATE_SET,
];

fn typed(code: &str, value: &str) -> String {
    format!(
        r#"{{"system":"urn:hospital:x","type":{{"coding":[{{"system":"{TYPES}","code":"{code}"}}]}},"value":"{value}"}}"#
    )
}

fn records() -> Vec<String> {
    let all = [
        identifier("urn:oid:1.2.392.100495.20.3.62", "zqsymbol"),
        identifier("OID:1.2.392.100495.20.3.63", "zqnumber"),
        identifier(MEMBER, "00012345:zqmember:187:05"),
        r#"{"value":"zqbare"}"#.to_owned(),
        typed("MB", "zqtyped"),
        // One stroke too few, and a letter written as an escape.
        identifier(
            r"http:\/jpfhir.jp/fhir/ccs/Idsysmem/JP_Insuranc\u0065_member/00012345",
            "zqslip",
        ),
        identifier("urn:hospital:staff", STATE),
        typed("NNJPN", "zqstate-by-type"),
        identifier("urn:hospital:staff", STATE_SET),
        identifier(MRN, "MRN-1"),
    ];
    let card = format!(
        r#","extension":[{{"url":"http://example.org/card","valueIdentifier":{}}}]"#,
        identifier(MEMBER, "zqcard")
    );
    let mut referred = condition("c3", "p1", "444814009", &card);
    referred = referred.replace(
        r#"{"reference":"Patient/p1"}"#,
        &format!(
            r#"{{"reference":"Patient/p1","identifier":{}}}"#,
            identifier(MEMBER, "zqreferred")
        ),
    );
    let coverage = |id: &str, value: &str| {
        format!(
            r#"{{"resourceType":"Coverage","id":"{id}","status":"active","subscriberId":"zqsubscriber","identifier":[{}],"beneficiary":{{"reference":"Patient/p1"}},"payor":[{{"reference":"Patient/p1"}}]}}"#,
            identifier("urn:payer", value)
        )
    };
    let claim = format!(
        r##"{{"resourceType":"Claim","id":"k1","status":"active","use":"claim","type":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"institutional"}}]}},"contained":[{}],"patient":{{"reference":"Patient/p1"}},"created":"2015-03-10","provider":{{"reference":"Patient/p1"}},"priority":{{"coding":[{{"code":"normal"}}]}},"insurance":[{{"sequence":1,"focal":true,"coverage":{{"reference":"#cover"}}}}],"identifier":[{}]}}"##,
        coverage("cover", "zqinside"),
        identifier(MRN, "CLAIM-7")
    );
    vec![
        patient("p1", &format!(r#","identifier":[{}]"#, all.join(","))),
        patient(
            "p2",
            &format!(r#","identifier":[{}]"#, identifier(MRN, "MRN-2")),
        ),
        sinusitis("c1", "p1"),
        sinusitis("c2", "p2"),
        referred,
        coverage("v1", "zqcover"),
        claim,
    ]
}

#[test]
fn no_number_of_the_state_or_of_insurance_leaves_whatever_is_kept() {
    let satisfies = satisfies();
    let stage = Stage::empty(DAY, &replaced(&satisfies));
    let feed = stage.bank.scratch.file("all.ndjson", &records().join("\n"));
    stage.at(DAY, &["ingest"], [feed]).done();
    stage
        .consents(DAY, &[Event::signed("p1"), Event::signed("p2")])
        .done();
    stage.extract(DAY, "sinusitis_broad", "sato").done();
    let delivery = Delivery::at(
        &stage.bank.path,
        "sato",
        &stage.bank.scratch.path(&format!("out-{DAY}-sato")),
    );
    let mut said = String::new();
    for (file, bytes) in delivery.files("release") {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for secret in SECRETS.iter().chain(&["zqstate"]) {
            assert!(!text.contains(secret), "{file} holds {secret}");
        }
        said.push_str(&text);
    }
    // The profile does keep numbers, and these are nobody's to close.
    for open in ["MRN-1", "MRN-2", "CLAIM-7"] {
        assert!(said.contains(open), "{open} left before");
    }
    let table = &tables(&delivery, "csv")["patient"];
    let mut numbers = table.column("patient_id");
    numbers.sort_unstable();
    assert_eq!(numbers, [None, Some("MRN-2")]);
}

/// The example with another line in its fhir block: what `build` says.
fn built(line: &str) -> String {
    let scratch = sekisho_tests::banks::Scratch::default();
    let package = scratch.path("package");
    copy_folder(&ours("examples/synthea"), &package);
    let satisfies = satisfies();
    let file = package.join("policies/profiles.seki");
    let mut text = text_of(&file);
    for (from, to) in replaced(&satisfies) {
        text = text.replace(from, to);
    }
    let at = "    type HumanName, type Address";
    assert!(text.contains(at));
    fs::write(&file, text.replace(at, &format!("    {line}\n{at}"))).expect("it is written");
    let out = scratch.path("bundle");
    let ran = sekisho([
        "build".as_ref(),
        package.as_os_str(),
        "-o".as_ref(),
        out.as_os_str(),
    ]);
    ran.refused().said()
}

#[test]
fn a_field_that_holds_one_is_refused_before_anything_is_read() {
    for line in [
        r#""Coverage.subscriberId": keep"#,
        r#""Coverage.dependent": first 1"#,
        r#"extension "http://jpfhir.jp/fhir/core/Extension/StructureDefinition/JP_Coverage_InsuredPersonSymbol": keep"#,
        r#""Coverage.subscriberId": keep then drop when sex is "male" unknown include"#,
    ] {
        let said = built(line);
        assert!(said.contains("SK1221"), "{line}: {said}");
        assert!(said.contains("健康保険法194条の2"), "{line}: {said}");
    }
}
