//! Release control of rows, through the binary: who stays out of a delivery, what stops it, what
//! becomes coarser. What left is recounted here from the delivered files alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, Scratch, copy_folder, patients_in};
use sekisho_tests::command::sekisho;
use sekisho_tests::delivery::Delivery;
use sekisho_tests::samples::{ours, text_of};

/// Born, sex, and whether a second illness stands in the record.
const PEOPLE: [(&str, &str, &str); 15] = [
    ("1960-01-05", "female", "38341003"),
    ("1960-02-11", "female", "38341003"),
    ("1960-03-02", "female", "38341003"),
    ("1960-07-21", "female", ""),
    ("1960-09-30", "female", ""),
    ("1960-12-24", "female", ""),
    ("1950-01-31", "male", ""),
    ("1950-04-04", "male", ""),
    ("1950-05-17", "male", ""),
    ("1950-08-08", "male", ""),
    ("1950-11-19", "male", ""),
    ("1971-02-14", "female", ""),
    ("1971-06-06", "female", ""),
    ("1971-10-10", "female", ""),
    // Polycythaemia vera: one person in this bank has it.
    ("1931-03-03", "male", "109992005"),
];

const SINUSITIS: &str = "444814009";

/// The example's package with a study whose profile says this of its release.
fn package(scratch: &Scratch, head: &str, release: &str, blocks: &str, terms: &str) {
    let package = scratch.path("package");
    copy_folder(&ours("examples/synthea"), &package);
    let text = format!(
        r#"sekisho 1
package synthea.control
use model oncology 2026.1
use synthea.consent
use synthea.cohorts

label ja "行の提供" en "Rows"

profile rows {{
  {head}
  unlisted drop
  release {{
    {release}
  }}
  table patient {{ patient_id: pseudonym; birth_date: year; sex: keep }}
  table diagnosis {{ code: keep }}
  {blocks}
}}
study rows_study {{
  label ja "行の研究" en "A study of rows"
  approval "SEK-2020-002" by "関所大学 研究倫理審査委員会" from 2020-01-01 until 2100-01-01
  permission "SEK-2020-002" by "関所大学 学長" on 2020-01-01
  purpose outcomes_research
  cohort sinusitis
  data everything
  role analyst group "outcomes-team" from org "関所大学"
  role auditor group "quality-office" from org "関所大学"
}}
access rows_study {{
  allow extract to analyst on everything as rows
    because ja "この形でだけ渡す" en "In this form alone"
  allow trace to auditor on everything as rows
    require justification
    because ja "渡した値を確かめる" en "A delivered value is looked into"
}}
deliver rows_out {{
  label ja "行" en "Rows"
  study rows_study
  cohort sinusitis
  data everything
  to org "関所大学" kind university country "JP"
  held as 保険診療
  as rows
  {terms}
}}
"#
    );
    fs::write(package.join("policies/control.seki"), text).expect("a file");
}

/// A bank with these people, all of whom consent, under that profile.
pub(crate) fn bank(head: &str, release: &str, blocks: &str, terms: &str) -> Bank {
    let scratch = Scratch::default();
    package(&scratch, head, release, blocks, terms);
    let bundle = scratch.path("bundle");
    sekisho([
        "build".as_ref(),
        scratch.path("package").as_os_str(),
        "-o".as_ref(),
        bundle.as_os_str(),
    ])
    .done();
    let path = scratch.path("bank");
    let bank = Bank { scratch, path };
    bank.run(["bank", "init"], [""; 0]).done();
    bank.run(["bank", "load"], [bundle]).done();
    let users = ours("examples/synthea").join("users.csv");
    bank.run(["bank", "people"], [users]).done();
    let (mut patients, mut conditions) = (String::new(), String::new());
    let condition = |n: usize, at: usize, code: &str| {
        format!(
            r#"{{"resourceType":"Condition","id":"c-{n}-{at}","code":{{"coding":[{{"system":"http://snomed.info/sct","code":"{code}"}}]}},"subject":{{"reference":"Patient/p-{n}"}},"recordedDate":"2019-05-0{at}"}}"#
        ) + "\n"
    };
    for (n, (born, sex, other)) in PEOPLE.iter().enumerate() {
        patients += &format!(
            r#"{{"resourceType":"Patient","id":"p-{n}","gender":"{sex}","birthDate":"{born}"}}"#
        );
        patients.push('\n');
        conditions += &condition(n, 1, SINUSITIS);
        if !other.is_empty() {
            conditions += &condition(n, 2, other);
        }
    }
    let patients = bank.scratch.file("records/Patient.ndjson", &patients);
    bank.scratch.file("records/Condition.ndjson", &conditions);
    let folder = patients.parent().expect("a folder");
    bank.run(["ingest"], [folder]).done();
    bank.consent_of_all(&patients_in(&patients));
    bank
}

