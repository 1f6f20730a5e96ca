//! The records of the cohort as FHIR R4, in the shape JP Core gives them. Written as text so that a
//! value keeps the digits a laboratory prints: `1.10` stays `1.10`.

use sekisho_model::{Day, Digest};

use super::people::Person;

/// One visit to the hospital.
pub(super) struct Visit {
    pub number: u32,
    pub day: Day,
    pub hour: u32,
    pub minute: u32,
    pub inpatient: bool,
}

impl Visit {
    fn at(&self) -> String {
        format!("{}T{:02}:{:02}:00+09:00", self.day, self.hour, self.minute)
    }
}

/// A laboratory test: bounds of what is measured, and of what is normal, in the last digit.
pub(super) struct LabTest {
    pub name: &'static str,
    pub loinc: &'static str,
    pub jlac10: &'static str,
    pub unit: &'static str,
    pub low: u32,
    pub high: u32,
    pub digits: usize,
    normal: (&'static str, &'static str),
}

pub(super) const TESTS: [LabTest; 4] = [
    LabTest {
        name: "CEA",
        loinc: "2039-6",
        jlac10: "5D010000002305201",
        unit: "ng/mL",
        low: 80,
        high: 9_990,
        digits: 2,
        normal: ("0.00", "5.00"),
    },
    LabTest {
        name: "クレアチニン",
        loinc: "2160-0",
        jlac10: "3C015000002327101",
        unit: "mg/dL",
        low: 50,
        high: 140,
        digits: 2,
        normal: ("0.60", "1.10"),
    },
    LabTest {
        name: "ヘモグロビン",
        loinc: "718-7",
        jlac10: "2A030000001930101",
        unit: "g/dL",
        low: 90,
        high: 165,
        digits: 1,
        normal: ("13.0", "17.0"),
    },
    LabTest {
        name: "アルブミン",
        loinc: "1751-7",
        jlac10: "3A015000002327101",
        unit: "g/dL",
        low: 25,
        high: 50,
        digits: 1,
        normal: ("4.0", "5.0"),
    },
];

const HOSPITAL: &str = "hospital-kachidoki";
const INSURER: &str = "insurer-kenpo";
const ICD10: &str = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full";

