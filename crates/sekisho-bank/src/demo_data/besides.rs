//! What some of these people have besides: a cold in the sinuses, a weak heart. The example
//! `examples/synthea` asks for both.

use sekisho_model::Day;

use super::people::Person;

type Out<'o> = &'o mut dyn FnMut(&'static str, String);

const SINUSITIS: [&str; 2] = ["444814009", "Viral sinusitis"];
const HEART_FAILURE: [&str; 2] = ["88805009", "Chronic congestive heart failure"];

/// `start` is the day of the lung disease; what stands here came before it.
pub(super) fn records(p: &Person, start: Day, out: Out) {
    if p.number % 4 == 1 {
        let day = Day(start.0 - 400 - (p.number as i32 * 13) % 200);
        out("Condition", condition(p, "sinusitis", SINUSITIS, day));
    }
    if p.number > 24 && p.number % 5 == 2 {
        let onset = Day(start.0 - 700);
        out(
            "Condition",
            condition(p, "heart-failure", HEART_FAILURE, onset),
        );
        for (n, percent) in ["38.0", "41.5"].into_iter().enumerate() {
            let day = Day(onset.0 + 20 + 30 * n as i32);
            out("Observation", ejection_fraction(p, n, day, percent));
        }
        out("MedicationRequest", metoprolol(p, Day(onset.0 + 3)));
    }
}

fn condition(p: &Person, name: &str, [code, display]: [&str; 2], day: Day) -> String {
    format!(
        r#"{{"resourceType":"Condition","id":"{name}-{id}","clinicalStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}}]}},"verificationStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}}]}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"{code}","display":"{display}"}}]}},"subject":{{"reference":"Patient/{id}"}},"onsetDateTime":"{day}","recordedDate":"{day}"}}"#,
        id = p.id(),
    )
}

fn ejection_fraction(p: &Person, n: usize, day: Day, percent: &str) -> String {
    format!(
        r#"{{"resourceType":"Observation","id":"ef-{id}-{n}","status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"exam"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"10230-1","display":"Left ventricular Ejection fraction"}}]}},"subject":{{"reference":"Patient/{id}"}},"effectiveDateTime":"{day}T09:30:00+09:00","valueQuantity":{{"value":{percent},"unit":"%","system":"http://unitsofmeasure.org","code":"%"}}}}"#,
        id = p.id(),
    )
}

fn metoprolol(p: &Person, day: Day) -> String {
    format!(
        r#"{{"resourceType":"MedicationRequest","id":"metoprolol-{id}","status":"completed","intent":"order","medicationCodeableConcept":{{"coding":[{{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"866414","display":"24 HR metoprolol succinate 100 MG Extended Release Oral Tablet"}}]}},"subject":{{"reference":"Patient/{id}"}},"authoredOn":"{day}","requester":{{"reference":"Practitioner/doctor-1"}}}}"#,
        id = p.id(),
    )
}