pub(crate) const CODED: &str = "satisfies jp_coded_consent\n  key scope study";
pub(crate) const CSV: &str = "basis 本人同意\n  format csv";

/// A delivered table: column names and rows. No cell of these stories holds a quote.
pub(crate) fn table(delivery: &Delivery, view: &str) -> Vec<BTreeMap<String, String>> {
    let text = text_of(&delivery.folder.join("release").join(format!("{view}.csv")));
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.lines().map(|line| line.trim_end_matches('\r'));
    let names: Vec<&str> = lines.next().expect("a head").split(',').collect();
    let row = |line: &str| {
        let cells = line
            .split(',')
            .map(|cell| cell.trim_matches('"').to_owned());
        names
            .iter()
            .map(|name| (*name).to_owned())
            .zip(cells)
            .collect()
    };
    lines.map(row).collect()
}

/// How many people share each combination of these columns of the patient table.
fn recount(
    patients: &[BTreeMap<String, String>],
    columns: &[&str],
) -> BTreeMap<Vec<String>, usize> {
    let mut groups = BTreeMap::new();
    for row in patients {
        let key: Vec<String> = columns.iter().map(|name| row[*name].clone()).collect();
        *groups.entry(key).or_insert(0) += 1;
    }
    groups
}

/// The different sets of codes that each group's people show.
fn shown(
    delivery: &Delivery,
    columns: &[&str],
) -> BTreeMap<Vec<String>, BTreeSet<BTreeSet<String>>> {
    let mut codes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in table(delivery, "diagnosis") {
        let of = codes.entry(row["patient_id"].clone()).or_default();
        of.extend(Some(row["code"].clone()).filter(|code| !code.is_empty()));
    }
    let mut groups: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for row in table(delivery, "patient") {
        let key: Vec<String> = columns.iter().map(|name| row[*name].clone()).collect();
        let of = codes.get(&row["patient_id"]).cloned().unwrap_or_default();
        groups.entry(key).or_default().insert(of);
    }
    groups
}

const QUASI: [&str; 2] = ["birth_date", "sex"];

fn key(born: &str, sex: &str) -> Vec<String> {
    vec![born.to_owned(), sex.to_owned()]
}

#[test]
fn exactly_the_small_groups_stay_out() {
    let release = "k 5 on patient.birth_date, patient.sex suppress";
    let bank = bank(CODED, release, "", CSV);
    let delivery = bank.delivered("rows_out", "sato");
    let groups = recount(&table(&delivery, "patient"), &QUASI);
    let expected = [(key("1950", "male"), 5), (key("1960", "female"), 6)];
    assert_eq!(groups, BTreeMap::from(expected));
    // Of whom the patient row stays out every row does: no diagnosis stands without its person.
    let people: BTreeSet<String> = table(&delivery, "patient")
        .iter()
        .map(|row| row["patient_id"].clone())
        .collect();
    let diagnoses = table(&delivery, "diagnosis");
    assert_eq!(diagnoses.len(), 11 + 3);
    assert!(
        diagnoses
            .iter()
            .all(|row| people.contains(&row["patient_id"]))
    );
    let ledger = bank.ledger();
    let last = ledger.last().expect("an entry").write();
    assert!(last.contains("\"patients\":11"), "{last}");
    let control = delivery.report();
    let k = control.at("control.k").expect("the evidence speaks of k");
    let figure = |name: &str| k.get(name).and_then(Json::integer).expect(name);
    assert_eq!(figure("people_left_out"), 4);
    assert_eq!(
        (figure("smallest_before"), figure("smallest_after")),
        (1, 5)
    );
    assert_eq!((figure("groups_before"), figure("groups_after")), (4, 2));
}

#[test]
fn a_group_that_tells_stays_out_too() {
    let release =
        "k 5 on patient.birth_date, patient.sex suppress\n    l 2 on diagnosis.code suppress";
    let bank = bank(CODED, release, "", CSV);
    let delivery = bank.delivered("rows_out", "sato");
    let shown = shown(&delivery, &QUASI);
    assert_eq!(
        shown.keys().cloned().collect::<Vec<_>>(),
        [key("1960", "female")]
    );
    assert!(shown.values().all(|sets| sets.len() >= 2));
}

#[test]
fn stop_leaves_nothing_and_says_where_it_is_written() {
    let rules = [
        (
            "k 5 on patient.birth_date, patient.sex stop",
            "k 5 on patient.birth_date, patient.sex stop",
            "fewer than 10 people",
        ),
        (
            "k 3 on patient.sex suppress\n    l 3 on diagnosis.code stop",
            "l 3 on diagnosis.code stop",
            "10 people or more",
        ),
        ("singular stop", "singular stop", "fewer than 10 people"),
    ];
    for (release, line, people) in rules {
        let bank = bank(CODED, release, "", CSV);
        let (ran, out) = bank.extract("rows_out", "sato");
        ran.ends(1).says(&[
            line,
            "control.seki:",
            "提供を止めました",
            "stopped the delivery",
            people,
        ]);
        assert!(!out.exists(), "{line}: something stands");
        // It stopped before the first byte: there is nothing that may have left.
        let kinds = bank.ledger_kinds();
        let last = &kinds[kinds.len() - 3..];
        assert_eq!(last, ["permit", "staging", "aborted"], "{line}");
    }
}

