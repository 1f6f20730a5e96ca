//! Coarse in name only: a step so fine that the value is what it was.

use std::fs;

use sekisho_tests::banks::Scratch;
use sekisho_tests::command::{Ran, sekisho};
use sekisho_tests::samples::ours;

/// `check` of the anonymized case of the shipped package with another table block.
fn checked(scratch: &Scratch, tables: &str, more: &str) -> Ran {
    let package = scratch.path("package");
    fs::create_dir_all(&package).expect("a folder");
    fs::write(
        package.join("sekisho.yaml"),
        "name: cases\nversion: \"1\"\nmodel: oncology 2026.1\npolicies: .\n",
    )
    .expect("written");
    let release = "k 5 on patient.sex suppress\n    singular suppress";
    let profile = format!(
        "sekisho 1\npackage cases\nuse model oncology 2026.1\n{more}\nprofile shared {{\n  satisfies jp_anonymized\n  unlisted drop\n  key scope delivery destroyed after delivery\n  release {{\n    {release}\n  }}\n  table patient {{ sex: keep }}\n  {tables}\n}}\n"
    );
    fs::write(package.join("main.seki"), profile).expect("written");
    sekisho([
        "--lang".as_ref(),
        "en".as_ref(),
        "check".as_ref(),
        package.as_os_str(),
    ])
}

#[track_caller]
fn too_fine(tables: &str, says: &str) {
    let scratch = Scratch::default();
    let ran = checked(&scratch, tables, PREFECTURES);
    assert!(ran.said().contains("SK0710"), "{tables}: {}", ran.said());
    ran.says(&[says]);
}

#[track_caller]
fn coarse(tables: &str) {
    let scratch = Scratch::default();
    let ran = checked(&scratch, tables, PREFECTURES);
    assert!(!ran.said().contains("SK0710"), "{tables}: {}", ran.said());
}

/// Four words in two groups, and four in four.
const PREFECTURES: &str = "codelist two_by_two {\n  label ja \"地方\" en \"Regions\"\n  include \"東京都\", \"神奈川県\" group \"関東\"\n  include \"大阪府\", \"京都府\" group \"関西\"\n}\ncodelist one_each {\n  label ja \"別名\" en \"Other names\"\n  include \"東京都\" group \"T\"\n  include \"神奈川県\" group \"K\"\n  include \"大阪府\" group \"O\"\n  include \"京都府\" group \"Y\"\n}\n";

#[test]
fn an_amount_is_rounded_by_two_digits() {
    too_fine("table claim { total: round 0.000001 }", "round 0.000001");
    too_fine("table claim { total: round 10 }", "round 100");
    too_fine("table claim { total: cap 999999999 }", "cap 999999999");
    coarse("table claim { total: round 100 }");
}

#[test]
fn an_age_is_grouped_by_five_years() {
    too_fine("table family_history { onset_age: round 1 }", "5 years");
    too_fine("table family_history { onset_age: cap 90 years }", "cap 90");
    too_fine(
        "table family_history { onset_age: band [20, 21, 22, 23] }",
        "band",
    );
    coarse("table family_history { onset_age: band [20, 40, 60, 80] }");
    coarse("table family_history { onset_age: round 5 }");
}

#[test]
fn a_code_is_cut_to_its_category_and_a_map_groups() {
    too_fine(
        "table family_history { relationship: first 99 }",
        "first 99",
    );
    coarse("table family_history { relationship: first 3 }");
}

#[test]
fn a_month_is_coarse_and_a_shift_is_not() {
    coarse("table diagnosis { code: keep; date: month }");
}

#[test]
fn the_shipped_policies_say_their_steps() {
    for package in ["policies/jp-appi", "policies/jp-ngmia"] {
        let ran = sekisho(["check".as_ref(), ours(package).as_os_str()]);
        ran.done();
    }
}
