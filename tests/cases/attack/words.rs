//! Text where a code, a unit, a language or a display belongs: names that were typed or copied into
//! their places leave in no form.

use std::fs;
use std::path::{Path, PathBuf};

use sekisho_tests::banks::{Bank, Scratch, copy_folder};
use sekisho_tests::command::sekisho;
use sekisho_tests::samples::ours;

const PROFILES: &str = "policies/profiles.seki";

/// The synthea example with its profile changed, as a bundle.
fn bundle(scratch: &Scratch, change: impl Fn(&str) -> String) -> PathBuf {
    let package = scratch.path("package");
    copy_folder(&ours("examples/synthea"), &package);
    let path = package.join(PROFILES);
    let text = fs::read_to_string(&path).expect("the profiles");
    fs::write(&path, change(&text)).expect("written");
    let bundle = scratch.path("bundle");
    sekisho([
        "build".as_ref(),
        package.as_os_str(),
        "-o".as_ref(),
        bundle.as_os_str(),
    ])
    .done();
    bundle
}

/// Without its word for where its sources take their codes from, or with another.
fn trusting(text: &str, line: &str) -> String {
    let from = text.find("  trust codes of").expect("a trust line");
    let rest = &text[from..];
    let until = rest.find("tables\"\n").expect("its reason") + "tables\"\n".len();
    format!("{}{line}{}", &text[..from], &rest[until..])
}

fn bank(line: &str, records: &str, people: &[&str]) -> Bank {
    let bank = Bank::of_package("examples/synthea");
    let scratch = Scratch::default();
    let bundle = bundle(&scratch, |text| trusting(text, line));
    bank.run(["bank", "load"], [bundle]).done();
    let file = bank.scratch.file("in.ndjson", records);
    bank.run(["ingest"], [file]).said();
    let names: Vec<String> = people.iter().map(|name| (*name).to_owned()).collect();
    bank.consent_of_all(&names);
    bank
}

const CONFIRMED: &str = r#""clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]}"#;

fn patient(id: &str) -> String {
    format!(
        "{{\"resourceType\":\"Patient\",\"id\":\"{id}\",\"language\":\"CANARY-LANG\",\"meta\":{{\"tag\":[{{\"system\":\"http://local\",\"code\":\"CANARY-T\",\"display\":\"CANARY-TAG\"}}],\"profile\":[\"http://hl7.org/fhir/CANARY\"]}},\"gender\":\"female\",\"birthDate\":\"1970-05-01\"}}\n"
    )
}

fn sinusitis(id: &str, more: &str) -> String {
    format!(
        "{{\"resourceType\":\"Condition\",\"id\":\"c-{id}\",{CONFIRMED},\"code\":{{\"coding\":[{{\"system\":\"http://snomed.info/sct\",\"code\":\"444814009\",\"display\":\"CANARY tel 03-1234-5678\"}}{more}]}},\"subject\":{{\"reference\":\"Patient/{id}\"}},\"onsetDateTime\":\"2015-03-10\",\"recordedDate\":\"2015-03-10\"}}\n"
    )
}

fn observation(id: &str, patient: &str, members: &str) -> String {
    format!(
        "{{\"resourceType\":\"Observation\",\"id\":\"{id}\",\"category\":[{{\"coding\":[{{\"system\":\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"laboratory\"}}]}}],\"subject\":{{\"reference\":\"Patient/{patient}\"}},\"effectiveDateTime\":\"2015-04-01\",{members}}}\n"
    )
}

/// Every byte of a folder's files.
fn all_of(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            text += &all_of(&path);
        } else {
            text += &String::from_utf8_lossy(&fs::read(&path).expect("a file"));
        }
    }
    text
}

const CREATININE: &str = r#""code":{"coding":[{"system":"http://loinc.org","code":"2160-0","display":"CANARY-DISPLAY"}]}"#;

