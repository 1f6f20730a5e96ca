//! What was not counts as nothing: a refuted, suspected, cancelled or mistaken record of every kind
//! chooses nobody, breaks no number down, and stands in no table as if it had been.

use std::collections::BTreeMap;
use std::fs;

use sekisho_tests::banks::{Event, copy_folder};
use sekisho_tests::samples::{ours, text_of};
use sekisho_tests::{Bank, Scratch, sekisho};

use super::feed::patient;

/// One record that tells of nothing that was: its type, whom it is about, the rest of it, and the
/// view that it would be an event of.
const WAS_NOT: [(&str, &str, &str, &str); 26] = [
    (
        "Condition",
        "subject",
        r#""verificationStatus":{"coding":[{"code":"refuted"}]},"code":{"coding":[{"system":"http://snomed.info/sct","code":"444814009"}]}"#,
        "diagnosis",
    ),
    (
        "Condition",
        "subject",
        r#""verificationStatus":{"coding":[{"code":"local"},{"code":"provisional"}]},"code":{"coding":[{"code":"444814009"}]}"#,
        "diagnosis",
    ),
    (
        "Condition",
        "subject",
        r#""verificationStatus":{"coding":[{"code":"differential"}]},"code":{"coding":[{"code":"444814009"}]}"#,
        "diagnosis",
    ),
    (
        "Condition",
        "subject",
        r#""verificationStatus":{"coding":[{"code":"unconfirmed"}]},"code":{"coding":[{"code":"444814009"}]}"#,
        "diagnosis",
    ),
    (
        "Condition",
        "subject",
        r#""code":{"extension":[{"url":"http://jpfhir.jp/fhir/core/Extension/StructureDefinition/JP_Condition_DiseasePostfixModifier","valueCodeableConcept":{"coding":[{"system":"urn:oid:1.2.392.200119.4.201.6","code":"8002"}]}}],"coding":[{"code":"444814009"}]}"#,
        "diagnosis",
    ),
    (
        "Condition",
        "subject",
        r#""code":{"coding":[{"code":"444814009"}],"text":"副鼻腔炎の疑い"}"#,
        "diagnosis",
    ),
    (
        "Condition",
        "subject",
        r#""code":{"coding":[{"code":"no-known-problems"}]}"#,
        "diagnosis",
    ),
    (
        "Condition",
        "subject",
        r#""modifierExtension":[{"url":"urn:ruled-out","valueBoolean":true}],"code":{"coding":[{"code":"444814009"}]}"#,
        "diagnosis",
    ),
    (
        "Condition",
        "subject",
        r#""verificationStatus":{"coding":[{"code":"refuted"}]},"clinicalStatus":{"coding":[{"code":"relapse"}]},"code":{"coding":[{"code":"444814009"}]}"#,
        "relapse",
    ),
    (
        "Condition",
        "subject",
        r#""verificationStatus":{"coding":[{"code":"refuted"}]},"code":{"coding":[{"code":"x"}]},"stage":[{"summary":{"coding":[{"code":"IV"}]}}]"#,
        "stage",
    ),
    (
        "MedicationRequest",
        "subject",
        r#""status":"active","intent":"order","doNotPerform":true,"medicationCodeableConcept":{"coding":[{"code":"866414"}]}"#,
        "medication",
    ),
    (
        "MedicationRequest",
        "subject",
        r#""status":"active","intent":"proposal","medicationCodeableConcept":{"coding":[{"code":"866414"}]}"#,
        "drug_exposure",
    ),
    (
        "MedicationRequest",
        "subject",
        r#""status":"cancelled","intent":"order","medicationCodeableConcept":{"coding":[{"code":"866414"}]}"#,
        "medication",
    ),
    (
        "MedicationRequest",
        "subject",
        r#""status":"active","intent":"order","doNotPerform":true,"medicationCodeableConcept":{"coding":[{"system":"http://www.whocc.no/atc","code":"L01FF02"}]}"#,
        "treatment",
    ),
    (
        "MedicationStatement",
        "subject",
        r#""status":"not-taken","medicationCodeableConcept":{"coding":[{"code":"866414"}]}"#,
        "drug_exposure",
    ),
    (
        "MedicationDispense",
        "subject",
        r#""status":"on-hold","medicationCodeableConcept":{"coding":[{"code":"866414"}]}"#,
        "drug_exposure",
    ),
    (
        "Procedure",
        "subject",
        r#""status":"not-done","code":{"coding":[{"code":"80146002"}]}"#,
        "procedure",
    ),
    (
        "Procedure",
        "subject",
        r#""status":"preparation","category":{"coding":[{"code":"387713003"}]},"code":{"coding":[{"code":"80146002"}]}"#,
        "surgery",
    ),
    (
        "AllergyIntolerance",
        "patient",
        r#""verificationStatus":{"coding":[{"code":"refuted"}]},"code":{"coding":[{"code":"91936005"}]}"#,
        "allergy",
    ),
    (
        "AllergyIntolerance",
        "patient",
        r#""code":{"coding":[{"system":"http://snomed.info/sct","code":"716186003"}]}"#,
        "allergy",
    ),
    (
        "Immunization",
        "patient",
        r#""status":"not-done","vaccineCode":{"coding":[{"code":"207"}]}"#,
        "immunization",
    ),
    (
        "Encounter",
        "subject",
        r#""status":"cancelled","class":{"code":"AMB"}"#,
        "encounter",
    ),
    (
        "Encounter",
        "subject",
        r#""status":"planned","class":{"code":"AMB"}"#,
        "follow_up",
    ),
    (
        "FamilyMemberHistory",
        "patient",
        r#""status":"health-unknown","relationship":{"coding":[{"code":"MTH"}]},"condition":[{"code":{"coding":[{"code":"254837009"}]}}]"#,
        "family_history",
    ),
    (
        "Observation",
        "subject",
        r#""status":"cancelled","category":[{"coding":[{"code":"laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}]},"dataAbsentReason":{"coding":[{"code":"not-performed"}]}"#,
        "lab",
    ),
    (
        "AdverseEvent",
        "subject",
        r#""actuality":"potential","event":{"coding":[{"code":"271807003"}]}"#,
        "adverse_event",
    ),
];