#[test]
fn generalized_everybody_leaves_in_groups_of_k() {
    let release = "k 5 on patient.birth_date, patient.sex generalize";
    let bank = bank(CODED, release, "", "basis 本人同意\n  format csv, parquet");
    let delivery = bank.delivered("rows_out", "sato");
    let patients = table(&delivery, "patient");
    assert_eq!(patients.len(), PEOPLE.len());
    let groups = recount(&patients, &QUASI);
    assert!(groups.values().all(|people| *people >= 5), "{groups:?}");
    assert!(groups.len() > 1, "{groups:?}");
    // What stands there is true: as many people lie in each range as were born in it.
    for (texts, people) in groups {
        let years = texts[0].trim_matches(['[', ']']);
        let (first, last) = years.split_once('/').unwrap_or((years, years));
        let sexes: Vec<&str> = texts[1].split('|').collect();
        let holds = |(born, sex, _): &&(&str, &str, &str)| {
            (first..=last).contains(&&born[..4]) && sexes.contains(sex)
        };
        assert!(PEOPLE.iter().filter(holds).count() >= people, "{texts:?}");
    }
    let loss = delivery.report();
    let fields = loss
        .at("control.generalized.fields")
        .expect("what was lost")
        .items();
    assert_eq!(fields.len(), 2);
    let again = bank.delivered("rows_out", "sato");
    assert_eq!(
        text_of(&delivery.folder.join("release").join("patient.csv")),
        text_of(&again.folder.join("release").join("patient.csv"))
    );
}

#[test]
fn a_value_that_one_person_has_becomes_absent_and_the_person_stays() {
    let bank = bank(CODED, "singular suppress", "", CSV);
    let delivery = bank.delivered("rows_out", "sato");
    assert_eq!(table(&delivery, "patient").len(), PEOPLE.len());
    let diagnoses = table(&delivery, "diagnosis");
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &diagnoses {
        *codes.entry(row["code"].as_str()).or_default() += 1;
        let system = &row["code_system"];
        assert_eq!(
            system.is_empty(),
            row["code"].is_empty(),
            "a system without its code"
        );
    }
    assert_eq!(
        codes,
        BTreeMap::from([("", 1), ("38341003", 3), (SINUSITIS, 15)])
    );
    // The oldest alone was born in 1931; three share the youngest year.
    let years = recount(&table(&delivery, "patient"), &["birth_date"]);
    let expected = [("", 1), ("1950", 5), ("1960", 6), ("1971", 3)];
    assert_eq!(
        years,
        expected.map(|(year, n)| (vec![year.to_owned()], n)).into()
    );
}

/// FHIR beside tables: whose rows stay out, their records do.
#[test]
fn records_stay_out_with_the_rows() {
    let release = "k 5 on patient.birth_date, patient.sex suppress";
    let fhir = "fhir R4 {\n    type id, type Reference: pseudonym\n    \"Patient.birthDate\": year\n    \"Patient.gender\", \"Condition.code.coding\": keep\n  }";
    let bank = bank(
        CODED,
        release,
        fhir,
        "basis 本人同意\n  format csv, fhir R4",
    );
    let delivery = bank.delivered("rows_out", "sato");
    assert_eq!(table(&delivery, "patient").len(), 11);
    assert_eq!(delivery.patients(), 11);
    assert_eq!(delivery.counts().get("Condition"), Some(&14));
}

/// Everything that 匿名加工情報 asks for at once.
#[test]
fn an_anonymized_delivery_holds_what_its_standard_asks() {
    let head = "satisfies jp_anonymized\n  key scope delivery destroyed after delivery";
    let release = "k 5 on patient.birth_date, patient.sex suppress\n    singular suppress";
    let bank = bank(head, release, "", "basis 匿名加工情報\n  format csv");
    let delivery = bank.delivered("rows_out", "sato");
    let groups = recount(&table(&delivery, "patient"), &QUASI);
    assert!(groups.values().all(|people| *people >= 5), "{groups:?}");
    assert_eq!(groups.values().sum::<usize>(), 11);
    let mut codes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in table(&delivery, "diagnosis") {
        codes
            .entry(row["code"].clone())
            .or_default()
            .insert(row["patient_id"].clone());
    }
    codes.remove("");
    assert!(
        codes.values().all(|people| people.len() >= 5),
        "{:?}",
        codes.keys()
    );
}
