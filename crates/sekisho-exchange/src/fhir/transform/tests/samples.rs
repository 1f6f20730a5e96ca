//! Real records: the 400 synthetic patients, where they are at hand.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use super::*;

/// The shared samples; a line and nothing where they are absent, unless they are required.
fn samples(kind: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("SEKISHO_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let file = shared.join(format!("data/fhir/synthea-bulk-400/{kind}.000.ndjson.gz"));
    if file.exists() {
        return Some(file);
    }
    assert!(std::env::var("SEKISHO_REQUIRE_SHARED").as_deref() != Ok("1"), "samples are required but absent");
    println!("samples are absent; skipped");
    None
}

fn lines(kind: &str, count: usize) -> Vec<String> {
    let Some(file) = samples(kind) else { return Vec::new() };
    let file = flate2::read::GzDecoder::new(std::fs::File::open(file).unwrap());
    BufReader::new(file).lines().take(count).map(Result::unwrap).collect()
}

/// Everything of this bank is delivered; practitioners are not.
struct Delivered;

impl Links for Delivered {
    fn resolve(&self, reference: &str) -> Target {
        match reference.split_once('/') {
            Some(("Patient", _)) => Target::Subject,
            Some(("Practitioner", _)) | None => Target::Absent,
            Some((kind, id)) => Target::Record { kind: kind.into(), id: id.into() },
        }
    }
}

/// The stand-ins, their names written as FHIR ids.
struct Ids<'a>(Plain<'a>);

impl Transforms for Ids<'_> {
    fn apply(&mut self, rule: u16, stage: u16, kind: SiteKind, subjects: &[Subject], values: &Column) -> Result<Column, TransformError> {
        let named = self.0.apply(rule, stage, kind, subjects, values)?;
        if kind == SiteKind::Value {
            return Ok(named);
        }
        let mut ids = Column::new();
        for row in 0..named.len() {
            let id = named.get(row).map(|name| id_of(std::str::from_utf8(name).unwrap()));
            ids.push(id.as_deref().map(str::as_bytes));
        }
        Ok(ids)
    }
}

fn id_of(name: &str) -> String {
    Digest::of(name.as_bytes()).to_string()[..32].replace(':', "-")
}

/// What leaves of many records under the research rules, with the records.
fn delivered(kind: &str, count: usize) -> Vec<(serde_json::Value, serde_json::Value)> {
    let rules = rules(RESEARCH);
    let mut transform = FhirTransform::compile(&rules, Unlisted::Drop, r4()).unwrap();
    let lines = lines(kind, count);
    for line in &lines {
        transform.push(&record(line, Some(7)), &Delivered).unwrap();
    }
    let mut pairs = Vec::new();
    let mut out = |n: usize, line: &[u8]| {
        assert_eq!(crate::fhir::check::check(line, r4()), []);
        pairs.push((serde_json::from_str(&lines[n]).unwrap(), serde_json::from_slice(line).unwrap()));
        Ok(())
    };
    let plain = Plain { rules: &rules, refuse: BTreeSet::new() };
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
        assert_eq!(to["contained"][0]["subject"]["reference"], format!("Patient/{}", id_of("p7")));
        assert_eq!(to["referral"]["reference"], format!("#{}", to["contained"][0]["id"].as_str().unwrap()));
        assert_eq!(to["provider"]["extension"][0]["valueCode"], "masked");
        assert_eq!(to["item"].as_array().unwrap().len(), from["item"].as_array().unwrap().len());
    }
}

#[test]
fn a_claims_bare_coverage_gives_its_reason() {
    for (_, to) in delivered("Claim", 200) {
        assert_eq!(to["insurance"][0]["coverage"]["extension"][0]["valueCode"], "masked");
    }
}

#[test]
fn every_type_of_the_400_leaves_valid_and_named_anew() {
    for kind in ["Patient", "Observation", "Condition", "Encounter", "CarePlan", "DiagnosticReport", "Immunization", "MedicationRequest", "Procedure", "ImagingStudy", "Goal", "AllergyIntolerance"] {
        for (from, to) in delivered(kind, 300) {
            let id = from["id"].as_str().unwrap();
            let named = if kind == "Patient" { "p7".to_owned() } else { format!("r({kind}/{id})") };
            assert_eq!(to["id"].as_str(), Some(id_of(&named).as_str()));
            assert_eq!(to["status"], from["status"]);
            assert!(to["text"].is_null() && to["name"].is_null() && to["identifier"].is_null());
        }
    }
}
