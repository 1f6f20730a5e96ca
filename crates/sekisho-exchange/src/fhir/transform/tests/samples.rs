//! Real records: the 400 synthetic patients, where they are at hand.

use sekisho_model::source::Source;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use super::*;

/// The shared samples; a line and nothing where they are absent, unless they are required.
fn samples(kind: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("SEKISHO_SHARED").map(PathBuf::from);
    let shared =
        shared.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let file = shared.join(format!("data/fhir/synthea-bulk-400/{kind}.000.ndjson.gz"));
    if file.exists() {
        return Some(file);
    }
    assert!(
        std::env::var("SEKISHO_REQUIRE_SHARED").as_deref() != Ok("1"),
        "samples are required but absent"
    );
    println!("samples are absent; skipped");
    None
}

fn lines(kind: &str, count: usize) -> Vec<String> {
    let Some(file) = samples(kind) else {
        return Vec::new();
    };
    let file = flate2::read::GzDecoder::new(std::fs::File::open(file).unwrap());
    BufReader::new(file)
        .lines()
        .take(count)
        .map(Result::unwrap)
        .collect()
}

/// Everything of this bank is delivered; practitioners are not.
struct Delivered;

impl Links for Delivered {
    fn resolve(&self, _: &Source, reference: &str) -> Target {
        match reference.split_once('/') {
            Some(("Patient", _)) => Target::Subject,
            Some(("Practitioner", _)) | None => Target::Absent,
            Some((kind, id)) => Target::Record {
                kind: kind.into(),
                id: id.into(),
            },
        }
    }
}

/// The stand-ins, their names written as FHIR ids.
struct Ids<'a>(Plain<'a>);

impl Transforms for Ids<'_> {
    fn apply(
        &mut self,
        rule: u16,
        stage: u16,
        kind: SiteKind,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Column, TransformError> {
        let named = self.0.apply(rule, stage, kind, subjects, values)?;
        if kind == SiteKind::Value {
            return Ok(named);
        }
        let mut ids = Column::new();
        for row in 0..named.len() {
            let id = named
                .get(row)
                .map(|name| id_of(std::str::from_utf8(name).unwrap()));
            ids.push(id.as_deref().map(str::as_bytes));
        }
        Ok(ids)
    }
}

fn id_of(name: &str) -> String {
    Digest::of(name.as_bytes()).to_string()[..32].replace(':', "-")
}

const KINDS: [&str; 15] = [
    "AllergyIntolerance",
    "CarePlan",
    "Claim",
    "Condition",
    "DiagnosticReport",
    "Encounter",
    "ExplanationOfBenefit",
    "Goal",
    "ImagingStudy",
    "Immunization",
    "MedicationRequest",
    "Observation",
    "Organization",
    "Patient",
    "Procedure",
];

/// What leaves of many records under the research rules, with the records.
fn delivered(kind: &str, count: usize) -> Vec<(serde_json::Value, serde_json::Value)> {
    let rules = rules(RESEARCH);
    let mut transform = FhirTransform::compile(&rules, Unlisted::Drop, r4())
        .unwrap()
        .reading(sekisho_model::lexicon::Lexicon::believing());
    let lines = lines(kind, count);
    for line in &lines {
        transform.push(&record(line, Some(7)), &Delivered).unwrap();
    }
    let mut pairs = Vec::new();
    let mut out = |n: usize, line: &[u8]| {
        assert_eq!(crate::fhir::check::check(line, r4()), []);
        pairs.push((
            serde_json::from_str(&lines[n]).unwrap(),
            serde_json::from_slice(line).unwrap(),
        ));
        Ok(())
    };
    let plain = Plain {
        rules: &rules,
        refuse: BTreeSet::new(),
    };
    transform.flush(&mut Ids(plain), &mut out).unwrap();
    pairs
}

#[test]
fn an_explanation_of_benefit_leaves_without_its_number_and_with_its_pairs() {
    for (from, to) in delivered("ExplanationOfBenefit", 200) {
        let text = to.to_string();
        let number = from["identifier"][0]["value"].as_str().unwrap();
        assert!(!text.contains(number), "the claim's id survived in {text}");
        assert!(to["identifier"].is_null());
        let person = from["patient"]["reference"].as_str().unwrap();
        assert!(!text.contains(person.split_once('/').unwrap().1));
        assert_eq!(
            to["contained"][0]["subject"]["reference"],
            format!("Patient/{}", id_of("p7"))
        );
        assert_eq!(
            to["referral"]["reference"],
            format!("#{}", to["contained"][0]["id"].as_str().unwrap())
        );
        assert_eq!(to["provider"]["extension"][0]["valueCode"], "masked");
        assert_eq!(
            to["item"].as_array().unwrap().len(),
            from["item"].as_array().unwrap().len()
        );
    }
}

#[test]
fn a_claims_bare_coverage_gives_its_reason() {
    for (_, to) in delivered("Claim", 200) {
        assert_eq!(
            to["insurance"][0]["coverage"]["extension"][0]["valueCode"],
            "masked"
        );
    }
}

#[test]
fn every_type_of_the_400_leaves_valid_and_named_anew() {
    for kind in KINDS {
        for (from, to) in delivered(kind, 300) {
            let id = from["id"].as_str().unwrap();
            let named = if kind == "Patient" {
                "p7".to_owned()
            } else {
                format!("r({kind}/{id})")
            };
            assert_eq!(to["id"].as_str(), Some(id_of(&named).as_str()));
            assert_eq!(to["status"], from["status"]);
            assert!(
                to["text"].is_null()
                    && to["identifier"].is_null()
                    && (to["name"].is_null() || kind == "Organization")
            );
        }
    }
}