/// The same record as one that was: how each becomes an event.
fn mended(rest: &str) -> String {
    let turned = [
        ("refuted", "confirmed"),
        ("provisional", "confirmed"),
        ("differential", "confirmed"),
        ("unconfirmed", "confirmed"),
        ("\"8002\"", "\"1111\""),
        ("副鼻腔炎の疑い", "副鼻腔炎"),
        ("no-known-problems", "444814009"),
        (r#""modifierExtension""#, r#""extension""#),
        (r#""doNotPerform":true"#, r#""doNotPerform":false"#),
        ("proposal", "order"),
        (
            r#""status":"cancelled","class"#,
            r#""status":"finished","class"#,
        ),
        (
            r#""status":"cancelled","category"#,
            r#""status":"final","category"#,
        ),
        ("cancelled", "active"),
        ("not-taken", "active"),
        ("on-hold", "completed"),
        ("not-done", "completed"),
        ("preparation", "completed"),
        ("716186003", "91936005"),
        ("planned", "finished"),
        ("health-unknown", "completed"),
        (
            r#","dataAbsentReason":{"coding":[{"code":"not-performed"}]}"#,
            "",
        ),
        ("potential", "actual"),
    ];
    turned
        .iter()
        .fold(rest.to_owned(), |text, (not, was)| text.replace(not, was))
}

fn line(n: usize, kind: &str, subject: &str, rest: &str) -> String {
    format!(
        r#"{{"resourceType":"{kind}","id":"r{n}","{subject}":{{"reference":"Patient/n{n}"}},{rest}}}"#
    )
}

/// A bank whose study asks, in a cohort for each view, for anything of it.
fn bank(views: &BTreeMap<&str, Vec<usize>>) -> Bank {
    let (scratch, bank) = (Scratch::default(), Bank::of_package("examples/synthea"));
    let package = scratch.path("package");
    copy_folder(&ours("examples/synthea"), &package);
    let (mut cohorts, mut names) = (String::new(), Vec::new());
    for view in views.keys() {
        names.push(format!("any_{view}"));
        cohorts += &format!(
            "cohort any_{view} {{\n  from patient\n  where some {view}\n  because ja \"試験\" en \"test\"\n}}\n"
        );
    }
    let policies = package.join("policies");
    let put = |file: &str, edit: &dyn Fn(&str) -> String| {
        let path = policies.join(file);
        fs::write(&path, edit(&text_of(&path))).expect("a policy");
    };
    put("cohorts.seki", &|text| format!("{text}\n{cohorts}"));
    put("study.seki", &|text| {
        let wanted = "cohort sinusitis, heart_failure";
        assert!(text.contains(wanted), "the example names its cohorts");
        text.replacen(wanted, &format!("{wanted}, {}", names.join(", ")), 1)
    });
    let bundle = scratch.path("bundle");
    let words = [
        "build".as_ref(),
        package.as_os_str(),
        "-o".as_ref(),
        bundle.as_os_str(),
    ];
    sekisho(words).done();
    bank.run(["bank", "load"], [bundle]).done();
    bank
}

/// How many a count of anything in the view tells: 0 below its small-cell bound of 10.
fn counted(bank: &Bank, view: &str) -> String {
    let words = ["--study", "synthea_outcomes", "--as", "sato", "--cohort"];
    let cohort = format!("any_{view}");
    let ran = bank.run(["count"], words.into_iter().chain([cohort.as_str()]));
    ran.done().out.clone()
}

#[test]
fn what_was_not_chooses_nobody_and_what_was_chooses_all() {
    const PEOPLE: usize = 12;
    let mut views: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, (_, _, _, view)) in WAS_NOT.iter().enumerate() {
        views.entry(view).or_default().push(n);
    }
    let told = |was: bool| {
        let bank = bank(&views);
        let (mut lines, mut people) = (Vec::new(), Vec::new());
        for (n, (kind, subject, rest, _)) in WAS_NOT.iter().enumerate() {
            for twin in 0..PEOPLE {
                let person = n * PEOPLE + twin;
                let rest = if was {
                    mended(rest)
                } else {
                    (*rest).to_owned()
                };
                people.push(format!("n{person}"));
                lines.push(patient(&format!("n{person}"), ""));
                lines.push(line(person, kind, subject, &rest));
            }
        }
        let feed = bank.scratch.file("feed.ndjson", &lines.join("\n"));
        let ran = bank.run(["ingest"], [feed]);
        ran.done();
        let signed: Vec<Event<'_>> = people.iter().map(|id| Event::signed(id)).collect();
        bank.import_consents(&signed).done();
        let found = views
            .keys()
            .map(|view| ((*view).to_owned(), counted(&bank, view)));
        found.collect::<BTreeMap<String, String>>()
    };
    for (view, out) in told(false) {
        assert!(
            out.contains("<10") || out.contains("10 未満"),
            "{view}: {out}"
        );
    }
    // Some are events of other views too.
    for (view, out) in told(true) {
        let all = views[view.as_str()].len() * PEOPLE;
        let digits = |c: char| !c.is_ascii_digit();
        let told = out
            .split(digits)
            .find_map(|word| word.parse::<usize>().ok());
        assert!(
            told.is_some_and(|told| told >= all),
            "{view}: {all} in {out}"
        );
    }
}

/// A suspected disease leaves in no form as one that was found: not as a row, and not as a record
/// whose extension the profile drops. What says itself that it is provisional does leave.
#[test]
fn a_suspicion_does_not_leave_as_a_diagnosis() {
    const MODIFIED: &str = r#","code":{"extension":[{"url":"http://jpfhir.jp/fhir/core/Extension/StructureDefinition/JP_Condition_DiseasePostfixModifier","valueCodeableConcept":{"coding":[{"system":"urn:oid:1.2.392.200119.4.201.6","code":"8002"}]}}],"coding":[{"system":"http://snomed.info/sct","code":"88805009"}]}"#;
    const NAMED: &str = r#","code":{"coding":[{"system":"http://snomed.info/sct","code":"88805009"}],"text":"\u5fc3\u4e0d\u5168\u306e\u7591\u3044"}"#;
    const PROVISIONAL: &str = r#","code":{"coding":[{"system":"http://snomed.info/sct","code":"88805009"}]},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"provisional"}]}"#;
    let bank = Bank::of_package("examples/synthea");
    let of = |id: &str, rest: &str| {
        format!(
            r#"{{"resourceType":"Condition","id":"{id}","subject":{{"reference":"Patient/p9"}},"recordedDate":"2015-03-10"{rest}}}"#
        )
    };
    let lines = [
        patient("p9", ""),
        super::feed::sinusitis("c9", "p9"),
        of("m", MODIFIED),
        of("n", NAMED),
        of("v", PROVISIONAL),
    ];
    let feed = bank.scratch.file("feed.ndjson", &lines.join("\n"));
    bank.run(["ingest"], [feed]).done();
    bank.import_consents(&[Event::signed("p9")]).done();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let records = text_of(&delivery.folder.join("release/Condition.ndjson"));
    assert_eq!(records.lines().count(), 2, "{records}");
    assert_eq!(records.matches("88805009").count(), 1, "{records}");
    assert!(records.contains("provisional"), "{records}");
    let rows = &crate::tables::tables(&delivery, "parquet")["diagnosis"];
    let codes = rows.column("code");
    assert_eq!(codes.len(), 2, "the provisional one says so in its column");
}
