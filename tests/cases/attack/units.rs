//! A number is not a value: `<3` is not above 1.5, 80 umol/L is not above 1.5 mg/dL, and 5 mmol/L is
//! no count of cells. Who is chosen by a threshold is asked through the binary, of values that a
//! comparison of bare numbers would choose.

use sekisho_tests::banks::{Bank, Scratch, copy_folder};
use sekisho_tests::command::sekisho;
use sekisho_tests::samples::{ours, text_of};

use super::planted::{bank_under, patient, sign, take};

/// In place of the sinusitis cohort's own condition.
fn asks(condition: &str) -> [(&'static str, &'static str, &'static str); 2] {
    let list = "codelist creatinine {
  system \"LOINC\"
  molar mass 113.12 \"g/mol\"
  include \"2160-0\", \"14682-9\"
}
cohort sinusitis {";
    let condition: String = format!("where some lab has ({condition})");
    [
        ("cohorts.seki", "cohort sinusitis {", list),
        (
            "cohorts.seki",
            "where some diagnosis has (code in viral_sinusitis)",
            Box::leak(condition.into_boxed_str()),
        ),
    ]
}

fn lab(code: &str, quantity: &str) -> String {
    format!(
        r#"{{"resourceType":"Observation","id":"ID-o","status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}},"subject":{{"reference":"Patient/ID"}},"effectiveDateTime":"2020-05-02","valueQuantity":{{{quantity}}}}}"#
    )
}

fn ucum(value: &str, unit: &str) -> String {
    format!(
        r#""value":{value},"unit":"{unit}","system":"http://unitsofmeasure.org","code":"{unit}""#
    )
}

fn with(comparator: &str, value: &str, unit: &str) -> String {
    format!(r#"{},"comparator":"{comparator}""#, ucum(value, unit))
}

/// One person for each observation, all of whom signed.
fn bank_of(condition: &str, labs: &[String]) -> Bank {
    let scratch = Scratch::default();
    let bank = bank_under(&scratch, &asks(condition));
    let ids: Vec<String> = (0..labs.len()).map(|n| format!("p{n}")).collect();
    let mut records = Vec::new();
    for (id, lab) in ids.iter().zip(labs) {
        records.extend(patient(id, 1961));
        records.push(lab.replace("ID", id));
    }
    take(&bank, "labs", &records);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    sign(&bank, &ids);
    bank
}

/// How many people a condition chooses among the persons with these results.
fn check(condition: &str, labs: &[String], expect: usize) {
    let bank = bank_of(condition, labs);
    if expect == 0 {
        let (ran, _) = bank.extract("sinusitis_broad", "sato");
        let _ = ran.refused().says(&["There is nobody to deliver"]);
        return;
    }
    let found = bank.delivered("sinusitis_broad", "sato").patients();
    assert_eq!(found, expect, "{condition}");
}

/// What would be chosen by its bare number and must not be, for creatinine above 1.5 mg/dL.
fn lures() -> Vec<String> {
    let creatinine = |quantity: &str| lab("2160-0", quantity);
    let words = |value: &str, unit: &str| format!(r#""value":{value},"unit":"{unit}""#);
    let mut lures = vec![
        creatinine(&with("<", "3", "mg/dL")),
        creatinine(&with("<=", "3", "mg/dL")),
        creatinine(&with(">", "1", "mg/dL")),
        creatinine(&with(">=", "1.5", "mg/dL")),
        creatinine(&with("ad", "3", "mg/dL")),
        creatinine(&with("~", "3", "mg/dL")),
        creatinine(&ucum("1.5", "mg/dL")),
        creatinine(&ucum("15", "mg/L")),
        creatinine(&ucum("80", "umol/L")),
        creatinine(&ucum("80", "U/L")),
        creatinine(&ucum("5", "10*9/L")),
        creatinine(&ucum("5", "{score}")),
        creatinine(&ucum("500", "%")),
        creatinine(&words("3", "YAMADA TARO")),
        creatinine(&words("3", "somewhere else")),
        creatinine(r#""value":3"#),
        creatinine(r#""value":3,"system":"http://snomed.info/sct","code":"258797006""#),
    ];
    let hostile = ["[".repeat(10_000), "m.".repeat(1 << 19), "(".repeat(10_000)];
    lures.extend(hostile.iter().map(|unit| creatinine(&ucum("3", unit))));
    lures
}

/// The same results above it in other words.
fn above() -> Vec<String> {
    vec![
        lab("2160-0", &ucum("1.51", "mg/dL")),
        lab("2160-0", &ucum("0.0151", "g/L")),
        lab("2160-0", &ucum("15.000000000000000000000000001", "mg/L")),
        lab("2160-0", &with(">", "1.5", "mg/dL")),
        lab("2160-0", &with(">=", "16", "mg/L")),
        lab("2160-0", r#""value":16,"unit":"mg/l""#),
        lab("2160-0", r#""value":16,"unit":"ｍｇ／Ｌ""#),
    ]
}

#[test]
fn a_number_is_no_value() {
    let labs = [lures(), above()].concat();
    let asked = "code = \"2160-0\" and value > 1.5 \"mg/dL\" unknown exclude";
    check(asked, &labs, above().len());
    // Of all the others' answers nothing is known; two are certainly not above.
    let asked = "code = \"2160-0\" and value > 1.5 \"mg/dL\" unknown include";
    check(asked, &labs, labs.len() - 2);
}

/// The same threshold without its unit means the customary one, and chooses the same people.
#[test]
fn a_threshold_without_a_unit_is_not_a_bare_number() {
    let labs = [lures(), above()].concat();
    let asked = "code = \"2160-0\" and value > 1.5 unknown exclude";
    check(asked, &labs, above().len());
    // Nothing is customary of a local code: a number without a unit, and ones.
    let local = |quantity: &str| lab("X-1", quantity);
    let labs = [
        local(r#""value":3"#),
        local(&ucum("3", "{score}")),
        local(&ucum("300", "%")),
        local(&ucum("3", "mg/dL")),
        local(r#""value":3,"unit":"YAMADA""#),
    ];
    check("code = \"X-1\" and value > 1.5 unknown exclude", &labs, 2);
}

/// A molar mass joins what is measured in moles and in grams, where its list is asked for and
/// nowhere else.
#[test]
fn moles_and_grams_meet_by_a_molar_mass_alone() {
    let moles = [
        lab("14682-9", &ucum("132", "umol/L")),
        lab("14682-9", &ucum("132.61", "umol/L")),
        lab("14682-9", &ucum("0.13261", "mmol/L")),
        lab("14682-9", &with(">", "132.61", "umol/L")),
        lab("14682-9", &with("<", "500", "umol/L")),
    ];
    check(
        "code in creatinine and value > 1.5 \"mg/dL\" unknown exclude",
        &moles,
        3,
    );
    check(
        "code = \"14682-9\" and value > 1.5 \"mg/dL\" unknown exclude",
        &moles,
        0,
    );
    check(
        "code in creatinine and value >= 80 \"umol/L\" unknown exclude",
        &above(),
        above().len(),
    );
    let or = "(code in creatinine or status = \"final\" unknown exclude) and value > 1.5 \"mg/dL\" unknown exclude";
    check(or, &moles, 0);
}

/// Cells are no moles, and no count is one of pairs.
#[test]
fn moles_are_no_numbers() {
    let labs = [
        lab("6690-2", &ucum("12", "10*9/L")),
        lab("6690-2", &ucum("12000", "/uL")),
        lab("6690-2", &ucum("12", "mmol/L")),
        lab("6690-2", &ucum("12", "meq/L")),
        lab("6690-2", &ucum("12", "[iU]/L")),
    ];
    check(
        "code = \"6690-2\" and value > 11 \"10*9/L\" unknown exclude",
        &labs,
        2,
    );
    check(
        "code = \"6690-2\" and value > 11 \"mmol/L\" unknown exclude",
        &labs,
        1,
    );
}

/// What was meant is written out: the text chooses the same people and says so.
#[test]
fn the_unit_that_was_meant_is_written_out() {
    let scratch = Scratch::default();
    let package = scratch.path("package");
    copy_folder(&ours("examples/synthea"), &package);
    let cohorts = package.join("policies/cohorts.seki");
    let asks = |threshold: &str| {
        let [list, condition] = asks(&format!(
            "code = \"2160-0\" and value > {threshold} unknown exclude"
        ));
        let text = text_of(&ours("examples/synthea/policies/cohorts.seki"));
        text.replace(list.1, list.2)
            .replace(condition.1, condition.2)
    };
    std::fs::write(&cohorts, asks("1.5")).expect("it is written");
    let check = |more: &[&str]| {
        let args = ["check".as_ref(), package.as_os_str()].into_iter();
        sekisho(args.chain(more.iter().map(AsRef::as_ref)))
    };
    let _ = check(&[]).says(&["SK0308"]);
    let _ = check(&["--fix"]).says(&["1.5 → 1.5 \"mg/dL\""]);
    assert_eq!(text_of(&cohorts), asks("1.5 \"mg/dL\""));
    let _ = check(&[]).keeps_silent_about(&["SK0308"]);
}

/// Under bands of bare numbers 80 umol/L would stand far above 1.5 mg/dL.
#[test]
fn no_count_is_broken_down_by_numbers_of_several_units() {
    let bank = bank_of("code in creatinine", &above());
    let asked = [
        "--study",
        "synthea_outcomes",
        "--cohort",
        "sinusitis",
        "--as",
        "sato",
        "--by",
        "lab.value",
    ];
    let _ = bank.run(["count"], asked).refused().says(&["単位"]);
}