/// Every place of the kind, once, in one person.
fn hostile() -> String {
    let mut all = patient("p1");
    all += &sinusitis(
        "p1",
        r#",{"system":"urn:oid:1.2.840.114350.1.13.1.2.3","code":"CANARY-MRN 4711","display":"CANARY Hanako"},{"system":"urn:CANARY:system","code":"1"},{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"47110815"},{"code":"CANARY-BARE"},{"system":"http://snomed.info/sct","code":"47110815"},{"system":"http://hl7.org/fhir/sid/icd-10","code":"Y47.1108"}"#,
    );
    for (n, quantity) in [
        r#"{"value":1.0,"unit":"CANARY-UNIT","system":"http://unitsofmeasure.org","code":"CANARY-UNIT"}"#,
        r#"{"value":1.1,"unit":"{CANARY-TARO}","system":"http://unitsofmeasure.org","code":"{CANARY-TARO}"}"#,
        r#"{"value":1.2,"unit":"47110815.mg","system":"http://unitsofmeasure.org","code":"47110815.mg"}"#,
        r#"{"value":1.3,"unit":"CANARY-ONLY"}"#,
        r#"{"value":1.4,"unit":"mg/dL","system":"urn:CANARY:units","code":"mg/dL"}"#,
    ]
    .into_iter()
    .enumerate()
    {
        let members = format!("\"status\":\"final\",{CREATININE},\"valueQuantity\":{quantity}");
        all += &observation(&format!("o{n}"), "p1", &members);
    }
    all += &observation(
        "s1",
        "p1",
        &format!(
            "\"status\":\"CANARY-STATUS\",{CREATININE},\"valueQuantity\":{{\"value\":1,\"unit\":\"mg/dL\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"mg/dL\"}}"
        ),
    );
    all += &observation(
        "v1",
        "p1",
        &format!(
            "\"status\":\"final\",{CREATININE},\"valueCodeableConcept\":{{\"coding\":[{{\"system\":\"http://local\",\"code\":\"9\",\"display\":\"CANARY-ANSWER\"}}]}}"
        ),
    );
    all += "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q1\",\"status\":\"completed\",\"subject\":{\"reference\":\"Patient/p1\"},\"authored\":\"2015-01-01\",\"item\":[{\"linkId\":\"1\",\"answer\":[{\"valueCoding\":{\"system\":\"http://local\",\"code\":\"9\",\"display\":\"CANARY-ANSWER\"}}]}]}\n";
    all
}

#[test]
fn what_was_typed_into_the_place_of_a_code_leaves_in_no_form() {
    let bank = bank("", &hostile(), &["p1"]);
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let left = all_of(&delivery.folder.join("release"));
    assert!(
        left.contains("444814009") && left.contains("2160-0"),
        "{left}"
    );
    for secret in ["CANARY", "4711", "Y47", "Hanako"] {
        assert!(!left.contains(secret), "{secret} left:\n{left}");
    }
    // What is a word of a list stands.
    for word in ["mg/dL", "laboratory", "\"final\""] {
        assert!(left.contains(word), "{word} did not leave:\n{left}");
    }
}

#[test]
fn the_systems_that_a_profile_trusts_leave_with_their_displays_and_the_report_says_so() {
    let line = "  trust codes of \"urn:oid:1.2.840.114350.1.13.1.2.3\", \"SNOMED CT\" because ja \"表から選ぶ\" en \"picked from a table\"\n";
    let records = patient("p1")
        + &sinusitis(
            "p1",
            r#",{"system":"urn:oid:1.2.840.114350.1.13.1.2.3","code":"OWN-1","display":"our own word"},{"system":"http://elsewhere","code":"STRANGE"},{"system":"http://snomed.info/sct","code":"NOT-A-CONCEPT"}"#,
        );
    let bank = bank(line, &records, &["p1"]);
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let left = all_of(&delivery.folder.join("release"));
    assert!(
        left.contains("OWN-1") && left.contains("our own word"),
        "{left}"
    );
    for secret in ["STRANGE", "elsewhere", "NOT-A-CONCEPT"] {
        assert!(!left.contains(secret), "{secret} left:\n{left}");
    }
    let report = delivery.evidence("risk.json");
    for word in [
        "urn:oid:1.2.840.114350.1.13.1.2.3",
        "picked from a table",
        "codes_withheld",
    ] {
        assert!(report.contains(word), "the report lacks {word}:\n{report}");
    }
}

/// Ten people share a local code, one has another: the first is a word, the second may be a name.
#[test]
fn a_local_code_leaves_where_ten_people_share_it() {
    let people: Vec<String> = (0..10).map(|n| format!("p{n}")).collect();
    let mut records = String::new();
    for (n, id) in people.iter().enumerate() {
        let more = match n {
            0 => {
                r#",{"system":"http://local/dx","code":"COMMON"},{"system":"http://local/dx","code":"ALMOST"},{"system":"http://local/dx","code":"UNIQUE"}"#
            }
            9 => r#",{"system":"http://local/dx","code":"COMMON"}"#,
            _ => {
                r#",{"system":"http://local/dx","code":"COMMON"},{"system":"http://local/dx","code":"ALMOST"}"#
            }
        };
        records += &patient(id);
        records += &sinusitis(id, more);
    }
    let names: Vec<&str> = people.iter().map(String::as_str).collect();
    let bank = bank("", &records, &names);
    let first = all_of(
        &bank
            .delivered("sinusitis_broad", "sato")
            .folder
            .join("release"),
    );
    assert!(first.contains("COMMON"), "{first}");
    assert!(
        !first.contains("UNIQUE") && !first.contains("ALMOST"),
        "{first}"
    );
    // A tenth of all people is the tenth of the delivery too: with one fewer the word is gone.
    bank.run(
        ["consent", "withdraw"],
        ["--patient", "p9", "--form", "broad_2020"],
    )
    .done();
    let second = all_of(
        &bank
            .delivered("sinusitis_broad", "sato")
            .folder
            .join("release"),
    );
    assert!(
        !second.contains("COMMON") && !second.contains("http://local"),
        "{second}"
    );
}