/// Records about nobody: where the care was given, who gave it, who paid.
pub(super) fn institutions(out: &mut dyn FnMut(&'static str, String)) {
    let organization = |id: &str, number: &str, kind: &str, name: &str, phone: &str| {
        format!(
            r#"{{"resourceType":"Organization","id":"{id}","identifier":[{{"system":"http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no","value":"{number}"}}],"active":true,"type":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/organization-type","code":"{kind}"}}]}}],"name":"{name}","telecom":[{{"system":"phone","value":"{phone}"}}],"address":[{{"text":"東京都中央区勝どき","state":"東京都","country":"JP"}}]}}"#
        )
    };
    out(
        "Organization",
        organization(
            HOSPITAL,
            "1319999999",
            "prov",
            "かちどき総合病院",
            "03-0000-1000",
        ),
    );
    out(
        "Organization",
        organization(
            INSURER,
            "06139999",
            "ins",
            "関所健康保険組合",
            "03-0000-2000",
        ),
    );
    for (id, family, given) in [("doctor-1", "近藤", "恭平"), ("doctor-2", "遠藤", "志保")]
    {
        out(
            "Practitioner",
            format!(
                r#"{{"resourceType":"Practitioner","id":"{id}","identifier":[{{"system":"urn:oid:1.2.392.100495.20.3.41.11319999999","value":"{id}-31"}}],"active":true,"name":[{{"use":"official","text":"{family} {given}","family":"{family}","given":["{given}"]}}],"telecom":[{{"system":"email","value":"{id}@hospital.example.jp"}}]}}"#
            ),
        );
    }
}

pub(super) fn patient(p: &Person) -> String {
    let name = |kind: &str, family: &str, given: &str| {
        format!(
            r#"{{"extension":[{{"url":"http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation","valueCode":"{kind}"}}],"use":"official","text":"{family} {given}","family":"{family}","given":["{given}"]}}"#
        )
    };
    let [prefecture, city, line, postal] = p.address;
    let died = p
        .died
        .map(|day| format!(r#","deceasedDateTime":"{day}T03:15:00+09:00""#))
        .unwrap_or_default();
    format!(
        r#"{{"resourceType":"Patient","id":"{id}","meta":{{"profile":["http://jpfhir.jp/fhir/core/StructureDefinition/JP_Patient"]}},"identifier":[{{"use":"usual","type":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}}]}},"system":"urn:oid:1.2.392.100495.20.3.51.11319999999","value":"{mrn}"}},{{"system":"http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID","value":"{member}"}}],"active":true,"name":[{kanji},{kana}],"telecom":[{{"system":"phone","value":"03-{phone}","use":"home"}}],"gender":"{sex}","birthDate":"{birth}"{died},"address":[{{"use":"home","text":"〒{postal} {prefecture}{city}{line}","line":["{line}"],"city":"{city}","state":"{prefecture}","postalCode":"{postal}","country":"JP"}}],"maritalStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"{marital}"}}]}},"managingOrganization":{{"reference":"Organization/{HOSPITAL}"}}}}"#,
        id = p.id(),
        mrn = p.mrn(),
        member = member(p),
        kanji = name("IDE", p.family, p.given),
        kana = name("SYL", p.family_kana, p.given_kana),
        phone = format_args!(
            "{:04}-{:04}",
            5000 + p.number * 37,
            (1000 + p.number * 211) % 10_000
        ),
        sex = if p.female { "female" } else { "male" },
        birth = p.birth,
        marital = if p.birth.as_str() < "2000" { "M" } else { "S" },
    )
}

/// 保険者番号:記号:番号:枝番
fn member(p: &Person) -> String {
    format!("06139999:関所:{}:01", 71_000_000 + p.number * 1237)
}

pub(super) fn coverage(p: &Person) -> String {
    format!(
        r#"{{"resourceType":"Coverage","id":"coverage-{id}","identifier":[{{"system":"http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID","value":"{member}"}}],"status":"active","subscriberId":"{member}","beneficiary":{{"reference":"Patient/{id}"}},"payor":[{{"reference":"Organization/{INSURER}"}}]}}"#,
        id = p.id(),
        member = member(p),
    )
}

pub(super) fn condition(p: &Person) -> String {
    let [icd10, medis, name] = p.codes();
    format!(
        r#"{{"resourceType":"Condition","id":"condition-{id}","clinicalStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}}]}},"verificationStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}}]}},"category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"encounter-diagnosis"}}]}}],"code":{{"coding":[{{"system":"{ICD10}","code":"{icd10}","display":"{name}"}},{{"system":"http://medis.or.jp/CodeSystem/master-disease-exCode","code":"{medis}","display":"{name}"}}],"text":"{name}（{family}さん）"}},"subject":{{"reference":"Patient/{id}"}},"onsetDateTime":"{onset}","stage":[{{"summary":{{"coding":[{{"system":"http://cancerstaging.org","code":"{stage}"}}]}}}}],"asserter":{{"reference":"Practitioner/doctor-1"}}}}"#,
        id = p.id(),
        family = p.family,
        onset = p.diagnosed,
        stage = p.stage,
    )
}

pub(super) fn encounter(p: &Person, v: &Visit) -> String {
    let (class, last) = if v.inpatient {
        ("IMP", Day(v.day.0 + 12))
    } else {
        ("AMB", v.day)
    };
    format!(
        r#"{{"resourceType":"Encounter","id":"{id}","status":"finished","class":{{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"{class}"}},"subject":{{"reference":"Patient/{patient}"}},"participant":[{{"individual":{{"reference":"Practitioner/doctor-{doctor}"}}}}],"period":{{"start":"{start}","end":"{last}T17:30:00+09:00"}},"serviceProvider":{{"reference":"Organization/{HOSPITAL}"}}}}"#,
        id = visit_id(p, v),
        patient = p.id(),
        doctor = 1 + v.number % 2,
        start = v.at(),
    )
}

fn visit_id(p: &Person, v: &Visit) -> String {
    format!("visit-{}-{:02}", p.id(), v.number)
}

/// What every observation of a visit shares, from `status` to its date.
fn observation(
    p: &Person,
    v: &Visit,
    name: &str,
    category: [&str; 2],
    codes: &str,
    rest: &str,
) -> String {
    let [system, code] = category;
    format!(
        r#"{{"resourceType":"Observation","id":"{name}-{id}-{number:02}","status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/{system}","code":"{code}"}}]}}],"code":{{"coding":[{codes}]}},"subject":{{"reference":"Patient/{id}"}},"encounter":{{"reference":"Encounter/{visit}"}},"effectiveDateTime":"{at}",{rest}}}"#,
        id = p.id(),
        number = v.number,
        visit = visit_id(p, v),
        at = v.at(),
    )
}

pub(super) fn lab(p: &Person, v: &Visit, test: &LabTest, value: &str, noted: bool) -> String {
    let codes = format!(
        r#"{{"system":"http://loinc.org","code":"{}"}},{{"system":"http://medis.or.jp/CodeSystem/master-JLAC10-17digits","code":"{}","display":"{}"}}"#,
        test.loinc, test.jlac10, test.name
    );
    let unit = format!(
        r#""unit":"{unit}","system":"http://unitsofmeasure.org","code":"{unit}""#,
        unit = test.unit
    );
    // Free text of the kind that names people, where a laboratory writes it.
    let note = if noted {
        format!(
            r#","note":[{{"text":"{}{}様 再検済み"}}]"#,
            p.family, p.given
        )
    } else {
        String::new()
    };
    let (low, high) = test.normal;
    let rest = format!(
        r#""valueQuantity":{{"value":{value},{unit}}}{note},"referenceRange":[{{"low":{{"value":{low},{unit}}},"high":{{"value":{high},{unit}}}}}]"#
    );
    observation(
        p,
        v,
        &format!("lab-{}", test.loinc),
        ["observation-category", "laboratory"],
        &codes,
        &rest,
    )
}

pub(super) fn stage(p: &Person, v: &Visit) -> String {
    let rest = format!(
        r#""valueCodeableConcept":{{"coding":[{{"system":"http://cancerstaging.org","code":"{}"}}]}}"#,
        p.stage
    );
    let code =
        r#"{"system":"http://loinc.org","code":"21908-9","display":"Stage group.clinical Cancer"}"#;
    observation(p, v, "stage", ["observation-category", "exam"], code, &rest)
}

pub(super) fn egfr(p: &Person, v: &Visit) -> String {
    let found = if p.egfr {
        ["LA9633-4", "Present"]
    } else {
        ["LA9634-2", "Absent"]
    };
    let significance = if p.egfr {
        r#",{"code":{"coding":[{"system":"http://loinc.org","code":"53037-8"}]},"valueCodeableConcept":{"coding":[{"system":"http://loinc.org","code":"LA6668-3","display":"Pathogenic"}]}}"#
    } else {
        ""
    };
    let rest = format!(
        r#""valueCodeableConcept":{{"coding":[{{"system":"http://loinc.org","code":"{}","display":"{}"}}]}},"component":[{{"code":{{"coding":[{{"system":"http://loinc.org","code":"48018-6"}}]}},"valueCodeableConcept":{{"coding":[{{"system":"http://www.genenames.org/geneId","code":"HGNC:3236","display":"EGFR"}}]}}}}{significance}]"#,
        found[0], found[1]
    );
    observation(
        p,
        v,
        "egfr",
        ["v2-0074", "GE"],
        r#"{"system":"http://loinc.org","code":"69548-6"}"#,
        &rest,
    )
}

pub(super) fn cause_of_death(p: &Person, day: Day) -> String {
    let [icd10, _, name] = p.codes();
    format!(
        r#"{{"resourceType":"Observation","id":"death-{id}","status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"exam"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"79378-6"}}]}},"subject":{{"reference":"Patient/{id}"}},"effectiveDateTime":"{day}","valueCodeableConcept":{{"coding":[{{"system":"{ICD10}","code":"{icd10}","display":"{name}"}}]}}}}"#,
        id = p.id(),
    )
}

pub(super) fn imaging_study(p: &Person, number: u32, day: Day, images: u32) -> String {
    let uid = |part: &str| uid(&format!("{}/{number}/{part}", p.id()));
    format!(
        r#"{{"resourceType":"ImagingStudy","id":"ct-{id}-{number:02}","identifier":[{{"system":"urn:dicom:uid","value":"urn:oid:{study}"}}],"status":"available","modality":[{{"system":"http://dicom.nema.org/resources/ontology/DCM","code":"CT"}}],"subject":{{"reference":"Patient/{id}"}},"started":"{day}T10:40:05+09:00","numberOfSeries":1,"numberOfInstances":{images},"description":"胸部CT {family}様","series":[{{"uid":"{series}","number":1,"modality":{{"system":"http://dicom.nema.org/resources/ontology/DCM","code":"CT"}},"numberOfInstances":{images},"bodySite":{{"system":"http://snomed.info/sct","code":"51185008","display":"Thorax"}},"started":"{day}T10:41:30+09:00","extension":[{{"url":"urn:sekisho:extension:slice-thickness","valueQuantity":{{"value":{slice},"unit":"mm","system":"http://unitsofmeasure.org","code":"mm"}}}}]}}]}}"#,
        id = p.id(),
        family = p.family,
        study = uid("study"),
        series = uid("series"),
        slice = if number == 0 {
            "10.0"
        } else {
            ["1.25", "2.50", "1.00", "5.00"][(p.number as usize * 3) % 4]
        },
    )
}

/// An OID of the UUID kind, from a digest.
fn uid(name: &str) -> String {
    let digest = Digest::of(name.as_bytes()).0;
    let bits = digest[..16]
        .iter()
        .fold(0u128, |n, byte| n << 8 | u128::from(*byte));
    format!("2.25.{bits}")
}

pub(super) fn ct_report(p: &Person, v: &Visit) -> String {
    let conclusion = format!("{}殿。右上葉に結節影を認める。肺癌を疑う。", p.family);
    let study = format!(
        r#""imagingStudy":[{{"reference":"ImagingStudy/ct-{}-{:02}"}}],"#,
        p.id(),
        v.number
    );
    report(
        p,
        v,
        "ct-report",
        ["RAD", "18748-4"],
        &study,
        &conclusion,
        "",
    )
}

pub(super) fn pathology_report(p: &Person, v: &Visit) -> String {
    let [_, _, name] = p.codes();
    let conclusion = format!("{}{}（{}）: {name}。", p.family, p.given, p.mrn());
    let histology = format!(
        r#",{{"system":"http://terminology.hl7.org/CodeSystem/icd-o-3","code":"{}"}}"#,
        p.disease.histology()
    );
    let kind = ["PAT", "60568-3"];
    report(p, v, "pathology-report", kind, "", &conclusion, &histology)
}

fn report(
    p: &Person,
    v: &Visit,
    name: &str,
    [category, code]: [&str; 2],
    more: &str,
    conclusion: &str,
    conclusion_codes: &str,
) -> String {
    let [icd10, _, disease] = p.codes();
    format!(
        r#"{{"resourceType":"DiagnosticReport","id":"{name}-{id}-{number:02}","status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v2-0074","code":"{category}"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}},"subject":{{"reference":"Patient/{id}"}},"encounter":{{"reference":"Encounter/{visit}"}},"effectiveDateTime":"{at}","performer":[{{"reference":"Practitioner/doctor-2"}}],{more}"conclusion":"{conclusion}","conclusionCode":[{{"coding":[{{"system":"{ICD10}","code":"{icd10}","display":"{disease}"}}{conclusion_codes}]}}]}}"#,
        id = p.id(),
        number = v.number,
        visit = visit_id(p, v),
        at = v.at(),
    )
}

pub(super) fn bronchoscopy(p: &Person, v: &Visit) -> String {
    procedure(p, v, "bronchoscopy", "10847001", "Bronchoscopy")
}

pub(super) fn lobectomy(p: &Person, v: &Visit) -> String {
    procedure(p, v, "lobectomy", "173171007", "Lobectomy of lung")
}

fn procedure(p: &Person, v: &Visit, name: &str, code: &str, display: &str) -> String {
    format!(
        r#"{{"resourceType":"Procedure","id":"{name}-{id}-{number:02}","status":"completed","code":{{"coding":[{{"system":"http://snomed.info/sct","code":"{code}","display":"{display}"}}]}},"subject":{{"reference":"Patient/{id}"}},"encounter":{{"reference":"Encounter/{visit}"}},"performedDateTime":"{at}","performer":[{{"actor":{{"reference":"Practitioner/doctor-2"}}}}]}}"#,
        id = p.id(),
        number = v.number,
        visit = visit_id(p, v),
        at = v.at(),
    )
}

pub(super) fn prescription(p: &Person, v: &Visit) -> String {
    let [yj, hot9, name, dose] = p.disease.drug();
    format!(
        r#"{{"resourceType":"MedicationRequest","id":"rx-{id}-{number:02}","status":"completed","intent":"order","medicationCodeableConcept":{{"coding":[{{"system":"http://capstandard.jp/iyaku.info/CodeSystem/YJ-code","code":"{yj}","display":"{name}"}},{{"system":"http://medis.or.jp/CodeSystem/master-HOT9","code":"{hot9}","display":"{name}"}},{{"system":"http://www.whocc.no/atc","code":"{atc}"}}]}},"subject":{{"reference":"Patient/{id}"}},"encounter":{{"reference":"Encounter/{visit}"}},"authoredOn":"{at}","requester":{{"reference":"Practitioner/doctor-1"}},"dosageInstruction":[{{"text":"1日1回 朝食後 {family}様","doseAndRate":[{{"doseQuantity":{{"value":{dose},"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"}}}}]}}]}}"#,
        id = p.id(),
        number = v.number,
        visit = visit_id(p, v),
        at = v.at(),
        atc = p.disease.atc(),
        family = p.family,
    )
}

pub(super) fn claim(p: &Person, v: &Visit, points: u32) -> String {
    let [icd10, _, _] = p.codes();
    let yen = points * 10;
    format!(
        r#"{{"resourceType":"Claim","id":"claim-{id}-{number:02}","status":"active","type":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"institutional"}}]}},"use":"claim","patient":{{"reference":"Patient/{id}"}},"billablePeriod":{{"start":"{day}","end":"{day}"}},"created":"{day}","provider":{{"reference":"Organization/{HOSPITAL}"}},"priority":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/processpriority","code":"normal"}}]}},"diagnosis":[{{"sequence":1,"diagnosisCodeableConcept":{{"coding":[{{"system":"{ICD10}","code":"{icd10}"}}]}}}}],"insurance":[{{"sequence":1,"focal":true,"coverage":{{"reference":"Coverage/coverage-{id}"}}}}],"item":[{{"sequence":1,"productOrService":{{"coding":[{{"system":"http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterS-medicalProcedure","code":"112007410"}}]}},"net":{{"value":{yen}.00,"currency":"JPY"}}}}],"total":{{"value":{yen}.00,"currency":"JPY"}}}}"#,
        id = p.id(),
        number = v.number,
        day = v.day,
    )
}

/// The disease came back: a second Condition, as JP Core asserts one.
pub(super) fn relapse(p: &Person, day: Day) -> String {
    let [icd10, medis, name] = p.codes();
    let site = ["39607008", "12738006", "272673000"][p.number as usize % 3];
    format!(
        r#"{{"resourceType":"Condition","id":"relapse-{id}","clinicalStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"recurrence"}}]}},"verificationStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}}]}},"category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"encounter-diagnosis"}}]}}],"code":{{"coding":[{{"system":"{ICD10}","code":"{icd10}","display":"{name}"}},{{"system":"http://medis.or.jp/CodeSystem/master-disease-exCode","code":"{medis}","display":"{name}"}}],"text":"{name} 再発（{family}さん）"}},"bodySite":[{{"coding":[{{"system":"http://snomed.info/sct","code":"{site}"}}]}}],"subject":{{"reference":"Patient/{id}"}},"onsetDateTime":"{day}","recordedDate":"{day}","asserter":{{"reference":"Practitioner/doctor-1"}}}}"#,
        id = p.id(),
        family = p.family,
    )
}