/// A record leaves the same after many others as it would alone.
#[test]
fn what_went_before_changes_nothing() {
    let rules = rules(RESEARCH);
    let new = || {
        FhirTransform::compile(&rules, Unlisted::Drop, r4())
            .unwrap()
            .reading(sekisho_model::lexicon::Lexicon::believing())
    };
    let leaves = |transform: &mut FhirTransform, line: &str| {
        transform.push(&record(line, Some(7)), &Delivered).unwrap();
        let mut left = String::new();
        let mut out = |_: usize, line: &[u8]| {
            left = String::from_utf8(line.to_vec()).unwrap();
            Ok(())
        };
        transform
            .flush(
                &mut Plain {
                    rules: &rules,
                    refuse: BTreeSet::new(),
                },
                &mut out,
            )
            .unwrap();
        left
    };
    let mut old = new();
    for line in KINDS.iter().flat_map(|kind| lines(kind, 60)) {
        assert_eq!(leaves(&mut old, &line), leaves(&mut new(), &line));
    }
    assert_eq!(
        old.counts().values_changed > 0,
        samples("Patient").is_some()
    );
}

/// All 117,619 records (practitioners apart): valid, and every number digit for digit one of its source.
#[test]
fn all_of_the_400_leave_valid_with_their_own_digits() {
    let rules = rules(RESEARCH);
    let mut transform = FhirTransform::compile(&rules, Unlisted::Drop, r4())
        .unwrap()
        .reading(sekisho_model::lexicon::Lexicon::believing());
    let (mut total, mut records) = (0, Vec::new());
    for kind in KINDS {
        let Some(file) = samples(kind) else { return };
        let file = BufReader::new(flate2::read::GzDecoder::new(
            std::fs::File::open(file).unwrap(),
        ));
        for (n, line) in file.lines().map(Result::unwrap).enumerate() {
            let subject = (kind != "Organization").then_some(n as i64 % 400);
            transform.push(&record(&line, subject), &Delivered).unwrap();
            records.push(line);
            if records.len() == 500 {
                total += flushed(&mut transform, &rules, &mut records);
            }
        }
        total += flushed(&mut transform, &rules, &mut records);
    }
    assert_eq!(total, 117_711 - 92);
}

fn flushed(transform: &mut FhirTransform, rules: &FhirRules, records: &mut Vec<String>) -> usize {
    let mut count = 0;
    let mut out = |n: usize, line: &[u8]| {
        assert_eq!(crate::fhir::check::check(line, r4()), []);
        let from = numbers(records[n].as_bytes());
        let mut rest = from.iter();
        for number in numbers(line) {
            assert!(
                rest.any(|known| *known == number),
                "a number was changed or moved"
            );
        }
        count += 1;
        Ok(())
    };
    transform
        .flush(
            &mut Ids(Plain {
                rules,
                refuse: BTreeSet::new(),
            }),
            &mut out,
        )
        .unwrap();
    records.clear();
    count
}

/// The numbers outside strings, as they stand, in order.
fn numbers(json: &[u8]) -> Vec<&[u8]> {
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < json.len() {
        match json[at] {
            b'"' => {
                at += 1;
                while json[at] != b'"' {
                    at += 1 + usize::from(json[at] == b'\\');
                }
                at += 1;
            }
            b'-' | b'0'..=b'9' => {
                let end = json[at..]
                    .iter()
                    .position(|b| !matches!(b, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'));
                let end = at + end.unwrap_or(json.len() - at);
                numbers.push(&json[at..end]);
                at = end;
            }
            _ => at += 1,
        }
    }
    numbers
}

/// Records of other hands: what was valid leaves valid, and nothing stops the transform.
#[test]
fn japanese_examples_and_raw_exports_leave_valid() {
    let Some(folder) =
        samples("Patient").and_then(|file| Some(file.parent()?.parent()?.to_owned()))
    else {
        return;
    };
    let mut files = vec![folder.join("jp-core/examples.ndjson")];
    files.extend(
        std::fs::read_dir(folder.join("bulk-10-raw"))
            .unwrap()
            .map(|f| f.unwrap().path())
            .filter(|f| f.extension().is_some_and(|e| e == "gz")),
    );
    let rules = rules(RESEARCH);
    let mut transform = FhirTransform::compile(&rules, Unlisted::Drop, r4())
        .unwrap()
        .reading(sekisho_model::lexicon::Lexicon::believing());
    let mut valid = 0;
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let mut text = String::new();
        if file.extension().is_some_and(|e| e == "gz") {
            std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&bytes[..]), &mut text)
                .unwrap();
        } else {
            text = String::from_utf8(bytes).unwrap();
        }
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let was_valid = crate::fhir::check::check(line.as_bytes(), r4()).is_empty();
            if transform.push(&record(line, Some(7)), &Delivered).is_err() {
                continue;
            }
            let mut out = |_: usize, line: &[u8]| {
                let faults = crate::fhir::check::check(line, r4());
                assert!(
                    !was_valid || faults.is_empty(),
                    "{} {faults:?}",
                    file.display()
                );
                valid += usize::from(faults.is_empty());
                Ok(())
            };
            transform
                .flush(
                    &mut Ids(Plain {
                        rules: &rules,
                        refuse: BTreeSet::new(),
                    }),
                    &mut out,
                )
                .unwrap();
        }
    }
    assert!(valid > 500, "{valid}");
}
