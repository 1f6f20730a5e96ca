//! Invented people with everything that could single one of them out: names, numbers, addresses in
//! every place that is made for them and in others, a diagnosis of their own, dates of their own.

use sekisho_tests::chance::Chance;

/// What of a person may never leave, and under what bound the rest may.
#[derive(Default)]
pub struct Facts {
    /// Names, numbers, contacts, addresses, texts.
    pub direct: Vec<(String, &'static str)>,
    /// True dates to the day.
    pub days: Vec<String>,
    /// A diagnosis that one person has.
    pub rare: Vec<String>,
    /// Postal codes, whole.
    pub postal: Vec<String>,
}

pub struct People {
    pub records: Vec<String>,
    pub consents: String,
    pub facts: Facts,
}

pub const COUNT: usize = 60;

/// SNOMED CT codes with a check digit that holds, each for one person.
const RARE: [&str; 4] = ["254837009", "363406005", "399068003", "93143009"];

pub fn people(chance: &mut Chance) -> People {
    let mut facts = Facts::default();
    let (mut records, mut consents) = (Vec::new(), "patient_id,form,item,event,date\n".to_owned());
    for n in 0..COUNT {
        person(n, chance, &mut records, &mut facts);
        consents += &format!("pt-zq{n:03}-x,broad_2020,1,signed,2020-06-01\n");
    }
    People {
        records,
        consents,
        facts,
    }
}

fn person(n: usize, chance: &mut Chance, records: &mut Vec<String>, facts: &mut Facts) {
    let id = format!("pt-zq{n:03}-x");
    let direct = |facts: &mut Facts, what: &'static str| {
        let word = format!("zq{n:03}{}k", what.replace(' ', ""));
        facts.direct.push((word.clone(), what));
        word
    };
    facts.direct.push((id.clone(), "the id"));
    let (family, given) = (direct(facts, "family"), direct(facts, "given"));
    let (number, insured) = (direct(facts, "number"), direct(facts, "insured"));
    let (phone, line) = (direct(facts, "phone"), direct(facts, "line"));
    let (note, narrative) = (direct(facts, "note"), direct(facts, "narrative"));
    let (claim, sample) = (direct(facts, "claim"), direct(facts, "sample"));
    let (doctor, place) = (direct(facts, "doctor"), direct(facts, "place"));
    // One of them is older than 89.
    let year = if n == 7 { 1921 } else { 1940 + 5 * (n % 5) };
    let born = format!("{year}-{:02}-{:02}", 1 + n % 12, 1 + n % 28);
    let day = |facts: &mut Facts, year: usize| {
        let day = format!(
            "{year}-{:02}-{:02}",
            1 + (n * 7) % 12,
            1 + (n * 11 + year) % 28
        );
        facts.days.push(day.clone());
        day
    };
    let (onset, taken, visit) = (day(facts, 2010), day(facts, 2012), day(facts, 2014));
    let postal = format!("{:03}{:04}", 100 + n, 1234 + n);
    facts.days.push(born.clone());
    facts.postal.push(postal.clone());
    records.push(format!(
        r#"{{"resourceType":"Patient","id":"{id}","text":{{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">{narrative}</div>"}},"identifier":[{{"system":"urn:oid:1.2.392.1","value":"{number}"}}],"name":[{{"family":"{family}","given":["{given}"],"text":"{family} {given}"}}],"telecom":[{{"system":"phone","value":"{phone}"}}],"gender":"{}","birthDate":"{born}","address":[{{"line":["{line}"],"city":"文京区","state":"東京都","postalCode":"{postal}"}}],"contact":[{{"name":{{"text":"{family}"}},"telecom":[{{"value":"{phone}"}}]}}],"generalPractitioner":[{{"display":"{doctor}"}}]}}"#,
        ["female", "male"][n % 2]
    ));
    let condition = |id: String, code: &str, day: &str| {
        format!(
            r#"{{"resourceType":"Condition","id":"{id}","clinicalStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}}]}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"{code}"}}],"text":"{note}"}},"subject":{{"reference":"Patient/pt-zq{n:03}-x","display":"{family}"}},"onsetDateTime":"{day}","recordedDate":"{day}","note":[{{"text":"{note}"}}],"asserter":{{"display":"{doctor}"}}}}"#
        )
    };
    records.push(condition(format!("zq{n:03}c"), "444814009", &onset));
    if let Some(code) = RARE.get(n) {
        records.push(condition(format!("zq{n:03}rare"), code, &onset));
        facts.rare.push((*code).to_owned());
    }
    records.push(format!(
        r#"{{"resourceType":"Observation","id":"zq{n:03}o","identifier":[{{"value":"{sample}"}}],"status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"2160-0"}}],"text":"{note}"}},"subject":{{"reference":"Patient/{id}"}},"effectiveDateTime":"{taken}T10:11:12+09:00","issued":"{taken}T11:11:12+09:00","performer":[{{"display":"{doctor}"}}],"valueQuantity":{{"value":{}.{},"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"}},"note":[{{"text":"{family} {note}"}}]}}"#,
        1 + n % 3,
        chance.below(10)
    ));
    records.push(format!(
        r#"{{"resourceType":"Encounter","id":"zq{n:03}e","identifier":[{{"value":"{sample}"}}],"status":"finished","class":{{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"}},"subject":{{"reference":"Patient/{id}","display":"{family}"}},"period":{{"start":"{visit}T09:00:00+09:00","end":"{visit}T10:00:00+09:00"}},"location":[{{"location":{{"display":"{place}"}}}}],"serviceProvider":{{"display":"{place}"}}}}"#
    ));
    records.push(format!(
        r#"{{"resourceType":"Coverage","id":"zq{n:03}v","status":"active","subscriberId":"{insured}","beneficiary":{{"reference":"Patient/{id}"}},"payor":[{{"display":"{place}"}}],"identifier":[{{"value":"{insured}"}}]}}"#
    ));
    records.push(format!(
        r#"{{"resourceType":"Claim","id":"zq{n:03}l","identifier":[{{"value":"{claim}"}}],"status":"active","use":"claim","type":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"institutional"}}]}},"patient":{{"reference":"Patient/{id}"}},"created":"{visit}","provider":{{"display":"{place}"}},"priority":{{"coding":[{{"code":"normal"}}]}},"insurance":[{{"sequence":1,"focal":true,"coverage":{{"reference":"Coverage/zq{n:03}v"}}}}],"total":{{"value":{}.5,"currency":"JPY"}}}}"#,
        12_345 + n
    ));
    records.push(format!(
        r#"{{"resourceType":"Immunization","id":"zq{n:03}i","status":"completed","vaccineCode":{{"coding":[{{"system":"http://hl7.org/fhir/sid/cvx","code":"140"}}]}},"patient":{{"reference":"Patient/{id}"}},"occurrenceDateTime":"{taken}","lotNumber":"{sample}","note":[{{"text":"{note}"}}]}}"#
    ));
}
