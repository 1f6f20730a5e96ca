//! `sekisho test` from outside: what passes, what a failure says, and the exit codes.

use sekisho_tests::banks::Scratch;
use sekisho_tests::command::sekisho;
use sekisho_tests::samples::ours;

const HEAD: &str = "sekisho 1\npackage p\nuse model oncology 2026.1\n";
const COHORT: &str =
    "cohort women {\n  from patient\n  where sex = \"female\" unknown exclude\n}\n";

/// A package of one file.
fn package(scratch: &Scratch, text: &str) -> String {
    let folder = scratch.path("package");
    std::fs::create_dir_all(folder.join("policies")).expect("a folder");
    std::fs::write(
        folder.join("sekisho.yaml"),
        "name: p\nversion: \"1\"\nmodel: oncology 2026.1\n",
    )
    .expect("the manifest");
    std::fs::write(folder.join("policies/p.seki"), format!("{HEAD}{text}")).expect("the policy");
    folder.display().to_string()
}

#[test]
fn the_tests_of_the_examples_pass() {
    for example in ["examples/lung", "examples/synthea"] {
        let ran = sekisho(["test", &ours(example).display().to_string()]);
        assert_eq!(ran.code, 0, "{}", ran.said());
        assert!(
            ran.out.contains("✔") && !ran.out.contains("✘"),
            "{}",
            ran.out
        );
    }
}

#[test]
fn a_failure_says_what_was_expected_what_came_out_and_why() {
    let scratch = Scratch::default();
    let wrong =
        "test \"men\" {\n  given patient P1 { sex \"male\" }\n  expect in cohort women P1\n}\n";
    let dir = package(&scratch, &format!("{COHORT}{wrong}"));
    let ran = sekisho(["test", &dir, "--lang", "en"]);
    assert_eq!(ran.code, 1, "{}", ran.said());
    for words in [
        "✘ men  [policies/p.seki:8]",
        "expect in cohort women P1  [policies/p.seki:10]",
        "SK1025  P1 is not in the cohort women.",
        "✘ where sex = \"female\" unknown exclude [policies/p.seki:6]",
        "1 of 1 tests failed",
    ] {
        assert!(
            ran.out.contains(words),
            "{words} is missing from\n{}",
            ran.out
        );
    }
    let json = sekisho(["test", &dir, "--format", "json"]);
    assert_eq!(json.code, 1);
    assert!(json.out.contains("\"code\": \"SK1025\""), "{}", json.out);
    let other = sekisho(["test", &dir, "--only", "women"]);
    assert_eq!(other.code, 0, "{}", other.said());
}

#[test]
fn a_package_without_tests_says_so() {
    let scratch = Scratch::default();
    let ran = sekisho(["test", &package(&scratch, COHORT), "--lang", "en"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(ran.out.contains("there are no tests"), "{}", ran.out);
}

#[test]
fn a_package_with_an_error_is_not_run() {
    let scratch = Scratch::default();
    let nothing = "test \"nothing\" {\n  given patient P1 { sex \"male\" }\n}\n";
    let ran = sekisho(["test", &package(&scratch, &format!("{COHORT}{nothing}"))]);
    assert_eq!(ran.code, 1, "{}", ran.said());
    assert!(ran.out.contains("SK1001"), "{}", ran.out);
}
